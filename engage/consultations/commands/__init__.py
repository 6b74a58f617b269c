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
from engage.consultations.commands.formats import (
    add_media,
    drop_format,
    edit_media,
    make_format_ready,
    promise_format,
    remove_media,
    send_easy_read,
    set_easy_read_languages,
    set_format_days,
    show_checked,
    write_easy_read,
)
from engage.consultations.commands.notices import (
    extend,
    pause,
    resume,
    tell_delay,
    tell_people,
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
    "add_media",
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
    "drop_format",
    "edit_media",
    "edit_notice",
    "edit_words",
    "end_approval",
    "enter_record",
    "extend",
    "freeze_answers",
    "make_format_ready",
    "move",
    "pause",
    "promise_format",
    "put_default_notice",
    "record_stages",
    "remind",
    "remind_approval",
    "remove_media",
    "remove_poll",
    "resume",
    "schedule",
    "send_easy_read",
    "set_easy_read_languages",
    "set_format_days",
    "show_checked",
    "tell_delay",
    "tell_people",
    "withdraw",
    "write_easy_read",
]
