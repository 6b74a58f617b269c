"""PDF from a page of ours, where the library for it is installed (the extra `pdf`)."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from PIL import ImageFile
from werkzeug.security import safe_join

_BASE = "file:///"


def can_make() -> bool:
    """Whether the library is installed. It is loaded only when a PDF is made."""
    return find_spec("weasyprint") is not None


def pdf(html: str, folder: Path) -> bytes:
    """The PDF of a page, as PDF/UA. What it links to is read below `folder`, and nothing else."""
    fetcher = _fetcher(folder)
    made = import_module("weasyprint").HTML(string=html, base_url=_BASE, url_fetcher=fetcher)
    # The library lets every part of the program take half a picture: ours refuses one.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return bytes(made.write_pdf(pdf_variant="pdf/ua-1"))


@cache
def _fetcher(folder: Path) -> Any:
    """An object that reads files of ours. Its class is made here, since the library may miss."""
    urls = import_module("weasyprint.urls")

    def fetch(_self: Any, url: str, _headers: Any = None) -> Any:
        path = safe_join(str(folder), url.removeprefix(_BASE))
        if not url.startswith(_BASE) or path is None or not Path(path).is_file():
            raise ValueError(url)
        kind = {"Content-Type": guess_type(path)[0] or "application/octet-stream"}
        return urls.URLFetcherResponse(url, Path(path).read_bytes(), kind)

    return type("OurFiles", (urls.URLFetcher,), {"fetch": fetch})()
