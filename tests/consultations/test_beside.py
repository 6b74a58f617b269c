"""Staff put a plan beside a question and a file to a paper; the public sees those of an edition."""

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa

from engage.audit.models import Entry
from engage.consultations.commands import beside as commands
from engage.consultations.models import Plan
from engage.consultations.queries import beside as files_of
from engage.consultations.queries import launch, sources
from engage.consultations.rules import beside
from engage.core import files
from engage.core.clock import days_away, today
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken, Stale
from tests.consultations.building import DESK, QUESTIONS, said
from tests.factories.accounts import AccountFactory, SiteFactory
from tests.factories.beside import (
    PDF,
    SHOWS,
    picture,
    planned_consultation,
    planned_draft,
    put_file,
    put_plan,
)
from tests.factories.consultations import draft_consultation
from tests.responses.test_rules_uploads import png_that_claims

PLAN = f"{QUESTIONS}place/plan/"
FILE = f"{QUESTIONS}paper/paper_0/file/"
PUBLIC = "/consultations/evenings/"


def sent(data, name="plan.png", **typed):
    return {"file": (io.BytesIO(data), name), **typed}


def place_of(made):
    return next(
        q for page in sources.source(made).pages for q in page.questions if q.key == "place"
    )


def name_of(stored):
    return beside.bare_name(stored)


# --- the plan


def test_a_lead_puts_a_plan_replaces_it_and_takes_it_away(as_lead):
    made = planned_draft()
    first = place_of(made).picture
    assert SHOWS.split("\n")[0] in said(as_lead.get(PLAN))
    version = place_of(made).version
    typed = sent(picture("JPEG", (600, 900)), words="Another one.", version=version)
    assert as_lead.send(PLAN, typed).headers["Location"] == PLAN
    now = place_of(made)
    assert now.picture.endswith(".jpg")
    assert now.picture != first
    assert (now.plan.width, now.plan.height) == (600, 900)
    away = as_lead.send(PLAN, {"version": now.version}, to=f"{PLAN}take-away/")
    assert away.headers["Location"].endswith("#question-place")
    now = place_of(made)
    assert (now.picture, now.plan) == ("", None)
    assert sources.source(made).said("question", now.id, "plan") == ""
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Plan)) == 0


def test_the_words_alone_can_be_changed(as_lead):
    made = planned_draft()
    before = place_of(made)
    typed = {"words": "Only words.", "version": before.version}
    picture_before = before.picture
    assert as_lead.send(PLAN, typed).status_code == 302
    assert place_of(made).picture == picture_before
    assert sources.source(made).said("question", before.id, "plan") == "Only words."


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<svg/>", "plan.png"),
        (PDF, "plan.png"),
        (png_that_claims(60_000, 60_000), "plan.png"),
        (b"", "plan.png"),
    ],
)
def test_a_wrong_picture_is_told_and_nothing_is_kept(as_lead, app, data, name):
    made = planned_draft()
    before = place_of(made)
    kept = before.picture, before.version
    count = len(list((app.config["HOME"] / "files" / "beside").iterdir()))
    answer = as_lead.send(PLAN, sent(data, name, words="New.", version=before.version))
    if data:
        assert "There is a problem" in said(answer)
        assert (place_of(made).picture, place_of(made).version) == kept
    assert len(list((app.config["HOME"] / "files" / "beside").iterdir())) == count


def test_a_plan_without_words_or_without_a_picture_is_refused(as_lead):
    made = draft_consultation()
    place = put_question(made)
    page = f"{QUESTIONS}{place.key}/plan/"
    assert "Choose a picture of the plan." in said(as_lead.send(page, {"words": "Words."}))
    answer = as_lead.send(page, sent(picture(), words=" ", version=place.version))
    assert "Say in words what the plan shows." in said(answer)


def put_question(made):
    """A question about a place at the end of the last page."""
    from_file = planned_draft("other")
    place = place_of(from_file)
    page = sources.source(made).pages[-1]
    place.page_id, place.position = page.id, 9
    place.plan, place.picture = None, ""
    db.session.flush()
    db.session.expire_all()
    return place_of(made)


def test_only_a_question_about_a_place_takes_a_plan(as_lead, database):
    made = planned_draft()
    assert as_lead.get(f"{QUESTIONS}why/plan/").status_code == 404
    assert as_lead.get(f"{QUESTIONS}nothing/plan/").status_code == 404
    with pytest.raises(RuleBroken, match="Only a question about a place"):
        put_plan(made, "why")


def test_a_stale_save_of_a_plan_keeps_both_texts(as_lead):
    planned_draft()
    answer = as_lead.send(PLAN, {"words": "Mine.", "version": "77"})
    assert answer.status_code == 409
    assert "Mine." in said(answer)
    assert SHOWS.split("\n")[0] in said(answer)


