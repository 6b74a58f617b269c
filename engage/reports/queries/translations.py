"""What there is to translate of a report or a decision."""

from engage.core.db import Base
from engage.core.i18n import _d
from engage.languages.queries.bench import Work
from engage.languages.rules import Part, Section, Target
from engage.reports.queries import decisions, drafts
from engage.reports.queries.written import Written


def work(what: str, slug: str) -> Work:
    """The texts of a report, or of the decision of a consultation, by its slug.

    A published one may still be translated: what is new shows when it is published again. Raises
    NotFound. At most eight statements.
    """
    if what == "decisions":
        decided = decisions.source_of(slug)
        return _work(decided, slug, decided.decision or decided.report)
    made = drafts.source_of(slug)
    return _work(made, slug, made.report)


def _work(made: Written, slug: str, about: Base) -> Work:
    sections = []
    for number, (row, fields) in enumerate(made.parts):
        title = _d("Part %(number)s", number=number) if number else _d("The text itself")
        name = _d("part %(number)s, ", number=number) if number else ""
        parts = [Part(row, field, f"{name}{field.replace('_', ' ')}", 4) for field in fields]
        sections.append(Section(title, tuple(parts)))
    return Work(about, slug, sections, [Target(code) for code in made.languages[1:]])
