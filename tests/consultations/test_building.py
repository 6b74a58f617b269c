"""What a question may be, and what happens to keys, choices and conditions."""

import pytest

from engage.audit.queries import history
from engage.consultations.commands import beginning, ordering
from engage.consultations.commands import building as commands
from engage.consultations.models import Kind, Weight
from engage.consultations.queries import building as pieces
from engage.consultations.queries import launch, sources
from engage.consultations.rules import building, describing, starting
from engage.consultations.rules.building import ChoiceText, NewKey, bounds_of, renamed
from engage.consultations.rules.checking import check_route
from engage.consultations.rules.pasting import Found
from engage.consultations.rules.taking import as_document
from engage.core.errors import NotFound, RuleBroken, Stale
from tests.factories.accounts import AccountFactory
from tests.factories.consultations import draft_consultation, empty_consultation, open_consultation

NAMES = describing.Names({"q": "question 1"}, {"q": {"a": "Bus"}})


def test_a_question_has_only_the_bounds_of_its_kind():
    every = {"least": 1, "most": 2, "limit": 3, "required": True, "other": True, "paper_key": "p"}
    assert bounds_of(Kind.INFO, every)["required"] is False
    assert bounds_of(Kind.NUMBER, every)["limit"] is None
    assert bounds_of(Kind.RANK, every)["other"] is False
    assert bounds_of(Kind.ONE_CHOICE, every) == {
        "least": None,
        "most": None,
        "limit": None,
        "films": None,
        "earliest_on": None,
        "latest_on": None,
        "required": True,
        "other": True,
        "paper_key": "p",
    }


@pytest.mark.parametrize(
    ("kind", "facts", "field"),
    [
        (Kind.NUMBER, {"most": 10**12}, "most"),
        (Kind.FILE, {"most": 11}, "most"),
        (Kind.FILE, {"limit": 21}, "limit"),
        (Kind.FILE, {"films": 0}, "films"),
        (Kind.FILE, {"films": 201}, "films"),
        (Kind.SHORT_TEXT, {"limit": 1_001}, "limit"),
        (Kind.SEVERAL_CHOICES, {"least": 0}, "least"),
    ],
)
def test_a_bound_that_cannot_be_is_refused(kind, facts, field):
    choices = [ChoiceText("", "A"), ChoiceText("", "B")]
    with pytest.raises(RuleBroken) as broken:
        building.check_question(kind, {"label": "Why?"}, facts, choices)
    assert broken.value.field == field


def test_too_many_choices_and_too_long_ones_are_refused():
    many = [ChoiceText("", f"Choice {number}") for number in range(101)]
    with pytest.raises(RuleBroken, match="Use 100 choices or fewer"):
        building.check_question(Kind.RANK, {"label": "Why?"}, {}, many)
    long = [ChoiceText("", "A"), ChoiceText("", "x" * 2_001)]
    with pytest.raises(RuleBroken, match="characters or fewer"):
        building.check_question(Kind.RANK, {"label": "Why?"}, {}, long)


def test_conditions_follow_new_keys():
    names = {"q": NewKey("k1", {"a": "k2"})}
    old = {
        "any": [
            {"all": [{"question": "q", "is": ["a", "other"]}, {"speaks": ["group"]}]},
            {"not": {"question": "q", "from": 3}},
            {"question": "gone", "is": ["a"]},
        ]
    }
    assert renamed(old, names) == {
        "any": [
            {"all": [{"question": "k1", "is": ["k2", "other"]}, {"speaks": ["group"]}]},
            {"not": {"question": "k1", "from": 3}},
            {"question": "gone", "is": ["a"]},
        ]
    }
    assert renamed(None, names) is None


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (None, ""),
        ({"all": []}, ""),
        ({"question": "q", "is": ["a", "b"]}, "question 1 is “Bus” or “b”"),
        ({"question": "q", "answered": False}, "question 1 is not answered"),
        ({"question": "q", "from": 3}, "question 1 is 3 or more"),
        ({"question": "q", "to": 5}, "question 1 is 5 or less"),
        (
            {"all": [{"speaks": ["group"]}, {"any": [{"question": "x", "answered": True}] * 2}]},
            (
                "the answer is for a group, and (a question that is gone is answered,"
                " or a question that is gone is answered)"
            ),
        ),
        ({"any": [{"speaks": ["group"]}, {"all": []}]}, "the answer is for a group, or nothing"),
    ],
)
def test_a_condition_is_told_in_words(condition, said):
    assert describing.said_condition(condition, NAMES) == said


