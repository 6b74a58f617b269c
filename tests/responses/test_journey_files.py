"""Files in the journey: sealed like the draft, taken away again, opened on sending, forgotten."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from engage.core import files
from engage.core.clock import days_away
from engage.core.errors import NotFound
from engage.responses import commands, queries, rules
from engage.responses.forms import visit_now
from engage.responses.models import DraftFile, FileUse, Response, ResponseFile, SavedDraft
from engage.responses.queries import drafts as draft_queries
from tests.factories.accounts import SiteFactory
from tests.factories.journey import whole_consultation
from tests.responses.test_views import Visitor

SECRET = b"My own words, in a file."


def picture(kind="JPEG", size=(40, 30), **facts):
    made = io.BytesIO()
    Image.new("RGB", size, "red").save(made, kind, **facts)
    return made.getvalue()


def with_a_place():
    """A picture that says where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif, comment=b"hidden words")


@pytest.fixture
def visitor(database, client):
    SiteFactory()
    whole_consultation()
    return Visitor(client).begin()


def bring(visitor, *sent, typed=None, **kwargs):
    data = {"q-file": [(io.BytesIO(data), name) for name, data in sent], **(typed or {})}
    return visitor.post("3/", data, content_type="multipart/form-data", **kwargs)


def bring_raw(visitor, name, data):
    """The same by hand: a large body that the test client need not put on a disk."""
    fields = {'name="token"': visitor.token.encode(), f'name="q-file"; filename="{name}"': data}
    parts = [
        f"--edge\r\nContent-Disposition: form-data; {field}\r\n\r\n".encode() + value
        for field, value in fields.items()
    ]
    body = b"\r\n".join([*parts, b"--edge--\r\n"])
    kind = "multipart/form-data; boundary=edge"
    return visitor.client.post(f"{visitor.base}3/", data=body, content_type=kind)


def send(visitor):
    return visitor.post("about-you/", {"then": "send"})


def stored(app, folder):
    return sorted((app.config["HOME"] / "files" / folder).glob("*"))


def test_a_file_is_sealed_and_its_name_is_nowhere(visitor, app, database):
    assert bring(visitor, ("my-secret-name.txt", SECRET)).status_code == 303
    (kept,) = stored(app, "drafts")
    assert b"words" not in kept.read_bytes()
    assert "secret" not in kept.name
    row = database.scalars(select(DraftFile)).one()
    assert row.size == len(SECRET)
    assert "my-secret-name.txt" in visitor.get("3/").text
    assert "my-secret-name.txt" in visitor.get("check/").text


def test_on_sending_a_file_is_opened_and_kept_with_the_answer(visitor, app, database):
    bring(visitor, ("words.txt", SECRET))
    assert send(visitor).location.endswith("/done/")
    response = database.scalars(select(Response)).one()
    (kept,) = draft_queries.files_of(response.id)
    assert response.answers["file"] == [str(kept.id)]
    assert (kept.use, kept.question_key, kept.name) == (FileUse.ANSWER, "file", "words.txt")
    assert (kept.media_type, kept.size) == ("text/plain", len(SECRET))
    assert files.stored_bytes(kept.stored) == SECRET
    assert commands.forget_old_drafts() == 0
    assert stored(app, "drafts") == []
    assert database.scalars(select(DraftFile)).all() == []
    assert files.stored_bytes(kept.stored) == SECRET


def test_a_file_is_taken_away_again_for_good(visitor, app, database):
    bring(visitor, ("one.txt", b"one"), ("two.txt", b"two"))
    page = visitor.get("3/").text
    file_id = page.partition('name="q-file.remove" type="checkbox" value="')[2].partition('"')[0]
    assert bring(visitor, typed={"q-file.remove": file_id}).status_code == 303
    page = visitor.get("3/").text
    assert ("one.txt" in page, "two.txt" in page) in {(True, False), (False, True)}
    assert len(stored(app, "drafts")) == 1
    assert len(database.scalars(select(DraftFile)).all()) == 1


def test_another_file_can_be_added_on_the_same_page(visitor):
    more = bring(visitor, ("one.txt", b"one"), typed={"then": "more"})
    assert more.location.endswith("/respond/3/")
    assert bring(visitor, ("two.txt", b"two")).location.endswith("/respond/5/")
    page = visitor.get("check/").text
    assert "one.txt<br>two.txt" in page


def test_too_many_files_are_refused_and_asked_for_again(visitor, app):
    many = [(f"{number}.txt", b"words") for number in range(3)]
    page = bring(visitor, *many)
    assert page.status_code == 422
    assert "Add 2 files or fewer." in page.text
    assert stored(app, "drafts") == []


