"""What staff type, and what visitors ask the list for."""

import pytest

from engage.consultations import forms
from engage.consultations.models import FIELDS
from tests.factories.consultations import WORDS, draft_consultation

pytestmark = pytest.mark.once


def test_every_word_of_a_consultation_has_a_field(app):
    with app.test_request_context("/", method="POST", data=WORDS):
        form = forms.WordsForm()
        assert {name: text for name, text in form.texts.items() if text} == WORDS
        assert set(form.texts) == set(FIELDS)


def test_the_form_carries_what_is_written_and_the_version_it_was_opened_at(app):
    made = draft_consultation()
    with app.test_request_context("/"):
        form = forms.words_form(made, {"title": "Parking"})
        assert form.title.data == "Parking"
        assert form.texts["costs"] == ""
        assert form.opened_at == made.version


@pytest.mark.parametrize(("sent", "version"), [("7", 7), ("", 0), ("-1", 0), ("x", 0), ("²", 0)])
def test_a_version_that_is_no_number_is_always_stale(app, sent, version):
    with app.test_request_context("/", method="POST", data={"version": sent}):
        assert forms.WordsForm().opened_at == version
