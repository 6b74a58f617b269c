"""The launch kit: every piece is made of the text, and leads to the page in its own language."""

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engage.accounts.models import Role
from engage.consultations.queries import kit as queries
from engage.consultations.rules import kit as rules
from engage.core.formats import pdf, qr
from engage.core.i18n import languages
from engage.languages import commands as wording
from tests.consultations.test_programmes import counted
from tests.factories.accounts import AccountFactory
from tests.factories.consultations import (
    WORDS,
    closed_consultation,
    draft_consultation,
    open_consultation,
)

KIT = "/desk/consultations/evenings/kit/"
BASE = "http://127.0.0.1:5000"
FOUR = ("en_GB", "es", "ar", "bn")
TITLE = WORDS["title"]


def said(answer):
    return answer.get_data(as_text=True)


def told(**facts):
    return rules.Told(
        **{
            "language": languages()["en_GB"],
            "title": "Where to park?",
            "summary": "We plan two car parks.",
            "closes_on": date(2026, 5, 20),
            "minutes": 5,
            "phone": "020 7946 0101",
            "address": "https://talk.example.org/consultations/parking/",
            **facts,
        }
    )


# --- rules: words to send


def test_the_email_says_what_until_when_and_where_in_every_language():
    spanish = told(language=languages()["es"], address="https://talk.example.org/es/x/")
    text = rules.email(told(), [spanish])
    for words in (
        "Where to park?",
        "We plan two car parks.",
        "https://talk.example.org/consultations/parking/\n",
        "Closes on Wednesday 20 May 2026",
        "Takes about 5 minutes",
        "Or call 020 7946 0101",
        "Español: https://talk.example.org/es/x/",
    ):
        assert words in text
    assert "call" not in rules.email(told(phone=""), [])


@given(st.text(max_size=400), st.integers(160, 400))
def test_a_post_is_never_too_long_and_always_ends_with_the_address(title, longest):
    text = rules.post(told(title=title), longest)
    assert len(text) <= longest
    assert text.endswith(f"\n{told().address}")
    assert "Closes on Wednesday 20 May 2026" in text


def test_a_post_that_fits_is_not_cut_and_a_longer_one_ends_in_dots():
    assert rules.post(told()).startswith("Where to park?\n")
    assert rules.post(told(title="word " * 90)).splitlines()[0].endswith("word…")


def test_words_of_a_draft_say_so():
    assert rules.subject(told(draft=True)) == "Draft: Where to park?"
    assert rules.post(told(draft=True)).startswith("Draft: ")
    assert rules.subject(told()) == "Where to park?"


# --- rules: the picture


@given(st.text(max_size=300), st.sampled_from([76, 64, 54]))
def test_no_word_is_lost_in_wrapping_and_only_a_long_word_is_too_wide(text, size):
    lines = rules.wrapped(text, size, 900)
    assert " ".join(lines) == " ".join(text.split())
    assert all(rules.width_of(line, size) <= 900 or " " not in line for line in lines)


def test_marks_above_letters_take_no_room_and_han_takes_a_whole_square():
    assert rules.width_of("é", 10) == rules.width_of("e\u0301", 10)
    assert rules.width_of("医", 10) == 10


@pytest.mark.parametrize(("words", "most"), [(4, 2), (9, 3), (16, 4), (90, 4)])
def test_a_title_gets_the_largest_letters_that_fit(words, most):
    made = rules.picture(told(title="parking " * words), "Care Together")
    title = [line for line in made.lines if line.colour == rules.INK][:-1]
    assert 1 <= len(title) <= most
    assert title[-1].text.endswith("…") is (words == 90)
    assert title[-1].y < made.lines[-2].y - 20


def test_the_picture_of_a_language_from_right_to_left_begins_at_the_right():
    made = rules.picture(told(language=languages()["ar"]), "Care Together")
    assert {line.x for line in made.lines} == {rules.WIDTH - rules.MARGIN}
    assert made.blocks[0].box[2] == rules.WIDTH
    assert {line.x for line in rules.picture(told(), "Care").lines} == {rules.MARGIN}


def test_an_address_that_would_be_too_small_is_cut_to_the_site():
    long = told(address=f"https://talk.example.org/consultations/{'x' * 120}/")
    assert rules.picture(long, "Care").lines[-1].text == "talk.example.org"
    assert rules.picture(told(), "Care").lines[-1].text == "talk.example.org/consultations/parking/"


def test_the_picture_of_a_draft_says_so():
    words = [line.text for line in rules.picture(told(draft=True), "Care").lines]
    assert "Draft. Do not use this yet." in words


