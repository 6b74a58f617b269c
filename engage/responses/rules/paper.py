"""The form on paper: numbers, letters, lines to write on, and the way through it in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engage.consultations.models import Format, Kind, MediaKind
from engage.consultations.rules import AskedPage, AskedQuestion, Questionnaire
from engage.core.errors import RuleBroken
from engage.core.i18n import _, _d, _dl, languages
from engage.responses.models import RespondentKind
from engage.responses.rules.answers import offered_to

MOST_FORMS = 500
"""The most forms of one batch."""
LONG_LINES = 10
PRINTED = (Format.LARGE_PRINT, Format.EASY_READ)
"""The formats that paper can carry, beside the plain words."""
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BREAKS = str.maketrans(",;.:/-–", "       ")
SPEAKERS = tuple(RespondentKind)


@dataclass(frozen=True)
class Told:
    """A condition in words, with what it is made of."""

    words: str
    inner: tuple["Told", ...] = ()


@dataclass(frozen=True)
class PaperQuestion:
    """A question on paper. `number` is 0 for what is only read; `options` are (letter, key, words).

    `lines`: how many lines to write on.
    """

    number: int
    asked: AskedQuestion
    options: tuple[tuple[str, str, str], ...]
    lines: int


@dataclass(frozen=True)
class PaperPart:
    """One page of the questionnaire on paper, who answers it, and where others go on.

    `skip_to` is the number of a question; 0 is the end of the form.
    """

    title: str
    rule: Told | None
    skip_to: int
    questions: tuple[PaperQuestion, ...]


def letter_of(place: int) -> str:
    """The letter of an option, counted from 0: A to Z, then AA, AB …"""
    before, at = divmod(place, len(_ALPHABET))
    return (letter_of(before - 1) if before else "") + _ALPHABET[at]


def options_of(question: AskedQuestion) -> tuple[tuple[str, str, str], ...]:
    """The options that can be chosen now, each with its letter."""
    if not question.kind.has_choices:
        return ()
    offered = offered_to(question).items()
    return tuple((letter_of(at), key, words) for at, (key, words) in enumerate(offered))


def paper_of(asked: Questionnaire) -> tuple[PaperPart, ...]:
    """The whole form on paper, questions numbered through from 1."""
    known: dict[str, PaperQuestion] = {}
    made: list[PaperPart] = []
    number = 0
    for page in asked.pages:
        questions = []
        for question in page.questions:
            number += question.kind is not Kind.INFO
            own = 0 if question.kind is Kind.INFO else number
            questions.append(_question(question, own))
        skip_to = number + 1 if _numbered_after(asked.pages, page) else 0
        rule = told(page.condition, known) if page.condition else None
        made.append(PaperPart(page.title, rule, skip_to, tuple(questions)))
        known |= {each.asked.key: each for each in questions}
    return tuple(made)


def _question(question: AskedQuestion, number: int) -> PaperQuestion:
    lines = {Kind.LONG_TEXT: LONG_LINES, Kind.SHORT_TEXT: 1, Kind.LOCATION: 1}.get(question.kind, 0)
    return PaperQuestion(number, question, options_of(question), lines)


def _numbered_after(pages: Sequence[AskedPage], page: AskedPage) -> bool:
    later = pages[pages.index(page) + 1 :]
    return any(each.kind is not Kind.INFO for one in later for each in one.questions)


def told(condition: Mapping[str, Any], known: Mapping[str, PaperQuestion]) -> Told:
    """A condition in words, by the numbers and letters of the questions before it."""
    groups: dict[str, Callable[[], str]] = {
        "all": lambda: _("All of these are true:"),
        "any": lambda: _("One or more of these is true:"),
    }
    for name, words in groups.items():
        if name in condition:
            return Told(words(), tuple(told(each, known) for each in condition[name]))
    if "not" in condition:
        return Told(_("This is not true:"), (told(condition["not"], known),))
    if "speaks" in condition:
        letters = [letter_of(at) for at, kind in enumerate(SPEAKERS) if kind in condition["speaks"]]
        return Told(_("At the start you chose: %(letters)s.", letters=", ".join(letters)))
    return Told(_of_question(condition, known.get(condition["question"])))


def _of_question(condition: Mapping[str, Any], question: PaperQuestion | None) -> str:
    number = question.number if question else 0
    if "is" in condition:
        options = question.options if question else ()
        letters = [letter for letter, key, _words in options if key in condition["is"]]
        return _(
            "In question %(number)s you chose: %(letters)s.",
            number=number,
            letters=", ".join(letters),
        )
    if "answered" in condition:
        if condition["answered"]:
            return _("You answered question %(number)s.", number=number)
        return _("You did not answer question %(number)s.", number=number)
    return _of_number(number, condition.get("from"), condition.get("to"))


def _of_number(number: int, lowest: int | None, highest: int | None) -> str:
    if highest is None:
        return _(
            "Your number in question %(number)s is %(low)s or more.", number=number, low=lowest
        )
    if lowest is None:
        return _(
            "Your number in question %(number)s is %(high)s or less.", number=number, high=highest
        )
    return _(
        "Your number in question %(number)s is from %(low)s to %(high)s.",
        number=number,
        low=lowest,
        high=highest,
    )


def pictures_of(asked: Questionnaire) -> dict[str, list[Mapping[str, Any]]]:
    """The pictures of a form in Easy Read, by what they stand beside: paper shows no film."""
    pictures = MediaKind.PICTURE.value
    return {
        place: [file for file in files if file["kind"] == pictures]
        for place, files in asked.media.items()
    }


def numbered(parts: Sequence[PaperPart]) -> Iterator[PaperQuestion]:
    """Every question that is answered, in order."""
    return (each for part in parts for each in part.questions if each.number)


def from_letters(question: AskedQuestion, typed: str) -> list[str]:
    """The keys of the options whose letters were typed, in the order they were typed.

    “AC”, “a, c” and “A C” are the same. Raises RuleBroken for a letter that is none.
    """
    options = options_of(question)
    known = {letter: key for letter, key, _words in options}
    pieces = typed.upper().translate(_BREAKS).split()
    if len(options) <= len(_ALPHABET):
        pieces = [letter for piece in pieces for letter in piece]
    if any(each not in known for each in pieces):
        last = options[-1][0] if options else "A"
        raise RuleBroken(_dl("Type letters from A to %(last)s."), question.key, last=last)
    return [known[each] for each in dict.fromkeys(pieces)]


def letters_of(question: AskedQuestion, chosen: Sequence[str]) -> str:
    """The letters of chosen options, as they are typed."""
    letters = {key: letter for letter, key, _words in options_of(question)}
    return " ".join(letters[each] for each in chosen if each in letters)


def form_name(batch: int, number: int) -> str:
    """What stands on a printed form: 3-017."""
    return f"{batch}-{number:03}"


@dataclass(frozen=True)
class Order:
    """What somebody wants printed: how many forms, in which language and format.

    `variant`: the format, empty for plain words.
    """

    size: int
    language: str
    variant: str = ""


def format_name(variant: str) -> str:
    """A format of a printed form in words for staff."""
    return next((str(each.label) for each in PRINTED if each.variant == variant), _d("Plain words"))


def check_order(order: Order, offered: Sequence[str], *, ready: bool) -> None:
    """Raises RuleBroken for too few or too many forms, or a language or format that is not there.

    `ready`: the public has these words in this very language, and they are up to date.
    """
    if not 1 <= order.size <= MOST_FORMS:
        raise RuleBroken(
            _dl("Enter a number of forms from 1 to %(most)s."), "size", most=MOST_FORMS
        )
    if order.language not in offered:
        raise RuleBroken(_dl("Choose a language of this consultation."), "language")
    if order.variant not in {"", *(each.variant for each in PRINTED)}:
        raise RuleBroken(_dl("Choose plain words, large print or Easy Read."), "variant")
    if not ready:
        message = _dl("%(format)s is not ready in %(language)s. Choose another format.")
        language = languages()[order.language].name
        raise RuleBroken(message, "variant", format=format_name(order.variant), language=language)
