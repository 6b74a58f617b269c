"""Consultations as staff make them, with the real commands: drafts, open ones and closed ones."""

from datetime import timedelta

import factory

from engage.accounts.models import Role
from engage.audit.commands import record_each
from engage.audit.models import Action
from engage.consultations import commands
from engage.consultations.models import Consultation, Kind, RecordKind, Stage, Topic, Weight
from engage.consultations.queries import launch, sources
from engage.core.clock import days_away, now, today
from engage.core.db import db
from engage.core.i18n import SOURCE
from engage.core.text import fingerprint
from engage.languages import commands as languages
from engage.languages.models import Wording
from engage.publishing import commands as publishing
from engage.publishing.models import ApprovalKind
from engage.reading import commands as reading
from engage.reading.models import Found, Submission
from tests.counting import not_counted
from tests.factories.accounts import AccountFactory, NamedFactory, OrganisationFactory
from tests.factories.languages import check
from tests.factories.places import AreaFactory
from tests.factories.reading import ReaderFactory

WORDS = {
    "title": "Evening appointments: where and when?",
    "summary": "We plan to open two clinics in the evening. Tell us what would work for you.",
    "for_whom": "Anyone with a GP in Bexley",
    "asked": "Where should the clinics be?",
    "undecided": "Which two sites we use.\nWhich evenings they open.",
    "fixed": "The total hours we can pay for.",
    "why_now": "The contract ends in spring.",
    "effects": "If you work in the day, it may be easier to see a GP.",
    "costs": "It costs the same as now.",
    "rejected": "Opening on Sundays. Too few staff can work then.",
    "short_time": "The contract ends soon, so there is less time.",
    "decision": "The board meets in public and reads what you said.",
    "decision_maker": "The Care Board",
}
RECORDS = {
    RecordKind.PRIVACY_NOTICE: {"text": "Version 2", "link": "/privacy/"},
    RecordKind.EQUALITY_SCREENING: {"link": "https://example.org/equality"},
    RecordKind.DUTY_TO_INVOLVE: {
        "applies": True,
        "said_by": "The director of planning",
        "text": "Services change for many people.",
    },
    RecordKind.SCRUTINY: {
        "applies": True,
        "said_by": "The scrutiny officer",
        "text": "The committee was told and has no objection.",
    },
}
NOTICE = {
    "privacy_who": "The team answers what you ask about this.",
    "privacy_kept": "We keep your answer.\nWe do not keep your name.",
    "privacy_why": "We ask because this is our public task.",
    "privacy_long": "We keep it until the report is out.",
    "privacy_seen": "Only the team reads it.",
    "privacy_rights": "You can ask us to delete it.",
    "privacy_complain": "Tell us first. We want to put it right.",
}
OPTIONS = (("One clinic", "Open longer hours."), ("Two clinics", "Nearer to you."))
PAPER = ("How we worked it out", "We counted the visits.\n\nWe looked at the buses.")

# page title, then (key, kind, label, hint, labels of choices, further columns)
PAGES = (
    (
        "Where and when",
        (
            ("where", Kind.ONE_CHOICE, "Where?", "Choose one.", ("North", "South", "West"), {}),
            (
                "times",
                Kind.SEVERAL_CHOICES,
                "When could you come?",
                "Choose up to two.",
                ("Evenings", "Saturdays", "Sundays"),
                {"most": 2},
            ),
        ),
    ),
    (
        "What it is like for you",
        (
            (
                "bus",
                Kind.AGREE_SCALE,
                "I could get there by bus.",
                "",
                ("Strongly agree", "Agree", "Neither", "Disagree", "Strongly disagree"),
                {"required": True},
            ),
            ("hard", Kind.LONG_TEXT, "What would make it hard?", "", (), {"limit": 5000}),
        ),
    ),
    (
        "About where you live",
        (
            ("street", Kind.SHORT_TEXT, "Which stop is nearest?", "", (), {"limit": 100}),
            ("postcode", Kind.POSTCODE, "What is your postcode?", "Its first part.", (), {}),
        ),
    ),
)


