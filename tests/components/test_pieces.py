"""The pieces that pages are made of."""

from types import SimpleNamespace

import pytest
from wtforms import Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from tests.components.conftest import one, text_of

ROWS = [
    {"label": "Evenings", "value": 120, "text": "120 (57%)"},
    {"label": "Saturdays", "value": 30},
    {"label": "Sundays", "value": None},
]


def test_a_chart_says_each_number_beside_its_bar(draw):
    tree = draw("chart", "Which times?", ROWS, id="times", out_of=240)
    rows = tree.findall(".//ul/li")
    assert [text_of(row) for row in rows] == [
        "Evenings 120 (57%)",
        "Saturdays 30",
        "Sundays hidden, fewer than 8",
    ]
    assert [bar.get("width") for bar in tree.findall(".//{*}rect")] == ["50.0%", "12.5%"]


def test_the_longest_bar_fills_the_chart_when_no_whole_is_given(draw):
    tree = draw("chart", "Which times?", ROWS, id="times")
    assert [bar.get("width") for bar in tree.findall(".//{*}rect")] == ["100.0%", "25.0%"]


def test_a_chart_of_nothing_but_noughts_divides_by_nothing(draw):
    tree = draw("chart", "Which times?", [{"label": "Evenings", "value": 0}], id="times")
    assert one(tree, ".//{*}rect").get("width") == "0.0%"
    assert text_of(one(tree, ".//ul/li")) == "Evenings 0"


def test_the_same_numbers_are_one_tap_away_as_a_table(draw):
    tree = draw("chart", "Which times?", ROWS, id="times", fewer_than=5)
    cells = [text_of(cell) for cell in tree.findall(".//details//td")]
    assert cells == ["120 (57%)", "30", "hidden, fewer than 5"]
    assert text_of(one(tree, ".//summary")) == "See the numbers as a table"


def test_a_chart_is_named_by_its_title(draw):
    tree = draw("chart", "Which times?", ROWS, id="times", base="out of 240 people who answered")
    assert tree.find("div").get("aria-labelledby") == "times-title"
    assert text_of(one(tree, ".//*[@id='times-title']")) == "Which times?"
    assert all(bar.get("aria-hidden") == "true" for bar in tree.findall(".//{*}svg"))
    assert "out of 240 people who answered" in text_of(tree)


def test_a_table_has_a_caption_headings_and_hidden_cells_in_words(draw):
    tree = draw("table", "Age", ["Answer", "Under 25"], [["Evenings", None], ["<i>", 9]], (1,))
    assert text_of(one(tree, ".//caption")) == "Age"
    assert [each.get("scope") for each in tree.findall(".//th")] == ["col", "col", "row", "row"]
    assert [text_of(cell) for cell in tree.findall(".//td")] == ["hidden, fewer than 8", "9"]
    assert "numeric" in tree.findall(".//td")[1].get("class")


def test_a_wide_table_can_be_scrolled_by_keyboard(draw):
    around = draw("table", "Age", ["Answer"], [["Evenings"]]).find("div")
    assert (around.get("tabindex"), around.get("role")) == ("0", "region")
    assert around.get("aria-label") == "Age"


@pytest.mark.parametrize("kind", ["open", "soon", "closed", "good", "late", "turn", "draft"])
def test_a_state_is_a_word_and_a_shape_of_its_own(draw, kind):
    tree = draw("tag", "Some state", kind)
    others = {
        one(draw("tag", "x", other), ".//{*}path").get("d")
        for other in ("open", "soon", "closed", "good", "late", "turn", "draft")
        if other != kind
    }
    assert one(tree, ".//{*}path").get("d") not in others
    assert text_of(tree) == "Some state"


def test_a_card_says_in_one_breath_what_whom_how_long_and_how_many_minutes(draw):
    tree = draw(
        "card",
        "Evening appointments",
        "/consultations/evening/",
        "Where should they be?",
        whom="People in Bexley",
        left="Closes in 7 weeks",
        minutes=6,
        state="Open",
    )
    assert text_of(tree) == (
        "Open Evening appointments Where should they be? "
        "People in Bexley Closes in 7 weeks Takes about 6 minutes"
    )
    assert one(tree, ".//h3/a").get("href") == "/consultations/evening/"


def test_one_minute_is_one_minute(draw):
    assert text_of(draw("card", "A", "/a/", minutes=1)) == "A Takes 1 minute"


def test_a_card_in_another_language_says_so(draw):
    assert one(draw("card", "مواعيد", "/a/", lang="ar"), ".//a").get("lang") == "ar"


def test_facts_are_a_list(draw):
    tree = draw("facts", [("6 minutes", "minutes"), ("No name, no account", "private")])
    assert [text_of(item) for item in tree.findall(".//li")] == ["6 minutes", "No name, no account"]
    assert len(tree.findall(".//{*}svg")) == 2
    assert text_of(draw("fact", "Only words")) == "Only words"


