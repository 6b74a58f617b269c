"""Translations beside answers: written, checked by another, never of an older answer."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from engage.accounts.models import Role
from engage.audit.models import Action, Entry
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken, Stale
from engage.core.turning import Turn
from engage.responses.commands import translating as commands
from engage.responses.models import (
    AnswerLanguage,
    ResponseState,
    ResponseVersion,
)
from engage.responses.queries import translating as queries
from engage.responses.queries.waiting import waiting_for
from engage.responses.rules import translating as rules
from tests.factories.consultations import open_consultation
from tests.factories.publication import allowed, analyst
from tests.factories.responses import asked_of
from tests.factories.translations import (
    ENGLISH,
    SOMALI,
    confirmed,
    drafted,
    foreign,
    listened,
    one_of,
    written,
)

LONG = "The bus stops at eight and I cannot get home."


@pytest.fixture
def asked(database):
    return open_consultation()


def refusal(call, **facts) -> str:
    with pytest.raises(RuleBroken) as broken:
        call(**facts)
    return str(broken.value)


def changed(response, words="Waa goor dambe oo mugdi ah."):
    """The person changes the answer: a second version."""
    response.answers = {**response.answers, "hard": words}
    response.current_version += 1
    db.session.add(
        ResponseVersion(
            response_id=response.id,
            number=response.current_version,
            answers=response.answers,
            language=response.language,
        )
    )
    db.session.flush()


def details(action):
    wanted = select(Entry).where(Entry.action == action).order_by(Entry.id)
    return [each.details for each in db.session.scalars(wanted)]


# --- Written, corrected, checked -----------------------------------------------------------------


def test_a_translation_stands_beside_the_words_and_the_words_stay(asked):
    response = foreign(asked)
    maker = analyst()
    one = written(asked, response, actor=maker)
    assert (one.row.text, one.row.made_by, one.row.machine) == (ENGLISH, maker.id, "")
    assert one.translated.made_by == maker.name
    assert (one.translated.counts, one.translated.checked_by) == (False, "")
    assert one.text.words == response.answers["hard"] == SOMALI
    assert one.beside.language.code == "so"


def test_another_person_checks_it_and_then_it_counts(asked):
    response, maker, checker = foreign(asked), analyst(), analyst()
    one = written(asked, response, actor=maker)
    said = refusal(commands.check, actor=maker, one=one, version=one.row.version)
    assert "Another person must check it" in said
    commands.check(actor=checker, one=one, version=one.row.version)
    one = one_of(asked, response)
    assert (one.translated.counts, one.translated.checked_by) == (True, checker.name)
    assert rules.counts(one.row, response)
    said = refusal(commands.check, actor=checker, one=one, version=one.row.version)
    assert "was checked before" in said


def test_a_check_is_of_the_text_that_was_read(asked):
    response = foreign(asked)
    seen = written(asked, response).row.version
    one = written(asked, response, "The bus stops at seven.")
    assert "Read it again" in refusal(commands.check, actor=analyst(), one=one, version=seen)
    nothing = one_of(asked, foreign(asked))
    said = refusal(commands.check, actor=analyst(), one=nothing, version=0)
    assert "no translation to check" in said


def test_a_correction_must_be_checked_again(asked):
    response = foreign(asked)
    confirmed(asked, response)
    one = written(asked, response, "The bus stops at 8.")
    assert not one.translated.counts
    assert one.row.checked_by is None


def test_the_same_text_again_changes_nothing(asked):
    response = foreign(asked)
    one = confirmed(asked, response)
    again = written(asked, response, f"  {ENGLISH}\r\n")
    assert again.translated.counts
    assert again.row.version == one.row.version
    assert len(details(Action.ANSWER_TRANSLATED)) == 1


def test_who_saves_over_another_is_told_and_loses_nothing(asked):
    one = one_of(asked, foreign(asked))
    facts = {"actor": analyst(), "answer_version": 1, "version": 0}
    commands.write(one=one, text=ENGLISH, **facts)
    one = one_of(asked, one.response)
    with pytest.raises(Stale) as stale:
        commands.write(one=one, text="Mine", **facts)
    assert (stale.value.theirs, stale.value.mine) == ({"text": ENGLISH}, {"text": "Mine"})


@pytest.mark.parametrize("text", ["", "  \n", "\u200b"])
def test_an_empty_translation_is_refused(asked, text):
    one = one_of(asked, foreign(asked))
    facts = {"actor": analyst(), "one": one, "answer_version": 1, "version": 0}
    assert "Write the translation" in refusal(commands.write, text=text, **facts)
    assert "shorter" in refusal(commands.write, text="a" * (rules.LONGEST + 1), **facts)


def test_a_translation_is_kept_in_one_spelling(asked):
    one = written(asked, foreign(asked), "Cafe\u0301 \u202ebus")
    assert one.row.text == "Caf\u00e9 bus"


def test_history_holds_ids_and_no_words(asked):
    response = foreign(asked)
    confirmed(asked, response)
    commands.set_language(actor=analyst(), one=one_of(asked, response), language="pl")
    told = [
        *details(Action.ANSWER_TRANSLATED),
        *details(Action.ANSWER_TRANSLATION_CHECKED),
        *details(Action.ANSWER_LANGUAGE_SET),
    ]
    facts = {"response": str(response.id), "number": 1, "question": "hard", "language": "en_GB"}
    assert told == [facts, facts, {"language": "pl", "page": "so"}]


def test_the_database_refuses_who_checks_their_own(asked, database):
    one = written(asked, foreign(asked))
    one.row.checked_by, one.row.checked_at = one.row.made_by, one.row.made_at
    with pytest.raises(IntegrityError):
        database.flush()
    database.rollback()


# --- An answer that changes, is held, is taken back ----------------------------------------------


def test_a_translation_of_older_words_does_not_count_and_helps_to_write_the_next(asked):
    response = foreign(asked)
    confirmed(asked, response)
    changed(response)
    one = one_of(asked, response)
    assert (one.translated.stale, one.translated.counts, one.row) == (True, False, None)
    assert not rules.counts(one.translated.row, response)
    facts = {"actor": analyst(), "one": one, "text": "It is late", "version": 0}
    assert "changed the answer" in refusal(commands.write, answer_version=1, **facts)
    one = written(asked, response, "It is late and dark.")
    assert (one.translated.stale, one.row.text) == (False, "It is late and dark.")


@pytest.mark.parametrize(
    "facts",
    [{"state": ResponseState.WITHDRAWN}, {"state": ResponseState.ERASED}, {"held": True}],
)
def test_what_may_not_be_read_has_no_translation_to_see_or_write(asked, facts):
    response = foreign(asked)
    one = confirmed(asked, response)
    listened()
    for name, value in facts.items():
        setattr(response, name, value)
    with pytest.raises(NotFound):
        one_of(asked, response)
    said = {"actor": analyst(), "one": one, "text": "x", "answer_version": 1, "version": 1}
    assert "cannot be read any more" in refusal(commands.write, **said)
    assert "cannot be read any more" in refusal(
        commands.put_draft, actor=None, one=one, text="x", machine="Tolk"
    )
    assert "cannot be read any more" in refusal(commands.check, actor=analyst(), one=one, version=1)
    assert "cannot be read any more" in refusal(
        commands.set_language, actor=analyst(), one=one, language="pl"
    )
    listened()
    assert db.session.scalar(select(func.count()).select_from(AnswerLanguage)) == 0


def test_only_texts_of_this_answer_are_translated(asked):
    response = foreign(asked)
    for key in ("bus", "postcode", "nothing"):
        with pytest.raises(NotFound):
            one_of(asked, response, key)
    response.reference = "elsewhere"
    with pytest.raises(NotFound):
        queries.to_translate(asked, asked_of(asked), "another", "hard")


# --- Machines ------------------------------------------------------------------------------------


def test_a_machine_draft_carries_its_name_and_waits_for_a_person(asked):
    response = foreign(asked)
    one = drafted(asked, response)
    assert (one.row.machine, one.row.made_by, one.translated.counts) == ("Tolk 2", None, False)
    commands.check(actor=analyst(), one=one, version=one.row.version)
    assert one_of(asked, response).translated.counts


def test_who_corrects_a_machine_does_not_check_it(asked):
    response, person = foreign(asked), analyst()
    drafted(asked, response, "The bus is standing eight.")
    one = written(asked, response, actor=person)
    assert (one.row.machine, one.row.made_by) == ("Tolk 2", person.id)
    refusal(commands.check, actor=person, one=one, version=one.row.version)


def test_a_machine_never_writes_over_a_person(asked):
    response = foreign(asked)
    written(asked, response)
    said = refusal(
        commands.put_draft, actor=None, one=one_of(asked, response), text="x", machine="Tolk"
    )
    assert "A person wrote or checked" in said
    other = foreign(asked)
    drafted(asked, other, "first")
    one = drafted(asked, other, "second")
    assert one.row.text == "second"
    commands.check(actor=analyst(), one=one, version=one.row.version)
    one = one_of(asked, other)
    assert refusal(commands.put_draft, actor=None, one=one, text="x", machine="Tolk") == said
    one = one_of(asked, foreign(asked))
    assert "which machine" in refusal(
        commands.put_draft, actor=None, one=one, text="x", machine=" "
    )


# --- Work in hand --------------------------------------------------------------------------------


def test_what_waits_is_listed_oldest_first_and_leaves_when_it_is_done(asked):
    first, second = foreign(asked), foreign(asked, "Autobus", language="pl")
    listened()
    lines = queries.in_hand(asked.id, "", "", Turn()).items
    assert [each.response.id for each in lines] == [first.id, second.id]
    assert [each.language.code for each in lines] == ["so", "pl"]
    written(asked, first)
    for to, kept in (("write", [second]), ("check", [first]), ("nonsense", [first, second])):
        page = queries.in_hand(asked.id, to, "", Turn())
        assert [each.response.id for each in page.items] == [each.id for each in kept]
        assert page.total == len(kept)
    assert [each.response.id for each in queries.in_hand(asked.id, "", "pl", Turn()).items] == [
        second.id
    ]
    confirmed(asked, second)
    lines = queries.in_hand(asked.id, "", "", Turn()).items
    assert [each.response.id for each in lines] == [first.id]


def test_what_waits_stands_on_the_desk_of_those_who_read_answers(asked):
    foreign(asked)
    listened()
    told = [each.what for each in waiting_for(analyst(), frozenset({Role.ANALYST}))]
    assert "Answers to translate, or to check a translation of: 1." in told
    assert queries.waiting_for(analyst(), frozenset({Role.READER})) == []


def test_beside_costs_two_statements_and_one_where_all_is_english(asked, database):
    ours = [foreign(asked) for _each in range(3)]
    for each in ours:
        confirmed(asked, each)
    found = queries.beside(ours)
    assert [found[each.id].translations["hard"].row.text for each in ours] == [ENGLISH] * 3
    assert queries.beside([]) == {}
    assert queries.beside([allowed(asked)]).popitem()[1].translations == {}
