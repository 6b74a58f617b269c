"""The numbers of a final report: taken once, made safe, kept in its edition, shown with words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engage.analysis import rules as analysis
from engage.analysis.queries import mode_of, safe_ease
from engage.analysis.queries.ease import label_of, labels_of
from engage.consultations import queries as consultations
from engage.consultations.models import Format
from engage.consultations.rules import AskedQuestion
from engage.core.db import db
from engage.core.i18n import SOURCE, _, languages
from engage.figures import queries as figures
from engage.figures.rules import (
    NOT_ANSWERED,
    PREFER_NOT_TO_SAY,
    Cell,
    Mode,
    Note,
    SafeTable,
    quantity_words,
    safe_count,
    share,
)
from engage.languages.models import Wording
from engage.places.models import Area
from engage.publishing import queries as publishing
from engage.reports import rules
from engage.reports.queries.drafts import Source
from engage.responses.models import Channel, RespondentKind
from engage.responses.queries import EVERYBODY, PLAIN
from engage.responses.queries.arrivals import Voices, voices

FACTS = ("channel", "language", "variant", "own_time", "area")
"""What is counted about answers, whole columns only: never one by another."""
OF_FORMATS = frozenset({"variant", "own_time"})
"""Told only where somebody used another format, or the longer time of one that came late."""

Kept = dict[str, Any]


def numbers(made: Source) -> Kept:
    """The safe numbers as an edition keeps them: codes and counts, never words.

    Those of the first publication stand in every later edition.
    """
    if made.report.edition_id:
        first = publishing.document(made.report.edition_id, SOURCE)
        assert first is not None, "an edition has its English document"
        kept: Kept = first.body["numbers"]
        return kept
    mode = mode_of(made.consultation)
    people = {str(theme.id): made.people.get(theme.id, 0) for theme in made.themes}
    themes = rules.safe_counts(people, made.everyone, mode)
    asked = _asked(made, SOURCE)
    codes = {each.key: [choice.key for choice in each.choices] for each in asked}
    wanted: dict[str, Sequence[str]] = {**dict.fromkeys(FACTS, ()), **codes}
    tables = figures.lists(made.consultation.id, wanted, mode=mode, known=made.snapshot)
    return {
        "themes": _rows(themes),
        "voices": _voices(made, mode),
        "facts": _kept(tables, [each for each in FACTS if _says_something(tables, each)]),
        "questions": _kept(tables, codes),
        **_ease(made, mode),
    }


def _ease(made: Source, mode: Mode) -> Kept:
    """How easy people found it; nothing where nobody told."""
    told = {each.key: each.table for each in safe_ease(made.consultation.id, mode)}
    return {"ease": _kept(told, told)} if told else {}


def _says_something(tables: Mapping[str, SafeTable], column: str) -> bool:
    return column not in OF_FORMATS or (column in tables and len(list(tables[column].lines)) > 1)


def _voices(made: Source, mode: Mode) -> list[Kept]:
    """Groups and organisations, apart: how many, and for how many people they speak."""
    told = voices(made.consultation.id).items()
    return [{"code": kind.value, **_voices_of(each, mode)} for kind, each in told]


def _voices_of(told: Voices, mode: Mode) -> Kept:
    number = safe_count(told.number, mode)
    speaks = bool(told.people) and not number.hidden
    people = rules.kept(safe_count(told.people, mode)) if speaks else None
    return {"number": rules.kept(number), "people": people}


def _asked(made: Source, code: str) -> list[AskedQuestion]:
    return analysis.closed_questions(consultations.questionnaire(made.consultation, code))


def _kept(tables: Mapping[str, SafeTable], columns: Any) -> list[Kept]:
    return [
        {
            "key": column,
            "base": rules.kept(tables[column].grand_total),
            "notes": [note.value for note in tables[column].notes],
            "rows": _rows(tables[column]),
        }
        for column in columns
        if column in tables
    ]


def _rows(table: SafeTable) -> list[Kept]:
    return [{"code": line.code, "people": rules.kept(line.total)} for line in table.lines]


def words(made: Source, code: str, kept: Kept) -> Kept:
    """The words that the numbers need in one language, by their codes."""
    asked = {each.key: each for each in _asked(made, code)}
    return {
        "themes": {
            str(theme.id): made.said("theme", theme.id, "name", code) or theme.name
            for theme in made.themes
        },
        "areas": _areas(code, kept),
        "questions": {
            each["key"]: {
                "label": asked[each["key"]].label,
                "choices": {choice.key: choice.label for choice in asked[each["key"]].choices},
            }
            for each in kept["questions"]
            if each["key"] in asked
        },
    }


def _areas(code: str, kept: Kept) -> dict[str, str]:
    """The names of the areas that were counted."""
    found = [row["code"] for each in kept["facts"] if each["key"] == "area" for row in each["rows"]]
    named = [each for each in found if each not in _silence()]
    wanted = (
        select(Area.slug, Wording.text)
        .join(Wording, Wording.subject_id == Area.id)
        .where(Area.slug.in_(named), Wording.language.in_([SOURCE, code]), Wording.variant == "")
        .order_by(Area.slug, Wording.language == code)
    )
    rows = db.session.execute(wanted) if named else ()
    return {slug: text for slug, text in rows}  # noqa: C416 - a row is no pair to mypy


def _silence() -> dict[str, str]:
    """The words of codes that say nothing, as the reader's own page says them."""
    return {PREFER_NOT_TO_SAY: _("Prefer not to say"), NOT_ANSWERED: _("Not answered")}


