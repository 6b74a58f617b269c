"""What has changed in the English since a translation was made from it, sentence by sentence."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from engage.core.text import sentences


@dataclass(frozen=True)
class Change:
    """Sentences that went, and those that stand in their place; either may be empty."""

    old: str
    new: str


def changes(old: str, new: str) -> list[Change]:
    """The sentences that differ between two English texts, in the order of the new one.

    What differs within a sentence in spaces or line ends alone is no change.
    """
    before, after = sentences(old), sentences(new)
    pairs = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [
        Change(" ".join(before[a:b]), " ".join(after[c:d]))
        for kind, a, b, c, d in pairs
        if kind != "equal"
    ]
