"""The pages of reports and promises, for everyone, for staff and for the board."""

from io import BytesIO

import pytest

from engage.accounts.models import Role
from engage.languages import commands as wordings
from engage.languages.queries import bench as benches
from engage.reports import commands
from engage.reports.models import AnswerKind, PromiseState
from engage.reports.queries import drafts, translations
from engage.reports.queries import page as pages
from tests.factories.accounts import AccountFactory, SiteFactory
from tests.factories.languages import check
from tests.factories.reports import (
    SAID,
    add_answers,
    answered_consultation,
    board,
    cost,
    days,
    draft_report,
    empty_report,
    promise_of,
    publish,
    published_report,
    publisher,
    theme_with,
)
from tests.honest import parse, text_of


def words_of(answer):
    """All words of a page."""
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return text_of(parse(answer.get_data(as_text=True)))


@pytest.fixture
def lead(client):
    """A client that is signed in as the engagement lead."""
    client.sign_in(AccountFactory(role=Role.ENGAGEMENT_LEAD))
    return client


def test_a_report_shows_its_count_its_theme_and_its_answer(client):
    report = published_report()
    html = client.get("/reports/letters/").get_data(as_text=True)
    said = text_of(parse(html))
    theme = drafts.source(report).statements[0].theme_id
    assert f"#theme-{theme}" in html
    for line in (
        "Nobody knows who to ring.",
        "How many people said this: 18 of 40 people.",
        "See what people talked about: Who to ring",
        "We will do this",
        "Head of appointments",
        "On time",
        "We could not, because: It costs too much.",
        "We are not satisfied with number 1.",
        "Not yet read by residents.",
    ):
        assert line in said


def test_a_report_counts_late_answers_apart_and_keeps_that_number(client):
    consultation = answered_consultation(people=34)
    add_answers(consultation, 6, late=True)
    report = published_report(consultation)
    line = "How many of them answered after the closing day: 6 people."
    assert line in words_of(client.get("/reports/letters/"))
    add_answers(consultation, 10, late=True)
    publish(report)
    assert line in words_of(client.get("/reports/letters/"))
    assert report.late == 6


def test_a_report_hides_a_small_number_of_late_answers(client):
    consultation = answered_consultation(people=37)
    add_answers(consultation, 3, late=True)
    published_report(consultation)
    said = words_of(client.get("/reports/letters/"))
    assert "answered after the closing day: fewer than 5 people." in said
    assert "We hide small numbers" in said


def test_a_report_without_late_answers_does_not_speak_of_them(client):
    published_report()
    assert "after the closing day" not in words_of(client.get("/reports/letters/"))


def test_a_report_says_what_it_owes(client):
    report = published_report(
        answered_consultation(people=42, disclosure_mode="nhs", opens=-200, closes=-94), comment=""
    )
    commands.move_promise(
        actor=AccountFactory(),
        promise=promise_of(report),
        to=PromiseState.UNOWNED,
        note="The team was closed.",
    )
    said = words_of(client.get("/reports/letters/"))
    for line in (
        "This report is 10 days late.",
        "The board’s comments will follow.",
        "Numbers are rounded to the nearest 5",
        "We hide small numbers",
        "Nobody owns this now",
        "The team was closed.",
    ):
        assert line in said


def test_a_report_in_another_language_marks_what_is_english(client):
    published_report(answered_consultation(languages=("en_GB", "es")))
    spanish = client.get("/es/reports/letters/").get_data(as_text=True)
    assert f"{SAID['we_did']} (es)" in spanish
    bengali = client.get("/bn/reports/letters/").get_data(as_text=True)
    assert 'lang="en-GB" dir="ltr">Nobody knows who to ring.' in bengali


