"""What staff have written for one consultation, what is missing, and the documents made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage.consultations import rules
from engage.consultations.models import (
    FIELDS,
    Choice,
    Consultation,
    ConsultationFormat,
    FormatMedia,
    Option,
    Paper,
    Question,
    QuestionPage,
    Weight,
)
from engage.consultations.queries import process, variants
from engage.consultations.rules import formats as format_rules
from engage.core.clock import today
from engage.core.db import canonical_json, db
from engage.core.i18n import SOURCE
from engage.core.settings import setting
from engage.core.text import fingerprint
from engage.languages import queries as languages
from engage.languages import rules as language_rules
from engage.languages.models import Wording
from engage.publishing.rules import Gate
from engage.reading import queries as reading
from engage.reading.rules import Verdict

LISTS = ("undecided", "fixed", "rejected")
Texts = dict[tuple[str, UUID, str, str], Wording]


@dataclass(frozen=True)
class Source:
    """Everything staff have written for one consultation: its rows, in order.

    `texts` are the plain words, `beside` those of other formats and of their files.
    """

    consultation: Consultation
    options: Sequence[Option]
    papers: Sequence[Paper]
    pages: Sequence[QuestionPage]
    texts: Texts
    formats: Sequence[ConsultationFormat] = ()
    beside: variants.Beside = field(default_factory=dict)

    def said(self, kind: str, subject: UUID, field: str, code: str = SOURCE) -> str:
        """One text in a language; in English where there is no other; empty where there is none."""
        row = self.texts.get((kind, subject, field, code))
        row = row or self.texts.get((kind, subject, field, SOURCE))
        return row.text if row else ""

    @property
    def words(self) -> dict[str, str]:
        """The English texts of the consultation itself, by field."""
        own = self.consultation.id
        return {field: self.said("consultation", own, field) for field in FIELDS}


def source(consultation: Consultation) -> Source:
    """The rows and texts a consultation is made of. At most four statements."""

    def of(model: type[Any], order: Any, *how: Any) -> Sequence[Any]:
        wanted = select(model).where(model.consultation_id == consultation.id).options(*how)
        return db.session.scalars(wanted.order_by(order)).unique().all()

    whole = joinedload(QuestionPage.questions).joinedload(Question.choices)
    options, papers = _titled_rows(consultation)
    pages = of(QuestionPage, QuestionPage.position, whole)
    formats = of(ConsultationFormat, ConsultationFormat.id, joinedload(ConsultationFormat.media))
    made = Source(consultation, options, papers, pages, {}, formats)
    rows = languages.wordings_of([thing.id for thing in things(made)])
    return replace(made, texts=_plain(rows), beside=_beside(rows))


def _titled_rows(consultation: Consultation) -> tuple[list[Option], list[Paper]]:
    """The options and the papers, which are few, in one statement."""
    found = db.session.execute(
        select(Option, Paper)
        .select_from(Consultation)
        .outerjoin(Option, Option.consultation_id == Consultation.id)
        .outerjoin(Paper, Paper.consultation_id == Consultation.id)
        .where(Consultation.id == consultation.id)
        .order_by(Option.position, Paper.position)
    ).all()
    options = {row[0].id: row[0] for row in found if row[0] is not None}
    papers = {row[1].id: row[1] for row in found if row[1] is not None}
    return list(options.values()), sorted(papers.values(), key=lambda row: row.position)


def things(made: Source) -> list[Any]:
    """Every row of a consultation that has texts."""
    questions = [question for page in made.pages for question in page.questions]
    choices = [choice for question in questions for choice in question.choices]
    media = [media for each in made.formats for media in each.media]
    own = [made.consultation, *made.options, *made.papers, *made.pages]
    return [*own, *questions, *choices, *media]


def _plain(rows: Sequence[Wording]) -> Texts:
    """The plain texts among these, by kind, id, field and language."""
    return {
        (row.subject_kind, row.subject_id, row.field, row.language): row
        for row in rows
        if not row.variant and row.subject_kind != FormatMedia.__tablename__
    }


def _beside(rows: Sequence[Wording]) -> variants.Beside:
    """The English texts of formats and their files among these, by id, field and variant."""
    return {
        (row.subject_id, row.field, row.variant): row
        for row in rows
        if row.language == SOURCE and (row.variant or row.subject_kind == FormatMedia.__tablename__)
    }


def gaps(made: Source) -> dict[str, int]:
    """How many texts are missing or stale in each promised language but English."""
    rows = made.texts
    sources: dict[tuple[object, str], str] = {
        ((kind, subject), field): row.text
        for (kind, subject, field, code), row in rows.items()
        if code == SOURCE and row.text
    }
    return {
        code: len(
            language_rules.gaps(
                sources,
                {
                    ((kind, subject), field): row
                    for (kind, subject, field, each), row in rows.items()
                    if each == code
                },
                sources,
            )
        )
        for code in made.consultation.languages
        if code != SOURCE
    }


def own_words(consultation: Consultation, language: str = SOURCE) -> dict[str, str]:
    """The texts of the consultation itself: {field: text}; empty where nothing was written."""
    found = languages.words("consultation", [consultation.id], language).get(consultation.id, {})
    return {field: str(found.get(field, "")) for field in FIELDS}


def panel_text(made: Source) -> str:
    """The exact text the reading panel is asked to read: the words and the questions in English."""
    questions = [question for page in made.pages for question in page.questions]
    labels = [made.said("question", question.id, "label") for question in questions]
    return rules.panel_text(made.words, labels)


def text_hash(made: Source) -> str:
    """The hash of all that is about to be public: words in every language, questions, days, areas.

    An approval counts for exactly this.
    """
    row = made.consultation
    days = [_day(each) for each in (row.opens_on, row.closes_on, row.decision_on)]
    facts = [row.weight.value, days, row.languages, sorted(str(each.area_id) for each in row.areas)]
    texts = [[str(part) for part in key] + [made.texts[key].text] for key in made.texts]
    shape = [_page(page, made.said) for page in made.pages]
    keys = [[each.key for each in rows] for rows in (made.options, made.papers)]
    return fingerprint(canonical_json([facts, sorted(texts), shape, keys]))


def asked_pages(made: Source) -> list[rules.AskedPage]:
    """The form as it is written now, in English."""
    return [rules.asked_page(_page(page, made.said)) for page in made.pages]


def gates(
    made: Source, *, signed: bool, by_author: bool, shown: process.Shown | None = None
) -> list[Gate]:
    """The launch gates as things stand. See LaunchFacts for the flags.

    `shown` is what staff have to show for it, where it was read already.
    """
    shown = shown or process.shown(made.consultation, text_hash(made))
    row = made.consultation
    facts = rules.LaunchFacts(
        questions=sum(len(page.questions) for page in made.pages),
        options=len(made.options),
        gaps=sum(gaps(made).values()),
        signed=signed,
        by_author=by_author,
        second=shown.second,
        records=shown.records,
        problems=len(rules.route_problems(asked_pages(made))),
        hard=_is_hard(made),
        polls=rules.polls_in_the_way(row, shown.polls, today()),
        days_right=row.opens_on <= row.closes_on and row.closes_on >= today(),
        first_day=today(),
        set_aside={each.gate: each.given_name for each in shown.overrides},
        formats=tuple(format_gate(made, each) for each in made.formats),
    )
    return rules.launch_gates(row, made.words, facts)


def format_gate(made: Source, row: ConsultationFormat) -> str:
    """What to do about one promised format before a launch; empty where nothing is to do."""
    found = variants.problems(made, row)
    return format_rules.gate_problem(made.consultation, row, found, setting("FORMAT_DAYS"))


def _is_hard(made: Source) -> bool:
    """What our own check says of the text; only asked where nobody else must read it."""
    if made.consultation.weight is not Weight.LIGHT:
        return False
    return reading.report(panel_text(made)).verdict is Verdict.LIKELY_HARD


def documents(
    made: Source, honest: Sequence[str], set_aside: Sequence[Mapping[str, str]] = ()
) -> dict[tuple[str, str], dict[str, Any]]:
    """The edition's documents: one per promised language, and one per format that is ready.

    `honest`: lines the page must carry.
    `set_aside`: gates that an approver set aside, each with who and why.
    """
    more = {"honest": list(honest), "set_aside": list(set_aside)}
    plain = {(code, ""): {**_document(made, code), **more} for code in made.consultation.languages}
    return plain | variants.documents(made, english, more)


def english(made: Source) -> dict[str, Any]:
    """The words of a document in English."""
    return _document(made, SOURCE)


def _names(consultation: Consultation, code: str) -> dict[str, Any]:
    """The names of the body, the topic and the areas; in English where there is no other."""

    def named(kind: str, ids: Sequence[UUID]) -> list[str]:
        table = languages.words(kind, ids, code)
        return [str(languages.name(table, subject)) for subject in ids]

    return {
        "organisation": named("organisation", [consultation.organisation_id])[0],
        "topic": named("topic", [consultation.topic_id])[0],
        "areas": named("area", [each.area_id for each in consultation.areas]),
    }


def _document(made: Source, code: str) -> dict[str, Any]:
    said = partial(made.said, code=code)
    own = {field: said("consultation", made.consultation.id, field) for field in FIELDS}
    return {
        **own,
        **{field: _lines(own[field]) for field in LISTS},
        **_names(made.consultation, code),
        "options": [_titled(each, "consultation_option", said) for each in made.options],
        "papers": [_titled(each, "consultation_paper", said) for each in made.papers],
        "pages": [_page(page, said) for page in made.pages],
    }


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _titled(row: Option | Paper, kind: str, said: Any) -> dict[str, str]:
    return {
        "key": row.key,
        "title": said(kind, row.id, "title"),
        "body": said(kind, row.id, "body"),
    }


def _page(page: QuestionPage, said: Any) -> dict[str, Any]:
    return {
        "title": said("question_page", page.id, "title"),
        "condition": page.condition,
        "questions": [_question(question, said) for question in page.questions],
    }


def _question(question: Question, said: Any) -> dict[str, Any]:
    plain = ("key", "required", "least", "most", "limit", "other", "paper_key", "picture")
    days = ("earliest_on", "latest_on")
    return {
        **{name: getattr(question, name) for name in plain},
        **{name: _day(getattr(question, name)) for name in days},
        "kind": question.kind.value,
        "revision": question.revision,
        "label": said("question", question.id, "label"),
        "hint": said("question", question.id, "hint"),
        "facts": _lines(said("question", question.id, "facts")),
        "choices": [_choice(choice, said) for choice in question.choices],
    }


def _choice(choice: Choice, said: Any) -> dict[str, Any]:
    flags = {"alone": choice.alone, "closed": choice.closed}
    return {"key": choice.key, "label": said("choice", choice.id, "label"), **flags}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def card(body: Mapping[str, Any]) -> dict[str, Any]:
    """What lists need of a document."""
    return {field: body[field] for field in ("title", "summary", "for_whom", "topic", "areas")}


def meaning(made: Source) -> list[Any]:
    """What makes answers comparable between editions: keys and kinds, never words."""
    return [
        [question.key, question.kind.value, [choice.key for choice in question.choices]]
        for page in made.pages
        for question in page.questions
    ]


def titles(rows: Sequence[Consultation]) -> dict[UUID, str]:
    """The English title of each, in one statement."""
    table = languages.words("consultation", [row.id for row in rows], SOURCE)
    return {row.id: str(languages.name(table, row.id, "title")) or row.slug for row in rows}
