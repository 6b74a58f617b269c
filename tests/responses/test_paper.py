"""The form on paper: numbers, letters and the way in words; batches with a code on each form."""

from datetime import timedelta

import pytest

from engage.consultations.models import Kind
from engage.consultations.rules import AskedChoice, AskedPage, AskedQuestion, Questionnaire
from engage.core.clock import days_away, now
from engage.core.errors import NotFound, RuleBroken
from engage.core.files import storage_path, stored_bytes
from engage.core.turning import Turn
from engage.responses import commands as responses
from engage.responses import queries as answers
from engage.responses import rules as answer_rules
from engage.responses import tasks
from engage.responses.commands import paper
from engage.responses.forms import site_salt
from engage.responses.forms.entry import sealing_key
from engage.responses.models import PaperForm, Response, SavedDraft
from engage.responses.queries import alike
from engage.responses.queries import paper as queries
from engage.responses.rules import paper as rules
from engage.responses.rules import printed
from tests.factories.arrivals import KEY, keyed_form, printed_batch, staff
from tests.factories.consultations import closed_consultation, draft_consultation, open_consultation
from tests.factories.responses import SALT, asked_of


def ask(key, kind=Kind.SHORT_TEXT, count=0, **facts):
    choices = tuple(AskedChoice(f"{key}{at}", f"{key} {at}") for at in range(count))
    return AskedQuestion(
        key, kind, key, "", required=False, most=None, limit=None, choices=choices, **facts
    )


def form(*pages):
    made = tuple(
        AskedPage(f"Part {at}", tuple(asked), rule) for at, (rule, *asked) in enumerate(pages)
    )
    return Questionnaire(None, "hash", "en_GB", made)


@pytest.mark.parametrize(
    ("place", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (99, "CV"), (701, "ZZ")]
)
def test_options_have_letters_even_a_hundred_of_them(place, letter):
    assert rules.letter_of(place) == letter


def test_questions_are_numbered_through_and_what_is_only_read_is_not():
    made = rules.paper_of(
        form(
            (None, ask("a", Kind.ONE_CHOICE, 3), ask("i", Kind.INFO)),
            (None, ask("b", Kind.LONG_TEXT), ask("c", Kind.ONE_CHOICE, 2, other=True)),
        )
    )
    numbers = [each.number for part in made for each in part.questions]
    assert numbers == [1, 0, 2, 3]
    assert [each.number for each in rules.numbered(made)] == [1, 2, 3]
    assert [letter for letter, _key, _words in made[1].questions[1].options] == ["A", "B", "C"]
    assert made[1].questions[1].options[-1][1] == "other"
    assert made[1].questions[0].lines > 1


def test_who_answers_a_part_is_said_in_words_and_where_others_go_on():
    page = {"question": "a", "is": ["a1"]}
    made = rules.paper_of(
        form((None, ask("a", Kind.ONE_CHOICE, 3)), (page, ask("b")), (None, ask("c")))
    )
    assert made[1].rule.words == "In question 1 you chose: B."
    assert made[1].skip_to == 3
    assert made[2].skip_to == 0
    assert made[0].rule is None


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"question": "a", "is": ["a0", "a2"]}, "In question 1 you chose: A, C."),
        ({"question": "a", "answered": True}, "You answered question 1."),
        ({"question": "a", "answered": False}, "You did not answer question 1."),
        ({"question": "n", "from": 3}, "Your number in question 2 is 3 or more."),
        ({"question": "n", "to": 5}, "Your number in question 2 is 5 or less."),
        ({"question": "n", "from": 3, "to": 5}, "Your number in question 2 is from 3 to 5."),
        ({"speaks": ["group", "organisation"]}, "At the start you chose: B, C."),
    ],
)
def test_each_kind_of_condition_has_its_sentence(condition, words):
    made = rules.paper_of(
        form((None, ask("a", Kind.ONE_CHOICE, 3), ask("n", Kind.NUMBER)), (condition, ask("b")))
    )
    assert made[1].rule.words == words
    if condition.get("speaks"):
        kinds = [
            rules.letter_of(at) for at, kind in enumerate(rules.SPEAKERS) if kind != "individual"
        ]
        assert ", ".join(kinds) == "B, C"


