"""Easy Read in other languages: on the bench, in the grid, at the launch, and in public."""

import re

import pytest

from engage.accounts.models import Role
from engage.consultations import commands, queries
from engage.consultations.models import Format, MediaKind, NoticeKind, Weight
from engage.consultations.queries import (
    easy_read,
    formats,
    launch,
    process,
    sources,
    translations,
    variants,
)
from engage.core.clock import days_away
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.languages import commands as languages
from engage.languages.commands.bench import mark_checked
from engage.languages.queries import bench as benches
from engage.languages.rules import State, Target, exchange
from engage.publishing import queries as publishing
from tests.factories.accounts import AccountFactory, SiteFactory
from tests.factories.consultations import draft_consultation, open_consultation
from tests.factories.formats import (
    add,
    easy_read_in,
    easy_words,
    lead,
    promised,
    ready,
    with_easy_read,
)
from tests.factories.languages import reader
from tests.factories.reports import cost

pytestmark = pytest.mark.usefixtures("database")
TWO = ("en_GB", "ar")
EASY = Target("ar", "easy-read")
BENCH = "/desk/translations/consultations/evenings/ar.easy-read/"
PAGE = "/ar/easy-read/consultations/evenings/"


def said(answer, status=200):
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def bench(code="ar.easy-read"):
    db.session.expire_all()
    return benches.bench(translations.work("consultations", "evenings"), code)


def entry(name):
    return next(each for each in bench().entries if each.part.name == name)


def chosen(consultation, *codes):
    row = formats.one(consultation, "easy-read")
    commands.set_easy_read_languages(
        actor=lead(), consultation=consultation, row=row, wanted=codes or ("ar",)
    )
    return row


def body(consultation, code="ar"):
    return variants.published(consultation, "easy-read", code)


def write(name, text, *, checked=True):
    """Write one text anew, as the bench would; somebody else checks it."""
    one, facts = entry(name), EASY._asdict()
    languages.put(actor=lead(), subject=one.part.row, texts={one.part.field: text}, **facts)
    if checked:
        rows, about = [entry(name).wording], bench().work.about
        mark_checked(actor=reader("ar"), about=about, rows=rows, language="ar")


@pytest.fixture
def draft():
    """A draft with Easy Read that is ready in English, and wanted in Arabic."""
    asked = draft_consultation(languages=TWO)
    with_easy_read(asked)
    chosen(asked)
    return asked


@pytest.fixture
def public():
    """An open consultation with Easy Read, with a picture, in English and in Arabic."""
    SiteFactory()
    asked = open_consultation(languages=TWO)
    add(asked, with_easy_read(asked, only_needed=True), MediaKind.PICTURE, place="where")
    easy_read_in(asked, "ar")
    return asked


# --- on the bench


def test_its_source_is_the_english_easy_read_and_not_the_plain_words(draft):
    one = entry("summary")
    assert one.english.text.startswith("Easy: We plan")
    assert (one.english.variant, one.state) == ("easy-read", State.MISSING)
    write("summary", "سهل", checked=False)
    assert entry("summary").state is State.DRAFT
    languages.put(actor=None, subject=draft, texts={"summary": "The plain words change."})
    assert entry("summary").state is State.DRAFT
    row = formats.one(draft, "easy-read")
    easy_words(draft, row, summary="Easy: something else.")
    assert entry("summary").state is State.STALE
    assert "privacy_who" not in {each.part.field for each in bench().entries}


def test_the_second_person_and_the_grid_are_those_of_plain_words(draft, client):
    client.sign_in(writer := reader("ar", name="Wren Writer"))
    one = entry("summary")
    form = {one.name: "سهل", f"seen-{one.name}": one.seen}
    assert client.send(BENCH, form).status_code == 302
    with pytest.raises(RuleBroken, match="You wrote this text"):
        languages.check_words(actor=writer, subject=draft, **EASY._asdict())
    page = said(client.get(BENCH))
    assert "Translate into Arabic · Easy Read" in page
    assert re.search(r'lang="en-GB" dir="ltr">Easy: We plan', page)
    assert re.search(r'<textarea[^>]*dir="rtl"[^>]*lang="ar"', page)
    assert cost(client, BENCH) <= 12
    (line,) = translations.grid(1).items
    assert list(line.counts) == [Target("ar"), EASY]
    assert line.counts[EASY] == bench().counts
    assert line.counts[EASY][State.DRAFT] == 1
    assert "Arabic · Easy Read" in said(client.get("/desk/translations/"))


