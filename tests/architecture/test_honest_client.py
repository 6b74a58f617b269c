"""The honest client catches each kind of fault."""

import pytest

from tests.honest import PageFault, judge

GOOD = """<!DOCTYPE html>
<html lang="en-GB" dir="ltr"><head><title>Hello – Engage</title></head>
<body><h1>Hello</h1>{}</body></html>"""


def test_a_good_page_passes() -> None:
    judge(GOOD.format('<label for="a">A</label><input id="a" name="a">'), public=True)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (GOOD.format("").replace("<title>Hello", "<title>Bye"), "the title"),
        (GOOD.format("<h1>Again</h1>"), "one h1"),
        (GOOD.format("").replace(' dir="ltr"', ""), "its direction"),
        (GOOD.format('<p id="a"></p><p id="a"></p>'), "ids stand twice"),
        (GOOD.format('<input name="a">'), "without a label"),
        (GOOD.format('<label for="b">B</label>'), "a label for nothing"),
        (GOOD.format('<form method="post"></form>'), "without its token"),
        (GOOD.format("<script></script>"), "without a nonce"),
        (GOOD.format('<p style="color: red">x</p>'), "inline"),
        (GOOD.format("<p>don't</p>"), "straight apostrophe"),
        (GOOD.format("<p>%(num)s left</p>"), "unfilled"),
        (GOOD.format("<p><div></p>"), "line"),
        (GOOD.format('<div class="govuk-error-summary"></div>'), "the title"),
    ],
)
def test_a_fault_is_caught(page: str, said: str) -> None:
    with pytest.raises(PageFault, match=said):
        judge(page, public=False)