def test_the_plan_of_a_public_form_is_not_changed(as_lead, database):
    made = planned_consultation()
    assert as_lead.get(PLAN).status_code == 400
    with pytest.raises(RuleBroken, match="This form is public"):
        put_plan(made)
    with pytest.raises(RuleBroken, match="This form is public"):
        put_file(made)
    with pytest.raises(RuleBroken, match="This form is public"):
        commands.drop_plan(
            actor=AccountFactory(), consultation=made, question=place_of(made), version=1
        )


def test_an_analyst_changes_no_plan_and_sees_it(as_analyst):
    made = planned_draft()
    for address in (PLAN, FILE, f"{QUESTIONS}paper/paper_0/promise/"):
        assert as_analyst.get(address).status_code == 403
    name = name_of(place_of(made).picture)
    assert as_analyst.get(f"{DESK}files/{name}/").mimetype == "image/png"


def test_every_change_has_a_line_of_history_and_ends_an_approval(database):
    made = planned_draft()
    before = launch.text_hash(sources.source(made))
    put_plan(made, data=picture(size=(400, 400)))
    between = launch.text_hash(sources.source(made))
    put_file(made, PDF + b"\n")
    assert len({before, between, launch.text_hash(sources.source(made))}) == 3
    lines = database.scalars(sa.select(Entry.details).where(Entry.subject_id == made.id)).all()
    assert {"plan": "place"} in lines
    assert {"file": "paper_0"} in lines


# --- the file of a paper


def test_a_file_is_put_in_languages_and_taken_away(as_lead):
    made = planned_draft(languages=("en_GB", "es"))
    version = sources.source(made).papers[0].version
    typed = sent(picture("WEBP"), "plano.pdf", language="es", version=version)
    assert as_lead.send(FILE, typed).headers["Location"] == FILE
    page = said(as_lead.get(FILE))
    assert "English: PDF, 1 kB" in page
    assert "Spanish: Picture, " in page
    rows = {each.language: each for each in sources.source(made).papers[0].files}
    assert rows["es"].media_type == "image/png"
    version = sources.source(made).papers[0].version
    away = {"drop": "en_GB", "version": version}
    assert as_lead.send(FILE, away, to=f"{FILE}take-away/").headers["Location"] == FILE
    assert sources.source(made).papers[0].files == []
    assert "It has no file yet." in said(as_lead.get(FILE))


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        (sent(b"<svg/>", "a.pdf"), "Choose a PDF or a picture"),
        (sent(b"plain words", "a.pdf"), "Choose a PDF or a picture"),
        (sent(b"%PDF-1.7\nhalf", "a.pdf"), "This PDF is not whole"),
        (sent(b"PK\x03\x04", "a.docx"), "Choose a PDF or a picture"),
        (sent(b"", "a.pdf"), "not empty"),
        (sent(png_that_claims(60_000, 60_000), "a.pdf"), "Choose a smaller picture"),
        (sent(picture()[:90], "a.png"), "could not read this picture"),
        ({}, "Choose a file."),
        (sent(PDF, "a.pdf", language="xx"), "Not a valid choice"),
    ],
)
def test_a_wrong_file_is_told_and_nothing_is_kept(as_lead, typed, wrong):
    made = planned_draft()
    paper = sources.source(made).papers[0]
    before = paper.files[0].stored, paper.version
    typed = {"language": "en_GB", "version": paper.version, **typed}
    if "file" in typed:
        typed["file"] = (io.BytesIO(typed["file"][0].getvalue()), typed["file"][1])
    answer = as_lead.send(FILE, typed)
    assert answer.status_code == 200
    if typed["language"] == "en_GB":
        assert wrong in said(answer)
    paper = sources.source(made).papers[0]
    assert (paper.files[0].stored, paper.version) == before


def test_the_english_file_comes_first_and_another_language_must_be_promised(database):
    made = draft_consultation(languages=("en_GB", "es"))
    with pytest.raises(RuleBroken, match="Add the English file first"):
        put_file(made, language="es")
    with pytest.raises(RuleBroken, match="language of this consultation"):
        put_file(made, language="ar")
    put_file(made)
    assert put_file(made, language="es").language == "es"
    paper = sources.source(made).papers[0]
    with pytest.raises(Stale):
        commands.drop_file(
            actor=None, consultation=made, paper=paper, language="es", version=paper.version + 5
        )


