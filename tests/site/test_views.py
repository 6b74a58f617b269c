"""The pages every public site must have."""

import pytest

from engage.core.i18n import shipped
from engage.reading import queries as reading
from tests.factories.accounts import SiteFactory
from tests.factories.consultations import closed_consultation, open_consultation
from tests.factories.reports import answered_consultation, cost, published_report
from tests.honest import english_of, parse, text_of

PAGES = ("accessibility", "privacy", "cookies", "contact", "about", "languages")


def words_of(answer):
    """All words of a page."""
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return text_of(parse(answer.get_data(as_text=True)))


def test_home_shows_what_is_open_and_what_changed(client):
    open_consultation("evenings", closes=20)
    open_consultation("blood", closes=3, words={"title": "Blood tests"})
    closed_consultation("knees", words={"title": "Hips and knees"})
    published_report(answered_consultation("letters"))
    html = client.get("/").get_data(as_text=True)
    said = text_of(parse(html))
    for line in (
        "Closing soon",
        "Blood tests",
        "3 days left",
        "Open now",
        "Takes about 5 minutes",
        "Anyone with a GP in Bexley",
        "What changed because of people",
        "Nobody knows who to ring.",
        "We will do this",
        "Closed",
        "Hips and knees",
    ):
        assert line in said
    assert 'href="/consultations/evenings/"' in html
    assert 'action="/consultations/"' in html
    assert 'name="q"' in html


def test_home_says_what_to_do_when_nothing_is_open(client):
    said = words_of(client.get("/"))
    assert "Nothing is open right now" in said
    assert "What changed because of people" not in said


def test_home_costs_at_most_six_statements(client):
    SiteFactory()
    for number in range(3):
        open_consultation(f"open-{number}")
        published_report(answered_consultation(f"told-{number}", people=20))
    assert cost(client, "/") <= 6


def test_home_marks_what_is_not_in_the_reader_s_language(client):
    open_consultation("evenings", languages=("en_GB", "es"))
    open_consultation("english")
    published_report(answered_consultation("letters"))
    html = client.get("/es/").get_data(as_text=True)
    assert ">Evening appointments: where and when? (es)</a>" in html
    assert 'href="/es/consultations/english/" lang="en-GB"' in html
    said = next(each for each in parse(html).iter("div") if each.get("class") == "eg-said")
    assert (said.get("lang"), said.get("dir")) == ("en-GB", "ltr")


def test_languages_are_offered_in_their_own_words_and_lead_back(client):
    html = client.get("/ar/languages/?next=/reports/").get_data(as_text=True)
    for code, path, autonym in (
        ("en-GB", "/reports/", "English"),
        ("es", "/es/reports/", "Español"),
        ("ar", "/ar/reports/", "العربية"),
        ("bn", "/bn/reports/", "বাংলা"),
    ):
        link = next(each for each in parse(html).iter("a") if each.get("hreflang") == code)
        assert (link.get("href"), link.get("lang"), text_of(link)) == (path, code, autonym)
        assert (link.get("aria-current") == "true") == (code == "ar")


def test_formats_are_offered_beside_languages_and_lead_back(client):
    html = client.get("/ar/languages/?next=/reports/").get_data(as_text=True)
    for address in ("/easy-read/reports/", "/bsl/reports/", "/ar/large-print/reports/"):
        assert f'href="{address}"' in html


def test_languages_never_lead_away_from_the_site(client):
    html = client.get("/languages/?next=//evil.example/").get_data(as_text=True)
    links = [each.get("href") for each in parse(html).iter("a") if each.get("hreflang")]
    assert links == [f"{language.prefix}/" for language in shipped()]


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_the_house_are_plain_english(client, page):
    SiteFactory(made_up=True)
    found = reading.report(english_of(client.get(f"/{page}/").get_data(as_text=True)))
    assert found.verdict == "likely_clear", [str(reason) for reason in found.reasons]


@pytest.mark.parametrize("page", ["accessibility", "privacy", "contact"])
def test_a_page_says_how_to_reach_people(client, page):
    SiteFactory(contact_email="care@example.org", contact_phone="020 7946 0100")
    html = client.get(f"/{page}/").get_data(as_text=True)
    assert 'href="mailto:care@example.org"' in html
    assert 'href="tel:02079460100"' in html


def test_a_site_without_an_address_says_where_to_ask(client):
    assert "library" in words_of(client.get("/contact/"))


def test_the_accessibility_page_says_what_does_not_work_yet(client):
    said = words_of(client.get("/accessibility/"))
    assert "there are no videos in British Sign Language" in said
    assert "No outside body has tested this site yet." in said
    assert "November 2026" in said


def test_the_privacy_page_says_what_is_kept(client):
    SiteFactory(partner="The Care Partnership")
    said = words_of(client.get("/privacy/"))
    for line in (
        "The Care Partnership looks after what you tell us here.",
        "We keep the first part of your postcode only.",
        "You can skip any of these questions, or all of them.",
        "We hide small numbers",
        "Information Commissioner’s Office",
    ):
        assert line in said


@pytest.mark.parametrize("page", ["", *(f"{page}/" for page in PAGES), "reports/", "promises/"])
def test_public_pages_set_no_cookie(client, page):
    assert "Set-Cookie" not in client.get(f"/{page}").headers


def test_the_about_page_says_when_the_site_is_made_up(client):
    SiteFactory(made_up=True)
    assert "This is a made-up example." in words_of(client.get("/about/"))
