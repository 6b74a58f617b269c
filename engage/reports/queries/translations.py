"""What there is to translate of a report or a decision."""

from collections.abc import Sequence

from engage.core.db import Base
from engage.core.i18n import _d
from engage.languages.queries.bench import Work
from engage.languages.rules import Part, Section, Target
from engage.reports.models import BOARD_COMMENT, NOTE_FIELD
from engage.reports.queries import decisions, drafts, page
from engage.reports.queries.written import Written


def work(what: str, slug: str) -> Work:
    """The texts of a report, or of the decision of a consultation, by its slug.

    A published one may still be translated: what is new shows when it is published again. Raises
    NotFound. At most nine statements.
    """
    if what == "decisions":
        decided = decisions.source_of(slug)
        return _work(decided, slug, decided.decision or decided.report)
    made = drafts.source_of(slug)
    part = Part(made.report, BOARD_COMMENT, _d("the board’s comment"), 6, authored=True)
    notes = [
        Part(note, NOTE_FIELD, _d("news %(number)s", number=number))
        for number, note in enumerate(page.notes(made.report.id), start=1)
    ]
    more = [
        Section(_d("What the residents’ board thinks"), (part,)),
        Section(_d("News of promises"), tuple(notes), live=True),
    ]
    return _work(made, slug, made.report, more)


def _work(made: Written, slug: str, about: Base, more: Sequence[Section] = ()) -> Work:
    sections = []
    for number, (row, fields) in enumerate(made.parts):
        title = _d("Part %(number)s", number=number) if number else _d("The text itself")
        name = _d("part %(number)s, ", number=number) if number else ""
        parts = [Part(row, field, f"{name}{field.replace('_', ' ')}", 4) for field in fields]
        sections.append(Section(title, tuple(parts)))
    return Work(about, slug, [*sections, *more], [Target(code) for code in made.languages[1:]])