def test_the_drawing_puts_pages_for_some_beside_the_line(database):
    made = draft_consultation()
    pages = pieces.pages(made)
    pages[1].condition = {"question": "where", "is": ["where_0"]}
    route = check_route(pages)
    drawn = describing.drawing(["A", "B", "C"], [page.condition for page in pages], route)
    assert [(box.number, box.main, box.seen) for box in drawn.boxes] == [
        (1, True, True),
        (2, False, True),
        (3, True, True),
    ]
    assert drawn.boxes[1].x > drawn.boxes[0].x
    assert drawn.boxes[-1].y + describing.HIGH <= drawn.height


def test_pasted_questions_become_pages_named_after_them():
    found = [
        Found("Why? " * 30, Kind.LONG_TEXT),
        Found("Agree?", Kind.AGREE_SCALE, dont_know=True),
        Found("Which?", Kind.SEVERAL_CHOICES, choices=("A", "B"), none="None", hint="Tick."),
    ]
    apart = as_document(found, "", together=False)
    names = [page.title["en_GB"].words for page in apart.pages]
    assert names[0].endswith("…")
    assert len(names[0]) <= 61
    assert [len(each.choices) for page in apart.pages for each in page.questions] == [0, 6, 3]
    assert len(as_document(found, "All", together=True).pages) == 1
    with pytest.raises(RuleBroken, match="Question 1: Enter the question") as broken:
        as_document([Found("", Kind.LONG_TEXT)], "", together=True)
    assert broken.value.field == "kind_0"


# --- commands


def save(made, page, **facts):
    given = {
        "kind": Kind.SEVERAL_CHOICES,
        "texts": {"label": "Which?", "hint": "", "facts": ""},
        "facts": {},
        "choices": [ChoiceText("", "A"), ChoiceText("", "B")],
    }
    return commands.save_question(
        actor=AccountFactory(), consultation=made, page=page, **{**given, **facts}
    )


def test_keys_are_new_and_a_crafted_key_is_not_taken_over(database):
    made = draft_consultation()
    page = pieces.pages(made)[0]
    asked = save(made, page, choices=[ChoiceText("where_0", "A"), ChoiceText("", "B")])
    assert asked.key.startswith("k")
    assert all(each.key.startswith("k") for each in asked.choices)
    assert "question" in {key for line in history(made.id) for key in line.details}


def test_dont_know_comes_and_goes_beside_the_scale(database):
    made = draft_consultation()
    page, scale = pieces.question(made, "bus")

    def saved(dont_know):
        facts = {"dont_know": dont_know, "required": True}
        about = {"question": scale, "version": scale.version, "facts": facts, "choices": []}
        return save(made, page, kind=Kind.AGREE_SCALE, **about)

    for dont_know, count in ((True, 6), (True, 6), (False, 5), (False, 5)):
        assert len(saved(dont_know).choices) == count


def test_a_form_has_an_end(database, monkeypatch):
    made = draft_consultation()
    page = pieces.pages(made)[0]
    monkeypatch.setattr(building, "MOST_QUESTIONS", 6)
    with pytest.raises(RuleBroken, match="Use 6 questions or fewer"):
        save(made, page)
    monkeypatch.setattr(building, "MOST_PAGES", 3)
    with pytest.raises(RuleBroken, match="Use 3 pages or fewer"):
        commands.save_page(actor=None, consultation=made, title="One more")


