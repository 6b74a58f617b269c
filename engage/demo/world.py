"""The site, its areas, topics, organisations and people."""

from typing import Any

from engage.accounts import commands as accounts
from engage.accounts import queries as who
from engage.accounts.models import Account, OrganisationKind, Role
from engage.consultations import commands as consultations
from engage.core.db import Base
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import SOURCE, _dl
from engage.demo import files
from engage.demo.calendar import work_on
from engage.languages import commands as languages
from engage.places import commands as places
from engage.places.models import Tier

PASSWORD = "plain words for everyone"  # noqa: S105 - made up, and shown on the screen on purpose
BEGAN = -330
_KINDS = {
    "partnership": OrganisationKind.PARTNERSHIP,
    "citizens_board": OrganisationKind.BOARD,
    "strategic_board": OrganisationKind.BOARD,
    "reading_panel": OrganisationKind.PANEL,
    "advisory_group": OrganisationKind.ADVISORY_GROUP,
    "provider_trust": OrganisationKind.TRUST,
    "voluntary_council": OrganisationKind.VOLUNTARY,
}


def check_may_make() -> None:
    """Raises RuleBroken where something else stands already."""
    if who.site().made_up:
        raise RuleBroken(_dl("The example was not finished. Empty its home folder and try again."))
    if who.all_accounts():
        raise RuleBroken(_dl("This Engage is in use. Make the example in another home folder."))


def make() -> None:
    """Everything that was there before the first consultation."""
    with work_on(BEGAN):
        _site()
    with work_on(BEGAN, 10.5):
        owners = _organisations()
        for person in files.world()["people"]:
            _person(person, owners)
    with work_on(BEGAN, 11.0):
        for written in files.world()["people"]:
            _reads(written)
        _terms()
        _areas()
        _topics()


def put(subject: Base, words: Any, *, actor: Any) -> None:
    """Put texts down as {language: {field: text}}, English first; empty ones are left out."""
    for language in sorted(words, key=lambda code: code != SOURCE):
        texts = {field: text for field, text in words[language].items() if text}
        if texts:
            languages.put(actor=actor, subject=subject, texts=texts, language=language)
            check(subject, language, actor)


def check(subject: Base, language: str, actor: Any) -> None:
    """The translator has read what somebody else wrote in a language, and it is right."""
    if actor is not None and language != SOURCE:
        languages.check_words(actor=translator(language), subject=subject, language=language)


def translator(language: str) -> Account:
    """Whoever checks what is written in a language."""
    written = [each for each in files.world()["people"] if each["role"] == Role.TRANSLATOR.value]
    reads = [language in each["reads"] for each in written]
    return person(Role.TRANSLATOR, reads.index(True))


def put_name(subject: Base, names: Any, *, actor: Any, field: str = "name") -> None:
    """Put one text down as {language: text}."""
    put(subject, {code: {field: text} for code, text in names.items()}, actor=actor)


def person(role: Role, number: int = 0) -> Account:
    """One of the invented people, by what they do; the first, or another by `number`.

    Raises NotFound when the world was not made.
    """
    written = [each for each in files.world()["people"] if each["role"] == role.value][number]
    found = who.account_by_email(written["email"])
    if found is None:
        raise NotFound
    return found


def _site() -> None:
    written = files.world()
    own = next(
        each for each in written["organisations"] if each["slug"] == written["site"]["organisation"]
    )
    accounts.set_site(
        actor=None,
        name=written["site"]["names"][SOURCE],
        contact_email="have-your-say@example.org",
        contact_phone="020 7946 0100",
        partner=own["names"][SOURCE],
        made_up=True,
    )


def _organisations() -> dict[str, Any]:
    made = {}
    for written in files.world()["organisations"]:
        row = accounts.create_organisation(
            actor=None, slug=written["slug"], kind=_KINDS[written["kind"]]
        )
        put_name(row, written["names"], actor=None)
        made[written["slug"]] = row
    return made


def _person(written: Any, owners: dict[str, Any]) -> None:
    role = Role(written["role"])
    accounts.create_account(
        actor=None,
        email=written["email"],
        name=written["name"],
        role=role,
        password=None if role.signs_in_by_link else PASSWORD,
        organisation_id=owners[written["organisation"]].id,
    )


def _reads(written: Any) -> None:
    if written.get("reads"):
        account = who.account_by_email(written["email"])
        assert account is not None, "it was made just now"
        languages.set_languages_read(
            actor=person(Role.ADMIN), account=account, read=written["reads"]
        )


def _terms() -> None:
    for written in files.world()["terms"]:
        languages.set_term(actor=translator(written["language"]), **written)


def _areas() -> None:
    admin = person(Role.ADMIN)
    made: dict[str, Any] = {}
    for position, written in enumerate(files.world()["areas"]):
        parent = made.get(written["parent"])
        row = places.create_area(
            actor=admin,
            slug=written["slug"],
            tier=Tier(written["tier"]),
            parent_id=parent.id if parent else None,
            position=position,
            ons_code=written.get("ons_code", ""),
            population=written.get("population"),
        )
        put_name(row, written["names"], actor=admin)
        made[written["slug"]] = row
    for district, slug in files.world()["postcode_districts"]["districts"].items():
        places.add_district(actor=admin, district=district, area=made[slug])


def _topics() -> None:
    admin = person(Role.ADMIN)
    for position, written in enumerate(files.world()["topics"]):
        row = consultations.create_topic(actor=admin, slug=written["slug"], position=position)
        put_name(row, written["names"], actor=admin)
