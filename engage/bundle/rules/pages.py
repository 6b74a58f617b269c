"""Plain pages for people, made from stored JSON alone: no clock, no language of a reader."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from engage.core.i18n import Language

_STYLE = (
    "body{font:1.1rem/1.5 sans-serif;max-width:60rem;margin:1rem auto;padding:0 1rem}"
    "table{border-collapse:collapse}th,td{border:1px solid;padding:.3rem;text-align:start}"
    "code{overflow-wrap:anywhere}dt{font-weight:bold}dd{margin-inline-start:1rem}"
)
# What only programs need: it stands in the JSON beside each page.
_CODES = frozenset(
    {
        "alone",
        "board_comment_language",
        "closed",
        "condition",
        "file",
        "hash",
        "id",
        "key",
        "kind",
        "limit",
        "notes",
        "paper_key",
        "picture",
        "revision",
        "theme",
    }
)

# What is no part of the text: numbers, codes, lines about the document, the privacy notice.
_NOT_READ = _CODES | {
    "board_comment_translated",
    "code",
    "everyone",
    "final_report",
    "honest",
    "late",
    "numbers",
    "people",
    "privacy",
    "set_aside",
}


def page(title: str, body: str, lang: str = "en-GB", dir_: str = "ltr") -> str:
    """A whole page around a body that is HTML already."""
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}" dir="{dir_}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<h1>{escape(title)}</h1>\n{body}\n</body>\n</html>\n"
    )


def section_page(title: str, value: Any) -> str:
    """A page of one part of the record, every fact of it."""
    return page(title, _shown(value, frozenset()))


def document_page(
    title: str, body: Mapping[str, Any], language: Language, level: Mapping[str, Any]
) -> str:
    """A page of one document of an edition in its own language, with its reading level below."""
    words = f'<div lang="{language.html_lang}" dir="{language.dir}">{_shown(body, _CODES)}</div>'
    return page(title, f"{words}\n<h2>Reading level</h2>\n{_shown(level, frozenset())}")


def _shown(value: Any, left_out: frozenset[str]) -> str:
    if isinstance(value, Mapping):
        rows = [
            f"<dt>{escape(_named(key))}</dt><dd>{_shown(each, left_out)}</dd>"
            for key, each in value.items()
            if key not in left_out and each not in ("", None, [], {})
        ]
        return f"<dl>\n{''.join(rows)}\n</dl>" if rows else "–"
    if isinstance(value, list):
        return "<ol>" + "".join(f"<li>{_shown(each, left_out)}</li>\n" for each in value) + "</ol>"
    return _said(value)


def _named(key: str) -> str:
    return key.replace("_", " ").capitalize()


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return escape(str("–" if value is None else value)).replace("\n", "<br>")


def words_of(body: Mapping[str, Any]) -> str:
    """The words of a document as one text, a paragraph each: what its reading level is of."""
    return "\n\n".join(_words(body))


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            if key not in _NOT_READ and not key.endswith("_on"):
                yield from _words(each)
    elif isinstance(value, list):
        for each in value:
            yield from _words(each)
    elif isinstance(value, str) and value:
        yield value