def test_a_file_of_it_does_not_come_back_as_plain_words(draft):
    here, plain = bench(), bench("ar")
    data = benches.file_of(here, "xliff").decode()
    assert 'trgLang="ar"' in data
    assert "Easy: We plan" in data
    back = data.replace("<source", "<target>سهل</target><source", 0).encode()
    found = exchange.read(back, "xliff")
    assert exchange.judge(found, here.entries, EASY).faults == []
    assert len(exchange.judge(found, plain.entries, plain.target).faults) == len(here.entries)


# --- offered only where it is complete and checked


@pytest.mark.parametrize("weight", [Weight.LIGHT, Weight.STANDARD])
def test_the_launch_names_what_is_missing_in_a_chosen_language(weight):
    asked = draft_consultation(languages=TWO, weight=weight)
    with_easy_read(asked)
    easy_read_in(asked, "ar")
    made = sources.source(asked)
    assert launch.format_gate(made, made.formats[0]) == ""
    write("question 4", "سهل", checked=False)
    with pytest.raises(RuleBroken, match="Arabic · Easy Read: question 4 is not checked"):
        commands.schedule(actor=AccountFactory(role=Role.APPROVER), consultation=asked)
    chosen(asked, "ar")
    row = formats.one(asked, "easy-read")
    commands.set_easy_read_languages(actor=lead(), consultation=asked, row=row, wanted=())
    commands.schedule(actor=AccountFactory(role=Role.APPROVER), consultation=asked)
    assert body(asked) is None


def test_one_that_comes_late_does_not_stop_the_launch(draft):
    row = formats.one(draft, "easy-read")
    row.ready_on = None
    made = sources.source(draft)
    assert "Make it ready" in launch.format_gate(made, made.formats[0])


def test_the_edition_holds_a_document_for_each_language_and_format(public):
    edition = publishing.latest_edition(public.id)
    assert {(each["language"], each["variant"]) for each in edition.manifest["documents"]} == {
        ("en_GB", ""),
        ("ar", ""),
        ("en_GB", "easy-read"),
        ("ar", "easy-read"),
    }
    easy, plain = body(public), publishing.document(public.edition_id, "ar").body
    assert easy["title"] == "Easy: Evening appointments: where and when? (ar)"
    assert (easy["why_now"], easy["left_out"], easy["stale"]) == ("", True, False)
    assert easy["decision_maker"] == plain["decision_maker"] == "The Care Board (ar)"
    assert easy["media"]["where"][0]["alt"] == "A clinic with a clock (ar)"
    assert body(public, "en_GB")["media"]["where"][0]["alt"] == "A clinic with a clock"
    form = queries.questionnaire(public, "ar", "easy-read")
    assert (form.language, form.variant) == ("ar", "easy-read")


def test_other_words_in_a_public_question_are_told_as_a_correction(public, client):
    page = "/consultations/evenings/"
    before = len(process.notices(public.id, "en_GB"))
    piece = next(
        each
        for each in variants.pieces(sources.source(public))
        if (each.field, each.easy) == ("label", "Easy: What would make it hard?")
    )
    row = formats.one(public, "easy-read")
    facts = {"actor": lead(), "consultation": public, "row": row}
    commands.write_easy_read(**facts, texts={piece.key: "Easy: What is hard?"})
    note = process.notices(public.id, "en_GB")[0]
    change = {"old": "Easy: What would make it hard?", "new": "Easy: What is hard?"}
    assert note.kind is NoticeKind.CORRECTED
    assert note.changes("en_GB") == [{"language": "en_GB", **change}]
    db.session.commit()
    assert change["new"] in said(client.get(page))
    write("question 4", "ما الصعب؟")
    commands.show_checked(actor=lead(), consultation=public, code="ar")
    assert process.notices(public.id, "ar")[0].changes("ar")[0]["new"] == "ما الصعب؟"
    commands.show_checked(actor=lead(), consultation=public, code="ar")
    assert len(process.notices(public.id, "ar")) == before + 2


