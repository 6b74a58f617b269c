"""What staff have written for one consultation, what is missing, and the documents made of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from engage.audit import queries as audit
from engage.audit.models import Action
from engage.consultations import rules
from engage.consultations.models import (
    FIELDS,
    PRIVACY,
    Choice,
    Consultation,
    ConsultationFormat,
    Option,
    Paper,
    PaperFile,
    Plan,
    Question,
    QuestionPage,
    RecordKind,
    Weight,
)
from engage.consultations.queries import easy_read, process, variants
from engage.consultations.queries.sources import Source, things
from engage.consultations.rules import formats as format_rules
from engage.consultations.rules import translating
from engage.core.clock import today
from engage.core.db import canonical_json
from engage.core.i18n import SOURCE
from engage.core.settings import setting
from engage.core.text import fingerprint
from engage.languages import queries as languages
from engage.languages import rules as language_rules
from engage.languages.rules import Entry, State, Target
from engage.publishing.rules import Gate
from engage.reading import queries as reading
from engage.reading.queries import PanelState
from engage.reading.rules import Verdict

LISTS = ("undecided", "fixed", "rejected")
UNSOUGHT = ("privacy", "screening")
"""Parts of a document that search passes by."""


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


def unready(made: Source, targets: Iterable[Target]) -> dict[Target, list[Entry]]:
    """The texts that nobody has checked as they stand, by language and variant."""
    return {
        target: [
            each for each in easy_read.entries(made, target) if each.state is not State.CHECKED
        ]
        for target in targets
    }


def _language_faults(made: Source) -> list[str]:
    """What is wrong with the words in each language: first those for a file that was replaced."""
    row = made.consultation
    found = translating.language_faults(unready(made, translating.targets(row, ())))
    return [*rules.old_words(made.papers, row.languages), *found]


def own_words(consultation: Consultation, language: str = SOURCE) -> dict[str, str]:
    """The texts of the consultation itself: {field: text}; empty where nothing was written."""
    found = languages.words("consultation", [consultation.id], language).get(consultation.id, {})
    return {field: str(found.get(field, "")) for field in FIELDS}


def panel_text(made: Source) -> str:
    """The exact text the reading panel is asked to read: the words and the questions in English."""
    questions = [question for page in made.pages for question in page.questions]
    labels = [made.said("question", question.id, "label") for question in questions]
    return rules.panel_text(made.words, labels)


def panel_state(made: Source) -> PanelState:
    """What the reading panel has said of the text as it stands. One statement."""
    text = panel_text(made)
    return reading.panel_state("consultation", made.consultation.id, fingerprint(text), text)


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
    read = [
        [paper.key, file.language, file.sha256] for paper in made.papers for file in paper.files
    ]
    parts = [facts, sorted(texts), shape, keys, *([read] if read else [])]
    return fingerprint(canonical_json(parts))


def asked_pages(made: Source) -> list[rules.AskedPage]:
    """The form as it is written now, in English."""
    return [rules.asked_page(_page(page, made.said)) for page in made.pages]


def writers(made: Source) -> set[UUID]:
    """Who wrote any of the English words, or began it: none of them is its second person."""
    ids = [thing.id for thing in things(made)]
    return {made.consultation.created_by} | {
        entry.actor_id
        for entry in audit.done_to(ids, Action.WORDS_CHANGED)
        if entry.actor_id and entry.details["language"] == SOURCE
    }


def gates(
    made: Source,
    *,
    by_author: bool,
    panel: PanelState | None = None,
    shown: process.Shown | None = None,
) -> list[Gate]:
    """The launch gates as things stand. `by_author`: whoever launches it also wrote it.

    `panel` is what the reading panel said, `shown` what staff have to show, where they were read
    already.
    """
    panel = panel or panel_state(made)
    shown = shown or process.shown(made.consultation, text_hash(made))
    row = made.consultation
    facts = rules.LaunchFacts(
        questions=sum(len(page.questions) for page in made.pages),
        options=len(made.options),
        gaps=sum(gaps(made).values()),
        faults=_language_faults(made),
        signed=panel.agreed,
        asked_until=panel.asked.due_on if panel.asked else None,
        readers=panel.readers,
        by_author=by_author,
        second=shown.second,
        records=shown.records,
        problems=len(rules.route_problems(asked_pages(made))),
        hard=_is_hard(made),
        polls=rules.polls_in_the_way(row, shown.polls, today()),
        days_right=row.opens_on <= row.closes_on and row.closes_on >= today(),
        first_day=today(),
        set_aside={each.gate: each.given_name for each in shown.overrides},
        notice=rules.notice_is_whole(made.privacy()),
        formats=tuple(format_gate(made, each) for each in made.formats),
    )
    return rules.launch_gates(row, made.words, facts)


def format_gate(made: Source, row: ConsultationFormat) -> str:
    """What to do about one promised format before a launch; empty where nothing is to do.

    One that is ready is complete in every language that was chosen for it.
    """
    found = variants.problems(made, row)
    wrong = format_rules.gate_problem(made.consultation, row, found, setting("FORMAT_DAYS"))
    if wrong or row.ready_on is None or found or not row.languages:
        return wrong
    return " ".join(easy_read.language_problems(made))


def _is_hard(made: Source) -> bool:
    """What our own check says of the text; only asked where nobody else must read it."""
    if made.consultation.weight is not Weight.LIGHT:
        return False
    return reading.report(panel_text(made)).verdict is Verdict.LIKELY_HARD


def documents(
    made: Source, honest: Sequence[str], set_aside: Sequence[Mapping[str, str]] = ()
) -> dict[tuple[str, str], dict[str, Any]]:
    """The edition's documents: one per promised language, and those of the formats that are ready.

    `honest`: lines the page must carry.
    `set_aside`: gates that an approver set aside, each with who and why.
    Each carries the link to the equality screening, where there is one.
    """
    screening = process.records(made.consultation.id).get(RecordKind.EQUALITY_SCREENING)
    more: dict[str, Any] = {"honest": list(honest), "set_aside": list(set_aside)}
    if screening is not None and screening.link:
        more["screening"] = screening.link
    plain = {
        (code, ""): {**plain_words(made, code), **more} for code in made.consultation.languages
    }
    return plain | variants.documents(made, plain_words, more)


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


def plain_words(made: Source, code: str) -> dict[str, Any]:
    """The words of a document in a language; in English where there are no others."""
    said = partial(made.said, code=code)
    own = {field: said("consultation", made.consultation.id, field) for field in FIELDS}
    return {
        **own,
        **{field: _lines(own[field]) for field in LISTS},
        **_names(made.consultation, code),
        "options": [_titled(each, "consultation_option", said) for each in made.options],
        "papers": [_paper(each, said, code) for each in made.papers],
        "pages": [_page(page, said) for page in made.pages],
        **_privacy(made, code),
    }


def _privacy(made: Source, code: str) -> dict[str, Any]:
    """The privacy notice, a list of paragraphs for each part; nothing where there is none."""
    said = made.privacy(code)
    return {"privacy": {part: _lines(said[part]) for part in PRIVACY}} if any(said.values()) else {}


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _paper(paper: Paper, said: Any, code: str) -> dict[str, Any]:
    """A paper, with its file in this language or else in English, if it has one."""
    made: dict[str, Any] = _titled(paper, "consultation_paper", said)
    files = {each.language: each for each in paper.files}
    file = files.get(code) or files.get(SOURCE)
    if file is not None:
        facts = _file(file.stored, file)
        made["file"] = {**facts, "language": file.language}
    return made


def _file(stored: str, row: PaperFile | Plan) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in ("media_type", "size", "sha256")}
    return {"name": stored, **facts}


def _titled(row: Option | Paper, kind: str, said: Any) -> dict[str, Any]:
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
        **_plan(question, said),
        **({"films": question.films} if question.films else {}),
    }


def _plan(question: Question, said: Any) -> dict[str, Any]:
    """The plan of a question, what it shows in words and what is known of its file."""
    row = question.plan
    if row is None:
        return {}
    size = {"width": row.width, "height": row.height}
    file = {**_file(question.picture, row), **size}
    return {"plan": {"words": said("question", question.id, "plan"), "file": file}}


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


def texts_of(made: Source) -> list[UUID]:
    """Everything that has texts in the documents: the rows, and whose names they carry."""
    row = made.consultation
    named = [row.organisation_id, row.topic_id, *(each.area_id for each in row.areas)]
    return [*(thing.id for thing in things(made)), *named]


def titles(rows: Sequence[Consultation]) -> dict[UUID, str]:
    """The English title of each, in one statement."""
    table = languages.words("consultation", [row.id for row in rows], SOURCE)
    return {row.id: str(languages.name(table, row.id, "title")) or row.slug for row in rows}
