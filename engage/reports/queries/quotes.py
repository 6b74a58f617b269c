"""Words of answers in reports: which were chosen, and how much of them may be shown today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, func, select

from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import SOURCE, Language, _dl, languages
from engage.reports.models import Quote, Report
from engage.reports.rules.quotes import Quotable, mark_of
from engage.responses.models import (
    AnswerLanguage,
    AnswerTranslation,
    Publication,
    PublicationState,
    Redaction,
    Response,
)
from engage.responses.queries import publication as publications
from engage.responses.queries import translating
from engage.responses.rules import redaction
from engage.responses.rules import translating as translation_rules

Kept = Mapping[str, Any]


@dataclass(frozen=True)
class ShownQuote:
    """A quote as it may be shown today. Without `words`, they are public no more.

    `translation` is empty where the words need none, and where it is not checked any more: then
    `untold` is true. `publication_id` leads to the answer.
    """

    id: UUID
    words: str = ""
    language: Language | None = None
    translation: str = ""
    machine: bool = False
    untold: bool = False
    publication_id: UUID | None = None


def quotable(consultation: Consultation, reference: str) -> Quotable:
    """An answer of a consultation by its reference, to quote from. Six statements at most.

    Raises RuleBroken where there is none.
    """
    wanted = select(Response).where(
        Response.consultation_id == consultation.id, Response.reference == reference
    )
    response = db.session.scalars(wanted).first()
    if response is None or not translation_rules.is_readable(response):
        raise RuleBroken(_dl("There is no answer with this reference here."), "reference")
    publication = publications.of_response(response.id)
    marks = publications.redactions_of([publication.id])[publication.id] if publication else []
    beside = translating.beside_one(response)
    return Quotable(
        response,
        publication,
        beside.language,
        redaction.texts(response.answers, consultations.questionnaire(consultation, SOURCE)),
        marks,
        [each.row for each in beside.translations.values()],
    )


@dataclass(frozen=True)
class QuoteRow:
    """A chosen quote and where its words stand today.

    Without `publication_id` they are not public, or not as they were quoted. `code`: their
    language; `part_is_out`: a part of the text was taken out, which a translation might tell.
    """

    quote: Quote
    response: Response | None
    publication_id: UUID | None
    code: str | None
    translation: AnswerTranslation | None
    part_is_out: bool


def with_quotes(wanted: Any) -> Any:
    """A statement about reports, with the quotes of each; `rows` reads what it adds."""
    overlaps = (Redaction.start < Quote.stop, Quote.start < Redaction.end)
    return (
        wanted.add_columns(Quote, Response, Publication.id)
        .add_columns(func.coalesce(AnswerLanguage.language, Response.language))
        .add_columns(AnswerTranslation, exists().where(*_out()))
        .outerjoin(Quote, Quote.report_id == Report.id)
        .outerjoin(Response, _as_quoted())
        .outerjoin(Publication, and_(_is_public(), ~exists().where(*_out(), *overlaps)))
        .outerjoin(AnswerLanguage, translating.is_of_now())
        .outerjoin(AnswerTranslation, AnswerTranslation.id == Quote.translation_id)
        .order_by(Quote.id)
    )


def _as_quoted() -> Any:
    same = Response.current_version == Quote.response_version
    return and_(Response.id == Quote.response_id, same)


def _is_public() -> Any:
    published = Publication.state == PublicationState.PUBLISHED
    return and_(Publication.response_id == Response.id, published, publications.fits())


def _out() -> list[Any]:
    """Conditions: a part of the quoted text was taken out."""
    return [
        Redaction.publication_id == Publication.id,
        Redaction.question_key == Quote.question_key,
        Redaction.made_by.is_not(None),
        Redaction.lifted_at.is_(None),
    ]


def rows(found: Iterable[Any]) -> list[QuoteRow]:
    """What `with_quotes` added to the rows of a statement, in the order of choosing."""
    return [QuoteRow(*each) for each in found if each[0] is not None]


def of_report(report_id: UUID) -> list[QuoteRow]:
    """The quotes of a report. One statement."""
    wanted = with_quotes(select(Report.id).where(Report.id == report_id))
    return rows(each[1:] for each in db.session.execute(wanted))


def kept(chosen: Sequence[QuoteRow], statement_id: UUID | None) -> list[Kept]:
    """The quotes of a statement, or of a whole report, as an edition keeps them: never words."""
    return [_kept(each.quote) for each in chosen if each.quote.statement_id == statement_id]


def _kept(row: Quote) -> Kept:
    return {"id": str(row.id), "mark": row.mark, "translation_mark": row.translation_mark}


def shown(chosen: Sequence[QuoteRow], wanted: Sequence[Kept]) -> dict[str, ShownQuote]:
    """The quotes that a document names as they may be shown today, by id."""
    known = {str(each.quote.id): each for each in chosen}
    gone = [each["id"] for each in wanted if each["id"] not in known]
    there = [(each, known[each["id"]]) for each in wanted if each["id"] in known]
    return {
        **{key: ShownQuote(UUID(key)) for key in gone},
        **{said["id"]: _shown(said, row) for said, row in there},
    }


def _shown(said: Kept, row: QuoteRow) -> ShownQuote:
    quote = row.quote
    if row.response is None or row.publication_id is None:
        return ShownQuote(quote.id)
    words = str(row.response.answers.get(quote.question_key, ""))[quote.start : quote.stop]
    if mark_of(quote.salt, words) != said["mark"]:
        return ShownQuote(quote.id)
    told = _told(said, row, row.response)
    return ShownQuote(
        quote.id,
        words,
        languages()[str(row.code)],
        told,
        bool(told and row.translation and row.translation.machine),
        bool(said["translation_mark"]) and not told,
        row.publication_id,
    )


def _told(said: Kept, row: QuoteRow, response: Response) -> str:
    """The translated words, if they still stand checked as they were quoted."""
    if row.translation is None or row.part_is_out:
        return ""
    if not translation_rules.counts(row.translation, response):
        return ""
    told = row.translation.text[row.quote.translation_start : row.quote.translation_stop]
    right = mark_of(row.quote.salt, told) == said["translation_mark"]
    return told if right else ""


def as_chosen(chosen: Sequence[QuoteRow]) -> list[tuple[Quote, ShownQuote]]:
    """The quotes of a draft, each as it may be shown now."""
    found = shown(chosen, [_kept(each.quote) for each in chosen])
    return [(each.quote, found[str(each.quote.id)]) for each in chosen]


def lost(chosen: Sequence[QuoteRow]) -> int:
    """How many chosen quotes may not be shown as they were chosen."""
    return sum(not each.words or each.untold for _quote, each in as_chosen(chosen))
