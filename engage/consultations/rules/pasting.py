"""Questions found in text that was pasted from a letter, a page or a mail.

Lines are sorted into questions, choices, instructions and the rest; kinds are guessed from
the choices and the words. Staff check every one before it is added. On the twelve samples in
tests/consultations/pasted.py, written for this, every question is found, nothing else is taken for
one, and the kind is right in at least 95 of 100 questions; other texts will do less well.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from engage.consultations.models import Kind
from engage.core.text import fold

MOST_LINES = 2_000
_SHORT_LINE = 80
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_I = re.IGNORECASE
_HOW_MANY = r"(\d{1,2}|one|two|three|four|five|six|seven)"
_NUMBERED = re.compile(
    r"(?:(Q|Question)\s*)?(\d{1,3})\s*[.):\]-]\s*(?=\S)(.*)|(?:Q|Question)\s*(\d{1,3})\s+(.*)", _I
)
_BULLET = re.compile(
    r"(?:[•‣◦▪●·○◯◻☐□❑❏☑✓✔❍]|\[[ xX]?\]|\( ?\)|[-–—*](?=\s)|o(?=\t|\s+[A-Z“\d]))\s*(?=\S)(.*)"
)
_LETTERED = re.compile(r"(?:\(([a-z])\)|([a-z])[.)])\s+(.*)", _I)
_BOXES = re.compile(r"\s*[☐□❑❏◻○◯]\s*")
_GRID_ROW = re.compile(r"(\S[^☐□❑❏◻○◯]*)(?:\s*[☐□❑❏◻○◯]){2,}$")
_HEAD = re.compile(r"(?:Q|Question)\s*(\d{1,3})\s*[.:)]?$", _I)
_BLANK_TO_FILL = re.compile(r"[_.…‐-]{4,}")
_NOTE = re.compile(
    r"[(\[]?\s*(?:please\s+)?(?:tick|choose|select|pick|mark|circle|rank|put|number|only one"
    r"|one only|up to|give|write in|maximum|max)\b[^()\[\]?]{0,120}[)\]]?\.?$",
    _I,
)
_INNER_NOTE = re.compile(
    r"\s*[(\[]((?:please\s+)?(?:tick|choose|select|pick|mark|circle|rank|required|optional|up to|"
    r"maximum|max|one answer|only one)[^()\[\]]{0,120})[)\]]",
    _I,
)
_WHY = re.compile(
    r"(?:please\s+)?(?:tell us why|explain(?: your answer| why)?|say why"
    r"|give (?:your |a )?reasons?|why)\b[^?]{0,60}[?.:]?$",
    _I,
)
_ASKS = re.compile(
    r"(?:please\s+)?(?:tell us|describe|explain|say|list|give us|let us know|rank|put|upload"
    r"|attach|choose|pick|name)\b.{6,}",
    _I,
)
_AGREE_ASKED = re.compile(
    r"\b(?:agree or disagree|do you agree with|far do you agree|extent do you)", _I
)
_CONSENT = re.compile(
    r"^I (?:agree|consent|give (?:my )?permission|am happy) (?:to|that|for)\b", _I
)
_SEVERAL = re.compile(
    r"all that|as many as|more than one|up to "
    + _HOW_MANY
    + r"|at least "
    + _HOW_MANY
    + r"|(?:choose|tick|pick|select) "
    + _HOW_MANY
    + r"\b|maximum|any that",
    _I,
)
_ONE_ONLY = re.compile(r"\b(?:only one|one only|just one|(?:tick|choose|pick|select) one)\b", _I)
_MOST = re.compile(r"(?:up to|maximum(?: of)?|max\.?|no more than) " + _HOW_MANY, _I)
_EXACTLY = re.compile(r"(?:choose|tick|pick|select)(?: your(?: top)?)? " + _HOW_MANY + r"\b", _I)
_LEAST = re.compile(r"at least " + _HOW_MANY, _I)
_RANK = re.compile(
    r"\brank\b|in order\b|order of (?:importance|preference)|most important first", _I
)
_OTHER = re.compile(r"(?:something else|an)?other\b.{0,50}$|something else\b.{0,40}$", _I)
_NONE = re.compile(r"none\b|nothing\b|i do not mind|does not apply|not applicable", _I)
_NUMBER_ASKED = re.compile(r"\bhow many\b|\bhow old\b|\bwhat age\b|\bnumber of\b", _I)
_DATE_ASKED = re.compile(r"\bdate\b|\bon (?:what|which) day\b|\bdd\s*[/.-]\s*mm\b", _I)
_SCALE = re.compile(r"\bscale (?:of|from) (\d{1,2}) ?(?:to|-|–) ?(\d{1,2})\b", _I)
_SHORT_ASKED = re.compile(
    r"\bname\b|\bwhich (?:surgery|practice|clinic|street|stop|school|hospital|ward|town)\b"
    r"|\bjob\b|\bin a (?:few )?words?\b|\bwhere do you\b|\bwhich \w+ do you (?:use|go to|live)",
    _I,
)
_FILE_ASKED = re.compile(r"\bupload\b|\battach\b", _I)
_AGREEING = ("strongly agree", "agree", "disagree", "strongly disagree")
_WIDE = re.compile(r"\s{4,}")
_IN_LINE = re.compile(r"\s+[/|]\s+|\t+|\s{3,}")


@dataclass(frozen=True)
class Found:
    """A question that was found, and what it seems to be. `choices` and `none`: their words."""

    label: str
    kind: Kind
    hint: str = ""
    choices: tuple[str, ...] = ()
    none: str = ""
    other: bool = False
    required: bool = False
    least: int | None = None
    most: int | None = None
    dont_know: bool = False


@dataclass
class _Piece:
    """A question while its lines are gathered."""

    label: str
    numbered: int | None = None
    options: list[str] = field(default_factory=list)
    marked: bool = False
    plain: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    last_number: int = 0
    gap: bool = False
    why: bool = False
    rows: list[str] = field(default_factory=list)


def find(text: str) -> list[Found]:
    """The questions in a pasted text, in order. Empty when there are none."""
    gatherer = _Gatherer()
    lines = text.replace("\x0b", "\n").splitlines()[:MOST_LINES]
    for place, line in enumerate(lines):
        following = next((each for each in lines[place + 1 :] if each.strip()), "")
        gatherer.take(line.replace("\u00a0", " ").rstrip(), following)
    return [_guessed(each) for piece in gatherer.pieces for each in _rows(piece)]


def _rows(piece: _Piece) -> list[_Piece]:
    """A grid as a question for each of its rows: nobody can answer a grid on a phone."""
    return [replace(piece, label=f"{piece.label} {row}") for row in piece.rows] or [piece]


class _Gatherer:
    """Reads line by line and keeps the question it is at."""

    def __init__(self) -> None:
        self.pieces: list[_Piece] = []
        self.gap = True
        self.number = 0
        self.expected = False

    @property
    def now(self) -> _Piece | None:
        return self.pieces[-1] if self.pieces else None

    def take(self, line: str, following: str) -> None:
        """One line of the text; `following` is the next that is not empty."""
        bare = _WIDE.sub("   ", line.strip())
        if not bare:
            self.gap = True
            return
        if head := _HEAD.match(bare):
            self.number, self.gap, self.expected = int(head[1]), True, True
            return
        steps = (self._fill, self._row, self._why, self._numbered, self._note, self._marked)
        for step in (*steps, self._asks):
            if step(bare):
                break
        else:
            self._plain(bare, following)
        self.gap = False

    def _begin(self, label: str, number: int | None = None, *, why: bool = False) -> bool:
        self.pieces.append(_Piece(" ".join(label.split()), number, why=why))
        self.expected = False
        return True

    def _fill(self, line: str) -> bool:
        """A line to write on belongs to the question above and says nothing more."""
        return not _BLANK_TO_FILL.sub("", line).strip(" :")

    def _row(self, line: str) -> bool:
        """A row of a grid: words, and an empty box under each of the choices above."""
        matched, now = _GRID_ROW.match(line), self.now
        if matched is None or now is None or len(now.options) < 2 or _NUMBERED.match(line):  # noqa: PLR2004 - two make a choice
            return False
        marked = _LETTERED.match(matched[1])
        now.rows.append(" ".join((marked[3] if marked else matched[1]).split()))
        return True

    def _why(self, line: str) -> bool:
        matched = _NUMBERED.match(line)
        asked = (matched[3] or matched[5] or "") if matched else line
        marked = _LETTERED.match(asked)
        asked = _BLANK_TO_FILL.sub("", marked[3] if marked else asked).strip()
        if _WHY.match(asked) is None:
            return False
        if matched:
            self.number = int(matched[2] or matched[4])
        return self._begin(asked, why=True)

    def _numbered(self, line: str) -> bool:
        matched = _NUMBERED.match(line)
        if matched is None:
            return False
        number, said = int(matched[2] or matched[4]), (matched[3] or matched[5]).strip()
        named = bool(matched[1] or matched[4])
        if not named and self._is_choice(number, said):
            assert self.now is not None
            self.now.last_number = number
            self.now.marked = True
            self.now.options.append(said)
            return True
        self.number = number
        return self._begin(said, number)

    def _is_choice(self, number: int, said: str) -> bool:
        """A number that goes on a list of choices, and not the list of questions."""
        if self.now is None or said.endswith("?") or _NOTE.search(said):
            return False
        if self.now.last_number:
            return number == self.now.last_number + 1
        return number == 1 and self.number >= 1

    def _note(self, line: str) -> bool:
        if self.now is None or not _NOTE.match(line) or line.endswith("?"):
            return False
        if self.now.options and (self.gap or _RANK.search(line)):
            return False
        self.now.notes.append(line.strip("()[] "))
        return True

    def _marked(self, line: str) -> bool:
        matched = _BULLET.match(line) or _LETTERED.match(line)
        said = matched[matched.lastindex or 1].strip() if matched else ""
        if matched is None or not said:
            return self._in_line(line)
        if said.endswith("?") or self.now is None:
            return self._begin(said) if said.endswith("?") or _ASKS.match(said) else True
        self.now.marked = True
        boxes = [each for each in _BOXES.split(said) if each.strip()]
        self.now.options += [each.strip() for each in boxes]
        return True

    def _in_line(self, line: str) -> bool:
        """Several choices in one line: Yes / No / Not sure."""
        parts = [each.strip() for each in _IN_LINE.split(line) if each.strip()]
        short = all(len(each) <= _SHORT_LINE // 2 for each in parts)
        if self.now is None or len(parts) < 2 or not short or line.endswith("?"):  # noqa: PLR2004 - two make a choice
            return False
        self.now.marked = True
        self.now.options += parts
        return True

    def _asks(self, line: str) -> bool:
        """A line that asks, though it has no number."""
        asked = _INNER_NOTE.sub("", line).rstrip("* ").rstrip()
        if asked.endswith("?") or _CONSENT.match(line):
            return self._begin(line)
        free = self.gap or self.now is None or _CONSENT.match(self.now.label)
        return bool(self.expected or (free and _ASKS.match(line))) and self._begin(line)

    def _plain(self, line: str, following: str) -> None:
        """A line that is none of these: a choice without a mark, a hint, or a heading."""
        piece = self.now
        if piece is None or (self.gap and (piece.options or piece.plain)):
            piece = None
        if piece is not None and self.gap and _starts(following) and not piece.options:
            piece = None
        if piece is not None and not piece.marked:
            piece.plain.append(line)


def _starts(line: str) -> bool:
    """Whether a line begins a question."""
    bare = line.strip()
    return bool(_NUMBERED.match(bare)) or _INNER_NOTE.sub("", bare).rstrip("* ").endswith("?")


# --- guessing


def _guessed(piece: _Piece) -> Found:
    notes = [*piece.notes, *(match[1] for match in _INNER_NOTE.finditer(piece.label))]
    label = _BLANK_TO_FILL.sub("", _INNER_NOTE.sub("", piece.label)).strip()
    required = label.endswith("*") or any("required" in each.lower() for each in notes)
    options, hint = _options(piece)
    label, options = _yes_or_no(label.rstrip("* "), options)
    notes = [each for each in notes if each.lower() not in {"required", "optional"}]
    said = " ".join([label, *notes])
    known, other, none = _sorted_options(options)
    kind = _kind(said, label, known, why=piece.why)
    most, least = _bounds(kind, said)
    keep = kind.has_choices and kind is not Kind.AGREE_SCALE
    alone = none if kind is Kind.SEVERAL_CHOICES else ""
    return Found(
        label=label,
        kind=kind,
        hint=" ".join([*(_capital(each) for each in notes), *hint]).strip(),
        choices=tuple(known if alone or not none else [*known, none]) if keep else (),
        none=alone,
        other=other and kind in {Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES},
        required=required,
        least=least,
        most=most,
        dont_know=kind is Kind.AGREE_SCALE and any("know" in fold(each) for each in options),
    )


def _capital(note: str) -> str:
    said = note.strip().rstrip(".")
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _options(piece: _Piece) -> tuple[list[str], list[str]]:
    """The choices of a question, and lines that are only help."""
    plain = piece.plain
    short = all(len(each) <= _SHORT_LINE and not each.endswith((".", ":")) for each in plain)
    if not piece.options and len(plain) >= 2 and short:  # noqa: PLR2004 - two make a choice
        return [_clean(each) for each in plain], []
    return [_clean(each) for each in piece.options], plain


def _clean(option: str) -> str:
    return _BLANK_TO_FILL.sub("", option).strip().rstrip(";,").strip()


def _yes_or_no(label: str, options: list[str]) -> tuple[str, list[str]]:
    """“… (yes/no)” at the end of a question is two choices."""
    matched = re.search(r"\s*\(?\b(yes)\s*/\s*(no)(?:\s*/\s*([\w’' ]+?))?\)?\s*$", label, _I)
    if matched is None or options:
        return label, options
    return label[: matched.start()].rstrip(), [
        each.capitalize() for each in matched.groups() if each
    ]


def _sorted_options(options: Iterable[str]) -> tuple[list[str], bool, str]:
    """Plain choices, whether “other” is offered, and the one that stands for none."""
    known: list[str] = []
    other, none = False, ""
    for each in options:
        if _OTHER.match(each):
            other = True
        elif _NONE.match(each) and not none:
            none = each
        elif fold(each) not in {fold(one) for one in known}:
            known.append(each)
    return known, other, none


def _kind(said: str, label: str, options: Sequence[str], *, why: bool) -> Kind:
    """What sort of question this seems to be."""
    if why:
        return Kind.LONG_TEXT
    folded = {fold(each) for each in options}
    if folded >= set(_AGREEING) or (_AGREE_ASKED.search(label) and not options):
        return Kind.AGREE_SCALE
    if len(options) > 1:
        if _RANK.search(said):
            return Kind.RANK
        several = _SEVERAL.search(said) and not _ONE_ONLY.search(said)
        return Kind.SEVERAL_CHOICES if several else Kind.ONE_CHOICE
    return _open_kind(label)


_OPEN = (
    (_CONSENT, Kind.CONSENT),
    (re.compile(r"\bpost ?code\b", _I), Kind.POSTCODE),
    (_FILE_ASKED, Kind.FILE),
    (_NUMBER_ASKED, Kind.NUMBER),
    (_SCALE, Kind.NUMBER),
    (_DATE_ASKED, Kind.DATE),
    (_SHORT_ASKED, Kind.SHORT_TEXT),
)


def _open_kind(label: str) -> Kind:
    """A question without choices, by its words."""
    return next((kind for sign, kind in _OPEN if sign.search(label)), Kind.LONG_TEXT)


def _bounds(kind: Kind, said: str) -> tuple[int | None, int | None]:
    """The most and the least that may be chosen, or be a number, where the words say so."""
    if kind is Kind.NUMBER and (scale := _SCALE.search(said)):
        return int(scale[2]), int(scale[1])
    if kind is not Kind.SEVERAL_CHOICES:
        return None, None
    most, least = _MOST.search(said), _LEAST.search(said)
    exact = None if most or least else _EXACTLY.search(said)
    if exact:
        return _value(exact[1]), None
    return (_value(most[1]) if most else None), (_value(least[1]) if least else None)


def _value(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS[word.lower()]