def test_people_read_it_when_its_last_text_is_checked_on_the_bench(client):
    SiteFactory()
    asked = open_consultation(languages=TWO)
    with_easy_read(asked, only_needed=True)
    easy_read_in(asked, "ar")
    write("summary", "سهل", checked=False)
    before = asked.edition_id
    client.sign_in(reader("ar"))
    one = entry("summary")
    form = {one.name: one.text, f"seen-{one.name}": one.seen, f"right-{one.name}": "y"}
    assert client.send(BENCH, form).status_code == 302
    db.session.expire_all()
    assert asked.edition_id != before
    assert body(asked)["summary"] == "سهل"
    assert client.send(BENCH, form).status_code in {302, 409}


def test_unchecked_words_are_never_shown_and_old_ones_say_so(public):
    row = formats.one(public, "easy-read")
    easy_words(public, row, only_needed=True, summary="Easy: quite another summary.")
    assert (body(public)["stale"], body(public, "en_GB")["stale"]) == (True, False)
    assert "(ar)" in body(public)["summary"]
    write("summary", "سهل", checked=False)
    assert "(ar)" in body(public)["summary"]
    again = {"summary": "Easy: quite another summary.", "asked": "Easy: again."}
    easy_words(public, row, only_needed=True, **again)
    assert body(public) is None
    write("summary", "سهل")
    write("what we ask", "سؤال")
    commands.show_checked(actor=lead(), consultation=public, code="ar")
    assert (body(public)["summary"], body(public)["stale"]) == ("سهل", False)


def test_what_people_read_in_a_language_is_not_taken_back(public):
    row = formats.one(public, "easy-read")
    facts = {"actor": lead(), "consultation": public, "row": row}
    with pytest.raises(RuleBroken, match="People read it in this language"):
        commands.set_easy_read_languages(wanted=(), **facts)
    for wanted in (("so",), ("en_GB",)):
        with pytest.raises(RuleBroken, match="Choose languages from the list"):
            commands.set_easy_read_languages(wanted=wanted, **facts)
    film = promised(public, Format.BSL)
    with pytest.raises(RuleBroken, match="Choose languages from the list"):
        commands.set_easy_read_languages(
            actor=lead(), consultation=public, row=film, wanted=("ar",)
        )


def test_a_correction_goes_into_every_language_of_easy_read_and_nothing_turns_old():
    asked = open_consultation(languages=TWO, words={"summary": "Call 020 3000 1234."})
    with_easy_read(asked)
    easy_read_in(asked, "ar")
    facts = {"old": "020 3000 1234", "new": "020 3000 4321"}
    commands.correct_fact(actor=lead(), consultation=asked, **facts)
    assert body(asked)["summary"] == "Easy: Call 020 3000 4321. (ar)"
    assert (body(asked)["stale"], easy_read.unready(sources.source(asked), "ar")) == (False, [])


def test_words_alike_in_plain_and_easy_english_do_not_mix_their_translations(public):
    """A small fix of the plain words leaves what was made from the Easy Read words fresh."""
    one = entry("question 1, choice 1")
    for variant in ("", "easy-read"):
        said = {"label": "North 1"}
        languages.put(actor=lead(), subject=one.part.row, texts=said, variant=variant)
    write("question 1, choice 1", "الشمال")
    question = sources.source(public).pages[0].questions[0]
    texts = {(one.part.row.id, "label", "en_GB"): "North 2"}
    facts = {"question": question, "texts": texts, "same_meaning": True}
    commands.correct_question(actor=lead(), consultation=public, **facts)
    assert entry("question 1, choice 1").state is State.CHECKED


# --- the pages


def test_easy_read_in_arabic_has_its_pictures_and_leads_on_in_arabic(public, client):
    page = said(client.get(PAGE))
    assert re.search(r'<html[^>]*lang="ar"\s+dir="rtl"', page)
    assert "Easy: We plan to open two clinics" in page
    assert 'rel="canonical" href="http://127.0.0.1:5000/ar/easy-read/' in page
    assert cost(client, PAGE) <= 6
    plain = said(client.get("/ar/consultations/evenings/"))
    assert 'href="/ar/easy-read/consultations/evenings/"' in plain
    assert 'hreflang="ar"' in plain
    assert cost(client, "/ar/consultations/evenings/") <= 6
    paper = said(client.get("/ar/consultations/evenings/papers/paper_0/"))
    assert 'href="/easy-read/consultations/evenings/papers/paper_0/" hreflang="en-GB"' not in paper


