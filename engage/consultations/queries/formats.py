"""Formats of a consultation: for its public page, for who answers in one, and for staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage.consultations.models import Consultation, ConsultationFormat, Format, FormatMedia
from engage.consultations.queries import easy_read, launch, sources, variants
from engage.consultations.rules import formats as rules
from engage.core.clock import day_of
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.i18n import SHIPPED, SOURCE, Language, languages
from engage.languages import rules as language_rules
from engage.languages.rules import Target
from engage.publishing import queries as publishing

ORDER = list(Format)


def of(consultation_id: UUID) -> list[ConsultationFormat]:
    """The formats that a consultation promises, in their usual order. One statement."""
    wanted = select(ConsultationFormat).where(ConsultationFormat.consultation_id == consultation_id)
    rows = db.session.scalars(wanted.order_by(ConsultationFormat.id)).all()
    return sorted(rows, key=lambda row: ORDER.index(row.format))


def one(consultation: Consultation, name: str) -> ConsultationFormat:
    """One promised format by the part of the address that stands for it. Raises NotFound."""
    found = rules.format_of(name)
    wanted = (
        select(ConsultationFormat)
        .where(
            ConsultationFormat.consultation_id == consultation.id,
            ConsultationFormat.format == found,
        )
        .options(joinedload(ConsultationFormat.media))
    )
    row = db.session.scalars(wanted).unique().first() if found else None
    if row is None:
        raise NotFound
    return row


def by_variant(consultation_id: UUID, variant: str) -> ConsultationFormat | None:
    """The promised format that a variant stands for; None for plain words, without a statement."""
    if variant in {"", rules.LARGE_PRINT}:
        return None
    return next((row for row in of(consultation_id) if row.format.variant == variant), None)


def words_in(consultation: Consultation, language: str, variant: str) -> publishing.Document | None:
    """What the public reads of a format in this very language; None where there is nothing.

    Large print has the plain words.
    """
    own = "" if variant == rules.LARGE_PRINT else variant
    edition = consultation.edition_id
    found = publishing.document(edition, language, own) if edition else None
    there = found is not None and (found.language, found.variant) == (language, own)
    return found if there else None


def kept_in(consultation: Consultation, variant: str) -> frozenset[str]:
    """The languages in which a reader of a variant keeps it who changes language.

    Large print is there in each. One statement for any other; none for plain words.
    """
    if variant == rules.LARGE_PRINT:
        return frozenset(SHIPPED)
    if not variant or consultation.edition_id is None:
        return frozenset()
    found = publishing.offered(consultation.edition_id)
    return frozenset(code for code, own in found if own == variant)


def in_own_time(consultation: Consultation, variant: str) -> Consultation:
    """A consultation as people see it who answer in a format that is there.

    One that has a closing day of its own is open until that day. A copy, to look at only.
    """
    if consultation.edition_id is None:
        return consultation
    row = by_variant(consultation.id, variant)
    there = row is not None and variants.published(consultation, variant) is not None
    return rules.in_own_time(consultation, row if there else None)


def closing_day(consultation: Consultation, variant: str) -> date:
    """The last day on which an answer in a format is on time; ready on the web or not."""
    return rules.closes_on(consultation, by_variant(consultation.id, variant))


def in_whole_time(consultation: Consultation) -> Consultation:
    """A consultation that closes when its last format does. A copy, to look at only."""
    rows = of(consultation.id)
    last = max(rows, key=lambda row: rules.closes_on(consultation, row), default=None)
    return rules.in_own_time(consultation, last)


# --- the public page


@dataclass(frozen=True)
class Offered:
    """A format on the page of a consultation. `told`: what is said of it, in short sentences.

    `there`: it has a page of its own. `here`: that is the page being read. `still_open`: what a
    closed page says of it, while people who need it may still answer. `language`: the one its
    words are in, where it is there: that of the reader, or else English.
    """

    variant: str
    name: str
    there: bool
    here: bool
    told: str
    still_open: str
    language: Language

    @property
    def prefix(self) -> str:
        """What stands before a path in this format."""
        return f"{self.language.prefix}/{self.variant}"


def offered(
    consultation: Consultation,
    rows: Sequence[ConsultationFormat],
    variant: str,
    code: str,
    at: datetime,
) -> list[Offered]:
    """The formats that a public page names: those that are there or promised, then large print.

    `variant` and `code` are those of the page. One statement more where Easy Read is chosen in its
    language, and the edition was not read before.
    """
    open_now = rules.still_open(consultation, rows, at)
    found = [
        _offered(consultation, row, variant, code, at, still=row in open_now)
        for row in rows
        if rules.standing(row, day_of(at)) is not None
    ]
    large = rules.LARGE_PRINT
    name = str(Format.LARGE_PRINT.label)
    facts: dict[str, Any] = {"told": "", "still_open": "", "language": languages()[code]}
    return [*found, Offered(large, name, there=True, here=variant == large, **facts)]


def language_of(consultation: Consultation, row: ConsultationFormat, code: str) -> str:
    """The language in which a reader of one gets a format: their own, or else English."""
    mine = code in row.languages and variants.published(consultation, row.format.variant, code)
    return code if mine else SOURCE


def _offered(
    consultation: Consultation,
    row: ConsultationFormat,
    variant: str,
    code: str,
    at: datetime,
    *,
    still: bool,
) -> Offered:
    own = row.format.variant
    there = row.ready_on is not None
    return Offered(
        own,
        str(row.format.label),
        there,
        there and own == variant,
        rules.told(consultation, row, at),
        rules.told_still_open(consultation, row) if still and there else "",
        languages()[language_of(consultation, row, code)],
    )


def short(consultation_ids: Sequence[UUID], at: datetime) -> dict[UUID, list[str]]:
    """The names of the formats that are there, of many consultations, in one statement."""
    wanted = select(ConsultationFormat).where(
        ConsultationFormat.consultation_id.in_(consultation_ids),
        ConsultationFormat.ready_on <= day_of(at),
    )
    found: dict[UUID, list[str]] = {}
    rows = db.session.scalars(wanted.order_by(ConsultationFormat.id)).all()
    for row in sorted(rows, key=lambda row: ORDER.index(row.format)):
        found.setdefault(row.consultation_id, []).append(str(row.format.label))
    return found


def public_file(consultation: Consultation, media_id: UUID) -> Mapping[str, Any]:
    """A file of the edition that the public sees, by its id. Raises NotFound for any other."""
    for each in ORDER:
        body = variants.published(consultation, each.variant) or {}
        for files in body.get("media", {}).values():
            for file in files:
                if file["id"] == str(media_id) and file["file"]:
                    return dict(file)
    raise NotFound


def easy_read_of(consultation: Consultation, key: str, code: str = SOURCE) -> Language | None:
    """The language of a paper's Easy Read words: this one, or else English; None without any."""
    for each in dict.fromkeys((code, SOURCE)):
        body = variants.published(consultation, variants.EASY, each)
        papers = body["papers"] if body else []
        if any(paper["key"] == key and paper["variant"] for paper in papers):
            return languages()[each]
    return None