@pytest.mark.parametrize("address", ["/reports/", "/promises/", "/reports/letters/"])
def test_public_pages_cost_at_most_six_statements(client, address):
    SiteFactory()
    report = published_report()
    for promise in (promise_of(report), promise_of(report, 2)):
        commands.move_promise(
            actor=AccountFactory(), promise=promise, to=PromiseState.DONE, note="It is done."
        )
    assert cost(client, address) <= 6


def test_a_draft_and_an_unknown_report_are_not_found(client):
    draft_report()
    for address in ("/reports/letters/", "/reports/nothing/", "/reports/letters/print/"):
        assert client.get(address).status_code == 404


def test_a_report_can_be_printed_with_its_address(client):
    published_report()
    assert "http://localhost/reports/letters/" in words_of(client.get("/reports/letters/print/"))


def test_reports_are_listed_or_the_list_says_there_is_none(client):
    assert "There is no report yet" in words_of(client.get("/reports/"))
    published_report()
    said = words_of(client.get("/reports/"))
    assert "Hospital letters: you said, we did" in said
    assert "3 things you said." in said


def test_the_reports_of_one_consultation_stand_alone(client):
    published_report()
    published_report(answered_consultation("other"))
    about = words_of(client.get("/reports/?consultation=other"))
    assert about.count("3 things you said.") == 1
    assert "All reports" in about
    assert words_of(client.get("/reports/")).count("3 things you said.") == 2
    assert client.get("/reports/?consultation=none").status_code == 404


def test_promises_are_filtered_by_where_they_stand(client):
    assert "No promise fits" in words_of(client.get("/promises/"))
    published_report()
    assert "2 promises" in words_of(client.get("/promises/"))
    done = words_of(client.get("/promises/?state=done"))
    assert "1 promise" in done
    assert "We now send a text as well." in done
    assert SAID["we_did"] not in done
    assert "No promise fits" in words_of(client.get("/promises/?state=nonsense"))


@pytest.mark.parametrize("role", [Role.READER, Role.BOARD_PUBLISHER, Role.SAFEGUARDING_LEAD])
def test_the_desk_of_reports_is_for_staff_who_write_them(client, role):
    client.sign_in(AccountFactory(role=role))
    assert client.get("/desk/reports/").status_code == 403


@pytest.mark.parametrize("role", [Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.ADMIN])
def test_the_pages_of_the_board_are_for_the_board(client, role):
    draft_report()
    client.sign_in(AccountFactory(role=role))
    for address in ("/desk/board-reports/", "/desk/board-reports/letters/"):
        assert client.get(address).status_code == 403
    assert client.post("/desk/board-reports/letters/publish/").status_code == 403


def test_a_lead_begins_a_report(lead):
    assert "There is no report yet" in words_of(lead.get("/desk/reports/"))
    assert "No consultation waits" in words_of(lead.get("/desk/reports/new/"))
    consultation = answered_consultation(people=3)
    form = {"consultation_id": str(consultation.id), "title": "Letters", "intro": "Thank you."}
    wrong = lead.send("/desk/reports/new/", {**form, "title": ""})
    assert "Enter a title" in words_of(wrong)
    answer = lead.send("/desk/reports/new/", form)
    assert answer.headers["Location"] == "/desk/reports/letters/"
    assert "Nothing here yet" in words_of(lead.get("/desk/reports/letters/"))
    assert "Draft" in words_of(lead.get("/desk/reports/"))


