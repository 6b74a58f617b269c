"""Where a text may name a person. Suggestions only: a person decides."""

import csv
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from engage.paths import PACKAGE


def _each(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES = _each(
    "mr mrs ms miss mx dr doctor prof professor sister nurse sir dame rev reverend cllr"
    " councillor matron midwife consultant"
)
_LOW_TITLES = _each("mr mrs mx dr")
_STOPPED = _each("mr mrs ms mx dr prof rev cllr")
_PLACE_BEFORE = _each("st saint queen king prince princess lord lady mount port lake the via")
_PLACE_AFTER = _each(
    "street road avenue lane close drive way place square grove gardens crescent terrace court hill"
    " park green walk mews row bridge station hospital ward wing unit centre center clinic surgery"
    " house school college university church library theatre hall hub estate tower market trust"
    " practice practitioner specialist pharmacy infirmary medical health day bank line"
    " common gate cross docks"
)
_NOT_NAMES = _PLACE_AFTER | _each(
    "mondays tuesdays wednesdays thursdays fridays saturdays sundays"
    " monday tuesday wednesday thursday friday saturday sunday january february march april may"
    " june july august september october november december christmas easter ramadan eid diwali"
    " covid nhs gp gps council board trust service services group team i the a an and or but my our"
    " we you he she it they this that these those there here when where why how what who which if"
    " is are was were do does did has have had will would can could should may might must not no"
    " yes please thank thanks sorry so then also because since after before now today tomorrow"
    " for from to in on at of with by as am be been all every some many most people staff doctors"
    " nurses patients carers residents sir madam everyone everybody colleagues friends editor"
    " bexley bromley greenwich lambeth lewisham southwark london kent thamesmead woolwich eltham"
    " sidcup erith peckham brixton catford deptford orpington croydon dartford charlton abbey wood"
    " welling bexleyheath england britain scotland wales ireland europe africa asia english british"
    " polish nepali somali tamil bengali spanish french portuguese romanian turkish arabic chinese"
    " irish african asian indian pakistani caribbean muslim christian hindu sikh jewish deaf"
)
_COMMON = _NOT_NAMES | _each(
    "said about very hard too always never often only just still again spelled spelt pronounced"
    " wrong important already being someone nobody one two told says went come came see saw"
    " appointment appointments surgeries receptionist who’s whose than into out up down off over"
)
_RELATION = re.compile(
    r"\b(?:my|his|her|our|their|your)\s+(?:\w+\s+)?(?:son|daughter|wife|husband|partner|mother|mum"
    r"|mam|father|dad|sister|brother|friend|neighbour|carer|aunt|aunty|uncle|cousin|nan|gran"
    r"|grandma|grandad|baby|boy|girl|gp|doctor|nurse|midwife|dentist|therapist|manager),?\s+",
    re.IGNORECASE,
)
_INTRO = re.compile(
    r"\b(?:my\s+(?:full\s+)?name\s+is|my\s+name's|my\s+names|i\s+am\s+called|i'm\s+called|call\s+me"
    r"|name\s*:|signed|me\s+llamo|mi\s+nombre\s+es|nazywam\s+się|mam\s+na\s+imię|mă\s+numesc"
    r"|numele\s+meu\s+este|chamo-me|me\s+chamo|meu\s+nome\s+é|je\s+m'appelle|mon\s+nom\s+est"
    r"|ich\s+heiße|mi\s+chiamo|adım)[\s:,]+",
    re.IGNORECASE,
)
_CALLED = re.compile(r"\b(?:called|named|i\s+am|i'm|this\s+is)\s+", re.IGNORECASE)
_DEAR = re.compile(r"\b(?:dear|hi|hello|hey)\s+", re.IGNORECASE)
_SIGN_OFF = re.compile(
    r"\b(?:regards|sincerely|faithfully|thanks|thank\s+you|cheers|wishes|yours\s+truly|love|from"
    r"|saludos|pozdrawiam)[,.!]?\s+",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_MOST = 3
_TWO = 2


class Word(NamedTuple):
    """A word by its place, without the 's of a possessive."""

    start: int
    end: int
    text: str

    @property
    def low(self) -> str:
        """The word in small letters."""
        return self.text.casefold()

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()

    @property
    def may_name(self) -> bool:
        """Whether it looks like part of a name: a capital, and no word that we know."""
        return self.capital and self.low not in _NOT_NAMES


@cache
def given_names() -> dict[str, bool]:
    """Common given names in small letters; true for those that are words or places too."""
    path = PACKAGE / "responses" / "data" / "given_names.csv"
    with path.open(encoding="utf-8") as file:
        return {row["name"].casefold(): bool(row["also_a_word"]) for row in csv.DictReader(file)}


def _words(text: str) -> list[Word]:
    return [_without_owner(match) for match in _WORD.finditer(text)]


def _without_owner(match: re.Match[str]) -> Word:
    said = match[0]
    owned = len(said) > _TWO and said[-2:].casefold() == "'s"
    kept = said[:-2] if owned else said
    return Word(match.start(), match.start() + len(kept), kept)


def _touch(text: str, left: Word, right: Word, between: str = " ") -> bool:
    """Whether only spaces (or the marks of `between`) stand between two words."""
    gap = text[left.end : right.start]
    return 0 < len(gap) <= _MOST and not gap.strip(between) and "\n" not in gap


def _run(text: str, words: Sequence[Word], at: int) -> list[Word]:
    """The words of a name from a place on: capitals and initials, at most three."""
    run: list[Word] = []
    for word in words[at : at + _MOST]:
        initial = len(word.text) == 1 and word.capital and text[word.end : word.end + 1] == "."
        first = not run and word.capital and word.low in given_names()
        if not (word.may_name or initial or first) or (run and not _joined(text, run[-1], word)):
            break
        run.append(word)
    return run


def _joined(text: str, left: Word, right: Word) -> bool:
    return _touch(text, left, right, " ." if len(left.text) == 1 else " ")


def names(text: str) -> Iterator[tuple[int, int]]:
    """Spans that may be a person's name, maybe overlapping. `text` has straight apostrophes."""
    words = _words(text)
    for at in range(len(words)):
        for finder in (_titled, _given):
            span = finder(text, words, at)
            if span:
                yield span
    starts = {word.start: at for at, word in enumerate(words)}
    yield from _after(text, words, starts)


def _is_place(text: str, words: Sequence[Word], at: int, length: int) -> bool:
    """“St Thomas”, “Queen Elizabeth”, “Charlotte Street”, “James Wigg Practice”."""
    before, after = at - 1, at + length
    named_after = before >= 0 and words[before].low in _PLACE_BEFORE
    if named_after and _touch(text, words[before], words[at], " ."):
        return True
    return (
        after < len(words)
        and words[after].low in _PLACE_AFTER
        and words[after].capital
        and _touch(text, words[after - 1], words[after], " '’")
    )


def _titled(text: str, words: Sequence[Word], at: int) -> tuple[int, int] | None:
    title, following = words[at], words[at + 1 : at + 2]
    between = " ." if title.low in _STOPPED else " "
    if title.low not in TITLES or not following or not _touch(text, title, following[0], between):
        return None
    if not following[0].capital:
        named = title.low in _LOW_TITLES and following[0].low not in _COMMON
        return (title.start, following[0].end) if named else None
    run = _run(text, words, at + 1)
    is_verb = title.text == "miss"
    place = _is_place(text, words, at + 1, len(run))
    return (title.start, run[-1].end) if run and not is_verb and not place else None


def _given(text: str, words: Sequence[Word], at: int) -> tuple[int, int] | None:
    word, known = words[at], given_names()
    if (
        word.low not in known
        or not word.capital
        or (word.text.isupper() and len(word.text) < _MOST)
    ):
        return None
    run = _run(text, words, at)
    if _is_place(text, words, at, len(run)):
        return None
    if known[word.low] and (len(run) == 1 or run[1].text.isupper()):
        return None
    return word.start, run[-1].end


def _after(text: str, words: Sequence[Word], starts: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Names that follow words such as “my name is”, “my son”, “Dear” and “Regards”."""
    for cue, least in ((_RELATION, 1), (_DEAR, 1), (_CALLED, _TWO)):
        for match in cue.finditer(text):
            at = starts.get(match.end(), len(words))
            run = _run(text, words, at)
            if len(run) >= least and not _is_place(text, words, at, len(run)):
                yield run[0].start, run[-1].end
    for match in _INTRO.finditer(text):
        at = starts.get(match.end(), len(words))
        if run := _run(text, words, at) or _low_run(text, words, at):
            yield run[0].start, run[-1].end
    for match in _SIGN_OFF.finditer(text):
        run = _run(text, words, starts.get(match.end(), len(words)))
        if run and _ends_line(text, run[-1].end):
            yield run[0].start, run[-1].end


def _ends_line(text: str, at: int) -> bool:
    rest = text[at:].lstrip(" .!")
    return not rest or rest.startswith("\n")


def _low_run(text: str, words: Sequence[Word], at: int) -> list[Word]:
    """A name in small letters after “my name is”: up to two words that we do not know."""
    run: list[Word] = []
    for word in words[at : at + _TWO]:
        if word.low in _COMMON or (run and not _touch(text, run[-1], word)):
            break
        run.append(word)
    return run
