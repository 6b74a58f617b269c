"""The texts of a consultation or a programme as a translator meets them, and what a launch asks."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from engage.consultations.models import (
    FIELDS,
    PRIVACY,
    Choice,
    Consultation,
    Format,
    FormatMedia,
    Notice,
    Option,
    Paper,
    Programme,
    Question,
    QuestionPage,
    privacy_field,
)
from engage.core.db import Base
from engage.core.i18n import SOURCE, _d, _dl
from engage.languages.rules import Entry, Part, Section, State, Target

_OWN = {
    "title": _dl("title"),
    "summary": _dl("summary"),
    "for_whom": _dl("who it is for"),
    "asked": _dl("what we ask"),
    "undecided": _dl("what is not yet decided"),
    "fixed": _dl("what cannot change"),
    "why_now": _dl("why now"),
    "effects": _dl("what it could mean for people"),
    "costs": _dl("what it costs"),
    "one_option": _dl("why there is one option"),
    "rejected": _dl("options turned down"),
    "short_time": _dl("why there is less time"),
    "decision": _dl("how it is decided"),
    "decision_maker": _dl("who decides"),
}
_PRIVACY = {
    "who": _dl("who we are"),
    "kept": _dl("what we keep"),
    "why": _dl("why we keep it"),
    "long": _dl("how long"),
    "seen": _dl("who sees it"),
    "rights": _dl("your rights"),
    "complain": _dl("how to complain"),
}
_SHORT = {"title", "for_whom", "decision_maker", "label"}
_HIGH = 8


EASY = Format.EASY_READ.variant


def targets(consultation: Consultation, easy: Collection[str]) -> list[Target]:
    """What a consultation promises besides English: its languages, some in Easy Read (`easy`) too.

    English Easy Read is not among them: it is written from the plain words on a page of its own.
    """
    offered = [code for code in consultation.languages if code != SOURCE]
    return [
        Target(code, variant)
        for code in offered
        for variant in ("", EASY)
        if not variant or code in easy
    ]


def _part(row: Base, field: str, name: str) -> Part:
    body = field in {"body", "summary", "output"}
    return Part(row, field, name, _HIGH if body else 2)


def launch_sections(
    consultation: Consultation,
    options: Sequence[Option],
    papers: Sequence[Paper],
    pages: Sequence[QuestionPage],
    pictures: Sequence[FormatMedia],
) -> list[Section]:
    """Every text that a launch makes public; `pictures` are those of Easy Read."""
    return [
        own_section(consultation),
        titled_section(options, _d("Options"), _d("option")),
        titled_section(papers, _d("Papers"), _d("paper")),
        *page_sections(pages),
        privacy_section(consultation),
        picture_section(pictures),
    ]


def own_section(consultation: Consultation) -> Section:
    """The words of the consultation itself."""
    parts = [
        Part(consultation, field, str(_OWN[field]), 2 if field in _SHORT else 4) for field in FIELDS
    ]
    return Section(_d("About the consultation"), tuple(parts))


def privacy_section(consultation: Consultation) -> Section:
    """The privacy notice, part by part."""
    parts = [Part(consultation, privacy_field(each), str(_PRIVACY[each]), 4) for each in PRIVACY]
    return Section(_d("Privacy notice"), tuple(parts))


def picture_section(pictures: Sequence[FormatMedia]) -> Section:
    """What each picture shows, for people who cannot see it."""
    parts = [
        Part(row, "alt", _d("picture %(number)s", number=number), 2)
        for number, row in enumerate(pictures, start=1)
    ]
    return Section(_d("Pictures"), tuple(parts))


def titled_section(rows: Sequence[Option] | Sequence[Paper], heading: str, one: str) -> Section:
    """Options or papers, each with its title and its text."""
    parts: list[Part] = []
    for number, row in enumerate(rows, start=1):
        parts.append(_part(row, "title", f"{one} {number}"))
        parts.append(_part(row, "body", _d("%(one)s %(number)s, text", one=one, number=number)))
    return Section(heading, tuple(parts))


def page_sections(pages: Sequence[QuestionPage]) -> list[Section]:
    """A section for each page of the form; questions are counted through all of them."""
    sections, first = [], 1
    for number, page in enumerate(pages, start=1):
        parts = [Part(page, "title", _d("page %(number)s, title", number=number), 2)]
        for place, question in enumerate(page.questions, start=first):
            parts += _question(question, place)
        first += len(page.questions)
        sections.append(Section(_d("Page %(number)s", number=number), tuple(parts)))
    return sections


def _question(question: Question, number: int) -> list[Part]:
    name = _d("question %(number)s", number=number)
    facts = _d("%(name)s, facts", name=name)
    return [
        Part(question, "label", name),
        Part(question, "hint", _d("%(name)s, hint", name=name), 2),
        Part(question, "facts", facts, 4),
        Part(question, "plan", _d("%(name)s, what the plan shows", name=name), 4),
        *(_choice(choice, name, place) for place, choice in enumerate(question.choices, start=1)),
    ]


def _choice(choice: Choice, question: str, number: int) -> Part:
    return Part(choice, "label", _d("%(name)s, choice %(number)s", name=question, number=number), 2)


def notice_section(notices: Iterable[Notice]) -> Section:
    """The reasons of the public notes."""
    parts = [
        Part(each, "text", _d("public note %(number)s", number=number))
        for number, each in enumerate(notices, start=1)
    ]
    return Section(_d("Public notes"), tuple(parts), live=True)


def programme_sections(programme: Programme) -> list[Section]:
    """A programme, its phases, and why phases were moved."""
    own = [_part(programme, field, _d(field)) for field in ("title", "summary")]
    sections = [Section(_d("About the programme"), tuple(own))]
    for number, phase in enumerate(programme.phases, start=1):
        name = _d("phase %(number)s", number=number)
        parts = [
            _part(phase, "title", name),
            _part(phase, "output", _d("%(name)s, what comes of it", name=name)),
            *(Part(move, "text", _d("%(name)s, why it moved", name=name)) for move in phase.moves),
        ]
        sections.append(Section(_d("Phase %(number)s", number=number), tuple(parts)))
    return sections


# --- what a launch asks of the languages that are offered

_NAMED = 3
"""So many texts are named for each language; of more, their number is told."""
_SAID = {
    State.MISSING: _dl("%(language)s: %(what)s is missing."),
    State.STALE: _dl("%(language)s: %(what)s no longer matches the English."),
    State.MACHINE: _dl("%(language)s: %(what)s is a machine draft that nobody has checked."),
    State.DRAFT: _dl("%(language)s: %(what)s is not checked."),
}
_MANY = {
    State.MISSING: _dl("%(language)s: %(number)s texts are missing."),
    State.STALE: _dl("%(language)s: %(number)s texts no longer match the English, %(what)s first."),
    State.MACHINE: _dl("%(language)s: %(number)s machine drafts are not checked."),
    State.DRAFT: _dl("%(language)s: %(number)s texts are not checked."),
}


def language_faults(found: Mapping[Target, Sequence[Entry]]) -> list[str]:
    """What is wrong with the languages that are offered, each text or its number named, for staff.

    None is offered that is incomplete, out of date, or not checked by somebody who reads it and
    did not write it, whatever the weight (settled 19).
    """
    said: list[str] = []
    for target, entries in found.items():
        for state in _SAID:
            names = [each.part.name for each in entries if each.state is state]
            said += _told(target, state, names)
    return said


def _told(target: Target, state: State, names: Sequence[str]) -> list[str]:
    if len(names) > _NAMED:
        facts = {"language": target.name, "number": len(names), "what": names[0]}
        return [str(_MANY[state]) % facts]
    return [str(_SAID[state]) % {"language": target.name, "what": name} for name in names]