def test_a_lead_adds_changes_and_takes_out_what_people_said(lead):
    consultation = answered_consultation(people=20)
    empty_report(consultation)
    theme = theme_with(consultation, people=18)
    form = {"theme_id": str(theme.id), "kind": "will_do", "due_on": str(days(9)), **SAID}
    address = "/desk/reports/letters/statements/new/"
    assert "Who to ring (18)" in words_of(lead.get(address))
    for changed, said in (
        ({"theme_id": "nonsense"}, "Choose a theme with at least one answer"),
        ({"due_on": ""}, "Give the day by when it will be done."),
        ({"due_on": "soon"}, "Enter a real day, such as 21/11/2026"),
        ({"kind": "cannot"}, "Say why."),
    ):
        assert said in words_of(lead.send(address, {**form, **changed}))
    assert lead.send(address, form).status_code == 302
    (statement,) = drafts.source_of("letters").statements
    own = f"/desk/reports/letters/statements/{statement.id}/"
    version = {"version": str(statement.version)}
    changed = {**form, **version, "you_said": "Who do we ring?"}
    assert "Write what people said." in words_of(lead.send(own, {**changed, "you_said": ""}))
    assert lead.send(own, changed).status_code == 302
    assert "Who do we ring?" in words_of(lead.get("/desk/reports/letters/"))
    for stale in ("x", "9" * 5_000):
        assert lead.send(own, {**changed, "version": stale}).status_code == 409
    for year in ("0026", "2126"):
        typed = {**changed, "due_on": f"{year}-12-01"}
        assert "Enter a real day, such as 21/11/2026" in words_of(lead.send(own, typed))
    assert lead.send(own, to=f"{own}remove/").status_code == 302
    assert drafts.source_of("letters").statements == []


def test_a_lead_changes_the_first_words(lead):
    report = empty_report(answered_consultation(people=1))
    form = {"title": "New", "intro": "Hello.", "version": str(report.version)}
    assert "Enter a title" in words_of(
        lead.send("/desk/reports/letters/words/", {**form, "title": ""})
    )
    assert lead.send("/desk/reports/letters/words/", form).status_code == 302
    assert "Hello." in words_of(lead.get("/desk/reports/letters/preview/"))


def test_a_lead_translates_every_text_on_the_bench(lead):
    draft_report(answered_consultation(languages=("en_GB", "es")))
    made = drafts.source_of("letters")
    said = words_of(lead.get("/desk/reports/letters/"))
    assert f"{len(made.wanted)} texts missing, out of date or not checked" in said
    address = "/desk/translations/reports/letters/es/"
    found = benches.bench(translations.work("reports", "letters"), "es")
    typed = {each.name: f"{each.english.text} en español" for each in found.entries}
    seen = {f"seen-{each.name}": each.seen for each in found.entries}
    assert lead.send(address, {**typed, **seen}).status_code == 302
    title = found.entries[0].name
    stale = lead.send(address, {**typed, title: "Otro título", **seen})
    assert stale.status_code == 409
    assert "you said, we did en español" in stale.text
    assert "Otro título" in stale.text
    assert "Thank you. en español" in words_of(lead.get(address))
    assert cost(lead, address) <= 12
    for code in ("bn", "en-GB"):
        assert lead.get(f"/desk/translations/reports/letters/{code}/").status_code == 404


def test_the_texts_of_a_report_go_out_and_come_back(lead):
    report = draft_report(answered_consultation(languages=("en_GB", "es")))
    files = "/desk/translations/reports/letters/es/files/"
    sent = lead.get(f"{files}po/")
    assert sent.headers["Content-Disposition"] == "attachment; filename=letters-es.po"
    back = sent.data.replace(b'"Thank you."\nmsgstr ""', b'"Thank you."\nmsgstr "Gracias."')
    upload = {"file": (BytesIO(back), "back.po")}
    assert lead.send(files, upload).headers["Location"] == files.removesuffix("files/")
    row = benches.bench(translations.work("reports", "letters"), "es").entries[1]
    assert (row.part.row.id, row.text, row.state.value) == (report.id, "Gracias.", "draft")
    assert lead.send(files, to=files.replace("files", "machine")).status_code == 400


def test_a_lead_sends_the_text_to_the_panel(lead):
    draft_report()
    page = "/desk/reports/letters/"
    assert lead.send(page, to=f"{page}send-to-panel/").status_code == 302