def test_conditions_within_conditions_become_lists_within_lists():
    parts = [{"question": "a", "answered": True}, {"not": {"speaks": ["group"]}}]
    made = rules.paper_of(form((None, ask("a")), ({"any": parts}, ask("b"))))
    told = made[1].rule
    assert told.words == "One or more of these is true:"
    assert told.inner[1].words == "This is not true:"
    assert told.inner[1].inner[0].words.startswith("At the start you chose:")
    all_of = rules.told({"all": parts}, {})
    assert all_of.words == "All of these are true:"


@pytest.mark.parametrize("typed", ["AC", "a c", "A, C", "ac.", "CA"])
def test_letters_are_read_however_they_are_typed(typed):
    found = rules.from_letters(ask("a", Kind.SEVERAL_CHOICES, 3), typed)
    assert set(found) == {"a0", "a2"}


def test_letters_of_an_order_keep_their_order_and_letters_go_back():
    asked = ask("a", Kind.RANK, 3)
    assert rules.from_letters(asked, "CAB") == ["a2", "a0", "a1"]
    assert rules.letters_of(asked, ["a2", "a0", "gone"]) == "C A"
    many = ask("a", Kind.SEVERAL_CHOICES, 30)
    assert rules.from_letters(many, "B AD") == ["a1", "a29"]


@pytest.mark.parametrize(
    ("kind", "typed"), [(Kind.ONE_CHOICE, "D"), (Kind.SHORT_TEXT, "A"), (Kind.RANK, "Ä")]
)
def test_a_letter_that_is_none_is_refused(kind, typed):
    with pytest.raises(RuleBroken) as broken:
        rules.from_letters(ask("a", kind, 3 if kind.has_choices else 0), typed)
    assert broken.value.field == "a"


def test_codes_for_the_printer_open_under_their_key_only():
    sealed = printed.seal_numbers({1: 42, 2: 7}, KEY)
    assert printed.open_numbers(sealed, KEY) == {1: 42, 2: 7}
    assert printed.open_numbers(sealed, b"x" * 32) == {}
    assert b"42" not in sealed


def test_a_code_to_tell_is_bound_to_its_answer():
    sealed = printed.seal_told(42, "HBX-7K4M-29", KEY)
    assert printed.open_told(sealed, "HBX-7K4M-29", KEY) == 42
    for said, whose in ((sealed, "OTHER"), ("", "HBX-7K4M-29"), ("zz", "HBX-7K4M-29")):
        assert printed.open_told(said, whose, KEY) is None


@pytest.fixture
def asked(database):
    return open_consultation(languages=("en_GB", "es"))


@pytest.mark.parametrize(
    ("size", "language", "field"),
    [(0, "en_GB", "size"), (-1, "en_GB", "size"), (501, "en_GB", "size"), (5, "fr", "language")],
)
def test_a_wrong_order_is_refused(asked, size, language, field):
    with pytest.raises(RuleBroken) as broken:
        paper.order_forms(actor=staff(), consultation=asked, order=rules.Order(size, language))
    assert broken.value.field == field


def test_before_the_launch_there_is_nothing_to_print(database):
    made = draft_consultation()
    with pytest.raises(RuleBroken, match="Launch"):
        paper.order_forms(actor=staff(), consultation=made, order=rules.Order(1, "en_GB"))
    with pytest.raises(NotFound):
        paper.unnumbered(actor=staff(), consultation=made)


def test_batches_are_numbered_and_so_are_their_forms(asked, database):
    one, _codes = printed_batch(asked, 2)
    two, _codes = printed_batch(asked, 3, "es")
    assert (one.number, two.number) == (1, 2)
    assert queries.numbers_made(two.id) == {1, 2, 3}
    assert [each.batch.number for each in queries.batches(asked.id, Turn()).items] == [2, 1]
    assert rules.form_name(3, 17) == "3-017"
    with pytest.raises(NotFound):
        queries.batch(asked.id, 9)


def test_a_printed_code_opens_an_empty_draft_in_the_language_of_its_form(asked):
    batch, codes = printed_batch(asked, 1, "es")
    visit = answers.found_by_code(codes[1].number, SALT)
    draft = answers.draft(visit)
    assert (draft.consultation_id, draft.language, draft.answers) == (asked.id, "es", {})
    assert draft.code == codes[1].number
    assert draft.edition_id == batch.edition_id


