"""Reports as staff and the board make them, with the real commands, on answers that are there."""

from datetime import date, timedelta
from itertools import count

from sqlalchemy import event

from engage.accounts.models import OrganisationKind, Role
from engage.analysis.models import Coding, Theme
from engage.consultations.models import DisclosureMode
from engage.core.clock import today
from engage.core.db import db
from engage.languages import commands as languages
from engage.reports import commands
from engage.reports.models import AnswerKind, Promise, Report
from engage.reports.queries import drafts
from engage.responses.models import Channel, RespondentKind, Response
from tests.counting import not_counted
from tests.factories.accounts import AccountFactory, OrganisationFactory
from tests.factories.consultations import closed_consultation, put_texts
from tests.factories.languages import check

_numbers = count(1)

SAID = {
    "you_said": "Nobody knows who to ring.",
    "we_did": "We will put one phone number at the top of every letter.",
    "because": "",
    "owner": "Head of appointments",
}
CANNOT = {
    "you_said": "Send letters in my language.",
    "we_did": "We could not do this for every letter.",
    "because": "It costs too much.",
}
DONE = {
    "you_said": "Text me too.",
    "we_did": "We now send a text as well.",
    "owner": "Head of letters",
}


def board():
    """A residents' board."""
    return OrganisationFactory(name="Residents’ Board", kind=OrganisationKind.BOARD)


def publisher(report_or_board=None):
    """Somebody who publishes for a board, or for every board when none is given."""
    board_id = getattr(report_or_board, "board_id", None) or getattr(report_or_board, "id", None)
    return AccountFactory(role=Role.BOARD_PUBLISHER, organisation_id=board_id)


@not_counted()
def answered_consultation(slug="letters", *, people=40, languages=("en_GB",), **facts):
    """A closed consultation with a board and so many answers; small numbers under 5 are hidden."""
    made = closed_consultation(
        slug,
        languages=languages,
        board_id=facts.pop("board_id", None) or board().id,
        **{"disclosure_mode": DisclosureMode.LT5, "opens": -40, "closes": -5, **facts},
    )
    add_answers(made, people)
    return made


@not_counted()
def add_answers(consultation, people, *, late=False) -> None:
    """So many answers to a consultation, by post."""
    db.session.add_all(
        Response(
            consultation_id=consultation.id,
            edition_id=consultation.edition_id,
            reference=f"R{next(_numbers):06}",
            language="en_GB",
            begun_language="en_GB",
            channel=Channel.PAPER,
            respondent_kind=RespondentKind.INDIVIDUAL,
            received_on=consultation.closes_on,
            answers={"hard": "Too many numbers."},
            late=late,
        )
        for _each in range(people)
    )
    db.session.flush()


def responses_of(consultation) -> list[Response]:
    """The answers to a consultation, in order."""
    wanted = db.select(Response).where(Response.consultation_id == consultation.id)
    return list(db.session.scalars(wanted.order_by(Response.id)))


@not_counted()
def theme_with(consultation, name="Who to ring", people=18, codes=("en_GB",)) -> Theme:
    """A theme that the first so many answers speak of."""
    theme = Theme(consultation_id=consultation.id, name=name, position=1)
    db.session.add(theme)
    db.session.flush()
    put_texts(theme, {"name": name}, codes)
    db.session.add_all(
        Coding(response_id=each.id, response_version=1, question_key="hard", theme_id=theme.id)
        for each in responses_of(consultation)[:people]
    )
    db.session.flush()
    return theme


def empty_report(consultation=None, *, lead=None, **texts) -> Report:
    """A draft without statements."""
    consultation = consultation or answered_consultation()
    return commands.create(
        actor=lead or AccountFactory(role=Role.ENGAGEMENT_LEAD),
        consultation_id=consultation.id,
        **{"title": "Hospital letters: you said, we did", "intro": "Thank you.", **texts},
    )


def consultation_of(report):
    """The consultation a report is about."""
    return drafts.source(report).consultation


def add(report, theme=None, kind=AnswerKind.WILL_DO, *, author=None, **facts):
    """One more statement; a promise due in thirty days unless told otherwise."""
    theme = theme or theme_with(consultation_of(report), name=f"Theme {next(_numbers)}")
    texts = {AnswerKind.CANNOT: CANNOT, AnswerKind.DONE: DONE}.get(kind, SAID)
    if texts.get("owner"):
        facts = {"due_on": days(30), **facts}
    return commands.add_statement(
        actor=author or AccountFactory(role=Role.ENGAGEMENT_LEAD),
        report=report,
        theme_id=theme.id,
        kind=kind,
        **{**texts, **facts},
    )


def days(number) -> date:
    """A day so many days from today."""
    return today() + timedelta(days=number)


@not_counted()
def draft_report(consultation=None, **facts) -> Report:
    """A draft with one statement of each sort: will do, done, could not."""
    report = empty_report(consultation, **facts)
    made = consultation_of(report)
    codes = made.languages
    add(report, theme_with(made, "Who to ring", 18, codes))
    add(report, theme_with(made, "Text me too", 13, codes), AnswerKind.DONE, done_on=days(-3))
    add(report, theme_with(made, "My language", 7, codes), AnswerKind.CANNOT)
    return report


@not_counted()
def published_report(consultation=None, *, comment="We are not satisfied with number 1.", **facts):
    """A report that its board commented on and published."""
    report = draft_report(consultation, **facts)
    translate_all(report)
    return publish(report, comment=comment)


def publish(report, comment="") -> Report:
    """Comment and publish for the report's board."""
    actor = publisher(report)
    if comment:
        version = drafts.source(report).comment_version
        commands.comment(actor=actor, report=report, text=comment, version=version)
    return commands.publish(actor=actor, report=report)


@not_counted()
def translate_all(report) -> None:
    """Complete every promised language: the English with the code behind."""
    made = drafts.source(report)
    for code in made.languages[1:]:
        put_translations(made, code)


def put_translations(made, code) -> None:
    """Put all of a report or a decision into a language, and check it."""
    for row, _fields in made.parts:
        texts = {field: f"{text} ({code})" for field, text in made.words(row).items() if text}
        languages.put(actor=AccountFactory(), subject=row, texts=texts, language=code)
        check(row, [code])


def promise_of(report, number=1) -> Promise:
    """The promise of the statement with this number."""
    made = drafts.source(report)
    return made.promises[made.statements[number - 1].id]


def cost(client, address) -> int:
    """How many statements the second reading of a page runs (settled point 46)."""
    client.get(address)
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.lstrip()[:6].upper() in {"SELECT", "INSERT", "UPDATE", "DELETE"}:
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(address).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
