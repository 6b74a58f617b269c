"""The answers of the made-up world, sent and entered by the real commands."""

import secrets
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from uuid import UUID

from engage.accounts.models import Account, Role
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.core.clock import SITE_ZONE
from engage.core.db import unit_of_work
from engage.core.i18n import SOURCE
from engage.demo import files
from engage.demo.calendar import living_at, moment
from engage.demo.replies import Reply, Writer, cast
from engage.demo.world import person
from engage.responses import commands, queries, rules
from engage.responses.commands.inbound import keep_contact
from engage.responses.forms.cookies import site_salt
from engage.responses.models import Channel

Event = Callable[[], None]
_AT_ONCE = 200
_GRACE = timedelta(minutes=60)
LATE = {"hips-and-knees": 6}


@dataclass(frozen=True)
class Receipt:
    """What one person got after sending: the link's two parts, and the code in words."""

    reference: str
    secret: str
    code: str


@dataclass(frozen=True)
class Sent:
    """An answer that was sent, with what its writer meant by it, and the receipt of a web one."""

    response_id: UUID
    reply: Reply
    receipt: Receipt | None = None


def answer(slug: str, events: Mapping[int, Event] | None = None) -> list[Sent]:
    """Send and enter every answer of a consultation, spread over its days.

    `events`: what else happens on the way, by the day from today; each is called on its day.
    """
    written = files.consultation(slug)
    writer = Writer(consultations.by_slug(slug), Random(written["number"]))
    replies = cast(writer, written["answers"])
    _delay(replies, slug)
    sent, done = [], 0
    for offset, event in sorted((events or {}).items()):
        before = bisect_left(replies, moment(offset), key=lambda reply: reply.at)
        sent += _in_parts(slug, replies[done:before])
        event()
        done = before
    return sent + _in_parts(slug, replies[done:])


def _in_parts(slug: str, replies: Sequence[Reply]) -> list[Sent]:
    sent = []
    for start in range(0, len(replies), _AT_ONCE):
        with unit_of_work():
            sent += send_all(slug, replies[start : start + _AT_ONCE])
    return sent


def _delay(replies: Sequence[Reply], slug: str) -> None:
    """Some of the last letters come by post after the closing day."""
    closes = files.consultation(slug)["closes"]
    for number, reply in enumerate(replies[-LATE.get(slug, 0) :] if slug in LATE else ()):
        reply.at, reply.channel = moment(closes + 2 + number // 3, 12.0), Channel.LETTER


def send_all(slug: str, replies: Sequence[Reply]) -> list[Sent]:
    """Send or enter these answers, each at its own moment, in one transaction of the caller's."""
    consultation, lead = consultations.by_slug(slug), person(Role.ENGAGEMENT_LEAD)
    sent = []
    for reply in replies:
        with living_at(reply.at):
            sent.append(_one(consultation, reply, lead))
            made = queries.by_id(sent[-1].response_id)
            keep_contact(actor=None, response=made, sender=reply.email)
    return sent


def _one(consultation: Consultation, reply: Reply, lead: Account) -> Sent:
    if reply.channel is Channel.WEB:
        return _send(consultation, reply)
    response = commands.enter(
        actor=lead,
        consultation=consultation,
        asked=consultations.questionnaire(consultation, reply.language),
        answers=reply.answers,
        channel=reply.channel,
        received_on=reply.at.astimezone(SITE_ZONE).date(),
        respondent_kind=reply.kind,
        about=reply.about,
        voice=reply.voice,
        before=reply.before,
    )
    return Sent(response.id, reply)


def _send(consultation: Consultation, reply: Reply) -> Sent:
    """Send an answer as the website does. Only one that is followed has a code somebody knows."""
    code = rules.mint(site_salt()) if reply.followed else _code_of_nobody()
    visit = rules.new_visit()
    draft = commands.begin(
        visit=visit, consultation=consultation, language=reply.language, kind=reply.kind
    )
    draft.answers, draft.about = dict(reply.answers), dict(reply.about)
    draft.voice, draft.before = dict(reply.voice), dict(reply.before)
    response = commands.submit(
        visit=visit,
        draft=draft,
        consultation=consultation,
        asked=consultations.questionnaire(consultation, reply.language),
        grace=_GRACE,
        code=code,
    )
    receipt = Receipt(
        draft.receipt["reference"], draft.receipt["secret"], rules.code_words(code.number, SOURCE)
    )
    return Sent(response.id, reply, receipt)


def _code_of_nobody() -> rules.Code:
    """A code that was told to nobody: without the slow derivation."""
    return rules.Code(rules.new_code(), secrets.token_bytes(32), secrets.token_hex(32))


def leave_unfinished(slug: str, offset: int) -> str:
    """Somebody stops after the first page, in Bengali; the twelve digits to go on with."""
    consultation = consultations.by_slug(slug)
    reply = Writer(consultation, Random(slug)).reply([])
    first = consultations.questionnaire(consultation, "bn").pages[0]
    with living_at(moment(offset, 17.0)), unit_of_work():
        visit = rules.new_visit()
        draft = commands.begin(
            visit=visit, consultation=consultation, language="bn", kind=reply.kind
        )
        for question in first.questions:
            if question.key in reply.answers:
                draft.answers[question.key] = reply.answers[question.key]
        commands.save_draft(visit=visit, draft=draft)
        number = commands.make_code(visit=visit, draft=draft, code=rules.mint(site_salt()))
    return rules.code_digits(number)


def take_back(sent: Sequence[Sent], offset: int) -> None:
    """Somebody who spoke of no theme takes their answer back."""
    chosen = next(each for each in sent if not each.reply.themes)
    with living_at(moment(offset)), unit_of_work():
        commands.withdraw(response=queries.by_id(chosen.response_id))
