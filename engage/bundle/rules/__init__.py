"""How a full record is written, so that equal facts give equal bytes, and how it is checked."""

from engage.bundle.rules.archive import SUMS, File, archive, digest, faults, index, sums
from engage.bundle.rules.pages import document_page, page, section_page, words_of
from engage.bundle.rules.people import People
from engage.bundle.rules.times import check_as_of, moment, moment_of

__all__ = [
    "SUMS",
    "File",
    "People",
    "archive",
    "check_as_of",
    "digest",
    "document_page",
    "faults",
    "index",
    "moment",
    "moment_of",
    "page",
    "section_page",
    "sums",
    "words_of",
]
