"""What was typed on a page of questions, and the values that fill a compiled one."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from flask import request

from engage.consultations.rules import AskedPage, AskedQuestion
from engage.core.errors import RuleBroken
from engage.responses import rules


class AskedForm:
    """What is wrong with a page, in the shape that layouts and the error summary know."""

    def __init__(self, errors: Mapping[str, RuleBroken]) -> None:
        self.by_key = {key: str(broken) for key, broken in errors.items()}
        self.all_errors = [(f"q-{key}", message) for key, message in self.by_key.items()]


def typed_answers(questions: Sequence[AskedQuestion]) -> dict[str, Sequence[str]]:
    """What was typed for each question that is asked."""
    return {each.key: request.form.getlist(f"q-{each.key}") for each in questions}


def page_values(page: AskedPage, typed: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The slots of a page of questions, filled with what was typed."""
    values: dict[str, str] = {}
    for question in page.questions:
        given = typed.get(question.key, ())
        if question.kind.has_choices:
            values.update((f"{question.key}:{code}", " checked") for code in given)
        elif given:
            values[question.key] = escape(rules.clean(given[0]))
    return values


def shown_answers(questions: Sequence[AskedQuestion], answers: Mapping[str, Any]) -> dict[str, str]:
    """Each answer in words, a line each, for the page that shows them again."""
    return {
        each.key: escape("\n".join(rules.said(each, answers))).replace("\n", "<br>")
        for each in questions
    }


def text_value(key: str, said: str) -> dict[str, str]:
    """The slot of one text field, filled."""
    return {key: escape(rules.clean(said))}