def test_forms_printed_before_opening_begin_when_it_opens(database):
    made = open_consultation(opens=5, closes=30)
    _batch, codes = printed_batch(made, 1)
    draft = answers.draft(answers.found_by_code(codes[1].number, SALT))
    assert draft.begun_at > now() + timedelta(days=4)


def test_no_table_holds_a_printed_code(asked, database):
    _batch, codes = printed_batch(asked, 1)
    kept = str([vars(each) for each in database.query(PaperForm).all()])
    kept += str([vars(each) for each in database.query(SavedDraft).all()])
    number = codes[1].number
    for said in (f"{number:012}", answer_rules.code_words(number, "en_GB")):
        assert said not in kept


def test_codes_are_made_once_whatever_is_tried_again(asked, app):
    batch, _codes = printed_batch(asked, 2)
    again = {1: (answer_rules.new_visit(), answer_rules.mint(SALT))}
    assert paper.add_forms(batch=batch, codes=again, key=KEY) == 0
    sealed = printed.open_numbers(stored_bytes(printed.sealed_name(batch.id)), KEY)
    assert sorted(sealed) == [1, 2]


def test_the_clock_makes_the_codes_a_few_at_a_time(asked, database, monkeypatch):
    monkeypatch.setattr(tasks, "CODES_AT_ONCE", 2)
    batch = paper.order_forms(actor=staff(), consultation=asked, order=rules.Order(3, "en_GB"))
    database.commit()
    for made in (2, 3, 3):
        tasks.make_printed_codes()
        database.commit()
        assert len(queries.numbers_made(batch.id)) == made
    sealed = stored_bytes(printed.sealed_name(batch.id))
    number = printed.open_numbers(sealed, sealing_key())[3]
    assert answers.found_by_code(number, site_salt()) is not None


def test_once_they_are_printed_the_codes_are_forgotten(asked, app):
    batch, _codes = printed_batch(asked, 1)
    paper.forget_codes(actor=staff(), batch=batch)
    assert not storage_path(printed.sealed_name(batch.id)).exists()


def test_codes_are_not_forgotten_while_they_are_made(asked):
    batch = paper.order_forms(actor=staff(), consultation=asked, order=rules.Order(2, "en_GB"))
    with pytest.raises(RuleBroken, match="Wait"):
        paper.forget_codes(actor=staff(), batch=batch)


def test_a_keyed_form_takes_its_code_and_the_empty_draft_goes(asked, database):
    batch, codes = printed_batch(asked, 2)
    response = keyed_form(asked, batch, 1)
    assert response.code_lookup == codes[1].lookup
    assert answers.found_by_code(codes[1].number, SALT) is response
    assert database.query(SavedDraft).count() == 1
    assert queries.batch_of(response) is batch


def test_words_begun_online_are_not_lost_when_the_form_is_keyed(asked, database):
    batch, codes = printed_batch(asked, 1)
    visit = answers.found_by_code(codes[1].number, SALT)
    draft = answers.draft(visit)
    draft.answers = {"hard": "begun"}
    with days_away(1 / 24):
        responses.save_draft(visit=visit, draft=draft)
    response = keyed_form(asked, batch, 1)
    assert response.code_lookup is None
    assert answers.found_by_code(codes[1].number, SALT) == visit


def test_a_form_sent_online_and_keyed_too_asks_whether_it_is_one_person(asked, database):
    batch, codes = printed_batch(asked, 1)
    visit = answers.found_by_code(codes[1].number, SALT)
    draft = answers.draft(visit)
    draft.answers = {"bus": "agree"}
    online = responses.submit(
        visit=visit,
        draft=draft,
        consultation=asked,
        asked=asked_of(asked),
        grace=timedelta(),
        code=codes[1],
    )
    keyed = keyed_form(asked, batch, 1)
    assert (online.code_lookup, keyed.code_lookup) == (codes[1].lookup, None)
    (pair,) = alike.likely(asked.id).items
    assert {pair.older.id, pair.newer.id} == {online.id, keyed.id}
    assert pair.why == "code"


def test_paper_that_comes_after_closing_is_kept_and_flagged(database):
    made = closed_consultation()
    batch, _codes = printed_batch(made, 1)
    assert keyed_form(made, batch, 1).late
    assert database.query(Response).count() == 1
