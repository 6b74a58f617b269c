"""Concerns about a person, for safeguarding leads alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
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
    Inbound,
    Response,
    ResponseContact,
    ResponseFile,
    ResponseState,
)
from engage.responses.queries.arrivals import files_of
from engage.responses.queries.translating import Beside, beside_one
from engage.responses.rules import concerns as rules
from engage.responses.rules import redaction
from engage.responses.rules.letters import writer
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
    wanted = _with_consultation().where(where).order_by(Concern.raised_at, Concern.id)
    rows = db.session.execute(wanted.limit(PAGE).offset((number - 1) * PAGE)).all()
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


def _with_consultation() -> Any:
    """Concerns with the consultation that the answer or the email is of."""
    of = func.coalesce(Response.consultation_id, Inbound.consultation_id)
    return (
        select(Concern, Consultation)
        .outerjoin(Response, Response.id == Concern.response_id)
        .outerjoin(Inbound, Inbound.id == Concern.inbound_id)
        .join(Consultation, Consultation.id == of)
    )


@dataclass(frozen=True)
class Raised:
    """One concern with what it is `about`: an answer, or an email that is none yet.

    `others`: open concerns about the same. `names` are those of who raised it and who took it, by
    account. `files` only while it is held, when nobody else can open them. `beside` of an answer.
    """

    concern: Concern
    about: Response | Inbound
    consultation: Consultation
    texts: list[Text]
    others: int
    late: bool
    names: Mapping[UUID | None, str]
    files: Sequence[ResponseFile | Mapping[str, Any]]
    beside: Beside | None

    @property
    def response(self) -> Response | None:
        """The answer, where there is one."""
        return self.about if isinstance(self.about, Response) else None

    @property
    def language(self) -> Language | None:
        """The language its words are in; of an email nobody has said."""
        return self.beside.language if self.beside else None


def raised(concern_id: UUID) -> Raised:
    """One concern. Raises NotFound."""
    concern = db.session.get(Concern, concern_id)
    if concern is None:
        raise NotFound
    about = _about(concern)
    consultation = consultations.by_id(about.consultation_id)
    answer = about if isinstance(about, Response) else None
    return Raised(
        concern,
        about,
        consultation,
        _texts(about, consultation),
        open_about(about) - (concern.state is ConcernState.OPEN),
        rules.is_late(concern, today()),
        _names([concern.raised_by, concern.taken_by]),
        _files(about),
        beside_one(answer) if answer else None,
    )


def _about(concern: Concern) -> Response | Inbound:
    """The answer or the email; the answer that an email was made since."""
    email = db.session.get(Inbound, concern.inbound_id) if concern.inbound_id else None
    if email is not None and email.response_id is None:
        return email
    return db.session.get_one(Response, email.response_id if email else concern.response_id)


def _texts(about: Response | Inbound, consultation: Consultation) -> list[Text]:
    """The words of an answer by question; those of an email whole, as they came."""
    if isinstance(about, Response):
        asked = consultations.questionnaire(consultation, SOURCE, "", about.edition_id)
        return redaction.texts(about.answers, asked)
    words = ((_d("Subject"), about.subject), (_d("The whole email"), about.text))
    return [Text("", label, said) for label, said in words if said]


def _files(about: Response | Inbound) -> Sequence[ResponseFile | Mapping[str, Any]]:
    """The files that only leads can open."""
    if not about.held:
        return ()
    if isinstance(about, Inbound):
        return about.files
    return files_of(about.id) if about.state is ResponseState.SUBMITTED else ()


def _names(ids: Sequence[UUID | None]) -> dict[UUID | None, str]:
    """What some accounts are called."""
    wanted = select(Account.id, Account.name).where(Account.id.in_([each for each in ids if each]))
    return dict(db.session.execute(wanted.order_by(Account.id)).all())


def open_about(about: Response | Inbound) -> int:
    """How many concerns about an answer or an email are open."""
    of = Concern.response_id if isinstance(about, Response) else Concern.inbound_id
    wanted = select(func.count()).select_from(Concern)
    where = (of == about.id, Concern.state == ConcernState.OPEN)
    return db.session.scalar(wanted.where(*where)) or 0


def contact_of(about: Response | Inbound) -> Contact | None:
    """How to reach whoever sent it, if they said so and the link still stands.

    Of an email: as its head said, not stored.
    """
    if isinstance(about, Inbound):
        name, email = writer(about.sender)
        return Contact(name=name, email=email) if email else None
    wanted = select(Contact).join(ResponseContact, ResponseContact.contact_id == Contact.id)
    return db.session.scalars(wanted.where(ResponseContact.response_id == about.id)).first()


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
