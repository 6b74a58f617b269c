"""Keep a draft, send an answer, enter one for somebody, take one back."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, update

from engage.accounts import rules as account_rules
from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import rules as consultation_rules
from engage.consultations.models import Consultation, Kind
from engage.consultations.queries import formats
from engage.consultations.rules import Questionnaire
from engage.core.clock import now, today
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import _l
from engage.core.mail import new_message_id
from engage.equality import commands as equality
from engage.jobs import commands as jobs
from engage.responses import rules
from engage.responses.commands.exports import mark_outdated
from engage.responses.commands.parents import keep_parent
from engage.responses.commands.uploads import hand_over
from engage.responses.models import (
    Channel,
    GroupVoice,
    RespondentKind,
    Response,
    ResponseEquality,
    ResponseState,
    ResponseVersion,
    SavedDraft,
)
from engage.responses.queries.facts import answer_facts
from engage.responses.rules.ease import NOT_YET, TOLD

_table: Any = SavedDraft.__table__
_versions: Any = ResponseVersion.__table__
_links: Any = ResponseEquality.__table__
_KEEP = (
    update(_table)
    .where(_table.c.lookup_key == bindparam("key"), _table.c.sent.is_(False))
    .values(ciphertext=bindparam("sealed"))
)


def begin(
    *,
    actor: Any = None,
    visit: rules.Visit,
    consultation: Consultation,
    language: str,
    kind: RespondentKind,
    variant: str = "",
) -> rules.Draft:
    """Start a draft on the newest edition. Raises RuleBroken when the consultation is not open.

    `consultation` as those see it who answer in this `variant`, which may close later.
    """
    at, edition_id = now(), consultation.edition_id
    if edition_id is None or not consultation_rules.may_submit(consultation, at, at, timedelta()):
        raise RuleBroken(_l("This is not open for answers now."))
    draft = rules.Draft(consultation.id, edition_id, at, language, variant, kind=kind)
    row = {
        "lookup_key": visit.lookup_key,
        "consultation_id": draft.consultation_id,
        "edition_id": draft.edition_id,
        "begun_at": draft.begun_at,
        "language": language,
        "variant": variant,
        "ciphertext": rules.seal(visit, draft),
    }
    db.session.execute(insert(_table), row)
    return draft


def save_draft(*, actor: Any = None, visit: rules.Visit, draft: rules.Draft) -> None:
    """Keep what was answered so far, sealed. One statement; not in the history (settled 42)."""
    db.session.execute(_KEEP, {"key": visit.lookup_key, "sealed": rules.seal(visit, draft)})


def make_code(
    *, actor: Any = None, visit: rules.Visit, draft: rules.Draft, code: rules.Code
) -> int:
    """Give a draft its code, once; returns the number to show."""
    if draft.code is None:
        draft.code, draft.code_lookup = code.number, code.lookup
        values = {
            "ciphertext": rules.seal(visit, draft),
            "code_lookup": code.lookup,
            "wrapped_key": rules.wrap(visit, code.under),
        }
        db.session.execute(
            update(_table).where(_table.c.lookup_key == visit.lookup_key).values(**values)
        )
    return draft.code


def submit(
    *,
    actor: Any = None,
    visit: rules.Visit,
    draft: rules.Draft,
    consultation: Consultation,
    asked: Questionnaire,
    grace: timedelta,
    code: rules.Code,
) -> Response:
    """Turn a draft into a response, with its version, files, equality answers and receipt.

    The draft must be locked and not yet sent. `code` is used when it has none yet. `grace` is how
    long after closing a begun answer is still taken (settled 22). Answers off the path are left
    out. Raises RuleBroken when it is too late, for a child under 13 without a parent's yes, or with
    the key of a question whose answer is missing.
    """
    at = now()
    _check_in_time(consultation, draft, at, grace)
    secret = rules.new_secret()
    response = _response(
        consultation,
        asked,
        draft.answers,
        begun_language=draft.language,
        begun_variant=draft.variant,
        respondent_kind=draft.kind,
        channel=Channel.WEB,
        received_on=today(),
        submitted_at=at,
        draft_key=visit.lookup_key,
        secret_hash=rules.secret_hash(secret),
        **rules.facts_of(draft.voice, draft.before),
    )
    response.code_lookup = draft.code_lookup or code.lookup
    _keep(response, draft.about, draft.voice, draft.before)
    sent = _files_sent(asked, response, draft)
    hand_over(actor=actor, visit=visit, held=draft.files, response=response, wanted=sent)
    draft.code = code.number if draft.code is None else draft.code
    _give_receipt(visit, draft, response, secret)
    record(Action.RESPONSE_SUBMITTED, response, actor=actor)
    return response


def _check_in_time(
    consultation: Consultation, draft: rules.Draft, at: datetime, grace: timedelta
) -> None:
    """Refuse what comes too late, and a change: that takes the place of what was sent."""
    in_time = consultation_rules.may_submit(consultation, draft.begun_at, at, grace)
    if not in_time or draft.changes:
        raise RuleBroken(_l("This consultation has closed."))


def _response(
    consultation: Consultation, asked: Questionnaire, answers: Mapping[str, Any], **facts: Any
) -> Response:
    """A response row. Raises RuleBroken with the key of the first question answered wrongly."""
    facts.setdefault("late", consultation_rules.is_late(consultation, facts["submitted_at"]))
    return Response(
        consultation_id=consultation.id,
        edition_id=asked.edition_id,
        reference=rules.new_reference(),
        **answer_facts(asked, answers, facts["respondent_kind"]),
        **facts,
    )


def _files_sent(asked: Questionnaire, response: Response, draft: rules.Draft) -> list[str]:
    """The ids of the files that belong to a sent answer: of its questions, and of its members."""
    kinds = {each.key: each.kind for each in asked.questions}
    sent = [key for key in response.answers if kinds.get(key) is Kind.FILE]
    members = [each for each, known in draft.files.items() if not known["key"]]
    return [*(each for key in sent for each in response.answers[key]), *members]


def _keep(
    response: Response,
    about: Mapping[str, str],
    voice: Mapping[str, str] | None = None,
    before: Mapping[str, str] | None = None,
) -> None:
    """Store a response, its first version, who it speaks for, and the equality answers apart.

    Of whoever speaks for others nothing is kept about themselves: no count would use it.
    """
    rules.check_parent_agreed(response.respondent_kind, before or {})
    db.session.add(response)
    db.session.flush()
    if before and before.get("parent"):
        keep_parent(actor=None, response=response, before=before)
    version = {"number": 1, "answers": response.answers, "language": response.language}
    db.session.execute(insert(_versions), {"response_id": response.id, **version})
    alone = response.respondent_kind is RespondentKind.INDIVIDUAL
    if voice and not alone:
        said = {name: voice.get(name, "") for name in ("name", "gathered", "disagreed")}
        db.session.add(GroupVoice(response_id=response.id, **said))
    key = equality.keep(actor=None, answers=about) if alone else None
    if key is not None:
        db.session.execute(insert(_links), {"response_id": response.id, "monitoring_key": key})


def _give_receipt(visit: rules.Visit, draft: rules.Draft, response: Response, secret: str) -> None:
    """Put the receipt in the place of the draft's words; the code leads to the response now."""
    draft.answers, draft.about, draft.sent = {}, {}, True
    draft.voice, draft.before, draft.files = {}, {}, {}
    draft.receipt = {"reference": response.reference, "secret": secret, TOLD: NOT_YET}
    if response.late:
        draft.receipt["late"] = "yes"
    values = {
        "ciphertext": rules.seal(visit, draft),
        "sent": True,
        "code_lookup": None,
        "wrapped_key": None,
    }
    db.session.execute(
        update(_table).where(_table.c.lookup_key == visit.lookup_key).values(**values)
    )


