"""The translator’s bench: texts beside their English, how they stand, and what helps."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from engage.core.db import Base
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE, Language, languages
from engage.core.pages import Page
from engage.languages import queries, rules
from engage.languages.models import FILE, MachineRun, Term, Wording
from engage.languages.queries import glossary, machine, people
from engage.languages.rules import Change, Entry, Hint, Section, State, Target, exchange

AT_ONCE = 25
"""How many texts one page shows."""


@dataclass(frozen=True)
class Shown:
    """One entry with all that its place on the page says."""

    entry: Entry
    changes: Sequence[Change]
    hints: Sequence[Hint]
    writer: str
    checker: str
    may_check: bool

    @property
    def machine(self) -> str:
        """The machine that wrote it, if one did."""
        row = self.entry.wording
        return row.made_by if row and rules.by_machine(row) else ""

    @property
    def from_file(self) -> bool:
        """Whether it came in an agency’s file."""
        row = self.entry.wording
        return row is not None and row.made_by == FILE

    @property
    def made_from_unknown(self) -> bool:
        """Whether it is stale and nobody kept the English it was made from."""
        row = self.entry.wording
        return self.entry.state is State.STALE and row is not None and not row.source_text


@dataclass(frozen=True)
class Work:
    """One thing with texts, and the languages and variants it is to be put into.

    `fixed`: those in which the public reads it already.
    """

    about: Base
    slug: str
    sections: Sequence[Section]
    targets: Sequence[Target]
    fixed: frozenset[Target] = frozenset()

    @property
    def ids(self) -> set[UUID]:
        """The rows that have texts."""
        return {part.row.id for section in self.sections for part in section.parts}

    def sections_in(self, target: Target) -> Sequence[Section]:
        """Its sections; those that the public reads in that language can only be checked."""
        if target not in self.fixed:
            return self.sections
        return [section.in_public for section in self.sections]


@dataclass(frozen=True)
class Bench:
    """Everything of one thing in one language. `wanted` is the state that is looked for."""

    work: Work
    target: Target
    entries: Sequence[Entry]
    wanted: str
    number: int

    @property
    def whole(self) -> dict[str, Any]:
        """All of it, as commands take it."""
        return {"about": self.work.about, "entries": self.entries, "target": self.target}

    @property
    def title(self) -> str:
        """What it is called: its first English text."""
        return self.entries[0].english.text if self.entries else self.work.slug

    @property
    def language(self) -> Language:
        """The language it is put into."""
        return languages()[self.target.language]

    @cached_property
    def counts(self) -> dict[State, int]:
        """How many texts stand in each state."""
        return rules.counts(each.state for each in self.entries)

    @cached_property
    def page(self) -> Page[Entry]:
        """The entries that are looked for, one page of them."""
        found = [each for each in self.entries if self.wanted in {"", each.state.value}]
        last = max(1, -(-len(found) // AT_ONCE))
        number = min(self.number, last)
        first = (number - 1) * AT_ONCE
        return Page(found[first : first + AT_ONCE], number, AT_ONCE, len(found))

    @cached_property
    def run(self) -> MachineRun | None:
        """What a machine was last asked to do here."""
        return machine.newest_run(self.work.about.id, self.target)

    @property
    def missing(self) -> list[Entry]:
        """The entries that have no text."""
        return [each for each in self.entries if each.state is State.MISSING]


def bench(work: Work, slug: str, wanted: str = "", number: int = 1) -> Bench:
    """The bench of one thing in one of its languages, by how that stands in an address.

    `wanted`: only texts in this state, by its value; anything else is all of them. One statement.
    Raises NotFound for a language that it is not to be put into.
    """
    target = rules.target_of(slug)
    if target not in work.targets:
        raise NotFound
    rows: list[Wording] = queries.wordings_of(work.ids, {SOURCE, target.language})
    entries = rules.entries(work.sections_in(target), rows, target)
    return Bench(work, target, entries, wanted if wanted in list(State) else "", number)


def standing(work: Work) -> dict[Target, Bench]:
    """The bench of one thing in each of its languages, to count. One statement."""
    rows = queries.wordings_of(work.ids)
    return {
        target: Bench(work, target, rules.entries(work.sections, rows, target), "", 1)
        for target in work.targets
    }


def file_of(made: Bench, format_: str) -> bytes:
    """The texts that are looked for as a file for an agency. Raises NotFound for another format."""
    if format_ not in exchange.FORMATS:
        raise NotFound
    chosen = [each for each in made.entries if made.wanted in {"", each.state.value}]
    data: bytes = exchange.FORMATS[format_].write(exchange.unit_file(chosen, made.target))
    return data


def shown(made: Bench, entries: Sequence[Entry], viewer: UUID) -> list[Shown]:
    """Some entries with what helps: what changed, agreed terms, who wrote and checked them.

    Three statements.
    """
    terms = glossary.terms(made.target.language)
    rows = [each.wording for each in entries if each.wording]
    names = people.names([who for row in rows for who in (row.written_by, row.checked_by)])
    reads = people.languages_read(viewer)
    return [_shown(each, terms, names, viewer, reads) for each in entries]


def _shown(
    entry: Entry,
    terms: Sequence[Term],
    names: dict[UUID, str],
    viewer: UUID,
    reads: frozenset[str],
) -> Shown:
    row, english = entry.wording, entry.english.text
    stale = entry.state is State.STALE and row is not None and bool(row.source_text)
    return Shown(
        entry,
        rules.changes(row.source_text, english) if stale and row else (),
        rules.hints(terms, english, entry.text),
        names.get(row.written_by, "") if row and row.written_by else "",
        names.get(row.checked_by, "") if row and row.checked_by else "",
        rules.may_check(row, entry.state, viewer, reads),
    )
