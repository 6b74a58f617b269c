"""Words, days and numbers in the reader's language."""

from datetime import UTC, date, datetime

import pytest
from babel.support import Translations
from flask import g

from engage.core import i18n

pytestmark = pytest.mark.once


def reading(app, language="en_GB", variant=""):
    return app.test_request_context(
        "/", environ_overrides={"engage.language": language, "engage.variant": variant}
    )


class Catalogue(Translations):
    """A catalogue that turns words round."""

    def ugettext(self, message):
        return message[::-1]

    def ungettext(self, one, many, num):
        return (one if num == 1 else many).upper().replace("%(NUM)S", "%(num)s")


def test_english_is_first_and_stands_at_the_root():
    first, *others = i18n.shipped()
    assert (first.code, first.prefix, first.html_lang) == ("en_GB", "", "en-GB")
    assert [language.prefix for language in others][:4] == ["/es", "/pt", "/zh-Hans", "/ro"]
    assert len(others) == 14
    assert i18n.languages()["zh_Hans"].prefix == "/zh-Hans"
    assert i18n.languages()["ar"].dir == "rtl"


def test_outside_a_request_it_is_plain_english():
    assert i18n.reader_language().code == "en_GB"
    assert i18n.reader_variant() == ""
    assert i18n._("Sign in") == "Sign in"


def test_the_address_says_language_and_variant(app):
    with reading(app, "ar", "easy-read"):
        assert i18n.reader_language().autonym == "العربية"
        assert i18n.reader_variant() == "easy-read"


def test_words_take_their_values():
    assert i18n._("Closes on %(day)s", day="Monday") == "Closes on Monday"
    assert i18n._("100%") == "100%"
    assert i18n._d("Move on to: %(stage)s", stage="Open") == "Move on to: Open"
    assert i18n._dl("Draft") == "Draft"


def test_a_catalogue_is_looked_up_once_for_a_request(app, monkeypatch):
    asked = []
    monkeypatch.setattr(i18n, "_catalogue", lambda code: asked.append(code) or Catalogue())
    with reading(app, "es"):
        assert i18n._("abc") == "cba"
        assert i18n.ngettext("%(num)s day", "%(num)s days", 2) == "2 DAYS"
        assert asked == ["es"]


def test_a_catalogue_that_is_not_there_leaves_the_english(app):
    with reading(app, "ne"):
        assert i18n._("no catalogue has this sentence") == "no catalogue has this sentence"


def test_lazy_words_are_said_in_the_language_of_whoever_reads_them(app, monkeypatch):
    word = i18n._l("Closes on %(day)s", day="Monday")
    assert str(word) == "Closes on Monday"
    monkeypatch.setattr(i18n, "_catalogue", lambda _code: Catalogue({}))
    with reading(app, "es"):
        g.catalogue = type("C", (), {"ugettext": staticmethod(lambda _said: "El %(day)s")})()
        assert str(word) == "El Monday"


def test_a_template_says_the_words_of_the_catalogue(app, monkeypatch):
    monkeypatch.setattr(i18n, "_catalogue", lambda _code: Catalogue())
    with reading(app, "es"):
        said = app.jinja_env.from_string(
            '{{ _("abc") }} {{ ngettext("%(num)s day", "%(num)s days", 3) }}'
        ).render()
    assert said == "cba 3 DAYS"


def test_a_template_counts_in_english(app):
    with reading(app):
        template = app.jinja_env.from_string('{{ ngettext("%(num)s day", "%(num)s days", n) }}')
        assert [template.render(n=n) for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]


@pytest.mark.parametrize(("num", "said"), [(0, "0 days"), (1, "1 day"), (1200, "1,200 days")])
def test_sentences_that_count_have_the_number_in_the_readers_way(num, said):
    assert i18n.ngettext("%(num)s day", "%(num)s days", num) == said


@pytest.mark.parametrize(
    ("language", "style", "said"),
    [
        ("en_GB", "long", "22 November 2026"),
        ("en_GB", "weekday", "Sunday 22 November 2026"),
        ("es", "long", "22 de noviembre de 2026"),
        ("es", "weekday", "domingo, 22 de noviembre de 2026"),
        ("bn", "long", "২২ নভেম্বর, ২০২৬"),
        ("pl", "long", "22 listopada 2026"),
        ("zh_Hans", "long", "2026年11月22日"),
        ("ta", "long", "22 நவம்பர், 2026"),
        ("vi", "long", "22 tháng 11, 2026"),
    ],
)
def test_a_day_is_written_as_the_language_writes_it(app, language, style, said):
    with reading(app, language):
        assert i18n.format_day(date(2026, 11, 22), style) == said


def test_a_moment_is_shown_as_the_day_in_london():
    assert i18n.format_day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026"


@pytest.mark.parametrize(
    ("language", "said"), [("en_GB", "1,234.5"), ("es", "1.234,5"), ("bn", "১,২৩৪.৫")]
)
def test_a_number_has_the_readers_own_separators(app, language, said):
    with reading(app, language):
        assert i18n.format_number(1234.5) == said
        assert i18n.format_number(1234.5) == said, "the second time too"