def enter(
    *,
    actor: Any,
    consultation: Consultation,
    asked: Questionnaire,
    answers: Mapping[str, Any],
    channel: Channel,
    received_on: date,
    respondent_kind: RespondentKind = RespondentKind.INDIVIDUAL,
    about: Mapping[str, str] | None = None,
    submitted_at: datetime | None = None,
    voice: Mapping[str, str] | None = None,
    before: Mapping[str, str] | None = None,
    variant: str = "",
) -> Response:
    """Enter an answer that reached us on paper, by phone or otherwise; late ones are flagged.

    `asked` is the form in the language of the answer, `variant` the format the person needs: one
    that closes later is on time until that day. `voice` and `before` are what `check_voice`
    and `check_before` give: who it speaks for, who helped, what may be shown. Raises RuleBroken
    for an answer that is not on the list, for a child under 13 without a parent's yes, and for a
    day before opening or after today.
    """
    first, used = consultation.opens_on, rules.used_variant(channel, variant or asked.variant)
    if not first <= received_on <= today():
        raise RuleBroken(_l("Enter a day between opening and today."), "received_on")
    response = _response(
        consultation,
        asked,
        answers,
        begun_language=asked.language,
        begun_variant=used,
        respondent_kind=respondent_kind,
        channel=channel,
        received_on=received_on,
        submitted_at=submitted_at or now(),
        late=received_on > formats.closing_day(consultation, used),
        **rules.facts_of(voice or {}, before or {}),
    )
    response.variant = used
    _keep(response, about or {}, voice, before)
    record(Action.RESPONSE_ENTERED, response, actor=actor, channel=channel.value)
    return response


def mail_receipt(*, actor: Any = None, to: str, subject: str, body: str) -> None:
    """Send a receipt once. The address stands in the outbox only, and is wiped on delivery.

    Raises RuleBroken for what is no address.
    """
    address = account_rules.check_email(to)
    if set(address) & set(',;:<>()[]"\\'):
        raise RuleBroken(_l("Enter one email address, like name@example.org"), "email")
    message = {"subject": subject, "body": body, "message_id": new_message_id()}
    jobs.plan("mail", {"to": address, **message}, actor=actor)


def withdraw(*, actor: Any = None, response: Response) -> None:
    """Take an answer back: it no longer counts. Raises RuleBroken when that was done before."""
    if response.state is not ResponseState.SUBMITTED:
        raise RuleBroken(_l("This answer was taken back before."))
    response.state = ResponseState.WITHDRAWN
    mark_outdated(actor=actor, consultation_id=response.consultation_id)
    record(Action.RESPONSE_WITHDRAWN, response, actor=actor)
