"""Staff build a form by pages that work by keyboard and without scripts."""

import pytest

from engage.consultations import queries
from engage.consultations.models import Kind
from engage.consultations.queries import building as pieces
from engage.reading import queries as panel
from tests.consultations.building import DESK, QUESTIONS, fields_of, form_now, labels, said
from tests.factories.consultations import draft_consultation, open_consultation

# --- the list


def test_the_whole_form_is_listed_with_all_that_can_be_done(as_lead):
    draft_consultation()
    page = said(as_lead.get(QUESTIONS))
    for words in ("Page 1:", "Where?", "Who sees it", "Move up", "Take out", "Add a question"):
        assert words in page
    assert "Paste questions" in page


def test_a_public_form_can_be_read_and_not_changed(as_lead):
    made = open_consultation()
    question = form_now().pages[0].questions[0]
    page = said(as_lead.get(QUESTIONS))
    assert "It can no longer be changed here" in page
    assert "Take out" not in page
    address = f"{QUESTIONS}{question.key}/"
    for answer in (as_lead.get(address), as_lead.get(f"{QUESTIONS}paste/")):
        assert answer.status_code == 400
        assert "can no longer be changed here" in said(answer)
    mark = pieces.mark_of(form_now())
    typed = {"move": f"down question {question.key}", "mark": mark}
    assert as_lead.send(QUESTIONS, typed, to=f"{QUESTIONS}move/").status_code == 400
    assert made.edition_id


def test_an_analyst_reads_the_form_and_changes_nothing(as_analyst):
    draft_consultation()
    assert "Take out" not in said(as_analyst.get(QUESTIONS))
    assert as_analyst.get(f"{QUESTIONS}paste/").status_code == 403


def move(client, what, mark=None):
    typed = {"move": what, "mark": mark or pieces.mark_of(form_now())}
    return client.send(QUESTIONS, typed, to=f"{QUESTIONS}move/")


def test_pieces_move_by_buttons_and_questions_go_over_the_edge_of_a_page(as_lead):
    draft_consultation()
    assert move(as_lead, "down question where").status_code == 302
    assert labels(form_now())[0] == ["When could you come?", "Where?"]
    move(as_lead, "down question where")
    made = form_now()
    assert labels(made)[:2] == [
        ["When could you come?"],
        ["Where?", "I could get there by bus.", "What would make it hard?"],
    ]
    move(as_lead, f"up page {made.pages[1].id}")
    assert labels(form_now())[0][0] == "Where?"
    move(as_lead, "up question where")
    move(as_lead, "up option option_1")
    assert [row.key for row in form_now().options] == ["option_1", "option_0"]


def test_a_move_after_somebody_elses_shows_that_it_came_late(as_lead):
    draft_consultation()
    old = pieces.mark_of(form_now())
    move(as_lead, "down question where")
    assert move(as_lead, "down question where", old).status_code == 409


@pytest.mark.parametrize(
    "what", ["", "up", "up page nonsense", "up question gone", "up thing x", "up option gone"]
)
def test_a_move_of_nothing_is_refused(as_lead, what):
    draft_consultation()
    assert move(as_lead, what).status_code == 404


def test_a_question_is_taken_out_after_asking(as_lead):
    draft_consultation()
    address = f"{QUESTIONS}remove/question/street/"
    page = said(as_lead.get(address))
    assert "Which stop is nearest?" in page
    assert "This cannot be undone" in page
    assert as_lead.post(address, data=fields_of(page)).status_code == 302
    assert "street" not in [each.key for each in form_now().pages[2].questions]
    assert as_lead.get(address).status_code == 404


def test_what_a_page_depends_on_stays(as_lead):
    draft_consultation()
    made = form_now()
    made.pages[2].condition = {"question": "where", "is": ["where_0"]}
    address = f"{QUESTIONS}remove/question/where/"
    answer = as_lead.send(address, fields_of(said(as_lead.get(address))))
    assert "Page 3 asks about this" in said(answer)
    whole = f"{QUESTIONS}remove/page/{made.pages[0].id}/"
    assert "Page 3 asks about this" in said(
        as_lead.send(whole, fields_of(said(as_lead.get(whole))))
    )
    choice = fields_of(said(as_lead.get(f"{QUESTIONS}where/"))) | {"choice_where_0": ""}
    answer = as_lead.post(f"{QUESTIONS}where/", data=choice)
    assert "A page is shown only after this choice" in said(answer)


def test_pages_options_and_papers_are_added_and_changed(as_lead):
    draft_consultation()
    as_lead.send(f"{QUESTIONS}pages/new/", {"title": "Last page", "version": "0"})
    made = form_now()
    last = made.pages[-1]
    assert made.said("question_page", last.id, "title") == "Last page"
    address = f"{QUESTIONS}pages/{last.id}/"
    typed = fields_of(said(as_lead.get(address))) | {"title": "The end"}
    assert as_lead.post(address, data=typed).status_code == 302
    assert as_lead.post(address, data=typed).status_code == 409
    for kind in ("option", "paper"):
        as_lead.send(f"{QUESTIONS}{kind}/new/", {"title": f"New {kind}", "body": "Words."})
        key = pieces.titled(queries.by_slug("evenings"), kind)[-1].key
        typed = fields_of(said(as_lead.get(f"{QUESTIONS}{kind}/{key}/"))) | {"body": "Other words."}
        assert as_lead.post(f"{QUESTIONS}{kind}/{key}/", data=typed).status_code == 302
        gone = fields_of(said(as_lead.get(f"{QUESTIONS}remove/{kind}/{key}/")))
        as_lead.post(f"{QUESTIONS}remove/{kind}/{key}/", data=gone)
        assert as_lead.get(f"{QUESTIONS}{kind}/{key}/").status_code == 404
    assert form_now().said("question_page", last.id, "title") == "The end"


