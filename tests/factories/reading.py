"""Texts before the reading panel, what readers said of them, and sentences they marked."""

from uuid import uuid4

import factory

from engage.accounts.models import Role
from engage.core.clock import today
from engage.core.text import fingerprint, sentences
from engage.reading.models import Found, Mark, Reading, Submission
from engage.reading.rules.panel import due_on
from tests.factories.accounts import AccountFactory, RowFactory

TEXT = "We plan new clinics. Tell us what you need. Then we will decide."


class ReaderFactory(AccountFactory):
    """A plain English reader."""

    class Params:
        """The role."""

        role = Role.READER


class SubmissionFactory(RowFactory):
    """A text of three sentences before the panel: `SubmissionFactory(text="…", needed=1)`."""

    class Meta:
        """What it makes."""

        model = Submission

    class Params:
        """Who sent it."""

        author = factory.LazyFunction(AccountFactory)

    subject_kind = "consultation"
    subject_id = factory.LazyFunction(uuid4)
    title = "New clinics"
    language = "en_GB"
    text = TEXT
    text_hash = factory.LazyAttribute(lambda made: fingerprint(made.text))
    sent_by = factory.LazyAttribute(lambda made: made.author.id)
    due_on = factory.LazyFunction(lambda: due_on(today()))


class ReadingFactory(RowFactory):
    """A reader found the text clear: `ReadingFactory(submission=…, reader=…)`."""

    class Meta:
        """What it makes."""

        model = Reading

    class Params:
        """What was read, and by whom."""

        submission = factory.LazyFunction(SubmissionFactory)
        reader = factory.LazyFunction(ReaderFactory)

    submission_id = factory.LazyAttribute(lambda made: made.submission.id)
    account_id = factory.LazyAttribute(lambda made: made.reader.id)
    found = Found.CLEAR


class MarkFactory(RowFactory):
    """A reader marked sentence 2 hard: `MarkFactory(submission=…, reader=…, sentence=1)`."""

    class Meta:
        """What it makes."""

        model = Mark

    class Params:
        """What was marked, and by whom."""

        submission = factory.LazyFunction(SubmissionFactory)
        reader = factory.LazyFunction(ReaderFactory)

    submission_id = factory.LazyAttribute(lambda made: made.submission.id)
    account_id = factory.LazyAttribute(lambda made: made.reader.id)
    sentence = 2
    words = factory.LazyAttribute(lambda made: sentences(made.submission.text)[made.sentence - 1])
    why = "Need for what?"
