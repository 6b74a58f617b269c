"""Printed batches, keyed forms and dropped emails, made with the real commands."""

from email.message import EmailMessage

from engage.accounts.models import Role
from engage.core.clock import today
from engage.core.formats.eml import read_email
from engage.responses import rules
from engage.responses.commands import inbound, keying, paper
from engage.responses.models import Channel
from engage.responses.rules import entry
from engage.responses.rules.paper import Order
from tests.counting import not_counted
from tests.factories.accounts import AccountFactory
from tests.factories.responses import ANSWERS, SALT, asked_of

KEY = b"k" * 32
_count = iter(range(1_000_000))


def staff():
    """Somebody who keys forms."""
    return AccountFactory(role=Role.ANALYST)


def form_of(consultation, language="en_GB"):
    """The form as staff fill it in for somebody."""
    return entry.asked_of_others(asked_of(consultation, language))


def facts(channel=Channel.PHONE, **more):
    """What is known of an answer: `facts(kind=…, voice={…}, before={…})`."""
    return entry.Facts(
        **{"channel": channel, "received_on": today(), "key": f"key{next(_count)}", **more}
    )


def codes_for(numbers):
    """Codes as they are made for printed forms."""
    return {number: (rules.new_visit(), rules.mint(SALT)) for number in numbers}


@not_counted()
def printed_batch(consultation, size=3, language="en_GB", variant=""):
    """A batch of printed forms whose codes are made: (batch, codes by form number)."""
    order = Order(size, language, variant)
    batch = paper.order_forms(actor=staff(), consultation=consultation, order=order)
    codes = codes_for(range(1, size + 1))
    paper.add_forms(batch=batch, codes=codes, key=KEY)
    return batch, {number: code for number, (_visit, code) in codes.items()}


@not_counted()
def keyed_form(consultation, batch, number=None, *, actor=None, answers=None, **more):
    """The answer keyed from one form."""
    return keying.key_form(
        actor=actor or staff(),
        consultation=consultation,
        asked=form_of(consultation),
        batch=batch,
        number=number,
        answers=ANSWERS if answers is None else answers,
        facts=facts(Channel.PAPER, **more),
    )


def email_bytes(text="I like it.", *, sender="Ana <Ana@Example.org>", html="", files=(), **heads):
    """An email as it lies in an .eml file. `files`: (name, bytes) pairs."""
    message = EmailMessage()
    message["From"], message["Subject"] = sender, heads.get("subject", "My answer")
    message["Message-ID"] = heads.get("message_id", f"<{next(_count)}@example.org>")
    message["Date"] = heads.get("date", "Mon, 02 Feb 2026 10:00:00 +0000")
    message.set_content(text)
    if html:
        message.set_content(html, subtype="html")
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def dropped(consultation, text="I like it.", **more):
    """An email that waits to become an answer."""
    return inbound.drop(
        actor=staff(), consultation=consultation, dropped=read_email(email_bytes(text, **more))
    )
