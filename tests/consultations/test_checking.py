"""The route checker against known faults, and against every answer tried one by one."""

from itertools import combinations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engage.consultations.models import Kind
from engage.consultations.rules import AskedChoice, AskedPage, AskedQuestion, checking, path
from engage.consultations.rules.checking import (
    SPEAKERS,
    ProblemKind,
    check_route,
    route_problems,
    speaking,
)
from engage.responses.models import RespondentKind

YES_NO = (AskedChoice("yes", "Yes"), AskedChoice("no", "No"))


def asked(key="q1", kind=Kind.ONE_CHOICE, *, choices=YES_NO, required=False, **facts):
    bounds = {"most": None, "limit": None, **facts}
    if not kind.has_choices:
        choices = ()
    return AskedQuestion(key, kind, key, "", required, choices=choices, **bounds)


def page(*questions, when=None):
    return AskedPage("", questions, when)


def kinds(pages):
    return [(problem.page, problem.kind) for problem in route_problems(pages)]


FIRST = page(asked())


def test_the_checker_knows_everybody_who_may_answer():
    assert set(SPEAKERS) == {each.value for each in RespondentKind}
    assert speaking("group") == "a group"


@pytest.mark.parametrize(
    "condition",
    [
        None,
        {"all": []},
        {"question": "q1", "is": ["yes"]},
        {"question": "q1", "is": ["no", "yes"]},
        {"question": "q1", "answered": False},
        {"speaks": ["group", "individual"]},
        {"not": {"question": "q1", "is": ["yes"]}},
        {"any": [{"question": "q1", "is": ["yes"]}, {"speaks": ["organisation"]}]},
    ],
)
def test_a_page_that_somebody_reaches_is_right(condition):
    assert kinds([FIRST, page(asked("q2"), when=condition)]) == []


@pytest.mark.parametrize(
    ("condition", "kind"),
    [
        ({"question": "gone", "is": ["yes"]}, ProblemKind.UNKNOWN_QUESTION),
        ({"question": "q1", "is": ["yes", "perhaps"]}, ProblemKind.UNKNOWN_CHOICE),
        ({"question": "q1", "from": 1}, ProblemKind.WRONG_KIND),
        ({"question": "word", "is": ["yes"]}, ProblemKind.WRONG_KIND),
        ({"question": "read", "answered": True}, ProblemKind.WRONG_KIND),
        ({"question": "age", "from": 5, "to": 3}, ProblemKind.EMPTY_RANGE),
        ({"question": "age", "from": 121}, ProblemKind.EMPTY_RANGE),
        ({"speaks": ["martian"]}, ProblemKind.UNKNOWN_SPEAKER),
        ({"question": "q3", "answered": True}, ProblemKind.LATER),
        ({"question": "q2", "answered": True}, ProblemKind.LOOP),
        ({"any": []}, ProblemKind.CONTRADICTION),
        (
            {"all": [{"question": "q1", "is": ["yes"]}, {"question": "q1", "is": ["no"]}]},
            ProblemKind.CONTRADICTION,
        ),
        (
            {"all": [{"question": "age", "from": 20}, {"question": "age", "to": 19}]},
            ProblemKind.CONTRADICTION,
        ),
        (
            {"all": [{"speaks": ["group"]}, {"speaks": ["individual"]}]},
            ProblemKind.CONTRADICTION,
        ),
        ({"question": "must", "answered": False}, ProblemKind.CONTRADICTION),
    ],
)
def test_a_condition_that_cannot_be_is_found(condition, kind):
    facts = page(
        asked("age", Kind.NUMBER, least=0, most=120),
        asked("word", Kind.SHORT_TEXT),
        asked("read", Kind.INFO),
        asked("must", required=True),
    )
    found = kinds([FIRST, facts, page(asked("q2"), when=condition), page(asked("q3"))])
    assert (3, kind) in found


def test_a_page_after_an_answer_that_leads_elsewhere_is_unreachable():
    only_yes = page(asked("q2"), when={"question": "q1", "is": ["yes"]})
    both = {"all": [{"question": "q1", "is": ["no"]}, {"question": "q2", "answered": True}]}
    pages = [FIRST, only_yes, page(asked("q3", required=True), when=both)]
    assert kinds(pages) == [(3, ProblemKind.UNREACHABLE), (3, ProblemKind.REQUIRED_UNSEEN)]
    said = [str(problem.message) for problem in route_problems(pages)]
    assert said[0] == "Nobody can reach page 3. Look at the pages before it."
    assert said[1] == "Question 3 must be answered, but nobody sees it."


