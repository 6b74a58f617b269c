"""A plan, its squares and the points on it; and which pictures may be one."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engage.consultations.rules import plans
from engage.core.errors import RuleBroken
from tests.factories.beside import PDF, picture
from tests.responses.test_rules_uploads import png_that_claims

sizes = st.integers(200, 1600).flatmap(
    lambda side: st.tuples(st.just(side), st.integers(max(200, side // 3 + 1), min(1600, 3 * side)))
)
asked = sizes.map(lambda size: plans.AskedPlan("words", *size))


def plan(width=1000, height=500):
    return plans.AskedPlan("words", width, height)


def test_letters_run_across_and_numbers_down():
    assert (plan().columns, plan().rows) == (10, 5)
    assert (plan(500, 1000).columns, plan(500, 1000).rows) == (5, 10)
    assert plan().squares[0] == ["A1", "A2", "A3", "A4", "A5"]
    assert plan().squares[-1][-1] == "J5"


@pytest.mark.parametrize(
    ("point", "square"),
    [
        ("0,0", "A1"),
        ("999,999", "J5"),
        ("1000,1000", "J5"),
        ("250,600", "C4"),
        ("1001,0", ""),
        ("-1,0", ""),
        ("250;600", ""),
        ("٢٥٠,600", ""),
        ("99999999999999999999,1", ""),
        ("250,600\n", ""),
        ("", ""),
    ],
)
def test_a_point_lies_in_one_square_and_what_is_no_point_in_none(point, square):
    assert plan().square(point) == square


@pytest.mark.parametrize("square", ["", "K1", "A6", "A0", "a1", "1A", "A01", "AA1", "A1\n", "A999"])
def test_a_square_that_is_not_there_has_no_middle(square):
    assert plan().middle(square) == ""


@given(asked)
def test_the_middle_of_each_square_lies_in_it(each):
    for square in [one for column in each.squares for one in column]:
        assert each.square(each.middle(square)) == square


@given(asked, st.sampled_from(plans.WIDTHS), st.data())
def test_a_press_anywhere_on_the_plan_is_a_point_in_a_square(each, width, data):
    x = data.draw(st.integers(0, width))
    y = data.draw(st.integers(0 if x else 1, each.shown_height(width)))
    assert each.square(each.pressed(width, str(x), str(y)))


def test_a_press_is_told_in_thousandths_however_wide_the_plan_is_shown():
    assert plan().pressed(240, "60", "60") == "250,500"
    assert plan().pressed(400, "100", "100") == "250,500"
    assert plan().pressed(540, "135", "135") == "250,500"


@pytest.mark.parametrize(
    ("x", "y"),
    [("241", "1"), ("1", "121"), ("-1", "1"), ("a", "1"), ("9" * 40, "1"), ("1.5", "1"), ("", "")],
)
def test_a_press_off_the_plan_is_none(x, y):
    assert plan().pressed(240, x, y) == ""


def test_a_press_by_the_keyboard_has_no_place():
    assert plan().pressed(240, "0", "0") == ""


@pytest.mark.parametrize(("kind", "media"), [("JPEG", "jpeg"), ("PNG", "png"), ("WEBP", "png")])
def test_a_plan_is_drawn_anew_without_what_it_carried(kind, media):
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    drawn = plans.drawn_plan(picture(kind, (3200, 1600), exif=exif))
    assert (drawn.width, drawn.height, drawn.media_type) == (1600, 800, f"image/{media}")
    with Image.open(io.BytesIO(drawn.data)) as again:
        assert not again.getexif()
        assert again.mode == "RGB"


def test_what_is_clear_in_a_plan_becomes_white():
    drawn = plans.drawn_plan(picture("PNG", (300, 300), "RGBA"))
    with Image.open(io.BytesIO(drawn.data)) as again:
        assert again.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "Choose a picture"),
        (PDF, "Choose a picture"),
        (b"RIFF0000AVI ", "Choose a picture"),
        (b"GIF89a", "Choose a picture"),
        (picture()[:200], "could not read"),
        (b"\x89PNG\r\n\x1a\n" + PDF, "could not read"),
        (picture("WEBP")[:40], "could not read"),
        (png_that_claims(60_000, 60_000), "smaller picture"),
        (picture(size=(100, 100)), "bigger picture"),
        (picture(size=(1000, 210)), "long and narrow"),
        (b"\xff\xd8\xff" + b"x" * plans.PLAN_BYTES, "smaller than 10 MB"),
    ],
)
def test_what_is_no_plan_is_refused_with_what_to_do(data, said):
    with pytest.raises(RuleBroken, match=said) as broken:
        plans.drawn_plan(data)
    assert broken.value.field == "file"


def test_a_plan_needs_words():
    with pytest.raises(RuleBroken, match="Say in words"):
        plans.check_plan_words("  ")
    with pytest.raises(RuleBroken, match="2000 characters"):
        plans.check_plan_words("x" * 2001)
