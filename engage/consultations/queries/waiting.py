"""What waits for staff here: a review, requests that nobody answered, a note that is due."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from engage.accounts.models import Account, Role
from engage.accounts.rules import Waiting
from engage.consultations import rules
from engage.consultations.models import (
    WRITABLE,
    Consultation,
    ConsultationFormat,
    Notice,
    NoticeKind,
    Poll,
    Stage,
)
from engage.consultations.queries import launch, translations
from engage.consultations.queries.polls import in_the_way
from engage.core.clock import now, today
from engage.core.db import db
from engage.core.i18n import _d, format_day
from engage.languages.queries import people
from engage.languages.rules import State
from engage.publishing import queries as publishing
from engage.publishing.models import ApprovalRequest

MOST = 100
_DONE = (
    Stage.FINAL_PUBLISHED,
    Stage.DECIDED,
    Stage.FED_BACK,
    Stage.ARCHIVED,
    Stage.WITHDRAWN,
)


def waiting(account: Account, roles: frozenset[Role]) -> list[Waiting]:
    """What waits for somebody here. At most four statements for each role.

    A translator: texts to write or to check, in the languages they read; in all, where nobody has
    said which.
    An approver: what others sent for checking. A lead: requests that wait for an answer, a note
    that the answer to people is late, a pause past its closing day, a format that did not come, an
    election that was entered since the launch.
    """
    review, lead = Role.APPROVER in roles, Role.ENGAGEMENT_LEAD in roles
    gaps = _gaps(account) if Role.TRANSLATOR in roles else []
    if not review and not lead:
        return gaps
    rows, missing, near = _rows()
    titles = launch.titles(rows)
    found = [_to_check(row, titles[row.id]) for row in rows if review and _is_review(row, account)]
    if lead:
        asked = publishing.requests_waiting(now(), asked_by=account.id)
        found += _asked(asked, {row.id: row for row in rows}, titles)
        found += _late(rows, titles)
        found += _formats(missing, {row.id: row for row in rows}, titles)
        found += _polls(near, titles)
    return [*found, *gaps]


def _gaps(account: Account) -> list[Waiting]:
    """Texts to write or to check before a launch, a line for each consultation and language."""
    reads = people.languages_read(account.id)
    return [
        Waiting(
            f"{line.title}: {target.name}",
            _d("%(left)s of %(all)s texts are not checked.", left=left, all=sum(counts.values())),
            "consultations_translations.translate",
            {"what": "consultations", "slug": line.consultation.slug, "code": target.slug},
        )
        for line in translations.grid(1).items
        if line.stage in WRITABLE
        for target, counts in line.counts.items()
        if (not reads or target.language in reads)
        if (left := sum(counts.values()) - counts[State.CHECKED])
    ]


def _formats(
    missing: Sequence[ConsultationFormat],
    rows: Mapping[UUID, Consultation],
    titles: Mapping[UUID, str],
) -> list[Waiting]:
    """Formats that were promised in public, by a day that has passed."""
    late = _d("%(format)s was promised by %(day)s. Make it ready, or say when it comes.")
    return [
        Waiting(
            titles[each.consultation_id],
            late % {"format": each.format.label, "day": format_day(each.promised_on)},
            "consultations_desk.formats",
            {"slug": rows[each.consultation_id].slug},
        )
        for each in missing
        if each.promised_on is not None and rows[each.consultation_id].edition_id is not None
    ]


Near = list[tuple[Consultation, Poll]]


def _rows() -> tuple[list[Consultation], list[ConsultationFormat], Near]:
    """Consultations that staff still work on, with what is late and which election came near.

    That is: their formats that did not come in time, and elections entered since the launch.
    """
    order = (Consultation.opens_on, Consultation.slug, ConsultationFormat.promised_on, Poll.id)
    found = db.session.execute(
        select(Consultation, ConsultationFormat, Poll)
        .outerjoin(ConsultationFormat, _did_not_come())
        .outerjoin(Poll, in_the_way())
        .where(Consultation.stage.not_in(_DONE))
        .order_by(*order)
        .limit(MOST)
    ).all()
    rows = {row[0].id: row[0] for row in found}
    late = {row[1].id: row[1] for row in found if row[1] is not None}
    near = {(row[0].id, row[2].id): (row[0], row[2]) for row in found if row[2] is not None}
    return list(rows.values()), list(late.values()), list(near.values())


def _polls(near: Near, titles: Mapping[UUID, str]) -> list[Waiting]:
    """Elections that were entered since the launch, near a day to come."""
    return [
        Waiting(
            titles[row.id],
            rules.what_to_do(row, poll, today()),
            "consultations_desk.desk_show",
            {"slug": row.slug},
        )
        for row, poll in near
    ]


def _did_not_come() -> Any:
    return and_(
        ConsultationFormat.consultation_id == Consultation.id,
        ConsultationFormat.ready_on.is_(None),
        ConsultationFormat.promised_on < today(),
    )


def _is_review(row: Consultation, account: Account) -> bool:
    return row.stage is Stage.IN_REVIEW and row.created_by != account.id


def _to_check(row: Consultation, title: str) -> Waiting:
    what = _d("Check it, and launch it.")
    return Waiting(title, what, "consultations_desk.checklist", {"slug": row.slug})


def _asked(
    asked: Sequence[ApprovalRequest],
    rows: Mapping[UUID, Consultation],
    titles: Mapping[UUID, str],
) -> list[Waiting]:
    return [
        Waiting(
            titles[each.subject_id],
            _d(
                "%(name)s has not answered since %(day)s.",
                name=each.name,
                day=format_day(each.created_at),
            ),
            "consultations_desk.checklist",
            {"slug": rows[each.subject_id].slug},
        )
        for each in asked
        if each.subject_id in rows
    ]


def _late(rows: Sequence[Consultation], titles: Mapping[UUID, str]) -> list[Waiting]:
    """Notes of delay that are due, and pauses past their closing day."""
    over = [row for row in rows if rules.stage_in_force(row, now()) not in rules.LIVE]
    promised = _promised([row for row in over if rules.delay_note_due(row, None, now())])
    late = _d("The answer to people is late. Say why, and when it comes.")
    found = [
        Waiting(titles[row.id], late, "consultations_desk.delay", {"slug": row.slug})
        for row in over
        if rules.delay_note_due(row, promised.get(row.id), now())
    ]
    stopped = _d("It is stopped, and its closing day has passed. Move the day, or withdraw it.")
    found += [
        Waiting(titles[row.id], stopped, "consultations_desk.desk_show", {"slug": row.slug})
        for row in rows
        if row.stage is Stage.PAUSED and now() >= rules.closes_at(row)
    ]
    return found


def _promised(rows: Sequence[Consultation]) -> dict[UUID, date]:
    """The day that the newest note of delay names, of each consultation that has one."""
    if not rows:
        return {}
    wanted = select(Notice).where(
        Notice.consultation_id.in_([row.id for row in rows]), Notice.kind == NoticeKind.DELAYED
    )
    notes = db.session.scalars(wanted.order_by(Notice.said_at, Notice.id))
    return {note.consultation_id: date.fromisoformat(note.facts["until"]) for note in notes}
