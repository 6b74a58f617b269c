"""Staff try a form out: the same pages and rules, and nothing of it is ever counted."""

import re

import pytest

from engage.consultations import queries as consultations
from engage.consultations.models import Kind
from engage.consultations.queries import building as pieces
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.responses import queries as responses
from engage.responses.commands import trials as commands
from engage.responses.models import RespondentKind, Trial
from engage.responses.queries import trials as queries
from tests.factories.accounts import AccountFactory
from tests.factories.consultations import draft_consultation, empty_consultation

TRY = "/desk/consultations/evenings/try/"


def said(answer):
    return answer.get_data(as_text=True)


def begun(client, language="en_GB", kind="individual"):
    answer = client.send(TRY, {"language": language, "respondent_kind": kind})
    assert answer.status_code == 303, said(answer)
    return answer.headers["Location"]


def trial_of(slug="evenings"):
    return queries.trials(consultations.by_slug(slug).id)[0][0]


def test_a_draft_is_walked_from_the_first_page_to_what_would_be_stored(as_lead):
    made = draft_consultation()
    address = begun(as_lead)
    page = said(as_lead.get(address))
    assert "This is a test" in page
    assert "Page 1 of 3:" in page
    answer = as_lead.send(address, {"q-where": "where_1", "q-times": ["times_0", "times_2"]})
    address = answer.headers["Location"]
    wrong = as_lead.send(address, {"q-hard": "Nothing."})
    assert wrong.status_code == 422
    assert "There is a problem" in said(wrong)
    address = as_lead.send(address, {"q-bus": "agree"}).headers["Location"]
    address = as_lead.send(address, {"q-postcode": "DA6 7AB"}).headers["Location"]
    assert address.endswith("/check/")
    check = said(as_lead.get(address))
    assert "South" in check
    assert "Not answered" in check
    sent = as_lead.send(address)
    page = said(as_lead.get(sent.headers["Location"]))
    assert "What would be stored" in page
    assert '<code>"where_1"</code>' in page
    assert trial_of().answers == {
        "where": "where_1",
        "times": ["times_0", "times_2"],
        "bus": "agree",
        "postcode": "DA6",
    }
    assert responses.submitted(made.id) == []


def test_pages_off_the_path_are_passed_by_and_not_kept(as_lead):
    draft_consultation()
    made = pieces.pages(consultations.by_slug("evenings"))
    made[1].condition = {"question": "where", "is": ["where_0"]}
    made[2].condition = {"speaks": ["group"]}
    address = begun(as_lead)
    first = as_lead.send(address, {"q-where": "where_0"})
    second = first.headers["Location"]
    assert as_lead.send(second, {"q-bus": "agree"}).headers["Location"].endswith("/check/")
    assert as_lead.send(address, {"q-where": "where_1"}).headers["Location"].endswith("/check/")
    assert as_lead.get(second).headers["Location"].endswith("/check/")
    check = said(as_lead.get(second.replace("/2/", "/check/")))
    assert "Pages that were not shown" in check
    as_lead.send(second.replace("/2/", "/check/"))
    assert trial_of().answers == {"where": "where_1"}
    group = begun(as_lead, kind="group")
    assert "Page 1 of 2:" in said(as_lead.get(group))


def test_a_trial_in_another_language_asks_in_its_words(as_lead):
    draft_consultation(languages=("en_GB", "es", "lt"))
    spanish = begun(as_lead, "es")
    assert spanish.startswith("/es/desk/")
    page = said(as_lead.get(spanish))
    assert "Where? (es)" in page
    assert 'lang="es"' in page
    lithuanian = begun(as_lead, "lt")
    assert '<div lang="lt" dir="ltr">' in said(as_lead.get(lithuanian))


def test_a_trial_runs_on_the_form_as_it_stood_when_it_began(as_lead):
    draft_consultation()
    address = begun(as_lead)
    page = pieces.pages(consultations.by_slug("evenings"))[0]
    page.questions.pop()
    db.session.commit()
    assert "When could you come?" in said(as_lead.get(address))


def test_every_kind_of_question_can_be_tried(as_lead):
    made = draft_consultation()
    row = pieces.pages(made)[0]
    row.questions[0].kind, row.questions[0].required = Kind.FILE, True
    row.questions[0].paper_key = "paper_0"
    address = begun(as_lead)
    page = said(as_lead.get(address))
    assert "A test keeps none" in page
    assert "Beside it stands the paper “How we worked it out”" in page
    assert as_lead.send(address, {}).status_code == 303


def test_trials_are_listed_and_removed(as_lead):
    draft_consultation()
    assert "There is none yet" in said(as_lead.get(TRY))
    begun(as_lead)
    page = said(as_lead.get(TRY))
    assert as_lead.account.name in page
    address = re.search(rf'action="({TRY}[^"]+/remove/)"', page)[1]
    as_lead.send(TRY, {}, to=address)
    assert queries.trials(consultations.by_slug("evenings").id) == []


def test_a_trial_that_was_sent_is_closed(as_lead):
    made = draft_consultation()
    pieces.pages(made)[1].questions[0].required = False
    address = begun(as_lead)
    check = re.sub(r"/1/$", "/check/", address)
    assert as_lead.get(check.replace("/check/", "/sent/")).headers["Location"] == check
    as_lead.send(check)
    assert as_lead.get(address).status_code == 404
    assert "See what would be stored" in said(as_lead.get(check))
    assert "This trial was sent" in said(as_lead.send(TRY, {}, to=check))


def test_a_trial_with_a_gap_is_not_sent(as_lead):
    draft_consultation()
    check = re.sub(r"/1/$", "/check/", begun(as_lead))
    assert "Choose an answer" in said(as_lead.send(check, {}, to=check) or as_lead.get(check))
    assert trial_of().sent_at is None


@pytest.mark.parametrize("number", [0, 9])
def test_there_is_no_page_beyond_the_form(as_lead, number):
    draft_consultation()
    address = begun(as_lead)
    assert as_lead.get(re.sub(r"/1/$", f"/{number}/", address)).status_code == 404


def test_a_trial_belongs_to_its_consultation(as_lead):
    draft_consultation()
    draft_consultation("parking")
    address = begun(as_lead)
    assert as_lead.get(address.replace("evenings", "parking")).status_code == 404


def test_who_may_not_read_answers_may_not_try(as_reader):
    draft_consultation()
    assert as_reader.get(TRY).status_code == 403


@pytest.mark.usefixtures("database")
def test_an_empty_form_and_a_language_that_is_not_promised_are_refused(monkeypatch):
    made = empty_consultation()
    facts = {"consultation": made, "language": "en_GB", "respondent_kind": RespondentKind.GROUP}
    actor = AccountFactory()
    with pytest.raises(RuleBroken, match="Add a page"):
        commands.begin_trial(actor=actor, body=queries.body_now(made, "en_GB"), **facts)
    with pytest.raises(NotFound):
        queries.body_now(made, "es")
    monkeypatch.setattr(commands, "MOST_KEPT", 0)
    full = draft_consultation("full")
    body = queries.body_now(full, "en_GB")
    with pytest.raises(RuleBroken, match="Remove some trials"):
        commands.begin_trial(actor=actor, body=body, **facts)
    assert db.session.query(Trial).count() == 0
