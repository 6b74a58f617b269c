"""What a launch needs to show, and what the public was told on the way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from engage.accounts.models import Account
from engage.consultations.models import (
    Consultation,
    LaunchRecord,
    Notice,
    NoticeKind,
    Poll,
    Programme,
    RecordKind,
)
from engage.consultations.queries import polls
from engage.core.db import db
from engage.core.i18n import SOURCE
from engage.languages.models import FILE, Wording
from engage.languages.rules import may_show
from engage.publishing import queries as publishing
from engage.publishing.models import Approval, ApprovalKind, ApprovalRequest


def records(consultation_id: UUID) -> dict[RecordKind, LaunchRecord]:
    """The newest record of each kind."""
    wanted = select(LaunchRecord).where(LaunchRecord.consultation_id == consultation_id)
    rows = db.session.scalars(wanted.order_by(LaunchRecord.id)).all()
    return {row.kind: row for row in rows}


@dataclass(frozen=True)
class Shown:
    """What staff have to show for one exact text: records, approvals of it, elections to come."""

    text_hash: str
    records: Mapping[RecordKind, LaunchRecord]
    requests: Sequence[ApprovalRequest]
    overrides: Sequence[Approval]
    second: bool
    polls: Sequence[Poll]


def shown(consultation: Consultation, text_hash: str) -> Shown:
    """What there is to show before a launch; approvals of another text do not count.

    Three statements, and one for the areas where they were not read yet.
    """
    found = publishing.asked(consultation.id)
    mine = [each for each in found.approvals if each.text_hash == text_hash]
    return Shown(
        text_hash=text_hash,
        records=records(consultation.id),
        requests=found.requests,
        overrides=[each for each in mine if each.kind is ApprovalKind.OVERRIDE],
        second=any(each.kind is ApprovalKind.SECOND_PERSON for each in mine),
        polls=polls.coming(consultation),
    )


# --- public notes


@dataclass(frozen=True)
class Told:
    """A public note: what happened, the facts, and the reason in the language it is really in."""

    kind: NoticeKind
    facts: Mapping[str, Any]
    said_at: datetime
    text: str
    language: str
    checked: bool

    def day(self, name: str) -> date:
        """One of its days, by the name of the fact."""
        return date.fromisoformat(self.facts[name])

    def changes(self, language: str) -> list[Mapping[str, str]]:
        """The corrected words of a question in a language; in English where there are none."""
        rows: list[Mapping[str, str]] = self.facts.get("changes", [])
        own = [row for row in rows if row["language"] == language]
        return own or [row for row in rows if row["language"] == SOURCE]


def notices(consultation_id: UUID, language: str) -> list[Told]:
    """The public notes of a consultation, newest first, in one statement.

    The reason is in English where it was not translated.
    """
    values = {"consultation": consultation_id, "own": language}
    return [_told(*row) for row in db.session.execute(_notices(), values)]


@cache
def _notices() -> Any:
    """The statement of `notices`, made once: making it takes longer than asking it."""
    own, english = aliased(Wording), aliased(Wording)
    return (
        select(Notice, own, english)
        .outerjoin(own, _reason_in(own, bindparam("own")))
        .outerjoin(english, _reason_in(english, SOURCE))
        .where(Notice.consultation_id == bindparam("consultation"))
        .order_by(Notice.said_at.desc(), Notice.id.desc())
    )


def _reason_in(wording: Any, language: Any) -> Any:
    return and_(
        wording.subject_id == Notice.id,
        wording.subject_kind == Notice.__tablename__,
        wording.field == "text",
        wording.language == language,
        wording.variant == "",
    )


def _told(notice: Notice, own: Wording | None, english: Wording | None) -> Told:
    shown = [each for each in (own, english) if each is not None and each.text and may_show(each)]
    said = shown[0] if shown else None
    text, language = (said.text, said.language) if said else ("", SOURCE)
    checked = said is None or said.language == SOURCE or said.checked_by is not None
    return Told(notice.kind, notice.facts, notice.said_at, text, language, checked)


def promised_on(told: Sequence[Told]) -> date | None:
    """The day that the newest note of delay names; None where there is none."""
    named = [each.facts["until"] for each in told if each.kind is NoticeKind.DELAYED]
    return date.fromisoformat(named[0]) if named else None


def programme(programme_id: UUID | None, language: str) -> tuple[str, str, str] | None:
    """The address, the title and the language of the title of a programme. One statement."""
    if programme_id is None:
        return None
    rows = db.session.execute(
        select(Programme.slug, Wording.text, Wording.language)
        .join(Wording, Wording.subject_id == Programme.id)
        .where(
            Programme.id == programme_id,
            Wording.field == "title",
            Wording.variant == "",
            Wording.language.in_([SOURCE, language]),
            or_(Wording.made_by.in_(["", FILE]), Wording.checked_by.is_not(None)),
        )
        .order_by(Wording.language == language)
    ).all()
    return (rows[-1][0], rows[-1][1], rows[-1][2]) if rows else None


# --- people


def people(ids: Iterable[UUID]) -> dict[UUID, Account]:
    """Accounts by their id, in one statement."""
    wanted = select(Account).where(Account.id.in_(list(ids))).order_by(Account.id)
    return {row.id: row for row in db.session.scalars(wanted)}