# --- staff


@dataclass(frozen=True)
class State:
    """One promised format for staff: what is missing, and what stands in the way of a launch."""

    row: ConsultationFormat
    problems: Sequence[str]
    gate: str

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.problems


def row_of(made: sources.Source, name: str) -> ConsultationFormat:
    """One of the formats that were read with a consultation. Raises NotFound."""
    found = next((each for each in made.formats if each.format.variant == name), None)
    if found is None:
        raise NotFound
    return found


def states(made: sources.Source) -> list[State]:
    """Every promised format of a consultation, in the usual order."""
    rows = sorted(made.formats, key=lambda row: ORDER.index(row.format))
    return [State(row, variants.problems(made, row), launch.format_gate(made, row)) for row in rows]


@dataclass(frozen=True)
class InLanguage:
    """Easy Read in one language: how many of its texts are checked, and whether people read it."""

    target: Target
    checked: int
    total: int
    public: bool


def in_languages(made: sources.Source, row: ConsultationFormat) -> list[InLanguage]:
    """How far a format is in each language that was chosen for it besides English."""
    found = []
    for target in easy_read.targets(made) if row.languages else ():
        states = [each.state for each in easy_read.entries(made, target)]
        checked = states.count(language_rules.State.CHECKED)
        body = variants.published(made.consultation, target.variant, target.language)
        found.append(InLanguage(target, checked, len(states), body is not None))
    return found


def not_promised(rows: Sequence[ConsultationFormat]) -> list[Format]:
    """The formats that can still be promised. Large print needs no promise: it is always there."""
    have = {row.format for row in rows} | {Format.LARGE_PRINT}
    return [each for each in ORDER if each not in have]


def media(row: ConsultationFormat, media_id: UUID) -> FormatMedia:
    """One file or link of a format. Raises NotFound."""
    found = next((each for each in row.media if each.id == media_id), None)
    if found is None:
        raise NotFound
    return found


def preview(
    made: sources.Source, row: ConsultationFormat, code: str = SOURCE
) -> tuple[Language, dict[str, Any]]:
    """The document of a format as it would be published now, in a language chosen for it.

    In any other it is the English one.
    """
    own = code if code in row.languages else SOURCE
    more: dict[str, Any] = {"honest": [], "set_aside": []}
    return languages()[own], variants.document(made, row, launch.plain_words, more, own)
