"""Say who reads which language."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete

from engage.accounts.models import Account
from engage.audit.commands import record
from engage.audit.models import Action
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import SOURCE, _dl, languages
from engage.languages.models import LanguageReader


def set_languages_read(*, actor: Any, account: Account, read: Collection[str]) -> None:
    """Say which languages somebody reads well enough to check. Everybody reads English.

    Raises RuleBroken for a language we do not know.
    """
    wanted = sorted(set(read) - {SOURCE})
    if any(code not in languages() for code in wanted):
        raise RuleBroken(_dl("Choose languages from the list."), "read")
    db.session.execute(delete(LanguageReader).where(LanguageReader.account_id == account.id))
    db.session.add_all(LanguageReader(account_id=account.id, language=code) for code in wanted)
    db.session.flush()
    record(Action.LANGUAGES_READ_SET, account, actor=actor, languages=wanted)
