"""The words of codes: choices of a question, answers about people, areas, channels, languages."""

from collections.abc import Mapping

from engage.consultations.rules import AskedQuestion
from engage.core.i18n import SOURCE, _, _d, languages
from engage.equality import rules as equality
from engage.equality.rules import MonitoringQuestion
from engage.figures.rules import NOT_ANSWERED, PREFER_NOT_TO_SAY
from engage.languages import queries as wordings
from engage.places import queries as places
from engage.responses import rules as response_rules
from engage.responses.models import Channel


def _short() -> dict[str, str]:
    """Questions about people that share their characteristic with another one."""
    return {
        "long_term_condition": _d("Long-term condition"),
        "activity_limit": _d("Condition limits daily activities"),
        "pregnant": _d("Pregnant"),
        "maternity": _d("Baby in the last 12 months"),
    }


def _of_person(question: MonitoringQuestion) -> str:
    """A short name: the characteristic, with the parent answer where the question follows one."""
    asked = equality.standard()
    name = asked.characteristics[question.characteristic][SOURCE]
    parent = asked.question(question.show_if[0]) if question.show_if else None
    if question.key in _short() or not (parent and question.show_if):
        return _short().get(question.key, name)
    answer = parent.labels(SOURCE)[question.show_if[1]]
    return _d("%(group)s: %(answer)s", group=name, answer=answer)


def codes(labels: Mapping[str, str]) -> list[str]:
    """The codes to list even where nobody gave them: all but those that say nothing."""
    return [code for code in labels if code not in {NOT_ANSWERED, PREFER_NOT_TO_SAY}]


def fixed_codes(key: str, labels: Mapping[str, str]) -> list[str]:
    """As `codes`, for a group; of areas and languages only those found are listed."""
    return [] if key in {"area", "language"} else codes(labels)


def _with_silence(labels: Mapping[str, str]) -> dict[str, str]:
    silence = {PREFER_NOT_TO_SAY: _("Prefer not to say"), NOT_ANSWERED: _("Not answered")}
    return {**silence, **labels}


def of_question(question: AskedQuestion) -> dict[str, str]:
    """The words of a question's choices, in the language of its form."""
    return _with_silence(response_rules.choices_of(question))


def of_areas(language: str) -> dict[str, str]:
    """The names of all areas by slug. Two statements."""
    found = places.areas()
    names = wordings.words("area", [each.id for each in found], language)
    return _with_silence({each.slug: wordings.name(names, each.id).text for each in found})


def groups() -> dict[str, str]:
    """What a question can be compared by, in words for staff: facts of the answer, then people."""
    facts = {
        "area": _d("Area"),
        "language": _d("Language of the answer"),
        "channel": _d("How it reached us"),
        "disabled": _d("Disability (Equality Act)"),
    }
    asked = equality.standard().questions
    return facts | {each.key: _of_person(each) for each in asked if not each.free_text}


def of_group(key: str, language: str) -> dict[str, str]:
    """The words of a group's codes."""
    if key == "area":
        return of_areas(language)
    question = equality.standard().question(key)
    if question:
        return _with_silence(question.labels(language))
    fixed = {
        "channel": {each.value: str(each.label) for each in Channel},
        "disabled": {"yes": _("Yes"), "no": _("No")},
        "language": {code: each.name for code, each in languages().items()},
    }
    return _with_silence(fixed[key])
