"""Texts of a thing, in any language, and somebody who reads them all."""

import factory

from engage.accounts.models import Role
from engage.core.db import db
from engage.core.i18n import SOURCE
from engage.languages import commands
from engage.languages.models import LanguageReader, Wording
from tests.factories.accounts import AccountFactory, RowFactory


class WordingFactory(RowFactory):
    """One text of a thing: `WordingFactory(subject=area, field="name", text="Bexley")`."""

    class Meta:
        """What it makes."""

        model = Wording

    class Params:
        """What it is a text of."""

        subject = None

    subject_kind = factory.LazyAttribute(lambda made: made.subject.__tablename__)
    subject_id = factory.LazyAttribute(lambda made: made.subject.id)
    field = "name"
    language = "en_GB"
    variant = ""
    text = "A text"


def reader(*codes, role=Role.TRANSLATOR, **facts):
    """Somebody who reads these languages well enough to check them."""
    made = AccountFactory(role=role, **facts)
    db.session.add_all(LanguageReader(account_id=made.id, language=code) for code in codes)
    db.session.flush()
    return made


def check(subject, codes) -> None:
    """Somebody who did not write them has read a thing’s texts in these languages."""
    for code in codes:
        if code != SOURCE:
            commands.check_words(actor=reader(code), subject=subject, language=code)