def shown_themes(edition_id: UUID) -> list[UUID]:
    """The themes whose number a final report shows: the main ones."""
    document = publishing.document(edition_id, SOURCE)
    assert document is not None, "an edition has its English document"
    rows = document.body["numbers"]["themes"]
    return [UUID(each["code"]) for each in rows if each["people"].get("people")]


@dataclass(frozen=True)
class Row:
    """One number with its words. `percent` is empty where none may be shown."""

    code: str
    label: str
    people: str
    percent: str


@dataclass(frozen=True)
class Table:
    """A column of numbers, out of `base`."""

    key: str
    label: str
    base: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Voice:
    """Groups or organisations. `people` is empty where nobody said for how many they speak."""

    kind: RespondentKind
    number: str
    people: str


@dataclass(frozen=True)
class FinalNumbers:
    """What a final report shows beside its words."""

    themes: Sequence[Row]
    voices: Sequence[Voice]
    facts: Mapping[str, Table]
    questions: Sequence[Table]
    ease: Sequence[Table]
    rounded: bool
    hidden: bool


def shown(body: Mapping[str, Any]) -> FinalNumbers | None:
    """The numbers of a document, with their words; None for another kind of report."""
    if "numbers" not in body:
        return None
    kept, said = body["numbers"], body["number_words"]
    whole = rules.cell_of(body["everyone"])
    facts = {
        each["key"]: _table(each, "", _fact_words(each["key"], said)) for each in kept["facts"]
    }
    ease = kept.get("ease", ())
    tables = (*kept["facts"], *kept["questions"], *ease)
    notes = [note for each in tables for note in each["notes"]]
    return FinalNumbers(
        themes=_themes(kept["themes"], said["themes"], whole),
        voices=[_voice(each) for each in kept["voices"]],
        facts=facts,
        questions=[
            _table(each, said["questions"][each["key"]]["label"], _choices(said, each["key"]))
            for each in kept["questions"]
            if each["key"] in said["questions"]
        ],
        ease=[_table(each, str(label_of(each["key"])), labels_of(each["key"])) for each in ease],
        rounded=Note.ROUNDED in notes,
        hidden=any("hidden" in each["people"] for each in kept["themes"])
        or not {Note.SMALL, Note.PROTECTS}.isdisjoint(notes),
    )


def _voice(kept: Kept) -> Voice:
    number, people = rules.cell_of(kept["number"]), kept["people"]
    speaks = rules.cell_of(people).people if people else ""
    return Voice(RespondentKind(kept["code"]), number.words, speaks)


def _choices(said: Mapping[str, Any], key: str) -> Mapping[str, str]:
    choices: Mapping[str, str] = said["questions"][key]["choices"]
    return choices


def _fact_words(column: str, said: Mapping[str, Any]) -> Mapping[str, str]:
    """The words of a column's codes, as the reader's own page says them."""
    known: dict[str, Mapping[str, str]] = {
        "channel": {each.value: str(each.label) for each in Channel},
        "language": {code: each.autonym for code, each in languages().items()},
        "area": said["areas"],
        "variant": {PLAIN: _("Plain words"), **_formats()},
        "own_time": {EVERYBODY: _("In the time for everybody"), **_formats()},
    }
    return known[column]


def _formats() -> dict[str, str]:
    return {each.variant: str(each.label) for each in Format}


def _table(kept: Kept, label: str, said: Mapping[str, str]) -> Table:
    whole = rules.cell_of(kept["base"])
    rows = [_row(each, said, whole) for each in kept["rows"]]
    return Table(kept["key"], label, whole.people, rows)


def _row(kept: Kept, said: Mapping[str, str], whole: Cell) -> Row:
    cell, code = rules.cell_of(kept["people"]), kept["code"]
    label = _silence().get(code) or said.get(code, code)
    percent = share(cell, whole)
    return Row(code, label, cell.words, f"{percent.number}%" if percent else "")


def _themes(kept: Sequence[Kept], said: Mapping[str, str], whole: Cell) -> list[Row]:
    """The themes, most people first, by what is shown; how many out of all, in words."""
    rows = [(rules.cell_of(each["people"]), each["code"]) for each in kept]
    spoken_of = [(cell, code) for cell, code in rows if cell.hidden or cell.people != "nobody"]
    return [
        Row(code, said[code], rules.count_words(cell, whole), quantity_words(cell, whole))
        for cell, code in sorted(spoken_of, key=lambda each: _place(each[0]))
    ]


def _place(cell: Cell) -> int:
    return 1 if cell.hidden else -int(getattr(cell, "number", 0))
