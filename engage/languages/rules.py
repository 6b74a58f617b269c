"""When a translation still says what its source says, and when a set of texts is complete."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engage.core.i18n import SOURCE
from engage.core.text import fingerprint
from engage.languages.models import Wording


@dataclass(frozen=True)
class Words:
    """A text as it is shown, in the language it is really in."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text


def is_stale(wording: Wording, source_text: str) -> bool:
    """True when the English has changed since this was translated, or put into Easy Read."""
    own = wording.language == SOURCE and not wording.variant
    return not own and wording.source_hash != fingerprint(source_text)


def gaps(
    wanted: Iterable[tuple[object, str]],
    have: Mapping[tuple[object, str], Wording],
    sources: Mapping[tuple[object, str], str],
) -> list[tuple[object, str]]:
    """Which (subject, field) of one language are missing or stale, in the order asked."""
    return [
        key
        for key in wanted
        if key not in have or not have[key].text or is_stale(have[key], sources[key])
    ]
