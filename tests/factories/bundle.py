"""A consultation with everything a full record may hold, and records of it."""

from datetime import timedelta

from engage.accounts.models import Role
from engage.bundle import commands, queries
from engage.consultations import commands as consultation_commands
from engage.consultations.models import DisclosureMode, LaunchRecord, RecordKind
from engage.consultations.queries import launch, sources
from engage.core.clock import days_away, now, today
from engage.core.db import db
from engage.core.text import fingerprint
from engage.publishing import commands as publishing
from engage.publishing.models import ApprovalKind, ApprovalRequest
from engage.reading import commands as reading
from engage.reading.models import Found
from tests.counting import not_counted
from tests.factories.accounts import AccountFactory
from tests.factories.consultations import draft_consultation
from tests.factories.decisions import published_decision
from tests.factories.reading import ReaderFactory
from tests.factories.reports import add_answers, board

NAME = "Ada Lead"


@not_counted()
def whole_consultation(slug="letters", *, people=40):
    """Opened, read by the panel, made longer, closed, answered, reported on and decided.

    The lead is called `NAME`; the extension moved the closing day from ten days ago to five.
    """
    with days_away(-40):
        lead = AccountFactory(role=Role.ENGAGEMENT_LEAD, name=NAME)
        made = draft_consultation(
            slug,
            lead=lead,
            opens=0,
            closes=30,
            board_id=board().id,
            disclosure_mode=DisclosureMode.LT5,
            languages=("en_GB", "es"),
        )
        _read_by_panel(made, lead)
        _shown(made, lead)
        approver = AccountFactory(role=Role.APPROVER)
        consultation_commands.schedule(actor=approver, consultation=made)
    with days_away(-20):
        consultation_commands.extend(
            actor=lead,
            consultation=made,
            closes_on=made.closes_on + timedelta(days=5),
            texts={"en_GB": "Many people asked for more time."},
        )
    with days_away(-8):
        add_answers(made, people)
    published_decision(made)
    db.session.commit()
    return made


def _read_by_panel(made, lead) -> None:
    """Two residents read the text; one of them finds it clear."""
    text = launch.panel_text(sources.source(made))
    sent = reading.send(
        actor=lead,
        subject_kind="consultation",
        subject_id=made.id,
        title="Evening appointments",
        text=text,
        needed=1,
    )
    for name in ("Resident One", "Resident Two"):
        reader = ReaderFactory(name=name)
        reading.read(
            actor=reader,
            submission=sent,
            found=Found.CLEAR,
            clear=[],
            hard={},
            comment="My own words",
        )


def _shown(made, lead) -> None:
    """The record of the privacy notice, and a gate that a named person set aside."""
    db.session.add(
        LaunchRecord(
            consultation_id=made.id,
            kind=RecordKind.PRIVACY_NOTICE,
            done_on=today(),
            said_by="Data protection lead",
            text="Version 3",
            entered_by=lead.id,
        )
    )
    for name, answered in (("Cy Officer", now()), ("Di Officer", None)):
        db.session.add(
            ApprovalRequest(
                subject_kind="consultation",
                subject_id=made.id,
                text_hash="0" * 64,
                gates=["reading_panel"],
                reason="The panel reads it this week.",
                asked_by=lead.id,
                name=name,
                position="Monitoring officer",
                email="officer@example.org",
                secret_hash=fingerprint(name),
                ends_at=now() + timedelta(days=14),
                answered_at=answered,
                granted=True if answered else None,
                said="Go on." if answered else "",
            )
        )
    publishing.approve(
        actor=AccountFactory(role=Role.APPROVER, name="Bo Approver"),
        kind=ApprovalKind.OVERRIDE,
        subject=made,
        text_hash="0" * 64,
        reason="The panel reads it this week.",
    )


def record_of(consultation, as_of) -> bytes:
    """The bytes of a full record, built anew."""
    db.session.expire_all()
    with queries.built(consultation, as_of) as record:
        return record.read()


def made_record(consultation, **facts):
    """A record that was asked for and made."""
    row = commands.ask(actor=AccountFactory(**facts), consultation=consultation)
    with queries.built(consultation, row.as_of) as record:
        return commands.keep(actor=None, row=row, record_file=record)
