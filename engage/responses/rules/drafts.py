"""An unfinished answer: what it holds, and how it is sealed under a key only the visitor has."""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import IO, Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engage.responses.models import RespondentKind

_ID = 16
_KEY = 32
_NONCE = 12
_SALT = 16
_PART = 1024 * 1024
_TAG = 16


@dataclass(frozen=True)
class Visit:
    """What the visitor's cookie holds: a random draft id and the key of the draft."""

    draft_id: bytes
    key: bytes

    @property
    def lookup_key(self) -> str:
        """What the draft's row is found by; the id itself is not kept."""
        return hashlib.sha256(self.draft_id).hexdigest()

    @property
    def cookie(self) -> str:
        """The value of the cookie."""
        return base64.urlsafe_b64encode(self.draft_id + self.key).decode()

    @property
    def token(self) -> str:
        """What each form of the journey carries against forged requests."""
        return hmac.digest(self.key, b"token", "sha256").hex()[:32]

    def owns(self, token: str) -> bool:
        """Whether a form was made for this visit."""
        return hmac.compare_digest(self.token.encode(), token.encode("utf-8", "replace"))


def new_visit() -> Visit:
    """A fresh random id and key."""
    return Visit(secrets.token_bytes(_ID), secrets.token_bytes(_KEY))


def visit_of(cookie: str) -> Visit | None:
    """The visit a cookie speaks of; None when it is no cookie of ours."""
    try:
        raw = base64.b64decode(cookie, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return Visit(raw[:_ID], raw[_ID:]) if len(raw) == _ID + _KEY else None


def kind_of(value: str) -> RespondentKind:
    """Who is speaking, from a typed value; one person where it is none we know."""
    known = {each.value: each for each in RespondentKind}
    return known.get(value, RespondentKind.INDIVIDUAL)


@dataclass
class Draft:
    """What a draft says, opened. `code` is the number of its code, once one was made.

    After sending `sent` is true and `receipt` holds the reference and the secret. `voice` is what
    an organisation or a group says of itself, `before` what is asked before sending, `files` what
    is known of each file by its id; the files themselves are sealed apart. `stopped` is the page
    on which it was saved for later, 0 once somebody went on from there.
    """

    consultation_id: UUID
    edition_id: UUID
    begun_at: datetime
    language: str
    variant: str = ""
    sent: bool = False
    code_lookup: str | None = None
    kind: RespondentKind = RespondentKind.INDIVIDUAL
    answers: dict[str, Any] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)
    code: int | None = None
    receipt: dict[str, str] = field(default_factory=dict)
    voice: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    changes: str = ""
    stopped: int = 0

    def answer(self, answers: dict[str, Any]) -> None:
        """Keep what was answered. A parent's yes was to the answers as they stood."""
        if answers != self.answers:
            self.before.pop("parent", None)
        self.answers = answers


_SEALED = (
    *("kind", "answers", "about", "code", "receipt", "voice", "before", "files", "changes"),
    "stopped",
)
KEPT_DAYS = 28


def kept_until(closes_on: date) -> date:
    """The last day on which an unfinished answer is kept: four weeks after the closing day."""
    return closes_on + timedelta(days=KEPT_DAYS)


def seal(visit: Visit, draft: Draft) -> bytes:
    """The draft's words under the visitor's key (AES-256-GCM, a new nonce each time)."""
    words = json.dumps({name: getattr(draft, name) for name in _SEALED}, ensure_ascii=False)
    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(visit.key).encrypt(nonce, words.encode(), visit.lookup_key.encode())
    return nonce + sealed


def open_draft(visit: Visit, sealed: bytes, **facts: Any) -> Draft | None:
    """The draft again; None when the key is not the right one. `facts` are the row's columns."""
    try:
        words = AESGCM(visit.key).decrypt(
            sealed[:_NONCE], sealed[_NONCE:], visit.lookup_key.encode()
        )
    except InvalidTag:
        return None
    held = json.loads(words)
    held["kind"] = RespondentKind(held["kind"])
    return Draft(**facts, **held)


def seal_file(visit: Visit, file_id: str, data: bytes) -> bytes:
    """A file under the visitor's key; it opens under its own id only."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(visit.key).encrypt(nonce, data, file_id.encode())


def open_file(visit: Visit, file_id: str, sealed: bytes) -> bytes | None:
    """The file again; None when the key or the id is not the right one."""
    try:
        return AESGCM(visit.key).decrypt(sealed[:_NONCE], sealed[_NONCE:], file_id.encode())
    except (InvalidTag, ValueError):
        return None


class NotOpened(ValueError):
    """The key or the id is not the right one, or something was changed or cut off."""


def seal_film(visit: Visit, file_id: str, source: IO[bytes]) -> Iterator[bytes]:
    """A file of any size under the visitor's key, in parts, so that memory stays flat.

    Each part is sealed under its number and whether it is the last one, so none can be left out,
    moved or added (STREAM: Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
    """
    salt = secrets.token_bytes(_SALT)
    lock = _film_lock(visit, file_id, salt)
    yield salt
    for nonce, part in _numbered(source, _PART):
        yield lock.encrypt(nonce, part, b"")


def open_film(visit: Visit, file_id: str, sealed: IO[bytes]) -> Iterator[bytes]:
    """The file again, in parts. Raises NotOpened, perhaps after some of them."""
    lock = _film_lock(visit, file_id, sealed.read(_SALT))
    for nonce, part in _numbered(sealed, _PART + _TAG):
        try:
            yield lock.decrypt(nonce, part, b"")
        except (InvalidTag, ValueError) as wrong:
            raise NotOpened from wrong


def _film_lock(visit: Visit, file_id: str, salt: bytes) -> AESGCM:
    """A key for one file alone, so that the numbers of its parts are never used twice."""
    return AESGCM(hmac.digest(visit.key, b"film" + salt + file_id.encode(), "sha256"))


def _numbered(source: IO[bytes], size: int) -> Iterator[tuple[bytes, bytes]]:
    """The parts of a file, each with its number and whether it is the last; at least one."""
    part = source.read(size)
    for number in count():
        following = source.read(size)
        yield number.to_bytes(_NONCE - 1) + bytes([not following]), part
        if not following:
            return
        part = following


def wrap(visit: Visit, under: bytes) -> bytes:
    """The visit sealed under the key that a code gives."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(under).encrypt(nonce, visit.draft_id + visit.key, b"visit")


def unwrap(wrapped: bytes, under: bytes) -> Visit | None:
    """The visit again; None when the code is not the right one."""
    try:
        raw = AESGCM(under).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], b"visit")
    except InvalidTag:
        return None
    return Visit(raw[:_ID], raw[_ID:])


def secret_hash(secret: str) -> str:
    """What is kept of a receipt's secret."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
