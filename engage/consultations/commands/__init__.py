"""Write a consultation, launch it, and move it on."""

from engage.consultations.commands.approvals import (
    answer_approval,
    ask_approval,
    end_approval,
    remind_approval,
)
from engage.consultations.commands.corrections import (
    correct_fact,
    correct_question,
)
from engage.consultations.commands.form import (
    add_option,
    add_page,
    add_paper,
    add_question,
)
from engage.consultations.commands.notices import (
    extend,
    pause,
    resume,
    tell_delay,
    withdraw,
)
from engage.consultations.commands.polls import (
    add_poll,
    remove_poll,
)
from engage.consultations.commands.privacy import (
    edit_notice,
    put_default_notice,
)
from engage.consultations.commands.records import enter_record, remind
from engage.consultations.commands.stages import (
    freeze_answers,
    move,
    record_stages,
    schedule,
)
from engage.consultations.commands.writing import (
    create,
    create_topic,
    edit_words,
)

__all__ = [
    "add_option",
    "add_page",
    "add_paper",
    "add_poll",
    "add_question",
    "answer_approval",
    "ask_approval",
    "correct_fact",
    "correct_question",
    "create",
    "create_topic",
    "edit_notice",
    "edit_words",
    "end_approval",
    "enter_record",
    "extend",
    "freeze_answers",
    "move",
    "pause",
    "put_default_notice",
    "record_stages",
    "remind",
    "remind_approval",
    "remove_poll",
    "resume",
    "schedule",
    "tell_delay",
    "withdraw",
]