@pytest.mark.parametrize(
    "page",
    [
        "/easy-read/consultations/evenings/",
        "/easy-read/consultations/evenings/respond/",
        "/easy-read/languages/?next=/consultations/evenings/",
    ],
)
def test_a_change_of_language_keeps_it(client, page):
    SiteFactory()
    with_easy_read(asked := open_consultation(languages=("en_GB", "ar", "es")))
    easy_read_in(asked, "ar")
    path = page.partition("next=")[2] or page.removeprefix("/easy-read")
    for here in ("", "/ar"):
        html = said(client.get(here + page))
        for address in (f"/ar/easy-read{path}", f"/easy-read{path}", f"/es{path}"):
            assert f'href="{address}"' in html
        assert f'href="/es/easy-read{path}"' not in html
        assert cost(client, here + page) <= 6


def test_another_format_is_chosen_in_the_language_of_the_page_where_it_is_there(public, client):
    html = said(client.get("/ar/languages/?next=/consultations/evenings/"))
    for prefix in ("/ar/easy-read", "/ar/large-print", "/bsl"):
        assert f'href="{prefix}/consultations/evenings/"' in html
    html = said(client.get("/ar/easy-read/languages/?next=/reports/"))
    assert 'href="/es/easy-read/reports/"' in html
    assert 'href="/ar/easy-read/reports/"' in html


def test_where_it_is_in_english_only_the_reader_is_told_so(client):
    SiteFactory()
    with_easy_read(open_consultation(languages=TWO))
    page = said(client.get(PAGE))
    assert "Easy:" not in page
    assert 'href="/easy-read/consultations/evenings/" ' in page


def test_a_document_in_english_says_so_and_its_links_are_in_the_language_of_the_page(client):
    SiteFactory()
    with_easy_read(open_consultation(languages=TWO))
    page = said(client.get("/es/consultations/evenings/papers/paper_0/"))
    assert '<h1 class="govuk-heading-xl" lang="en-GB" dir="ltr">' in page
    link = '<p class="govuk-body"><a class="govuk-link" href="/easy-read/consultations/evenings/'
    assert link in page
    assert '<div lang="en-GB"' not in page


def test_a_lead_chooses_its_languages_and_sees_how_far_they_are(as_lead, draft):
    SiteFactory()
    address = "/desk/consultations/evenings/formats/easy-read/"
    page = said(as_lead.get(address))
    assert f'href="{BENCH}"' in page
    assert "0 of " in page
    assert "People cannot read it." in page
    assert cost(as_lead, address) <= 12
    preview = f"{address}preview/?language=ar"
    assert f'href="{preview}"' in page
    write("summary", "نخطط لفتح عيادتين.", checked=False)
    html = said(as_lead.get(preview))
    assert 'data-own-words lang="ar" dir="rtl"' in html
    assert "نخطط لفتح عيادتين." in html
    assert "نخطط" not in said(as_lead.get(f"{address}preview/?language=es"))
    assert as_lead.send(f"{address}languages/", {}).status_code == 302
    assert formats.one(draft, "easy-read").languages == []
    assert as_lead.send(f"{address}languages/", {"languages": "so"}).status_code == 200
    assert as_lead.send(f"{address}languages/", {"languages": "ar"}).status_code == 302
    db.session.expire_all()
    assert formats.one(draft, "easy-read").languages == ["ar"]


def test_it_needs_another_language_to_be_offered_in(as_lead):
    SiteFactory()
    ready(asked := draft_consultation(), easy_words(asked, promised(asked, Format.EASY_READ)))
    address = "/desk/consultations/evenings/formats/easy-read/languages/"
    assert "Only English is promised" in said(as_lead.get(address))


def test_after_closing_its_questions_keep_their_words(public, client):
    client.sign_in(reader("ar"))
    public.phone = "020 7946 0100"
    before = body(public)["pages"]
    with days_away(30):
        one = entry("question 1")
        form = {one.name: "سؤال آخر", f"seen-{one.name}": one.seen}
        assert "These words are public." in said(client.send(BENCH, form))
        commands.correct_fact(actor=lead(), consultation=public, old="0100", new="0199")
    assert public.phone.endswith("0199")
    assert body(public)["pages"] == before
