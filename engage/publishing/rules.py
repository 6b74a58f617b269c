"""What must be true before the public sees a text, and how an edition is hashed."""

import enum
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from engage.core.clock import day_of
from engage.core.db import canonical_json
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.core.text import fingerprint, is_longer
from engage.languages.models import Wording
from engage.languages.rules import State, is_source, may_show, state_of
from engage.publishing.models import ApprovalRequest

Key = tuple[str, str]


@dataclass(frozen=True)
class Gate:
    """One thing to be true before publishing. `stops` is False for a courtesy.

    `what` says what to do; `label` is the honest line for the public when a courtesy was missed.
    `set_aside`: it is passed only because a named approver said so.
    """

    name: str
    passed: bool
    what: Any
    stops: bool = True
    label: Any = ""
    set_aside: bool = False


def check_gates(gates: Sequence[Gate]) -> None:
    """Raises RuleBroken with the first thing to do when a gate that stops is not passed."""
    for gate in gates:
        if gate.stops and not gate.passed:
            raise RuleBroken(gate.what)


def honest_lines(gates: Sequence[Gate]) -> list[str]:
    """What the public page says of courtesies that were missed, and of what was set aside."""
    missed = [gate for gate in gates if gate.set_aside or not (gate.stops or gate.passed)]
    return [str(gate.label) for gate in missed if gate.label]


def document_hash(body: Mapping[str, Any]) -> str:
    """The hash of one document: of its canonical JSON."""
    return hashlib.sha256(canonical_json(body).encode()).hexdigest()


def manifest_of(documents: Mapping[Key, Mapping[str, Any]]) -> dict[str, Any]:
    """The manifest: each language and variant with its hash, in a fixed order."""
    rows = [
        {
            "language": language,
            "variant": variant,
            "hash": document_hash(documents[language, variant]),
        }
        for language, variant in sorted(documents)
    ]
    return {"documents": rows}


CODES = frozenset(
    {
        "alone",
        "board_comment_language",
        "closed",
        "condition",
        "file",
        "films",
        "hash",
        "id",
        "key",
        "kind",
        "limit",
        "notes",
        "paper_key",
        "picture",
        "revision",
        "theme",
    }
)
"""What only programs need of a document."""

# What is no part of the text: numbers, codes, lines about the document, the privacy notice.
_NOT_READ = CODES | {
    "board_comment_translated",
    "code",
    "everyone",
    "final_report",
    "honest",
    "late",
    "numbers",
    "people",
    "privacy",
    "screening",
    "set_aside",
}


def words_of(body: Mapping[str, Any]) -> str:
    """The words of a document as one text, a paragraph each: what its reading level is of."""
    return "\n\n".join(_words(body))


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key in sorted(value):
            if key not in _NOT_READ and not key.endswith("_on"):
                yield from _words(value[key])
    elif isinstance(value, list):
        for each in value:
            yield from _words(each)
    elif isinstance(value, str) and value:
        yield value


def hands(texts: Iterable[Wording], language: str, variant: str) -> list[dict[str, Any]]:
    """Who wrote and who checked the texts of one document, as they stand: plain values.

    Texts with the same hands on the same days stand together, each by its hash. English itself has
    none: the history says who wrote it. What is missing is not there.
    """
    rows = list(texts)
    english = {_key(row): row.text for row in rows if is_source(row)}
    groups: dict[str, dict[str, Any]] = {}
    for row in rows:
        is_of_it = (row.language, row.variant) == (language, variant) and not is_source(row)
        if is_of_it and row.text and _key(row) in english:
            facts = _hands(row, state_of(row, english[_key(row)]))
            group = groups.setdefault(canonical_json(facts), {**facts, "texts": []})
            group["texts"].append([*map(str, _key(row)), fingerprint(row.text)])
    return [groups[each] for each in sorted(groups)]


def _key(row: Wording) -> tuple[str, UUID, str]:
    return row.subject_kind, row.subject_id, row.field


def _hands(row: Wording, state: State) -> dict[str, Any]:
    return {
        "state": state.value,
        "shown": may_show(row),
        "made_by": row.made_by,
        "written_by": str(row.written_by or ""),
        "written_on": day_of(row.written_at).isoformat() if row.written_at else "",
        "checked_by": str(row.checked_by or ""),
        "checked_on": day_of(row.checked_at).isoformat() if row.checked_at else "",
    }


REQUEST_DAYS = 14
LONGEST_REASON = 1_000


class RequestState(enum.StrEnum):
    """Where a request for approval stands."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    ENDED = "ended"
    CHANGED = "changed"

    @property
    def label(self) -> Any:
        """The state in words for staff."""
        return _STATES[self]


_STATES = {
    RequestState.WAITING: _dl("Waiting for an answer"),
    RequestState.GRANTED: _dl("Approved"),
    RequestState.REFUSED: _dl("Not approved"),
    RequestState.ENDED: _dl("Ended"),
    RequestState.CHANGED: _dl("Ended: the text changed"),
}


def request_state(request: ApprovalRequest, text_hash: str, at: datetime) -> RequestState:
    """Where a request stands, now that the exact text has this hash.

    It ends after fourteen days, when it is taken back, or when the text changes. What was approved
    counts for that exact text alone.
    """
    if request.granted is False:
        return RequestState.REFUSED
    if request.text_hash != text_hash:
        return RequestState.CHANGED
    if request.granted:
        return RequestState.GRANTED
    return RequestState.WAITING if at < request.ends_at else RequestState.ENDED


def request_ends(at: datetime) -> datetime:
    """When a request made at a moment ends."""
    return at + timedelta(days=REQUEST_DAYS)


def check_approver(email: str, forbidden: Sequence[str]) -> None:
    """Raises RuleBroken when the approver is one of those who may not be (casefolded addresses).

    Source: the author is not the approver (people.md; Consultation Principles 2018, H).
    """
    if email in forbidden:
        raise RuleBroken(_dl("Choose somebody who did not write or send this."), "email")


def check_named(name: str, position: str) -> None:
    """Raises RuleBroken unless it is said who is asked, and what they do: both are published."""
    if not name.strip():
        raise RuleBroken(_dl("Enter the name of the person"), "name")
    if not position.strip():
        raise RuleBroken(_dl("Enter what this person does"), "position")


def check_reason(reason: str) -> None:
    """Raises RuleBroken for no reason, or one too long to publish."""
    if not reason.strip():
        raise RuleBroken(_dl("Say why. The reason is published."), "reason")
    if is_longer(reason, LONGEST_REASON):
        raise RuleBroken(_dl("Make the reason shorter. It takes 1,000 letters."), "reason")


def given_name(name: str, position: str) -> str:
    """Who approved, as it is published: name and position."""
    return f"{name.strip()}, {position.strip()}"
