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
    "answers.change",
    "answers.index",
    "answers.leave",
    "answers.show",
    "answers.take_back",
    "answers.words",
    "calendar.feed",
    "consultations_approvals.approve",
    "consultations.file",
    "consultations.format_file",
    "consultations.index",
    "consultations.paper",
    "consultations.privacy",
    "consultations.privacy_version",
    "consultations.show",
    "programmes.index",
    "programmes.show",
    "reading.plain_english",
    "reports.decided",
    "reports.decided_paper",
    "reports.index",
    "reports.paper",
    "reports.promises",
    "reports.show",
    "responses.about_question",
    "responses.about_you",
    "responses.before",
    "responses.change",
    "responses.check",
    "responses.done",
    "responses.go_on",
    "responses.leave",
    "responses.page",
    "responses.paper_form",
    "responses.paper_pdf",
    "responses.parent",
    "responses.published",
    "responses.published_answer",
    "responses.saved",
    "responses.start",
    "responses.who",
    "responses.taken_out",
    "site.about",
    "site.accessibility",
    "site.contact",
    "site.cookies",
    "site.home",
    "site.languages_page",
    "site.privacy",
    "wrong.tell",
    "wrong.thanks",
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


# Files that programs fetch by a name they know.
FILES = {"/calendar.ics"}


def test_addresses_are_kebab_case_and_end_in_a_slash(once_app: Flask) -> None:
    rules = {rule.rule for rule in once_app.url_map.iter_rules() if rule.endpoint != "static"}
    pages = rules - FILES
    assert [rule for rule in pages if not rule.endswith("/") or "_" in _fixed(rule)] == []


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


def test_a_blueprint_is_named_after_its_feature_or_its_file(once_app: Flask) -> None:
    for name, blueprint in once_app.blueprints.items():
        assert isinstance(blueprint, Blueprint)
        parts = blueprint.import_name.split(".")
        assert name.partition("_")[0] in {parts[1], parts[-1]}
