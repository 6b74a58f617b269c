"""Pages of the journey: rendered by Jinja once, kept as pieces, filled in for each visitor.

A page of the hot path must cost less than a template does (settled 45). What changes from one
visitor to the next stands in a slot, `{{ slot("name") }}`; everything else is kept.
"""

import re
from collections.abc import Hashable, Mapping
from typing import Any

from flask import render_template, request

from engage.accounts.access import site_facts
from engage.core.web import csp_nonce

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_SLOT = re.compile(f"{_OPEN}(.*?){_CLOSE}")
_MOST_KEPT = 2_000
_NO_VALUES: Mapping[str, str] = {}


class Fragment:
    """A page in pieces. Values that fill its slots must be escaped already."""

    __slots__ = ("_names", "_pieces")

    def __init__(self, html: str) -> None:
        pieces = _SLOT.split(html)
        self._names = tuple(pieces[1::2])
        self._pieces = pieces

    def fill(self, values: Mapping[str, str] = _NO_VALUES) -> str:
        """The page with these values; a slot without one is left empty."""
        out = self._pieces.copy()
        for place, name in enumerate(self._names):
            out[2 * place + 1] = csp_nonce() if name == "nonce" else values.get(name, "")
        return "".join(out)


_kept: dict[Hashable, Fragment] = {}


def slot(name: str) -> str:
    """A place to be filled in later."""
    return f"{_OPEN}{name}{_CLOSE}"


def rendered(template: str, **context: Any) -> Fragment:
    """A page for this visitor alone, such as one with errors."""
    # `csp_nonce` of the layouts is hidden by a slot: the mark is new for each response.
    return Fragment(
        render_template(template, slot=slot, csp_nonce=lambda: slot("nonce"), **context)
    )


def compiled(template: str, key: Hashable, **context: Any) -> Fragment:
    """A page made once for each language, address, site and `key`.

    `key` must say everything in `context` that changes the page, such as a document's hash.
    """
    whole = (template, request.script_root, request.path, site_facts(), key)
    found = _kept.get(whole)
    if found is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        found = _kept[whole] = rendered(template, **context)
    return found