def test_two_pages_that_wait_for_each_other_are_a_loop():
    second = page(asked("q2"), when={"question": "q3", "answered": True})
    third = page(asked("q3"), when={"question": "q2", "answered": True})
    found = kinds([FIRST, second, third])
    assert (2, ProblemKind.LOOP) in found


def test_a_loop_over_three_pages_is_found_and_a_dead_end_is_not_called_one():
    waits = [
        page(asked("a"), when={"question": "c", "answered": True}),
        page(asked("b"), when={"question": "a", "answered": True}),
        page(asked("c"), when={"question": "b", "answered": True}),
    ]
    assert (1, ProblemKind.LOOP) in kinds(waits)
    dead = [page(asked("a"), when={"question": "c", "answered": True}), *waits[1:2], FIRST]
    assert (1, ProblemKind.UNKNOWN_QUESTION) in kinds(dead)


def test_a_condition_on_a_question_of_its_own_page_is_a_loop():
    assert kinds([page(asked(), when={"question": "q1", "answered": False})]) == [
        (1, ProblemKind.LOOP)
    ]


def test_people_who_are_named_and_never_come_are_told():
    group = page(asked("q2"), when={"speaks": ["group"]})
    either = {"any": [{"speaks": ["individual", "organisation"]}]}
    third = page(asked("q3"), when={"all": [either, {"question": "q2", "answered": True}]})
    assert (3, ProblemKind.UNREACHABLE) in kinds([FIRST, group, third])
    some = {"all": [{"speaks": ["group", "individual"]}, {"question": "q2", "answered": True}]}
    assert kinds([FIRST, group, page(asked("q3"), when=some)]) == [(3, ProblemKind.NOT_THEM)]


def test_somebody_who_sees_no_page_at_all_is_told():
    found = route_problems([page(asked(), when={"not": {"speaks": ["group"]}})])
    assert [(each.page, each.kind) for each in found] == [(0, ProblemKind.NOT_THEM)]
    assert "a group" in str(found[0].message)


def test_an_empty_form_has_no_wrong_route():
    assert kinds([]) == []


def test_alone_and_bounds_of_several_choices_are_known():
    choices = (
        AskedChoice("a", "A"),
        AskedChoice("b", "B"),
        AskedChoice("none", "None", alone=True),
        AskedChoice("old", "Old", closed=True),
    )

    def after(*keys, **facts):
        question = asked("q1", Kind.SEVERAL_CHOICES, choices=choices, **facts)
        condition = {"all": [{"question": "q1", "is": [key]} for key in keys]}
        return kinds([page(question), page(asked("q2"), when=condition)])

    wrong = [(2, ProblemKind.CONTRADICTION)]
    assert after("a", "b") == []
    assert after("a", "none") == wrong
    assert after("a", "b", most=1) == wrong
    assert after("old") == wrong
    assert after("none", least=2) == []
    assert after("other") == [(2, ProblemKind.UNKNOWN_CHOICE)]
    assert after("other", "a", other=True) == []


def test_a_place_may_be_typed_and_so_not_chosen_and_consent_is_a_yes():
    def after_place(condition, choices):
        place = asked("q1", Kind.LOCATION, required=True, choices=choices)
        return kinds([page(place), page(asked("q2"), when=condition)])

    unanswered = {"question": "q1", "answered": False}
    assert after_place(unanswered, ()) == []
    assert after_place(unanswered, YES_NO) == [(2, ProblemKind.CONTRADICTION)]
    assert after_place({"question": "q1", "is": ["other"]}, YES_NO) == []
    consent = asked("q1", Kind.CONSENT)
    assert kinds([page(consent), page(asked("q2"), when={"question": "q1", "is": ["yes"]})]) == []


def test_too_many_ways_are_said_to_be_too_many_and_nothing_right_is_called_wrong(monkeypatch):
    monkeypatch.setattr(checking, "MOST_WAYS", 50)
    many = [page(*(asked(f"p{n}") for n in range(12)))]
    some = {"any": [{"question": f"p{n}", "is": ["yes"]} for n in range(12)]}
    clash = {"all": [{"question": "p1", "is": ["yes"]}, {"question": "p1", "is": ["no"]}]}
    pages = [*many, page(asked("q2"), when=some), page(asked("q3"), when=clash)]
    pages.append(page(asked("q4"), when={"question": "q3", "answered": True}))
    pages.append(page(asked("q5"), when={"question": "q2", "is": ["no"]}))
    found = check_route(pages)
    assert not found.exact
    assert [(each.page, each.kind) for each in found.problems] == [
        (3, ProblemKind.CONTRADICTION),
        (4, ProblemKind.UNREACHABLE),
    ]


