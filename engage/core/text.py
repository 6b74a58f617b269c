"""Text: made safe, made plain, cut into words and sentences, folded for search. Pure."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterator
from html import unescape
from typing import NamedTuple

import bleach
from markupsafe import Markup  # noqa: TID251 - the one place

from engage.core.errors import RuleBroken
from engage.core.i18n import _l
from engage.core.letters import clusters


def _each(words: str) -> frozenset[str]:
    return frozenset(words.split())


MAX_HTML = 100_000
LONGEST = 20_000
"""The most characters that any one text of ours has; many have fewer."""
MAX_DEPTH = 50
TAGS = _each(
    "a abbr b blockquote br caption code dd div dl dt em figcaption figure h2 h3 h4 hr i li ol p"
    " small span strong sub sup table tbody td th thead tr u ul"
)
ATTRIBUTES = {
    "*": ["lang", "dir"],
    "a": ["href", "title"],
    "abbr": ["title"],
    "td": ["colspan", "rowspan", "headers"],
    "th": ["colspan", "rowspan", "scope", "id"],
}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_HIDDEN = ("script", "style", "template", "noscript", "iframe", "title")
_ALONE = _each("area base br col embed hr img input link meta source track wbr")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")


def clean_html(html: str) -> str:
    """HTML that may be shown: only harmless tags, attributes and links are left.

    Slow by nature, so it is called when a text is written, never when it is read.
    Raises RuleBroken above MAX_HTML characters or MAX_DEPTH nested tags.
    """
    if len(html) > MAX_HTML:
        raise RuleBroken(_l("Make this text shorter. It is too long for one page."))
    for tag in _HIDDEN:
        html = _without(html, tag)
    if _depth(html) > MAX_DEPTH:
        raise RuleBroken(_l("Paste this text again without its layout."))
    return bleach.clean(  # noqa: TID251 - the one place
        html, tags=TAGS, attributes=ATTRIBUTES, protocols=SCHEMES, strip=True, strip_comments=True
    )


def shown(clean: str) -> Markup:
    """Markup from HTML that `clean_html` gave earlier and that was stored since."""
    return Markup(clean)  # noqa: S704 - cleaned when it was written


_UNSEEN_KINDS = frozenset({"Cc", "Cf", "Co", "Cs", "Zs", "Zl", "Zp"})
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_OVERRIDES = str.maketrans("", "", "\u202d\u202e")


def is_blank(text: str) -> bool:
    """True when there is nothing in a text that a reader would see."""
    return all(
        letter in _UNSEEN or unicodedata.category(letter) in _UNSEEN_KINDS for letter in text
    )


def forwards(text: str) -> str:
    """A text without the marks that make it read backwards; those of real writing stay."""
    return text.translate(_OVERRIDES)


_MOST_MARKS = 8
"""The most marks that a text may have for each letter; no writing needs more."""


def length(text: str) -> int:
    """How many characters a reader sees: marks and joined pictures count with their letter."""
    return clusters(text)


def is_longer(text: str, most: int = LONGEST) -> bool:
    """Whether a text has more characters than that, as a reader sees them.

    A letter may carry a few marks; a text of marks alone is too long all the same.
    """
    return len(text) > most and (len(text) > most * _MOST_MARKS or length(text) > most)


def slugify(text: str, longest: int = 60) -> str:
    """A text as part of an address: small letters, digits and dashes; empty when none is left."""
    bare = unicodedata.normalize("NFKD", text.replace("’", "")).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", bare.casefold()))[:longest].strip("-")


def free_slug(wanted: str, taken: Collection[str]) -> str:
    """The address asked for, or the next one that is free: parking, parking-2, parking-3."""
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _without(html: str, tag: str) -> str:
    """The HTML without one kind of element and what stands in it. One pass, whatever is typed."""
    low, kept, at = html.lower(), [], 0
    if len(low) != len(html):
        low = html
    while (start := low.find(f"<{tag}", at)) >= 0:
        kept.append(html[at:start])
        end = low.find(f"</{tag}", start)
        closed = low.find(">", end) if end >= 0 else -1
        if closed < 0:
            return "".join(kept)
        at = closed + 1
    kept.append(html[at:])
    return "".join(kept)


def _depth(html: str) -> int:
    """The most tags open at once; a tag that stands alone opens nothing."""
    deepest = now_open = 0
    for match in _TAG.finditer(html):
        if match[2].lower() in _ALONE:
            continue
        now_open = max(now_open - 1, 0) if match[1] else now_open + 1
        deepest = max(deepest, now_open)
    return deepest


_BLOCKS = _each(
    "p div li ul ol dl dt dd h1 h2 h3 h4 h5 h6 tr table br hr blockquote figure section "
    "article header footer caption"
)
_BREAKS = {**dict.fromkeys(_BLOCKS, "\n"), "td": " ", "th": " "}
_OPENS = re.compile(r"</?([a-zA-Z][^\s/>]*)|<[!?]")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_MOST_IN_QUOTES = 5


def plain_text(html: str) -> str:
    """The words of some HTML, one block to a line, without tags, scripts or empty lines.

    Its time grows with the length alone, whatever is typed: a stranger may have written it.
    """
    for tag in _HIDDEN:
        html = _without(html, tag)
    said = "".join(_words_and_breaks(_without_comments(html)))
    lines = (re.sub(r" +", " ", line).strip() for line in said.split("\n"))
    return "\n".join(line for line in lines if line)


def _without_comments(html: str) -> str:
    kept, at = [], 0
    while (start := html.find("<!--", at)) >= 0 and (end := html.find("-->", start + 2)) >= 0:
        kept.append(html[at:start])
        at = end + 3
    return "".join([*kept, html[at:]])


def _words_and_breaks(html: str) -> Iterator[str]:
    """What stands between tags, on one line, and a break for each tag that makes one."""
    at, last = 0, html.rfind(">")
    while 0 <= (start := html.find("<", at)) < last:
        yield _on_one_line(html[at:start])
        opens = _OPENS.match(html, start)
        if opens is None:
            yield "<"
            at = start + 1
        else:
            yield _BREAKS.get((opens[1] or "").lower(), "")
            at = _end_of_tag(html, start) + 1
    yield _on_one_line(html[at:])


def _on_one_line(said: str) -> str:
    return re.sub(r"\s+", " ", unescape(said))


def _end_of_tag(html: str, start: int) -> int:
    """Where a tag ends: at the first “>” that stands in no quotes. Only a few are looked at."""
    first = end = html.find(">", start)
    for _each_end in range(_MOST_IN_QUOTES):
        bare = _QUOTED.sub("", html[start:end])
        if '"' not in bare and "'" not in bare:
            return end
        end = html.find(">", end + 1)
        if end < 0:
            break
    return first


def fingerprint(text: str) -> str:
    """The SHA-256 of a text, 64 hex digits. The same words in composed and split form agree."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode("utf-8", "replace")).hexdigest()


