"""A LimeSurvey structure file turned into a questionnaire of ours, with a report of what was not.

One group becomes one page, or several where its questions are shown to different people. An array
becomes one question for each of its rows: there are no grids here. Comments beside choices,
assessments, quotas and texts around the survey are not taken, and the report says so.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engage.consultations.models import Kind
from engage.consultations.rules import building
from engage.consultations.rules.exchange import FORMAT, VERSION, Document, document
from engage.consultations.rules.questionnaire import AGREE_KEYS
from engage.consultations.rules.relevance import Condition, NotSimple, condition_of
from engage.core.formats.lss import NotReadable, Rows, tables
from engage.core.i18n import SOURCE, _dl, languages
from engage.core.text import fold, plain_text

Words = dict[str, str]
_KINDS = {
    **dict.fromkeys("L!O5YG", Kind.ONE_CHOICE),
    **dict.fromkeys("MP", Kind.SEVERAL_CHOICES),
    "R": Kind.RANK,
    "N": Kind.NUMBER,
    "D": Kind.DATE,
    "S": Kind.SHORT_TEXT,
    **dict.fromkeys("TU", Kind.LONG_TEXT),
    "X": Kind.INFO,
    "|": Kind.FILE,
}
_ROWS = {**dict.fromkeys("FHABCE", Kind.ONE_CHOICE), "K": Kind.NUMBER, "Q": Kind.SHORT_TEXT}
"""Types that hold rows, each of which becomes a question of its own."""
_FIXED = {
    "Y": (("Y", _dl("Yes")), ("N", _dl("No"))),
    "G": (("F", _dl("Female")), ("M", _dl("Male"))),
    "5": tuple((str(each), str(each)) for each in range(1, 6)),
    "A": tuple((str(each), str(each)) for each in range(1, 6)),
    "B": tuple((str(each), str(each)) for each in range(1, 11)),
    "C": (("Y", _dl("Yes")), ("U", _dl("Not sure")), ("N", _dl("No"))),
    "E": (("I", _dl("More")), ("S", _dl("The same")), ("D", _dl("Less"))),
}
_AGREEING = (
    {"strongly agree"},
    {"agree"},
    {"neither agree nor disagree", "neither", "neutral", "neither agree or disagree"},
    {"disagree"},
    {"strongly disagree"},
)
_BESIDE = {
    "groups": ("group_l10ns", "gid"),
    "questions": ("question_l10ns", "qid"),
    "answers": ("answer_l10ns", "aid"),
}
"""Where newer files hold the words of each table, and the column that binds them."""
_COMMENTED = "OP"
_LEFT = {
    "assessments": _dl("Assessments were not taken."),
    "quota": _dl("Quotas were not taken."),
    "conditions": _dl("Conditions of the old kind were read from the expressions beside them."),
}


@dataclass(frozen=True)
class Taken:
    """A survey as a document of ours (and its JSON), and what was not taken, a line each."""

    document: Document
    data: dict[str, Any]
    report: tuple[str, ...]


def survey(raw: bytes) -> Taken:
    """Read a .lss file. Raises RuleBroken with what is wrong, and where, when it cannot be taken.

    A survey without English gets the words of its own language in the place of English, and the
    report says so.
    """
    try:
        reader = _Survey(tables(raw))
        data = reader.whole()
    except NotReadable as error:
        raise building.unreadable() from error
    return Taken(document(data), data, tuple(dict.fromkeys(reader.report)))


@dataclass
class _Asked:
    """A question of ours in the making, and where its conditions find it."""

    data: dict[str, Any]
    relevance: str
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Survey:
    """The tables of one file, and what is made of them."""

    given: Mapping[str, Rows]
    report: list[str] = field(default_factory=list)
    asked: dict[str, _Asked] = field(default_factory=dict)

    def whole(self) -> dict[str, Any]:
        """The document in the shape of rules.exchange."""
        self.report += [said for name, said in _LEFT.items() if self.given.get(name)]
        pages = [page for group in self._groups() for page in self._pages(group)]
        if not pages:
            raise NotReadable
        return {"format": FORMAT, "version": VERSION, "pages": pages}

    # --- words

    def _words(self, row: Mapping[str, str], table: str, name: str) -> Words:
        """One text in every language: in a table of its own in new files, beside it in old ones."""
        beside, key = _BESIDE[table]
        own = row.get(key)
        rows = [each for each in self.given.get(beside, []) if own and each.get(key) == own]
        said = {}
        for each in rows or self._alike(table, row):
            code = self._code(each.get("language", ""))
            text = plain_text(each.get(name, ""))
            if code and text:
                said[code] = text[: building.LONGEST_LABEL]
        return self._with_english(said)

    def _alike(self, table: str, row: Mapping[str, str]) -> Rows:
        """The rows of one thing in an old file: one for each language."""
        names = ("questions", "subquestions") if table == "questions" else (table,)
        same = ("qid", "code", "scale_id") if table == "answers" else (_BESIDE[table][1],)
        rows = [each for name in names for each in self.given.get(name, [])]
        return [each for each in rows if all(each.get(n) == row.get(n) for n in same)]

    def _code(self, said: str) -> str:
        """Our code of a language; empty for one we do not know."""
        if not said or said.split("-", maxsplit=1)[0] == "en":
            return SOURCE
        for code in (said.replace("-", "_"), said.split("-", maxsplit=1)[0]):
            if code in languages():
                return code
        self.report.append(_dl("The language %(code)s is not known here.", code=said[:20]))
        return ""

    def _with_english(self, said: Words) -> Words:
        if said and SOURCE not in said:
            self.report.append(_dl("There was no English. The first language stands in its place."))
            said = {SOURCE: next(iter(said.values())), **said}
        return said

    # --- groups and pages

    def _groups(self) -> list[dict[str, str]]:
        return _once(self.given.get("groups", []), "gid", "group_order")

    def _pages(self, group: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """A group as pages: one for each run of questions that are shown to the same people."""
        title = self._words(group, "groups", "group_name") or {SOURCE: _dl("Questions")}
        run: list[_Asked] = []
        for asked in self._questions(group):
            if run and run[0].relevance != asked.relevance:
                yield self._page(title, group, run)
                run = []
            run.append(asked)
        if run:
            yield self._page(title, group, run)

    def _page(self, title: Words, group: Mapping[str, str], run: list[_Asked]) -> dict[str, Any]:
        parts = [self._condition(group.get("grelevance", "")), self._condition(run[0].relevance)]
        kept = [part for part in parts if part]
        condition = kept[0] if len(kept) == 1 else {"all": kept} if kept else None
        self.asked.update({asked.data["key"]: asked for asked in run})
        return {
            "title": title,
            "condition": condition,
            "questions": [asked.data for asked in run],
        }

    def _condition(self, expression: str) -> Condition | None:
        try:
            return condition_of(expression, self._compared)
        except NotSimple:
            said = _dl("This condition was not taken: %(words)s", words=expression[:200])
            self.report.append(said)
            return None

    def _compared(self, name: str, sign: str, value: str) -> Condition | None:
        """What a comparison means here; None when it asks about nothing that was taken."""
        name = self._titled(name)
        asked = self.asked.get(name)
        if asked is not None:
            return _comparison(asked, name, sign, value)
        whole, _line, row = name.rpartition("_")
        asked = self.asked.get(whole)
        if asked is None or asked.data["kind"] != Kind.SEVERAL_CHOICES:
            return None
        chosen = {"question": whole, "is": ["other" if row == "other" else row]}
        wanted = (sign, value) in {("==", "Y"), ("!=", ""), ("", "")}
        return chosen if wanted else {"not": chosen} if sign in {"==", "!="} else None

    def _titled(self, name: str) -> str:
        """The name of a question by its title, where it was named by its numbers."""
        numbers = re.fullmatch(r"\d+X\d+X(\d+)(\w*)", name)
        for row in self.given.get("questions", []) if numbers else []:
            if numbers and row.get("qid") == numbers[1]:
                return "_".join(part for part in (row.get("title", ""), numbers[2]) if part)
        return name

    # --- questions

    def _questions(self, group: Mapping[str, str]) -> Iterator[_Asked]:
        rows = [
            each
            for each in _once(self.given.get("questions", []), "qid", "question_order")
            if each.get("gid") == group.get("gid") and each.get("parent_qid", "0") in {"", "0"}
        ]
        for row in rows:
            kind = row.get("type", "")
            if kind in _KINDS:
                yield self._one(row, kind)
            elif kind in _ROWS:
                yield from self._each_row(row, kind)
            else:
                said = _dl("Question %(name)s was not taken: its kind is not known here.")
                self.report.append(said % {"name": row.get("title", "")})

    def _one(self, row: Mapping[str, str], kind: str) -> _Asked:
        if kind in _COMMENTED:
            said = _dl("Question %(name)s: the comment beside the choice was not taken.")
            self.report.append(said % {"name": row.get("title", "")})
        label = self._words(row, "questions", "question")
        data = self._plain(row, _KINDS[kind], label, row.get("title", ""))
        choices = self._choices(row, kind)
        data |= self._bounds(row, _KINDS[kind], choices)
        return _asked(data, row, choices)

    def _plain(self, row: Mapping[str, str], kind: Kind, label: Words, key: str) -> dict[str, Any]:
        hint = self._words(row, "questions", "help")
        return {
            "key": key,
            "kind": kind.value,
            "label": label or {SOURCE: key},
            "hint": hint,
            "required": row.get("mandatory") == "Y" and kind is not Kind.INFO,
            "other": row.get("other") == "Y" and kind in building.TAKES_OTHER,
        }

    def _each_row(self, row: Mapping[str, str], kind: str) -> Iterator[_Asked]:
        """An array, row by row. The question above stands in each as a hint."""
        above = self._words(row, "questions", "question")
        choices = self._choices(row, kind) if _ROWS[kind] is Kind.ONE_CHOICE else []
        for each in self._rows(row):
            key = f"{row.get('title', '')}_{each.get('title', '')}"
            label = self._words(each, "questions", "question")
            data = self._plain(row, _ROWS[kind], label, key) | {"hint": above, "other": False}
            yield _asked(data, row, choices)

    def _rows(self, row: Mapping[str, str]) -> Rows:
        found = [*self.given.get("subquestions", []), *self.given.get("questions", [])]
        own = [each for each in found if each.get("parent_qid") == row.get("qid")]
        return [
            each
            for each in _once(own, "qid", "question_order")
            if each.get("scale_id", "0") in {"", "0"}
        ]

    def _choices(self, row: Mapping[str, str], kind: str) -> list[dict[str, Any]]:
        """The choices of a question: its answers, its rows, or those that its type always has."""
        if kind in _FIXED:
            return [{"key": key, "label": {SOURCE: label}} for key, label in _FIXED[kind]]
        if kind in "MP":
            alone = self._attribute(row, "exclude_all_others").replace(";", ",").split(",")
            return [
                {
                    "key": each.get("title", ""),
                    "label": self._words(each, "questions", "question"),
                    "alone": each.get("title", "") in [code.strip() for code in alone],
                }
                for each in self._rows(row)
            ]
        own = [each for each in self.given.get("answers", []) if each.get("qid") == row.get("qid")]
        return [
            {"key": each.get("code", ""), "label": self._words(each, "answers", "answer")}
            for each in _once(own, "code", "sortorder")
            if each.get("scale_id", "0") in {"", "0"} and kind in "L!ORFH"
        ]

    def _attribute(self, row: Mapping[str, str], name: str) -> str:
        found = [
            each.get("value", "")
            for each in self.given.get("question_attributes", [])
            if each.get("qid") == row.get("qid") and each.get("attribute") == name
        ]
        return found[0] if found else ""

    def _bounds(
        self, row: Mapping[str, str], kind: Kind, choices: list[dict[str, Any]]
    ) -> dict[str, Any]:
        """Bounds that are plain numbers or days; anything computed is left."""
        names = {
            Kind.SEVERAL_CHOICES: {"least": "min_answers", "most": "max_answers"},
            Kind.RANK: {"least": "min_answers", "most": "max_answers"},
            Kind.NUMBER: {"least": "min_num_value_n", "most": "max_num_value_n"},
            Kind.SHORT_TEXT: {"limit": "maximum_chars"},
            Kind.LONG_TEXT: {"limit": "maximum_chars"},
            Kind.DATE: {"earliest_on": "date_min", "latest_on": "date_max"},
        }.get(kind, {})
        found = {name: self._attribute(row, attribute) for name, attribute in names.items()}
        if kind is Kind.DATE:
            return {name: day for name, said in found.items() if (day := _day(said))}
        most = len(choices) + 1 if choices else None
        whole = {name: _whole(said, most) for name, said in found.items()}
        return {name: number for name, number in whole.items() if number is not None}


def _once(rows: Rows, key: str, order: str) -> Rows:
    """Each thing once, the first of its languages, in its order."""
    first: dict[str, dict[str, str]] = {}
    for row in rows:
        first.setdefault(row.get(key, ""), row)
    return sorted(first.values(), key=lambda row: _whole(row.get(order, ""), None) or 0)


def _whole(said: str, most: int | None) -> int | None:
    """A plain whole number that one of our bounds can be."""
    bare = said.strip()
    if not bare.lstrip("-").isdecimal() or len(bare) > 9:  # noqa: PLR2004 - more is no bound
        return None
    number = int(bare)
    return number if most is None or 1 <= number <= most else None


def _day(said: str) -> str:
    try:
        return date.fromisoformat(said.strip()[:10]).isoformat()
    except ValueError:
        return ""


def _scale(choices: list[dict[str, Any]]) -> dict[str, str]:
    """The keys of our agree scale by the codes of these choices; empty when they are another."""
    words = [fold(each["label"].get(SOURCE, "")) for each in choices]
    if len(words) != len(AGREE_KEYS):
        return {}
    codes = [each["key"] for each in choices]
    for said, kept in ((words, codes), (words[::-1], codes[::-1])):
        if all(word in known for word, known in zip(said, _AGREEING, strict=True)):
            return dict(zip(kept, AGREE_KEYS, strict=True))
    return {}


def _asked(data: dict[str, Any], row: Mapping[str, str], choices: list[dict[str, Any]]) -> _Asked:
    """A question with its choices, or on our scale where they are those of the scale."""
    relevance = row.get("relevance", "")
    codes = _scale(choices) if data["kind"] == Kind.ONE_CHOICE and not data["other"] else {}
    if codes:
        return _Asked(data | {"kind": Kind.AGREE_SCALE.value}, relevance, codes)
    if choices:
        data["choices"] = choices
    return _Asked(data, relevance, {each["key"]: each["key"] for each in choices})


def _comparison(asked: _Asked, name: str, sign: str, value: str) -> Condition | None:
    """A comparison with a whole question."""
    answered = {"question": name, "answered": True}
    if sign == "" or value == "":
        return {"not": answered} if sign == "==" else answered
    if asked.data["kind"] == Kind.NUMBER:
        return _numbers(name, sign, value)
    known = {**asked.codes, "-oth-": "other"}
    if sign not in {"==", "!="} or value not in known:
        return None
    chosen = {"question": name, "is": [known[value]]}
    return chosen if sign == "==" else {"not": chosen}


def _numbers(name: str, sign: str, value: str) -> Condition | None:
    number = _whole(value, None)
    if number is None:
        return None
    ends = {">=": {"from": number}, "<=": {"to": number}, "==": {"from": number, "to": number}}
    if sign in ends:
        return {"question": name, **ends[sign]}
    beyond = {"<": {"from": number}, ">": {"to": number}, "!=": ends["=="]}[sign]
    return {"all": [{"question": name, "answered": True}, {"not": {"question": name, **beyond}}]}
