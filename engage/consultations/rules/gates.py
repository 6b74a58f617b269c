"""What must be true before a consultation opens, and the text that the panel signs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engage.consultations.models import Consultation, LaunchRecord, RecordKind, Weight
from engage.consultations.rules.records import done, told
from engage.consultations.rules.stages import SHORTEST_DAYS
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl, _l, format_day
from engage.publishing.rules import Gate

READ_FIELDS = (
    "title",
    "summary",
    "asked",
    "undecided",
    "fixed",
    "why_now",
    "effects",
    "costs",
    "one_option",
    "rejected",
    "short_time",
    "decision",
)
TWO = 2
_OFFICER = re.compile(
    r"(?:^|, |\band )(?:(?:the|deputy|acting|interim) )*monitoring officer(?!['’]s)\b"
)
"""The position itself, alone or beside another, and not somebody who works for its holder."""

NAMES = {
    "title": _dl("Title"),
    "questions": _dl("Questions"),
    "route": _dl("The way through the questions"),
    "days": _dl("Opening and closing days"),
    "privacy_notice": _dl("Privacy notice"),
    "languages": _dl("Languages"),
    "formats": _dl("Easy Read, sign language, audio"),
    "plain_english": _dl("Plain English check"),
    "second_person": _dl("A second person"),
    "costs": _dl("Costs"),
    "undecided": _dl("What is not yet decided"),
}
"""Gates that nobody can set aside, and courtesies, in words for staff."""

OVERRIDABLE = {
    "options": _l("Two or more options"),
    "why_now": _l("The reasons"),
    "effects": _l("What it could mean for people"),
    "decision": _l("How the decision will be made"),
    "decision_maker": _l("Who decides, and when"),
    "time": _l("Enough time to answer"),
    "equality_screening": _l("How this could affect different people"),
    "rejected": _l("Options we turned down"),
    "duty_to_involve": _l("The duty to involve people"),
    "scrutiny": _l("What the councils’ scrutiny committee said"),
    "elections": _l("No start near an election"),
    "reading_panel": _l("Reading panel"),
}
"""Gates that a named approver may set aside, in words that the public page shows too.

