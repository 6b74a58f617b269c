"""What is missing by language, the bench of a consultation, and what a launch asks of it."""

import re
from io import BytesIO

import pytest
import sqlalchemy as sa

from engage.accounts.models import Role
from engage.consultations import commands
from engage.consultations.commands import copying
from engage.consultations.models import Stage, Weight
from engage.consultations.queries import launch, sources, translations
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.languages import commands as languages
from engage.languages.models import Wording
from engage.languages.queries import bench as benches
from engage.languages.rules import State, Target
from tests.factories.accounts import AccountFactory, SiteFactory
from tests.factories.consultations import (
    WORDS,
    draft_consultation,
    empty_consultation,
    open_consultation,
    sign,
)
from tests.factories.languages import reader
from tests.factories.programmes import programme
from tests.factories.reports import cost

BENCH = "/desk/translations/consultations/evenings/es/"
TWO = ("en_GB", "so")


def said(answer):
    return answer.get_data(as_text=True)


def bench(slug="evenings", code="es", wanted=""):
    db.session.expire_all()
    return benches.bench(translations.work("consultations", slug), code, wanted)


def question(made, number):
    rows = [each for page in sources.source(made).pages for each in page.questions]
    return rows[number - 1]


def launched(made):
    actor = AccountFactory(role=Role.APPROVER)
    return commands.schedule(actor=actor, consultation=made)


def unchecked(made, code):
    db.session.execute(
        sa.update(Wording).where(Wording.language == code).values(checked_by=None, checked_at=None)
    )
    db.session.expire_all()


def machine_draft(made, code="so"):
    own = (Wording.subject_id == made.id, Wording.language == code)
    row = db.session.scalars(sa.select(Wording).where(*own).order_by(Wording.field.desc())).first()
    row.made_by, row.checked_by = "LibreTranslate", None
    db.session.flush()


# --- what a launch asks


@pytest.mark.parametrize("weight", list(Weight))
def test_an_english_sentence_edited_after_checking_stops_the_launch_and_is_named(database, weight):
    made = draft_consultation(languages=TWO, weight=weight)
    languages.put(actor=None, subject=question(made, 4), texts={"label": "What makes it hard?"})
    with pytest.raises(RuleBroken, match="Somali: question 4 no longer matches the English"):
        launched(made)
    languages.put(
        actor=None, subject=question(made, 4), texts={"label": "Maxaa adag?"}, language="so"
    )
    languages.check_words(actor=reader("so"), subject=question(made, 4), language="so")
    sign(made)
    assert launched(made).stage is Stage.SCHEDULED


@pytest.mark.parametrize("weight", list(Weight))
def test_no_weight_opens_with_a_text_that_nobody_checked(database, weight):
    made = draft_consultation(languages=TWO, weight=weight)
    unchecked(made, "so")
    with pytest.raises(RuleBroken, match=r"Somali: \d+ texts are not checked"):
        launched(made)


@pytest.mark.parametrize("weight", list(Weight))
def test_no_weight_opens_with_a_machine_draft_that_nobody_checked(database, weight):
    made = draft_consultation(languages=TWO, weight=weight)
    machine_draft(made)
    with pytest.raises(RuleBroken, match="a machine draft that nobody has checked"):
        launched(made)


def test_a_machine_draft_never_reaches_a_document(database):
    made = draft_consultation(languages=TWO)
    machine_draft(made)
    source = sources.source(made)
    texts = [source.said("consultation", made.id, field, "so") for field in WORDS]
    assert sum(text in WORDS.values() for text in texts) == 1


def test_a_few_faults_are_named_and_many_are_counted(database):
    made = draft_consultation(languages=("en_GB", "so", "es"))
    rows = sa.select(Wording).where(Wording.language == "es").order_by(Wording.id)
    for row in db.session.scalars(rows).all()[:5]:
        row.text = ""
    db.session.flush()
    (gate,) = [
        each
        for each in launch.gates(sources.source(made), by_author=False)
        if each.name == "languages"
    ]
    assert str(gate.what) == "Complete every language you promise. Spanish: 5 texts are missing."


# --- the grid


def test_a_translator_finds_what_waits_in_the_languages_they_read(client):
    made = draft_consultation(languages=("en_GB", "es", "so"))
    languages.put(actor=None, subject=made, texts={"title": "New"})
    client.sign_in(reader("so"))
    page = said(client.get("/desk/"))
    assert "New: Somali" in page
    assert "New: Spanish" not in page
    assert "1 of" in page
    client.sign_in(reader())
    assert "New: Spanish" in said(client.get("/desk/"))
    assert cost(client, "/desk/") <= 12


