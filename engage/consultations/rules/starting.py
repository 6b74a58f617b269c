"""What a new consultation begins with: a length by its weight, words, and templates."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from engage.consultations.models import Weight
from engage.consultations.rules.exchange import Document, document
from engage.core.errors import NotFound
from engage.core.i18n import _dl
from engage.paths import PACKAGE

WEEKS = {Weight.LIGHT: 3, Weight.STANDARD: 12, Weight.FORMAL: 12}
"""How long each weight is open where nobody says otherwise; twelve weeks is the custom."""
MINUTES = {Weight.LIGHT: 3, Weight.STANDARD: 8, Weight.FORMAL: 12}
EXPLAINED = {
    Weight.LIGHT: _dl(
        "A poll, or what follows a workshop. Three weeks, few checks, open in 20 minutes."
    ),
    Weight.STANDARD: _dl(
        "Most consultations. Twelve weeks, equality screening and a second pair of eyes."
    ),
    Weight.FORMAL: _dl("A change to services. Twelve weeks, and everything the law asks for."),
}
TEMPLATES = {
    "service-change": _dl("A change to a service: six topics, agreement and reasons"),
    "opening-hours": _dl("Opening hours: which days and times"),
    "poll": _dl("A poll: one question and why"),
    "workshop": _dl("After a workshop: did we write it down right?"),
}
_FOLDER = PACKAGE / "consultations" / "data"


def closing_day(weight: Weight, opens_on: date) -> date:
    """The last day where nobody chose one: three weeks for a light one, else twelve."""
    return opens_on + timedelta(weeks=WEEKS[weight]) - timedelta(days=1)


@dataclass(frozen=True)
class Template:
    """A questionnaire for a common kind of consultation."""

    name: str
    document: Document


@cache
def template(name: str) -> Template:
    """One template by its name, checked like any file. Raises NotFound."""
    if name not in TEMPLATES:
        raise NotFound
    path = _FOLDER / "templates" / f"{name}.json"
    return Template(name, document(json.loads(path.read_text(encoding="utf-8"))))


@cache
def light_words() -> dict[str, Any]:
    """The words that a light consultation begins with, by field."""
    path = _FOLDER / "light.json"
    words: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return words
