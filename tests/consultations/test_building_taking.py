"""Staff paste questions, and take whole questionnaires in and out."""

import io
import json

import pytest

from engage.consultations import queries
from engage.consultations.forms import taking
from engage.consultations.models import Kind, Stage, Weight
from engage.consultations.queries import building as pieces
from engage.core.clock import today
from tests.consultations.building import QUESTIONS, fields_of, form_now, labels, said
from tests.consultations.limesurvey import lss, new_survey
from tests.factories.accounts import OrganisationFactory
from tests.factories.consultations import TopicFactory, draft_consultation, open_consultation
from tests.factories.places import AreaFactory

PASTED = """1. Which name do you like best?
a) Sunny
b) Wheels
c) Other

2. When should it call? (choose up to 2)
- Mornings
- Evenings
- None of these

3. The bus is a good idea.
Strongly agree / Agree / Neither agree nor disagree / Disagree / Strongly disagree / Don’t know
Please tell us why.
"""


def found(client, text=PASTED):
    return client.send(f"{QUESTIONS}paste/", {"text": text}, to=f"{QUESTIONS}paste/found/")


def chosen(page):
    """The fields of the found questions with the kinds that were guessed."""
    kinds = [part.split('"')[0] for part in page.split('<option selected value="')[1:]]
    return fields_of(page) | {f"kind_{at}": kind for at, kind in enumerate(kinds)}


def test_pasted_questions_are_shown_corrected_and_added(as_lead):
    draft_consultation()
    page = said(found(as_lead))
    assert "We found 4 questions. Check them" in page
    typed = chosen(page) | {"label_0": "What should it be called?", "kind_0": "short_text"}
    answer = as_lead.post(f"{QUESTIONS}paste/take/", data=typed)
    assert answer.status_code == 302
    made = form_now()
    assert labels(made)[3:] == [
        ["What should it be called?"],
        ["When should it call?"],
        ["The bus is a good idea."],
        ["Please tell us why."],
    ]
    kinds = [page.questions[0].kind for page in made.pages[3:]]
    assert kinds == [Kind.SHORT_TEXT, Kind.SEVERAL_CHOICES, Kind.AGREE_SCALE, Kind.LONG_TEXT]
    asked = made.pages[4].questions[0]
    assert asked.most == 2
    assert [each.alone for each in asked.choices] == [False, False, True]
    assert len(made.pages[5].questions[0].choices) == 6


def test_pasted_questions_can_stand_on_one_page(as_lead):
    draft_consultation()
    typed = chosen(said(found(as_lead))) | {"together": "y", "title": "The bus"}
    typed.pop("take_3")
    as_lead.post(f"{QUESTIONS}paste/take/", data=typed)
    made = form_now()
    assert made.said("question_page", made.pages[3].id, "title") == "The bus"
    assert len(made.pages[3].questions) == 3


@pytest.mark.parametrize(
    ("text", "wrong"), [("", "Paste your questions"), ("Good morning.", "We found no question")]
)
def test_nothing_to_find_is_told(as_lead, text, wrong):
    draft_consultation()
    assert wrong in said(found(as_lead, text))


def test_a_found_question_that_cannot_be_asked_is_refused_and_nothing_is_added(as_lead):
    draft_consultation()
    typed = chosen(said(found(as_lead)))
    for more, wrong in (
        ({"choices_0": "Only one"}, "Question 1: Enter at least 2 choices"),
        ({"label_3": ""}, "Question 4: Enter the question"),
        ({"kind_1": "grid"}, "Not a valid choice"),
    ):
        assert wrong in said(as_lead.post(f"{QUESTIONS}paste/take/", data=typed | more))
    none = {name: value for name, value in typed.items() if not name.startswith("take_")}
    assert "Tick at least one" in said(as_lead.post(f"{QUESTIONS}paste/take/", data=none))
    empty = {"csrf_token": typed["csrf_token"]}
    assert "Tick at least one" in said(as_lead.post(f"{QUESTIONS}paste/take/", data=empty))
    assert len(form_now().pages) == 3


