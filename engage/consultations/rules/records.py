"""What staff must be able to show before a launch, and when it is whole."""

import re
from collections.abc import Mapping
from datetime import date

from engage.consultations.models import LaunchRecord, RecordKind
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.core.text import is_longer

ASKS_WHETHER = frozenset({RecordKind.DUTY_TO_INVOLVE, RecordKind.SCRUTINY})
"""Records that say whether something applies: the duty, or that the change is substantial."""
LINKED = frozenset({RecordKind.EQUALITY_SCREENING})
"""Records that people must be able to open."""
LONGEST = 2_000
_LINK = re.compile(r"https?://[^\s/?#]+\S*|/(?![/\\])\S*")
"""An address of the web, or a path of ours."""
_Records = Mapping[RecordKind, LaunchRecord]


def done(records: _Records, kind: RecordKind) -> bool:
    """Whether a record of this kind is there; what is there is whole (`check_record`).

    One of LINKED from before a link had to be given does not count.
    """
    record = records.get(kind)
    return record is not None and (kind not in LINKED or bool(record.link))


def told(records: _Records) -> bool:
    """Whether the scrutiny committee was told and has answered, where the change is substantial.

    Source: Local Authority (Public Health, Health and Wellbeing Boards and Health Scrutiny)
    Regulations 2013, regulation 23.
    """
    record = records.get(RecordKind.SCRUTINY)
    return record is not None and (not record.applies or bool(record.text))


def check_record(
    kind: RecordKind,
    done_on: date,
    today: date,
    *,
    applies: bool | None,
    said_by: str,
    text: str,
    link: str,
) -> None:
    """Raises RuleBroken for a record that says too little, or is dated in the future.

    The equality screening is linked: words alone do not show it (Equality Act 2010 s.149).
    The duty to involve: whether it applies, why, who decided and when (statutory guidance of 2022
    on working with people). Scrutiny: whether it is substantial; if so, what the committee said.
    """
    if done_on > today:
        raise RuleBroken(_dl("Choose a day that is not in the future."), "done_on")
    if link and not _LINK.fullmatch(link):
        raise RuleBroken(_dl("Enter a link that starts with https://"), "link")
    if kind in LINKED and not link:
        raise RuleBroken(_dl("Enter a link to the screening. Words alone are not enough."), "link")
    if any(is_longer(each, LONGEST) for each in (said_by, text, link)):
        raise RuleBroken(_dl("Make this shorter. It takes 2,000 letters."), "text")
    if kind in ASKS_WHETHER:
        _check_whether(kind, applies, said_by, text)
    elif not text and not link:
        raise RuleBroken(_dl("Enter a link, or say where it can be read."), "link")


def _check_whether(kind: RecordKind, applies: bool | None, said_by: str, text: str) -> None:
    if applies is None:
        raise RuleBroken(_dl("Choose yes or no."), "applies")
    if not said_by:
        raise RuleBroken(_dl("Say who decided this."), "said_by")
    if not text and (applies or kind is RecordKind.DUTY_TO_INVOLVE):
        raise RuleBroken(_dl("Say why, or what the answer was."), "text")
