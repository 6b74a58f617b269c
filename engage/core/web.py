"""One request: the language taken off the address, one transaction, safe headers, plain errors."""

import logging
import secrets
from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, render_template, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed
from werkzeug.routing import RequestRedirect

from engage.core import assets
from engage.core.db import db, writing
from engage.core.errors import NotAllowed, NotFound, RuleBroken, Stale
from engage.core.i18n import SHIPPED, VARIANTS, _, languages
from engage.core.letters import isolated
from engage.core.limits import TooMany
from engage.core.turning import Turn

log = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., Any])
_LANGUAGES = {languages()[code].html_lang: code for code in SHIPPED}


class LanguagePrefix:
    """Takes `/es` and `/easy-read` off the path, so that routes are written once.

    They move to SCRIPT_NAME, and every `url_for` of the request keeps them by itself.
    """

    def __init__(self, wsgi_app: Callable[..., Iterable[bytes]]) -> None:
        self.wsgi_app = wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self._take(environ, "engage.language", _LANGUAGES)
        self._take(environ, "engage.variant", {name: name for name in VARIANTS})
        return self.wsgi_app(environ, start_response)

    @staticmethod
    def _take(environ: dict[str, Any], key: str, known: dict[str, str]) -> None:
        first, _slash, rest = environ["PATH_INFO"].lstrip("/").partition("/")
        if first in known and known[first] != "en_GB":
            environ[key] = known[first]
            environ["SCRIPT_NAME"] += f"/{first}"
            environ["PATH_INFO"] = f"/{rest}" if _slash else ""


def reads(view: View) -> View:
    """Marks a view whose POST only reads: it takes no write lock and may answer with a page."""
    view.reads = True  # type: ignore[attr-defined]  # a mark on the function
    return view


def takes_files(most_bytes: int) -> Callable[[View], View]:
    """Marks a view whose forms carry files: so many bytes may be sent to it."""

    def mark(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]  # a mark on the function
        return view

    return mark


def let_go() -> None:
    """Let go of the database before a big body comes in: that takes minutes, and others write."""
    if request.method == "POST" and getattr(view_function(), "most_bytes", None):
        db.session.rollback()


def view_function() -> Callable[..., Any] | None:
    """The view this request leads to, if any."""
    return current_app.view_functions.get(request.endpoint or "")


def _begin() -> None:
    if "\x00" in request.path or any("\x00" in each for each in request.args.values()):
        raise NotFound
    most_bytes = getattr(view_function(), "most_bytes", None)
    if most_bytes and request.mimetype == "multipart/form-data":
        request.max_content_length = most_bytes
    only_reads = getattr(view_function(), "reads", False)
    writing.set(request.method == "POST" and not only_reads)


def _end(response: Response) -> Response:
    """A POST that ends in a redirect is committed; everything else is undone."""
    if request.method == "POST" and 300 <= response.status_code < 400:  # noqa: PLR2004 - the redirects
        db.session.commit()
    else:
        db.session.rollback()
    return response


def _forget(_error: BaseException | None) -> None:
    writing.set(True)


