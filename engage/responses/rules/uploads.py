"""Files that people send: which kinds are taken, told by their content and never by their name.

Pictures are drawn anew, so that nothing hides in them: no place, no camera, no second file. Films
lose the place where they were made, and are never held in memory.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from engage.consultations.rules import AskedQuestion, building
from engage.core.errors import RuleBroken
from engage.core.formats import film, picture
from engage.core.i18n import _l
from engage.responses.rules.values import line

MEGABYTE = 1024 * 1024
USUAL_MEGABYTES = 5
MOST_MEGABYTES = 10
MOST_BYTES = MOST_MEGABYTES * MEGABYTE
MOST_FILM_MEGABYTES = building.MOST_FILM_MEGABYTES
FILMS = frozenset({"mp4", "mov", "webm"})
"""How the names of films end."""
DRAWN_ANEW = frozenset({"image/jpeg", "image/png"})
"""The kinds whose content is ours: `check_upload` draws pictures anew."""
ACCEPT = ".pdf,.jpg,.jpeg,.png,.txt,.docx"
_LONGEST_SIDE = 3_000
_MOST_UNPACKED = 100 * MEGABYTE
_MOST_PARTS = 2_000
_NAME = 80
_PARTS = re.compile(r"[/\\:]")
_ODD = re.compile(r'[<>"|?*\x00-\x1f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_PDF, _ZIP = b"%PDF-", b"PK\x03\x04"
_JPEG, _PNG = picture.STARTS["JPEG"], picture.STARTS["PNG"]
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_DOCX_PARTS = {"[Content_Types].xml", "word/document.xml"}
_ACTIVE = ("vbaproject.bin", "activex")


@dataclass(frozen=True)
class Upload:
    """A file that may be kept: a plain name, its kind, its size in bytes.

    `source` gives its content as it is stored, from the beginning.
    """

    name: str
    media_type: str
    ending: str
    size: int
    source: IO[bytes]

    @property
    def is_film(self) -> bool:
        """Whether it is a film, which may be far bigger than other files."""
        return self.ending in FILMS

    @property
    def data(self) -> bytes:
        """Its whole content: not for films."""
        self.source.seek(0)
        return self.source.read()


def megabytes_of(question: AskedQuestion) -> int:
    """The most megabytes that a file of a question may have; a film may have more."""
    return min(question.limit or USUAL_MEGABYTES, MOST_MEGABYTES)


def accept_of(question: AskedQuestion) -> str:
    """What a browser offers to choose from: with films, a phone offers its camera too."""
    return f"{ACCEPT},video/*" if question.films else ACCEPT


def check_size(size: int, megabytes: int, key: str) -> None:
    """Raises RuleBroken for a file of more megabytes."""
    if size > megabytes * MEGABYTE:
        message = _l("Choose a file smaller than %(limit)s MB.")
        raise RuleBroken(message, key, limit=megabytes)


def check_taken(upload: Upload, megabytes: int, films: int, key: str) -> None:
    """Raises RuleBroken for a file of more megabytes, and for a film of more than `films`.

    No `films` are taken where that is nought.
    """
    if upload.is_film and not films:
        raise _refused()
    check_size(upload.size, films if upload.is_film else megabytes, key)


def check_sent(name: str, source: IO[bytes]) -> Upload:
    """A file as it was sent, made ready to be kept: `check_upload`, and films of any size we take.

    `source` can be read and written. Raises RuleBroken. Call it before the database is touched.
    """
    head = source.read(film.HEAD)
    source.seek(0)
    if not film.begins(head):
        return check_upload(name, source.read(MOST_BYTES + 1))
    size = source.seek(0, io.SEEK_END)
    check_size(size, MOST_FILM_MEGABYTES, "")
    try:
        sort = film.take(source)
    except film.NotAFilm as wrong:
        raise RuleBroken(_l("We could not read this file. Choose another one.")) from wrong
    return Upload(f"{_stem(name)}.{sort.ending}", sort.media_type, sort.ending, size, source)


def check_upload(name: str, data: bytes) -> Upload:
    """A file made ready to be kept. Raises RuleBroken for one that is empty, of no kind, or a trap.

    Slow for pictures: call it before the database is touched.
    """
    if not data:
        raise RuleBroken(_l("Choose a file that is not empty."))
    check_size(len(data), MOST_MEGABYTES, "")
    ending, media_type, kept = _taken(data)
    return Upload(f"{_stem(name)}.{ending}", media_type, ending, len(kept), io.BytesIO(kept))


def _taken(data: bytes) -> "Taken":
    for start, take in _TAKES.items():
        if data.startswith(start):
            return take(data)
    return "txt", "text/plain", _plain(data)


Taken = tuple[str, str, bytes]


def _stem(name: str) -> str:
    """A name without folders, ending, or anything that could lead astray."""
    last = _PARTS.split(unicodedata.normalize("NFC", name))[-1]
    stem = line(_ODD.sub("", last)).rpartition(".")[0] or line(_ODD.sub("", last))
    return stem.strip(". ")[:_NAME].strip(". ") or "file"


class WrongKind(RuleBroken):
    """A file of a kind that is not taken."""


def _refused() -> WrongKind:
    return WrongKind(_l("Choose a PDF, a Word file, a text or a picture (JPEG or PNG)."))


def with_films(wrong: RuleBroken) -> RuleBroken:
    """What is wrong with a file, where films are taken too."""
    if not isinstance(wrong, WrongKind):
        return wrong
    message = _l("Choose a film (MP4, WebM or MOV), a PDF, a Word file, a text or a picture.")
    return WrongKind(message)


def _pdf(data: bytes) -> Taken:
    if b"%%EOF" not in data[-2048:]:
        raise RuleBroken(_l("We could not read this file. Choose another one."))
    return "pdf", "application/pdf", data


def _picture(data: bytes) -> Taken:
    try:
        found = picture.drawn_anew(data, ("JPEG", "PNG"), _LONGEST_SIDE)
    except picture.TooBig as wrong:
        raise RuleBroken(_l("Choose a smaller picture.")) from wrong
    except picture.NotAPicture as wrong:
        raise RuleBroken(_l("We could not read this picture. Choose another one.")) from wrong
    return found.ending, found.media_type, found.data


def _word(data: bytes) -> Taken:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError) as wrong:
        raise _refused() from wrong
    names = {part.filename for part in parts}
    active = any(each in name.lower() for name in names for each in _ACTIVE)
    if not names >= _DOCX_PARTS or active:
        raise _refused()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise RuleBroken(_l("We could not read this file. Choose another one."))
    return "docx", _DOCX, data


def _plain(data: bytes) -> bytes:
    """A plain text as UTF-8; one from an older machine is put right."""
    if _BINARY.search(data):
        raise _refused()
    try:
        return data.decode("utf-8-sig").encode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace").encode()


_TAKES: dict[bytes, Callable[[bytes], Taken]] = {
    _PDF: _pdf,
    _JPEG: _picture,
    _PNG: _picture,
    _ZIP: _word,
}