def test_a_lead_says_where_a_promise_stands(lead):
    report = published_report()
    first, _second, third = drafts.source(report).statements
    address = f"/desk/reports/letters/promises/{first.id}/"
    assert SAID["we_did"] in words_of(lead.get(address))
    assert "Say what is new" in words_of(lead.send(address, {"to": "changed"}))
    form = {"to": "changed", "note": "We need until spring.", "due_on": str(days(90))}
    assert lead.send(address, form).status_code == 302
    assert "We need until spring." in words_of(lead.get("/reports/letters/"))
    assert lead.get(f"/desk/reports/letters/promises/{third.id}/").status_code == 404
    assert "See the public page" in words_of(lead.get("/desk/reports/letters/"))


@pytest.mark.parametrize("make", [draft_report, published_report])
def test_staff_pages_cost_at_most_twelve_statements(lead, make):
    SiteFactory()
    statement = drafts.source(make()).statements[0]
    addresses = [
        "",
        "words/",
        "preview/",
        "statements/new/",
        f"statements/{statement.id}/",
        f"promises/{statement.id}/",
    ]
    costs = {each: cost(lead, f"/desk/reports/letters/{each}") for each in addresses}
    assert {each: number for each, number in costs.items() if number > 12} == {}


def test_the_board_comments_and_publishes(client):
    report = draft_report()
    client.sign_in(publisher(report))
    assert "Waits for you" in words_of(client.get("/desk/board-reports/"))
    address = "/desk/board-reports/letters/"
    said = words_of(client.get(address))
    assert "Without it the page says: The board’s comments will follow." in said
    form = {"text": "We want more.", "language": "en_GB", "version": "1"}
    assert 'name="version" type="hidden" value="1"' in client.get(address).text
    assert client.send(address, {**form, "language": "bn"}).status_code == 200
    assert client.send(address, form).status_code == 302
    stale = client.send(address, {**form, "text": "We want less."})
    assert stale.status_code == 409
    assert "We want more." in stale.text
    assert "We want less." in stale.text
    answer = client.send(address, to=f"{address}publish/")
    assert answer.headers["Location"] == "/reports/letters/"
    assert "We want more." in words_of(client.get("/reports/letters/"))
    assert "Publish again" in words_of(client.get(address))
    assert cost(client, address) <= 12
    assert "Published on" in words_of(client.get("/desk/board-reports/"))


def test_a_board_sees_only_its_own_reports(client):
    draft_report()
    client.sign_in(publisher(board()))
    assert "No report yet" in words_of(client.get("/desk/board-reports/"))
    assert client.get("/desk/board-reports/letters/").status_code == 403


def test_what_stops_a_report_is_said_in_plain_words(client):
    report = empty_report(answered_consultation(people=1))
    client.sign_in(publisher(report))
    address = "/desk/board-reports/letters/"
    answer = client.send(address, to=f"{address}publish/")
    assert answer.status_code == 400
    assert "Add at least one thing that people said." in answer.get_data(as_text=True)


def test_every_kind_of_answer_can_be_chosen(lead):
    empty_report(answered_consultation(people=1))
    said = words_of(lead.get("/desk/reports/letters/statements/new/"))
    assert all(str(kind.label) in said for kind in AnswerKind)


def test_news_that_nobody_checked_in_a_language_says_so(client, database):
    report = published_report(answered_consultation(languages=("en_GB", "es")))
    moving = {"promise": promise_of(report), "to": PromiseState.CHANGED}
    commands.move_promise(actor=AccountFactory(), note="It takes longer.", **moving)
    (note,) = pages.notes(report.id)
    wordings.put(actor=AccountFactory(), subject=note, texts={"text": "Tarda más."}, language="es")
    line = "no fueron revisadas por una segunda persona"
    shown = words_of(client.get(f"/es/reports/{report.slug}/"))
    assert "Tarda más." in shown
    assert line in shown
    check(note, ["es"])
    assert line not in words_of(client.get(f"/es/reports/{report.slug}/"))
