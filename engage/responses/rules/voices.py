"""Who is speaking, who helped, and what may be shown: what is asked around the questions."""

from collections.abc import Mapping
from typing import Any

from engage.core.errors import RuleBroken
from engage.core.i18n import _l
from engage.responses.models import AgeGroup, OwnWords, Permission, Relation, RespondentKind
from engage.responses.rules.answers import Checked
from engage.responses.rules.checks import AGREED, check_length
from engage.responses.rules.values import clean, line, whole

NAME_LIMIT = 200
STORY_LIMIT = 2_000
MOST_PEOPLE = 1_000_000
MOST_MEMBER_FILES = 3
HELPERS = {
    "family": _l("A family member or friend"),
    "staff": _l("One of our staff"),
    "interpreter": _l("An interpreter"),
    "other": _l("Somebody else"),
}
"""Who may have helped with an answer, by the code that is kept."""
ASKED_AGES = (AgeGroup.ADULT, AgeGroup.TEEN, AgeGroup.CHILD)
BEFORE = {
    "helper": frozenset(HELPERS),
    "own_words": frozenset(OwnWords),
    "permission": frozenset(Permission),
    "age_group": frozenset(ASKED_AGES),
}


def helper_label(code: str) -> Any:
    """Who helped, in words, by the code that is kept; empty for no code."""
    return HELPERS.get(code, code)


def check_voice(kind: RespondentKind, typed: Mapping[str, str]) -> Checked:
    """What an organisation or a group says of itself: name, people, gathered, disagreed.

    A group says for how many people it speaks: a whole number, 1 or more.
    """
    checked = Checked({"name": line(typed.get("name", ""))}, {})
    for key in ("gathered", "disagreed"):
        checked.answers[key] = clean(typed.get(key, ""))
    limits = {"name": NAME_LIMIT, "gathered": STORY_LIMIT, "disagreed": STORY_LIMIT}
    try:
        checked.answers["people"] = _people(kind, line(typed.get("people", "")))
    except RuleBroken as broken:
        checked.errors["people"] = broken
    for key, limit in limits.items():
        try:
            check_length(str(checked.answers[key]), limit, key)
        except RuleBroken as broken:
            checked.errors[key] = broken
    return Checked({key: said for key, said in checked.answers.items() if said}, checked.errors)


def _people(kind: RespondentKind, said: str) -> str:
    if not said and kind is not RespondentKind.GROUP:
        return ""
    number = whole(said) or 0
    if not 1 <= number <= MOST_PEOPLE:
        raise RuleBroken(_l("Enter how many people you speak for, like 25."), "people")
    return str(number)


def voice_is_whole(kind: RespondentKind, voice: Mapping[str, str]) -> bool:
    """Whether nothing is missing of what a group must say of itself."""
    return kind is not RespondentKind.GROUP or bool(voice.get("people"))


def check_before(typed: Mapping[str, str]) -> Checked:
    """What is asked before sending; each may be left out. `own_words` needs a helper."""
    checked = Checked({}, {})
    for key, known in BEFORE.items():
        said = typed.get(key, "")
        if said and said not in known:
            wrong = _l("Choose one of the answers on this page.")
            checked.errors[key] = RuleBroken(wrong, key)
        elif said and (key != "own_words" or typed.get("helper")):
            checked.answers[key] = said
    return checked


def before_said(said: Mapping[str, Any], earlier: Mapping[str, str]) -> dict[str, str]:
    """What is kept of the page before sending: a parent's yes stays while the child is under 13."""
    kept = {key: str(value) for key, value in said.items()}
    if kept.get("age_group") == AgeGroup.CHILD and earlier.get("parent"):
        kept["parent"] = earlier["parent"]
    return kept


def asks_parent(kind: RespondentKind, before: Mapping[str, str]) -> bool:
    """Whether a parent or carer must agree: one person who says they are under 13."""
    return kind is RespondentKind.INDIVIDUAL and before.get("age_group") == AgeGroup.CHILD


def parent_agreed(kind: RespondentKind, before: Mapping[str, str]) -> bool:
    """Whether nobody must agree, or somebody has."""
    return not asks_parent(kind, before) or before.get("parent") in set(Relation)


def check_parent_agreed(kind: RespondentKind, before: Mapping[str, str]) -> None:
    """Raises RuleBroken for the answer of a child under 13 to which no parent or carer agreed.

    Source: reference 5.5: under 13 through a parent or guardian.
    """
    if not parent_agreed(kind, before):
        message = _l("A child under 13 needs a parent or carer who agrees. Say who that is.")
        raise RuleBroken(message, "parent")


def check_parent(typed: Mapping[str, str]) -> Checked:
    """What a parent or carer says: who they are to the child, and that they agree. Both needed."""
    checked = Checked({}, {})
    said, agrees = typed.get("parent", ""), typed.get("agree", "")
    if said in set(Relation):
        checked.answers["parent"] = said
    else:
        checked.errors["parent"] = RuleBroken(_l("Choose who you are to the child."), "parent")
    if agrees != AGREED:
        message = _l("Tick the box if you agree. If you do not, save the answer for later.")
        checked.errors["agree"] = RuleBroken(message, "agree")
    return checked


def facts_of(voice: Mapping[str, str], before: Mapping[str, str]) -> dict[str, Any]:
    """The columns of a response that come from both; silence is no permission and no age."""
    own_words, age = before.get("own_words"), before.get("age_group")
    return {
        "speaks_for": int(voice["people"]) if voice.get("people") else None,
        "helper": before.get("helper", ""),
        "own_words": OwnWords(own_words) if own_words else None,
        "permission": Permission(before.get("permission", Permission.NO)),
        "age_group": AgeGroup(age) if age else AgeGroup.UNKNOWN,
    }