def test_the_grid_counts_each_state_of_each_promised_language(database):
    made = draft_consultation(languages=("en_GB", "es", "so"))
    draft_consultation("english")
    total = len(bench().entries)
    languages.put(actor=None, subject=made, texts={"title": "New"})
    languages.put(actor=None, subject=made, texts={"summary": ""}, language="so")
    machine_draft(question(made, 1), "es")
    page = translations.grid(1)
    (line,) = page.items
    assert line.title == "New"
    assert line.counts[Target("es")][State.STALE] == 1
    assert line.counts[Target("es")][State.MACHINE] == 1
    assert line.counts[Target("so")][State.MISSING] == 1
    assert line.counts[Target("so")][State.CHECKED] == total - 2
    assert line.counts[Target("so")] == bench(code="so").counts


def test_the_pages_of_the_grid_lead_to_the_bench(as_lead):
    SiteFactory()
    made = draft_consultation(languages=("en_GB", "es"))
    languages.put(actor=None, subject=made, texts={"title": "New"})
    assert f'href="{BENCH}?show=stale"' in said(as_lead.get("/desk/translations/"))
    page = said(as_lead.get("/desk/translations/consultations/evenings/"))
    assert f'href="{BENCH}?show=stale"' in page
    assert "What is missing, by language and format" in page
    for address in ("/desk/translations/", "/desk/translations/consultations/evenings/"):
        assert cost(as_lead, address) <= 12
    assert 'href="/desk/translations/consultations/evenings/"' in said(
        as_lead.get("/desk/consultations/evenings/")
    )


def test_one_that_promises_only_english_says_so(as_lead):
    empty_consultation()
    page = said(as_lead.get("/desk/translations/consultations/evenings/"))
    assert "Only English is promised" in page
    assert "No consultation promises another language" in said(as_lead.get("/desk/translations/"))


# --- the bench


def test_the_bench_has_english_beside_each_field_and_its_own_direction(as_lead):
    SiteFactory()
    draft_consultation(languages=("en_GB", "ar"))
    address = BENCH.replace("/es/", "/ar/")
    page = said(as_lead.get(address))
    total = len(bench(code="ar").entries)
    assert f"{total} of {total} checked" in page
    assert re.search(r'<textarea[^>]*dir="rtl"[^>]*lang="ar"', page)
    assert 'lang="en-GB" dir="ltr">Which two sites we use.' in page
    assert cost(as_lead, address) <= 12


def test_a_translator_writes_and_another_checks(client):
    made = draft_consultation(languages=("en_GB", "es"))
    languages.put(actor=None, subject=made, texts={"title": "Evenings. And Sundays."})
    client.sign_in(reader("es", name="Wren Writer"))
    page = said(client.get(f"{BENCH}?show=stale"))
    assert "What has changed in the English" in page
    assert "Evenings. And Sundays." in page
    (entry,) = bench(wanted="stale").page.items
    form = {entry.name: "Tardes. Y domingos.", f"seen-{entry.name}": entry.seen}
    assert client.send(BENCH, form).status_code == 302
    client.sign_in(reader("es", name="Chris Checker"))
    (entry,) = bench(wanted="draft").page.items
    page = said(client.get(f"{BENCH}?show=draft"))
    assert "Written by Wren Writer" in page
    assert f'name="right-{entry.name}"' in page
    right = {entry.name: entry.text, f"seen-{entry.name}": entry.seen}
    client.send(BENCH, {**right, f"right-{entry.name}": "y"})
    assert bench().counts[State.DRAFT] == 0
    assert "Checked by Chris Checker" in said(client.get(BENCH))


def test_all_that_is_shown_is_checked_by_one_press(client):
    made = draft_consultation(languages=("en_GB", "es"))
    unchecked(made, "es")
    client.sign_in(reader("es"))
    shown = bench().page.items
    form = {each.name: each.text for each in shown}
    seen = {f"seen-{each.name}": each.seen for each in shown}
    client.send(BENCH, {**form, **seen, "all_right": "1"})
    assert bench().counts[State.CHECKED] == len(shown) == 25


def test_a_stale_save_shows_both_texts(as_lead):
    made = draft_consultation(languages=("en_GB", "es"))
    entry = bench().entries[0]
    seen = entry.seen
    languages.put(actor=None, subject=made, texts={"title": "De otra persona"}, language="es")
    answer = as_lead.send(BENCH, {entry.name: "Lo mío", f"seen-{entry.name}": seen})
    assert answer.status_code == 409
    assert "De otra persona" in said(answer)
    assert "Lo mío" in said(answer)


def test_what_was_typed_is_kept_when_something_is_wrong(as_lead):
    draft_consultation(languages=("en_GB", "es"))
    first, second = bench().entries[:2]
    form = {first.name: "<b>Tardes</b>", second.name: "Nuevo resumen"}
    seen = {f"seen-{each.name}": each.seen for each in (first, second)}
    answer = as_lead.send(BENCH, {**form, **seen})
    assert answer.status_code == 200
    assert "Take the markup &lt;b&gt; out" in said(answer)
    assert "Nuevo resumen" in said(answer)


def test_what_the_public_reads_is_not_changed_on_the_bench(as_lead):
    open_consultation(languages=("en_GB", "es"))
    entry = bench().entries[0]
    form = {entry.name: "Otro", f"seen-{entry.name}": entry.seen}
    assert "These words are public" in said(as_lead.send(BENCH, form))