def test_every_change_of_a_public_form_is_refused(database):
    made = open_consultation()
    page = pieces.pages(made)[0]
    about = {"actor": AccountFactory(), "consultation": made}
    for change in (
        lambda: commands.save_page(**about, title="x"),
        lambda: commands.save_titled(**about, kind="paper", title="x", body=""),
        lambda: save(made, page),
        lambda: ordering.move_piece(**about, piece=page, up=True, mark=""),
        lambda: ordering.remove_piece(**about, piece=page, version=page.version),
        lambda: ordering.set_condition(**about, page=page, condition=None, version=1),
    ):
        with pytest.raises(RuleBroken, match="can no longer be changed here"):
            change()


def test_a_stale_change_is_refused(database):
    made = draft_consultation()
    page = pieces.pages(made)[0]
    about = {"actor": AccountFactory(), "consultation": made}
    with pytest.raises(Stale):
        ordering.remove_piece(**about, piece=page, version=99)
    with pytest.raises(Stale):
        ordering.set_condition(**about, page=page, condition=None, version=99)
    with pytest.raises(RuleBroken, match="could not read this condition"):
        ordering.set_condition(**about, page=page, condition={"x": 1}, version=page.version)


def test_a_paper_that_goes_is_forgotten_by_its_question_and_the_ends_stay(database):
    made = draft_consultation()
    about = {"actor": AccountFactory(), "consultation": made}
    first = pieces.pages(made)[0].questions[0]
    first.paper_key = "paper_0"
    paper = pieces.titled(made, "paper")[0]
    ordering.remove_piece(**about, piece=paper, version=paper.version)
    assert first.paper_key == ""
    last = pieces.pages(made)[-1].questions[-1]
    for piece, up in ((first, True), (last, False), (pieces.pages(made)[0], True)):
        mark = pieces.mark_of(sources.source(made))
        ordering.move_piece(**about, piece=piece, up=up, mark=mark)
    assert pieces.pages(made)[0].questions[0] is first
    assert pieces.pages(made)[-1].questions[-1] is last


def test_a_question_goes_up_over_the_edge_to_the_end_of_the_page_before(database):
    made = draft_consultation()
    bus = pieces.question(made, "bus")[1]
    mark = pieces.mark_of(sources.source(made))
    about = {"actor": AccountFactory(), "consultation": made}
    ordering.move_piece(**about, piece=bus, up=True, mark=mark)
    assert [each.key for each in pieces.pages(made)[0].questions] == ["where", "times", "bus"]


def test_what_is_not_there_is_not_found(database):
    made, other = draft_consultation(), draft_consultation("other")
    with pytest.raises(NotFound):
        pieces.question(made, "gone")
    with pytest.raises(NotFound):
        pieces.page(made, pieces.pages(other)[0].id)


# --- begin


def begun(source, **facts):
    plain = {
        "weight": Weight.STANDARD,
        "title": "Parking",
        "organisation_id": source.organisation_id,
        "topic_id": source.topic_id,
        "opens_on": source.closes_on,
    }
    return beginning.begin(actor=AccountFactory(), **{**plain, **facts})


def test_a_title_without_letters_still_gets_an_address(database):
    ground = empty_consultation()
    assert begun(ground, title="停车场").slug == "consultation"
    assert begun(ground, title="New").slug == "new-2"


def test_it_starts_only_from_what_there_is(database):
    ground = empty_consultation()
    for start in ("template:gone", "copy:gone"):
        with pytest.raises(NotFound):
            begun(ground, start=start)
    with pytest.raises(RuleBroken, match="Choose languages from the list"):
        begun(ground, languages_offered=["tlh"])


def test_a_light_copy_keeps_the_words_that_were_copied(database):
    draft_consultation("old")
    ground = empty_consultation()
    made = begun(ground, weight=Weight.LIGHT, start="copy:old")
    words = launch.own_words(made)
    assert words["decision_maker"] == "The Care Board"
    assert words["title"] == "Parking"
    assert starting.light_words()["undecided"] not in words.values()
