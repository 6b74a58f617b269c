"""How a translation stands: missing, a machine's draft, a draft, checked, or behind its English."""

import enum
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

from engage.core.db import Base
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import SOURCE, VARIANTS, _dl, languages
from engage.core.text import fingerprint
from engage.languages.models import FILE, Wording

Key = tuple[str, UUID, str]
"""What a text is of: the kind of thing, its id, the field."""


@dataclass(frozen=True)
class Words:
    """A text as it is shown, in the language it is really in.

    `checked`: it is English, or a second person who reads the language checked it.
    """

    text: str
    language: str
    checked: bool = True

    def __str__(self) -> str:
        return self.text


class Target(NamedTuple):
    """A language and a variant that a text is put into."""

    language: str
    variant: str = ""

    @property
    def slug(self) -> str:
        """How it stands in an address: so, zh-Hans, en-GB.easy-read."""
        return ".".join([languages()[self.language].html_lang, *filter(None, [self.variant])])

    @property
    def name(self) -> str:
        """Its name for staff."""
        named = self.variant.replace("-", " ").title()
        return " · ".join([languages()[self.language].name, *filter(None, [named])])

    @property
    def source(self) -> "Target":
        """What its texts are made from: plain English, or a format in English by that format."""
        return Target(SOURCE, self.variant if self.language != SOURCE else "")


def target_of(slug: str) -> Target:
    """The target that stands in an address. Raises NotFound."""
    tag, _dot, variant = slug.partition(".")
    known = {each.html_lang: code for code, each in languages().items()}
    if tag not in known or variant not in {"", *VARIANTS}:
        raise NotFound
    target = Target(known[tag], variant)
    if target.slug != slug or target == (SOURCE, ""):
        raise NotFound
    return target


class State(enum.StrEnum):
    """How one text stands in one language."""

    MISSING = "missing"
    MACHINE = "machine"
    DRAFT = "draft"
    CHECKED = "checked"
    STALE = "stale"

    @property
    def label(self) -> Any:
        """The state in words for staff."""
        return _LABELS[self]

    @property
    def shape(self) -> str:
        """The kind of tag that shows it."""
        return _SHAPES[self]


_LABELS = {
    State.MISSING: _dl("Missing"),
    State.MACHINE: _dl("Machine draft"),
    State.DRAFT: _dl("Draft"),
    State.CHECKED: _dl("Checked"),
    State.STALE: _dl("The English has changed"),
}
_SHAPES = {
    State.MISSING: "draft",
    State.MACHINE: "turn",
    State.DRAFT: "soon",
    State.CHECKED: "good",
    State.STALE: "late",
}


def is_source(wording: Any) -> bool:
    """Whether a text is the English that all others are made from."""
    return wording.language == SOURCE and not wording.variant


def is_stale(wording: Any, source_text: str) -> bool:
    """True when the English has changed since this was made from it."""
    return not is_source(wording) and wording.source_hash != fingerprint(source_text)


def state_of(wording: Any, source_text: str) -> State:
    """How a text stands beside its English. `wording` is a Wording, or a row with its columns."""
    if wording is None or not wording.text:
        return State.MISSING
    if is_stale(wording, source_text):
        return State.STALE
    if wording.checked_by:
        return State.CHECKED
    return State.MACHINE if by_machine(wording) else State.DRAFT


def by_machine(wording: Any) -> bool:
    """Whether no person has written or brought this text."""
    return wording.made_by not in {"", FILE}


def may_show(wording: Any) -> bool:
    """Whether the public may see a text: what a machine wrote, only once a person checked it."""
    return not by_machine(wording) or wording.checked_by is not None


def check_may_check(
    wording: Wording | None, state: State, person: UUID, reads: Collection[str]
) -> None:
    """Raises RuleBroken unless this person may say that a text is right.

    Somebody who reads the language and did not write that very text (settled 19). What came in a
    file was written by the agency, so whoever brought it may check it.
    """
    if wording is None or state in {State.MISSING, State.STALE}:
        raise RuleBroken(_dl("Write this text first, or bring it up to date. Then check it."))
    if wording.language != SOURCE and wording.language not in reads:
        raise RuleBroken(
            _dl("Ask somebody who reads %(language)s to check this."),
            language=languages()[wording.language].name,
        )
    if not wording.made_by and wording.written_by == person:
        raise RuleBroken(_dl("You wrote this text. Ask somebody else to check it."))


