"""Files: told by their content, drawn anew, and refused with what to do."""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from engage.consultations.models import Kind
from engage.core.errors import RuleBroken
from engage.responses import rules
from tests.responses.test_rules import asked

PDF = b"%PDF-1.7\nwords\n%%EOF\n"


def word(*more, size=10):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            packed.writestr(name, b"x" * size)
    return made.getvalue()


def plain_zip():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("a.txt", "words")
    return made.getvalue()


def picture(kind, mode="RGB", size=(20, 10)):
    made = io.BytesIO()
    Image.new(mode, size).save(made, kind)
    return made.getvalue()


def png_that_claims(width, height):
    """The head of a picture that says it is very large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    end = struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", len(head))
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + end
    )


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (PDF, "plan.exe.pdf", "application/pdf"),
        (b"plain words", "a.txt", "text/plain"),
        ("\ufeffé".encode(), "a.txt", "text/plain"),
        (word(), "letter.docx", "application/vnd.openxmlformats-officedocument"),
        (picture("JPEG"), "a.jpg", "image/jpeg"),
        (picture("PNG"), "a.png", "image/png"),
        (picture("PNG", "P"), "a.png", "image/png"),
        (picture("PNG", "LA"), "a.png", "image/png"),
    ],
)
def test_the_kinds_that_are_taken(data, name, kind):
    taken = rules.check_upload(name, data)
    assert taken.media_type.startswith(kind)
    assert taken.name.endswith(f".{taken.ending}")
    assert taken.size == len(taken.data) > 0


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Choose a file that is not empty."),
        (b"x" * (10 * 1024 * 1024 + 1), "Choose a file smaller than 10 MB."),
        (b"MZ\x90\x00\x03 a program", "Choose a PDF, a Word file"),
        (b"GIF89a\x01\x00\x01\x00", "Choose a PDF, a Word file"),
        (plain_zip(), "Choose a PDF, a Word file"),
        (word("word/vbaProject.bin"), "Choose a PDF, a Word file"),
        (b"PK\x03\x04 no more", "Choose a PDF, a Word file"),
        (word(size=60_000_000), "We could not read this file."),
        (word(*(f"word/{number}.xml" for number in range(2_001)), size=1), "We could not read"),
        (b"%PDF-1.7 cut off", "We could not read this file."),
        (b"\xff\xd8\xff\xe0 no picture", "We could not read this picture."),
        (picture("PNG")[:40], "We could not read this picture."),
        (png_that_claims(200_000, 200_000), "Choose a smaller picture."),
        (png_that_claims(6_000, 6_000), "Choose a smaller picture."),
        (picture("JPEG", size=(600, 400))[:-200], "We could not read this picture."),
    ],
)
def test_what_is_refused_says_what_to_do(data, said):
    with pytest.raises(RuleBroken, match=said):
        rules.check_upload("a.pdf", data)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.txt"),
        ("C:\\fakepath\\My letter.txt", "My letter.txt"),
        ("..", "file.txt"),
        ("", "file.txt"),
        (".htaccess", "htaccess.txt"),
        ("a\x00b.txt", "ab.txt"),
        ("\u202etxt.exe", "txt.txt"),
        ("<script>.txt", "script.txt"),
        ("cv.txt\r\nSet-Cookie x", "cv.txt"),
        ("رسالة.txt", "رسالة.txt"),
        ("x" * 500 + ".txt", "x" * 80 + ".txt"),
        ("letter.html", "letter.txt"),
    ],
)
def test_a_name_keeps_nothing_that_leads_astray(name, kept):
    assert rules.check_upload(name, b"words").name == kept


def test_old_plain_text_is_put_right():
    assert rules.check_upload("a.txt", "café".encode("cp1252")).data == "café".encode()
    assert rules.check_upload("a.txt", b"\xef\xbb\xbfwords").data == b"words"


def test_a_large_picture_is_made_smaller():
    taken = rules.check_upload("a.jpg", picture("JPEG", size=(4_000, 1_000)))
    with Image.open(io.BytesIO(taken.data)) as seen:
        assert max(seen.size) == 3_000


@pytest.mark.parametrize(("limit", "most"), [(None, 5), (2, 2), (50, 10)])
def test_the_limit_of_a_question_is_never_more_than_ours(limit, most):
    assert rules.megabytes_of(asked(Kind.FILE, limit=limit)) == most


@settings(max_examples=150)
@given(
    st.sampled_from([b"", b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"]),
    st.binary(max_size=300),
    st.text(max_size=60),
)
def test_whatever_is_sent_is_kept_or_refused_never_a_crash(start, rest, name):
    try:
        taken = rules.check_upload(name, start + rest)
    except RuleBroken:
        return
    assert not set(taken.name) & set("/\\<>\x00\n\r")
    assert len(taken.name) < 100
