"""Text made safe, made plain, cut into words and sentences, folded."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core import text
from engage.core.errors import RuleBroken

CUT = [
    ("en_GB", "", []),
    ("en_GB", "!!! ... ?", []),
    ("en_GB", "Yes.", ["Yes."]),
    ("en_GB", "No stop at all", ["No stop at all"]),
    ("en_GB", "Is it? It is! Good.", ["Is it?", "It is!", "Good."]),
    (
        "en_GB",
        "Mr. Patel sees Dr. Shah at 9.30 a.m. They talk.",
        ["Mr. Patel sees Dr. Shah at 9.30 a.m.", "They talk."],
    ),
    ("en_GB", "We open at 9 a.m. on Monday.", ["We open at 9 a.m. on Monday."]),
    ("en_GB", "Bring fruit, e.g. apples. Thank you.", ["Bring fruit, e.g. apples.", "Thank you."]),
    ("en_GB", "It costs £3.50. See 4.2 below.", ["It costs £3.50.", "See 4.2 below."]),
    ("en_GB", "Ask J. Smith. She knows.", ["Ask J. Smith.", "She knows."]),
    ("en_GB", "J. Smith came.", ["J. Smith came."]),
    ("en_GB", "Eat vitamin C. We do.", ["Eat vitamin C.", "We do."]),
    ("en_GB", "Choose plan B. We like it.", ["Choose plan B.", "We like it."]),
    ("en_GB", "So do I. So does he.", ["So do I.", "So does he."]),
    (
        "en_GB",
        "No. 5 is shut. I said no. Then I left.",
        ["No. 5 is shut.", "I said no.", "Then I left."],
    ),
    ("en_GB", "“Why?” she asked. “So!” He left.", ["“Why?” she asked.", "“So!”", "He left."]),
    ("en_GB", "Wait... then go. Wait… Then go.", ["Wait... then go.", "Wait…", "Then go."]),
    ("en_GB", "Go (see page 2.) Then stop.", ["Go (see page 2.)", "Then stop."]),
    ("en_GB", "See www.example.org/a.b now. Go.", ["See www.example.org/a.b now.", "Go."]),
    ("en_GB", "A title\n\nThe text.", ["A title", "The text."]),
    ("en_GB", "You can:\n- ring us\n- write\n• call", ["You can:", "ring us", "write", "call"]),
    ("en_GB", "1. Go\n2) Stop\n(a) Wait\niv. Sing", ["Go", "Stop", "Wait", "Sing"]),
    ("en_GB", "One line.\r\nTwo\u2028Three\n \nFour", ["One line.", "Two", "Three", "Four"]),
    (
        "en_GB",
        "This line is so long that whoever wrote it had to break it before\nits end. Next.",
        ["This line is so long that whoever wrote it had to break it before its end.", "Next."],
    ),
    ("en_GB", "a short line\nanother short line", ["a short line", "another short line"]),
    ("en_GB", "typed in haste. like this.", ["typed in haste.", "like this."]),
    (
        "es",
        "¿Vendrá? ¡Sí! El Sr. López vive aquí.",
        ["¿Vendrá?", "¡Sí!", "El Sr. López vive aquí."],
    ),
    ("de", "Wir öffnen am 5. Mai. Kommen Sie.", ["Wir öffnen am 5. Mai.", "Kommen Sie."]),
    ("en_GB", "We are 5. May I come?", ["We are 5.", "May I come?"]),
    ("bn", "আমরা শুনতে চাই। আপনি কি আসবেন? হ্যাঁ।", ["আমরা শুনতে চাই।", "আপনি কি আসবেন?", "হ্যাঁ।"]),
    ("ne", "हामी सुन्छौं।तपाईं आउनुहोस्।", ["हामी सुन्छौं।", "तपाईं आउनुहोस्।"]),
    ("ar", "نريد أن نسمع منك. هل ستأتي؟ نعم!", ["نريد أن نسمع منك.", "هل ستأتي؟", "نعم!"]),
    ("ur", "ہم سننا چاہتے ہیں۔ کیا آپ آئیں گے؟", ["ہم سننا چاہتے ہیں۔", "کیا آپ آئیں گے؟"]),
    ("zh_Hans", "我们想听您的意见。您会来吗？会！", ["我们想听您的意见。", "您会来吗？", "会！"]),
    ("ti", "ሰላም ይኹን። ደሓን ዲኻ፧", ["ሰላም ይኹን።", "ደሓን ዲኻ፧"]),
]


@pytest.mark.parametrize(("language", "given_text", "expected"), CUT)
def test_a_text_is_cut_where_a_reader_would_stop(language, given_text, expected):
    assert text.sentences(given_text, language) == expected


@given(st.text(max_size=400))
def test_sentences_of_any_text_stand_in_order_and_apart_and_hold_a_word(any_text):
    spans = text.sentence_spans(any_text)
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(any(c.isalnum() for c in any_text[s.start : s.end]) for s in spans)


_PIECES = ["Ab", "bA", "1", " ", ".", "!", "?", "\n", "-", "“", "”"]


@given(st.lists(st.sampled_from(_PIECES), max_size=120).map("".join))
def test_no_word_is_lost_between_sentences(any_text):
    # A letter alone with a stop ("b. ") marks a line of a list and is left out; words never are.
    kept = "".join(any_text[s.start : s.end] for s in text.sentence_spans(any_text))
    assert kept.count("A") == any_text.count("A")
    assert kept.count("b") == any_text.count("b")


def test_a_short_line_alone_is_a_heading_and_a_list_line_is_not():
    spans = text.sentence_spans("Have your say\nWe want to hear.\n- a point\nYou can:")
    assert [span.heading for span in spans] == [True, False, False, False]


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("Co-design costs £1,400 at 9.30.", ["Co-design", "costs", "1,400", "at", "9.30"]),
        ("A&E, e.g. can’t or it's", ["A&E", "e.g.", "can’t", "or", "it's"]),
        ("‘quoted’ dogs’ beds -dash-", ["quoted", "dogs", "beds", "dash"]),
        ("আমরা শুনতে চাই।", ["আমরা", "শুনতে", "চাই"]),
        ("我们想听GP服务", ["我们", "想听", "GP", "服务"]),
        ("", []),
    ],
)
def test_words_keep_their_inner_signs(given_text, expected):
    assert text.words(given_text) == expected


CLEANED = [
    ("<p>Hi <b>you</b></p>", "<p>Hi <b>you</b></p>"),
    ("<script>alert(1)</script>after", "after"),
    ("a<SCRIPT src=x>b", "a"),
    ("a<script>b</script", "a"),
    ('<p onclick="x()">Hi</p>', "<p>Hi</p>"),
    ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
    ('<a href="https://example.org">a</a>', '<a href="https://example.org">a</a>'),
    ("<!-- secret -->seen", "seen"),
    ("<style>p{}</style>x", "x"),
    ("5 < 6 & 7", "5 &lt; 6 &amp; 7"),
    ("İ<script>b</script>", "İ"),
]


@pytest.mark.parametrize(("html", "expected"), CLEANED)
def test_only_harmless_html_is_left(html, expected):
    assert text.clean_html(html) == expected


def test_html_that_is_too_long_or_too_deep_is_refused_before_it_is_cleaned():
    with pytest.raises(RuleBroken, match="shorter"):
        text.clean_html("a" * (text.MAX_HTML + 1))
    with pytest.raises(RuleBroken, match="again"):
        text.clean_html("<b>" * 51 + "x")
    assert text.clean_html("<p>x</p><br>" * 100).startswith("<p>")


@given(st.text(alphabet="<>/abscript\"'= onclk&;!-", max_size=120))
def test_cleaned_html_never_holds_a_script_or_a_handler(html):
    clean = text.clean_html(html).lower()
    assert "<script" not in clean
    assert text.clean_html(clean) == text.clean_html(text.clean_html(clean))


def test_stored_html_is_shown_as_it_is():
    assert text.shown("<b>x</b>").__html__() == "<b>x</b>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>A &amp; B</p><ul><li>c</li><li>d</li></ul>", "A & B\nc\nd"),
        ("one<br>two <i>three</i>", "one\ntwo three"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("x<script>y</script>", "x"),
        ("", ""),
    ],
)
def test_plain_text_has_a_line_for_each_block(html, expected):
    assert text.plain_text(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("a < b and c > d", "a < b and c > d"),
        ('<a title="a > b">x</a>y', "xy"),
        ("<a title=don't>x</a>y", "xy"),
        ("a<!-- <p> -->b<!-->c", "abc"),
        ("a<!-- b", "a<!-- b"),
        ("1 &lt; 2", "1 < 2"),
        ("a<p", "a<p"),
    ],
)
def test_plain_text_of_odd_html_keeps_the_words(html, expected):
    assert text.plain_text(html) == expected


@pytest.mark.parametrize("piece", ["<a ", "<a", "<!--", "<!-- >", "<p a='", "<p a='>", "<", "</a "])
def test_plain_text_of_hostile_html_takes_no_time(piece):
    begun = time.perf_counter()
    text.plain_text(piece * 100_000)
    assert time.perf_counter() - begun < 5


def test_a_fingerprint_is_of_the_words_and_not_of_how_they_are_stored():
    assert text.fingerprint("é") == text.fingerprint("e\u0301")
    assert text.fingerprint("a") != text.fingerprint("a ")
    assert len(text.fingerprint("")) == 64


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ÉCOLE", "ecole"),
        ("Straße", "STRASSE"),
        ("ＡＢ", "ab"),
        ("مَرحبا", "مرحبا"),
        ("İstanbul", "istanbul"),
        ("ışık", "isik"),
        ("Łódź", "lodz"),
        ("Đà Nẵng", "da nang"),
        ("œuvre", "oeuvre"),
        ("știință", "stiinta"),
        ("مدرسة", "مدرسه"),
        ("إلى", "الي"),
    ],
)
def test_folded_texts_meet(one, other):
    assert text.fold(one) == text.fold(other)


def test_vowel_signs_of_indic_scripts_are_not_accents():
    assert text.fold("কি") != text.fold("ক")


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once_for_composed_latin(any_text):
    once = text.fold(any_text)
    assert unicodedata.is_normalized("NFKC", once)


@pytest.mark.parametrize(
    "bad",
    ["!" * 20_000 + "x", "a." * 10_000, "- " * 10_000, "A." * 10_000, "\n" * 20_000, "’" * 20_000],
)
def test_no_text_takes_long_to_cut(bad):
    before = time.process_time()
    text.sentence_spans(bad)
    text.words(bad)
    assert time.process_time() - before < 1
