"""The privacy notice of a consultation: each version that the public was given, and the draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engage.consultations.models import PRIVACY, Consultation, privacy_field
from engage.consultations.rules import privacy
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE
from engage.languages import queries as languages
from engage.publishing import queries as publishing
from engage.publishing.models import Edition


@dataclass(frozen=True)
class Version:
    """One version: its number is that of the edition that people answered on."""

    number: int
    since: datetime


@dataclass(frozen=True)
class Notice:
    """A version as it is read. `parts` is empty where that edition had no notice of its own."""

    version: Version
    title: str
    organisation: str
    parts: Sequence[privacy.Part]
    language: str
    earlier: Sequence[Version]
    is_newest: bool


def notice(
    consultation: Consultation, language: str, variant: str = "", number: int | None = None
) -> Notice:
    """The notice of an edition by its number, the newest without one. Two statements.

    Raises NotFound for a version there is not.
    """
    editions = publishing.editions_of(consultation.id)
    chosen = next((each for each in editions if number in {None, each.number}), None)
    found = publishing.document(chosen.id, language, variant) if chosen else None
    if chosen is None or found is None:
        raise NotFound
    return Notice(
        version=_version(chosen),
        title=str(found.body["title"]),
        organisation=str(found.body["organisation"]),
        parts=privacy.parts_of(found.body),
        language=found.language,
        earlier=[_version(each) for each in editions if each.number < chosen.number],
        is_newest=chosen is editions[0],
    )


def _version(edition: Edition) -> Version:
    return Version(edition.number, edition.frozen_at)


def written(consultation: Consultation) -> dict[str, str]:
    """The English notice as staff have written it, by field; empty where nothing was."""
    found = languages.words("consultation", [consultation.id], SOURCE).get(consultation.id, {})
    fields = [privacy_field(part) for part in PRIVACY]
    return {field: str(found.get(field, "")) for field in fields}


def draft_parts(consultation: Consultation) -> list[privacy.Part]:
    """The English notice as people would read it; empty while a part of it has no words."""
    said = written(consultation)
    lines = {part: said[privacy_field(part)].splitlines() for part in PRIVACY}
    return privacy.parts_of({"privacy": lines})
