"""A LimeSurvey structure file (.lss): XML with one list of rows for each table."""

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

MOST_ROWS = 20_000
Rows = list[dict[str, str]]


class NotReadable(ValueError):
    """This is no such file, or one made to do harm."""


def tables(raw: bytes) -> dict[str, Rows]:
    """Every table of the file by its name. Entities and document types are refused.

    Raises NotReadable for anything that is not a whole structure file.
    """
    try:
        root: Element = fromstring(raw, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise NotReadable from error
    if root.tag != "document" or (root.findtext("LimeSurveyDocType") or "").strip() != "Survey":
        raise NotReadable
    found = {table.tag: _rows(table) for table in root if table.find("rows") is not None}
    if sum(len(rows) for rows in found.values()) > MOST_ROWS:
        raise NotReadable
    return found


def _rows(table: Element) -> Rows:
    return [
        {cell.tag: (cell.text or "").strip() for cell in row} for row in table.iterfind("rows/row")
    ]
