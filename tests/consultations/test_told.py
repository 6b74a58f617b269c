"""“We have told people” says how (decision 021)."""

import pytest

from engage.accounts.models import Role
from engage.audit.models import Action
from engage.audit.queries import history
from engage.consultations import commands
from engage.consultations.models import NoticeKind, Stage
from engage.consultations.queries import process, translations
from engage.core.clock import today
from engage.core.errors import RuleBroken
from engage.core.i18n import format_day
from tests.factories.accounts import AccountFactory
from tests.factories.consultations import HOW_TOLD, closed_consultation

pytestmark = pytest.mark.usefixtures("database")
DESK = "/desk/consultations/evenings/"
PAGE = "/consultations/evenings/"


def said(answer):
    return answer.get_data(as_text=True)


def lead():
    return AccountFactory(role=Role.ENGAGEMENT_LEAD)


def test_people_were_told_says_how_in_public_and_in_the_record():
    made = closed_consultation(stage=Stage.DECIDED, languages=("en_GB", "es"))
    with pytest.raises(RuleBroken, match="cannot move to that stage"):
        commands.move(actor=lead(), consultation=made, to=Stage.FED_BACK)
    for texts, message in (
        ({"en_GB": " ", "es": "En esta página."}, "Say how people were told"),
        ({"en_GB": "x" * 501}, "It takes 500 letters"),
        ({**HOW_TOLD, "es": "x" * 501}, "It takes 500 letters"),
    ):
        with pytest.raises(RuleBroken, match=message):
            commands.tell_people(actor=lead(), consultation=made, texts=texts)
    assert made.stage is Stage.DECIDED
    assert process.notices(made.id, "en_GB") == []
    commands.tell_people(actor=lead(), consultation=made, texts={"en_GB": "é" * 500})
    (told,) = process.notices(made.id, "es")
    assert (told.kind, told.text, told.language) == (NoticeKind.TOLD, "é" * 500, "en_GB")
    entry = history(made.id)[-1]
    assert (entry.action, entry.details) == (Action.CONSULTATION_MOVED, {"to": "fed_back"})
    with pytest.raises(RuleBroken, match="said so once"):
        commands.tell_people(actor=lead(), consultation=made, texts=HOW_TOLD)
    commands.move(actor=lead(), consultation=made, to=Stage.ARCHIVED)


def test_a_lead_says_how_people_were_told_and_the_page_says_it_with_its_day(as_lead, client):
    closed_consultation(stage=Stage.DECIDED, languages=("en_GB", "ar"))
    desk = said(as_lead.get(DESK))
    assert f'href="{DESK}tell/"' in desk
    assert "Move on to: We have told people" not in desk
    assert "move/fed_back" not in desk
    refused = as_lead.send(f"{DESK}tell/", {"text_en_GB": "", "text_ar": "هنا"})
    assert "Say how people were told: where it can be read" in said(refused)
    assert "هنا" in said(refused)
    words = {"text_en_GB": "We wrote to everybody.", "text_ar": ""}
    assert as_lead.send(f"{DESK}tell/", words).location == DESK
    desk = said(as_lead.get(DESK))
    assert "People were told" in desk
    assert f'href="{DESK}tell/"' not in desk
    page = said(client.get(PAGE))
    for text in ("We have told people</p>", "We wrote to everybody.", format_day(today())):
        assert text in page
    assert 'lang="en-GB" dir="ltr">We wrote to everybody.' in said(client.get(f"/ar{PAGE}"))


def test_its_last_note_is_on_the_grid_of_translators_until_it_is_archived():
    made = closed_consultation(stage=Stage.FED_BACK, languages=("en_GB", "es"))
    assert [each.consultation.id for each in translations.grid(1).items] == [made.id]
    notes = translations.of_consultation(made).sections[-1]
    assert len(notes.parts) == 1
    commands.move(actor=lead(), consultation=made, to=Stage.ARCHIVED)
    assert translations.grid(1).items == []