class TopicFactory(NamedFactory):
    """An area of care with its name."""

    class Meta:
        """What it makes."""

        model = Topic

    name = "Care in the community"
    slug = factory.Sequence(lambda n: f"topic-{n}")
    position = 0


@not_counted()
def empty_consultation(
    slug="evenings", *, lead=None, areas=None, opens=-10, closes=20, weight=Weight.STANDARD, **facts
) -> Consultation:
    """A draft without words or questions. `opens` and `closes` are days from today."""
    return commands.create(
        actor=lead or AccountFactory(role=Role.ENGAGEMENT_LEAD),
        slug=slug,
        weight=weight,
        organisation_id=facts.pop("organisation_id", None) or OrganisationFactory().id,
        topic_id=facts.pop("topic_id", None) or TopicFactory().id,
        opens_on=today() + timedelta(days=opens),
        closes_on=today() + timedelta(days=closes),
        areas=[AreaFactory()] if areas is None else areas,
        **facts,
    )


@not_counted()
def draft_consultation(slug="evenings", *, words=None, languages=("en_GB",), **facts):
    """A draft with everything: words, two options, a paper, questions, and the records of a launch.

    Keys are fixed: questions as in PAGES, choices `where_0`, `where_1` …, the agree scale its own.
    Texts in another language are the English with the code behind: "Where? (es)".
    """
    decides = today() + timedelta(days=facts.get("closes", 20) + 30)
    facts = {"decision_on": decides, **facts}
    made = empty_consultation(slug, languages=list(languages), **facts)
    put_records(made)
    said = [(made, {**WORDS, **NOTICE, **(words or {})})]
    actor = AccountFactory()
    for position, (title, body) in enumerate(OPTIONS):
        row = commands.add_option(actor=actor, consultation=made, position=position)
        row.key = f"option_{position}"
        said.append((row, {"title": title, "body": body}))
    paper = commands.add_paper(actor=actor, consultation=made, position=0)
    paper.key = "paper_0"
    said.append((paper, dict(zip(("title", "body"), PAPER, strict=True))))
    for position, (title, questions) in enumerate(PAGES):
        page = commands.add_page(actor=actor, consultation=made, position=position)
        said.append((page, {"title": title}))
        for place, question in enumerate(questions):
            said += _ask(actor, made, page, place, question)
    put_each(said, languages)
    db.session.flush()
    db.session.expire_all()
    return made


def put_records(made) -> None:
    """All that a launch must be able to show, whatever the weight."""
    for kind, facts in RECORDS.items():
        commands.enter_record(
            actor=AccountFactory(), consultation=made, kind=kind, done_on=today(), **facts
        )


def send_to_panel(made) -> Submission:
    """The text as it stands goes to the reading panel."""
    return reading.send(
        actor=AccountFactory(role=Role.ENGAGEMENT_LEAD),
        subject_kind="consultation",
        subject_id=made.id,
        title=WORDS["title"],
        text=launch.panel_text(sources.source(made)),
    )


@not_counted()
def sign(made) -> None:
    """Two of the reading panel find the text as it stands clear, and the second signs it."""
    text = send_to_panel(made)
    for reader in (ReaderFactory(), ReaderFactory()):
        db.session.flush()
        reading.read(actor=reader, submission=text, found=Found.CLEAR, clear=[], hard={})
    db.session.flush()
    reading.sign(actor=reader, submission=text)
    db.session.flush()


def _ask(actor, made, page, place, question):
    """A question, asked; the things that want words, each with its own."""
    key, kind, label, hint, choices, facts = question
    row = commands.add_question(
        actor=actor,
        consultation=made,
        page=page,
        kind=kind,
        position=place,
        choices=len(choices),
        key=key,
        **facts,
    )
    for number, choice in enumerate(row.choices):
        if kind is not Kind.AGREE_SCALE:
            choice.key = f"{key}_{number}"
    said = zip(row.choices, choices, strict=True)
    words = {"label": label, "hint": hint}
    return [(row, words), *((choice, {"label": each}) for choice, each in said)]


