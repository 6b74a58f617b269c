"""Write, correct and check a translation of an answer; say which language it is really in."""

from collections.abc import Sequence

from engage.accounts.models import Account
from engage.audit.commands import record
from engage.audit.models import Action
from engage.core.clock import now
from engage.core.db import db
from engage.core.errors import RuleBroken, Stale
from engage.core.i18n import _dl
from engage.responses.models import AnswerLanguage, AnswerTranslation, Response
from engage.responses.queries import translating as queries
from engage.responses.queries.translating import ToTranslate
from engage.responses.rules import translating as rules
from engage.responses.rules.values import clean


def write(
    *, actor: Account, one: ToTranslate, text: str, answer_version: int, version: int
) -> AnswerTranslation:
    """Write the translation of one text, or correct it: then it is checked anew by another person.

    `answer_version` and `version` are those that the writer saw. Raises RuleBroken as the rules
    say, Stale with both texts when somebody saved after `version`.
    """
    rules.check_readable(one.response)
    rules.check_same_version(one.response, answer_version)
    text = clean(text)
    rules.check_text(text)
    row = one.row
    if (row.version if row else 0) != version:
        raise Stale({"text": row.text if row else ""}, {"text": text})
    if row is not None and row.text == text:
        return row
    row = row or _new(one)
    row.text, row.made_by, row.made_at = text, actor.id, now()
    _keep(row, one, actor)
    return row


def _new(one: ToTranslate) -> AnswerTranslation:
    return AnswerTranslation(
        response_id=one.response.id,
        response_version=one.response.current_version,
        question_key=one.text.key,
        language=rules.WORKING,
    )


def _keep(row: AnswerTranslation, one: ToTranslate, actor: Account | None) -> None:
    row.checked_by = row.checked_at = None
    db.session.add(row)
    db.session.flush()
    record(Action.ANSWER_TRANSLATED, row, actor=actor, **_facts(row))
    _count(one.response, one.beside.language.code, one.keys)


def _facts(row: AnswerTranslation) -> dict[str, object]:
    """What history says of a translation: ids and codes, never words."""
    return {
        "response": str(row.response_id),
        "number": row.response_version,
        "question": row.question_key,
        "language": row.language,
    }


def put_draft(
    *, actor: Account | None, one: ToTranslate, text: str, machine: str
) -> AnswerTranslation:
    """Put in what a machine made of one text: a draft under its name, which a person must check.

    Raises RuleBroken where a person wrote or checked one, and for a machine without a name.
    """
    rules.check_readable(one.response)
    rules.check_may_draft(one.row)
    text, machine = clean(text), machine.strip()
    rules.check_text(text)
    if not machine:
        raise RuleBroken(_dl("Say which machine made it."), "machine")
    row = one.row or _new(one)
    row.text, row.machine, row.made_at = text, machine, now()
    _keep(row, one, actor)
    return row


def check(*, actor: Account, one: ToTranslate, version: int) -> AnswerTranslation:
    """Write down that somebody who reads both languages found a translation right.

    Raises RuleBroken for whoever wrote it, and when it is not the text that was read (`version`).
    """
    rules.check_readable(one.response)
    row = one.row
    rules.check_may_check(row, actor.id, version)
    assert row is not None, "the rule refuses to check nothing"
    row.checked_by, row.checked_at = actor.id, now()
    db.session.flush()
    record(Action.ANSWER_TRANSLATION_CHECKED, row, actor=actor, **_facts(row))
    _count(one.response, one.beside.language.code, one.keys)
    return row


def set_language(*, actor: Account, one: ToTranslate, language: str) -> AnswerLanguage:
    """Say in which language the words of an answer are really written.

    Raises RuleBroken for one that is not on the list.
    """
    rules.check_readable(one.response)
    rules.check_language(language)
    row = _count(one.response, language, one.keys)
    row.set_by, row.detected = actor.id, False
    db.session.flush()
    details = {"language": language, "page": one.response.language}
    record(Action.ANSWER_LANGUAGE_SET, one.response, actor=actor, **details)
    return row


def _count(response: Response, language: str, keys: Sequence[str]) -> AnswerLanguage:
    """Keep how far the translation of an answer is."""
    row = queries.known(response) or AnswerLanguage(
        response_id=response.id, consultation_id=response.consultation_id
    )
    if row.response_version != response.current_version:
        row.set_by, row.detected = None, False
    work = rules.work(language, keys, queries.present(response))
    row.response_version, row.language = response.current_version, language
    row.unwritten, row.unchecked = work.unwritten, work.unchecked
    db.session.add(row)
    db.session.flush()
    return row