# --- queries


@pytest.mark.usefixtures("database")
def test_the_kit_is_made_of_the_edition_and_not_of_what_was_typed_since():
    made = open_consultation(languages=("en_GB", "es"))
    wording.put(actor=None, subject=made, texts={"title": "Typed since"})
    found = queries.said(made)
    assert list(found) == ["en_GB", "es"]
    assert found["es"].title == f"{TITLE} (es)"
    assert found["en_GB"].title == TITLE


@pytest.mark.usefixtures("database")
def test_the_kit_of_a_draft_is_made_of_what_is_written_english_where_it_is_missing():
    made = draft_consultation(languages=("en_GB", "es"))
    made.languages = ["en_GB", "es", "ar", "lt"]
    found = queries.said(made)
    assert list(found) == ["en_GB", "es", "ar"]
    assert (found["es"].title, found["ar"].title) == (f"{TITLE} (es)", TITLE)
    assert queries.not_offered(made) == ["lt"]


# --- the pages


@pytest.mark.parametrize("role", list(Role))
def test_the_kit_is_for_those_who_launch(client, role):
    open_consultation()
    client.sign_in(AccountFactory(role=role))
    may = role in {Role.ENGAGEMENT_LEAD, Role.APPROVER, Role.ADMIN}
    assert client.get(KIT).status_code == (200 if may else 403)
    assert client.get(f"{KIT}poster/").status_code == (200 if may else 403)


def test_the_kit_lists_every_piece_in_every_language(as_lead):
    open_consultation(languages=FOUR)
    page = said(as_lead.get(KIT))
    for prefix in ("", "/es", "/ar", "/bn"):
        for piece in ("poster/", "poster/pdf/", "picture/svg/", "code/", "words/"):
            assert f'href="{prefix}{KIT}{piece}"' in page
    assert f'href="{KIT}picture/png/"' in page
    assert f'href="/ar{KIT}picture/png/"' not in page
    assert "There is no PNG in this script" in page
    assert "can no longer answer" not in page


def test_the_kit_says_when_it_is_too_early_or_too_late(as_lead):
    draft_consultation("a-draft", languages=("en_GB",)).languages = ["en_GB", "lt"]
    closed_consultation("closed")
    early = said(as_lead.get("/desk/consultations/a-draft/kit/"))
    assert "made of a draft" in early
    assert "Lithuanian" in early
    assert "Take down what you put up." in said(as_lead.get("/desk/consultations/closed/kit/"))


def code_of(page):
    return re.search(r"<svg.*?</svg>", page, re.DOTALL)[0]


@pytest.mark.parametrize(
    ("prefix", "behind", "dir"), [("", "", "ltr"), ("/es", " (es)", "ltr"), ("/ar", " (ar)", "rtl")]
)
def test_a_poster_opens_the_page_in_its_own_language(as_lead, prefix, behind, dir):  # noqa: A002 - as in HTML
    open_consultation(languages=FOUR, phone="020 7946 0101")
    page = said(as_lead.get(f"{prefix}{KIT}poster/"))
    address = f"{BASE}{prefix}/consultations/evenings/"
    assert code_of(page) == qr.svg(address)
    assert f">{TITLE}{behind}</h1>" in page
    assert f'dir="{dir}"' in page.partition(">")[2].partition(">")[0]
    letters = re.sub(r"<wbr>", "", page)
    assert f'<bdi dir="ltr">{address.removeprefix("http://")}</bdi>' in letters
    assert '<bdi dir="ltr">020 7946 0101</bdi>' in page
    assert "Draft" not in page


def test_a_poster_of_a_draft_says_so(as_lead):
    draft_consultation()
    for piece in ("poster/", "languages/"):
        assert "Draft. Do not put this up yet." in said(as_lead.get(KIT + piece))


def test_one_sheet_has_a_code_for_each_language(as_lead):
    open_consultation(languages=FOUR)
    page = said(as_lead.get(f"{KIT}languages/"))
    codes = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    wanted = [f"{BASE}{prefix}/consultations/evenings/" for prefix in ("", "/es", "/ar", "/bn")]
    assert codes == [qr.svg(address) for address in wanted]
    assert 'lang="ar" dir="rtl"' in page
    assert "العربية" in page


@pytest.mark.parametrize("piece", ["poster/", "picture/svg/", "words/", "code/", "poster/pdf/"])
def test_a_language_that_is_not_offered_has_no_kit(as_lead, piece):
    open_consultation()
    assert as_lead.get(f"/es{KIT}{piece}").status_code == 404


