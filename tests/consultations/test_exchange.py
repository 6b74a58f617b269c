"""A questionnaire goes out as JSON and comes in again, whole or not at all."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage.consultations import queries
from engage.consultations.commands.copying import copy_form
from engage.consultations.commands.questionnaires import take_in
from engage.consultations.models import Kind
from engage.consultations.queries import building as pieces
from engage.consultations.queries import exchange, sources
from engage.consultations.rules import building, route_problems, starting
from engage.consultations.rules.exchange import document, loads
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from tests.factories.consultations import draft_consultation, empty_consultation, open_consultation

QUESTION = {"key": "a", "kind": "short_text", "label": {"en_GB": "Why?"}}


def with_question(**facts):
    page = {"title": {"en_GB": "One"}, "condition": None, "questions": [QUESTION | facts]}
    return {"format": "engage-questionnaire", "version": 1, "pages": [page]}


def choices(*labels):
    return [{"key": f"c{n}", "label": {"en_GB": said}} for n, said in enumerate(labels)]


def exported(slug):
    return exchange.exported(sources.source(queries.by_slug(slug)))


def without_keys(data):
    """A document with keys replaced by their place, so that two can be compared."""
    keys = {}

    def name(value):
        return keys.setdefault(value, f"key {len(keys)}")

    def walk(node):
        if isinstance(node, list):
            return [walk(each) for each in node]
        if not isinstance(node, dict):
            return node
        return {
            word: name(value)
            if word in {"key", "question", "paper"} and value
            else [name(each) for each in value]
            if word == "is"
            else walk(value)
            for word, value in node.items()
        }

    return walk(data)


@pytest.fixture
def full(database):
    """A form with everything: two languages, a stale text, a condition, a paper beside."""
    made = draft_consultation("full", languages=("en_GB", "es"))
    first = pieces.pages(made)[0]
    first.questions[0].paper_key = "paper_0"
    first.questions[1].other = True
    first.questions[1].choices[2].alone = True
    last = pieces.pages(made)[2]
    last.condition = {
        "any": [{"question": "where", "is": ["where_0"]}, {"question": "bus", "is": ["agree"]}]
    }
    text = sources.source(made).texts["question", first.questions[0].id, "hint", "es"]
    text.source_hash = "of another text"
    db.session.flush()
    return made


def test_what_goes_out_comes_in_the_same_under_new_keys(full):
    out = exported("full")
    other = empty_consultation("other")
    taken = take_in(actor=None, consultation=other, document=document(out))
    assert (taken.pages, taken.questions, taken.languages) == (3, 6, ("en_GB", "es"))
    again = exported("other")
    assert without_keys(again) == without_keys(out)
    old = {each["key"] for page in out["pages"] for each in page["questions"]}
    new = {each["key"] for page in again["pages"] for each in page["questions"]}
    assert not old & new
    assert route_problems(pieces.pages(other)) == []
    hint = again["pages"][0]["questions"][0]["hint"]["es"]
    assert hint == {"text": "Choose one. (es)", "stale": True}


def test_a_file_taken_in_twice_makes_two_of_everything(full):
    data = document(exported("full"))
    other = empty_consultation("other")
    for _time in range(2):
        take_in(actor=None, consultation=other, document=data)
    assert [page.position for page in pieces.pages(other)] == list(range(6))
    keys = [each.key for page in pieces.pages(other) for each in page.questions]
    assert len(set(keys)) == 12
    assert len(pieces.titled(other, "paper")) == 2


def test_a_copy_says_and_asks_the_same_under_new_keys(full):
    other = empty_consultation("other")
    full_choice = pieces.pages(full)[0].questions[0].choices[2]
    copy_form(actor=None, source=full, consultation=other)
    assert without_keys(exported("other")) == without_keys(exported("full"))
    full_choice.closed = True
    third = empty_consultation("third")
    copy_form(actor=None, source=full, consultation=third)
    assert len(pieces.pages(third)[0].questions[0].choices) == 2


def test_nothing_is_taken_into_a_public_form(full):
    data = document(exported("full"))
    public = open_consultation("public")
    with pytest.raises(RuleBroken, match="can no longer be changed"):
        take_in(actor=None, consultation=public, document=data)


def test_a_form_does_not_grow_without_end(full, monkeypatch):
    data = document(exported("full"))
    monkeypatch.setattr(building, "MOST_PAGES", 4)
    with pytest.raises(RuleBroken, match="Use 4 pages or fewer"):
        take_in(actor=None, consultation=full, document=data)
    monkeypatch.setattr(building, "MOST_QUESTIONS", 8)
    with pytest.raises(RuleBroken, match="Use 8 questions or fewer"):
        take_in(actor=None, consultation=full, document=data)
    assert len(pieces.pages(full)) == 3


@pytest.mark.parametrize("name", starting.TEMPLATES)
def test_every_template_is_whole_and_its_route_is_right(database, name):
    made = empty_consultation(name)
    take_in(actor=None, consultation=made, document=starting.template(name).document)
    assert route_problems(pieces.pages(made)) == []
    assert 2 <= sum(len(page.questions) for page in pieces.pages(made)) <= 20


def test_the_service_change_has_six_topics_with_reasons_and_one_impact_question():
    pages = starting.template("service-change").document.pages
    assert [each.title["en_GB"].words[:2] for each in pages[:6]] == [f"{n}." for n in range(1, 7)]
    for page in pages[:6]:
        assert [each.kind for each in page.questions] == [Kind.AGREE_SCALE, Kind.LONG_TEXT]
    assert [each.kind for each in pages[6].questions] == [Kind.LONG_TEXT]
    with pytest.raises(NotFound):
        starting.template("gone")


# --- what is refused


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ([], "the file"),
        ({}, "the file"),
        (with_question() | {"version": 2}, "the file"),
        (with_question() | {"pages": None}, "pages"),
        (with_question() | {"pages": [1]}, r"pages\[0\]"),
        (with_question() | {"pages": with_question()["pages"] * 61}, "pages"),
        (
            with_question() | {"pages": with_question()["pages"] * 2},
            r"pages\[1\].questions\[0\].key",
        ),
        (with_question() | {"options": "x"}, "options"),
        (with_question() | {"papers": [{"key": "a"}]}, r"papers\[0\].title"),
        (with_question(kind="grid"), r"pages\[0\].questions\[0\].kind"),
        (with_question(kind=3), "kind"),
        (with_question(key=""), "key"),
        (with_question(key=7), "key"),
        (with_question(key="x" * 201), "key"),
        (with_question(label="Why?"), "label"),
        (with_question(label={"es": "¿Por qué?"}), "label"),
        (with_question(label={"en_GB": "Why?", "tlh": "x"}), "label.tlh"),
        (with_question(label={"en_GB": 5}), "label.en_GB"),
        (with_question(label={"en_GB": {"text": "Why?", "stale": "no"}}), "stale"),
        (with_question(label={"en_GB": "x" * 20_001}), "label.en_GB"),
        (with_question(required="yes"), "required"),
        (with_question(limit=1.5), "limit"),
        (with_question(limit=True), "limit"),
        (with_question(limit=10**30), "limit"),
        (with_question(kind="file", films=201), "films"),
        (with_question(kind="file", films="many"), "films"),
        (with_question(kind="number", least=5, most=3), "most"),
        (with_question(kind="date", earliest_on="soon"), "earliest_on"),
        (with_question(kind="date", earliest_on=5), "earliest_on"),
        (with_question(kind="one_choice"), "choices"),
        (with_question(kind="one_choice", choices=choices("A", "A")), "choices"),
        (with_question(kind="one_choice", choices=choices("A", "B")[:1] * 2), "choices"),
        (with_question(kind="several_choices", choices=choices("A", "B"), most=9), "most"),
        (with_question(kind="agree_scale", choices=choices("A")), "choices"),
        (with_question(paper="gone"), "paper"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place(data, where):
    with pytest.raises(RuleBroken, match=where):
        document(data)


@pytest.mark.parametrize(
    "condition",
    [
        5,
        {"all": {}},
        {"question": "gone", "answered": True},
        {"question": "a", "is": ["gone"]},
        {"speaks": ["martian"]},
        {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {}}}}}}}}}},
        {"all": [{"question": "a", "answered": True}] * 60},
    ],
)
def test_a_wrong_condition_is_refused_with_the_place(condition):
    data = with_question()
    data["pages"][0]["condition"] = condition
    with pytest.raises(RuleBroken, match=r"pages\[0\].condition"):
        document(data)


def test_an_agree_scale_needs_no_choices_and_keeps_its_own_keys(database):
    data = with_question(kind="agree_scale")
    made = empty_consultation()
    take_in(actor=None, consultation=made, document=document(data))
    assert len(pieces.pages(made)[0].questions[0].choices) == 5
    scale = [{"key": "agree"}, {"key": "dont_know"}]
    take_in(
        actor=None,
        consultation=made,
        document=document(with_question(kind="agree_scale", choices=scale)),
    )
    assert [each.key for each in pieces.pages(made)[1].questions[0].choices] == [
        "agree",
        "dont_know",
    ]


@pytest.mark.parametrize(
    "raw", ["", "{", b"\xff", "[" * 100_000, "9" * 5_000, "x" * (2 * 1024 * 1024 + 1)]
)
def test_what_is_no_json_is_refused(raw):
    with pytest.raises(RuleBroken):
        loads(raw)


def test_letters_that_cannot_be_stored_are_left_out(database):
    raw = json.dumps(with_question(label={"en_GB": "Why\x00 not\ud800?\r\n"}))
    made = empty_consultation()
    take_in(actor=None, consultation=made, document=document(loads(raw)))
    assert exported(made.slug)["pages"][0]["questions"][0]["label"] == {"en_GB": "Why not?"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
PLACES = ("format", "version", "pages", "options", "papers")
IN_PAGE = ("title", "condition", "questions")
IN_QUESTION = (
    *("key", "kind", "label", "hint", "facts", "required", "other", "paper", "choices"),
    *("least", "most", "limit", "films", "earliest_on", "latest_on"),
)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(["top", "page", "question"]), st.data(), JSON)
def test_no_crafted_file_is_more_than_refused(level, data, junk):
    made = with_question(kind="one_choice", choices=choices("A", "B"))
    page = made["pages"][0]
    holder = {"top": made, "page": page, "question": page["questions"][0]}[level]
    names = {"top": PLACES, "page": IN_PAGE, "question": IN_QUESTION}[level]
    holder[data.draw(st.sampled_from(names))] = junk
    said = ""
    try:
        document(loads(json.dumps(made)))
    except RuleBroken as broken:
        said = str(broken)
    assert said == "" or said.startswith("Look at "), said
