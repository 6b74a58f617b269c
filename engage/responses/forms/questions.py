"""What was typed on a page of questions, and the values that fill a compiled one."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from flask import request

from engage.consultations.models import Kind
from engage.consultations.rules import AskedPage, AskedPlan, AskedQuestion, place_of
from engage.core.errors import RuleBroken
from engage.core.i18n import _, reader_language
from engage.core.letters import isolated
from engage.responses import rules

DAY_PARTS = ("day", "month", "year")
_MARK = (
    '<circle class="eg-map__halo" cx="{x}" cy="{y}" r="26" fill="none" stroke="#fff" '
    'stroke-width="16" /><circle class="eg-map__mark" cx="{x}" cy="{y}" r="26" fill="none" '
    'stroke="#000" stroke-width="8" /><circle cx="{x}" cy="{y}" r="7" />'
)
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
        if each.plan:
            typed.update(_typed_point(each))
    return typed


def _typed_point(question: AskedQuestion) -> dict[str, Sequence[str]]:
    """What was typed and pressed on a plan, in the shape that `point_in` takes."""
    key, form = question.key, request.form
    parts = [part for part in ("point", "square") if f"q-{key}.{part}" in form]
    found: dict[str, Sequence[str]]
    found = {f"{key}.{part}": form.getlist(f"q-{key}.{part}") for part in parts}
    if form.get("then") == f"unmark {key}":
        found = {f"{key}.square": []}
    if (press := _press(question)) is not None:
        found[f"{key}.press"] = [press]
    return found


def _press(question: AskedQuestion) -> str | None:
    """The point of a press on a plan, empty for one off it; None when nobody pressed."""
    for width in question.plan.widths if question.plan else ():
        x, y = (request.form.get(f"q-{question.key}.press{width}.{axis}") for axis in "xy")
        if question.plan and x is not None and y is not None:
            return question.plan.pressed(width, x, y)
    return None


def on_plan(questions: Sequence[AskedQuestion]) -> str:
    """The key of the question whose plan was pressed, or whose mark was taken away; or empty."""
    then = request.form.get("then")
    pressed = (each for each in questions if _press(each) is not None)
    unmarked = (each for each in questions if each.plan and then == f"unmark {each.key}")
    return next((each.key for each in (*pressed, *unmarked)), "")


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
        if question.plan:
            values.update(_plan_slots(question, question.plan, typed))
    return values


def _plan_slots(
    question: AskedQuestion, plan: AskedPlan, typed: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """The point on a plan, its mark and its square; what is not on the plan is left out."""
    key = question.key
    try:
        point = rules.point_in(question, typed)
    except RuleBroken:
        point = next(iter(typed.get(f"{key}.point", ())), "")
    place = place_of(point)
    if place is None:
        return {f"{key}:unmarked": " hidden"}
    square, (x, y) = plan.square(point), place
    return {
        f"{key}.point": point,
        f"{key}:mark": _MARK.format(x=x, y=y * plan.shown_height(1_000) // 1_000),
        f"{key}:square": square,
        f"{key}:at:{square}": " selected",
    }


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
        each.key: lines_value(said_with_files(each, answers, files)) or not_answered()
        for each in questions
    }


def not_answered() -> str:
    """What stands in the place of an answer, in the language of the page."""
    return f'<span lang="{reader_language().html_lang}">{escape(_("Not answered"))}</span>'


def said_with_files(question: AskedQuestion, answers: Mapping[str, Any], files: Files) -> list[str]:
    """An answer in words; files by their names."""
    if question.kind is not Kind.FILE:
        return rules.said(question, answers)
    return [files[each]["name"] for each in answers.get(question.key, ()) if each in files]


def lines_value(lines: Sequence[str]) -> str:
    """Lines of text for a slot."""
    return escape(isolated("\n".join(lines))).replace("\n", "<br>")


def text_value(key: str, said: str) -> dict[str, str]:
    """The slot of one text field, filled."""
    return {key: escape(rules.clean(said))}
