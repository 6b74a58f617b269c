"""Believable people: what they would say of themselves, by where they live and what they speak."""

from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any

from engage.demo import files

Answers = dict[str, str]
GIVES = 0.66
_LEFT_OUT = 0.04
_RATHER_NOT = 0.03
_YOUNG = frozenset({"under_16", "16_17", "18_24", "25_34"})
_BEARING = frozenset({"18_24", "25_34", "35_44"})
_OLD = frozenset({"65_74", "75_84", "85_over"})
_CHILD = "under_16"


@dataclass(frozen=True)
class Chances:
    """Codes and how likely each is."""

    codes: tuple[str, ...]
    sums: tuple[float, ...]

    def pick(self, rng: Random) -> str:
        """One code; empty when there is nothing to pick from."""
        if not self.codes:
            return ""
        at = bisect(self.sums, rng.random() * self.sums[-1])
        return self.codes[min(at, len(self.codes) - 1)]


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
    """Everything somebody could say of themselves, by question of the standard."""
    age = home.ages[older].pick(rng)
    said = {"age_band": age, "sex": home.sex.pick(rng)}
    if age != _CHILD:
        said["gender_same"] = _SAME.pick(rng)
    _health(said, rng, home)
    _origin(said, rng, home, language)
    if age != _CHILD:
        said["sexual_orientation"] = home.orientation.pick(rng)
    _family(said, rng)
    said["main_language"] = "english"
    if language != "en_GB":
        said["main_language"] = "other_write_in_including_bsl"
        said["main_language_text"] = files.read("people")["languages"][language]["text"]
    return said


def _health(said: Answers, rng: Random, home: Borough) -> None:
    older = said["age_band"] in _OLD
    if rng.random() < home.disabled * (2.4 if older else 1.0):
        said["long_term_condition"] = "yes"
        said["activity_limit"] = _LIMITS.pick(rng)
    else:
        said["long_term_condition"] = "no"


def _origin(said: Answers, rng: Random, home: Borough, language: str) -> None:
    if language == "en_GB":
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


def told(rng: Random, person_: Answers) -> Answers:
    """What somebody tells of it: a third nothing, others most, in the standard's own words."""
    if rng.random() > GIVES:
        return {}
    said = {}
    for key, answer in person_.items():
        chance = rng.random()
        if chance < _LEFT_OUT:
            continue
        rather_not = chance < _LEFT_OUT + _RATHER_NOT and not key.endswith("_text")
        said[key] = "prefer_not_to_say" if rather_not else answer
    return said


def groups_of(person_: Answers) -> tuple[str, ...]:
    """The groups that make some answers likelier, always in one order."""
    marks = (
        ("disabled", person_.get("activity_limit", "not_at_all") != "not_at_all"),
        ("other_language", person_["main_language"] != "english"),
        ("old", person_["age_band"] in _OLD),
    )
    return tuple(name for name, true in marks if true)
