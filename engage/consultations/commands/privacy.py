"""Write the privacy notice that people read before they answer."""

from collections.abc import Mapping
from typing import Any

from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations.models import Consultation
from engage.consultations.queries import privacy as queries
from engage.consultations.rules import building, privacy
from engage.core.clock import now
from engage.core.errors import Stale
from engage.core.i18n import SOURCE
from engage.languages import commands as languages
from engage.languages import queries as wordings


def put_default_notice(*, actor: Any, consultation: Consultation) -> None:
    """Give a draft the notice that new ones begin with, where nothing was written yet.

    Another offered language gets a part where the English is still ours and our own catalogue has
    all of it; nobody has checked it then.
    """
    ours = privacy.default_words(SOURCE)
    have = {
        (row.field, row.language): row.text
        for row in wordings.wordings_of([consultation.id])
        if not row.variant and row.text
    }
    for code in [SOURCE, *(each for each in consultation.languages if each != SOURCE)]:
        texts = {
            field: text
            for field, text in privacy.default_words(code).items()
            if (field, code) not in have
            and (code == SOURCE or have.get((field, SOURCE), ours[field]) == ours[field])
        }
        languages.put(actor=actor, subject=consultation, texts=texts, language=code)


def edit_notice(
    *, actor: Any, consultation: Consultation, texts: Mapping[str, str], version: int
) -> list[str]:
    """Change the English notice of a draft, by field; returns the fields that changed.

    Translations of what changed turn stale. Raises RuleBroken for a public one and for an empty
    part, and Stale, with both texts, when somebody saved after `version`.
    """
    building.check_writable(consultation)
    if consultation.version != version:
        raise Stale(queries.written(consultation), dict(texts))
    privacy.check_notice(texts)
    changed = languages.put(actor=actor, subject=consultation, texts=texts)
    if changed:
        consultation.changed_at = now()
        record(Action.CONSULTATION_CHANGED, consultation, actor=actor, fields=changed)
    return changed
