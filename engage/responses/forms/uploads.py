"""Files that a form brings, read and made ready before the database is touched."""

from dataclasses import dataclass

from flask import request

from engage.core.errors import RuleBroken
from engage.core.i18n import _l
from engage.responses import rules

MOST_SENT = 2 * rules.MOST_BYTES + rules.MOST_BYTES // 10
"""How many bytes one page may bring: two big files and what else is on it."""
_MOST_AT_ONCE = 6


@dataclass(frozen=True)
class Brought:
    """The files that came, by the key of the field; and what is wrong with one, by the same key."""

    uploads: dict[str, list[rules.Upload]]
    errors: dict[str, RuleBroken]


def brought_files() -> Brought:
    """The files of this request, each checked by its content. Slow for pictures.

    A film comes from anywhere: whether it is taken is known to `check_taken`.
    """
    brought = Brought({}, {})
    sent = [(name, each) for name, each in request.files.items(multi=True) if each.filename]
    for field, file in sent[:_MOST_AT_ONCE]:
        key = field.removeprefix("q-")
        try:
            upload = rules.check_sent(file.filename or "", file.stream)
        except RuleBroken as broken:
            brought.errors[key] = broken
        else:
            brought.uploads.setdefault(key, []).append(upload)
    for field, _file in sent[_MOST_AT_ONCE:]:
        brought.errors[field.removeprefix("q-")] = RuleBroken(_l("Send fewer files at once."))
    return brought


def lift_limit(megabytes: int) -> None:
    """Let this request bring a film of so many megabytes beside what else is on its page."""
    request.max_content_length = MOST_SENT + megabytes * rules.MEGABYTE