def csp_nonce() -> str:
    """The mark that a script of ours carries, new for each response."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(12)
    return str(g.nonce)


def _own_path(address: str) -> str:
    """An address of ours without the host that the browser named, which anybody may make up."""
    whole = urlsplit(address)
    path = "/" + whole.path.lstrip("/")
    return f"{path}?{whole.query}" if whole.query else path


def _headers(response: Response) -> Response:
    if isinstance(request.routing_exception, RequestRedirect):
        response.location = _own_path(request.routing_exception.new_url)
    scripts = f"'nonce-{g.nonce}'" if "nonce" in g else "'none'"
    headers = response.headers
    headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        f"media-src 'self'; script-src {scripts}; "
        f"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cache-Control", "no-cache")
    return response


def page_number() -> int:
    """Which page of a list the address asks for; a wrong one is the first."""
    return min(max(1, request.args.get("page", 1, type=int)), 100_000)


_MOST = 2**62


def whole(typed: str) -> int:
    """A place that is a number. Raises ValueError for what is none, or too big for a database."""
    place = int(typed)
    if not 0 <= place < _MOST:
        raise ValueError
    return place


def turn(kind: Callable[[str], Any]) -> Turn:
    """Which page of a list of any length the address asks for; a wrong place is the start."""
    edges = {name: request.args.get(name, type=kind) for name in ("after", "before")}
    return Turn(page_number(), **edges)


def _advice(code: int) -> tuple[str, str]:
    """The heading and what to do, for one status."""
    known = {
        400: (_("We could not read that"), _("Go back, check the page and send it again.")),
        403: (_("You cannot open this page"), _("Sign in with an account that may see it.")),
        404: (_("We cannot find this page"), _("Check the address, or start from the home page.")),
        405: (_("This page does not take that"), _("Go back and use the buttons on the page.")),
        409: (_("Somebody saved before you"), _("Both texts are below. Keep what you need.")),
        413: (_("That is too big to send"), _("Send a smaller file or a shorter text.")),
        429: (
            _("Please wait a moment"),
            _("You have tried many times. Wait ten minutes, then go on."),
        ),
    }
    return known.get(
        code, (_("Something went wrong on our side"), _("Try again in a few minutes."))
    )


def _error_page(
    error: HTTPException, *, said: str = "", **more: Any
) -> tuple[str, int, dict[str, str]]:
    code = error.code or 500
    reference = secrets.token_hex(4)
    log.warning("error %s at %s, reference %s", code, request.endpoint, reference)
    heading, advice = _advice(code)
    page = render_template(
        "layouts/not_found.html" if code == 404 else "layouts/error.html",  # noqa: PLR2004 - a status
        status=code,
        heading=heading,
        advice=said or advice,
        reference=reference,
        **more,
    )
    return page, code, _error_headers(error)


def _error_headers(error: HTTPException) -> dict[str, str]:
    """What a program needs to know: what is allowed instead, or when to come back."""
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        return {"Allow": ", ".join(sorted(error.valid_methods))}
    return {"Retry-After": "600"} if error.code == 429 else {}  # noqa: PLR2004 - a status


class _Refused(HTTPException):
    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code


_STATUS_OF = {
    RuleBroken: 400,
    NotAllowed: 403,
    NotFound: 404,
    IntegrityError: 409,
    StaleDataError: 409,
    TooMany: 429,
}


def _handle(error: Exception) -> Any:
    """One place that turns every exception into a page with a status and a reference."""
    db.session.rollback()
    if isinstance(error, InternalServerError) and error.original_exception:
        return _handle(error.original_exception)  # type: ignore[arg-type]  # never an exit
    if isinstance(error, HTTPException) and not isinstance(error, InternalServerError):
        is_redirect = error.code is not None and error.code < 400  # noqa: PLR2004 - the redirects
        return error if is_redirect else _error_page(error)
    if isinstance(error, Stale):
        return _error_page(_Refused(409), theirs=error.theirs, mine=error.mine)
    if type(error) in _STATUS_OF:
        return _error_page(_Refused(_STATUS_OF[type(error)]), said=_said(error))
    return _unexpected(error)


def _said(error: Exception) -> str:
    """What to do, where the error itself knows better than its status."""
    if isinstance(error, (IntegrityError, StaleDataError)):
        log.warning("a clash in the database", exc_info=error)
        return _("Somebody saved this just now. Go back, look at it and save it again.")
    return str(error) if isinstance(error, RuleBroken) else ""


def _unexpected(error: Exception) -> Any:
    """The page for a fault of ours; where even that cannot be made, its words alone."""
    log.error("unexpected error at %s", request.endpoint, exc_info=error)
    try:
        return _error_page(_Refused(500))
    except Exception:  # whatever is broken, nobody gets a trace
        log.exception("no page for the error")
        return Response(" ".join(_advice(500)), 500, mimetype="text/plain")


def install(app: Flask) -> None:
    """Bind all of the above to an app."""
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way
    app.before_request(_begin)
    app.after_request(_headers)
    app.after_request(_end)
    app.teardown_request(_forget)
    app.register_error_handler(Exception, _handle)
    app.add_url_rule("/static/<path:filename>", "static", assets.serve)
    app.jinja_env.globals.update(asset=assets.asset, sheet=assets.sheet, csp_nonce=csp_nonce)
    app.jinja_env.filters["isolated"] = isolated