# --- a question


def test_every_kind_of_question_can_be_added(as_lead):
    draft_consultation()
    page_id = form_now().pages[0].id
    kinds = said(as_lead.get(f"{QUESTIONS}pages/{page_id}/add/"))
    for kind in Kind:
        address = f"{QUESTIONS}pages/{page_id}/add/{kind.value}/"
        assert f'href="{address}"' in kinds
        typed = {"label": f"A question of kind {kind.value}", "new_0": "One", "new_1": "Two"}
        typed |= {"paper_key": "", "films": "100"}
        assert as_lead.send(address, typed).status_code == 302, kind
    asked = form_now().pages[0].questions[2:]
    assert [each.kind for each in asked] == list(Kind)
    assert [each.kind for each in asked if each.films == 100] == [Kind.FILE]
    assert [len(each.choices) for each in asked if each.kind.has_choices] == [2, 2, 5, 2, 2]
    assert as_lead.get(f"{QUESTIONS}pages/{page_id}/add/grid/").status_code == 404


def test_choices_keep_their_keys_and_more_fields_come_by_a_button(as_lead):
    draft_consultation()
    address = f"{QUESTIONS}times/"
    typed = fields_of(said(as_lead.get(address)))
    assert (typed["choice_times_0"], typed["most"]) == ("Evenings", "2")
    more = as_lead.post(address, data=typed | {"then": "more"})
    assert 'name="new_5"' in said(more)
    typed |= {"choice_times_1": "", "new_0": "Holidays", "none": "Never", "other": "y"}
    assert as_lead.post(address, data=typed).status_code == 302
    asked = pieces.question(queries.by_slug("evenings"), "times")[1]
    assert asked.other is True
    assert [each.key for each in asked.choices][:2] == ["times_0", "times_2"]
    assert list(pieces.choice_labels(asked).values()) == [
        "Evenings",
        "Sundays",
        "Holidays",
        "Never",
    ]
    assert [each.alone for each in asked.choices] == [False, False, False, True]
    typed = fields_of(said(as_lead.get(address)))
    lifted = as_lead.post(address, data=typed | {"then": "up times_2"})
    assert lifted.headers["Location"] == address
    asked = pieces.question(queries.by_slug("evenings"), "times")[1]
    assert [each.key for each in asked.choices][:2] == ["times_2", "times_0"]


def test_a_stale_question_is_not_saved(as_lead):
    draft_consultation()
    typed = fields_of(said(as_lead.get(f"{QUESTIONS}where/")))
    as_lead.post(f"{QUESTIONS}where/", data=typed | {"label": "Theirs?"})
    answer = as_lead.post(f"{QUESTIONS}where/", data=typed | {"label": "Mine?"})
    assert answer.status_code == 409
    assert "Theirs?" in said(answer)
    assert "Mine?" in said(answer)
    assert labels(form_now())[0][0] == "Theirs?"


@pytest.mark.parametrize(
    ("key", "typed", "wrong"),
    [
        ("where", {"label": ""}, "Enter the question"),
        ("where", {"label": "x" * 2_001}, "Use 2000 characters or fewer"),
        ("where", {"choice_where_0": "", "choice_where_1": ""}, "Enter at least 2 choices"),
        ("where", {"choice_where_0": "South"}, "Two choices say the same"),
        ("times", {"least": "3", "most": "2"}, "Make this the same as the one before it"),
        ("times", {"most": "9"}, "Enter a number from 1 to 3"),
        ("times", {"most": "many"}, "Enter a whole number"),
        ("hard", {"limit": "0"}, "Enter a number from 1 to 20000"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_with_the_reason(as_lead, key, typed, wrong):
    draft_consultation()
    before = fields_of(said(as_lead.get(f"{QUESTIONS}{key}/")))
    assert wrong in said(as_lead.post(f"{QUESTIONS}{key}/", data=before | typed))
    token = {"csrf_token": ""}
    after = fields_of(said(as_lead.get(f"{QUESTIONS}{key}/")))
    assert after | token == before | token


def test_a_change_ends_the_sign_off_of_the_panel(as_lead):
    made = draft_consultation()
    as_lead.send(DESK, to=f"{DESK}send-to-panel/")
    assert panel.live("consultation", made.id, "en_GB")
    typed = fields_of(said(as_lead.get(f"{QUESTIONS}where/")))
    as_lead.post(f"{QUESTIONS}where/", data=typed | {"label": "Where to?"})
    assert not panel.live("consultation", made.id, "en_GB")
