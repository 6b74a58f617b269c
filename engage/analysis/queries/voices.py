"""Groups and organisations that answered: counted apart, and never in a percentage of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engage.figures.rules import Cell, Mode, safe_count
from engage.responses.models import RespondentKind


@dataclass(frozen=True)
class VoiceResult:
    """Groups or organisations that answered: how many, and for how many people they speak.

    `people` is None where nobody said so, and where the number of them is hidden.
    """

    kind: RespondentKind
    number: Cell
    people: Cell | None


def told_apart(voices: Mapping[str, Sequence[int]], mode: Mode) -> list[VoiceResult]:
    """Groups and organisations, small numbers hidden.

    `voices`: by the code of their kind, how many answered and for how many people they speak.
    """
    return [
        VoiceResult(RespondentKind(kind), number, _spoken_for(number, people, mode))
        for kind, (answered, people) in voices.items()
        if (number := safe_count(answered, mode))
    ]


def _spoken_for(number: Cell, people: int, mode: Mode) -> Cell | None:
    return safe_count(people, mode) if people and not number.hidden else None
