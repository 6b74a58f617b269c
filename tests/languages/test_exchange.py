"""Files of agencies: what comes back is taken whole, or not at all, and never over a conflict."""

import pytest

from engage.audit.models import Action
from engage.audit.queries import history
from engage.core.errors import RuleBroken
from engage.core.formats import po
from engage.languages import commands, rules
from engage.languages.queries import bench as benches
from engage.languages.rules import Target, exchange
from tests.factories.accounts import AccountFactory
from tests.factories.languages import reader
from tests.languages.bench import SPANISH, entry, opened, save, states, thing

FORMATS = list(exchange.FORMATS)


def sent(made, format_="po", **texts):
    """The file of all texts, as an agency sends it back with these translations by field."""
    file = exchange.unit_file(opened(made).entries, Target("es"))
    units = [
        type(each)(each.id, each.source, texts.get(each.id.split(".")[2], each.target))
        for each in file.units
    ]
    return exchange.FORMATS[format_].write(type(file)(file.source, file.target, units))


def take(made, data, format_="po", *, rest=False, actor=None):
    found = opened(made)
    return commands.take_in(
        actor=actor or AccountFactory(), **found.whole, data=data, format_=format_, rest=rest
    )


@pytest.mark.parametrize("format_", FORMATS)
def test_texts_come_in_as_drafts_of_an_agency(database, format_):
    made, actor = thing(), reader("es")
    take(made, sent(made, format_, **SPANISH), format_, actor=actor)
    assert set(states(made).values()) == {"draft"}
    row = entry(made).wording
    assert (row.made_by, row.written_by, row.source_text) == ("file", actor.id, "Parking")
    assert history(made.id)[-1].action is Action.WORDS_TAKEN_IN
    save(actor, made, all_right=True)
    assert set(states(made).values()) == {"checked"}


def test_what_comes_back_as_it_went_out_or_empty_is_left(database):
    made = thing()
    save(AccountFactory(), made, SPANISH)
    judged = take(made, sent(made, name=""))
    assert (judged.left, judged.taken) == (3, [])
    assert entry(made).wording.made_by == ""


def test_an_english_text_that_changed_meanwhile_is_a_conflict(database):
    made = thing()
    data = sent(made, **SPANISH)
    commands.put(actor=None, subject=made, texts={"hint": "Bring two letters."})
    judged = take(made, data)
    assert [(each.entry.part.field, each.why.value) for each in judged.conflicts] == [
        ("hint", "english")
    ]
    assert set(states(made).values()) == {"missing"}
    take(made, data, rest=True)
    assert states(made) == {"name": "draft", "summary": "draft", "hint": "missing"}


def test_a_translation_that_changed_meanwhile_is_never_overwritten(database):
    made = thing()
    data = sent(made, **SPANISH)
    save(AccountFactory(), made, {"name": "Estacionar"})
    judged = take(made, data)
    assert [each.why.value for each in judged.conflicts] == ["translation"]
    take(made, data, rest=True)
    assert entry(made).text == "Estacionar"
    assert states(made)["hint"] == "draft"


def test_the_same_words_from_both_are_no_conflict(database):
    made = thing()
    data = sent(made, **SPANISH)
    save(AccountFactory(), made, SPANISH)
    assert take(made, data).conflicts == []


def test_what_is_stale_goes_out_without_its_old_words(database):
    made = thing()
    save(AccountFactory(), made, SPANISH)
    commands.put(actor=None, subject=made, texts={"name": "Parking."})
    file = exchange.unit_file(opened(made).entries, Target("es"))
    assert [each.target for each in file.units] == ["", SPANISH["summary"], SPANISH["hint"]]
    take(made, sent(made, name="Aparcar."))
    assert states(made)["name"] == "draft"


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"summary": "Cuesta 2 libras."}, r"Keep %\(phone\)s"),
        ({"name": "<i>Aparcar</i>"}, "Take the markup <i> out"),
    ],
)
@pytest.mark.parametrize("format_", FORMATS)
def test_one_wrong_text_refuses_the_whole_file_with_its_line(database, format_, texts, said):
    made = thing()
    with pytest.raises(RuleBroken, match=rf"Nothing was taken in\. Line \d+: .*{said}"):
        take(made, sent(made, format_, **{**SPANISH, **texts}), format_)
    assert set(states(made).values()) == {"missing"}


def test_another_language_is_refused(database):
    made = thing()
    data = sent(made).replace(b"Language: es", b"Language: fr")
    with pytest.raises(RuleBroken, match=r"Line 1: The file is in fr, not in es\."):
        take(made, data)


@pytest.mark.parametrize("tag", ["zh-Hans", "zh_Hans", "ZH-hans"])
def test_a_language_tag_may_be_written_either_way(tag):
    found = exchange.judge(exchange.UnitFile("en-GB", tag, []), [], Target("zh_Hans"))
    assert found.faults == []


def test_texts_we_do_not_know_and_texts_that_stand_twice_are_refused(database):
    made, other = thing(), thing()
    with pytest.raises(RuleBroken, match="We do not know this text"):
        take(made, sent(other, **SPANISH))
    lines = sent(made, "csv", **SPANISH).splitlines(keepends=True)
    with pytest.raises(RuleBroken, match="Line 5: This text stands there twice"):
        take(made, b"".join([*lines, lines[1]]), "csv")
    assert set(states(made).values()) == {"missing"}


def test_of_many_faults_the_first_ten_are_told():
    faults = [exchange.Fault(number, "Wrong.") for number in range(1, 15)]
    said = str(exchange.refusal(faults))
    assert "Line 10: Wrong. And 4 more." in said


@pytest.mark.parametrize(
    ("data", "format_", "said"),
    [
        (b"", "docx", "Send an XLIFF, PO or CSV file"),
        (b"x" * (10 * 1024 * 1024 + 1), "po", "too large"),
        (b"<", "xliff", "Line 1: This is not a whole XML file"),
    ],
)
def test_what_is_no_such_file_is_refused(database, data, format_, said):
    with pytest.raises(RuleBroken, match=said):
        take(thing(), data, format_)


def test_public_words_are_not_changed_by_a_file(database):
    made = thing()
    save(AccountFactory(), made, SPANISH)
    data = sent(made, name="Otro")
    entries = opened(made, fixed=["es"]).entries
    judged = exchange.judge(po.read(data), entries, Target("es"))
    assert "These words are public" in judged.faults[0].reason


def test_words_come_in_in_one_form_and_without_backward_marks():
    assert exchange.cleaned("Atencio\u0301n\r\n\u202eok\x00 ") == "Atención\nok"
    assert rules.mark(exchange.cleaned("a\r\nb")) == rules.mark("a\nb")


def test_only_what_is_looked_for_goes_out(database):
    made = thing()
    save(AccountFactory(), made, {"name": "Aparcar"})
    data = benches.file_of(opened(made, "missing"), "csv")
    assert data.count(b"organisation.") == 2