Never among them: something not yet decided, the privacy notice, the days in order (people.md).
"""


def gate_name(gate: str) -> str:
    """A gate in words for staff."""
    return str(NAMES.get(gate) or OVERRIDABLE.get(gate, gate))


def panel_text(words: Mapping[str, str], questions: Sequence[str]) -> str:
    """The one text that the reading panel reads and signs: words, then questions, a line each."""
    parts = [words[field] for field in READ_FIELDS if words.get(field)]
    return "\n\n".join([*parts, *questions])


@dataclass(frozen=True)
class LaunchFacts:
    """What the gates need to know: counts, missing or stale texts, and people.

    `signed`: the panel signed this text. `asked_until`: it was asked for this text, and that is
    the last day it was given. `readers`: so many of it said what they found.
    `by_author`: whoever launches it also wrote it.
    `second`: somebody other than the author approved this exact text by a link. `records`: the
    newest of each kind. `problems`: of the route. `hard`: our own check finds the text likely hard.
    `polls`: names of elections whose window it would open or close in. `days_right`: the days are
    in order and the last is still to come. `first_day`: it cannot open before; that is today.
    `set_aside`: gates that a named approver set aside for this exact text, each with who that was.
    `notice`: every part of the privacy notice has words.
    `faults`: what is wrong with the languages that are offered, in words.
    `formats`: what to do about each promised format, empty where nothing is to do.
    """

    questions: int
    options: int
    gaps: int
    signed: bool
    by_author: bool
    second: bool = False
    records: Mapping[RecordKind, LaunchRecord] = field(default_factory=dict)
    problems: int = 0
    hard: bool = False
    polls: tuple[str, ...] = ()
    days_right: bool = True
    first_day: date = date.min
    set_aside: Mapping[str, str] = field(default_factory=dict)
    asked_until: date | None = None
    readers: int = 0
    notice: bool = False
    faults: Sequence[str] = ()
    formats: Sequence[str] = ()

    @property
    def someone_else(self) -> bool:
        """Whether a person other than the author stands behind the launch."""
        return self.second or not self.by_author


Words = Mapping[str, str]


def launch_gates(consultation: Consultation, words: Words, facts: LaunchFacts) -> list[Gate]:
    """What must be true before a consultation opens, by its weight.

    What the law asks stops it; a missed courtesy puts an honest line on the page (people.md). A
    gate that was set aside is passed, and the page says who did that and why.
    """
    light, formal = (consultation.weight is each for each in (Weight.LIGHT, Weight.FORMAL))
    gates = [*_always(words, facts), *_languages(consultation, facts), *_formats(facts)]
    if light:
        gates += [*_elections(facts), _check(facts)]
    else:
        gates += [_people(facts), *_gunning(consultation, words, facts), _equality(facts)]
        gates += _formal(words, facts) if formal else []
        gates += [*_elections(facts), _costs(words), _panel(facts, stops=formal)]
    return [_passed_over(gate, facts) for gate in gates]


def _passed_over(gate: Gate, facts: LaunchFacts) -> Gate:
    who = facts.set_aside.get(gate.name, "")
    if gate.passed or not may_set_aside(gate.name, who):
        return gate
    return Gate(gate.name, passed=True, what=gate.what, label=gate.label, set_aside=True)


def may_set_aside(gate: str, who: str) -> bool:
    """Whether somebody, by name and position, may set a gate aside.

    Only those of OVERRIDABLE. The election window belongs to the monitoring officer alone (code of
    recommended practice on local authority publicity; Local Government Act 1986 s.2).
    """
    if gate not in OVERRIDABLE or not who:
        return False
    return gate != "elections" or _OFFICER.search(who.casefold()) is not None


def check_set_aside(gates: Sequence[str], position: str) -> None:
    """Raises RuleBroken for a gate that nobody may set aside, or not somebody of this position."""
    for gate in gates:
        if gate not in OVERRIDABLE:
            raise RuleBroken(_dl("Nobody can set this aside. Do what it asks."), "gates")
        if not may_set_aside(gate, position):
            raise RuleBroken(
                _dl("Near an election, only the monitoring officer can approve."), "position"
            )


def _always(words: Words, facts: LaunchFacts) -> list[Gate]:
    """For every weight: a title, days, questions that lead somewhere, and a privacy notice.

    Source: UK GDPR articles 13 and 14: people are told before they give anything.
    """
    recorded = done(facts.records, RecordKind.PRIVACY_NOTICE)
    notice = _dl(_SAY_WHICH) if facts.notice else _dl(_WRITE_IT)
    days = _dl("Set an opening and a closing day, the last still to come.")
    return [
        Gate("title", bool(words.get("title")), _dl("Enter a title.")),
        Gate("days", facts.days_right, days),
        Gate("questions", facts.questions > 0, _dl("Add a question before you open it.")),
        Gate("route", not facts.problems, _dl("Mend the way through the questions.")),
        Gate("privacy_notice", recorded and facts.notice, notice),
    ]


_SAY_WHICH = "Say which privacy notice people are given."
_WRITE_IT = "Write each part of the privacy notice that people read, and enter which one it is."


def _languages(consultation: Consultation, facts: LaunchFacts) -> list[Gate]:
    """Every language that is offered is complete, fresh and checked; else it is not offered.

    English alone has no line, unless the words of a paper are for a file that was replaced.
    """
    alone = len(consultation.languages) <= 1
    if alone and not facts.faults:
        return []
    what = [*([] if alone else [_dl("Complete every language you promise.")]), *facts.faults]
    return [Gate("languages", not facts.gaps and not facts.faults, " ".join(what))]


def _formats(facts: LaunchFacts) -> list[Gate]:
    """Every promised format is ready, or has a day and time enough after it (people.md)."""
    if not facts.formats:
        return []
    wrong = [each for each in facts.formats if each]
    return [Gate("formats", not wrong, wrong[0] if wrong else "")]


def _gunning(consultation: Consultation, words: Words, facts: LaunchFacts) -> list[Gate]:
    """Something is open, people know enough, they have time, and it will be weighed.

    Source: R v Brent LBC ex p Gunning (1985); Moseley v Haringey [2014] UKSC 56.
    """
    named = bool(words.get("decision_maker")) and consultation.decision_on is not None
    return [
        Gate("undecided", bool(words.get("undecided")), _dl(_UNDECIDED)),
        Gate("options", _real_choice(consultation, words, facts), _dl(_OPTIONS)),
        Gate("why_now", bool(words.get("why_now")), _dl("Say why you ask this now.")),
        Gate("effects", bool(words.get("effects")), _dl("Say what it could mean for people.")),
        Gate("decision", bool(words.get("decision")), _dl("Say how the decision will be made.")),
        Gate("decision_maker", named and _decides_after(consultation), _dl(_DECIDES)),
        Gate("time", _time_enough(consultation, words, facts), _dl(_TIME)),
    ]


_UNDECIDED = "Say at least one thing that is not yet decided."
_OPTIONS = "Add at least two options, or say why there is only one."
_DECIDES = "Name who decides, and a day for the decision after closing."
_TIME = "Open it for six weeks or more. Or say why there is less time, and ask an approver."


def _real_choice(consultation: Consultation, words: Words, facts: LaunchFacts) -> bool:
    """Two options, or a reason for one (Gunning 1). Only a formal one must have options at all."""
    asks_openly = facts.options == 0 and consultation.weight is not Weight.FORMAL
    return facts.options >= TWO or asks_openly or bool(words.get("one_option"))


def _decides_after(consultation: Consultation) -> bool:
    """A decision is never dated before closing (Gunning 4)."""
    return (
        consultation.decision_on is not None and consultation.decision_on > consultation.closes_on
    )


def _time_enough(consultation: Consultation, words: Words, facts: LaunchFacts) -> bool:
    """Six weeks, or a reason for less and an approver (Gunning 3; twelve is the custom)."""
    days = (consultation.closes_on - max(consultation.opens_on, facts.first_day)).days + 1
    return days >= SHORTEST_DAYS or (bool(words.get("short_time")) and facts.someone_else)


def _people(facts: LaunchFacts) -> Gate:
    """The author is not the approver (Consultation Principles 2018, H; people.md)."""
    return Gate("second_person", facts.someone_else, _dl("Ask a second person to launch it."))


def _equality(facts: LaunchFacts) -> Gate:
    """Screened before people are asked.

    Source: Equality Act 2010 s.149; Brown [2008] EWHC 3158.
    """
    screened = done(facts.records, RecordKind.EQUALITY_SCREENING)
    return Gate("equality_screening", screened, _dl("Link the equality screening."))


def _formal(words: Words, facts: LaunchFacts) -> list[Gate]:
    """What a change to services needs besides.

    Sources: Moseley v Haringey [2014] UKSC 56 (options turned down); NHS Act 2006 s.242, s.13Q and
    s.14Z45 (whether the duty to involve applies); the 2013 regulations on health scrutiny, reg. 23.
    """
    involve = done(facts.records, RecordKind.DUTY_TO_INVOLVE)
    rejected = _dl("Say which options you turned down, and why.")
    return [
        Gate("rejected", bool(words.get("rejected")), rejected),
        Gate("duty_to_involve", involve, _dl("Say whether the duty to involve applies, and why.")),
        Gate("scrutiny", told(facts.records), _dl(_SCRUTINY)),
    ]


_SCRUTINY = "Say if the change is substantial. If so, tell the scrutiny committee: note its answer."


def _elections(facts: LaunchFacts) -> list[Gate]:
    """Nothing starts or ends between the notice of an election and its day, in its areas.

    Source: Local Government Act 1986 s.2, the code on publicity; Consultation Principles 2018, K.
    """
    if not facts.polls:
        return []
    what: Any = _dl(
        "Choose other days: %(polls)s is near. Only the monitoring officer may set this aside.",
        polls=", ".join(facts.polls),
    )
    return [Gate("elections", passed=False, what=what)]


def _check(facts: LaunchFacts) -> Gate:
    ask, honest = _dl("Make the text easier to read."), _l("Some of this text is hard to read.")
    return Gate("plain_english", facts.signed or not facts.hard, ask, stops=False, label=honest)


def _costs(words: Words) -> Gate:
    unknown = _l("We do not know yet what it will cost.")
    what = _dl("Say what it costs, if you know.")
    return Gate("costs", bool(words.get("costs")), what, stops=False, label=unknown)


READ = (
    _l("Not yet read by residents."),
    _l("One resident read this."),
    _l("Two or more residents read this."),
)
"""What the page says where the panel has not signed the text, by how many said what they found."""


def _panel(facts: LaunchFacts, *, stops: bool) -> Gate:
    """The reading panel signed the text. A formal one waits until it did, or its days have passed.

    Source: people.md: ask three, need two, five working days, then publish with an honest line.
    """
    until, label = facts.asked_until, READ[min(facts.readers, len(READ) - 1)]
    over = until is not None and facts.first_day > until
    what: Any = _dl(_ASK if stops else _SIGN)
    if until is not None:
        what = _dl(_OVER if over else _UNTIL if stops else _SIGN, day=format_day(until))
    return Gate("reading_panel", facts.signed, what, stops=stops and not over, label=label)


_SIGN = "Ask the reading panel to sign this text."
_ASK = "Send this text to the reading panel. It opens once they sign it, or after 5 working days."
_UNTIL = "The panel reads it until the end of %(day)s. Then it may open without a signature."
_OVER = "The panel had until %(day)s. It may open: the page says how many residents read it."
