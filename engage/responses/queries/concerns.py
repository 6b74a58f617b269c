"""Concerns about a person, for safeguarding leads alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from engage.accounts import queries as accounts
from engage.accounts import rules as account_rules
from engage.accounts.models import Account, Role
from engage.accounts.rules import Waiting
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.core.clock import today
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE, Language, _d
from engage.core.pages import Page
from engage.languages import queries as wordings
from engage.responses.models import (
    Concern,
    ConcernState,
    Contact,
    Response,
    ResponseContact,
    ResponseFile,
    ResponseState,
)
from engage.responses.queries.arrivals import files_of
from engage.responses.queries.translating import Beside, beside_one
from engage.responses.rules import concerns as rules
from engage.responses.rules import redaction
from engage.responses.rules.redaction import Text

PAGE = 20


def who_is_told() -> tuple[list[Account], bool]:
    """Who is told of a concern: the safeguarding leads of today, and True; else administrators."""
    everybody = [
        (account, account_rules.live_roles(account, today())) for account in accounts.all_accounts()
    ]
    leads = [account for account, roles in everybody if Role.SAFEGUARDING_LEAD in roles]
    admins = [account for account, roles in everybody if Role.ADMIN in roles]
    return (leads, True) if leads else (admins, False)


@dataclass(frozen=True)
class ConcernLine:
    """A concern in a list: never its words."""

    concern: Concern
    consultation: Consultation
    title: str
    late: bool

    @property
    def look_by(self) -> date:
        """The day by which a lead must have taken it."""
        return rules.look_by(self.concern)


def concerns(state: ConcernState, number: int) -> Page[ConcernLine]:
    """One page of the concerns in a state, oldest first. Three statements."""
    where = Concern.state == state
    total = db.session.scalar(select(func.count()).select_from(Concern).where(where)) or 0
    wanted = (
        select(Concern, Consultation)
        .join(Response, Response.id == Concern.response_id)
        .join(Consultation, Consultation.id == Response.consultation_id)
        .where(where)
        .order_by(Concern.raised_at, Concern.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    rows = db.session.execute(wanted).all()
    titles = wordings.words("consultation", {row[1].id for row in rows}, SOURCE)
    items = [
        ConcernLine(
            concern,
            about,
            wordings.name(titles, about.id, "title").text or about.slug,
            rules.is_late(concern, today()),
        )
        for concern, about in rows
    ]
    return Page(items, number, PAGE, total)


@dataclass(frozen=True)
class Raised:
    """One concern with the answer it is about. `others`: open concerns about the same answer.

    `names` are those of who raised it and who took it, by account. `files` of an answer that is
    held, which nobody else can open.
    """

    concern: Concern
    response: Response
    consultation: Consultation
    texts: list[Text]
    others: int
    late: bool
    names: Mapping[UUID | None, str]
    files: Sequence[ResponseFile]
    beside: Beside

    @property
    def language(self) -> Language:
        """The language its words are in."""
        return self.beside.language


def raised(concern_id: UUID) -> Raised:
    """One concern. Raises NotFound."""
    concern = db.session.get(Concern, concern_id)
    response = db.session.get(Response, concern.response_id) if concern else None
    if concern is None or response is None:
        raise NotFound
    consultation = consultations.by_id(response.consultation_id)
    asked = consultations.questionnaire(consultation, SOURCE, "", response.edition_id)
    return Raised(
        concern,
        response,
        consultation,
        redaction.texts(response.answers, asked),
        open_about(response.id) - (concern.state is ConcernState.OPEN),
        rules.is_late(concern, today()),
        _names([concern.raised_by, concern.taken_by]),
        _files(response),
        beside_one(response),
    )


def _files(response: Response) -> Sequence[ResponseFile]:
    """The files that only leads can open."""
    counts = response.state is ResponseState.SUBMITTED
    return files_of(response.id) if response.held and counts else ()


def _names(ids: Sequence[UUID | None]) -> dict[UUID | None, str]:
    """What some accounts are called."""
    wanted = select(Account.id, Account.name).where(Account.id.in_([each for each in ids if each]))
    return dict(db.session.execute(wanted.order_by(Account.id)).all())


def open_about(response_id: UUID) -> int:
    """How many concerns about an answer are open."""
    wanted = select(func.count()).select_from(Concern)
    where = (Concern.response_id == response_id, Concern.state == ConcernState.OPEN)
    return db.session.scalar(wanted.where(*where)) or 0


def contact_of(response_id: UUID) -> Contact | None:
    """How to reach whoever sent an answer, if they said so and the link still stands."""
    wanted = select(Contact).join(ResponseContact, ResponseContact.contact_id == Contact.id)
    return db.session.scalars(wanted.where(ResponseContact.response_id == response_id)).first()


def waiting_for(account: Account, roles: frozenset[Role]) -> list[Waiting]:
    """Open concerns, for safeguarding leads; for administrators where there is no lead."""
    del account
    if roles.isdisjoint({Role.SAFEGUARDING_LEAD, Role.ADMIN}):
        return []
    wanted = select(func.count()).select_from(Concern).where(Concern.state == ConcernState.OPEN)
    number = db.session.scalar(wanted) or 0
    if not number or not rules.may_see(roles, has_lead=has_lead(roles)):
        return []
    return [
        Waiting(
            title=_d("Concerns about a person"),
            what=_d("Open concerns: %(number)s.", number=number),
            endpoint="responses.concerns",
            values={},
        )
    ]


def has_lead(roles: frozenset[Role]) -> bool:
    """Whether somebody is a safeguarding lead today; asked only where it matters."""
    return Role.SAFEGUARDING_LEAD in roles or who_is_told()[1]
