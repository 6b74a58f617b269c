"""Files of answers, looked at before anything is taken: what each row would become."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engage.consultations import queries as consultations
from engage.consultations import rules as consultation_rules
from engage.consultations.models import Consultation
from engage.consultations.queries import formats
from engage.consultations.rules import AskedQuestion, Questionnaire
from engage.core.clock import today
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.core.formats import csv, ods, xlsx
from engage.core.formats.sheet import Sheet, Unreadable, plain
from engage.core.i18n import SOURCE, _dl
from engage.responses import rules
from engage.responses.models import Channel, ImportBatch, RespondentKind
from engage.responses.rules import exporting, importing

_READERS: Mapping[str, Callable[[Path], Iterator[list[str]]]] = {
    ".xlsx": xlsx.read,
    ".ods": ods.read,
}


@dataclass(frozen=True)
class Outcome:
    """What becomes of one row, counted from 2 as in the file (its headings are row 1).

    `made` is what would be kept, None with a `reason` where it is refused. `note` says what of a
    good row is left out.
    """

    number: int
    cells: Sequence[str]
    made: importing.Made | None
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class Looked:
    """A file that was looked at: its name and hash, its headings, and what each holds."""

    consultation: Consultation
    name: str
    file_hash: str
    headings: Sequence[str]
    wanted: importing.Map
    rows: Callable[[], Iterator[list[str]]]
    reader: importing.Reader

    def outcomes(self) -> Iterator[Outcome]:
        """What becomes of each row, read from the file one by one; empty rows are passed over."""
        check = _Check(self)
        for number, cells in enumerate(self.rows(), start=2):
            if any(cell.strip() for cell in cells):
                yield check.outcome(number, cells)


def _csv(path: Path) -> Iterator[list[str]]:
    return csv.read(path.read_bytes())


def table(path: Path) -> Iterator[list[str]]:
    """The rows of a file, by its ending; anything unknown is read as CSV. Raises RuleBroken."""
    read = _READERS.get(path.suffix.lower(), _csv)
    try:
        for number, row in enumerate(read(path)):
            if number > importing.MOST_ROWS:
                raise RuleBroken(_dl("Cut this file into parts of 200,000 rows."))
            yield row
    except Unreadable as error:
        raise RuleBroken(_dl("We cannot read this file. Save it as CSV, XLSX or ODS.")) from error


def look(
    consultation: Consultation,
    path: Path,
    wanted: importing.Map | None = None,
    defaults: Mapping[str, str] | None = None,
) -> Looked:
    """Look at a file of answers: match its headings, or take them from a map.

    `defaults` hold for rows that do not say (they win over those of the map). Raises RuleBroken
    for a file or a map that does not fit, and for a consultation whose answers are settled.
    """
    check_open(consultation)
    headings = headings_of(path)
    reader = reader_of(consultation)
    given = {name: text for name, text in (defaults or {}).items() if text}
    made = wanted or reader.match(headings)
    made = importing.Map(made.columns, {**made.defaults, **given}, made.month_first)
    reader.check(made, headings)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()

    def rows() -> Iterator[list[str]]:
        return islice(from_headings(path), 1, None)

    return Looked(consultation, path.name, digest, headings, made, rows, reader)


def check_open(consultation: Consultation) -> None:
    """Raises RuleBroken for a consultation whose answers are settled."""
    if consultation.frozen_on is not None:
        raise RuleBroken(_dl("The answers of this consultation are settled. Nothing can be added."))


def refused_sheet(headings: Sequence[str], refused: Iterable[Outcome]) -> Sheet:
    """The rows of a file that were refused, each with its reason and its number first."""
    rows = [[each.reason, str(each.number), *each.cells] for each in refused]
    return Sheet("Refused", ["Why it was not taken", "Row", *headings], rows)


def reader_of(consultation: Consultation) -> importing.Reader:
    """What reads rows for the form that is public now. Raises NotFound when there is none."""
    return importing.Reader(askings_of(consultation), consultation.languages)


def askings_of(consultation: Consultation) -> list[exporting.Asking]:
    """The questions of the form that is public now. Raises NotFound when there is none."""
    forms = {
        code: consultations.questionnaire(consultation, code) for code in consultation.languages
    }
    forms.setdefault(SOURCE, consultations.questionnaire(consultation, SOURCE))
    return exporting.union({1: forms})


def from_headings(path: Path) -> Iterator[list[str]]:
    """The rows from the headings on: what stands empty above them is passed over."""
    begun = False
    for row in table(path):
        begun = begun or (any(row) and not row[0].lower().startswith("sep="))
        if begun:
            yield row


def headings_of(path: Path) -> list[str]:
    """The headings of a file, each once and none empty. Raises RuleBroken for an empty file."""
    first = next(from_headings(path), [])
    while first and not first[-1].strip():
        first.pop()
    if not first:
        raise RuleBroken(_dl("This file is empty. Give a file with headings in its first row."))
    seen: Counter[str] = Counter()
    headings = []
    for place, cell in enumerate(first, start=1):
        heading = " ".join(plain(cell).split()) or f"Column {place}"
        seen[heading] += 1
        headings.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return headings


class _Check:
    """Checks rows by the rules that hold for every answer."""

    def __init__(self, looked: Looked) -> None:
        self._looked = looked
        self._forms: dict[str, Questionnaire] = {}
        self._closing: dict[str, date] = {}

    def outcome(self, number: int, cells: Sequence[str]) -> Outcome:
        """What becomes of one row."""
        headings = self._looked.headings
        if any(cell.strip() for cell in cells[len(headings) :]):
            why = _dl("This row has more cells than there are headings.")
            return Outcome(number, cells, None, reason=why)
        row = dict(zip(headings, cells, strict=False))
        try:
            return self._made(number, cells, self._looked.reader.read(row, self._looked.wanted))
        except RuleBroken as broken:
            return Outcome(number, cells, None, reason=str(broken))

    def _made(self, number: int, cells: Sequence[str], read: importing.Made) -> Outcome:
        facts = self._facts(read.facts)
        form = self._form(facts["language"])
        path = consultation_rules.path(form.pages, read.answers, facts["respondent_kind"])
        asked = [question for at in path.numbers for question in form.pages[at - 1].questions]
        checked = rules.problems(_taken(asked), path.answers)
        for key, broken in checked.errors.items():
            raise RuleBroken(f"{_label(form, key)}: {broken}")
        if not checked.answers:
            raise RuleBroken(_dl("There is no answer in this row."))
        left = [_label(form, key) for key in read.answers if key not in checked.answers]
        note = _dl("Left out: %(what)s.", what="; ".join(left)) if left else ""
        return Outcome(number, cells, importing.Made(facts, checked.answers), note=note)

    def _facts(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """The facts of a row, with what holds where it says nothing."""
        consultation, day = self._looked.consultation, said["received_on"]
        assert isinstance(day, date)
        if not consultation.opens_on <= day <= today():
            raise RuleBroken(_dl("The day is before opening, or still to come."))
        language = said["language"] or SOURCE
        people = said["speaks_for"]
        kind = said["respondent_kind"] or (
            RespondentKind.GROUP if people else RespondentKind.INDIVIDUAL
        )
        if people and kind == RespondentKind.INDIVIDUAL:
            raise RuleBroken(_dl("One person speaks for one. Say that it is a group."))
        before = {name: said[name] for name in ("age_group", "parent")}
        rules.check_parent_agreed(RespondentKind(kind), before)
        channel = said["channel"] or Channel.PAPER.value
        variant = rules.used_variant(Channel(channel), said["variant"])
        return {
            **said,
            "channel": channel,
            "variant": variant,
            "begun_variant": said["begun_variant"] or variant,
            "language": language,
            "begun_language": said["begun_language"] or language,
            "respondent_kind": str(kind),
            "late": day > self._closes_on(variant),
        }

    def _closes_on(self, variant: str) -> date:
        """The last day on which an answer in a format is on time, asked once for each."""
        if variant not in self._closing:
            self._closing[variant] = formats.closing_day(self._looked.consultation, variant)
        return self._closing[variant]

    def _form(self, language: str) -> Questionnaire:
        if language not in self._forms:
            self._forms[language] = consultations.questionnaire(self._looked.consultation, language)
        return self._forms[language]


def _taken(asked: Sequence[AskedQuestion]) -> list[AskedQuestion]:
    return [each for each in asked if each.kind not in importing.NOT_TAKEN_FROM_FILES]


def _label(form: Questionnaire, key: str) -> str:
    """The words of a question, for a reason; its key where it is not on the form."""
    own = key.partition(".")[0]
    return next((each.label for each in form.questions if each.key == own), key)


def taken_before(consultation_id: UUID, file_hash: str) -> ImportBatch | None:
    """The batch that took this very file in, unless it was undone."""
    wanted = select(ImportBatch).where(
        ImportBatch.consultation_id == consultation_id,
        ImportBatch.file_hash == file_hash,
        ImportBatch.undone_at.is_(None),
    )
    return db.session.scalars(wanted.order_by(ImportBatch.id).limit(1)).first()


def batches(consultation_id: UUID) -> Sequence[ImportBatch]:
    """The files that were taken in, newest first."""
    wanted = select(ImportBatch).where(ImportBatch.consultation_id == consultation_id)
    return db.session.scalars(wanted.order_by(ImportBatch.id.desc())).all()


def batch(typed: str) -> ImportBatch:
    """A batch by the key that was told when it was taken in. Raises NotFound."""
    try:
        found = db.session.get(ImportBatch, UUID(typed))
    except ValueError as error:
        raise NotFound from error
    if found is None:
        raise NotFound
    return found
