"""How a full record is written, so that equal facts give equal bytes, and how it is checked."""

from engage.bundle.rules.archive import FORMAT, SUMS, File, archive, digest, faults, index, sums
from engage.bundle.rules.pages import document_page, level_said, page, section_page
from engage.bundle.rules.people import People
from engage.bundle.rules.times import check_as_of, moment, moment_of

__all__ = [
    "FORMAT",
    "SUMS",
    "File",
    "People",
    "archive",
    "check_as_of",
    "digest",
    "document_page",
    "faults",
    "index",
    "level_said",
    "moment",
    "moment_of",
    "page",
    "section_page",
    "sums",
]
