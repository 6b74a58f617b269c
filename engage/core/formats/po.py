"""PO files for texts: the id of each stands as its context, so that no two are alike."""

import re
from io import BytesIO

from babel.core import UnknownLocaleError
from babel.messages import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from engage.core.formats.units import MOST_UNITS, Faulty, Unit, UnitFile
from engage.core.i18n import _dl

_CONTEXT = re.compile(r'^msgctxt "([^"\n]*)"\s*$', re.MULTILINE)
_PLURALS = re.compile(r"^msgid_plural\b|nplurals\s*=\s*(?:[7-9]|\d\d)", re.MULTILINE)
"""Ours have no plurals; the library makes room for as many forms as a file says there are."""
_LANGUAGE = re.compile(r"^Language:\s*(\S+)\s*$", re.MULTILINE)


def write(made: UnitFile) -> bytes:
    """A whole file, UTF-8. The source language is told in a comment."""
    header = f"# Texts from {made.source} into {made.target}."
    catalogue = Catalog(header_comment=header, fuzzy=False, charset="utf-8")
    for unit in made.units:
        notes = [unit.note] if unit.note else []
        catalogue.add(unit.source, unit.target, context=unit.id, auto_comments=notes)
    kept = BytesIO()
    write_po(kept, catalogue, width=0)
    said = kept.getvalue().decode("utf-8")
    first, _line, rest = said.partition('"MIME-Version')
    return f'{first}"Language: {made.target}\\n"\n"MIME-Version{rest}'.encode()


def read(data: bytes) -> UnitFile:
    """The units of a file; a translation marked as unsure (fuzzy) counts as none. Raises Faulty."""
    try:
        text = data.decode("utf-8-sig")
        if _PLURALS.search(text):
            raise Faulty(_dl("This is not a PO file that we can read."))
        catalogue = read_po(BytesIO(text.encode()), abort_invalid=True)
    except PoFileError as error:
        raise Faulty(_dl("This line is not as a PO file has it."), error.lineno + 1) from error
    except (UnknownLocaleError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise Faulty(_dl("This is not a PO file that we can read.")) from error
    _check_twice(text)
    units = [
        Unit(
            str(message.context or ""),
            str(message.id),
            "" if message.fuzzy else str(message.string or ""),
            message.lineno or 0,
        )
        for message in catalogue
        if message.id and isinstance(message.id, str)
    ]
    if not units and "msgid" not in text:
        raise Faulty(_dl("This is not a PO file that we can read."))
    if len(units) > MOST_UNITS:
        raise Faulty(_dl("This file has too many texts."))
    return UnitFile("", _language(text), units)


def _language(text: str) -> str:
    """The language of the header, as it stands there: Babel knows only some."""
    head = text.replace('"', "").replace("\\n", "\n")
    found = _LANGUAGE.search(head)
    return found[1] if found else ""


def _check_twice(text: str) -> None:
    """Raises Faulty for a text that stands there twice: the library would keep one of them."""
    seen: set[str] = set()
    for found in _CONTEXT.finditer(text):
        if found[1] in seen:
            line = text.count("\n", 0, found.start()) + 1
            raise Faulty(_dl("This text stands there twice."), line)
        seen.add(found[1])
