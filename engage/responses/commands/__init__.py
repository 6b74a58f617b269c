"""Keep a draft and its files, send an answer, enter one for somebody, take one back."""

from engage.responses.commands.changing import begin_change, change, hide_words
from engage.responses.commands.ease import keep_ease, tell_ease
from engage.responses.commands.sending import (
    begin,
    enter,
    mail_receipt,
    make_code,
    save_draft,
    submit,
    withdraw,
)
from engage.responses.commands.uploads import (
    drop_file,
    forget_old_drafts,
    hand_over,
    keep_file,
)

__all__ = [
    "begin",
    "begin_change",
    "change",
    "drop_file",
    "enter",
    "forget_old_drafts",
    "hand_over",
    "hide_words",
    "keep_ease",
    "keep_file",
    "mail_receipt",
    "make_code",
    "save_draft",
    "submit",
    "tell_ease",
    "withdraw",
]
