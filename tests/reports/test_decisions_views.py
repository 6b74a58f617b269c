"""The pages of the final report and of the decision, for staff and for everyone."""

import pytest

from engage.accounts.models import Role
from engage.core.clock import today
from engage.languages.queries import bench as benches
from engage.reports.queries import drafts, translations
from tests.factories.accounts import AccountFactory, SiteFactory
from tests.factories.decisions import (
    FINAL,
    POSITION,
    WEIGHED,
    WORDS,
    draft_decision,
    draft_final,
    final_report,
    made_of,
    open_report,
    publish_decision,
    published_decision,
    read_on_paper,
    translate_decision,
)
from tests.factories.reports import (
    answered_consultation,
    cost,
    days,
    draft_report,
    responses_of,
)
from tests.honest import parse, text_of

DECISION = "/desk/consultations/letters/decision/"
FINAL_PAGE = "/desk/consultations/letters/final-report/"


def words_of(answer):
    """All words of a page."""
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return text_of(parse(answer.get_data(as_text=True)))


def test_a_lead_begins_and_writes_a_final_report(as_lead):
    consultation = answered_consultation()
    typed = {"kind": "final", "consultation_id": consultation.id, "title": "What people said"}
    answer = as_lead.send("/desk/reports/new/", typed)
    assert answer.headers["Location"] == "/desk/reports/letters-report/"
    report = drafts.source_of("letters-report").report
    assert report.is_final
    typed = {"version": report.version, "title": "What people said", **FINAL}
    as_lead.send("/desk/reports/letters-report/words/", typed)
    said = words_of(as_lead.get("/desk/reports/letters-report/preview/"))
    for line in ("Most people want one number to ring.", "Few young people answered."):
        assert line in said
    assert "Final report: what people said" in words_of(as_lead.get("/desk/reports/"))


def test_an_approver_publishes_it_and_everyone_reads_it(as_approver, client):
    report = draft_final()
    page = words_of(as_approver.get(f"/desk/reports/{report.slug}/"))
    assert "Publish the final report" in page
    assert "Change the words" not in page
    page = f"/desk/reports/{report.slug}/"
    as_approver.send(page, to=f"{page}publish/")
    said = words_of(client.get(f"/reports/{report.slug}/"))
    for line in (
        "How many people answered: 40 people.",
        "18 of 40 people",
        "fewer than 5 of 40 people",
        "How the answers reached us",
        "On a paper form",
        "What fewer people said",
        "People we still need to hear from",
        "Not yet read by residents.",
    ):
        assert line in said
    assert "The board’s comments will follow." not in said
    listed = words_of(client.get("/reports/?consultation=letters"))
    assert "This is the full report of what people said." in listed
    assert "Say that you have read it" in words_of(as_approver.get(f"/desk/reports/{report.slug}/"))


def test_a_final_report_speaks_the_reader_s_language(client):
    final_report(answered_consultation(languages=("en_GB", "es")))
    html = client.get("/es/reports/letters-report/").get_data(as_text=True)
    assert "Most people want one number to ring. (es)" in html
    assert "Who to ring (es)" in html
    assert "Where? (es)" in html


def test_a_decision_page_without_a_final_report_says_what_to_do(as_lead):
    draft_final()
    said = words_of(as_lead.get(DECISION))
    assert "There is nothing to decide on yet" in said


def test_somebody_who_decides_opens_the_report_and_says_so(as_approver):
    report = final_report()
    assert "Most people want one number to ring." in words_of(as_approver.get(FINAL_PAGE))
    assert "Enter a position" in words_of(as_approver.send(FINAL_PAGE, {"position": ""}))
    as_approver.send(FINAL_PAGE, {"position": POSITION})
    (opening,) = made_of(report).openings
    assert opening.account_id == as_approver.account.id
    assert "You have said that you read it." in words_of(as_approver.get(FINAL_PAGE))


def test_a_lead_states_a_reading_on_paper(as_lead):
    report = final_report()
    address = f"{FINAL_PAGE}on-paper/"
    assert "Who read it" in words_of(as_lead.get(address))
    wrong = {"position": POSITION, "opened_on": days(1).isoformat()}
    assert "Give a day that has come already." in words_of(as_lead.send(address, wrong))
    as_lead.send(address, {**wrong, "opened_on": days(-1).isoformat()})
    assert made_of(report).openings[0].on_paper