def may_check(wording: Wording | None, state: State, person: UUID, reads: Collection[str]) -> bool:
    """Whether this person may say that a text is right; nothing is left to say of a checked one."""
    if state is State.CHECKED:
        return False
    try:
        check_may_check(wording, state, person, reads)
    except RuleBroken:
        return False
    return True


def gaps(
    wanted: Iterable[tuple[object, str]],
    have: Mapping[tuple[object, str], Wording],
    sources: Mapping[tuple[object, str], str],
) -> list[tuple[object, str]]:
    """Which (subject, field) of one language are missing or stale, in the order asked."""
    out = {State.MISSING, State.STALE}
    return [key for key in wanted if state_of(have.get(key), sources[key]) in out]


def unready(
    wanted: Iterable[tuple[object, str]],
    have: Mapping[tuple[object, str], Wording],
    sources: Mapping[tuple[object, str], str],
) -> list[tuple[object, str]]:
    """Which (subject, field) of one language nobody has checked as they stand, in that order."""
    return [key for key in wanted if state_of(have.get(key), sources[key]) is not State.CHECKED]


@dataclass(frozen=True)
class Part:
    """One text to translate: a field of a row, what staff call it, and how high its field is.

    `public`: people read it now, so that it changes only as a correction. `authored`: its author
    may have written it in other languages too; there it is not translated.
    """

    row: Base
    field: str
    name: str
    rows: int = 3
    public: bool = False
    authored: bool = False

    def is_own(self, row: Wording | None) -> bool:
        """Whether a text of it is no translation, but its author’s own words."""
        return self.authored and row is not None and bool(row.text) and not row.source_hash

    @property
    def key(self) -> Key:
        """What it is of."""
        return self.row.__tablename__, self.row.id, self.field


@dataclass(frozen=True)
class Section:
    """Parts that stand together, under one heading. `live`: people read its words as they stand,
    so they may always be changed.
    """

    title: str
    parts: tuple[Part, ...]
    live: bool = False

    @property
    def in_public(self) -> "Section":
        """The same where its words are frozen in what the public reads."""
        return self if self.live else replace(self, parts=tuple(map(_in_public, self.parts)))


def _in_public(part: Part) -> Part:
    return replace(part, public=True)


@dataclass(frozen=True)
class Entry:
    """A part in one language: the English it is made from, what stands there, how it stands."""

    part: Part
    section: str
    english: Wording
    wording: Wording | None
    state: State

    @property
    def text(self) -> str:
        """What stands there now; empty where it is missing."""
        return self.wording.text if self.wording else ""

    @property
    def name(self) -> str:
        """The name of its field in a form."""
        kind, subject, field = self.part.key
        return f"{kind}-{subject.hex}-{field}"

    @property
    def seen(self) -> str:
        """A mark that moves when the text or its English is saved; its end tells the text alone."""
        version = self.wording.version if self.wording else 0
        return f"{self.english.version}.{version}.{mark(self.text.strip())}"


MARK = 12


def mark(text: str) -> str:
    """A short mark that tells one text from another."""
    return fingerprint(text)[:MARK]


def entries(sections: Iterable[Section], rows: Iterable[Wording], target: Target) -> list[Entry]:
    """Every part that says something in what it is made from, as it stands in one target."""
    texts: dict[tuple[Key, str, str], Wording] = {
        ((row.subject_kind, row.subject_id, row.field), row.language, row.variant): row
        for row in rows
    }
    found = []
    for section in sections:
        for part in section.parts:
            english = texts.get((part.key, *target.source))
            own = texts.get((part.key, *target))
            if english is not None and english.text and not part.is_own(own):
                state = state_of(own, english.text)
                found.append(Entry(part, section.title, english, own, state))
    return found


def counts(states: Iterable[State]) -> dict[State, int]:
    """How many texts stand in each state, every state named."""
    found = dict.fromkeys(State, 0)
    for each in states:
        found[each] += 1
    return found
