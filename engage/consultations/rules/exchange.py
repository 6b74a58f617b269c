"""A questionnaire as a file: its shape, read with care, and every fault told with its place.

The shape, version 1: `{"format": "engage-questionnaire", "version": 1, "options": […],
"papers": […], "pages": […]}`. An option or a paper has `key`, `title` and `body`. A page has
`title`, `condition` (as in rules.routing, or null) and `questions`. A question has `key`, `kind`,
`label`, `hint`, `facts`, `required`, `other`, `paper` (the key of a paper), `least`, `most`,
`limit`, `films`, `earliest_on`, `latest_on` and `choices`; a choice has `key`, `label`, `alone` and
`closed`. A text is `{language: words}`; words that no longer match the English are
`{"text": words, "stale": true}`. Keys bind the parts of one file together and go no further.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from engage.consultations.models import Kind
from engage.consultations.rules import building
from engage.consultations.rules.checking import SPEAKERS
from engage.consultations.rules.questionnaire import AGREE_KEYS
from engage.consultations.rules.routing import Condition, check_condition, parts
from engage.core.errors import RuleBroken
from engage.core.i18n import SOURCE, _dl, languages

FORMAT, VERSION = "engage-questionnaire", 1
MOST_BYTES = 2 * 1024 * 1024
MOST_TITLED = 100
SCALE_KEYS = (*AGREE_KEYS, "dont_know")
T = TypeVar("T")


@dataclass(frozen=True)
class Text:
    """Words in one language; `stale`: the English has changed since."""

    words: str
    stale: bool = False


Texts = Mapping[str, Text]


@dataclass(frozen=True)
class Titled:
    """An option or a paper in a file."""

    key: str
    title: Texts
    body: Texts


@dataclass(frozen=True)
class FileChoice:
    """A choice in a file."""

    key: str
    label: Texts
    alone: bool = False
    closed: bool = False


@dataclass(frozen=True)
class FileQuestion:
    """A question in a file. `facts` are columns, `texts` label, hint and facts by language."""

    key: str
    kind: Kind
    texts: Mapping[str, Texts]
    columns: Mapping[str, Any]
    choices: Sequence[FileChoice] = ()


@dataclass(frozen=True)
class FilePage:
    """A page in a file."""

    title: Texts
    condition: Mapping[str, Any] | None
    questions: Sequence[FileQuestion]


@dataclass(frozen=True)
class Document:
    """A whole questionnaire out of a file."""

    pages: Sequence[FilePage]
    options: Sequence[Titled] = field(default=())
    papers: Sequence[Titled] = field(default=())

    @property
    def questions(self) -> int:
        """How many questions there are."""
        return sum(len(page.questions) for page in self.pages)


def _wrong(path: str, said: str) -> RuleBroken:
    where = path or _dl("the file")
    return RuleBroken(_dl("Look at %(where)s: %(said)s"), "file", where=where, said=said)


def loads(raw: str | bytes) -> Any:
    """JSON read with care. Raises RuleBroken for anything else, and for what is too big."""
    if len(raw) > MOST_BYTES:
        raise RuleBroken(_dl("Choose a smaller file: 2 MB at most."), "file")
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise RuleBroken(_dl("This is not a JSON file. Export it again."), "file") from error


def document(data: Any) -> Document:
    """The questionnaire in some JSON. Raises RuleBroken that names the first wrong place."""
    top = _object(data, "")
    if top.get("format") != FORMAT or top.get("version") != VERSION:
        raise _wrong("", _dl("it is not a questionnaire of ours, version 1."))
    made = Document(
        pages=_each(top, "pages", "", _page, building.MOST_PAGES),
        options=_each(top, "options", "", _titled, MOST_TITLED, needed=False),
        papers=_each(top, "papers", "", _titled, MOST_TITLED, needed=False),
    )
    _check_whole(made)
    return made


def _check_whole(made: Document) -> None:
    """Keys stand once; papers that are named are there; there are not too many questions."""
    if made.questions > building.MOST_QUESTIONS:
        raise _wrong("pages", _dl("there are too many questions."))
    seen = set[str]()
    papers = {paper.key for paper in made.papers}
    for at, page in enumerate(made.pages):
        for place, question in enumerate(page.questions):
            path = f"pages[{at}].questions[{place}]"
            if question.key in seen:
                raise _wrong(f"{path}.key", _dl("this key stands twice."))
            if question.columns["paper_key"] not in {"", *papers}:
                raise _wrong(f"{path}.paper", _dl("there is no such paper in the file."))
            seen.add(question.key)
    _check_conditions(made)


def _check_conditions(made: Document) -> None:
    questions = {each.key: each for page in made.pages for each in page.questions}
    for at, page in enumerate(made.pages):
        for part in parts(page.condition):
            if not _asks_in_file(part, questions):
                said = _dl("it asks about something that is not in the file.")
                raise _wrong(f"pages[{at}].condition", said)


def _asks_in_file(part: Condition, questions: Mapping[str, FileQuestion]) -> bool:
    """Whether a part of a condition asks about what the file holds."""
    if "speaks" in part:
        return set(part["speaks"]) <= set(SPEAKERS)
    question = questions.get(part["question"])
    if question is None:
        return False
    known = {"yes", "other", *(each.key for each in question.choices)}
    if question.kind is Kind.AGREE_SCALE:
        known.update(SCALE_KEYS)
    return set(part.get("is", ())) <= known


# --- the parts


def _object(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(path, _dl("it must be an object."))
    return value


def _each(
    holder: Mapping[str, Any],
    name: str,
    path: str,
    read: Callable[[Any, str], T],
    most: int,
    *,
    needed: bool = True,
) -> tuple[T, ...]:
    """Every member of a list, read; the place of each is known."""
    where = f"{path}.{name}".lstrip(".")
    value = holder.get(name, None if needed else [])
    if not isinstance(value, list):
        raise _wrong(where, _dl("it must be a list."))
    if len(value) > most:
        raise _wrong(where, _dl("it has more than %(most)s parts.", most=most))
    return tuple(read(each, f"{where}[{at}]") for at, each in enumerate(value))


def _word(holder: Mapping[str, Any], name: str, path: str, most: int = 200) -> str:
    value = holder.get(name, "")
    if not isinstance(value, str) or len(value) > most:
        raise _wrong(f"{path}.{name}", _dl("it must be a short text."))
    return clean(value)


def _key(holder: Mapping[str, Any], path: str) -> str:
    key = _word(holder, "key", path)
    if not key:
        raise _wrong(f"{path}.key", _dl("it needs a key."))
    return key


def _flag(holder: Mapping[str, Any], name: str, path: str) -> bool:
    value = holder.get(name, False)
    if not isinstance(value, bool):
        raise _wrong(f"{path}.{name}", _dl("it must be true or false."))
    return value


def _whole(holder: Mapping[str, Any], name: str, path: str) -> int | None:
    value = holder.get(name)
    right = isinstance(value, int) and not isinstance(value, bool)
    if value is not None and not right:
        raise _wrong(f"{path}.{name}", _dl("it must be a whole number."))
    return value


def _day(holder: Mapping[str, Any], name: str, path: str) -> date | None:
    value = holder.get(name)
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise _wrong(f"{path}.{name}", _dl("it must be a day like 2026-11-21.")) from error


def clean(text: str) -> str:
    """A text that can be stored: no null bytes, no halves of letters, one kind of line end."""
    kept = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return kept.encode("utf-8", "ignore").decode().strip()


def _text(value: Any, path: str) -> Text:
    stale = False
    if isinstance(value, dict):
        stale, value = _flag(value, "stale", path), value.get("text")
    if not isinstance(value, str) or len(value) > building.LONGEST_TEXT:
        raise _wrong(path, _dl("it must be a text, and not too long."))
    return Text(clean(value), stale)


def _texts(holder: Mapping[str, Any], name: str, path: str, *, needed: bool = False) -> Texts:
    """A text in every language it is there in; English first."""
    where = f"{path}.{name}"
    given = _object(holder.get(name, {}), where)
    for code in given:
        if code not in languages():
            raise _wrong(f"{where}.{clean(str(code))[:20]}", _dl("we do not know this language."))
    found = {code: _text(value, f"{where}.{code}") for code, value in given.items()}
    if needed and not (SOURCE in found and found[SOURCE].words):
        raise _wrong(where, _dl("it needs words in English, under en_GB."))
    return {code: found[code] for code in sorted(found, key=lambda each: each != SOURCE)}


def _titled(value: Any, path: str) -> Titled:
    given = _object(value, path)
    title = _texts(given, "title", path, needed=True)
    return Titled(_key(given, path), title, _texts(given, "body", path))


def _page(value: Any, path: str) -> FilePage:
    given = _object(value, path)
    condition = given.get("condition")
    if condition is not None:
        try:
            check_condition(condition)
        except RuleBroken as broken:
            raise _wrong(f"{path}.condition", str(broken)) from broken
    title = _texts(given, "title", path, needed=True)
    questions = _each(given, "questions", path, _question, building.MOST_QUESTIONS)
    return FilePage(title, condition, questions)


def _kind(holder: Mapping[str, Any], path: str) -> Kind:
    value = holder.get("kind")
    if not isinstance(value, str) or value not in list(Kind):
        known = ", ".join(Kind)
        raise _wrong(f"{path}.kind", _dl("choose one of %(known)s.", known=known))
    return Kind(value)


def _question(value: Any, path: str) -> FileQuestion:
    given = _object(value, path)
    kind = _kind(given, path)
    texts = {
        "label": _texts(given, "label", path, needed=True),
        **{name: _texts(given, name, path) for name in ("hint", "facts")},
    }
    columns = {
        **{name: _whole(given, name, path) for name in ("least", "most", "limit", "films")},
        **{name: _day(given, name, path) for name in ("earliest_on", "latest_on")},
        **{name: _flag(given, name, path) for name in ("required", "other")},
        "paper_key": _word(given, "paper", path),
    }
    choices = _each(given, "choices", path, _choice, building.MOST_CHOICES, needed=False)
    made = FileQuestion(_key(given, path), kind, texts, columns, choices)
    _check_question(made, path)
    return made


def _check_question(made: FileQuestion, path: str) -> None:
    keys = [each.key for each in made.choices]
    if len(set(keys)) != len(keys):
        raise _wrong(f"{path}.choices", _dl("a key stands twice."))
    if made.kind is Kind.AGREE_SCALE and not set(keys) <= set(SCALE_KEYS):
        raise _wrong(f"{path}.choices", _dl("the scale has keys of its own."))
    english = {name: each[SOURCE].words for name, each in made.texts.items() if SOURCE in each}
    try:
        building.check_question(made.kind, english, made.columns, _typed(made))
    except RuleBroken as broken:
        place = "choices" if (broken.field or "").startswith("new_") else broken.field
        raise _wrong(f"{path}.{place}", str(broken)) from broken


def _typed(made: FileQuestion) -> list[building.ChoiceText]:
    """The choices as they would be typed; the scale and plain questions have none."""
    if made.kind not in building.NEEDS_CHOICES:
        return []
    return [
        building.ChoiceText(each.key, each.label[SOURCE].words, each.alone) for each in made.choices
    ]


def _choice(value: Any, path: str) -> FileChoice:
    given = _object(value, path)
    key = _key(given, path)
    label = _texts(given, "label", path, needed=key not in SCALE_KEYS)
    flags = {name: _flag(given, name, path) for name in ("alone", "closed")}
    return FileChoice(key, label, **flags)
