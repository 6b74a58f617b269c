"""How long is left, and which addresses are our own."""

import re
from datetime import date

from engage.consultations.models import Consultation, Stage
from engage.core.i18n import _, format_day, ngettext

COUNTED_DAYS = 7
_OUR_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20]*\Z")


def local_path(asked: str) -> str:
    """The path, when it is one of this site; "/" for anything that could lead elsewhere."""
    return asked if _OUR_PATH.match(asked) else "/"


def time_left(consultation: Consultation, stage: Stage, day: date) -> str:
    """When it opens, how long it is open still, or when it closed, as one sentence.

    The last seven days are counted; before that the day is named.
    """
    if stage is Stage.SCHEDULED:
        return _("Opens on %(day)s", day=format_day(consultation.opens_on))
    days = (consultation.closes_on - day).days
    if stage is not Stage.OPEN:
        return _("Closed on %(day)s", day=format_day(consultation.closes_on))
    if days == 0:
        return _("Closes today")
    if days <= COUNTED_DAYS:
        return ngettext("%(num)s day left", "%(num)s days left", days)
    return _("Open until %(day)s", day=format_day(consultation.closes_on))
