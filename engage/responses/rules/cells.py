"""What stands in one cell of a file from another tool: a day, a number of people, a story."""

from datetime import date, datetime

from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.responses.rules.checks import check_length
from engage.responses.rules.values import clean
from engage.responses.rules.voices import STORY_LIMIT

_MANY_DIGITS = 9
_DAYS = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y")
_MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%B %d, %Y", "%b %d, %Y")


def day(text: str, *, month_first: bool) -> date:
    """A day as people and tools write it: ISO, or with the day first unless told otherwise.

    Raises RuleBroken for what is no day.
    """
    first = text[:10] if text[:4].isdigit() else text
    try:
        return date.fromisoformat(first)
    except ValueError:
        pass
    for shape in (*(_MONTH_FIRST if month_first else _DAYS),):
        for said in (text, text.partition(" ")[0]):
            try:
                return datetime.strptime(said, shape).date()  # noqa: DTZ007 - only its day
            except ValueError:
                continue
    raise RuleBroken(_dl("“%(text)s” is not a day. Write it like 2026-11-30."), text=text[:40])


def people(text: str) -> int | None:
    """A number of people; None for nothing."""
    if not text:
        return None
    whole = text.replace(",", "").replace(" ", "")
    if not (whole.isascii() and whole.isdecimal() and len(whole) < _MANY_DIGITS and int(whole)):
        raise RuleBroken(_dl("“%(text)s” is not a number of people."), text=text[:40])
    return int(whole)


def story(text: str) -> str:
    """What a group tells of itself, held to the limit of the form."""
    told = clean(text)
    check_length(told, STORY_LIMIT, "")
    return told
