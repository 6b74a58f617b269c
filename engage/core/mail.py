"""Send one message: into a folder (the default), to the console, or by SMTP."""

import logging
import secrets
import smtplib
from email.message import EmailMessage
from email.utils import make_msgid
from urllib.parse import urlsplit

from flask import current_app

from engage.core.clock import now

log = logging.getLogger(__name__)


def compose(to: str, subject: str, body: str, message_id: str | None = None) -> EmailMessage:
    """A plain-text message. A header that smuggles a new line is refused by the library."""
    message = EmailMessage()
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = message_id or make_msgid(domain="engage.invalid")
    message.set_content(body)
    return message


def send(message: EmailMessage) -> None:
    """Hand a message over. `MAIL` is `folder`, `console`, `list` (tests) or `smtp://user:word@host:port`."""
    way = current_app.config["MAIL"]
    if way == "folder":
        folder = current_app.config["HOME"] / "mail"
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(3)}.eml"
        (folder / name).write_bytes(message.as_bytes())
    elif way == "console":
        log.warning("Mail to %s: %s\n%s", message["To"], message["Subject"], message.get_content())
    elif way == "list":
        current_app.extensions["outgoing"].append(message)
    else:
        _by_smtp(way, message)


def _by_smtp(address: str, message: EmailMessage) -> None:
    where = urlsplit(address)
    with smtplib.SMTP(where.hostname or "localhost", where.port or 25, timeout=20) as server:
        if where.username:
            server.starttls()
            server.login(where.username, where.password or "")
        server.send_message(message)


def new_message_id() -> str:
    """An identity for a message, made when it is planned, so that a second try is the same mail."""
    return make_msgid(domain="engage.invalid")
