"""Texts that go to an agency and come back: what is taken, what has changed meanwhile, what not."""

import enum
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engage.core.errors import RuleBroken
from engage.core.formats import po, text_table, xliff
from engage.core.formats.units import MOST_BYTES, Faulty, Unit, UnitFile
from engage.core.i18n import SOURCE, _dl, languages
from engage.core.text import forwards
from engage.languages.rules.checking import check_text
from engage.languages.rules.states import Entry, State, Target, mark

FORMATS: Mapping[str, Any] = {"xliff": xliff, "po": po, "csv": text_table}
ENDINGS = {"xliff": "xlf", "po": "po", "csv": "csv"}
TYPES = {"xliff": "application/xliff+xml", "po": "text/x-gettext-translation", "csv": "text/csv"}
_MOST_TOLD = 10
_PARTS = 5


def unit_id(entry: Entry) -> str:
    """The id of a text in a file: what it is of, and marks of its English and of what stood there.

    kind.id.field.english.translation: it survives every tool that keeps ids. Where the English is
    that of a format, its name stands behind the field, so that no text comes back as another’s.
    """
    kind, subject, what = entry.part.key
    name = ":".join([what, *filter(None, [entry.english.variant])])
    own = mark(entry.text.strip())
    return ".".join([kind, subject.hex, name, mark(entry.english.text), own])


def tag(target: Target) -> str:
    """The language tag of a file."""
    return languages()[target.language].html_lang


def unit_file(entries: Sequence[Entry], target: Target) -> UnitFile:
    """The file of some texts. What no longer matches its English goes out without a translation."""
    units = [
        Unit(
            unit_id(each),
            each.english.text,
            "" if each.state is State.STALE else each.text,
            note=_note(each, target),
        )
        for each in entries
    ]
    return UnitFile(languages()[SOURCE].html_lang, tag(target), units)


def _note(entry: Entry, target: Target) -> str:
    """Where a text stands; of a format, how its words are made."""
    where = f"{entry.section}: {entry.part.name}"
    return f"{where} ({target.name})" if target.variant else where


class Clash(enum.StrEnum):
    """Why a text of a file is not taken by itself."""

    ENGLISH = "english"
    TRANSLATION = "translation"

    @property
    def label(self) -> Any:
        """The reason in words."""
        return _CLASHES[self]


_CLASHES = {
    Clash.ENGLISH: _dl("The English has changed since the file was made."),
    Clash.TRANSLATION: _dl("Somebody has changed this translation since the file was made."),
}


@dataclass(frozen=True)
class Conflict:
    """A text of a file, what stands there now, and why it is not taken by itself."""

    entry: Entry
    unit: Unit
    why: Clash


@dataclass(frozen=True)
class Fault:
    """What is wrong in a file, and in which line or row."""

    line: int
    reason: str


@dataclass
class Judged:
    """What a file would do: texts to take by entry, conflicts, and what is left as it is."""

    taken: list[tuple[Entry, str]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    left: int = 0
    faults: list[Fault] = field(default_factory=list)


def read(data: bytes, format_: str) -> UnitFile:
    """A file that came back. Raises RuleBroken with the line and the reason."""
    if format_ not in FORMATS:
        raise RuleBroken(_dl("Send an XLIFF, PO or CSV file."), "file")
    if len(data) > MOST_BYTES:
        raise RuleBroken(_dl("This file is too large. Send one of 10 MB or less."), "file")
    try:
        found: UnitFile = FORMATS[format_].read(data)
    except Faulty as error:
        raise refusal([Fault(error.line, str(error.reason))]) from error
    return found


def refusal(faults: Sequence[Fault]) -> RuleBroken:
    """All that is wrong with a file in one message; of very much its beginning."""
    told = [
        _dl("Line %(line)s: %(reason)s", line=each.line, reason=each.reason)
        if each.line
        else each.reason
        for each in faults[:_MOST_TOLD]
    ]
    more = len(faults) - _MOST_TOLD
    rest = [_dl("And %(number)s more.", number=more)] if more > 0 else []
    return RuleBroken(" ".join([_dl("Nothing was taken in."), *told, *rest]), "file")


def judge(found: UnitFile, entries: Sequence[Entry], target: Target) -> Judged:
    """What a file would do to the texts as they stand. Nothing is changed.

    Faults: another language, a text we do not know, one that stands twice, a lost placeholder,
    markup. A text that is empty, or as it was sent, is left.
    """
    judged = Judged()
    if found.target.replace("_", "-").casefold() != tag(target).casefold():
        said = {"given": found.target or "?", "wanted": tag(target)}
        judged.faults.append(Fault(1, _dl("The file is in %(given)s, not in %(wanted)s.", **said)))
        return judged
    known = {unit_id(each).rpartition(".")[0].rpartition(".")[0]: each for each in entries}
    seen: set[str] = set()
    for unit in found.units:
        name = ".".join(unit.id.split(".")[:3])
        entry = known.get(name) if unit.id.count(".") == _PARTS - 1 else None
        if entry is None:
            judged.faults.append(Fault(unit.line, _dl("We do not know this text.")))
        elif name in seen:
            judged.faults.append(Fault(unit.line, _dl("This text stands there twice.")))
        else:
            _judge(judged, entry, unit)
        seen.add(name)
    return judged


def _judge(judged: Judged, entry: Entry, unit: Unit) -> None:
    text = cleaned(unit.target)
    english, own = unit.id.split(".")[3:]
    if not text or mark(text) == own or text == entry.text:
        judged.left += 1
    elif fault := _fault(entry, text):
        judged.faults.append(Fault(unit.line, fault))
    elif english != mark(entry.english.text):
        judged.conflicts.append(Conflict(entry, unit, Clash.ENGLISH))
    elif own != mark(entry.text.strip()):
        judged.conflicts.append(Conflict(entry, unit, Clash.TRANSLATION))
    else:
        judged.taken.append((entry, text))


def _fault(entry: Entry, text: str) -> str:
    if entry.part.public:
        return _dl("These words are public. Correct them on the consultation’s page.")
    try:
        check_text(entry.english.text, text)
    except RuleBroken as broken:
        return str(broken)
    return ""


def cleaned(text: str) -> str:
    """A text as it is kept: one normal form, one kind of line end, no marks that turn it round."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return forwards(unicodedata.normalize("NFC", plain)).strip()
