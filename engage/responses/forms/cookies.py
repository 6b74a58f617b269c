"""The journey's one cookie for each consultation, and the short one that opens an answer."""

import hashlib
import hmac

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from engage.responses import rules

ANSWER_SECONDS = 30 * 60
_ANSWER = "engage-my-answer"


def cookie_name(slug: str) -> str:
    """The name of the cookie of one consultation."""
    return f"engage-answer-{slug}"


def visit_now(slug: str) -> rules.Visit | None:
    """The visit the browser brings for a consultation, if it brings a whole one."""
    return rules.visit_of(request.cookies.get(cookie_name(slug), ""))


def _set(response: Response, name: str, value: str, seconds: int | None) -> Response:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(
        name, value, max_age=seconds, secure=secure, httponly=True, samesite="Lax", path="/"
    )
    return response


def give_visit(response: Response, slug: str, visit: rules.Visit) -> Response:
    """Let the browser keep a visit until it is closed."""
    return _set(response, cookie_name(slug), visit.cookie, None)


def forget_visit(response: Response, slug: str) -> Response:
    """Take the visit off this device."""
    return _set(response, cookie_name(slug), "", 0)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="my-answer")


def give_answer_ticket(response: Response, reference: str) -> Response:
    """Let this browser see one answer for half an hour (settled 26)."""
    return _set(response, _ANSWER, str(_signer().dumps(reference)), ANSWER_SECONDS)


def forget_answer_ticket(response: Response) -> Response:
    """Close the answer on this device."""
    return _set(response, _ANSWER, "", 0)


def answer_ticket() -> str:
    """The reference of the answer that this browser may see; empty for none."""
    try:
        return str(_signer().loads(request.cookies.get(_ANSWER, ""), max_age=ANSWER_SECONDS))
    except BadSignature:
        return ""


def answer_token() -> str:
    """What a form on an answer's page carries against forged requests."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    kept = request.cookies.get(_ANSWER, "").encode()
    return hmac.digest(secret, b"answer-form" + kept, "sha256").hex()[:32]


def owns_answer_token(token: str) -> bool:
    """Whether a form on an answer's page was made for this browser."""
    return hmac.compare_digest(answer_token().encode(), token.encode("utf-8", "replace"))


def site_salt() -> bytes:
    """The salt of every code of this site: out of its secret, so never beside the codes."""
    return hashlib.sha256(f"codes:{current_app.config['SECRET_KEY']}".encode()).digest()[:16]
