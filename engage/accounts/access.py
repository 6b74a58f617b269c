"""Every view says who may use it; a view that says nothing is closed to all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import BadRequest

from engage.accounts import queries, rules
from engage.accounts.models import Account, Role
from engage.core.clock import today
from engage.core.errors import NotAllowed, RuleBroken
from engage.core.kept import kept
from engage.core.limits import Guesses
from engage.core.text import shown
from engage.core.web import let_go, view_function

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"
_csrf = CSRFProtect()
_GUESSES = Guesses(
    "sign-in", own="10 per 10 minutes", strict="2 per 10 minutes", every="50 per 10 minutes"
)


def public(view: View) -> View:
    """Anyone may use this view. It reads and sets no cookie and its forms carry no CSRF token."""
    view.access = PUBLIC  # type: ignore[attr-defined]  # a mark on the function
    return view


def allow(*roles: Role) -> Callable[[View], View]:
    """Only a signed-in person with one of these roles may use this view."""

    def mark(view: View) -> View:
        view.access = frozenset(roles)  # type: ignore[attr-defined]  # a mark on the function
        return view

    return mark


@contextmanager
def guessing(email: str) -> Iterator[None]:
    """A try to sign in. Wrong tries of others never lock the owner out. Raises TooMany."""
    who, whose = request.remote_addr or "", email.casefold()
    _GUESSES.check(who, whose)
    try:
        yield
    except RuleBroken:
        _GUESSES.failed(who, whose)
        raise


def sign_in(account: Account) -> None:
    """Remember in the session who this is; an old session is dropped first."""
    session.clear()
    session["account"] = str(account.id)
    session["seal"] = account.seal
    g.account = account


def sign_out() -> None:
    """Forget who this is."""
    session.clear()
    g.account = None


def somebody() -> Account | None:
    """Who is signed in, if anybody; read once per request."""
    if "account" not in g:
        kept = session.get("account")
        found = queries.account_by_id(UUID(kept)) if kept else None
        whole = found and found.closed_at is None and found.seal == session.get("seal")
        g.account = found if whole else None
    return g.account  # type: ignore[no-any-return]  # g holds anything


def me() -> Account:
    """Who is signed in. Raises NotAllowed when nobody is."""
    account = somebody()
    if account is None:
        raise NotAllowed
    return account


def my_roles() -> frozenset[Role]:
    """What the signed-in person may act as today."""
    account = somebody()
    return rules.live_roles(account, today()) if account else frozenset()


def has_role(*roles: Role) -> bool:
    """Whether the signed-in person has one of these roles today."""
    return not my_roles().isdisjoint(roles)


def may_open(endpoint: str) -> bool:
    """Whether whoever is signed in may open a page; pages show only links that lead somewhere."""
    wanted = getattr(current_app.view_functions[endpoint], "access", None)
    return wanted == PUBLIC or bool(wanted and has_role(*wanted))


def site_facts() -> queries.SiteFacts:
    """The site's facts, read at most once in ten seconds by each process."""
    return kept("site", queries.site)


def _guard() -> Any:
    view = view_function()
    if view is None or request.endpoint == "static":
        return None
    wanted = getattr(view, "access", None)
    if wanted == PUBLIC:
        return None
    if wanted and somebody() is None and request.method in {"GET", "HEAD"}:
        return redirect(url_for("accounts.sign_in", next=request.path))
    if not wanted or not has_role(*wanted):
        raise NotAllowed
    let_go()
    _check_token()
    return None


def _check_token() -> None:
    if request.method != "POST":
        return
    try:
        _csrf.protect()
    except CSRFError as error:
        raise BadRequest from error


def _private(response: Response) -> Response:
    """No device keeps a page of somebody signed in: going back after signing out shows nothing."""
    if isinstance(getattr(view_function(), "access", None), frozenset):
        # A file that is sent says "no-cache" by itself, which still lets a device keep it.
        response.headers["Cache-Control"] = "no-store"
    return response


def hidden_token() -> str:
    """The field that every form of a signed-in page carries."""
    return shown(f'<input type="hidden" name="csrf_token" value="{generate_csrf()}">')


def install(app: Flask) -> None:
    """Bind the guard to an app."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    _csrf.init_app(app)
    app.before_request(_guard)
    app.after_request(_private)
