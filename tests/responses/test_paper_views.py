"""Paper at the desk: order and print forms, key them, key some again, settle; and for everybody."""

import re
import zlib
from contextlib import suppress

import pytest
from sqlalchemy import select

from engage.consultations.models import MediaKind
from engage.core.formats import pdf
from engage.core.i18n import format_day, languages
from engage.paths import STATIC
from engage.responses import tasks
from engage.responses.models import Keying, PaperBatch, Response, SavedDraft
from engage.responses.queries import paper as queries
from tests.factories.accounts import SiteFactory
from tests.factories.arrivals import keyed_form, printed_batch
from tests.factories.consultations import draft_consultation, open_consultation
from tests.factories.formats import add, with_easy_read
from tests.factories.responses import ANSWERS, begun
from tests.responses.test_entry_views import PDF, TYPED, scan

DESK = "/desk/consultations/evenings/paper/"
PUBLIC = "/consultations/evenings/paper/"


@pytest.fixture
def asked(database):
    SiteFactory()
    return open_consultation(
        languages=("en_GB", "es", "ar"), post="Freepost CARE TOGETHER", phone="020 7946 0100"
    )


def made(client, database, size="2", language="en_GB", variant=""):
    """Order forms on the page, and let the clock make their codes."""
    answer = client.send(DESK, {"size": size, "language": language, "variant": variant})
    database.commit()
    tasks.make_printed_codes()
    database.commit()
    return answer.location


def key(client, number="1", address=f"{DESK}1/key/", **more):
    page = client.get(address).text
    once = re.search(r'name="key"[^>]*value="([0-9a-f]+)"', page)[1]
    day = re.search(r'name="received_on"[^>]*value="([0-9-]+)"', page)[1]
    typed = {"key": once, "received_on": day, "kind": "individual", "permission": "no"}
    typed |= {"age_group": "adult", "number": number, **TYPED, **more}
    return client.send(address, typed)


def test_anybody_can_print_the_form_without_a_code(asked, client):
    page = client.get(PUBLIC)
    for words in (
        "Freepost CARE TOGETHER",
        "020 7946 0100",
        "<strong>A</strong> North",
        "Who is answering?",
    ):
        assert words in page.text
    assert "Your code" not in page.text
    assert "eg-qr" not in page.text
    assert "Set-Cookie" not in page.headers
    assert f'href="{PUBLIC}"' in client.get("/consultations/evenings/").text


@pytest.mark.parametrize(("prefix", "lang"), [("/es", "es"), ("/ar", "ar")])
def test_the_form_is_printed_in_each_language(asked, client, prefix, lang):
    page = client.get(prefix + PUBLIC).text
    assert f"Where? ({lang})" in page
    assert f'dir="{languages()[lang].dir}"' in page


def test_a_phone_number_on_paper_is_told_its_direction(asked, client):
    """What makes the PDF turns the groups of a number round where it must guess."""
    assert '<bdi dir="ltr">020 7946 0100</bdi>' in client.get(f"/ar{PUBLIC}").text


def test_a_draft_has_no_paper_form(database, client):
    SiteFactory()
    draft_consultation("hidden")
    assert client.get("/consultations/hidden/paper/").status_code == 404
    assert client.get("/consultations/hidden/paper/pdf/").status_code == 404


