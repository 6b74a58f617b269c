"""The frame of a page: what stands on every page, and in which order."""

from types import SimpleNamespace

import pytest

from engage.core.i18n import Language, languages
from tests.components.conftest import one, text_of

PUBLIC = (
    '{% extends "layouts/public.html" %}{% block title %}Have your say{% endblock %}'
    "{% block content %}<h1>Have your say</h1>{% endblock %}"
)
WITH_ASIDE = PUBLIC + "{% block aside %}<h2>Other ways</h2>{% endblock %}"
STAFF = PUBLIC.replace("public", "staff")
FORM = PUBLIC.replace("public", "form")
PRINT = PUBLIC.replace("public", "print")
ARABIC = languages()["ar"]
WRONG = SimpleNamespace(all_errors=[("email", "Enter your email")])
LINKS = [("My work", "/desk/", True), ("Reading", "/desk/reading/", False)]


def test_the_first_two_stops_are_skip_and_language(page):
    links = page(PUBLIC).findall(".//body//a")
    assert [text_of(link) for link in links[:3]] == [
        "Skip to main content",
        "Language: English. Change",
        "Engage",
    ]
    assert links[0].get("href") == "#main"
    assert one(page(PUBLIC), ".//main").get("id") == "main"


def test_the_title_is_the_heading_and_the_name_of_the_site(page):
    assert text_of(one(page(PUBLIC), ".//title")) == "Have your say – Engage"


def test_a_page_has_one_style_sheet_and_no_script(page):
    tree = page(PUBLIC)
    sheets = tree.findall(".//link[@rel='stylesheet']")
    assert [sheet.get("href") for sheet in sheets] == ["/static/build/app.css"]
    assert tree.findall(".//script") == []


@pytest.mark.parametrize(
    ("code", "side", "sheet"),
    [
        ("ar", "rtl", "app.arab.css"),
        ("ur", "rtl", "app.arab.css"),
        ("he", "rtl", "app.rtl.css"),
        ("bn", "ltr", "app.beng.css"),
        ("ne", "ltr", "app.deva.css"),
        ("pa", "ltr", "app.guru.css"),
        ("ta", "ltr", "app.taml.css"),
        ("zh_Hans", "ltr", "app.hani.css"),
        ("es", "ltr", "app.css"),
    ],
)
def test_each_script_has_its_own_sheet_and_only_that(page, code, side, sheet):
    hebrew = Language("he", "Hebrew", "עברית", "rtl", "hebr")
    reader = languages().get(code, hebrew)
    assert reader.dir == side
    tree = page(PUBLIC, reader=reader)
    sheets = tree.findall(".//link[@rel='stylesheet']")
    assert [each.get("href") for each in sheets] == [f"/static/build/{sheet}"]


def test_language_and_direction_are_those_of_the_reader(page):
    html = one(page(PUBLIC, reader=ARABIC), ".")
    assert (html.get("lang"), html.get("dir")) == ("ar", "rtl")


def test_the_colour_of_the_place_is_a_name_not_a_style(page):
    site = SimpleNamespace(name="Engage", partner="", made_up=False, colour="plum")
    assert one(page(PUBLIC, site=site), ".").get("data-colour") == "plum"


def test_an_invented_world_says_so_on_every_page(page):
    site = SimpleNamespace(name="Engage", partner="", made_up=True)
    assert "Made-up example" in text_of(page(PUBLIC, site=site))
    assert "Made-up example" not in text_of(page(PUBLIC))


def test_a_second_column_appears_only_when_it_has_something(page):
    assert page(PUBLIC).findall(".//aside") == []
    assert text_of(one(page(WITH_ASIDE), ".//aside")) == "Other ways"
    assert len(page(WITH_ASIDE).findall(".//h1")) == 1


def test_the_foot_leads_to_what_every_public_site_must_say(page):
    links = page(PUBLIC).findall(".//footer//a")
    assert [link.get("href") for link in links] == [
        "/reading/plain_english/",
        "/accounts/sign_in/",
        "/site/accessibility/",
        "/site/privacy/",
        "/site/cookies/",
        "/site/contact/",
        "/site/about/",
    ]


def test_whoever_is_signed_in_goes_from_the_foot_to_the_desk(page):
    tree = page(STAFF, account=SimpleNamespace(name="Ines"))
    links = [text_of(link) for link in tree.findall(".//footer//a")]
    assert "My work" in links
    assert "Sign in" not in links


def test_only_a_page_one_may_not_open_offers_to_sign_in(page):
    source = '{% extends "layouts/error.html" %}'
    for status, offered in ((403, True), (404, False)):
        tree = page(source, heading="x", advice="y", status=status)
        links = [text_of(link) for link in tree.findall(".//main//a")]
        assert ("Sign in" in links) is offered


def test_a_wrong_form_says_so_in_the_title_and_above_the_heading(page):
    tree = page(FORM, form=WRONG)
    assert text_of(one(tree, ".//title")) == "Error: Have your say – Engage"
    first, second = tree.findall(".//main//*[@class='govuk-error-summary']/..")[0][:2]
    assert (first.get("class"), second.tag) == ("govuk-error-summary", "h1")


def test_a_right_form_says_nothing_of_errors(page):
    tree = page(FORM, form=SimpleNamespace(all_errors=[]))
    assert text_of(one(tree, ".//title")) == "Have your say – Engage"
    assert "problem" not in text_of(tree)


def test_the_script_of_a_form_waits_and_carries_its_mark(page):
    script = one(page(FORM), ".//script")
    assert (script.get("nonce"), script.get("defer")) == ("n0nce", "")
    assert script.get("src") == "/static/build/count.js"


def test_staff_see_their_links_their_name_and_a_way_out(page):
    tree = page(STAFF, staff_links=LINKS, account=SimpleNamespace(name="Ines"))
    for links in (tree.findall(".//nav//details//a"), tree.findall(".//nav/div/ul//a")):
        assert [(text_of(link), link.get("aria-current")) for link in links] == [
            ("My work", "page"),
            ("Reading", None),
        ]
    assert "Signed in as Ines" in text_of(tree)
    assert one(tree, ".//header//form").get("method") == "post"


def test_a_form_of_the_desk_keeps_the_links_of_the_desk(page):
    assert len(page(FORM, staff_links=LINKS).findall(".//nav/div/ul//a")) == 2
    assert page(FORM).findall(".//nav") == []


def test_paper_has_no_menu(page):
    tree = page(PRINT, public_links=LINKS)
    assert tree.findall(".//nav") == []
    assert len(page(PUBLIC, public_links=LINKS).findall(".//nav")) == 1


@pytest.mark.parametrize("layout", ["error", "not_found"])
def test_a_page_of_an_error_says_what_to_do_and_what_to_quote(page, layout):
    source = '{% extends "layouts/' + layout + '.html" %}'
    tree = page(source, heading="Not here", advice="Check the address.", reference="ab12")
    assert text_of(one(tree, ".//h1")) == "Not here"
    assert text_of(one(tree, ".//title")) == "Not here – Engage"
    assert "Check the address." in text_of(tree)
    assert text_of(one(tree, ".//main//bdi")) == "ab12"


def test_after_a_clash_both_texts_are_shown(page):
    source = '{% extends "layouts/error.html" %}'
    tree = page(source, heading="x", advice="y", theirs={"t": "Old"}, mine={"t": "<New>"})
    assert [text_of(each) for each in tree.findall(".//section")] == [
        "What is saved now Old",
        "What you wrote <New>",
    ]
