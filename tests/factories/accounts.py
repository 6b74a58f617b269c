"""The site, organisations, people with one role, and links that were mailed."""

from datetime import date, timedelta

import factory
from factory.alchemy import SQLAlchemyModelFactory

from engage.accounts import commands, queries
from engage.accounts.models import (
    Account,
    Grant,
    Organisation,
    OrganisationKind,
    Role,
    SignInLink,
    Site,
)
from engage.core.clock import now
from engage.core.db import db
from engage.languages import commands as languages
from tests.counting import not_counted

PASSWORD = "correct horse battery"
"""The password of everybody who has one: `AccountFactory(password=PASSWORD)`."""


class RowFactory(SQLAlchemyModelFactory):
    """A row in the test's own session, written at once so that it has its key."""

    class Meta:
        """Where rows go."""

        abstract = True
        sqlalchemy_session = db.session
        sqlalchemy_session_persistence = "flush"

    @classmethod
    @not_counted()
    def _create(cls, *args, **kwargs):
        return super()._create(*args, **kwargs)


class SiteFactory(RowFactory):
    """The one site."""

    class Meta:
        """What it makes."""

        model = Site

    name = "Care Together"
    partner = "The Care Partnership"
    contact_email = "care@example.org"
    contact_phone = "020 7946 0100"


class NamedFactory(RowFactory):
    """A row whose names are Wordings: `AreaFactory(name="Bexley", names={"es": "…"})`."""

    class Meta:
        """Where rows go."""

        abstract = True

    name = "A name"
    names = factory.LazyFunction(dict)

    @classmethod
    def _create(cls, model_class, *args, **facts):
        name, names = facts.pop("name"), facts.pop("names")
        row = super()._create(model_class, *args, **facts)
        languages.put(actor=None, subject=row, texts={"name": name})
        for code, text in names.items():
            languages.put(actor=None, subject=row, texts={"name": text}, language=code)
        return row


class OrganisationFactory(NamedFactory):
    """A body with its name."""

    class Meta:
        """What it makes."""

        model = Organisation

    name = "The Care Partnership"
    slug = factory.Sequence(lambda n: f"organisation-{n}")
    kind = OrganisationKind.PARTNERSHIP


class AccountFactory(RowFactory):
    """A person with one role, since 2020: `AccountFactory(role=Role.ANALYST, password=PASSWORD)`.

    `from_on`, `until_on` and `organisation_id` are those of the role.
    """

    class Meta:
        """What it makes."""

        model = Account

    class Params:
        """What the role is made of."""

        role = Role.ENGAGEMENT_LEAD
        password = None
        organisation_id = None
        from_on = date(2020, 1, 1)
        until_on = None

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.LazyAttribute(lambda made: f"Test {made.role.value.replace('_', ' ')}")
    seal = factory.Sequence(lambda n: f"seal{n}")
    password_hash = factory.LazyAttribute(
        lambda made: commands._hasher.hash(made.password) if made.password else None
    )
    grants = factory.LazyAttribute(
        lambda made: [
            Grant(
                role=made.role,
                organisation_id=made.organisation_id,
                from_on=made.from_on,
                until_on=made.until_on,
            )
        ]
    )


class SignInLinkFactory(RowFactory):
    """A link whose secret is known: `SignInLinkFactory(account=…, secret="abc")`."""

    class Meta:
        """What it makes."""

        model = SignInLink

    class Params:
        """Whose it is, and what was mailed."""

        account = factory.LazyFunction(AccountFactory)
        secret = "a secret in a letter"

    account_id = factory.LazyAttribute(lambda made: made.account.id)
    secret_hash = factory.LazyAttribute(lambda made: queries.secret_hash(made.secret))
    ends_at = factory.LazyFunction(lambda: now() + timedelta(minutes=30))