def unpacked(data):
    """A PDF with the parts that are packed in it laid open."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)
    found = [data]
    for each in packed:
        with suppress(zlib.error):
            found.append(zlib.decompress(each))
    return b"".join(found)


@pytest.mark.once
@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_the_form_is_a_pdf_that_a_screen_reader_can_read(asked, client, prefix):
    answer = client.get(f"{prefix}{PUBLIC}pdf/")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    whole = unpacked(answer.data)
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang", b"pdfuaid:part"):
        assert mark in whole
    assert (b"/Lang (ar)" in whole) is (prefix == "/ar")
    assert client.get(f"{prefix}{PUBLIC}pdf/").data == answer.data


@pytest.mark.once
def test_a_text_of_ours_never_makes_the_pdf_fetch_an_address():
    page = '<html lang="en"><title>x</title><img src="http://127.0.0.1:9/x.png" alt="x">'
    page += '<img src="file:///etc/passwd" alt="y"><h1>x</h1></html>'
    assert b"root:" not in pdf.pdf(page, STATIC.parent)


def test_without_the_library_there_is_no_pdf_and_no_link(asked, client, as_lead, monkeypatch):
    monkeypatch.setattr(pdf, "can_make", lambda: False)
    assert client.get(f"{PUBLIC}pdf/").status_code == 404
    assert "PDF" not in client.get(PUBLIC).text
    assert as_lead.get(f"{DESK}1/print/pdf/").status_code == 404


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ("0", "from 1 to 500"),
        ("501", "from 1 to 500"),
        ("many", "from 1 to 500"),
        ("", "Enter how many"),
    ],
)
def test_a_wrong_order_is_told(asked, as_lead, database, size, said):
    assert said in as_lead.send(DESK, {"size": size, "language": "en_GB"}).text
    assert database.query(PaperBatch).count() == 0


def test_a_batch_is_printed_once_with_numbers_codes_and_a_square(asked, as_lead, database):
    here = made(as_lead, database)
    assert here == f"{DESK}1/"
    page = as_lead.get(here).text
    assert f'href="{DESK}1/print/?part=1"' in page
    sheets = as_lead.get(f"{here}print/?part=1")
    assert sheets.headers["Cache-Control"] == "no-store"
    assert sheets.text.count("eg-qr") == 2
    until = format_day(asked.closes_on, "weekday")
    assert sheets.text.count(f"You can answer online with it until {until}.") == 2
    for name in (">1-001<", ">1-002<", "/continue/"):
        assert name in sheets.text
    assert as_lead.get(f"{here}print/?part=9").status_code == 404
    assert as_lead.send(here, to=f"{here}printed/").status_code == 302
    assert "Their codes stand on paper and nowhere else." in as_lead.get(here).text
    assert as_lead.get(f"{here}print/").status_code == 404


def test_a_batch_in_arabic_is_printed_in_arabic(asked, as_lead, database):
    here = made(as_lead, database, "1", "ar")
    page = as_lead.get(here).text
    assert f'href="/ar{here}print/?part=1"' in page
    sheet = as_lead.get(f"/ar{here}print/?part=1").text
    assert 'dir="rtl"' in sheet
    assert "/ar/continue/" in sheet
    assert "Where? (ar)" in sheet


@pytest.mark.once
def test_a_batch_is_a_pdf_too(asked, as_lead, database):
    here = made(as_lead, database, "1")
    assert as_lead.get(f"{here}print/pdf/").data.startswith(b"%PDF-")


def test_an_easy_read_form_has_its_words_pictures_letters_and_address(asked, as_lead, database):
    row = with_easy_read(asked)
    picture = add(asked, row, MediaKind.PICTURE, place="where")
    here = made(as_lead, database, "1", variant="easy-read")
    assert as_lead.get(f"{here}print/?part=1").location == f"/easy-read{here}print/?part=1"
    sheet = as_lead.get(f"/easy-read{here}print/?part=1").text
    for words in (
        "Easy: Where?",
        "<strong>A</strong> Easy: North",
        "/easy-read/continue/</bdi>",
        f'src="/easy-read/consultations/evenings/formats/{picture.id}/" alt="A clinic with',
    ):
        assert words in sheet
    assert ">Where?" not in sheet
    batch = as_lead.get(here).text
    assert f'href="/easy-read{here}print/pdf/?part=1"' in batch
    assert "Easy Read" in batch
    assert database.query(SavedDraft).one().variant == "easy-read"


def test_an_easy_read_form_is_keyed_in_its_words_and_kept_with_its_format(
    asked, as_analyst, as_lead, database
):
    with_easy_read(asked)
    printed_batch(asked, 2, variant="easy-read")
    page = as_analyst.get(f"{DESK}1/key/?by=letters").text
    assert "<strong>A</strong> Easy: North" in page
    assert '<option selected value="easy-read">' in page
    key(as_analyst, "2", f"{DESK}1/key/?by=letters", **{"l-where": "C", "variant": ""})
    response = database.scalars(select(Response)).one()
    assert (response.variant, response.answers["where"]) == ("easy-read", "where_2")
    as_analyst.send(f"{DESK}1/", to=f"{DESK}1/draw/")
    assert "Easy: Where?" in as_lead.get(f"{DESK}1/again/{response.reference}/").text


def test_a_form_without_a_number_is_keyed_in_the_easy_read_words(asked, as_analyst, database):
    with_easy_read(asked)
    plain = as_analyst.get(f"{DESK}0/key/").text
    assert f'href="{DESK}0/key/?language=en_GB&amp;format=easy-read"' in plain
    address = f"{DESK}0/key/?language=en_GB&format=easy-read"
    assert "Easy: Where?" in as_analyst.get(address).text
    assert "Easy:" not in as_analyst.get(f"{DESK}0/key/?language=es&format=easy-read").text
    key(as_analyst, "", address, variant="easy-read")
    assert database.scalars(select(Response)).one().variant == "easy-read"


@pytest.mark.parametrize(
    ("language", "variant", "said"),
    [
        ("en_GB", "easy-read", "Easy Read is not ready in English. Choose another format."),
        ("es", "easy-read", "Easy Read is not ready in Spanish. Choose another format."),
        ("en_GB", "bsl", "Choose the format of the form."),
    ],
)
def test_a_format_that_is_not_ready_is_not_printed(
    asked, as_lead, database, language, variant, said
):
    if language == "es":
        with_easy_read(asked)
    order = {"size": "1", "language": language, "variant": variant}
    assert said in as_lead.send(DESK, order).text
    assert database.query(PaperBatch).count() == 0


@pytest.mark.once
def test_a_large_print_form_is_set_anew_in_18_points(asked, client, as_lead, database):
    here = made(as_lead, database, "1", "ar", "large-print")
    assert "/ar/large-print/continue/" in as_lead.get(f"/ar/large-print{here}print/").text
    for address in (f"/ar/large-print{here}print/pdf/", f"/large-print{PUBLIC}pdf/"):
        sizes = re.findall(rb"/\S+ ([0-9.]+) Tf", unpacked(as_lead.get(address).data))
        assert min(map(float, sizes)) * 0.75 >= 18


def test_while_codes_are_made_the_page_says_so(asked, as_lead):
    here = as_lead.send(DESK, {"size": "5", "language": "es"}).location
    assert "We are making the codes: 0 of 5." in as_lead.get(here).text
    assert as_lead.send(here, to=f"{here}printed/").status_code == 400


def test_the_code_on_paper_goes_on_online(asked, as_lead, client, database):
    made(as_lead, database, "1")
    sheet = as_lead.get(f"{DESK}1/print/").text
    words = re.search(r'eg-code">([^<]+)<', sheet)[1]
    answer = client.post("/continue/", data={"code": words})
    assert answer.location.endswith("/consultations/evenings/respond/1/")
    assert "Where?" in client.get("/consultations/evenings/respond/1/").text


def test_a_form_that_came_back_is_keyed_with_its_scan(asked, as_analyst, database):
    printed_batch(asked, 2)
    assert "Key a form of batch 1" in as_analyst.get(f"{DESK}1/key/").text
    answer = key(as_analyst, "2", scan=scan())
    response = database.scalars(select(Response)).one()
    assert answer.location.endswith(f"/entered/{response.reference}/about-you/")
    assert database.query(Keying).one().batch_id == queries.batch(asked.id, 1).id
    page = as_analyst.get(f"/desk/consultations/evenings/entered/{response.reference}/").text
    assert "form.pdf" in page
    assert PDF.decode() not in page


@pytest.mark.parametrize("number", ["", "9", "two", "-1"])
def test_a_number_that_was_not_printed_is_told_and_nothing_is_lost(
    asked, as_analyst, database, number
):
    printed_batch(asked, 2)
    page = key(as_analyst, number)
    assert "Enter the number on the form, from 1 to 2." in page.text
    assert "It’s dark." in page.text
    assert database.scalars(select(Response)).all() == []


def test_a_form_without_a_number_is_keyed_in_any_language(asked, as_analyst, database):
    address = f"{DESK}0/key/?language=es"
    assert "Where? (es)" in as_analyst.get(address).text
    assert key(as_analyst, "", address).status_code == 302
    assert database.scalars(select(Response)).one().language == "es"
    assert "Forms without a number" in as_analyst.get(DESK).text
    assert as_analyst.get(f"{DESK}0/").status_code == 200
    assert as_analyst.get(f"{DESK}7/key/").status_code == 404


@pytest.mark.parametrize("path", ["", "print/", "key/", "again/ABC/", "settle/ABC/"])
def test_a_batch_that_is_none_is_not_found(asked, as_lead, path):
    for number in (9, 10**18):
        assert as_lead.get(f"{DESK}{number}/{path}").status_code == 404


def test_two_clicks_key_one_form(asked, as_analyst, database):
    printed_batch(asked, 2)
    first, second = (key(as_analyst, "1", key="0a0a") for _click in range(2))
    assert first.location == second.location
    assert len(database.scalars(select(Response)).all()) == 1


def test_a_second_person_keys_blind_and_a_difference_is_settled(
    asked, as_analyst, as_lead, database
):
    batch, _codes = printed_batch(asked, 2)
    response = keyed_form(asked, batch, 1, actor=as_analyst.account)
    assert as_analyst.send(f"{DESK}1/", to=f"{DESK}1/draw/").status_code == 302
    assert "A colleague keys it again." in as_analyst.get(f"{DESK}1/").text
    here = f"{DESK}1/again/{response.reference}/"
    assert f'href="{here}"' in as_lead.get(f"{DESK}1/").text
    blind = as_lead.get(here).text
    assert "The bus stops at eight." not in blind
    assert " checked" not in blind
    typed = {"q-where": "where_1", "q-times": ["times_0", "times_2"], "q-bus": "agree"}
    typed |= {"q-hard": ANSWERS["hard"], "q-street": "market place", "q-postcode": "DA6"}
    answer = as_lead.send(here, typed)
    assert answer.location.endswith(f"/settle/{response.reference}/")
    page = as_lead.get(answer.location).text
    assert "North" in page
    assert "South" in page
    assert page.count("Which is right?") == 1
    assert "Choose which of the two is right" in as_lead.send(answer.location, {}).text
    done = as_lead.send(answer.location, {"way-where": "anew", "q-where": "where_2"})
    assert done.location.endswith("/paper/1/")
    assert response.answers["where"] == "where_2"
    page = as_lead.get(f"{DESK}1/").text
    assert "1 of 6 (16.7%)" in page
    assert "Every form of this batch is keyed twice." in page
    assert as_lead.get(answer.location).status_code == 302


def test_whoever_keys_a_form_can_say_that_it_worries_them(asked, as_analyst, as_lead):
    batch, _codes = printed_batch(asked, 1)
    response = keyed_form(asked, batch, 1, actor=as_analyst.account)
    as_analyst.send(f"{DESK}1/", to=f"{DESK}1/draw/")
    entry = f"/desk/consultations/evenings/entered/{response.reference}/"
    again = f"{DESK}1/again/{response.reference}/"
    as_lead.send(again, {"q-where": "where_2"})
    press = f"/desk/answers/{response.id}/concern/"
    for address in (entry, again, f"{DESK}1/settle/{response.reference}/"):
        assert f'action="{press}"' in as_lead.get(address).text
    as_lead.send(again, {"note": ""}, to=press)
    assert response.held
    assert press not in as_lead.get(entry).text
    assert as_lead.get(again).status_code == 404


def test_whoever_keyed_first_is_told_to_ask_a_colleague(asked, as_analyst, database):
    batch, _codes = printed_batch(asked, 1)
    response = keyed_form(asked, batch, 1, actor=as_analyst.account)
    as_analyst.send(f"{DESK}1/", to=f"{DESK}1/draw/")
    page = as_analyst.send(f"{DESK}1/again/{response.reference}/", {"q-bus": "agree"})
    assert "Ask a colleague to key it again." in page.text
    assert database.query(Keying).one().second_by is None


def test_two_letters_where_one_may_be_chosen_are_told_and_not_halved(asked, as_analyst, database):
    printed_batch(asked, 1)
    page = key(as_analyst, "1", f"{DESK}1/key/?by=letters", **{"l-where": "AB"})
    assert "Choose one of the answers on this page." in page.text
    assert database.scalars(select(Response)).all() == []


def test_a_wrong_letter_in_a_second_keying_is_told(asked, as_analyst, as_lead, database):
    batch, _codes = printed_batch(asked, 1)
    response = keyed_form(asked, batch, 1, actor=as_analyst.account)
    as_lead.send(f"{DESK}1/", to=f"{DESK}1/draw/")
    here = f"{DESK}1/again/{response.reference}/?by=letters"
    assert "Type letters from A to C." in as_lead.send(here, {"l-where": "Z"}).text
    assert as_lead.get(f"{DESK}1/again/NOT-HERE/").status_code == 404


def test_an_empty_draft_of_somebody_else_is_left_alone(asked, database, as_analyst):
    begun(asked)
    printed_batch(asked, 1)
    key(as_analyst, "1")
    assert database.query(SavedDraft).count() == 1


def test_the_other_roles_cannot_print_or_key(asked, as_reader, as_approver):
    for client in (as_reader, as_approver):
        for path in ("", "1/", "1/print/", "1/key/"):
            assert client.get(f"{DESK}{path}").status_code == 403
