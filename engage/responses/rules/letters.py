"""The words of a letter or an email: what somebody wrote themselves, and what came along.

The whole text is always kept beside it: a machine may be wrong about where somebody stops.
"""

import re
from dataclasses import dataclass

_SIGNATURE = re.compile(r"^-- ?$")
_QUOTED = re.compile(r"^\s*>")
_BEFORE_QUOTE = re.compile(
    r"^\s*(?:on|am|le|el|il)\b.{4,250}\b(?:wrote|schrieb|écrit|escribió|scritto)\s?:?\s*$",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"^\s*(?:-{2,}\s*(?:original|forwarded) message\s*-{2,}|begin forwarded message:?|_{20,})\s*$",
    re.IGNORECASE,
)
_HEADER_LINE = re.compile(r"^\s*\*?(?:from|sent|date|to|subject)\*?:\s", re.IGNORECASE)
_HEADERS = 3
_SENT_FROM = re.compile(
    r"^\s*(?:sent from my \w[\w ]{0,40}|get outlook for \w+.{0,60})\s*$", re.IGNORECASE
)


@dataclass(frozen=True)
class Letter:
    """The words of an email: `own` without signature and quotes; `whole` as it came."""

    own: str
    whole: str

    @property
    def trimmed(self) -> bool:
        """Whether something was left out."""
        return self.own != self.whole.strip()


def writer(sender: str) -> tuple[str, str]:
    """The name and the folded address of whoever sent an email: “Ana <ana@example.org>”."""
    name, _less, rest = sender.rpartition("<")
    return name.strip(), rest.rstrip(">").strip().casefold()


def letter(text: str) -> Letter:
    """What somebody wrote, apart from signature and quoted mail.

    When nothing would be left, everything is own words: an answer may stand in a quote.
    """
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = whole.split("\n")
    kept: list[str] = []
    for number, line in enumerate(lines):
        if _ends_here(lines, number):
            break
        if not _QUOTED.match(line):
            kept.append(line.rstrip())
    own = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return Letter(own or whole.strip(), whole)


def _ends_here(lines: list[str], number: int) -> bool:
    """Whether the writer's own words end before this line."""
    line = lines[number]
    alone = _SIGNATURE.match(line) or _FORWARDED.match(line) or _SENT_FROM.match(line)
    if alone or _BEFORE_QUOTE.match(_joined(lines, number)):
        return True
    heads = [bool(_HEADER_LINE.match(each)) for each in lines[number : number + _HEADERS]]
    return len(heads) == _HEADERS and all(heads)


def _joined(lines: list[str], number: int) -> str:
    """A line, with the next where mail programs break “On … wrote:” in two."""
    line = lines[number]
    if line.rstrip().endswith(":") or len(line) > 250 or number + 1 >= len(lines):  # noqa: PLR2004 - of a line
        return line[:400]
    following = lines[number + 1]
    return f"{line} {following}"[:400] if following.rstrip().endswith(":") else line
