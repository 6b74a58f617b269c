"""PDF from a page of ours, where the library for it is installed (the extra `pdf`)."""

from collections.abc import Mapping
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


def pdf(html: str, folder: Path, given: Mapping[str, bytes] | None = None) -> bytes:
    """The PDF of a page, as PDF/UA. What it links to is read below `folder`, and nothing else.

    `given`: what stands under an address of ours instead, such as a picture that people sent.
    """
    fetcher = _fetcher_class()(folder, given or {})
    made = import_module("weasyprint").HTML(string=html, base_url=_BASE, url_fetcher=fetcher)
    # The library lets every part of the program take half a picture: ours refuses one.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return bytes(made.write_pdf(pdf_variant="pdf/ua-1"))


@cache
def _fetcher_class() -> Any:
    """What reads files of ours. The class is made here, since the library may miss."""
    urls = import_module("weasyprint.urls")

    def begin(self: Any, folder: Path, given: Mapping[str, bytes]) -> None:
        urls.URLFetcher.__init__(self)
        self.folder, self.given = folder, given

    def fetch(self: Any, url: str, _headers: Any = None) -> Any:
        address = url.removeprefix(_BASE)
        data = self.given.get(f"/{address}")
        path = safe_join(str(self.folder), address)
        here = path is not None and Path(path).is_file()
        if not url.startswith(_BASE) or (data is None and not here):
            raise ValueError(url)
        data = Path(str(path)).read_bytes() if data is None else data
        kind = {"Content-Type": guess_type(address)[0] or "application/octet-stream"}
        return urls.URLFetcherResponse(url, data, kind)

    return type("OurFiles", (urls.URLFetcher,), {"__init__": begin, "fetch": fetch})