def test_a_question_with_choices_that_mix_in_too_many_ways_is_looked_at_alone():
    choices = tuple(AskedChoice(f"c{n}", "") for n in range(14))
    wide = asked("q1", Kind.SEVERAL_CHOICES, choices=choices)
    when = {"any": [{"question": "q1", "is": [f"c{n}"]} for n in range(14)]}
    found = check_route([page(wide), page(asked("q2"), when=when)])
    assert (found.exact, found.problems) == (False, ())


def test_thirty_pages_and_fifty_questions_are_checked():
    pages = [page(asked("k0"))]
    for number in range(1, 30):
        before = {"question": f"k{number - 1}", "answered": True}
        pages.append(page(asked(f"k{number}"), when={"any": [before, {"speaks": ["group"]}]}))
    found = check_route(pages)
    assert (found.exact, found.problems) == (True, ())


# --- against every answer


CHOICES = (AskedChoice("a", "A"), AskedChoice("b", "B"), AskedChoice("c", "C", alone=True))


@st.composite
def questions(draw, key):
    kind = draw(
        st.sampled_from([Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES, Kind.NUMBER, Kind.SHORT_TEXT])
    )
    facts = {}
    if kind is Kind.SEVERAL_CHOICES:
        facts = {"most": draw(st.sampled_from([None, 1, 2]))}
    if kind is Kind.NUMBER:
        facts = {"least": 0, "most": 3}
    return asked(key, kind, choices=CHOICES, required=draw(st.booleans()), **facts)


def parts_about(question):
    if question.kind in {Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES}:
        keys = st.lists(st.sampled_from("abc"), min_size=1, max_size=2, unique=True)
        own = keys.map(lambda some: {"question": question.key, "is": some})
    elif question.kind is Kind.NUMBER:
        ends = st.tuples(st.integers(-1, 4), st.integers(-1, 4))
        own = ends.map(lambda two: {"question": question.key, "from": two[0], "to": two[1]})
    else:
        own = st.just({"question": question.key, "answered": True})
    return own | st.booleans().map(lambda yes: {"question": question.key, "answered": yes})


def conditions(before):
    leaf = st.lists(st.sampled_from(SPEAKERS), min_size=1, max_size=2, unique=True).map(
        lambda some: {"speaks": some}
    )
    for question in before:
        leaf |= parts_about(question)
    inner = st.recursive(
        leaf,
        lambda each: (
            st.lists(each, max_size=3).map(lambda some: {"all": some})
            | st.lists(each, max_size=3).map(lambda some: {"any": some})
            | each.map(lambda one: {"not": one})
        ),
        max_leaves=4,
    )
    return st.none() | inner


@st.composite
def forms(draw):
    pages, before = [], []
    for number in range(draw(st.integers(1, 4))):
        condition = draw(conditions(before))
        question = draw(questions(f"k{number}"))
        pages.append(page(question, when=condition))
        before.append(question)
    return pages


def raw_answers(question):
    said = []
    if question.kind is Kind.ONE_CHOICE:
        said = ["a", "b", "c"]
    elif question.kind is Kind.SEVERAL_CHOICES:
        mixed = [list(each) for size in (1, 2) for each in combinations("ab", size)]
        said = [*(each for each in mixed if len(each) <= (question.most or 2)), ["c"]]
    elif question.kind is Kind.NUMBER:
        said = ["0", "0.5", "1", "1.5", "2", "2.5", "3"]
    else:
        said = ["words"]
    return said if question.required else [None, *said]


def tried_one_by_one(pages):
    """Who reaches each page, by giving every answer there is."""
    asked_all = [question for each in pages for question in each.questions]
    seen = [set() for _page in pages]
    for speaks in SPEAKERS:
        for some in product(*(raw_answers(question) for question in asked_all)):
            answers = {
                question.key: said
                for question, said in zip(asked_all, some, strict=True)
                if said is not None
            }
            for number in path(pages, answers, speaks).numbers:
                seen[number - 1].add(speaks)
    return tuple(frozenset(each) for each in seen)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(forms())
def test_the_checker_agrees_with_every_answer_tried_one_by_one(pages):
    found = check_route(pages)
    truth = tried_one_by_one(pages)
    assert found.exact
    assert found.seen_by == truth
    unseen = {number for number, seen in enumerate(truth, start=1) if not seen}
    told = {problem.page for problem in found.problems}
    assert unseen <= told
    never = {ProblemKind.UNREACHABLE, ProblemKind.CONTRADICTION}
    assert {each.page for each in found.problems if each.kind in never} <= unseen


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(forms())
def test_looking_at_each_page_alone_leaves_nobody_out(pages):
    truth = tried_one_by_one(pages)
    for guessed, seen in zip(checking._guessed(pages), truth, strict=True):
        assert seen <= guessed