@pytest.mark.parametrize(
    ("piece", "kind", "name", "start"),
    [
        ("poster/pdf/", "application/pdf", "evenings-poster-en-GB.pdf", b"%PDF-"),
        ("languages/pdf/", "application/pdf", "evenings-languages-en-GB.pdf", b"%PDF-"),
        ("picture/svg/", "image/svg+xml", "evenings-picture-en-GB.svg", b"<svg"),
        ("picture/png/", "image/png", "evenings-picture-en-GB.png", b"\x89PNG"),
        ("code/", "image/png", "evenings-code-en-GB.png", b"\x89PNG"),
        ("words/email/", "text/plain", "evenings-email-en-GB.txt", TITLE.encode()),
        ("words/post/", "text/plain", "evenings-post-en-GB.txt", TITLE.encode()),
    ],
)
def test_every_piece_can_be_kept_as_a_file(as_lead, piece, kind, name, start):
    open_consultation()
    answer = as_lead.get(KIT + piece)
    assert answer.mimetype == kind
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.data.startswith(start)


def test_the_code_alone_is_that_of_the_address(as_lead):
    open_consultation(languages=FOUR)
    assert as_lead.get(f"/ar{KIT}code/").data == qr.png(f"{BASE}/ar/consultations/evenings/")


@pytest.mark.parametrize("prefix", ["", "/ar", "/bn"])
def test_the_picture_is_sound_and_what_staff_typed_is_never_markup(as_lead, prefix):
    open_consultation(languages=FOUR, words={"title": "<script>alert(1)</script> & more"})
    root = ET.fromstring(as_lead.get(f"{prefix}{KIT}picture/svg/").data)  # noqa: S314 - our own
    tags = {each.tag.partition("}")[2] for each in root.iter()}
    assert "script" not in tags
    assert (root.get("width"), root.get("height")) == ("1200", "630")
    texts = [each.text for each in root.iter() if each.tag.endswith("}text")]
    assert any("alert(1)" in text for text in texts)
    address = next(each for each in reversed(list(root.iter())) if each.tag.endswith("}text"))
    assert address.text == f"127.0.0.1:5000{prefix}/consultations/evenings/"
    assert address.get("direction") == "ltr"
    assert ("style" in tags) is (prefix != "")  # letters that many devices lack travel along


def test_the_picture_is_a_png_where_every_letter_can_be_drawn(as_lead):
    open_consultation(languages=FOUR)
    made = Image.open(io.BytesIO(as_lead.get(f"/es{KIT}picture/png/").data))
    assert made.size == (1200, 630)
    assert as_lead.get(f"/bn{KIT}picture/png/").status_code == 404
    wording.put(actor=None, subject=draft_consultation("b"), texts={"title": "কখন"})
    assert as_lead.get("/desk/consultations/b/kit/picture/png/").status_code == 404


def test_words_to_send_name_every_language(as_lead):
    open_consultation(languages=FOUR)
    page = said(as_lead.get(f"/es{KIT}words/"))
    assert f"{TITLE} (es)" in page
    assert f"العربية: {BASE}/ar/consultations/evenings/" in page
    assert f"English: {BASE}/consultations/evenings/" in page
    assert page.count(f"{BASE}/es/consultations/evenings/") == 2


def test_without_the_library_no_pdf_is_offered(as_lead, monkeypatch):
    open_consultation()
    monkeypatch.setattr(pdf, "find_spec", lambda _name: None)
    page = said(as_lead.get(KIT))
    assert "Poster as PDF" not in page
    assert "PDF is not set up here." in page
    assert as_lead.get(f"{KIT}poster/pdf/").status_code == 404


def test_the_desk_page_leads_to_the_kit(as_lead):
    open_consultation()
    assert f'href="{KIT}"' in said(as_lead.get("/desk/consultations/evenings/"))


def test_the_kit_is_kept_short_of_statements(as_lead):
    open_consultation(languages=FOUR)
    draft_consultation("b", languages=FOUR)
    for address in (KIT, f"{KIT}languages/", "/desk/consultations/b/kit/"):
        as_lead.get(address)
        with counted() as seen:
            as_lead.get(address)
        assert len(seen) <= 12, seen


def test_told_without_a_scheme_is_what_people_type():
    assert told().address_in_letters == "talk.example.org/consultations/parking/"
    assert replace(told(), address="http://a.org:8000/x/").address_in_letters == "a.org:8000/x/"
