"""Which language some words are in, where the library for it is installed (the extra `langid`).

Nothing is fetched: the library carries its model. It takes some 100 MB: only the worker loads it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from engage.core.i18n import languages

_LIBRARY = "py3langid"


@dataclass(frozen=True)
class Guess:
    """A language of our list, and how sure it is: from 0 to 1."""

    language: str
    sure: float


@dataclass(frozen=True)
class Detector:
    """What tells languages apart. `knows`: the languages of our list among which it chooses."""

    tell: Callable[[str], Guess]
    knows: frozenset[str]


def detector() -> Detector | None:
    """What tells languages apart here; None where the library is not installed."""
    return _loaded() if find_spec(_LIBRARY) is not None else None


@cache
def _loaded() -> Detector:
    library = import_module(f"{_LIBRARY}.langid")
    made = library.LanguageIdentifier.from_model_file(library.MODEL_FILE, norm_probs=True)
    ours = {short: code for short, code in _short_codes().items() if short in made.labels}
    made.set_languages(list(ours))

    def tell(text: str) -> Guess:
        code, sure = made.classify(text)
        return Guess(ours[code], float(sure))

    return Detector(tell, frozenset(ours.values()))


def _short_codes() -> dict[str, str]:
    """Our languages by the short code that the library knows: of two writings, the first."""
    found: dict[str, str] = {}
    for code in languages():
        found.setdefault(short_code(code), code)
    return found


def short_code(code: str) -> str:
    """A language without its country or writing: zh for zh_Hans."""
    return code.partition("_")[0]
