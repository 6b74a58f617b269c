"""Built files: their addresses, and sending them small and kept for good."""

import json
from functools import cache
from mimetypes import guess_type
from pathlib import Path

from flask import Response, request
from werkzeug.security import safe_join

from engage.core.errors import NotFound
from engage.core.i18n import Language
from engage.paths import STATIC

_A_YEAR = 31_536_000


@cache
def _manifest() -> dict[str, str]:
    path = STATIC / "build" / "manifest.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def asset(name: str) -> str:
    """The address of a built file: its name carries a hash of its content."""
    return f"/static/build/{_manifest().get(name, name)}"


def sheet(language: Language) -> str:
    """The name of the style sheet for a language: that of its script, if its letters need one."""
    own = f"app.{language.script}.css"
    return own if own in _manifest() else f"app{'.rtl' * (language.dir == 'rtl')}.css"


def face(language: Language) -> str:
    """The name of the font with a language’s letters; empty where devices have them."""
    own = f"eg-{language.script}.woff2"
    return own if own in _manifest() else ""


def serve(filename: str) -> Response:
    """One static file, compressed when the browser takes that and the build made it so.

    A built file is kept for a year: a changed one has another name. Raises NotFound for a name
    that is not there or leads outside.
    """
    path = safe_join(str(STATIC), filename)
    if path is None or not Path(path).is_file():
        raise NotFound
    packed = Path(f"{path}.gz")
    small = request.accept_encodings.quality("gzip") > 0 and packed.is_file()
    body = (packed if small else Path(path)).read_bytes()
    answer = Response(body, mimetype=guess_type(filename)[0] or "application/octet-stream")
    answer.headers["Vary"] = "Accept-Encoding"
    if small:
        answer.headers["Content-Encoding"] = "gzip"
    if filename in {f"build/{name}" for name in _manifest().values()}:
        answer.headers["Cache-Control"] = f"public, max-age={_A_YEAR}, immutable"
    return answer