def test_a_day_is_promised_while_the_form_is_public(as_lead, client):
    made = planned_consultation(email="us@example.org", phone="020 7946 0100")
    SiteFactory()
    page = f"{PUBLIC}papers/paper_0/"
    told = said(client.get(page))
    assert "This may not work with a screen reader." in told
    assert 'href="mailto:us@example.org"' in told
    assert "another version by" not in told
    address = f"{QUESTIONS}paper/paper_0/promise/"
    soon = today() + timedelta(days=10)
    past = {"promised_on": (today() - timedelta(days=1)).isoformat()}
    assert "still to come" in said(as_lead.send(address, past))
    assert as_lead.send(address, {"promised_on": soon.isoformat()}).status_code == 302
    assert "public. Its files can no longer be changed" in said(as_lead.get(FILE))
    assert "We will have another version by" in said(client.get(page))
    with days_away(11):
        assert "We said we would have another version by" in said(client.get(page))
    assert as_lead.send(address, {}).status_code == 302
    assert "another version by" not in said(client.get(page))
    assert made.edition_id


def test_no_day_is_promised_for_a_paper_without_a_file(as_lead):
    draft_consultation()
    answer = as_lead.send(f"{QUESTIONS}paper/paper_0/promise/", {"promised_on": "2090-01-01"})
    assert "This paper has no file." in said(answer)


# --- what the public sees


def test_the_public_page_tells_the_kind_and_the_size_of_a_file(client):
    SiteFactory()
    planned_consultation()
    assert "PDF, 1 kB" in said(client.get(PUBLIC))
    page = said(client.get(f"{PUBLIC}papers/paper_0/"))
    assert "Open the file: How we worked it out (<bdi>PDF, 1 kB</bdi>)" in page
    assert 'href="/contact/"' in page


def test_a_file_in_another_language_says_so(client):
    SiteFactory()
    planned_consultation(languages=("en_GB", "es"))
    page = said(client.get(f"/es{PUBLIC}papers/paper_0/"))
    assert '<bdi lang="en-GB">English</bdi>' in page
    assert 'lang="en-GB">English</bdi>' not in said(client.get(f"{PUBLIC}papers/paper_0/"))


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 kB"), (340_000, "340 kB"), (999_400, "999 kB"), (2_140_000, "2.1 MB")],
)
def test_sizes_are_told_as_people_read_them(app, size, words):
    with app.test_request_context():
        assert beside.size_words(size) == words


def test_a_public_file_is_served_under_its_hash_and_never_as_a_page(client):
    made = planned_consultation()
    plan = place_of(made)
    address = f"{PUBLIC}files/{name_of(plan.picture)}/"
    answer = client.get(address)
    assert answer.mimetype == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert "Set-Cookie" not in answer.headers
    assert answer.get_etag()[0] == plan.plan.sha256
    again = client.get(address, headers={"If-None-Match": f'"{plan.plan.sha256}"'})
    assert again.status_code == 304
    pdf = sources.source(made).papers[0].files[0]
    answer = client.get(f"{PUBLIC}files/{name_of(pdf.stored)}/")
    assert (answer.mimetype, answer.data) == ("application/pdf", PDF)


def test_files_of_a_draft_are_for_staff_alone(client, as_lead):
    made = planned_draft()
    plan, paper = place_of(made), sources.source(made).papers[0]
    for stored in (plan.picture, paper.files[0].stored):
        name = name_of(stored)
        assert client.get(f"{PUBLIC}files/{name}/").status_code == 404
        assert client.get(f"{DESK}files/{name}/").status_code == 302
        answer = as_lead.get(f"{DESK}files/{name}/")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "name", ["nothing.png", "..%2f..%2fsecret", "a.png%00", "%2e%2e", "ABC.PNG", "x" * 300]
)
def test_a_file_that_no_edition_shows_is_not_there(client, as_lead, name):
    planned_consultation()
    assert client.get(f"{PUBLIC}files/{name}/").status_code == 404
    assert as_lead.get(f"{DESK}files/{name}/").status_code == 404


def test_a_file_is_found_only_under_its_own_consultation(client):
    made = planned_consultation()
    planned_consultation("mornings")
    name = name_of(place_of(made).picture)
    assert client.get(f"/consultations/mornings/files/{name}/").status_code == 404


def test_what_an_older_edition_showed_is_still_there(client, database):
    made = planned_consultation()
    old = place_of(made).picture
    question = place_of(made)
    question.picture = files.store(beside.FOLDER, picture(), "png")
    from_now = launch.documents(sources.source(made), [])
    assert from_now["en_GB", ""]["pages"][0]["questions"][0]["plan"]["file"]["name"] != old
    assert client.get(f"{PUBLIC}files/{name_of(old)}/").status_code == 200
    with pytest.raises(NotFound):
        files_of.published(made, name_of(question.picture))


def test_the_page_of_a_paper_costs_few_statements(client, database):
    SiteFactory()
    planned_consultation()
    page = f"{PUBLIC}papers/paper_0/"
    client.warm(page)
    seen = []
    sa.event.listen(database.get_bind(), "before_cursor_execute", lambda *a: seen.append(a[2]))
    client.get(page)
    counted = [each for each in seen if each.lstrip()[:6] in {"SELECT", "INSERT", "UPDATE"}]
    assert len(counted) <= 6
