"""The whole record of a consultation, put together file by file."""

from collections.abc import Iterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any

from engage.bundle import rules
from engage.bundle.queries import answers, history, launch, translations
from engage.bundle.queries.scope import Scope, documents, scope
from engage.bundle.rules import File
from engage.consultations.models import Consultation
from engage.consultations.rules import files_in
from engage.consultations.rules.media import media_in
from engage.core.db import canonical_json
from engage.core.errors import NotFound
from engage.core.files import stored_path
from engage.core.i18n import SOURCE, languages
from engage.publishing import queries as publishing
from engage.publishing.models import Edition, EditionDocument

_PLAN, _FILM = "A plan, or the file of a paper", "A film, a recording or a picture"


def built(consultation: Consultation, as_of: datetime) -> IO[bytes]:
    """The full record as it stood at a moment: a zip in a file that goes when it is closed.

    The same moment and the same erasures give the same bytes, on both databases and under a later
    release: it is made of stored JSON and of rows with their moments, in order, of no clock, of no
    word of the interface, and in a form that has a number (settled 17; rules.FORMAT).
    """
    about = scope(consultation, as_of)
    files = [*_sections(about), *_editions(about), *_beside(about)]
    head = {
        "title": _title(about),
        "slug": consultation.slug,
        "as_of": rules.moment(as_of),
    }
    record = TemporaryFile()  # noqa: SIM115 - whoever asked for it closes it
    rules.archive(rules.index(head, files), record)
    record.seek(0)
    return record


def _title(about: Scope) -> str:
    """The title of the newest edition; the address of what was never public."""
    editions = about.editions_of(about.consultation.id)
    found = publishing.document(editions[-1].id, SOURCE) if editions else None
    return str(found.body["title"]) if found else about.consultation.slug


def _sections(about: Scope) -> Iterator[File]:
    told = launch.notices(about)
    parts: list[tuple[str, str, Any]] = [
        ("01-dates", "Dates, extensions and public notes", launch.dates(about, told)),
        ("02-launch", "What was open at launch, gates and papers", launch.launch(about)),
        ("03-approvals", "Who approved what", launch.approvals(about)),
        ("04-corrections", "Corrections, old and new", launch.corrections(told)),
        ("05-readings", "Who read the texts", history.readings(about)),
        ("06-stages", "Stages", history.stages(about)),
        ("07-counts", "How many answers came", answers.counts(about)),
        ("08-published-answers", "Published answers", answers.public_answers(about)),
        ("09-openings", "Who opened the final report", history.openings(about)),
        ("10-erasures", "Answers taken back or erased", answers.erasures(about)),
        ("11-history", "Every line of history", history.history(about)),
        (
            "12-translations",
            "Who wrote and who checked each translation",
            translations.translations(about),
        ),
    ]
    for name, title, value in parts:
        yield from _twins(f"record/{name}", title, value, rules.section_page(title, value))


def _twins(name: str, title: str, value: Any, page: str) -> Iterator[File]:
    """The same facts for people and for programs."""
    yield File(f"{name}.html", title, page.encode())
    yield File(f"{name}.json", f"{title} (JSON)", canonical_json(value).encode())


def _editions(about: Scope) -> Iterator[File]:
    """Every edition: its manifest as it was hashed, each document as stored and as a page."""
    for edition in about.editions:
        folder = f"editions/{_folder(about, edition)}"
        facts = {
            "of": edition.subject_kind,
            "id": str(edition.subject_id),
            "number": edition.number,
            "hash": edition.hash,
            "meaning_hash": edition.meaning_hash,
            "frozen_at": about.day(edition.frozen_at),
            "frozen_by": about.who(edition.frozen_by, edition.frozen_at),
            "manifest": edition.manifest,
        }
        named = about.named(edition)
        yield File(f"{folder}/edition.json", named, canonical_json(facts).encode())
        for document in documents(edition):
            yield from _document(folder, named, document)


def _beside(about: Scope) -> Iterator[File]:
    """What any edition shows beside its words, once each, as it was shown.

    Plans, files of papers, films, recordings and pictures. Their hashes stand in the documents.
    One that is lost leaves a line that says so.
    """
    bodies = [
        document.body
        for edition in about.editions_of(about.consultation.id)
        for document in documents(edition)
    ]
    plans = {file["name"] for each in bodies for file in files_in(each)}
    films = {name for each in bodies for name in media_in(each)}
    shown = dict.fromkeys(plans, _PLAN) | dict.fromkeys(films, _FILM)
    for name, title in sorted(shown.items()):
        inside = f"editions/files/{name.rpartition('/')[2]}"
        try:
            yield File(inside, title, stored_path(name))
        except NotFound:
            yield File(f"{inside}.missing.txt", "A file that is lost", f"{name}\n".encode())


def _folder(about: Scope, edition: Edition) -> str:
    """A short name that tells versions and reports apart: report-2-1 is version 1 of report 2."""
    number = about.subjects.index(edition.subject_id)
    which = f"-{number}" if edition.subject_kind == "report" else ""
    return f"{edition.subject_kind}{which}-{edition.number:03}"


def _document(folder: str, named: str, document: EditionDocument) -> Iterator[File]:
    language = languages()[document.language]
    variant = f"-{document.variant}" if document.variant else ""
    title = f"{named}, {language.name}{variant}"
    level = rules.level_said(document.level)
    page = rules.document_page(title, document.body, language, level)
    name = f"{folder}/{document.language.lower()}{variant}"
    yield from _twins(name, title, document.body, page)
