"""What of our own English is left on a page in another language."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from xml.etree.ElementTree import Element

import polib

from engage.core.letters import isolated
from tests.architecture.tree import ROOT
from tests.honest import parse

_VALUE = re.compile(r"%\(\w+\)s")
_ENDS = " .,:;()“”\n"
_LETTERS = 12


def _squeezed(text: str) -> str:
    return " ".join(text.split())


@dataclass(frozen=True)
class English:
    """The English words that a catalogue puts into another language: whole, or around values."""

    messages: frozenset[str]

    @classmethod
    def of(cls, language: str) -> "English":
        """Those of the catalogue of a language, save what is the same in it."""
        path = ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"
        said = set()
        for entry in polib.pofile(str(path)):
            others = {entry.msgstr, *entry.msgstr_plural.values()}
            said |= {entry.msgid, entry.msgid_plural} - others - {""}
        return cls(frozenset(said))

    @cached_property
    def around(self) -> tuple[str, ...]:
        """The fixed words of messages with values: each stretch of two words or more."""
        valued = [each for each in self.messages if _VALUE.search(each)]
        found = {_squeezed(part).strip(_ENDS) for each in valued for part in _VALUE.split(each)}
        return tuple(sorted(each for each in found if len(each) >= _LETTERS and " " in each))

    def is_in(self, text: str) -> bool:
        """Whether a text is one of the messages, or holds the fixed words of one with values."""
        return text in self.messages or any(part in text for part in self.around)

    def left(self, page: str) -> list[str]:
        """Texts of a page in another language that still stand in English.

        What is marked as English is content that nobody has translated; its heading may be the
        title.
        """
        found: list[str] = []
        marked: set[str] = set()

        def look(node: Element, foreign: bool) -> None:
            lang = node.get("lang")
            foreign = (lang or "").startswith("en") if lang else foreign
            texts = [] if foreign else _texts(node)
            found.extend(text for text in texts if self.is_in(text))
            marked.update([_squeezed("".join(node.itertext()))] if foreign else [])
            for child in node:
                look(child, foreign)

        tree = parse(page)
        title = _squeezed(tree.findtext("head/title", "").partition(" – ")[0])
        look(tree.find("body") or Element("body"), foreign=False)
        found.extend(each for each in (title,) if each not in marked and self.is_in(each))
        return found


def _texts(node: Element) -> Iterable[str]:
    """What is said in a node itself, between its children, and in what reads out or fills in."""
    said = [node.text or "", *(child.tail or "" for child in node)]
    said += [node.get(name) or "" for name in ("alt", "aria-label", "placeholder", "title")]
    if node.tag == "input" and node.get("type") == "submit":
        said.append(node.get("value") or "")
    return [_squeezed(each) for each in said]


def loose_numbers(page: str) -> list[str]:
    """Numbers in groups, in text from right to left, that do not keep their own direction."""
    left: list[str] = []

    def look(node: Element, kept: bool) -> None:
        kept = kept or node.tag == "bdi" or node.get("dir") in {"ltr", "auto"}
        texts = [] if kept else [node.text or "", *(child.tail or "" for child in node)]
        left.extend(each for each in texts if isolated(f"\u0627 {each}") != f"\u0627 {each}")
        for child in node:
            look(child, kept)

    look(parse(page).find("body") or Element("body"), kept=False)
    return left
