"""Enter an answer for somebody, with all that is known of it; take a wrong entry back."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select

from engage.accounts.models import Account
from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.consultations.rules import Questionnaire
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.files import store_stream
from engage.core.i18n import _dl
from engage.equality import commands as equality
from engage.responses import commands as answers_sent
from engage.responses.models import (
    FileUse,
    Response,
    ResponseEquality,
    ResponseFile,
)
from engage.responses.rules import Code
from engage.responses.rules import entry as rules
from engage.responses.rules.uploads import Upload

_links: Any = ResponseEquality.__table__
FOLDER = "scans"


def enter_for(
    *,
    actor: Account,
    consultation: Consultation,
    asked: Questionnaire,
    answers: Mapping[str, Any],
    facts: rules.Facts,
    code: Code | None = None,
) -> Response:
    """Enter an answer that somebody gave by another road than the web.

    Only answers on their own path are kept. `asked` is the form in the language of the answer, as
    staff fill it in. `code`: one that the person is told. Raises RuleBroken as `enter` does, and
    for facts that cannot be, and once the answers are frozen.
    """
    rules.check_facts(facts)
    rules.check_not_frozen(consultation)
    kept = rules.on_path(asked, answers, facts.kind)
    response = answers_sent.enter(
        actor=actor,
        consultation=consultation,
        asked=asked,
        answers=kept.answers,
        channel=facts.channel,
        received_on=facts.received_on,
        respondent_kind=facts.kind,
        voice=facts.voice,
        before=facts.before,
        variant=facts.variant,
    )
    response.draft_key = facts.draft_key
    response.code_lookup = code.lookup if code else None
    db.session.flush()
    return response


def keep_about(*, actor: Account, response: Response, about: Mapping[str, str]) -> bool:
    """Keep what somebody said about themselves, apart; whether there was anything to keep.

    Nobody can see or change it afterwards. Raises RuleBroken when it was kept before, or for an
    answer that is not on the list.
    """
    wanted = select(ResponseEquality.id).where(ResponseEquality.response_id == response.id)
    if db.session.scalar(wanted) is not None:
        raise RuleBroken(_dl("What this person said about themselves was kept before."))
    key = equality.keep(actor=actor, answers=about)
    if key is None:
        return False
    db.session.execute(insert(_links), {"response_id": response.id, "monitoring_key": key})
    return True


def keep_scan(*, actor: Account, response: Response, upload: Upload) -> ResponseFile:
    """Keep the scan or photo of a paper answer, a film, or a file that came with a letter."""
    kept = ResponseFile(
        response_id=response.id,
        use=FileUse.SCAN,
        name=upload.name,
        media_type=upload.media_type,
        size=upload.size,
        stored=store_stream(FOLDER, upload.source, upload.ending).name,
    )
    db.session.add(kept)
    record(Action.SCAN_KEPT, response, actor=actor, size=upload.size)
    return kept


def take_entry_back(*, actor: Account, response: Response, why: rules.Mistake) -> None:
    """Take back an answer that staff entered wrongly: it no longer counts, and is kept.

    Raises RuleBroken for an answer of the web, when it was taken back before, and once frozen.
    """
    rules.check_take_back(response)
    rules.check_not_frozen(consultations.by_id(response.consultation_id))
    answers_sent.withdraw(actor=actor, response=response)
    record(Action.ENTRY_TAKEN_BACK, response, actor=actor, why=why.value)
    db.session.flush()