def test_a_file_with_a_mistake_elsewhere_is_asked_for_again(visitor, app):
    page = bring(visitor, ("one.txt", b"one"), typed={"q-place": "moon"})
    assert page.status_code == 422
    assert "Choose your file again." in page.text
    assert stored(app, "drafts") == []


def test_a_file_over_the_limit_of_the_question_is_refused(visitor, app):
    page = bring_raw(visitor, "big.txt", b"x" * (1024 * 1024 + 1))
    assert page.status_code == 422
    assert "Choose a file smaller than 1 MB." in page.text
    assert stored(app, "drafts") == []


def test_a_picture_loses_what_it_says_of_its_place(visitor, database):
    before = with_a_place()
    assert b"A camera" in before
    bring(visitor, ("me.jpeg", before))
    send(visitor)
    kept = files.stored_bytes(database.scalars(select(ResponseFile)).one().stored)
    with Image.open(io.BytesIO(kept)) as seen:
        assert seen.format == "JPEG"
        assert not dict(seen.getexif())
    assert b"A camera" not in kept
    assert b"hidden words" not in kept


def test_a_form_without_its_token_makes_us_read_no_file(visitor, app, monkeypatch):
    monkeypatch.setattr(rules, "check_upload", lambda *_given: pytest.fail("a file was read"))
    assert bring(visitor, ("a.txt", b"a"), typed={"token": "forged"}).status_code == 400
    files = {"q-file": (io.BytesIO(b"a"), "a.txt")}
    kind = "multipart/form-data"
    assert visitor.client.get(f"{visitor.base}3/", data=files, content_type=kind).status_code == 200


def test_more_bytes_than_a_page_may_bring_are_refused(visitor, app):
    page = bring_raw(visitor, "big.pdf", b"%PDF-" + b"x" * 23 * 1024 * 1024)
    assert page.status_code == 413
    assert stored(app, "drafts") == []


def test_a_page_brings_so_many_files_and_no_more(visitor, app):
    page = bring(visitor, *[(f"{number}.txt", b"words") for number in range(13)])
    assert page.status_code == 422
    assert "Send fewer files at once." in page.text


def test_a_sealed_file_that_is_lost_is_asked_for_again(visitor, app, database):
    bring(visitor, ("one.txt", b"one"))
    stored(app, "drafts")[0].unlink()
    assert send(visitor).status_code == 400
    assert database.scalars(select(Response)).all() == []


def test_a_sealed_file_opens_with_its_own_key_and_id_only():
    visit, other = rules.new_visit(), rules.new_visit()
    sealed = rules.seal_file(visit, "one", SECRET)
    assert rules.open_file(visit, "one", sealed) == SECRET
    assert rules.open_file(visit, "two", sealed) is None
    assert rules.open_file(other, "one", sealed) is None
    assert rules.open_file(visit, "one", b"") is None


def test_old_unfinished_answers_go_four_weeks_after_closing_with_their_files(
    visitor, app, database
):
    bring(visitor, ("one.txt", b"one"))
    with days_away(48):
        assert commands.forget_old_drafts() == 0
    with days_away(49):
        assert commands.forget_old_drafts() == 1
        assert commands.forget_old_drafts() == 0
    assert stored(app, "drafts") == []
    assert database.scalars(select(SavedDraft)).all() == []
    assert database.scalars(select(DraftFile)).all() == []
    assert visitor.get("3/").location.endswith("/respond/")


def test_a_receipt_is_not_forgotten_with_unfinished_answers(visitor, database):
    send(visitor)
    with days_away(60):
        assert commands.forget_old_drafts() == 0
    assert visitor.get("done/").status_code == 200


def test_nothing_is_forgotten_twice_when_a_file_is_gone_already(visitor, app, database):
    bring(visitor, ("one.txt", b"one"))
    stored(app, "drafts")[0].unlink()
    with days_away(49):
        assert commands.forget_old_drafts() == 1


def test_dropping_a_file_that_is_not_there_changes_nothing(visitor, app, database):
    bring(visitor, ("one.txt", b"one"))
    kept = visitor.client.get_cookie("engage-answer-evenings").value
    with app.test_request_context(headers={"Cookie": f"engage-answer-evenings={kept}"}):
        visit = visit_now("evenings")
    draft = queries.draft(visit)
    commands.drop_file(draft=draft, file_id="unheard")
    assert len(draft.files) == 1
    with pytest.raises(NotFound):
        files.stored_bytes("drafts/unheard.sealed")