def test_a_button_sends_and_a_link_goes(draw):
    sent = one(draw("button", "Save", "secondary", name="go", value="save"), ".//button")
    assert (sent.get("type"), sent.get("name"), sent.get("value")) == ("submit", "go", "save")
    assert sent.get("class") == "govuk-button govuk-button--secondary"
    assert one(draw("button", "Start", href="/start/"), ".//a").get("href") == "/start/"


def test_a_link_back_says_back_unless_told_otherwise(draw):
    assert text_of(draw("back_link", "/")) == "Back"
    assert text_of(draw("back_link", "/", "All consultations")) == "All consultations"


def test_words_set_apart_and_words_that_open(draw):
    assert text_of(draw("inset", "Nothing is decided")) == "Nothing is decided"
    opened = one(draw("details", "Why now", "Because.", open=True), ".//details")
    assert opened.get("open") is not None
    assert one(draw("details", "Why", "Because."), ".//details").get("open") is None


def test_news_of_something_done_is_spoken_at_once(draw):
    assert draw("notice", "Saved.", "success").find("div").get("role") == "alert"
    quiet = draw("notice", "Closes soon.", heading="Please note").find("div")
    assert quiet.get("role") == "region"
    assert quiet.get("aria-labelledby") == "notice-title"
    assert text_of(one(quiet, ".//h2")) == "Please note"
    assert text_of(one(draw("notice", "x"), ".//h2")) == "Good to know"


def test_an_empty_list_says_what_to_do_next(draw):
    tree = draw("empty", "Nothing to read", "New texts come here.", "/desk/", "Go to my work")
    assert text_of(one(tree, ".//h2")) == "Nothing to read"
    assert one(tree, ".//a").get("href") == "/desk/"


def test_an_answer_can_be_changed_by_a_link_that_says_which(draw):
    rows = [{"key": "Postcode", "value": "SE10", "href": "/1/"}, {"key": "Sent", "value": "Today"}]
    tree = draw("summary_list", rows)
    assert text_of(one(tree, ".//a")) == "Change Postcode"
    assert [text_of(each) for each in tree.findall(".//dt")] == ["Postcode", "Sent"]


def test_a_list_of_one_page_has_no_pages(draw):
    assert len(draw("pagination", 1, 1)) == 0


def test_a_long_list_says_where_the_reader_is(draw):
    tree = draw("pagination", 2, 7, previous="?page=1", next="?page=3")
    assert "Page 2 of 7" in text_of(tree)
    assert [link.get("rel") for link in tree.findall(".//a")] == ["prev", "next"]


def test_filters_ask_by_address_and_keep_what_was_asked(draw):
    fields = [
        {"name": "q", "label": "Search", "value": 'a "b"'},
        {"name": "area", "label": "Area", "value": 2, "options": [("", "All"), (2, "Bexley")]},
    ]
    tree = draw("filters", "/", fields, found="4 found.", clear="/")
    assert one(tree, ".//form").get("method") == "get"
    assert one(tree, ".//input").get("value") == 'a "b"'
    assert text_of(one(tree, ".//option[@selected]")) == "Bexley"
    assert [label.get("for") for label in tree.findall(".//label")] == ["filter-q", "filter-area"]


class FilterForm(Form):
    q = StringField("Search")
    area = SelectField("Area", choices=[SelectChoice("", "All"), SelectChoice("b", "Bexley")])


def test_filters_take_the_fields_of_a_form_too(draw):
    form = FilterForm(data={"q": "bus", "area": "b"})
    tree = draw("filters", "/", [form.q, form.area])
    assert [label.get("for") for label in tree.findall(".//label")] == ["q", "area"]
    assert one(tree, ".//input").get("value") == "bus"
    assert text_of(one(tree, ".//option[@selected]")) == "Bexley"


@pytest.mark.parametrize(
    ("stage", "kind"), [("scheduled", "soon"), ("fed_back", "good"), ("open", "open")]
)
def test_a_stage_of_a_consultation_has_a_shape(draw, stage, kind):
    assert one(draw("tag", "x", stage), ".//strong").get("class") == f"eg-tag eg-tag--{kind}"
    assert one(draw("tag", "x", stage), ".//{*}path").get("d")


def test_what_is_wrong_stands_in_one_list_that_leads_to_each_field(draw):
    form = SimpleNamespace(all_errors=[(None, "It has closed."), ("email", "Enter your email")])
    tree = draw("error_summary", form)
    assert [text_of(item) for item in tree.findall(".//li")] == [
        "It has closed.",
        "Enter your email",
    ]
    assert one(tree, ".//a").get("href") == "#email"
    assert tree.find("div").get("autofocus") is not None


def test_one_quiet_link_names_the_language(draw):
    tree = draw("language_link", "বাংলা", "/languages/")
    assert text_of(one(tree, ".//a")) == "Language: বাংলা. Change"
