"""Texts of a thing, in any language."""

import factory

from engage.languages.models import Wording
from tests.factories.accounts import RowFactory


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
