"""Put the words of reports and decisions into the promised languages."""

from collections.abc import Mapping
from typing import Any

from engage.core.errors import RuleBroken, Stale
from engage.core.i18n import _dl
from engage.languages import commands as languages
from engage.reports.models import Report
from engage.reports.queries import decisions, drafts
from engage.reports.queries.written import Key, Written


def translate(
    *,
    actor: Any,
    report: Report,
    language: str,
    texts: Mapping[Key, str],
    version: int,
) -> None:
    """Put the translations of a report: {(kind, id, field): text}. The board's comment is not ours.

    Raises RuleBroken for a language that was not promised, or a text that is not of this report;
    Stale, with both texts, when somebody saved these words or their English after `version`.
    """
    _put(actor, drafts.source(report), language, texts, version)


def translate_decision(
    *,
    actor: Any,
    made: decisions.Source,
    language: str,
    texts: Mapping[Key, str],
    version: int,
) -> None:
    """Put the translations of a decision, as `translate` does those of a report."""
    _put(actor, made, language, texts, version)


def _put(actor: Any, made: Written, language: str, texts: Mapping[Key, str], version: int) -> None:
    known = {(kind, subject, field) for kind, subject, field, _text in made.wanted}
    if language not in made.languages[1:] or not known.issuperset(texts):
        raise RuleBroken(_dl("Choose a language that was promised for this report."))
    if made.words_version(language) != version:
        raise _stale_translation(made, language, texts)
    for row, _fields in made.parts:
        mine = {
            field: text
            for (kind, subject, field), text in texts.items()
            if (kind, subject) == (row.__tablename__, row.id) and text
        }
        if mine:
            languages.put(actor=actor, subject=row, texts=mine, language=language)


def _stale_translation(made: Written, language: str, texts: Mapping[Key, str]) -> Stale:
    mine = {f"{kind}-{subject}-{field}": text for (kind, subject, field), text in texts.items()}
    rows = [made.texts.get((*key, language)) for key in texts]
    theirs = [row.text if row else "" for row in rows]
    return Stale(dict(zip(mine, theirs, strict=True)), mine)
