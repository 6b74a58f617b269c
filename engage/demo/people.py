"""Believable people: what they would say of themselves, by where they live and what they speak."""

from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any

from engage.core.i18n import SOURCE
from engage.demo import files

Answers = dict[str, str]
GIVES = 0.66
_LEFT_OUT = 0.04
_RATHER_NOT = 0.03
_YOUNG = frozenset({"under_16", "16_17", "18_24", "25_34"})
_BEARING = frozenset({"18_24", "25_34", "35_44"})
_OLD = frozenset({"65_74", "75_84", "85_over"})
_CHILD = "under_16"
_OTHER_LANGUAGE = "other_write_in_including_bsl"


@dataclass(frozen=True)
class Chances:
    """Codes, at least one, and how likely each is."""

    codes: tuple[str, ...]
    sums: tuple[float, ...]

    def pick(self, rng: Random) -> str:
        """One code."""
        sums = self.sums
        return self.codes[bisect(sums, rng.random() * sums[-1], 0, len(sums) - 1)]


def chances(weights: Mapping[str, float]) -> Chances:
    """Chances out of weights, which need not add up to anything."""
    return Chances(tuple(weights), tuple(accumulate(weights.values())))


_MARRIED_YOUNG = chances({"never_married_or_cp": 80, "married": 16, "in_civil_partnership": 1})
_MARRIED = chances(
    {"married": 50, "never_married_or_cp": 24, "divorced": 14, "separated_married": 4}
    | {"in_civil_partnership": 2, "dissolved_cp": 1, "widowed": 5}
)
_MARRIED_OLD = chances(
    {"married": 48, "widowed": 30, "divorced": 13, "never_married_or_cp": 7}
    | {"surviving_cp_partner": 1, "separated_married": 1}
)
_CARERS = chances(
    {"no": 88, "yes_9_or_less": 5, "yes_10_19": 1.5, "yes_20_34": 1.2, "yes_35_49": 1.1}
    | {"yes_50_plus": 3.2}
)
_LIMITS = chances({"yes_a_lot": 40, "yes_a_little": 52, "not_at_all": 8})
_SAME = chances({"yes": 99, "no": 0.5, "prefer_not_to_say": 0.5})


@dataclass(frozen=True)
class Borough:
    """The chances of one borough."""

    ages: Mapping[bool, Chances]
    sex: Chances
    ethnic_group: Chances
    ethnic_detail: Mapping[str, Chances]
    religion: Chances
    orientation: Chances
    disabled: float


@cache
def borough(slug: str, fewer_black: float = 1.0) -> Borough:
    """The people of a borough who answer. `fewer_black` makes a group stay away."""
    written = files.read("people")
    own, answering = written["boroughs"][slug], written["answering"]
    ethnic = dict(own["ethnic_group"])
    ethnic["black"] *= fewer_black
    return Borough(
        ages={older: chances(_ages(own, answering, older=older)) for older in (False, True)},
        sex=chances({code: own["sex"][code] * answering["sex"][code] for code in own["sex"]}),
        ethnic_group=chances(ethnic),
        ethnic_detail={code: chances(each) for code, each in own["ethnic_detail"].items()},
        religion=chances(own["religion"]),
        orientation=chances(own["sexual_orientation"]),
        disabled=own["disabled"] / 100,
    )


def _ages(own: Any, answering: Any, *, older: bool) -> dict[str, float]:
    return {
        band: share
        * answering["age_band"][band]
        * (answering["older"].get(band, 1) if older else 1)
        for band, share in own["age_band"].items()
    }


@cache
def _speakers(language: str) -> tuple[Chances, Chances]:
    own = files.read("people")["languages"][language]
    return chances(own["ethnic_group"]), chances(own["religion"])


def person(rng: Random, home: Borough, language: str, *, older: bool = False) -> Answers:
    """What makes some answers likelier: age, sex, health and language."""
    said = {"age_band": home.ages[older].pick(rng), "sex": home.sex.pick(rng)}
    _health(said, rng, home)
    said["main_language"] = "english" if language == SOURCE else _OTHER_LANGUAGE
    return said


def told(rng: Random, said: Answers, home: Borough, language: str) -> Answers:
    """What somebody tells us of themselves: a third nothing, others most of it."""
    if rng.random() > GIVES:
        return {}
    whole = dict(said)
    _origin(whole, rng, home, language)
    _family(whole, rng)
    if language != SOURCE:
        whole["main_language_text"] = files.read("people")["languages"][language]["text"]
    if whole["age_band"] != _CHILD:
        whole["gender_same"] = _SAME.pick(rng)
        whole["sexual_orientation"] = home.orientation.pick(rng)
    for key in list(whole):
        chance = rng.random()
        if chance < _LEFT_OUT:
            del whole[key]
        elif chance < _LEFT_OUT + _RATHER_NOT and not key.endswith("_text"):
            whole[key] = "prefer_not_to_say"
    return whole


def _health(said: Answers, rng: Random, home: Borough) -> None:
    older = said["age_band"] in _OLD
    if rng.random() < home.disabled * (2.4 if older else 1.0):
        said["long_term_condition"] = "yes"
        said["activity_limit"] = _LIMITS.pick(rng)
    else:
        said["long_term_condition"] = "no"


def _origin(said: Answers, rng: Random, home: Borough, language: str) -> None:
    if language == SOURCE:
        said["ethnic_group"] = group = home.ethnic_group.pick(rng)
        said[f"ethnic_group_{group}"] = home.ethnic_detail[group].pick(rng)
        said["religion"] = home.religion.pick(rng)
        return
    groups, religions = _speakers(language)
    said["ethnic_group"] = group = groups.pick(rng)
    said[f"ethnic_group_{group}"] = files.read("people")["language_details"][language][group]
    said["religion"] = religions.pick(rng)


def _family(said: Answers, rng: Random) -> None:
    age = said["age_band"]
    bearing = said["sex"] == "female" and age in _BEARING
    if age == _CHILD:
        said["marital"] = "never_married_or_cp"
    else:
        kind = _MARRIED_YOUNG if age in _YOUNG else _MARRIED_OLD if age in _OLD else _MARRIED
        said["marital"] = kind.pick(rng)
    said["pregnant"] = ("yes" if rng.random() < 0.05 else "no") if bearing else "not_applicable"  # noqa: PLR2004 - as many as there are
    said["maternity"] = ("yes" if rng.random() < 0.09 else "no") if bearing else "not_applicable"  # noqa: PLR2004 - as many as there are
    said["carer"] = _CARERS.pick(rng)


def groups_of(person_: Answers) -> tuple[str, ...]:
    """The groups that make some answers likelier, always in one order."""
    marks = (
        ("disabled", person_.get("activity_limit", "not_at_all") != "not_at_all"),
        ("other_language", person_["main_language"] == _OTHER_LANGUAGE),
        ("old", person_["age_band"] in _OLD),
    )
    return tuple(name for name, true in marks if true)
