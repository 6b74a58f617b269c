"""Each kind of field: its name, hint, error and what was typed."""

import pytest
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    Form,
    FormField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tests.components.conftest import one, text_of

CHOICES = [SelectChoice("a", "Evenings"), SelectChoice("b", "Saturdays", {"hint": "Mornings"})]


class DayParts(Form):
    day = StringField("Day", validators=[InputRequired("Enter a day")])
    month = StringField("Month")
    year = StringField("Year")


class Everything(Form):
    postcode = StringField(
        "Your postcode",
        description="For example, SE10 8EW",
        validators=[InputRequired("Enter your postcode"), Length(max=8)],
    )
    email = EmailField("Email address")
    password = PasswordField("Password")
    long = TextAreaField("What would make it hard?", validators=[Length(max=200)])
    area = SelectField("Area", choices=CHOICES)
    one_time = RadioField("Which time?", choices=CHOICES, validators=[InputRequired("Choose one")])
    times = SelectMultipleField("Which times?", choices=CHOICES)
    on = DateField("Closing day")
    born = FormField(DayParts, label="When were you born?")
    read = BooleanField("I have read this", validators=[InputRequired("Tick the box")])
    file = FileField("Add a file")
    token = HiddenField()


@pytest.fixture
def form():
    return Everything(
        data={"postcode": "SE10", "long": "My <b>words</b>", "one_time": "b", "times": ["a", "b"]}
    )


@pytest.fixture
def wrong():
    made = Everything()
    made.validate()
    return made


@pytest.mark.parametrize("name", ["postcode", "email", "password", "long", "area", "on", "file"])
def test_a_field_has_a_label_of_its_own(draw, form, name):
    tree = draw("field", form[name])
    label = one(tree, ".//label")
    assert text_of(label) == form[name].label.text
    assert len(tree.findall(f".//*[@id='{label.get('for')}']")) == 1


@pytest.mark.parametrize("name", ["postcode", "long"])
def test_the_browser_never_cuts_or_refuses_what_is_typed(draw, form, name):
    box = one(draw("field", form[name]), f".//*[@id='{name}']")
    assert box.get("required") is None
    assert box.get("maxlength") is None


def test_a_hint_and_an_error_are_told_with_the_field(draw, wrong):
    tree = draw("field", wrong.postcode)
    box = one(tree, ".//input")
    assert box.get("aria-describedby") == "postcode-hint postcode-error"
    assert text_of(one(tree, ".//*[@id='postcode-error']")) == "Error: Enter your postcode"
    assert "govuk-input--error" in box.get("class")
    assert "govuk-form-group--error" in tree.find("div").get("class")


def test_a_field_without_hint_or_error_points_at_nothing(draw, form):
    assert one(draw("field", form.email), ".//input").get("aria-describedby") is None


def test_what_was_typed_is_kept_and_escaped(draw, form):
    assert one(draw("field", form.postcode), ".//input").get("value") == "SE10"
    assert one(draw("field", form.long), ".//textarea").text.strip() == "My <b>words</b>"


def test_a_password_is_never_sent_back(draw):
    box = one(draw("field", Everything(data={"password": "secret"}).password), ".//input")
    assert not box.get("value")
    assert box.get("autocomplete") == "current-password"


def test_an_address_for_mail_may_be_filled_in_by_the_browser(draw, form):
    box = one(draw("field", form.email), ".//input")
    assert (box.get("autocomplete"), box.get("spellcheck")) == ("email", "false")


@pytest.mark.parametrize(
    ("name", "kind", "chosen"), [("one_time", "radio", ["b"]), ("times", "checkbox", ["a", "b"])]
)
def test_choices_stand_in_a_named_group_and_keep_what_was_chosen(draw, form, name, kind, chosen):
    tree = draw("field", form[name])
    assert text_of(one(tree, ".//fieldset/legend")) == form[name].label.text
    boxes = tree.findall(".//input")
    assert {box.get("type") for box in boxes} == {kind}
    assert [box.get("value") for box in boxes if box.get("checked") is not None] == chosen
    assert [label.get("for") for label in tree.findall(".//label")] == [name, f"{name}-2"]


def test_the_hint_of_a_choice_belongs_to_that_choice(draw, form):
    boxes = draw("field", form.one_time).findall(".//input")
    assert [box.get("aria-describedby") for box in boxes] == [None, "one_time-2-item-hint"]


def test_the_error_of_a_group_is_told_with_the_group(draw, wrong):
    tree = draw("field", wrong.one_time)
    assert one(tree, ".//fieldset").get("aria-describedby") == "one_time-error"
    assert text_of(one(tree, ".//*[@id='one_time-error']")) == "Error: Choose one"


def test_a_single_box_carries_its_own_error(draw, wrong):
    tree = draw("field", wrong.read)
    assert one(tree, ".//input").get("aria-describedby") == "read-error"
    assert text_of(one(tree, ".//label")) == "I have read this"


def test_a_name_can_be_the_heading_of_the_page(draw, form):
    tree = draw("field", form.one_time, heading=True, size="l")
    assert text_of(one(tree, ".//legend/h1")) == "Which time?"
    assert text_of(one(draw("field", form.long, heading=True), ".//h1/label"))


def test_a_date_in_parts_has_a_name_for_the_whole_and_for_each(draw, wrong):
    tree = draw("field", wrong.born)
    assert text_of(one(tree, ".//legend")) == "When were you born?"
    assert [text_of(label) for label in tree.findall(".//label")] == ["Day", "Month", "Year"]
    assert text_of(one(tree, ".//*[@id='born-day-error']")) == "Error: Enter a day"


def test_a_limit_is_told_and_counted_without_stopping_anyone(draw, form):
    tree = draw("field", form.long, limit=200)
    box = one(tree, ".//textarea")
    assert box.get("aria-describedby") == "long-count"
    assert (box.get("data-count"), box.get("data-limit")) == ("long-count", "200")
    assert "200" in text_of(one(tree, ".//*[@id='long-count']"))


def test_a_hidden_field_is_only_itself(draw, form):
    tree = draw("field", form.token)
    assert [each.tag for each in tree.iter() if each is not tree] == ["input"]


def test_a_choice_may_be_in_another_language_and_stand_after_a_word_between(draw):
    about = {"lang": "ar", "dir": "rtl", "divider": "or", "disabled": True}
    tree = draw(
        "choice", "language", "language-2", "ar", "العربية", "radio", chosen=True, about=about
    )
    label = one(tree, ".//label")
    assert (label.get("lang"), label.get("dir")) == ("ar", "rtl")
    assert text_of(one(tree, "./div[1]")) == "or"
    assert one(tree, ".//input").get("disabled") is not None