def put_each(said, codes=("en_GB",)) -> None:
    """Texts of new things, as `put_texts` puts them one by one; the English of all at once."""
    db.session.flush()
    for subject, texts in said:
        for field, text in texts.items():
            facts = {"language": SOURCE, "text": text, "written_at": now()}
            kind = subject.__tablename__
            wording = Wording(subject_kind=kind, subject_id=subject.id, field=field, **facts)
            db.session.add(wording)
    lines = [(subject, {"fields": [*texts], "language": SOURCE}) for subject, texts in said]
    record_each(Action.WORDS_CHANGED, lines, actor=None)
    for subject, texts in said if len(codes) > 1 else ():
        put_texts(subject, texts, [code for code in codes if code != SOURCE])


@not_counted()
def put_texts(subject, texts, codes=("en_GB",), actor=None) -> None:
    """Texts of a thing in English and, with the code behind each line, in other languages.

    Somebody who reads a language has checked them.
    """
    for code in sorted(codes, key=lambda each: each != "en_GB"):
        behind = "" if code == "en_GB" else f" ({code})"
        said = {
            field: "\n".join(f"{line}{behind}" if line else line for line in text.split("\n"))
            for field, text in texts.items()
        }
        languages.put(actor=actor, subject=subject, texts=said, language=code)
    check(subject, codes)


@not_counted()
def open_consultation(slug="evenings", *, signed=False, opens=-10, closes=20, **facts):
    """A consultation that was launched on its first day by a second person.

    A closed one is `open_consultation(opens=-40, closes=-5)`, one to come `opens=5`. More: `lead`,
    `areas`, `languages`, `words`, `weight`, columns of Consultation. `signed`: by the panel, which
    a formal one waits for.
    """
    made = draft_consultation(slug, opens=opens, closes=closes, **facts)
    with days_away(min(opens, 0)):
        if signed:
            sign(made)
        launched = AccountFactory(role=Role.APPROVER)
        commands.schedule(actor=launched, consultation=made)
    if opens <= 0:
        made.stage = Stage.OPEN if closes >= 0 else Stage.CLOSED
    db.session.flush()
    return made


MOVES = (
    Stage.ANALYSING,
    Stage.FINAL_PUBLISHED,
    Stage.DECIDED,
    Stage.FED_BACK,
    Stage.ARCHIVED,
)


@not_counted()
def closed_consultation(slug="evenings", *, stage=Stage.CLOSED, **facts):
    """A consultation that closed five days ago, moved on to `stage`."""
    made = open_consultation(slug, **{"opens": -40, "closes": -5, **facts})
    for to in MOVES:
        if made.stage is stage:
            break
        show_papers(made, to)
        if to is Stage.FED_BACK:
            commands.tell_people(actor=AccountFactory(), consultation=made, texts=HOW_TOLD)
        else:
            commands.move(actor=AccountFactory(), consultation=made, to=to)
    return made


HOW_TOLD = {"en_GB": "It is on this page. We wrote to everybody who answered."}
PAPERS = {
    Stage.FINAL_PUBLISHED: ApprovalKind.FINAL_REPORT,
    Stage.DECIDED: ApprovalKind.DECISION_RECORD,
}


def show_papers(made, to) -> None:
    """The approval that a stage asks for: of the final report, of the record of the decision."""
    if to in PAPERS:
        publishing.approve(
            actor=AccountFactory(),
            kind=PAPERS[to],
            subject=made,
            text_hash=fingerprint(PAPERS[to].value),
        )


def poll(*, notice, polls, areas=()):
    """An election whose notice and day are so many days from today; without areas, for all."""
    return commands.add_poll(
        actor=AccountFactory(role=Role.ADMIN),
        name="Borough election",
        notice_on=today() + timedelta(days=notice),
        polls_on=today() + timedelta(days=polls),
        areas=list(areas),
    )
