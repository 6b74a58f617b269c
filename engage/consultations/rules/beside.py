"""Files beside a question: what may be one, and which of them an edition shows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engage.consultations.models import Paper, PaperFile
from engage.core.errors import RuleBroken
from engage.core.formats import picture
from engage.core.i18n import SOURCE, _, _d, _dl, format_number, languages

FOLDER = "beside"
"""The folder of the storage in which they lie; their addresses leave it out."""
PDF = "application/pdf"
PAPER_BYTES = 10 * 1024 * 1024
_LONGEST = 2_400
_KILO, _MEGA = 1_000, 1_000_000
_END = 2_048


@dataclass(frozen=True)
class Ready:
    """A file of a paper, made ready to be kept."""

    ending: str
    media_type: str
    data: bytes


def ready_file(data: bytes) -> Ready:
    """A PDF as it is, or a picture drawn anew; told by the content, never by the name.

    Raises RuleBroken for anything else. Slow for pictures.
    """
    if not data:
        raise RuleBroken(_dl("Choose a file that is not empty."), "file")
    if len(data) > PAPER_BYTES:
        raise RuleBroken(_dl("Choose a file smaller than 10 MB."), "file")
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-_END:]:
            raise RuleBroken(_dl("This PDF is not whole. Make it again."), "file")
        return Ready("pdf", PDF, data)
    if not picture.kind_of(data):
        raise RuleBroken(_dl("Choose a PDF or a picture (PNG, JPEG or WebP)."), "file")
    return _picture(data)


def _picture(data: bytes) -> Ready:
    try:
        drawn = picture.drawn_anew(data, tuple(picture.STARTS), _LONGEST)
    except picture.TooBig as wrong:
        raise RuleBroken(_dl("Choose a smaller picture."), "file") from wrong
    except picture.NotAPicture as wrong:
        raise RuleBroken(_dl("We could not read this picture. Choose another."), "file") from wrong
    return Ready(drawn.ending, drawn.media_type, drawn.data)


def check_promised(day: date | None, today: date) -> None:
    """Raises RuleBroken for a day that has passed before it is promised."""
    if day is not None and day < today:
        raise RuleBroken(_dl("Choose a day that is still to come."), "promised_on")


def files_in(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What a document says of each file in it: name, media_type, size, sha256."""
    for paper in body.get("papers", ()):
        if paper.get("file"):
            yield paper["file"]
    for page in body.get("pages", ()):
        for question in page["questions"]:
            if question.get("plan"):
                yield question["plan"]["file"]


def bare_name(stored: str) -> str:
    """The part of a stored name that stands in its address."""
    return stored.removeprefix(f"{FOLDER}/")


def size_words(size: int) -> str:
    """A size in bytes as people read it: 340 kB, 2.1 MB."""
    if size < _MEGA:
        return _("%(number)s kB", number=format_number(max(1, round(size / _KILO))))
    return _("%(number)s MB", number=format_number(round(size / _MEGA, 1)))


def kind_words(file: Mapping[str, Any]) -> str:
    """What a file is and how big, in words: PDF, 340 kB."""
    size = size_words(file["size"])
    if file["media_type"] == PDF:
        return _("PDF, %(size)s", size=size)
    return _("Picture, %(size)s", size=size)


def check_language(language: str, offered: Sequence[str], have: Sequence[str]) -> None:
    """Raises RuleBroken for a language that is not promised, and for one that comes before English.

    Whoever reads a language without a file of its own gets the English one.
    """
    if language not in offered:
        raise RuleBroken(_dl("Choose a language of this consultation."), "language")
    if language != SOURCE and SOURCE not in have:
        raise RuleBroken(_dl("Add the English file first."), "language")


def left_without(files: Sequence[PaperFile], language: str) -> list[PaperFile]:
    """What is left of the files of a paper without one; none without the English one."""
    if language == SOURCE:
        return []
    return [each for each in files if each.language != language]


def behind(paper: Paper) -> list[str]:
    """The languages in which the words of a paper were written for an older file."""
    return [each.language for each in paper.files if each.words_are_old]


def old_words(papers: Sequence[Paper], offered: Sequence[str]) -> list[str]:
    """Which papers have words or a file for an older file in an offered language, told to staff.

    Whoever cannot use the file reads the words alone: they never say less, or other things. A file
    in another language says what the English one says.
    """
    told = [
        _d(
            "Paper %(number)s: its words in %(language)s were written for an older file.",
            number=number,
            language=languages()[code].name,
        )
        for number, paper in enumerate(papers, start=1)
        for code in behind(paper)
        if code in offered
    ]
    return told + [
        _d(
            "Paper %(number)s: its file in %(language)s was made from an older English file.",
            number=number,
            language=languages()[each.language].name,
        )
        for number, paper in enumerate(papers, start=1)
        for each in paper.files
        if paper.is_old(each) and each.language in offered
    ]