_ACCENTS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u0640]+")
_ALIKE = str.maketrans("łđıøةىیک", "ldioهييك") | {ord("æ"): "ae", ord("œ"): "oe"}
"""Letters that people type for one another and that Unicode does not take apart."""


def fold(text: str) -> str:
    """Text for searching: one form, small letters, no accents; Indic vowel signs stay."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", folded)).translate(_ALIKE)
    return unicodedata.normalize("NFKC", bare)


# --- Words ---------------------------------------------------------------------------------

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ffff"
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8"
    "\u0900-\u0963\u0966-\u096f\u0971-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u135d-\u135f\u200c\u200d"
)
_ONE = rf"[\w{_MARKS}]"
_NOT_HAN = rf"(?:(?![{_HAN}])[\w{_MARKS}])"


def _word_pattern(one: str) -> str:
    return rf"(?<!\w)(?:[^\W\d_]\.){{2,}}|{one}+(?:(?:['’&‐‑-]|(?<=\d)[.,:](?=\d)){one}+)*"


_WORD = re.compile(_word_pattern(_ONE))
_WORD_OR_HAN = re.compile(rf"[{_HAN}]{{1,2}}|{_word_pattern(_NOT_HAN)}")
_ANY_HAN = re.compile(f"[{_HAN}]")


def word_matches(text: str) -> Iterator[re.Match[str]]:
    """Each word with its place. Han characters, written without spaces, count in pairs."""
    return (_WORD_OR_HAN if _ANY_HAN.search(text) else _WORD).finditer(text)


def words(text: str) -> list[str]:
    """The words of a text in order, without punctuation: "co-design", "9.30", "e.g.", "can’t"."""
    return [match[0] for match in word_matches(text)]


# --- Sentences -----------------------------------------------------------------------------


class Span(NamedTuple):
    """A sentence by its place in the text. A heading is a short line alone without a full stop."""

    start: int
    end: int
    heading: bool


_LINE = re.compile("[^\r\n\v\f\x85\u2028\u2029]+")
_BULLET = re.compile(r"\s*(?:[•‣◦▪●]\s*|(?:[-–—*·∙]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)])\s+)")
_CLOSERS = r"[\"'”’»)\]」』）]*"
_END = re.compile(rf"(?<![.!?…])[.!?…]++{_CLOSERS}(?=\s|$)|[।॥۔؟።፧။。！？｡]+{_CLOSERS}")
_STOP_LAST = re.compile(rf"[.!?…।॥۔؟።፧။。！？｡:;]{_CLOSERS}\s*$")
_BEFORE = re.compile(r"(?<!\w)((?:[^\W\d_]+\.)*[^\W\d_]+)$")
_NUMBER_BEFORE = re.compile(r"(?<![\w.,])\d{1,2}$")
_ORDINAL_STOP = frozenset({"de", "pl", "hu", "tr", "sq", "lt"})
_STARTER = re.compile(r"(?:A|An|And|But|He|I|If|In|It|Our|Please|She|The|They|This|To|We|You)\b")
_WRAPPED = 55
_HEADING_WORDS = 12

# Words whose stop never ends a sentence, and words whose stop does so only before a capital.
_NEVER = _each(
    "mr mrs ms mx dr prof rev hon cllr capt messrs st ee e.g i.e eg ie viz cf vs approx fig"
    " sr sra srta dra ud uds p.ej ej mme mlle hr fr z.b bzw nr np ul dl dna sig dott"
)
_MAYBE = _each(
    "a.m p.m am pm etc ltd co inc jr u.k u.s n.h.s ph.d b.a tel ext min max mins hrs est dept"
    " govt incl excl temp para sec pt vol ch ed eds pp jan feb mar apr jun jul aug sept"
    " sep oct nov dec mon tue tues wed thu thur thurs fri sat sun usw núm uu"
)


def sentences(text: str, language: str = "en_GB") -> list[str]:
    """The sentences of a plain text in order, each on one line and without its list marker."""
    return [" ".join(text[s.start : s.end].split()) for s in sentence_spans(text, language)]


def sentence_spans(text: str, language: str = "en_GB") -> list[Span]:
    """The sentences of a plain text by place: in order, apart, each with a word in it.

    A line end ends a sentence, except where a long line clearly runs on in the next. Stops of
    Arabic, Urdu, Indic, Ethiopic and Chinese writing are known; "Mr.", "e.g." and "9.30" are too.
    """
    found: list[Span] = []
    for start, end, bullet in _blocks(text):
        line = text[start:end]
        short = len(line.split(maxsplit=_HEADING_WORDS)) <= _HEADING_WORDS
        heading = short and not bullet and not _STOP_LAST.search(line)
        found.extend(Span(a, b, heading) for a, b in _cut(text, start, end, language))
    return found


def _blocks(text: str) -> Iterator[tuple[int, int, bool]]:
    """Pieces that no sentence crosses: lines, joined where one runs on in the next.

    Each as (start, end, has a list marker), the marker left out.
    """
    start, end, marked = -1, -1, False
    for match in _LINE.finditer(text):
        if not match[0].strip():
            continue
        if start >= 0 and _runs_on(text, end, match):
            end = match.end()
            continue
        if start >= 0:
            yield start, end, marked
        bullet = _BULLET.match(match[0])
        marked = bullet is not None
        start, end = match.start() + (bullet.end() if bullet else 0), match.end()
    if start >= 0:
        yield start, end, marked


def _runs_on(text: str, end: int, line: re.Match[str]) -> bool:
    """True when a full line without a stop is followed at once by a line in small letters."""
    gap = text[end : line.start()]
    before = text[text.rfind("\n", 0, end) + 1 : end].rstrip()
    return (
        gap in {"\n", "\r\n"}
        and len(before) >= _WRAPPED
        and before[-1] not in ".!?:;…"
        and line[0].lstrip()[0].islower()
        and not _BULLET.match(line[0])
    )


def _cut(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    at = start
    for match in _END.finditer(text, start, end):
        if match.end() < end and not _ends(text, match, end, language):
            continue
        yield from _trimmed(text, at, match.end())
        at = match.end()
    yield from _trimmed(text, at, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    if any(character.isalnum() for character in piece):
        yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _ends(text: str, match: re.Match[str], end: int, language: str) -> bool:
    """Is this stop the end of a sentence? Told from the word before it and the letter after."""
    mark = match[0]
    after = text[match.end() : min(end, match.end() + 12)].lstrip().lstrip("\"'“‘«([¿¡")
    small = after[:1].islower()
    if mark.startswith(("..", "…")) or (mark[0] in "!?" and len(mark) > 1):
        return not small
    if not mark.startswith("."):
        return True
    return _stop_ends(text[max(0, match.start() - 24) : match.start()], after, language)


def _stop_ends(before: str, after: str, language: str) -> bool:
    if language.partition("_")[0] in _ORDINAL_STOP and _NUMBER_BEFORE.search(before):
        return False
    found = _BEFORE.search(before)
    if found is None:
        return True
    word = found[1].lower()
    if word in _NEVER:
        return False
    if word in {"no", "nos"}:
        return not after[:1].isdigit()
    if len(word) == 1 and found[1] != "I":
        return _STARTER.match(after) is not None or not _is_initial(before[: found.start()])
    return after[:1].isupper() if word in _MAYBE or "." in word else True


def _is_initial(before: str) -> bool:
    """True for the J in "J. Smith" and "Mr J. Smith", not for the C in "vitamin C."."""
    last = before.split()[-1:]
    return not last or last[0][0].isupper()
