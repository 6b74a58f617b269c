"""Words in the reader's language, and days and numbers as that language writes them.

Public words go through `_`, `_l` and `ngettext`; staff words through `_d` and `_dl`, which stay
English. Languages come from the bundled list; which of them the interface speaks is SHIPPED.
"""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from babel.support import LazyProxy, NullTranslations, Translations
from flask import g, has_request_context, request
from flask_babel import Babel

from engage.core.clock import SITE_ZONE
from engage.paths import PACKAGE, TRANSLATIONS

SOURCE = "en_GB"
SHIPPED = (
    *("en_GB", "es", "pt", "zh_Hans", "ro", "pl", "fr", "ta", "ne", "tr", "ar", "bn", "pa", "so"),
    "vi",
)
VARIANTS = ("easy-read", "bsl", "audio", "large-print")
_DIGITS = {"bn": str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")}
_SCRIPTS = {
    "Arabic": "arab",
    "Bengali": "beng",
    "Cyrillic": "cyrl",
    "Devanagari": "deva",
    "Ethiopic": "ethi",
    "Gujarati": "gujr",
    "Gurmukhi": "guru",
    "Han": "hani",
    "Latin": "latn",
    "Tamil": "taml",
}


@dataclass(frozen=True)
class Language:
    """One language: its code in our data, its name in itself, how it runs and in which letters.

    `script` is the code of its letters in ISO 15924, in small letters.
    """

    code: str
    name: str
    autonym: str
    dir: str
    script: str

    @property
    def html_lang(self) -> str:
        """The tag for `lang=` and for addresses: zh-Hans, en-GB."""
        return self.code.replace("_", "-")

    @property
    def prefix(self) -> str:
        """What stands before a path in this language; English stands at the root."""
        return "" if self.code == SOURCE else f"/{self.html_lang}"


def _is_written(row: dict[str, str]) -> bool:
    """Sign languages are not, and Easy Read is a format of English."""
    return row["direction"] in {"ltr", "rtl"} and "_x_" not in row["code"]


def _language(row: dict[str, str]) -> Language:
    script = _SCRIPTS[row["script"].split()[0]]
    return Language(row["code"], row["name"], row["autonym"], row["direction"], script)


@cache
def languages() -> dict[str, Language]:
    """Every language we know, by code, in the order of the list."""
    with (PACKAGE / "languages" / "data" / "languages.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if _is_written(row)]
    return {row["code"]: _language(row) for row in rows}


@cache
def shipped() -> tuple[Language, ...]:
    """The languages the interface speaks, English first."""
    return tuple(languages()[code] for code in SHIPPED)


def reader_language() -> Language:
    """The language of the address being read; English outside a request."""
    code = request.environ.get("engage.language", SOURCE) if has_request_context() else SOURCE
    return languages()[code]


def reader_variant() -> str:
    """The variant of the address being read, such as `easy-read`; empty for the plain one."""
    return str(request.environ.get("engage.variant", "")) if has_request_context() else ""


@cache
def _catalogue(code: str) -> NullTranslations:
    if code == SOURCE:
        return NullTranslations()
    return Translations.load(str(TRANSLATIONS), [code], "messages")


DRAFT = "draft, not yet checked by a fluent reader"


@cache
def checked_by(code: str) -> str:
    """Who checked our own words in a language, and when; empty while they are a draft.

    It stands in the head of the catalogue, under `X-Checked`. English is nobody's translation.
    """
    said = str(_catalogue(code).info().get("x-checked", DRAFT))
    return "" if said == DRAFT else said


def _bound() -> NullTranslations:
    """The catalogue of this request, looked up once. Asked some forty times a page."""
    try:
        return g.catalogue  # type: ignore[no-any-return]  # g holds anything
    except (AttributeError, RuntimeError):
        found = _catalogue(reader_language().code)
        if has_request_context():
            g.catalogue = found
        return found


def _(message: str, **values: Any) -> str:
    """A public word, said now."""
    said = str(_bound().ugettext(message))
    return said % values if values else said


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """A public sentence that counts. `num` is given to the sentence as %(num)s."""
    return plural(one, many, num) % {"num": format_number(num), **values}


def plural(one: str, many: str, num: int) -> str:
    """The form of a public sentence for a number, its values not yet filled in."""
    return str(_bound().ungettext(one, many, num))


def _l(message: str, **values: Any) -> Any:
    """A public word declared at import and said when it is shown."""
    return LazyProxy(_, message, enable_cache=False, **values)


def said_in(code: str, words: Any) -> str:
    """A public word declared with `_l`, in one language; empty where its catalogue has none."""
    message = str(words._args[0])  # noqa: SLF001 - a lazy word tells its message in no other way
    said = str(_catalogue(code).ugettext(message))
    return said if code == SOURCE or said != message else ""


def _d(message: str, **values: Any) -> str:
    """A staff word: English, never translated."""
    return message % values if values else message


_dl = _d
staff_words = _d


@cache
def _locale_of(code: str) -> Locale:
    return Locale.parse(code)


def _locale() -> Locale:
    return _locale_of(reader_language().code)


def language_name(code: str) -> str:
    """What a language is called in the reader's own: Polish, polaco, البولندية."""
    return _locale().languages.get(code) or languages()[code].autonym


def format_day(day: date | datetime, style: str = "long") -> str:
    """A day in words: 21 November 2026. Moments are shown in the site's zone."""
    if isinstance(day, datetime):
        day = day.astimezone(SITE_ZONE).date()
    pattern = "EEEE d MMMM y" if style == "weekday" and _locale().language == "en" else style
    said = format_date(day, "full" if pattern == "weekday" else pattern, locale=_locale())
    return _in_own_digits(said)


def format_number(number: float) -> str:
    """A number with the reader's own separators."""
    return _in_own_digits(format_decimal(number, locale=_locale()))


def _in_own_digits(said: str) -> str:
    """Digits as our pages in this language write them; Babel gives Latin ones."""
    return said.translate(_DIGITS.get(_locale().language, {}))


def install(app: Any) -> None:
    """Bind Flask-Babel and Jinja to the reader's language and to our one catalogue per request."""
    Babel(app, default_locale=SOURCE, locale_selector=lambda: reader_language().code)
    app.jinja_env.install_gettext_callables(
        lambda message: _bound().ugettext(message),
        lambda one, many, num: _bound().ungettext(one, many, num),
        newstyle=True,
    )
