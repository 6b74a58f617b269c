"""What was typed on a page of questions, and the values that fill a compiled one."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from flask import request

from engage.consultations.models import Kind
from engage.consultations.rules import AskedPage, AskedQuestion
from engage.core.errors import RuleBroken
from engage.core.i18n import _
from engage.responses import rules

DAY_PARTS = ("day", "month", "year")
Files = Mapping[str, Mapping[str, Any]]


class AskedForm:
    """What is wrong with a page, in the shape that layouts and the error summary know."""

    def __init__(self, errors: Mapping[str, RuleBroken]) -> None:
        self.by_key = {key: str(broken) for key, broken in errors.items()}
        self.all_errors = [(f"q-{key}", message) for key, message in self.by_key.items()]


def typed_answers(questions: Sequence[AskedQuestion]) -> dict[str, Sequence[str]]:
    """What was typed for each question that is asked, in the shape that `check_page` takes."""
    typed: dict[str, Sequence[str]] = {}
    for each in questions:
        typed[each.key] = _typed(each)
        if rules.has_other(each):
            typed[f"{each.key}.other"] = request.form.getlist(f"q-{each.key}.other")
    return typed


def _typed(question: AskedQuestion) -> Sequence[str]:
    name, form = f"q-{question.key}", request.form
    if question.kind is Kind.DATE:
        return [form.get(f"{name}-{part}", "") for part in DAY_PARTS]
    if question.kind is Kind.RANK:
        places = {code: form.get(f"{name}:{code}", "") for code in rules.codes_of(question)}
        return [f"{place} {code}" for code, place in places.items() if place.strip()]
    return form.getlist(name)


def page_values(page: AskedPage, typed: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The slots of a page of questions, filled with what was typed."""
    values: dict[str, str] = {}
    for question in page.questions:
        key, given = question.key, typed.get(question.key, ())
        if question.kind in _SLOTS:
            values.update(_SLOTS[question.kind](key, given))
        elif question.kind.has_choices or question.kind is Kind.CONSENT:
            values.update((f"{key}:{code}", " checked") for code in given)
        elif given:
            values[key] = escape(rules.clean(given[0]))
        if words := typed.get(f"{key}.other"):
            values[f"{key}.other"] = escape(rules.clean(words[0]))
    return values


def _day_slots(key: str, given: Sequence[str]) -> dict[str, str]:
    parts = given[0].split("-")[::-1] if len(given) == 1 else given
    plain = [each.lstrip("0") if len(given) == 1 else each for each in parts]
    slots = zip(DAY_PARTS, plain, strict=False)
    return {f"{key}-{part}": escape(rules.clean(each)) for part, each in slots}


def _place_slots(key: str, given: Sequence[str]) -> dict[str, str]:
    pairs = [each.rpartition(" ") for each in given]
    return {
        f"{key}:{code}": escape(rules.clean(place if space else str(number)))
        for number, (place, space, code) in enumerate(pairs, start=1)
    }


_SLOTS = {Kind.DATE: _day_slots, Kind.RANK: _place_slots}


def shown_answers(
    questions: Sequence[AskedQuestion], answers: Mapping[str, Any], files: Files
) -> dict[str, str]:
    """Each answer in words, a line each, for the page that shows them again."""
    return {
        each.key: lines_value(said_with_files(each, answers, files)) or escape(_("Not answered"))
        for each in questions
    }


def said_with_files(question: AskedQuestion, answers: Mapping[str, Any], files: Files) -> list[str]:
    """An answer in words; files by their names."""
    if question.kind is not Kind.FILE:
        return rules.said(question, answers)
    return [files[each]["name"] for each in answers.get(question.key, ()) if each in files]


def lines_value(lines: Sequence[str]) -> str:
    """Lines of text for a slot."""
    return escape("\n".join(lines)).replace("\n", "<br>")


def text_value(key: str, said: str) -> dict[str, str]:
    """The slot of one text field, filled."""
    return {key: escape(rules.clean(said))}
