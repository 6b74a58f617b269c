"""When the words of an answer may reach the public, who must look first, and what is taken out.

Sources: reference 5.5 (a machine suggests, a person confirms, two people release; under 16 no
words without a check) and the humane defaults for publishing, which say when one person is enough.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from engage.consultations.models import Consultation, Kind, Stage, Weight
from engage.consultations.rules import AskedQuestion, Questionnaire
from engage.core import search
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.core.text import fingerprint
from engage.responses.models import (
    Permission,
    Publication,
    PublicationState,
    Redaction,
    RedactionReason,
    Response,
    ResponseState,
)
from engage.responses.rules.flags import Flag, may_be_child
from engage.responses.rules.suggestions import What, suggestions

DELAY = timedelta(hours=24)
"""How long an answer that one person checked waits before it is shown."""
EDITABLE = frozenset({PublicationState.WAITING, PublicationState.CHECKED_ONCE})
_BEFORE_CLOSING = frozenset(
    {Stage.DRAFT, Stage.IN_REVIEW, Stage.SCHEDULED, Stage.OPEN, Stage.PAUSED}
)


@dataclass(frozen=True)
class Text:
    """One thing that somebody wrote: the key under which it stands, what was asked, the words."""

    key: str
    label: str
    words: str


def texts(answers: Mapping[str, Any], asked: Questionnaire) -> list[Text]:
    """The words of an answer that may be shown, in the order of the form.

    What was chosen is not shown one by one, and neither is a place or a postcode.
    """
    found = []
    for question in asked.questions:
        for key in _keys(question):
            said = answers.get(key)
            if isinstance(said, str) and said.strip():
                found.append(Text(key, question.label, said))
    return found


def _keys(question: AskedQuestion) -> list[str]:
    if question.kind.is_text:
        return [question.key]
    other = question.kind.has_choices and question.kind is not Kind.LOCATION
    return [f"{question.key}.other"] if other else []


def may_be_shown(response: Response, consultation: Consultation) -> bool:
    """Whether an answer may be on its way to the public at all.

    Never without permission, nor in a light consultation (themes only), nor while it is held for
    a concern, taken back, erased, or the same as another one.
    """
    return (
        response.permission is Permission.YES
        and response.state is ResponseState.SUBMITTED
        and not response.held
        and response.duplicate_of is None
        and consultation.weight is not Weight.LIGHT
    )


def list_is_public(stage: Stage) -> bool:
    """The public reads answers after the last day, so that none sways another."""
    return stage not in _BEFORE_CLOSING


def may_quote(response: Response, publication: Publication | None) -> bool:
    """Whether words may be quoted: with permission.

    Of somebody who is or may be under 16 only after two people looked.
    """
    if response.permission is not Permission.YES or response.held:
        return False
    if response.state is not ResponseState.SUBMITTED:
        return False
    return not may_be_child(response) or bool(publication and publication.second_by)


# --- Suggestions and redactions --------------------------------------------------------------


_OF_STAFF = re.compile(
    r"(?:dr|doctor|prof|professor|sister|nurse|matron|midwife|consultant)\b", re.IGNORECASE
)


def reason_for(found: str, said: str) -> RedactionReason:
    """The reason that stands first in the list for a kind of thing and its words."""
    if found != What.NAME:
        return RedactionReason.PERSONAL
    staff = _OF_STAFF.match(said)
    return RedactionReason.STAFF_NAMED if staff else RedactionReason.OTHER_PERSON


def suggested(publication_id: UUID, said: Sequence[Text], on: date) -> list[Redaction]:
    """What a machine found in an answer, as redactions that nobody has confirmed."""
    return [
        Redaction(
            publication_id=publication_id,
            question_key=text.key,
            start=each.start,
            end=each.end,
            found=each.what.value,
        )
        for text in said
        for each in suggestions(text.words, on)
    ]


def places_of(text: str, wanted: str) -> list[tuple[int, int]]:
    """Every place at which some words stand in a text, exactly. Raises RuleBroken for none."""
    if not wanted.strip():
        raise RuleBroken(_dl("Copy the words to take out"), "words")
    found, at = [], text.find(wanted)
    while at >= 0:
        found.append((at, at + len(wanted)))
        at = text.find(wanted, at + len(wanted))
    if not found:
        raise RuleBroken(
            _dl("These words are not in the answer. Copy them as they stand."), "words"
        )
    return found


def is_open(redaction: Redaction) -> bool:
    """A suggestion that nobody has accepted or rejected."""
    return redaction.made_by is None and redaction.lifted_at is None


def counts(redaction: Redaction) -> bool:
    """Whether a part is taken out: a person made or confirmed it and nobody lifted it since."""
    return redaction.made_by is not None and redaction.lifted_at is None


@dataclass(frozen=True)
class Piece:
    """A part of a text as it is shown: words, or the reason why there are none."""

    words: str
    reason: RedactionReason | None = None


def rendered(text: str, redactions: Iterable[Redaction]) -> list[Piece]:
    """A text in pieces, with what was taken out. Spans that touch or overlap are one part.

    Redactions that do not count are passed over; so is whatever lies outside the text.
    """
    pieces, at = [], 0
    for start, end, reason in _joined(redactions):
        if start > at:
            pieces.append(Piece(text[at:start]))
        if start < len(text):
            pieces.append(Piece("", reason))
        at = max(at, end)
    return [*pieces, Piece(text[at:])] if at < len(text) else pieces


def _joined(redactions: Iterable[Redaction]) -> list[tuple[int, int, RedactionReason]]:
    kept = sorted((each for each in redactions if counts(each)), key=lambda each: each.start)
    spans: list[tuple[int, int, RedactionReason]] = []
    for each in kept:
        reason = each.reason or RedactionReason.PERSONAL
        if spans and each.start <= spans[-1][1]:
            start, end, first = spans[-1]
            spans[-1] = (start, max(end, each.end), first)
        else:
            spans.append((each.start, each.end, reason))
    return spans


@dataclass(frozen=True)
class StaffPiece:
    """A part of a text as staff see it: its words, the numbers of its marks, and if it is out."""

    words: str
    numbers: tuple[int, ...] = ()
    out: bool = False


def marked(text: str, redactions: Sequence[Redaction]) -> list[StaffPiece]:
    """A text in pieces with its live marks, numbered from 1 in the order given."""
    live = [
        (number, each)
        for number, each in enumerate(redactions, start=1)
        if is_open(each) or counts(each)
    ]
    edges = sorted({0, len(text), *(at for _n, each in live for at in (each.start, each.end))})
    pieces = []
    for start, end in pairwise(edges):
        over = [(number, each) for number, each in live if each.start < end and start < each.end]
        numbers = tuple(number for number, _each in over)
        out = any(counts(each) for _number, each in over)
        pieces.append(StaffPiece(text[start:end], numbers, out))
    return pieces


def shortened(pieces: Sequence[Piece], most: int) -> tuple[list[Piece], bool]:
    """The first characters of a text in pieces, cut after a word, and whether any were left out."""
    kept: list[Piece] = []
    for piece in pieces:
        if len(piece.words) > most:
            cut = piece.words[:most].rpartition(" ")[0] or piece.words[:most]
            return [*kept, Piece(f"{cut}…")], True
        kept.append(piece)
        most -= len(piece.words)
    return kept, False


def folded(said: Sequence[Text], redactions: Sequence[Redaction]) -> str:
    """What the public may search: the folded words that are left, each after a space."""
    left = [
        piece.words for text in said for piece in rendered(text.words, of_key(redactions, text.key))
    ]
    return search.kept("\n".join(left))


def of_key(redactions: Iterable[Redaction], key: str) -> list[Redaction]:
    """The redactions of one text, in order."""
    return sorted(
        (each for each in redactions if each.question_key == key),
        key=lambda each: (each.start, each.end),
    )


def seen(publication: Publication, redactions: Iterable[Redaction]) -> str:
    """A short name for what a reader sees: another one when a mark or the answer has changed."""
    marks = sorted(
        f"{each.question_key} {each.start} {each.end} {each.reason} {is_open(each)} {counts(each)}"
        for each in redactions
    )
    return fingerprint("\n".join([str(publication.version_number), *marks]))[:16]


# --- Checks ----------------------------------------------------------------------------------


def check_editable(publication: Publication) -> None:
    """Raises RuleBroken when an answer is checked to the end: it must be taken back first."""
    if publication.state not in EDITABLE:
        raise RuleBroken(_dl("Take this answer back to the queue before you change it."))


def check_finish(
    publication: Publication, redactions: Sequence[Redaction], account_id: UUID, as_seen: str
) -> None:
    """Raises RuleBroken for a check that is not done.

    Every suggestion must be settled, the reader must have seen the marks as they are, and nobody
    looks twice at one answer.
    """
    check_editable(publication)
    if any(is_open(each) for each in redactions):
        raise RuleBroken(_dl("Say yes or no to each suggestion first."))
    if as_seen != seen(publication, redactions):
        raise RuleBroken(_dl("Somebody changed this answer’s marks. Look again."))
    if publication.first_by == account_id:
        raise RuleBroken(_dl("You checked this answer. Another person must do the second check."))


def all_flags(
    publication: Publication, redactions: Iterable[Redaction], *, foreign: bool = False
) -> list[Flag]:
    """The flags of an answer, with those that came while it was read.

    `foreign`: it turned out to be in another language than its page.
    """
    kept = {*publication.flags, *([Flag.LANGUAGE] if foreign else [])}
    if any(counts(each) for each in redactions):
        kept.add(Flag.MARKED)
    return [flag for flag in Flag if flag in kept]


def next_state(publication: Publication, at: datetime) -> tuple[PublicationState, datetime | None]:
    """Where a finished check leads, and the moment from which the answer may be shown.

    A second check, or a first one that is enough after its delay, makes it ready.
    """
    if publication.first_by is not None:
        return PublicationState.READY, at
    if publication.second:
        return PublicationState.CHECKED_ONCE, None
    return PublicationState.READY, at + DELAY
