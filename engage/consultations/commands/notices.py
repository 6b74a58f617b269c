"""Say in public what changed on the way: a later closing day, a pause, a withdrawal, a delay.

And how people were told of the decision, once it is made.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import rules
from engage.consultations.models import SAID, Consultation, Notice, NoticeKind, Stage
from engage.consultations.queries import polls
from engage.core.clock import now, today
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import SOURCE, _dl
from engage.core.text import is_longer
from engage.languages import commands as languages

LONGEST, LONGEST_TOLD = 1_000, 500
Texts = Mapping[str, str]
"""A reason by language; English is always there."""


def extend(
    *,
    actor: Any,
    consultation: Consultation,
    closes_on: date,
    texts: Texts,
    decision_on: date | None = None,
) -> Notice:
    """Move the closing day later, with a public note. `decision_on`: where that day moves too.

    Raises RuleBroken for an earlier day, one near an election, after closing, or without a reason
    (Gunning 3).
    """
    decides = decision_on or consultation.decision_on
    rules.check_extend(consultation, closes_on, decides, now())
    rules.check_no_poll_near(closes_on, polls.coming(consultation))
    facts = {"old": consultation.closes_on.isoformat(), "new": closes_on.isoformat()}
    if decides and decides != consultation.decision_on:
        facts["decision"] = decides.isoformat()
    notice = _tell(actor, consultation, NoticeKind.EXTENDED, texts, facts)
    consultation.closes_on, consultation.decision_on = closes_on, decides
    record(Action.CONSULTATION_EXTENDED, consultation, actor=actor, **facts)
    return notice


def pause(*, actor: Any, consultation: Consultation, texts: Texts) -> Notice:
    """Stop taking answers for a while, or put off the opening, with a public reason.

    What was begun is kept.
    """
    rules.check_pause(consultation, now())
    notice = _tell(actor, consultation, NoticeKind.PAUSED, texts)
    consultation.stage = Stage.PAUSED
    record(Action.CONSULTATION_PAUSED, consultation, actor=actor)
    return notice


def resume(*, actor: Any, consultation: Consultation, texts: Texts, agreed_by: str = "") -> Notice:
    """Go on after a pause, with a public word. The closing day must be still to come.

    `agreed_by`: the monitoring officer, who alone may agree to it near an election; their name is
    public. Raises RuleBroken.
    """
    rules.check_resume(consultation, now())
    day = rules.goes_on(consultation, today())
    near = rules.check_go_on(polls.coming(consultation), agreed_by, day)
    facts = {"agreed_by": agreed_by.strip(), "polls": list(near)} if near else {}
    notice = _tell(actor, consultation, NoticeKind.RESUMED, texts, facts)
    consultation.stage = Stage.OPEN
    record(Action.CONSULTATION_RESUMED, consultation, actor=actor)
    return notice


def withdraw(*, actor: Any, consultation: Consultation, texts: Texts) -> Notice:
    """Stop it for good, with a public reason, at any stage before the decision (settled 21).

    A draft has no page, so its reason stays with staff.
    """
    rules.check_withdraw(consultation, now())
    facts = {"from": rules.stage_in_force(consultation, now()).value}
    notice = _tell(actor, consultation, NoticeKind.WITHDRAWN, texts, facts)
    consultation.stage = Stage.WITHDRAWN
    record(Action.CONSULTATION_WITHDRAWN, consultation, actor=actor, **facts)
    return notice


def tell_delay(*, actor: Any, consultation: Consultation, until: date, texts: Texts) -> Notice:
    """Say in public that the answer to people is late, why, and when it comes.

    Source: Consultation Principles 2018, J: within twelve weeks, or explain. Raises RuleBroken
    before closing, or for a day that is past.
    """
    if rules.stage_in_force(consultation, now()) not in {Stage.CLOSED, Stage.ANALYSING}:
        raise RuleBroken(_dl("Only an answer that people still wait for can be late."))
    if until <= today():
        raise RuleBroken(_dl("Choose a day that is still to come."), "until")
    due = rules.response_due(consultation.closes_on)
    facts = {"due": due.isoformat(), "until": until.isoformat()}
    notice = _tell(actor, consultation, NoticeKind.DELAYED, texts, facts)
    record(Action.CONSULTATION_DELAYED, consultation, actor=actor, **facts)
    return notice


def tell_people(*, actor: Any, consultation: Consultation, texts: Texts) -> Notice:
    """Say in public how people were told of the decision; from then on it is “told” (decision 021).

    Raises RuleBroken at any other stage than “decided”, and without the words in English.
    """
    rules.check_tell_people(consultation, now())
    needed = _dl("Say how people were told: where it can be read, and who was written to.")
    _check_texts(texts, needed, LONGEST_TOLD)
    notice = _tell(actor, consultation, NoticeKind.TOLD, texts)
    consultation.stage = Stage.FED_BACK
    record(Action.CONSULTATION_MOVED, consultation, actor=actor, to=Stage.FED_BACK.value)
    return notice


def tell_format_moved(
    *, actor: Any, consultation: Consultation, facts: Mapping[str, Any], texts: Texts
) -> Notice:
    """Say in public that a format comes later, or that people who need it have longer, and why."""
    notice = _tell(actor, consultation, NoticeKind.FORMAT_MOVED, texts, facts)
    record(Action.FORMAT_MOVED, consultation, actor=actor, **facts)
    return notice


def _tell(
    actor: Any,
    consultation: Consultation,
    kind: NoticeKind,
    texts: Texts,
    facts: Mapping[str, Any] | None = None,
) -> Notice:
    """Write the note with its reason. Raises RuleBroken for no reason in English, or a long one."""
    _check_texts(texts, _dl("Say why, in plain English. People will read it."), LONGEST)
    told = {code: text.strip() for code, text in texts.items() if text.strip()}
    notice = Notice(
        consultation_id=consultation.id,
        kind=kind,
        facts={**(facts or {}), SAID: told},
        said_by=actor.id,
    )
    db.session.add(notice)
    db.session.flush()
    for code in sorted(told, key=lambda each: each != SOURCE):
        languages.put(actor=actor, subject=notice, texts={"text": told[code]}, language=code)
    return notice


def _check_texts(texts: Texts, needed: Any, most: int) -> None:
    """Raises RuleBroken for no words in English, or too many in any language."""
    if not texts.get(SOURCE, "").strip():
        raise RuleBroken(needed, "text_en_GB")
    for code, text in texts.items():
        if is_longer(text, most):
            message = _dl("Make this shorter. It takes %(most)s letters.", most=f"{most:,}")
            raise RuleBroken(message, f"text_{code}")