def test_a_lead_writes_a_decision_and_an_approver_publishes_it(as_lead, as_approver, client):
    report = final_report()
    read_on_paper(report)
    made = made_of(report)
    typed = {
        "version": "0",
        "decided_on": days(-1).isoformat(),
        "equality_read_on": days(-1).isoformat(),
        **WORDS,
        **{f"weighed-{key}": WEIGHED for key in made.order},
        f"answered-{made.order[0]}": "y",
    }
    address = f"{DECISION}words/"
    assert "How “Who to ring” was weighed" in words_of(as_lead.get(address))
    early = {**typed, "decided_on": made.consultation.closes_on.isoformat()}
    assert "A decision comes after the closing day." in words_of(as_lead.send(address, early))
    as_lead.send(address, typed)
    page = words_of(as_lead.get(DECISION))
    assert "Every letter will have one phone number." in page
    as_lead.send(DECISION, to=f"{DECISION}send-to-panel/")
    refused = as_lead.send(DECISION, to=f"{DECISION}publish/")
    assert refused.status_code == 400
    as_approver.send(DECISION, to=f"{DECISION}publish/")
    said = words_of(client.get("/consultations/letters/decision/"))
    for line in (
        "Every letter will have one phone number.",
        f"{POSITION}: read the final report on paper on",
        "How many people said this: 18 of 40 people.",
        "We did what people asked for",
        "We did not do what people asked for",
        "Two people like the letters as they are.",
        "Equality assessment, version 2.",
        "Version 1 of this page",
    ):
        assert line in said
    assert "Publish as a new version" in words_of(as_approver.get(DECISION))


def test_a_stale_decision_is_shown_beside_the_newer_one(as_lead):
    draft_decision()
    answer = as_lead.send(f"{DECISION}words/", {"version": "0", "decision": "Another one."})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Another one." in page
    assert "Every letter will have one phone number." in page


def test_an_opening_on_the_page_is_told_as_such(client):
    decision = draft_decision(decided_on=today(), equality_read_on=today())
    open_report(made_of(decision).report, position="Deputy chair")
    publish_decision(decision)
    said = words_of(client.get("/consultations/letters/decision/"))
    assert "Deputy chair: opened and read the final report on" in said


def test_a_decision_in_another_language_marks_what_is_english(client, as_analyst):
    decision = draft_decision(answered_consultation(languages=("en_GB", "es")))
    publish_decision(decision)
    html = client.get("/es/consultations/letters/decision/").get_data(as_text=True)
    assert 'lang="en-GB" dir="ltr">Every letter will have one phone number.' in html
    address = "/desk/translations/decisions/letters/es/"
    assert "Every letter will have one phone number." in words_of(as_analyst.get(address))
    assert as_analyst.get("/desk/translations/decisions/letters/ar/").status_code == 404
    translate_decision(decision)
    publish_decision(decision)
    html = client.get("/es/consultations/letters/decision/").get_data(as_text=True)
    assert "Every letter will have one phone number. (es)" in html


def test_an_analyst_translates_a_decision_field_by_field(as_analyst):
    decision = draft_decision(answered_consultation(languages=("en_GB", "es")))
    work = translations.work("decisions", "letters")
    found = benches.bench(work, "es")
    typed = {each.name: f"Sí {each.english.text}" for each in found.entries}
    seen = {f"seen-{each.name}": each.seen for each in found.entries}
    address = "/desk/translations/decisions/letters/es/"
    assert as_analyst.send(address, {**typed, **seen}).status_code == 302
    assert made_of(decision).words(made_of(decision).decision, "es")["how"].startswith("Sí All")


def test_a_decision_can_be_printed_with_its_address(client):
    published_decision()
    said = words_of(client.get("/consultations/letters/decision/print/"))
    assert "http://localhost/consultations/letters/decision/" in said


def test_nobody_reads_a_decision_that_is_not_public(client):
    draft_decision()
    for address in ("letters/decision/", "letters/decision/print/", "nothing/decision/"):
        assert client.get(f"/consultations/{address}").status_code == 404


def test_the_pages_of_a_decision_cost_little(client, as_lead):
    SiteFactory()
    published_decision()
    assert cost(client, "/consultations/letters/decision/") <= 6
    assert cost(client, "/reports/letters-report/") <= 6
    for address in (DECISION, f"{DECISION}words/", FINAL_PAGE, "/desk/reports/letters-report/"):
        assert cost(as_lead, address) <= 12, address


def test_a_draft_final_report_costs_little(as_lead):
    consultation = answered_consultation()
    for response in responses_of(consultation):
        response.area_id = consultation.areas[0].area_id
    report = draft_final(consultation)
    assert cost(as_lead, f"/desk/reports/{report.slug}/") <= 12


@pytest.mark.parametrize(
    ("role", "address", "status"),
    [
        (Role.ANALYST, f"{DECISION}words/", 403),
        (Role.ANALYST, FINAL_PAGE, 403),
        (Role.BOARD_PUBLISHER, DECISION, 403),
        (Role.READER, DECISION, 403),
        (Role.ADMIN, DECISION, 200),
        (Role.ADMIN, FINAL_PAGE, 200),
    ],
)
def test_only_some_roles_may_see_a_decision_that_is_written(client, role, address, status):
    draft_decision()
    client.sign_in(AccountFactory(role=role))
    assert client.get(address).status_code == status


def test_staff_cannot_publish_the_report_of_the_board_by_this_road(as_approver):
    draft_final()
    report = draft_report(answered_consultation("other"))
    page = "/desk/reports/letters-report/"
    answer = as_approver.send(page, to=f"/desk/reports/{report.slug}/publish/")
    assert answer.status_code == 400
    assert "The residents’ board publishes this report." in answer.get_data(as_text=True)
