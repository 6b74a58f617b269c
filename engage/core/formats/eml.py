"""A dropped email: who, when, which words, which files. Whatever is odd in it is refused."""

import email
import email.policy
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Any

from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.core.text import plain_text

MOST_BYTES = 10 * 1024 * 1024
MOST_PARTS = 100
MOST_LETTERS = 200_000
MOST_FILES = 20
_DEEPEST = 20
_LINE = 998
_WHO = 300
_RAW = 2_000_000
_HEAD_LINE = re.compile(rb"From |[\x21-\x39\x3b-\x7e]*:|[\t ]")
_STAYS = re.compile(rb"(?:subject|date|mime-version|content-[a-z-]+):", re.IGNORECASE)
_PARTED = re.compile(rb"content-type:\s*multipart/", re.IGNORECASE)
_BOUNDARY = re.compile(rb"boundary\s*=\s*(?:\"([^\"]+)\"|([^\s;\"]+))", re.IGNORECASE)
_INNER = re.compile(
    rb"^content-type:\s*\"?message/(?:rfc822|global)\b", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True)
class Attached:
    """A file of an email, with the name its sender gave it."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Email:
    """What an email says. `mark` tells the same email again and nothing about its sender.

    `original`: the email as it came, less the lines of its heads that tell who sent it.
    """

    mark: str
    subject: str
    name: str
    address: str
    sent_at: datetime | None
    text: str
    files: list[Attached] = field(default_factory=list)
    original: bytes = b""


def read_email(data: bytes) -> Email:
    """An email out of the bytes of an .eml file.

    Raises RuleBroken for what is no email, is too large, nests too deeply or has no words.
    """
    if len(data) > MOST_BYTES:
        raise RuleBroken(_dl("This email is too large. Send a file of 10 MB or less."), "file")
    try:
        return _read(data)
    except RecursionError as error:
        raise _unreadable() from error


def _unreadable() -> RuleBroken:
    return RuleBroken(_dl("We could not read this email. Save it again as an .eml file."), "file")


def _read(data: bytes) -> Email:
    head = data[:20_000].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    if b"\x00" in head or b":" not in head.partition(b"\n")[0]:
        raise _unreadable()
    message = email.message_from_bytes(data, policy=email.policy.default)
    if not (_header(message, "from") or _header(message, "subject")):
        raise _unreadable()
    parts = _parts(message)
    text = _words(parts)
    name, address = _sender(message)
    return Email(
        mark=sha256(_header(message, "message-id").encode() or data).hexdigest(),
        subject=_header(message, "subject")[:_WHO],
        name=name,
        address=address,
        sent_at=_moment(message),
        text=text,
        files=[each for part in parts if (each := _file(part))][:MOST_FILES],
        original=without_sender(data),
    )


def without_sender(data: bytes) -> bytes:
    """The same email whose heads say only what it is about, when, and how its parts are packed.

    Who sent it and by which way it came is left out, also of an email inside it. All that stands
    below the heads stays, byte for byte.
    """
    kept: list[bytes] = []
    borders: set[bytes] = set()
    head: list[bytes] | None = []
    for line in data.splitlines(keepends=True):
        is_border = line.rstrip() in borders
        if head is not None and not is_border and _HEAD_LINE.match(line):
            head.append(line)
            continue
        if head is not None:
            kept += _staying(head)
            borders |= _borders(head)
        is_inner = head is not None and not line.strip() and _holds_an_email(head)
        head = [] if is_border or is_inner or line.rstrip() in borders else None
        kept.append(line)
    return b"".join(kept + _staying(head or []))


def _staying(head: list[bytes]) -> list[bytes]:
    """The lines of a head that tell nothing of its sender; a folded line goes with its first."""
    kept: list[bytes] = []
    stays = False
    for line in head:
        stays = stays if line[:1] in b" \t" else bool(_STAYS.match(line))
        kept += [line] if stays else []
    return kept


def _holds_an_email(head: list[bytes]) -> bool:
    return bool(_INNER.search(b"\n".join(line.strip() for line in head)))


def _borders(head: list[bytes]) -> set[bytes]:
    """The line that parts what stands below a head, if there are parts."""
    whole = b" ".join(_staying(head))
    found = _BOUNDARY.search(whole) if _PARTED.search(whole) else None
    return {b"--" + (found[1] or found[2]).rstrip()} if found else set()


def _header(message: Any, name: str) -> str:
    """A header on one line; empty where it is missing or cannot be read."""
    with suppress(Exception):  # the library stumbles over odd headers in many ways
        found = str(message[name] or "")
        return " ".join(found.encode("utf-8", "replace").decode().replace("\x00", "").split())[
            :_LINE
        ]
    return ""


def _sender(message: Any) -> tuple[str, str]:
    with suppress(Exception):  # as above
        first = message["from"].addresses[0]
        return str(first.display_name)[:_WHO], str(first.addr_spec)[:_WHO].casefold()
    return "", ""


def _moment(message: Any) -> datetime | None:
    with suppress(Exception):  # as above
        sent = parsedate_to_datetime(_header(message, "date"))
        return (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC)
    return None


def _parts(message: Any, depth: int = 0) -> list[EmailMessage]:
    """Every part that is no holder of parts. Raises RuleBroken for too many or too deep."""
    if depth > _DEEPEST:
        raise _unreadable()
    if not message.is_multipart():
        return [message]
    found: list[EmailMessage] = []
    for part in message.get_payload():
        found += _parts(part, depth + 1)
        if len(found) > MOST_PARTS:
            raise _unreadable()
    return found


def _is_file(part: Any) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _words(parts: list[EmailMessage]) -> str:
    """The plain text of an email, or that of its HTML. Raises RuleBroken when there is none."""
    for kind in ("text/plain", "text/html"):
        own = [each for each in parts if each.get_content_type() == kind and not _is_file(each)]
        said = [_text(part) for part in own]
        whole = "\n\n".join(each for each in said if each.strip())[:_RAW]
        whole = plain_text(whole) if kind == "text/html" else whole
        if len(whole) > MOST_LETTERS:
            raise RuleBroken(_dl("This email is too long. Send only the newest part."), "file")
        if whole.strip():
            return whole
    raise RuleBroken(_dl("There are no words in this email. Enter its file as a letter."), "file")


def _text(part: Any) -> str:
    raw = part.get_payload(decode=True) or b""
    for charset in (part.get_content_charset() or "utf-8", "utf-8"):
        with suppress(LookupError, UnicodeError, ValueError):
            return str(raw.decode(charset)).replace("\x00", "")
    return str(raw.decode("latin-1")).replace("\x00", "")


def _file(part: Any) -> Attached | None:
    if not _is_file(part) or part.get_content_maintype() == "multipart":
        return None
    data = part.get_payload(decode=True) or b""
    return Attached(str(part.get_filename() or "")[:200], data)
