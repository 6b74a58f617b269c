"""Easy Read in other languages than English: what is left to do, and where it may be shown.

It takes the rows that were read for one consultation, as `sources.source` gives them.
"""

from typing import Any

from engage.consultations.models import ConsultationFormat, Format
from engage.consultations.rules import translating
from engage.languages import rules as language_rules
from engage.languages.rules import Entry, State, Target
from engage.publishing import queries as publishing

EASY = translating.EASY
Rows = Any
"""`sources.Source`: everything written for one consultation."""


def targets(made: Rows) -> list[Target]:
    """The languages in which a consultation promises Easy Read besides English."""
    wanted = [code for row in made.formats for code in row.languages]
    return [each for each in translating.targets(made.consultation, wanted) if each.variant]


def entries(made: Rows, target: Target) -> list[Entry]:
    """Every text of a consultation, beside what it is made from, in one language and variant."""
    rows = [*made.texts.values(), *made.beside.values()]
    parts = translating.launch_sections(
        made.consultation, made.options, made.papers, made.pages, made.pictures
    )
    return language_rules.entries(parts, rows, target)


def unready(made: Rows, code: str) -> list[Entry]:
    """The Easy Read texts in a language that nobody has checked as they stand."""
    found = entries(made, Target(code, EASY))
    return [each for each in found if each.state is not State.CHECKED]


def language_problems(made: Rows) -> list[str]:
    """What keeps Easy Read from being offered in the languages that are chosen, for staff.

    Whatever the weight: nobody who needs it could tell which words are not checked.
    """
    found = {each: unready(made, each.language) for each in targets(made)}
    return translating.language_faults(found)


def shown_in(made: Rows, row: ConsultationFormat) -> list[str]:
    """The languages besides English in which a format may be shown: complete and checked.

    Where it is public already it stays, and says that it is not up to date, when its English has
    changed or grown since. Words that nobody has checked are never shown.
    """
    if row.format is not Format.EASY_READ or not row.languages:
        return []
    edition = made.consultation.edition_id
    public = publishing.offered(edition) if edition else frozenset()
    return [
        target.language
        for target in targets(made)
        if all(target in public and _stays(each) for each in unready(made, target.language))
    ]


def _stays(entry: Entry) -> bool:
    row = entry.wording
    return row is None or (entry.state is State.STALE and row.checked_by is not None)
