"""Answers on their way to the public: for the clock, and for those who check them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from engage.accounts.models import Account, Role
from engage.accounts.rules import Waiting
from engage.consultations.models import Consultation
from engage.consultations.rules import Questionnaire
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.i18n import Language, _d, languages
from engage.core.turning import Turn, Turned, turned
from engage.languages.models import Wording
from engage.responses.models import (
    Permission,
    Publication,
    PublicationState,
    Redaction,
    RedactionReason,
    Response,
    ResponseState,
)
from engage.responses.queries.titles import IS_TITLE
from engage.responses.queries.translating import Beside, beside_one
from engage.responses.rules import redaction as rules
from engage.responses.rules.flags import Flag
from engage.responses.rules.redaction import StaffPiece, Text

PAGE = 20
QUEUES = tuple(each for each in PublicationState if each is not PublicationState.WORDLESS)
"""Where an answer with words may stand."""
AT_ONCE = 500
"""How many answers are published at a time."""


def may_be_shown() -> Any:
    """A condition on Response: true where rules.may_be_shown is, the weight left aside."""
    return and_(
        Response.permission == Permission.YES,
        Response.state == ResponseState.SUBMITTED,
        Response.held.is_(False),
        Response.duplicate_of.is_(None),
    )


def fits() -> Any:
    """A condition: the answer may be shown, and was not changed since it was found."""
    return and_(may_be_shown(), Publication.version_number == Response.current_version)


# --- For the clock ---------------------------------------------------------------------------


def ready(at: datetime) -> list[tuple[Publication, Response, Consultation]]:
    """Checked answers whose delay has passed, at most 500; nobody else writes them meanwhile."""
    wanted = (
        select(Publication, Response, Consultation)
        .join(Response, Response.id == Publication.response_id)
        .join(Consultation, Consultation.id == Response.consultation_id)
        .where(Publication.state == PublicationState.READY, Publication.not_before <= at, fits())
        .order_by(Publication.not_before, Publication.id)
        .limit(AT_ONCE)
        .with_for_update(of=Publication, skip_locked=True)
    )
    return [(one, said, about) for one, said, about in db.session.execute(wanted)]


def of_response(response_id: UUID) -> Publication | None:
    """The publication of an answer, if it is on its way."""
    wanted = select(Publication).where(Publication.response_id == response_id)
    return db.session.scalars(wanted).first()


def redactions_of(publication_ids: Iterable[UUID]) -> dict[UUID, list[Redaction]]:
    """Every mark of some publications, in the order of the text. One statement."""
    kept: dict[UUID, list[Redaction]] = {each: [] for each in publication_ids}
    wanted = select(Redaction).where(Redaction.publication_id.in_(kept))
    for each in db.session.scalars(wanted.order_by(Redaction.start, Redaction.end, Redaction.id)):
        kept[each.publication_id].append(each)
    return kept


# --- For staff -------------------------------------------------------------------------------


@dataclass(frozen=True)
class QueueLine:
    """An answer in the queue: never its words."""

    publication: Publication
    response: Response

    @property
    def language(self) -> Language:
        """The language it was written in."""
        return languages()[self.response.language]

    @property
    def flags(self) -> list[Flag]:
        """Why a second person must look."""
        return [Flag(each) for each in self.publication.flags]


def state_counts(consultation_id: UUID) -> dict[PublicationState, int]:
    """How many answers stand where, exact, for staff; those without words are left out.

    One statement, which reads an index alone.
    """
    ours = Publication.consultation_id == consultation_id
    wanted = select(Publication.state, func.count()).where(ours).group_by(Publication.state)
    found = dict(db.session.execute(wanted.order_by(Publication.state)).all())
    return {state: found.get(state, 0) for state in QUEUES}


def queue(consultation_id: UUID, state: PublicationState, turn: Turn, total: int) -> Turned[Any]:
    """One page of the answers that stand somewhere, oldest first. `total` as in state_counts."""
    wanted = (
        select(Publication, Response, Publication.response_id)
        .join(Response, Response.id == Publication.response_id)
        .where(Publication.consultation_id == consultation_id, Publication.state == state)
        .where(fits())
    )
    page = turned(wanted, Publication.response_id, turn, size=PAGE, total=total)
    return replace(page, items=[QueueLine(one, said) for one, said, _place in page.items])


def next_to_check(consultation_id: UUID, account_id: UUID) -> UUID | None:
    """The answer that this person may check and that waited longest; second checks come first."""
    second = and_(
        Publication.state == PublicationState.CHECKED_ONCE, Publication.first_by != account_id
    )
    for where in (second, Publication.state == PublicationState.WAITING):
        wanted = (
            select(Publication.id)
            .join(Response, Response.id == Publication.response_id)
            .where(Publication.consultation_id == consultation_id, where, fits())
            .order_by(Publication.response_id)
            .limit(1)
        )
        found = db.session.scalar(wanted)
        if found is not None:
            return found
    return None


@dataclass(frozen=True)
class MarkedText:
    """A text as staff see it, with its marks numbered from 1."""

    text: Text
    redactions: list[Redaction]
    pieces: list[StaffPiece]

    def words_of(self, redaction: Redaction) -> str:
        """The words of one mark."""
        return self.text.words[redaction.start : redaction.end]

    def reason_of(self, redaction: Redaction) -> RedactionReason:
        """Its reason, or the one that stands first in the list."""
        found = rules.reason_for(redaction.found, self.words_of(redaction))
        return redaction.reason or found

    @staticmethod
    def is_open(redaction: Redaction) -> bool:
        """Whether nobody has said yes or no to it."""
        return rules.is_open(redaction)

    @staticmethod
    def counts(redaction: Redaction) -> bool:
        """Whether it takes its words out."""
        return rules.counts(redaction)


@dataclass(frozen=True)
class Moderated(QueueLine):
    """One answer as it is checked."""

    texts: list[MarkedText]
    redactions: list[Redaction]
    beside: Beside

    @property
    def language(self) -> Language:
        """The language its words are in."""
        return self.beside.language

    @property
    def editable(self) -> bool:
        """Whether marks may be changed now."""
        return self.publication.state in rules.EDITABLE

    @property
    def seen(self) -> str:
        """What the reader sees, in short."""
        return rules.seen(self.publication, self.redactions)

    @property
    def may_quote(self) -> bool:
        """Whether a report may quote it."""
        return rules.may_quote(self.response, self.publication)

    def redaction(self, redaction_id: UUID) -> Redaction:
        """One of its marks. Raises NotFound."""
        for each in self.redactions:
            if each.id == redaction_id:
                return each
        raise NotFound


def moderated(consultation: Consultation, asked: Questionnaire, publication_id: UUID) -> Moderated:
    """One answer as staff check it. Four statements. Raises NotFound where it may not be shown."""
    wanted = (
        select(Publication, Response)
        .join(Response, Response.id == Publication.response_id)
        .where(Publication.id == publication_id, Publication.state.in_(QUEUES), fits())
        .where(Publication.consultation_id == consultation.id)
    )
    found = db.session.execute(wanted).first()
    if found is None or not rules.may_be_shown(found[1], consultation):
        raise NotFound
    marks = redactions_of([publication_id])[publication_id]
    marked = [_marked(text, marks) for text in rules.texts(found[1].answers, asked)]
    return Moderated(found[0], found[1], marked, marks, beside_one(found[1]))


def _marked(text: Text, marks: Sequence[Redaction]) -> MarkedText:
    own = rules.of_key(marks, text.key)
    return MarkedText(text, own, rules.marked(text.words, own))


def waiting_for(account: Account, roles: frozenset[Role]) -> list[Waiting]:
    """The consultations with answers to check before publishing. One statement."""
    del account
    if roles.isdisjoint({Role.ENGAGEMENT_LEAD, Role.ANALYST}):
        return []
    ours = (Publication.consultation_id == Consultation.id, Publication.state.in_(rules.EDITABLE))
    to_check = select(func.count()).select_from(Publication).where(*ours).scalar_subquery()
    wanted = (
        select(Consultation.slug, Wording.text, to_check)
        .outerjoin(Wording, IS_TITLE)
        .where(Consultation.edition_id.is_not(None))
        .order_by(Consultation.closes_on, Consultation.slug)
    )
    return [
        Waiting(
            title=title or slug,
            what=_d("Answers to check before they are published: %(number)s.", number=number),
            endpoint="responses_desk.publish_queue",
            values={"slug": slug},
        )
        for slug, title, number in db.session.execute(wanted)
        if number
    ]
