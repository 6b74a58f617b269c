"""Believable answers to a written consultation: closed answers, words, and who says them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from engage.consultations.models import Consultation, Kind
from engage.consultations.rules import closes_at, opens_at
from engage.core.clock import now
from engage.demo import files, people
from engage.demo.calendar import moment
from engage.demo.consultations import keys
from engage.responses.models import Channel, RespondentKind
from engage.responses.rules import clean

_HOURS = (7.0, 22.5, 19.0)  # an hour short of midnight, for when the clocks change
_REACHED = ((0.0, 0.0), (0.4, 0.2), (0.8, 0.85), (1.0, 1.0))
_LANGUAGES = {"en_GB": 0.86, "es": 0.055, "ar": 0.04, "bn": 0.045}
_CHANNELS = {
    False: people.chances({"web": 0.88, "paper": 0.05, "phone": 0.02, "event": 0.05}),
    True: people.chances({"web": 0.66, "paper": 0.21, "phone": 0.08, "event": 0.05}),
}
_SENTENCES = people.chances({"1": 0.5, "2": 0.38, "3": 0.12})
_POSTCODE_GIVEN = 0.88
_SKIPPED = 0.05
_SECOND_QUESTION = 0.28
_ABOUT_SOMEBODY = 0.3
_ABOUT = {
    "bigger_print": "disability",
    "my_language": "race",
    "caring": "carers",
    "visits": "carers",
    "after": "age",
    "safety": "sex",
    "travel": "disability",
    "buses": "disability",
    "work": "sex",
}
_LIKELIER = {
    ("bus", "disabled"): {"strongly_disagree": 2.4, "disagree": 1.5, "strongly_agree": 0.5},
    ("bus", "old"): {"strongly_disagree": 1.4},
    ("choice", "old"): {"as_now": 1.6},
    ("further", "disabled"): {"strongly_disagree": 1.9, "strongly_agree": 0.6},
    ("easy", "disabled"): {"very_hard": 1.9, "very_easy": 0.5},
    ("easy", "other_language"): {"very_hard": 2.6, "very_easy": 0.3},
}
_SUITS = {
    "local_hospital": ("choice", "as_now"),
    "skill": ("choice", "one_centre"),
    "waits": ("choice", "two_centres"),
    "buses": ("bus", "disagree"),
    "fine_already": ("easy", "easy"),
    "who_to_ring": ("easy", "hard"),
    "bigger_print": ("easy", "very_hard"),
    "my_language": ("easy", "very_hard"),
}
_SUITED = 0.6
_ALLOWED = 40
_CHILD = 3
_OLDER = frozenset({"hips-and-knees"})
_FEWER_BLACK = {("gp-evenings", "greenwich"): 0.27}


@dataclass
class Reply:
    """One answer before it is sent. By question key: `themes`, and the groups it `speaks_of`.

    `voice` and `before` are what is asked around the questions. `said`: what was written by hand.
    `followed`: the tour shows what became of it, so its receipt is kept. `way`: how far it comes on
    its way to the public list. `email`: where its writer can be reached.
    """

    at: datetime
    language: str
    channel: Channel
    kind: RespondentKind
    answers: dict[str, Any]
    about: dict[str, str]
    themes: dict[str, list[str]] = field(default_factory=dict)
    speaks_of: dict[str, list[str]] = field(default_factory=dict)
    voice: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)
    followed: bool = False
    way: str = ""
    email: str = ""


class Writer:
    """Writes answers to one consultation. The same seed gives the same answers."""

    def __init__(self, consultation: Consultation, rng: Random) -> None:
        self.slug = consultation.slug
        self.written = files.consultation(consultation.slug)
        self.keys = keys(consultation)
        self.rng = rng
        self.asked = [each for page in self.written["pages"] for each in page["questions"]]
        self.themes: Sequence[Any] = self.written["themes"]
        self._asked_of = {each["name"]: each["questions"] for each in self.themes}
        self.shares = {each["name"]: each["share"] for each in self.themes}
        self._begins = opens_at(consultation)
        self._days = max(1, (_end(consultation, self.written) - self._begins).days)
        self._places = _places(self.written["area_slugs"])
        self._districts = _districts()
        self._homes = {
            slug: people.borough(slug, _FEWER_BLACK.get((self.slug, slug), 1.0))
            for slug in self._places.codes
        }
        self._fragments = _fragments(self.written)
        spoken = {code: share for code, share in _LANGUAGES.items() if code in self._fragments}
        self._languages = people.chances(spoken)
        self._titles = _titles(self.written)
        self._chances, self._several_shares = _chances(self.asked), _several_shares(self.asked)

    def reply(self, themes: Sequence[str] | None = None, share: float | None = None) -> Reply:
        """An answer of somebody, about these themes or any; `share` of all came before it."""
        rng = self.rng
        language = self._languages.pick(rng)
        place = self._places.pick(rng)
        who = people.person(rng, self._homes[place], language, older=self.slug in _OLDER)
        made = self._begun(language, place, who, share)
        for theme in self._any_themes() if themes is None else themes:
            self._file_under(made, theme)
        for key, filed in made.themes.items():
            made.answers[key] = self._words(language, filed)
        if rng.random() < _SUITED:
            self._suit(made)
        self._speak_of(made)
        return made

    def voice(self, said: Mapping[str, Any]) -> Reply:
        """An answer with words that were written by hand."""
        place = self._places.pick(self.rng)
        who = people.person(self.rng, self._homes[place], said["lang"])
        who["age_band"] = said.get("age_band", who["age_band"])
        made = self._begun(said["lang"], place, who)
        if "respondent" in said:
            made.kind, made.about = RespondentKind(said["respondent"]), {}
        made.channel = Channel(said.get("channel", made.channel))
        made.voice, made.before = dict(said.get("voice", {})), dict(said.get("before", {}))
        if "permission" in made.before and made.kind is RespondentKind.INDIVIDUAL:
            made.before.setdefault("age_group", "adult")
        made.said = said
        asked = self.keys[said["question"]]
        made.answers[asked.question] = clean(said["text"])
        if said["themes"]:
            made.themes[asked.question] = list(said["themes"])
            made.speaks_of[asked.question] = list(said["about"])
            self._suit(made)
        return made

    def _begun(
        self, language: str, place: str, who: dict[str, str], share: float | None = None
    ) -> Reply:
        """Everything but the words and themes."""
        groups = people.groups_of(who)
        made = Reply(
            at=self._moment(share),
            language=language,
            channel=Channel(_CHANNELS["old" in groups].pick(self.rng)),
            kind=RespondentKind.INDIVIDUAL,
            answers={},
            about=people.told(self.rng, who, self._homes[place], language),
        )
        for written in self.asked:
            if answer := self._closed(written, place, language, groups):
                made.answers[self.keys[written["name"]].question] = answer
        return made

    def _moment(self, share: float | None) -> datetime:
        """When the answer comes that has this share of all before it; by chance without one."""
        reached = self.rng.random() if share is None else share
        hour = self.rng.triangular(*_HOURS)
        return self._begins + timedelta(days=int(_day(reached) * self._days), hours=hour)

    def _closed(
        self, written: Any, place: str, language: str, groups: tuple[str, ...]
    ) -> str | list[str]:
        rng, kind = self.rng, self.keys[written["name"]].kind
        if kind is Kind.POSTCODE:
            return self._districts[place].pick(rng) if rng.random() < _POSTCODE_GIVEN else ""
        if kind is Kind.LONG_TEXT or rng.random() < _SKIPPED:
            return ""
        if kind is Kind.SHORT_TEXT:
            return self._titles[language][int(rng.random() * len(self._titles[language]))]
        if kind is Kind.SEVERAL_CHOICES:
            return self._several(written)
        group = groups[0] if groups else ""
        name = self._chances[written["name"], group].pick(rng)
        return self.keys[written["name"]].choices.get(name, "")

    def _several(self, written: Any) -> list[str]:
        """Each choice by its share, no more than may be chosen, in their order."""
        rng = self.rng
        names = [
            name for name, share in self._several_shares[written["name"]] if rng.random() < share
        ]
        if "none" in names:
            names = ["none"]
        most = written.get("max") or len(names)
        if len(names) > most:
            kept = set(rng.sample(names, most))
            names = [name for name in names if name in kept]
        codes = self.keys[written["name"]].choices
        return [codes[name] for name in names]

    def _any_themes(self) -> list[str]:
        return [name for name, share in self.shares.items() if self.rng.random() < share]

    def _file_under(self, made: Reply, theme: str) -> None:
        """Put a theme under one of the questions it may come up in."""
        asked = self._asked_of[theme]
        second = len(asked) > 1 and self.rng.random() < _SECOND_QUESTION
        key = self.keys[asked[1 if second else 0]].question
        made.themes.setdefault(key, []).append(theme)

    def _suit(self, made: Reply) -> None:
        """Choose what goes with the words."""
        for theme in (theme for filed in made.themes.values() for theme in filed):
            if theme in _SUITS:
                question, choice = _SUITS[theme]
                asked = self.keys[question]
                made.answers[asked.question] = asked.choices[choice]
                return

    def _words(self, language: str, themes: Sequence[str]) -> str:
        """A few sentences on each theme."""
        rng, fragments = self.rng, self._fragments[language]
        parts = []
        for theme in themes:
            said = fragments[theme]
            first, step = int(rng.random() * len(said)), 1 + int(rng.random() * 3)
            many = int(_SENTENCES.pick(rng))
            parts += [said[(first + at * step) % len(said)] for at in range(many)]
        return " ".join(parts)

    def _speak_of(self, made: Reply) -> None:
        """Some words are about a group of people, whoever says them."""
        for key, filed in made.themes.items():
            groups = {
                _ABOUT[theme]
                for theme in filed
                if theme in _ABOUT and self.rng.random() < _ABOUT_SOMEBODY
            }
            if groups:
                made.speaks_of[key] = sorted(groups)


def cast(writer: Writer, answers: int) -> list[Reply]:
    """So many answers, every hand-written voice once among them, in the order they came.

    Where a theme has a count, exactly so many people speak of it.
    """
    made = [writer.voice(said) for said in writer.written["voices"]]
    made[0].followed, made[0].channel = True, Channel.WEB
    rest = answers - len(made)
    planned = _planned(writer, rest)
    made += [_around(at, writer.reply(planned.get(at))) for at in range(rest)]
    return sorted(made, key=lambda each: each.at)


def _around(number: int, made: Reply) -> Reply:
    """Who calls is helped by us; one in so many lets us show their words; one is a child."""
    if made.channel is Channel.PHONE:
        made.before = {"helper": "staff", "own_words": "yes"}
    if number % _ALLOWED == 0:
        made.before |= {"permission": "yes", "age_group": "adult"}
    if number == _CHILD:
        made.before |= {"age_group": "child", "parent": "parent"}
    return made


def _end(consultation: Consultation, written: Any) -> datetime:
    """The moment after the last answer: closing, today, or when it was stopped for good."""
    ends = min(closes_at(consultation), now())
    return min(ends, moment(written["withdrawn"]["day"])) if "withdrawn" in written else ends


def _planned(writer: Writer, rest: int) -> dict[int, list[str]]:
    """Which of the rest speak of which themes, so that the counts come out; none without counts."""
    counts = {each["name"]: each["count"] for each in writer.themes if "count" in each}
    if not counts:
        return {}
    people = [said for said in writer.written["voices"] if "respondent" not in said]
    planned: dict[int, list[str]] = {at: [] for at in range(rest)}
    for theme, count in counts.items():
        spoken = sum(theme in said["themes"] for said in people)
        alone = theme.startswith("fine")
        free = [at for at, themes in planned.items() if not (alone and themes)]
        for at in writer.rng.sample(free, count - spoken):
            planned[at].append(theme)
    return planned


def _day(share: float) -> float:
    """How much of the time is over when a share of the answers is in: many come at once."""
    for (share_a, time_a), (share_b, time_b) in pairwise(_REACHED):
        if share <= share_b:
            return time_a + (share - share_a) / (share_b - share_a) * (time_b - time_a) - 1e-9
    return 1.0 - 1e-9


def _fragments(written: Any) -> dict[str, dict[str, list[str]]]:
    """Sentences to make words of, by language and theme, as they are kept."""
    return {
        code: {theme: [clean(text) for text in texts] for theme, texts in said.items()}
        for code, said in written["fragments"].items()
    }


def _titles(written: Any) -> dict[str, list[str]]:
    """The names of the options, by language: what a short text names."""
    return {
        code: [clean(each["words"][code]["title"]) for each in written["options"]]
        for code in written["words"]
    }


def _chances(asked: Sequence[Any]) -> dict[tuple[str, str], people.Chances]:
    """What is chosen where one may be, by question and group."""
    return {
        (each["name"], group): _shares(each, group)
        for each in asked
        if each["kind"] in {"one_choice", "agree_scale"}
        for group in ("", "old", "disabled", "other_language")
    }


def _several_shares(asked: Sequence[Any]) -> dict[str, list[tuple[str, float]]]:
    """How likely each choice is where several may be chosen."""
    return {
        each["name"]: [(choice["name"], choice["share"]) for choice in each["choices"]]
        for each in asked
        if each["kind"] == "several_choices"
    }


def _places(slugs: Sequence[str]) -> people.Chances:
    """The boroughs a consultation is about, by how many live there."""
    boroughs = [each for each in files.world()["areas"] if each["tier"] == "place"]
    return people.chances(
        {
            each["slug"]: each["population"]
            for each in boroughs
            if each["slug"] in slugs or each["parent"] in slugs
        }
    )


def _districts() -> dict[str, people.Chances]:
    found: dict[str, dict[str, float]] = {}
    for district, slug in files.world()["postcode_districts"]["districts"].items():
        found.setdefault(slug, {})[district] = 1.0
    return {slug: people.chances(weights) for slug, weights in found.items()}


def _shares(written: Any, group: str) -> people.Chances:
    shares = written.get("shares") or {each["name"]: each["share"] for each in written["choices"]}
    likelier = _LIKELIER.get((written["name"], group), {})
    return people.chances({name: share * likelier.get(name, 1.0) for name, share in shares.items()})