def test_a_note_to_the_public_is_translated_while_it_is_open(as_lead):
    made = open_consultation(languages=("en_GB", "es"))
    commands.pause(actor=AccountFactory(), consultation=made, texts={"en_GB": "A flood."})
    (entry,) = bench(wanted="missing").page.items
    form = {entry.name: "Una inundación.", f"seen-{entry.name}": entry.seen}
    assert as_lead.send(BENCH, form).status_code == 302
    assert bench().counts[State.MISSING] == 0


@pytest.mark.parametrize("role", list(Role))
def test_leads_and_translators_have_the_bench(client, role):
    draft_consultation(languages=("en_GB", "es"))
    client.sign_in(AccountFactory(role=role))
    may = role in {Role.ENGAGEMENT_LEAD, Role.TRANSLATOR}
    assert client.get(BENCH).status_code == (200 if may else 403)


@pytest.mark.parametrize("code", ["so", "en-GB", "nonsense", "es.easy-read"])
def test_a_language_that_is_not_promised_has_no_page(as_lead, code):
    draft_consultation(languages=("en_GB", "es"))
    assert as_lead.get(BENCH.replace("/es/", f"/{code}/")).status_code == 404


def test_an_agency_gets_a_file_and_its_texts_come_in_as_drafts(as_lead):
    made = draft_consultation(languages=("en_GB", "es"))
    languages.put(actor=None, subject=made, texts={"title": ""}, language="es")
    sent = as_lead.get(f"{BENCH}files/csv/?show=missing")
    assert sent.mimetype == "text/csv"
    back = sent.data.rstrip().rstrip(b",") + ",¿Tardes?\r\n".encode()
    files = f"{BENCH}files/"
    assert as_lead.send(files, {"file": (BytesIO(back), "back.csv")}).status_code == 302
    entry = bench().entries[0]
    assert (entry.text, entry.state, entry.wording.made_by) == ("¿Tardes?", State.DRAFT, "file")
    page = said(as_lead.get(f"{BENCH}?show=draft"))
    assert "From a file that Test engagement lead brought" in page


def test_a_conflict_is_shown_and_the_rest_is_taken_when_asked_for(as_lead):
    made = draft_consultation(languages=("en_GB", "es"))
    sent = as_lead.get(f"{BENCH}files/xliff/").data.decode()
    back = sent.replace("(es)", "(es, new)").encode()
    languages.put(actor=None, subject=made, texts={"title": "Changed since."})
    files = f"{BENCH}files/"
    answer = as_lead.send(files, {"file": (BytesIO(back), "back.xlf")})
    assert answer.status_code == 200
    assert "1 texts have changed meanwhile" in said(answer)
    assert "Changed since." in said(answer)
    assert bench().counts[State.DRAFT] == 0
    again = {"file": (BytesIO(back), "back.xlf"), "rest": "y"}
    assert as_lead.send(files, again).status_code == 302
    counts = bench().counts
    assert (counts[State.STALE], counts[State.CHECKED]) == (1, 0)


def test_a_file_that_is_none_is_refused(as_lead):
    draft_consultation(languages=("en_GB", "es"))
    files = f"{BENCH}files/"
    assert "Send an XLIFF, PO or CSV file" in said(as_lead.send(files))
    broken = {"file": (BytesIO(b"<xliff"), "back.xlf")}
    assert "Nothing was taken in. Line 1" in said(as_lead.send(files, broken))
    assert as_lead.get(f"{files}docx/").status_code == 404


# --- programmes


def test_a_programme_is_translated_with_its_phases(as_lead):
    made = programme()
    address = f"/desk/translations/programmes/{made.slug}/"
    assert f'href="{address}"' in said(as_lead.get(f"/desk/programmes/{made.slug}/"))
    assert f'href="{address}es/"' in said(as_lead.get(address))
    found = benches.bench(translations.work("programmes", made.slug), "es")
    form = {each.name: f"{each.english.text} es" for each in found.entries}
    seen = {f"seen-{each.name}": each.seen for each in found.entries}
    assert as_lead.send(f"{address}es/", {**form, **seen}).status_code == 302
    found = benches.bench(translations.work("programmes", made.slug), "es")
    assert found.counts[State.DRAFT] == len(found.entries) > 3
    with pytest.raises(NotFound):
        translations.work("programmes", "nothing")


def test_a_copy_keeps_who_wrote_and_nobody_has_checked_it(database):
    old, new = draft_consultation(languages=("en_GB", "es")), empty_consultation("again")
    machine_draft(question(old, 1), "es")
    new.languages = ["en_GB", "es"]
    copying.copy_form(actor=AccountFactory(), source=old, consultation=new)
    counts = bench("again").counts
    assert (counts[State.CHECKED], counts[State.MACHINE], counts[State.MISSING]) == (0, 1, 0)
