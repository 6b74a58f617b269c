"""Who wrote and who checked each translation, as it stood when it was frozen."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from engage.bundle.queries.scope import Scope, documents
from engage.core.clock import start_of
from engage.core.i18n import SOURCE, languages
from engage.languages.models import FILE

NOT_KEPT = "Not kept: this version is older than the list."


def translations(scope: Scope) -> list[dict[str, Any]]:
    """Each version of each text in each language but plain English, with whose hands it went
    through. What is not listed, or not shown, the public read in English.
    """
    return [
        {
            "of": scope.named(edition),
            "edition": edition.hash,
            "language": languages()[document.language].name,
            "variant": document.variant,
            "texts": NOT_KEPT
            if document.hands is None
            else [_group(scope, each) for each in document.hands],
        }
        for edition in scope.editions
        for document in documents(edition)
        if (document.language, document.variant) != (SOURCE, "")
    ]


def _group(scope: Scope, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The texts that the same people wrote and checked on the same days.

    Each as a line: what it is of, the id of that, the field, the SHA-256 of its words.
    """
    return {
        "state": _STATES[kept["state"]],
        "shown": kept["shown"],
        "made_by": _made_by(kept["made_by"]),
        "written_by": _who(scope, kept["written_by"], kept["written_on"]),
        "written_on": kept["written_on"],
        "checked_by": _who(scope, kept["checked_by"], kept["checked_on"]),
        "checked_on": kept["checked_on"],
        "number_of_texts": len(kept["texts"]),
        "texts": [" ".join(each) for each in kept["texts"]],
    }


_STATES = {
    "machine": "machine draft, not checked",
    "draft": "not checked",
    "checked": "checked",
    "stale": "older than its English",
}


def _made_by(made_by: str) -> str:
    if made_by == FILE:
        return "an agency’s file"
    return f"the machine {made_by}" if made_by else "a person"


def _who(scope: Scope, account_id: str, on: str) -> dict[str, object] | None:
    if not account_id:
        return None
    return scope.who(UUID(account_id), start_of(date.fromisoformat(on)))
