"""A fact and a question are corrected on the desk (story 2)."""

import re

import pytest

from engage.consultations import commands, queries, rules
from engage.consultations.models import Stage
from engage.consultations.queries import corrections
from engage.core.db import db
from engage.languages import commands as languages
from tests.factories.consultations import (
    closed_consultation,
    draft_consultation,
    open_consultation,
)

pytestmark = pytest.mark.usefixtures("database")
DESK = "/desk/consultations/evenings/"
OLD, NEW = "020 7946 0100", "020 7946 0199"


def said(answer):
    return answer.get_data(as_text=True)


def asked(old=OLD, new=NEW):
    return f"{DESK}correct/?old={old.replace(' ', '+')}&new={new.replace(' ', '+')}"


def test_one_person_shows_where_it_stands_and_presses_one_button(as_lead, client):
    codes = ("en_GB", "es", "ar", "bn", "pl", "ro")
    open_consultation(
        signed=True, languages=codes, phone=OLD, words={"summary": f"Ring {OLD} to ask."}
    )
    assert f'href="{DESK}correct/"' in said(as_lead.get(DESK))
    assert "Correct it everywhere" not in said(as_lead.get(f"{DESK}correct/"))
    page = said(as_lead.get(asked()))
    assert "Where it stands: 7" in page
    assert page.count(f"Ring {OLD} to ask.") == 6
    assert page.count(f"Ring {NEW} to ask.") == 6
    answer = as_lead.send(asked(), {"old": OLD, "new": NEW}, to=f"{DESK}correct/")
    assert answer.headers["Location"] == DESK
    for prefix in ("", "/es", "/ar", "/bn"):
        public = said(client.get(f"{prefix}/consultations/evenings/"))
        assert f"Ring {NEW} to ask." in public
        assert f">{OLD}</dd>" in public
        assert "Not yet read by residents." not in public


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("two clinics", "three clinics", "more than a spelling"),
        ("a dinosaur", "a bus", "We found this nowhere."),
        (OLD, "", "what should stand"),
    ],
)
def test_what_is_no_small_fix_has_no_button(as_lead, old, new, message):
    made = open_consultation(words={"summary": f"We open two clinics. Ring {OLD}."})
    before = made.edition_id
    page = said(as_lead.get(asked(old, new)))
    assert message in page
    assert "Correct it everywhere" not in page
    sent = as_lead.send(DESK, {"old": old, "new": new}, to=f"{DESK}correct/")
    assert sent.status_code in {200, 400}
    db.session.refresh(made)
    assert made.edition_id == before


def test_a_translation_without_it_is_shown_to_be_changed(as_lead):
    made = open_consultation(languages=("en_GB", "es"), words={"effects": "From 1 May you pay."})
    texts = {"effects": "Desde el uno de mayo"}
    languages.put(actor=None, subject=made, texts=texts, language="es")
    db.session.commit()
    page = said(as_lead.get(asked("1 May", "2 May")))
    name = re.search(r'name="(w_[0-9a-f-]+)"', page)[1]
    assert "Look at these yourself" in page
    typed = {"old": "1 May", "new": "2 May", name: "Desde el dos de mayo"}
    as_lead.send(asked("1 May", "2 May"), typed, to=f"{DESK}correct/")
    db.session.expire_all()
    row = queries.by_slug("evenings")
    document = queries.publishing.document(row.edition_id, "es")
    assert document.body["effects"] == "Desde el dos de mayo"


AFTER_CLOSING = (
    Stage.CLOSED,
    Stage.ANALYSING,
    Stage.FINAL_PUBLISHED,
    Stage.DECIDED,
    Stage.FED_BACK,
    Stage.ARCHIVED,
)


@pytest.mark.parametrize("stage", AFTER_CLOSING)
def test_a_wrong_number_is_put_right_after_closing_in_every_language(as_lead, client, stage):
    closed_consultation(
        stage=stage, languages=("en_GB", "ar"), phone=OLD, words={"summary": f"Ring {OLD} to ask."}
    )
    page = said(as_lead.get(DESK))
    assert f'href="{DESK}correct/"' in page
    assert f'href="{DESK}corrections/"' not in page
    page = said(as_lead.get(asked()))
    assert "Where it stands: 3" in page
    assert "Its questions and choices keep their words" in page
    answer = as_lead.send(asked(), {"old": OLD, "new": NEW}, to=f"{DESK}correct/")
    assert answer.headers["Location"] == DESK
    for prefix in ("", "/ar"):
        public = said(client.get(f"{prefix}/consultations/evenings/"))
        assert f"Ring {NEW} to ask." in public
        for number in (OLD, NEW):
            assert f">{number}</dd>" in public


def test_a_withdrawn_page_is_corrected_and_a_withdrawn_draft_has_none(as_lead, client):
    public = open_consultation(words={"summary": f"Ring {OLD}."})
    draft = draft_consultation("never")
    for made in (public, draft):
        texts = {"en_GB": f"No money. Call {OLD}."}
        commands.withdraw(actor=as_lead.account, consultation=made, texts=texts)
    db.session.commit()
    as_lead.send(asked(), {"old": OLD, "new": NEW}, to=f"{DESK}correct/")
    page = said(client.get("/consultations/evenings/"))
    assert f"Ring {NEW}." in page
    assert f"No money. Call {NEW}." in page
    never = "/desk/consultations/never/"
    assert f'href="{never}correct/"' not in said(as_lead.get(never))
    page = said(as_lead.get(f"{never}correct/?old=GP&new=PG"))
    assert "Only a text that is public can be corrected" in page


def test_a_question_is_corrected_in_every_language_on_one_page(as_lead, client):
    made = open_consultation(languages=("en_GB", "es"))
    question = corrections.question(made, "where")
    db.session.commit()
    assert "Where?" in said(as_lead.get(f"{DESK}corrections/"))
    address = f"{DESK}corrections/where/"
    page = said(as_lead.get(address))
    assert "Question in Spanish" in page
    assert "Choice 1 in English" in page
    typed = dict(re.findall(r'name="((?:label|hint)_[^"]+)"[^>]*value="([^"]*)"', page))
    typed[f"label_{question.id}_en_GB"] = "Where could you go?"
    refused = said(as_lead.send(address, typed))
    assert "Change the wording in every language." in refused
    assert "Where could you go?" in refused
    typed[f"label_{question.id}_es"] = "¿Adónde podría ir?"
    done = as_lead.send(address, {**typed, "closed": "where_2", "reason": "Not clear."})
    assert done.headers["Location"] == DESK
    public = said(client.get("/es/consultations/evenings/"))
    for text in ("¿Adónde podría ir?", "Where? (es)", "West", "Not clear."):
        assert text in public
    assert "Corrected before." in said(as_lead.get(f"{DESK}corrections/"))
    assert as_lead.get(f"{DESK}corrections/nonsense/").status_code == 404
    assert queries.by_slug("evenings").stage is Stage.OPEN


def test_a_fact_is_counted_as_its_reader_sees_it_and_never_cut(as_lead):
    open_consultation()
    rules.check_fact("e\u0301" * 500, "now", places=1, in_signed_text=False)
    typed = {"old": "e\u0301" * 501, "new": "now"}
    page = as_lead.get(f"{DESK}correct/", query_string=typed).get_data(as_text=True)
    assert "\u00e9" * 501 in page or "e\u0301" * 501 in page
    refused = as_lead.send(f"{DESK}correct/", typed).get_data(as_text=True)
    assert "Make this shorter: only what is wrong." in refused