def test_a_light_survey_from_three_pasted_questions(as_lead):
    """Story 1, as far as building goes: title, pasted questions, a right route, a whole text."""
    data = {
        "title": "Name the health bus",
        "weight": "light",
        "start": "",
        "opens_on": today().isoformat(),
        "minutes": "3",
        "topic_id": str(TopicFactory().id),
        "organisation_id": str(OrganisationFactory(name="The Bus Team").id),
        "areas": str(AreaFactory().id),
    }
    as_lead.send("/desk/consultations/new/light/", data)
    address = "/desk/consultations/name-the-health-bus/questions/"
    page = as_lead.send(f"{address}paste/", {"text": PASTED}, to=f"{address}paste/found/")
    as_lead.post(f"{address}paste/take/", data=chosen(said(page)))
    made = form_now("name-the-health-bus")
    assert (made.consultation.weight, made.consultation.stage) == (Weight.LIGHT, Stage.DRAFT)
    assert sum(len(each.questions) for each in made.pages) == 4
    assert made.words["decision_maker"] == "The Bus Team"
    assert "Something is wrong" not in said(as_lead.get(address))


# --- files


def read(client, raw=None, name="form.json", **typed):
    data = dict(typed)
    if raw is not None:
        data["file"] = (io.BytesIO(raw), name)
    address = f"{QUESTIONS}import/"
    return client.send(address, data, to=f"{address}found/", content_type="multipart/form-data")


def take(client, answer):
    typed = {"csrf_token": fields_of(said(answer))["csrf_token"]}
    document = said(answer).split('name="document" value="')[1].split('">')[0]
    for mark, letter in (
        ("&#34;", '"'),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ):
        document = document.replace(mark, letter)
    return client.post(f"{QUESTIONS}import/take/", data=typed | {"document": document})


def test_a_form_is_saved_as_a_file_and_brought_in_again(as_lead):
    draft_consultation()
    answer = as_lead.get(f"{QUESTIONS}export/")
    assert answer.mimetype == "application/json"
    assert 'filename="evenings-questions.json"' in answer.headers["Content-Disposition"]
    shown = read(as_lead, answer.data)
    assert "We found 6 questions on 3 pages" in said(shown)
    assert len(form_now().pages) == 3
    assert take(as_lead, shown).status_code == 302
    assert len(form_now().pages) == 6
    pasted = read(as_lead, pasted=said(answer))
    assert "We found 6 questions" in said(pasted)


def test_a_survey_of_another_tool_is_brought_in_with_a_report(as_lead):
    draft_consultation()
    shown = read(as_lead, new_survey(), "survey.lss")
    assert "What is not taken" in said(shown)
    assert "strlen(more)" in said(shown)
    assert take(as_lead, shown).status_code == 302
    made = form_now()
    assert sum(len(page.questions) for page in made.pages) == 6 + 14
    keys = {each.key for page in made.pages for each in page.questions}
    assert made.pages[4].condition["question"] in keys


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"", "form.json"),
        (b"{}", "form.json"),
        (b"<document/>", "form.json"),
        (b"{}", "survey.lss"),
        (lss(), "survey.lss"),
        (b"PK\x03\x04" + b"\x00" * 100, "form.zip"),
        (b"\xff\xfe\x00\x00", "form.json"),
        (b"[" * 50_000, "form.json"),
        (json.dumps({"format": "engage-questionnaire", "version": 1, "pages": 5}).encode(), "a"),
    ],
)
def test_a_crafted_file_is_refused_plainly_and_nothing_is_stored(as_lead, raw, name):
    draft_consultation()
    assert read(as_lead, raw, name).status_code == 422
    assert len(form_now().pages) == 3


def test_no_file_a_big_file_and_a_changed_document_are_refused(as_lead, monkeypatch):
    monkeypatch.setattr(taking, "MOST_BYTES", 100)
    draft_consultation()
    assert "Choose a file, or paste the JSON" in said(read(as_lead))
    assert "Choose a smaller file" in said(read(as_lead, b"x" * 101))
    wrong = as_lead.send(
        f"{QUESTIONS}import/", {"document": '{"pages": []}'}, to=f"{QUESTIONS}import/take/"
    )
    assert wrong.status_code == 422
    assert "it is not a questionnaire of ours" in said(wrong)
    assert len(form_now().pages) == 3


def test_a_public_form_takes_nothing_in(as_lead):
    open_consultation()
    assert as_lead.get(f"{QUESTIONS}import/").status_code == 400
    assert as_lead.get(f"{QUESTIONS}export/").status_code == 200
    made = form_now()
    assert pieces.mark_of(made)
    assert queries.by_slug("evenings").edition_id
