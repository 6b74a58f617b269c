"""Under 13 only through a parent or carer, and silence about age is not an adult."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.responses import commands, rules
from engage.responses.commands import entry, import_
from engage.responses.commands import exports as written
from engage.responses.models import (
    AgeGroup,
    Channel,
    ParentConsent,
    PublicationState,
    Relation,
    RespondentKind,
    Response,
)
from engage.responses.queries import export as exports
from engage.responses.queries import imports, parents
from tests.factories import publication as published
from tests.factories.accounts import AccountFactory, SiteFactory
from tests.factories.consultations import open_consultation
from tests.factories.responses import ANSWERS, SALT, asked_of, begun, entered
from tests.responses.test_entry_views import enter
from tests.responses.test_views import Visitor, title

CHILD = {"q-age_group": "child", "q-permission": "yes"}
YES = {"q-parent": "carer", "q-agree": "yes"}
ALONE = RespondentKind.INDIVIDUAL


@pytest.fixture
def asked(database):
    SiteFactory()
    return open_consultation(languages=("en_GB", "bn"))


def consents():
    return db.session.scalars(select(ParentConsent)).all()


def only_response():
    return db.session.scalars(select(Response)).one()


def as_child(client):
    visitor = Visitor(client).begin().fill()
    assert visitor.post("before-you-send/", CHILD).location.endswith("/respond/parent/")
    return visitor


def sent_by_child(consultation, parent="parent"):
    visit, draft = begun(consultation)
    draft.before = {"age_group": "child", "parent": parent}
    return commands.submit(
        visit=visit,
        draft=draft,
        consultation=consultation,
        asked=asked_of(consultation),
        grace=timedelta(minutes=60),
        code=rules.mint(SALT),
    )


# --- commands


def test_a_childs_answer_keeps_who_agreed_and_no_name(asked):
    response = sent_by_child(asked, "guardian")
    row = consents()[0]
    assert (row.response_id, row.relation) == (response.id, Relation.GUARDIAN)
    assert set(ParentConsent.__table__.columns.keys()) == {
        *("id", "version", "created_at", "changed_at"),
        *("response_id", "relation", "said_on"),
    }


def test_without_a_parent_the_command_sends_nothing(asked):
    with pytest.raises(RuleBroken, match="needs a parent or carer"):
        sent_by_child(asked, "")
    assert db.session.scalars(select(Response)).all() == []


def test_a_changed_answer_needs_the_yes_again(asked):
    response = sent_by_child(asked)
    visit = rules.new_visit()
    draft = commands.begin_change(visit=visit, response=response, consultation=asked)
    assert draft.before["age_group"] == "child"
    assert "parent" not in draft.before
    facts = {"response": response, "consultation": asked, "asked": asked_of(asked)}
    with pytest.raises(RuleBroken):
        commands.change(visit=visit, draft=draft, **facts)
    draft.before["parent"] = "other"
    commands.change(visit=visit, draft=draft, **facts)
    assert [each.relation for each in consents()] == [Relation.OTHER]


def test_somebody_who_is_no_child_after_all_keeps_no_parent(asked):
    response = sent_by_child(asked)
    visit = rules.new_visit()
    draft = commands.begin_change(visit=visit, response=response, consultation=asked)
    draft.before["age_group"] = "adult"
    commands.change(
        visit=visit, draft=draft, response=response, consultation=asked, asked=asked_of(asked)
    )
    db.session.flush()
    assert consents() == []


def test_an_unknown_age_is_not_offered_as_an_answer_to_change(asked):
    response = entered(asked)
    assert response.age_group is AgeGroup.UNKNOWN
    visit = rules.new_visit()
    draft = commands.begin_change(visit=visit, response=response, consultation=asked)
    assert "age_group" not in draft.before


def test_staff_enter_the_answer_of_a_child_with_who_agreed(asked):
    child = {"age_group": "child"}
    with pytest.raises(RuleBroken) as refused:
        entered(asked, before=child)
    assert refused.value.field == "parent"
    response = entered(asked, before={**child, "parent": "parent"}, channel=Channel.PHONE)
    assert parents.parent_of(response) is Relation.PARENT
    assert parents.parent_of(entered(asked)) is None


def test_the_export_says_the_age_and_who_agreed(asked):
    sent_by_child(asked, "carer")
    entered(asked, answers=ANSWERS)
    made = exports.shape(asked)
    rows = [dict(zip(made.names, row, strict=True)) for row in exports.rows(made, db.session)]
    found = {(row["age_group"], row["parent"]) for row in rows}
    assert found == {("child", "carer"), ("unknown", None)}


def test_words_of_somebody_who_did_not_say_their_age_wait_for_a_second_reader(database):
    made = open_consultation()
    one = published.queued(made, age_group=AgeGroup.UNKNOWN)
    assert one.publication.flags == ["age"]
    one = published.checked(made, published.settled(made, one, published.analyst()))
    assert one.publication.state is PublicationState.CHECKED_ONCE


@pytest.mark.parametrize("format_", ["csv", "ods"])
def test_age_and_parent_come_back_from_an_export_and_go_with_its_undoing(
    asked, database, tmp_path, format_
):
    sent_by_child(asked, "guardian")
    entered(asked)
    copy = open_consultation("copy", languages=("en_GB", "bn"))
    database.commit()
    target = tmp_path / f"out.{format_}"
    written.write_file(actor=None, consultation=asked, format_=format_, target=target)
    batch = import_.take_in(actor=None, looked=imports.look(copy, target, None, {}), refused=print)
    kept = database.scalars(select(Response).filter_by(consultation_id=copy.id)).all()
    assert {each.age_group for each in kept} == {AgeGroup.CHILD, AgeGroup.UNKNOWN}
    assert {parents.parent_of(each) for each in kept} == {Relation.GUARDIAN, None}
    assert import_.undo_import(actor=None, batch=batch) == 2
    assert len(consents()) == 1


def test_a_row_of_a_child_without_a_parent_is_refused_with_its_reason(asked, tmp_path):
    path = tmp_path / "answers.csv"
    day = asked.opens_on.isoformat()
    path.write_text(f"Date received,Where?,Age group\n{day},South,Under 13\n", encoding="utf-8")
    (row,) = imports.look(asked, path, None, {}).outcomes()
    assert row.reason == "A child under 13 needs a parent or carer who agrees. Say who that is."


# --- the journey


def test_a_child_is_asked_to_bring_a_parent(asked, client):
    visitor = as_child(client)
    page = visitor.get("parent/")
    assert title(page).startswith("A parent or carer must say yes")
    for words in ("Who are you to the child?", "Save your answer.", "We do not keep your name."):
        assert words in page.text
    assert " checked" not in page.text


def test_nothing_is_sent_without_the_parent_and_nothing_is_lost(asked, client):
    visitor = as_child(client)
    for path in ("about-you/", "about-you/"):
        assert visitor.get(path).location.endswith("/respond/parent/")
    for data in ({"then": "send"}, {"then": "ask"}):
        assert visitor.post("about-you/", data).location.endswith("/respond/parent/")
    skipped = visitor.post("before-you-send/", {"then": "skip"})
    assert skipped.location.endswith("/respond/parent/")
    assert db.session.scalars(select(Response)).all() == []
    assert "It’s &lt;far&gt; &amp; dark." in visitor.get("check/").text


@pytest.mark.parametrize(
    ("typed", "messages"),
    [
        ({}, ["Choose who you are to the child.", "Tick the box if you agree."]),
        ({"q-parent": "carer"}, ["Tick the box if you agree."]),
        ({"q-agree": "yes"}, ["Choose who you are to the child."]),
        ({"q-parent": "neighbour", "q-agree": "yes"}, ["Choose who you are to the child."]),
        ({"q-parent": "carer", "q-agree": "on"}, ["Tick the box if you agree."]),
    ],
)
def test_half_a_yes_is_told_and_kept_on_the_page(asked, client, typed, messages):
    visitor = as_child(client)
    page = visitor.post("parent/", typed)
    assert page.status_code == 422
    for message in messages:
        assert page.text.count(message) == 2
    assert title(page).startswith("Error: A parent or carer must say yes")
    right = typed.get("q-parent") == "carer" or typed.get("q-agree") == "yes"
    assert (" checked" in page.text) is right


def test_with_a_parent_the_answer_is_sent(asked, client):
    visitor = as_child(client)
    assert visitor.post("parent/", YES).location.endswith("/about-you/")
    assert " checked" in visitor.get("parent/").text
    assert visitor.post("about-you/", {"then": "send"}).location.endswith("/done/")
    assert only_response().age_group is AgeGroup.CHILD
    assert consents()[0].relation is Relation.CARER


def test_saved_alone_and_finished_later_with_a_parent_on_another_device(asked, client):
    visitor = as_child(client)
    assert visitor.post("parent/", {"then": "save"}).location.endswith("/saved/")
    code = re.findall(r'<bdi class="eg-code[^>]*>([^<]*)</bdi>', visitor.get("saved/").text)[0]
    later = Visitor(client.application.test_client())
    assert later.client.post("/continue/", data={"code": code}).status_code == 303
    later.get("check/")
    assert later.get("about-you/").location.endswith("/respond/parent/")
    later.get("parent/")
    later.post("parent/", YES)
    assert later.post("about-you/", {"then": "send"}).location.endswith("/done/")
    assert consents()[0].relation is Relation.CARER


def test_a_yes_is_to_the_answer_as_it_stood(asked, client):
    visitor = as_child(client)
    visitor.post("parent/", YES)
    visitor.post("2/?from=check", {"q-bus": "disagree", "q-hard": "Other words"})
    assert visitor.post("about-you/", {"then": "send"}).location.endswith("/respond/parent/")


def test_a_page_sent_again_without_a_change_keeps_the_yes(asked, client):
    visitor = as_child(client)
    visitor.post("parent/", YES)
    visitor.fill()
    assert visitor.post("about-you/", {"then": "send"}).location.endswith("/done/")


@pytest.mark.parametrize("age", ["adult", "teen", ""])
def test_nobody_else_sees_the_page_of_parents(asked, client, age):
    visitor = Visitor(client).begin().fill()
    said = visitor.post("before-you-send/", {"q-age_group": age})
    assert said.location.endswith("/about-you/")
    assert visitor.get("parent/").location.endswith("/about-you/")
    assert visitor.post("parent/", YES).location.endswith("/about-you/")
    visitor.post("about-you/", {"then": "send"})
    assert consents() == []


def test_a_group_is_never_asked_for_a_parent(asked, client):
    visitor = Visitor(client).begin("group").tell(people="3").fill()
    assert visitor.post("before-you-send/", CHILD).location.endswith("/about-you/")
    assert visitor.post("about-you/", {"then": "send"}).location.endswith("/done/")


# --- the desk


def test_staff_who_type_in_a_childs_answer_are_asked_who_agreed(asked, as_analyst):
    page = enter(as_analyst, age_group="child").text
    assert "A child under 13 needs a parent or carer who agrees." in page
    assert db.session.scalars(select(Response)).all() == []
    enter(as_analyst, age_group="child", parent="guardian")
    response = only_response()
    shown = as_analyst.get(f"/desk/consultations/evenings/entered/{response.reference}/").text
    assert "A guardian" in shown
    assert "Under 13" in shown


def test_whoever_reads_an_answer_sees_the_age_and_who_agreed(asked, as_analyst):
    response = sent_by_child(asked, "carer")
    page = as_analyst.get(f"/desk/analysis/evenings/answers/{response.id}/").text
    assert "Agreed for the child" in page
    assert "A carer" in page
    silent = entered(asked)
    page = as_analyst.get(f"/desk/analysis/evenings/answers/{silent.id}/").text
    assert "Not said" in page
    assert "Agreed for the child" not in page


def test_the_paper_form_asks_for_age_and_a_parent(asked, client):
    page = client.get("/consultations/evenings/paper/").text
    assert "How old are you?" in page
    assert "If you are under 13: a parent or carer fills this in" in page
    assert "Another adult who looks after the child" in page


def test_an_entry_of_a_group_needs_no_parent(asked):
    facts = entry.rules.Facts(
        channel=Channel.LETTER,
        received_on=asked.opens_on,
        key="a",
        kind=RespondentKind.GROUP,
        before={"age_group": "child"},
    )
    made = entry.enter_for(
        actor=AccountFactory(),
        consultation=asked,
        asked=asked_of(asked),
        answers=ANSWERS,
        facts=facts,
    )
    assert consents() == []
    assert made.respondent_kind is RespondentKind.GROUP
