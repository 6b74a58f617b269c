"""XLIFF 2.0: written with one segment to a unit, read from any tool that keeps to plain text.

Source: OASIS XLIFF Version 2.0, 4.2 (structure), 4.3.1 (ids are NMTOKENs, languages are tags).
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.sax import ContentHandler, SAXException
from xml.sax.saxutils import escape, quoteattr

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from engage.core.formats.sheet import plain
from engage.core.formats.units import MOST_UNITS, Faulty, Unit, UnitFile
from engage.core.i18n import _dl

_SPACE = "urn:oasis:names:tc:xliff:document:2.0"
_TEXTS = {"source", "target"}
_THROUGH = {"mrk", "sm", "em"}
"""Elements that tools put around words and that change none."""


def write(made: UnitFile) -> bytes:
    """A whole file, UTF-8."""
    return "".join(_lines(made)).encode("utf-8")


def _lines(made: UnitFile) -> Iterator[str]:
    languages = f"srcLang={quoteattr(made.source)} trgLang={quoteattr(made.target)}"
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<xliff xmlns="{_SPACE}" version="2.0" {languages}>\n'
    yield '<file id="f1" xml:space="preserve">\n'
    for unit in made.units:
        state = "translated" if unit.target else "initial"
        yield f"<unit id={quoteattr(unit.id)}>\n"
        if unit.note:
            yield f"<notes><note>{_text(unit.note)}</note></notes>\n"
        yield f'<segment state="{state}">\n<source>{_text(unit.source)}</source>\n'
        if unit.target:
            yield f"<target>{_text(unit.target)}</target>\n"
        yield "</segment>\n</unit>\n"
    yield "</file>\n</xliff>\n"


def _text(text: str) -> str:
    return escape(plain(text))


def read(data: bytes) -> UnitFile:
    """The units of a file. Entities and document types are refused. Raises Faulty."""
    reader = _Reader()
    parser: Any = make_parser()
    parser.forbid_dtd = True
    parser.setFeature("http://xml.org/sax/features/namespaces", False)  # noqa: FBT003 - as SAX has it
    parser.setContentHandler(reader)
    try:
        parser.parse(BytesIO(data))
    except SAXException as error:
        line = getattr(error, "getLineNumber", int)() or 0
        raise Faulty(_dl("This is not a whole XML file."), line) from error
    except (DefusedXmlException, ValueError, LookupError) as error:
        if isinstance(error, Faulty):
            raise
        raise Faulty(_dl("This is not a file that we can read.")) from error
    return reader.made()


class _Reader(ContentHandler):
    """Collects units as the parser meets them."""

    def __init__(self) -> None:
        super().__init__()
        self.units: list[Unit] = []
        self.languages: tuple[str, str] | None = None
        self.unit = ""
        self.line = 0
        self.texts: dict[str, list[str]] = {}
        self.inside = ""

    @property
    def here(self) -> int:
        """The line that the parser is at."""
        return int(self._locator.getLineNumber() or 0)  # type: ignore[attr-defined]  # SAX sets it

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - as SAX has it
        """Note where we are. Raises Faulty for what this format does not have."""
        local = name.rpartition(":")[2]
        if self.languages is None:
            self._root(local, attrs)
        elif local == "unit":
            self.unit, self.line = str(attrs.get("id", "")), self.here
            self.texts = {each: [] for each in _TEXTS}
        elif local in _TEXTS and self.unit:
            self.inside = local
        elif self.inside and local not in _THROUGH:
            raise Faulty(_dl("Take the markup out. Only words stand here."), self.here)

    def _root(self, local: str, attrs: Any) -> None:
        if local != "xliff":
            raise Faulty(_dl("This is not an XLIFF file."), self.here)
        if not str(attrs.get("version", "")).startswith("2."):
            raise Faulty(_dl("Send this file as XLIFF 2.0."), self.here)
        self.languages = (str(attrs.get("srcLang", "")), str(attrs.get("trgLang", "")))

    def endElement(self, name: str) -> None:  # noqa: N802 - as SAX has it
        """Keep a unit that has ended. Raises Faulty for too many."""
        local = name.rpartition(":")[2]
        if local == self.inside:
            self.inside = ""
        elif local == "unit":
            source, target = ("".join(self.texts[each]) for each in ("source", "target"))
            self.units.append(Unit(self.unit, source, target, self.line))
            self.unit = ""
            if len(self.units) > MOST_UNITS:
                raise Faulty(_dl("This file has too many texts."), self.here)

    def characters(self, content: str) -> None:
        """Keep the words of a source or a target."""
        if self.inside:
            self.texts[self.inside].append(content)

    def made(self) -> UnitFile:
        """All that was read."""
        assert self.languages is not None, "a whole XML file has a root"
        return UnitFile(*self.languages, self.units)
