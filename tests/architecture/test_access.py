"""Every view says who may use it, and the public ones are written down."""

from flask import Blueprint, Flask

from engage.accounts.access import PUBLIC
from engage.accounts.models import Role

PUBLIC_VIEWS = {
    "accounts.link",
    "accounts.link_sent",
    "accounts.sign_in",
    "analysis.results",
    "answers.arrive",
    "answers.index",
    "answers.leave",
    "answers.show",
    "answers.take_back",
    "consultations.index",
    "consultations.paper",
    "consultations.show",
    "reading.plain_english",
    "reports.index",
    "reports.paper",
    "reports.promises",
    "reports.show",
    "responses.about_question",
    "responses.about_you",
    "responses.check",
    "responses.done",
    "responses.go_on",
    "responses.leave",
    "responses.page",
    "responses.saved",
    "responses.start",
    "site.about",
    "site.accessibility",
    "site.contact",
    "site.cookies",
    "site.home",
    "site.languages_page",
    "site.privacy",
}


def undeclared(app: Flask) -> list[str]:
    """Views that say nothing."""
    return sorted(
        name
        for name, view in app.view_functions.items()
        if name != "static" and not getattr(view, "access", None)
    )


def public_views(app: Flask) -> set[str]:
    return {
        name for name, view in app.view_functions.items() if getattr(view, "access", "") == PUBLIC
    }


def test_every_view_declares_who_may_use_it(once_app: Flask) -> None:
    assert undeclared(once_app) == []


def test_a_view_that_says_nothing_is_caught(once_app: Flask) -> None:
    once_app.view_functions["jobs.hidden"] = lambda: "secret"
    assert undeclared(once_app) == ["jobs.hidden"]


def test_public_views_are_written_down(once_app: Flask) -> None:
    assert public_views(once_app) == PUBLIC_VIEWS


def test_addresses_are_kebab_case_and_end_in_a_slash(once_app: Flask) -> None:
    rules = [rule.rule for rule in once_app.url_map.iter_rules() if rule.endpoint != "static"]
    assert [rule for rule in rules if not rule.endswith("/") or "_" in _fixed(rule)] == []


def _fixed(rule: str) -> str:
    """The parts of an address that are not filled in."""
    return "".join(part for part in rule.split("/") if not part.startswith("<"))


def test_no_address_of_the_desk_is_public(once_app: Flask) -> None:
    open_desk = [
        rule.rule
        for rule in once_app.url_map.iter_rules()
        if rule.rule.startswith("/desk/") and rule.endpoint in public_views(once_app)
    ]
    assert open_desk == []


def test_roles_named_by_views_are_roles(once_app: Flask) -> None:
    for view in once_app.view_functions.values():
        wanted = getattr(view, "access", PUBLIC)
        assert wanted == PUBLIC or set(wanted) <= set(Role)


def test_a_blueprint_is_named_after_its_feature(once_app: Flask) -> None:
    for name, blueprint in once_app.blueprints.items():
        assert isinstance(blueprint, Blueprint)
        assert name.removesuffix("_desk") == blueprint.import_name.split(".")[1]
