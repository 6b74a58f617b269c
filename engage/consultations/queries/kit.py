"""The words that a launch kit is made of: those of the edition, or of the draft."""

from dataclasses import dataclass

from engage.consultations.models import Consultation
from engage.core.errors import NotFound
from engage.core.i18n import SHIPPED, SOURCE
from engage.languages import queries as languages
from engage.publishing import queries as publishing


@dataclass(frozen=True)
class Said:
    """The title and the first words in one language."""

    title: str
    summary: str


def offered(consultation: Consultation) -> list[str]:
    """The languages that have pages to lead to, English first."""
    return [code for code in SHIPPED if code in consultation.languages]


def not_offered(consultation: Consultation) -> list[str]:
    """The promised languages in which our pages do not speak yet."""
    return [code for code in consultation.languages if code not in SHIPPED]


def said(consultation: Consultation) -> dict[str, Said]:
    """The words in each language that is offered, English first.

    Of a launched consultation those of its edition, one statement for each language, kept from
    then on; of a draft what is written now, in one statement, English where it is missing.
    """
    codes = offered(consultation)
    if consultation.edition_id is None:
        return _of_draft(consultation, codes)
    found = {code: publishing.document(consultation.edition_id, code) for code in codes}
    return {
        code: Said(document.body["title"], document.body["summary"])
        for code, document in found.items()
        if document and document.language == code
    }


def _of_draft(consultation: Consultation, codes: list[str]) -> dict[str, Said]:
    texts = {
        (row.language, row.field): row.text
        for row in languages.wordings_of([consultation.id])
        if not row.variant
    }

    def one(code: str, field: str) -> str:
        return texts.get((code, field)) or texts.get((SOURCE, field), "")

    return {
        code: Said(one(code, "title") or consultation.slug, one(code, "summary")) for code in codes
    }


def said_in(consultation: Consultation, code: str) -> Said:
    """The words in one language. Raises NotFound where it is not offered."""
    found = said(consultation).get(code)
    if found is None:
        raise NotFound
    return found
