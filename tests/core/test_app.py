"""The app and the one list of features."""

import pytest

import engage.app
from engage.accounts.access import PUBLIC
from engage.app import FEATURES, Feature, create_app
from engage.config import Settings
from tests.factories.accounts import SiteFactory

pytestmark = pytest.mark.once


def test_the_settings_of_the_environment_are_used_when_none_are_given(tmp_path, monkeypatch):
    monkeypatch.setenv("ENGAGE_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    made = create_app()
    assert made.config["HOME"] == tmp_path
    assert made.config["SESSION_COOKIE_SECURE"] is False


def test_a_site_behind_https_sends_its_cookie_only_there(tmp_path):
    settings = Settings(tmp_path, f"sqlite:///{tmp_path / 'a'}", "secret", secure_cookies=True)
    assert create_app(settings).config["SESSION_COOKIE_SECURE"] is True


def test_every_feature_is_named_once():
    names = [feature.name for feature in FEATURES]
    assert len(names) == len(set(names))
    tasks = [task.name for feature in FEATURES for task in feature.tasks]
    assert len(tasks) == len(set(tasks))
    assert all(task.every > 0 for feature in FEATURES for task in feature.tasks)


def test_every_view_says_who_may_use_it(app):
    silent = [
        name
        for name, view in app.view_functions.items()
        if name != "static" and not getattr(view, "access", None)
    ]
    assert silent == []


def test_what_waits_is_gathered_from_the_features_that_have_it(app):
    hooks = app.extensions["waiting_for"]
    assert all(callable(hook) for hook in hooks)
    assert engage.reading.waiting_for in hooks


def test_a_feature_without_anything_to_show_is_only_a_name():
    assert Feature("places") == Feature("places", (), ())


def test_every_page_names_the_site_and_offers_its_languages(client):
    SiteFactory(name="Care Together")
    page = client.get("/about/").get_data(as_text=True)
    assert "Care Together" in page
    assert client.get("/es/about/").status_code == 200


def test_a_public_page_knows_nobody_even_when_somebody_is_signed_in(as_lead):
    page = as_lead.get("/about/").get_data(as_text=True)
    assert as_lead.account.name not in page
    assert as_lead.account.name in as_lead.get("/desk/").get_data(as_text=True)


def test_staff_find_their_own_pages_at_the_top_and_the_present_one_is_marked(as_lead, as_reader):
    page = as_lead.get("/desk/reading/").get_data(as_text=True)
    assert 'aria-current="page"' in page
    assert "Reading panel" in as_reader.get("/desk/").get_data(as_text=True)
    assert PUBLIC == "public"
