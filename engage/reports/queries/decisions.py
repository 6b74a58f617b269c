"""A decision as staff write it, the documents made of it, and the page the public sees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from engage.audit import queries as audit
from engage.audit.models import Action
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.core.clock import day_of
from engage.core.db import Base, db
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import SOURCE
from engage.core.text import fingerprint
from engage.publishing import queries as publishing
from engage.publishing.models import Edition
from engage.publishing.rules import Gate
from engage.reading import queries as reading
from engage.reports import rules
from engage.reports.models import (
    DECISION_FIELDS,
    POSITION,
    WEIGHED,
    Decision,
    DecisionTheme,
    Report,
    ReportOpening,
)
from engage.reports.queries import final
from engage.reports.queries.drafts import final_report
from engage.reports.queries.final import Row
from engage.reports.queries.written import Texts, Written, gaps, texts_of


@dataclass(frozen=True)
class Source(Written):
    """One decision as staff see it. `decision` is empty until something was saved.

    `themes` are those of the final report, the ones it shows a number of first; `lines` what was
    written of them; `openings` who opened the final report, oldest first.
    """

    consultation: Consultation
    report: Report
    decision: Decision | None
    themes: Sequence[Row]
    main: Sequence[UUID]
    lines: Mapping[UUID, DecisionTheme]
    openings: Sequence[ReportOpening]
    texts: Texts

    @property
    def parts(self) -> Sequence[tuple[Base, Sequence[str]]]:
        """The decision, its themes and the positions of whoever read, each with its fields."""
        own: list[tuple[Base, Sequence[str]]] = []
        if self.decision:
            own = [(self.decision, DECISION_FIELDS)]
        lines = [self.lines[key] for key in self.order if key in self.lines]
        return [
            *own,
            *((each, (WEIGHED,)) for each in lines),
            *((each, (POSITION,)) for each in self.openings),
        ]

    @property
    def order(self) -> list[UUID]:
        """The themes in their order."""
        return [UUID(each.code) for each in self.themes]

    @property
    def version(self) -> int:
        """The version a save must carry; 0 before the first."""
        return self.decision.version if self.decision else 0

    @property
    def own_words(self) -> dict[str, str]:
        """The English words of the decision itself; empty ones before the first save."""
        empty = dict.fromkeys(DECISION_FIELDS, "")
        return self.words(self.decision) if self.decision else empty

    @property
    def weighed(self) -> dict[UUID, str]:
        """What was written of each theme, in English, where anything was."""
        said = {key: self.words(line)[WEIGHED] for key, line in self.lines.items()}
        return {key: text for key, text in said.items() if text}

    @property
    def panel_text(self) -> str:
        """The exact text that the reading panel signs."""
        weighed = [self.weighed[key] for key in self.order if key in self.weighed]
        return rules.decision_text(self.own_words, weighed)


def source_of(slug: str) -> Source:
    """The decision of a consultation, begun or not. At most eight statements.

    Raises NotFound, and RuleBroken before the final report is out or where nothing is decided.
    """
    return source(consultations.by_slug(slug))


def source_if_ready(slug: str) -> Source | None:
    """As `source_of`; None as long as there is nothing to decide on."""
    try:
        return source_of(slug)
    except RuleBroken:
        return None


def source(consultation: Consultation) -> Source:
    """As `source_of`."""
    report = final_report(consultation.id)
    out = report is not None and report.published
    rules.check_may_decide(consultation, final_is_out=out)
    assert report is not None, "the rule has just looked"
    decision = of(consultation.id)
    lines, openings = _lines(decision), opened(report.id)
    things: list[Base] = [*lines.values(), *openings, *([decision] if decision else [])]
    return Source(
        consultation=consultation,
        report=report,
        decision=decision,
        themes=_themes(report),
        main=final.shown_themes(report.edition_id) if report.edition_id else (),
        lines=lines,
        openings=openings,
        texts=texts_of([consultation.id, *(each.id for each in things)]),
    )


def of(consultation_id: UUID) -> Decision | None:
    """The decision of a consultation, if one was begun."""
    wanted = select(Decision).where(Decision.consultation_id == consultation_id)
    return db.session.scalars(wanted).first()


def opened(report_id: UUID) -> Sequence[ReportOpening]:
    """Who opened a final report, oldest first."""
    wanted = select(ReportOpening).where(ReportOpening.report_id == report_id)
    return db.session.scalars(wanted.order_by(ReportOpening.opened_on, ReportOpening.id)).all()


def _lines(decision: Decision | None) -> dict[UUID, DecisionTheme]:
    if decision is None:
        return {}
    wanted = select(DecisionTheme).where(DecisionTheme.decision_id == decision.id)
    rows = db.session.scalars(wanted.order_by(DecisionTheme.id))
    return {row.theme_id: row for row in rows}


def _final_body(report: Report, language: str) -> Mapping[str, Any]:
    """The published final report in a language, English where it has no other."""
    document = publishing.document(report.edition_id, language) if report.edition_id else None
    assert document is not None, "it is published"
    return document.body


def _themes(report: Report) -> Sequence[Row]:
    """The themes of the published final report with their counts, as that report tells them."""
    told = final.shown(_final_body(report, SOURCE))
    return told.themes if told else ()


def gates(made: Source, publisher: UUID | None = None) -> list[Gate]:
    """What a decision still needs; with a publisher, also whether they may be it."""
    facts = rules.DecisionFacts(
        decision=made.decision or Decision(),
        weight=made.consultation.weight,
        words=made.own_words,
        themes=made.main,
        weighed=made.weighed,
        opened=[each.opened_on for each in made.openings],
        authors=_writers(made.decision),
        publisher=publisher,
        signed=_signed(made),
    )
    return rules.decision_gates(facts)


def _writers(decision: Decision | None) -> set[UUID]:
    """Who wrote any of it, in any version: the history knows."""
    lines = audit.history(decision.id) if decision else ()
    return {
        each.actor_id for each in lines if each.action is Action.DECISION_CHANGED and each.actor_id
    }


def _signed(made: Source) -> bool:
    if made.decision is None:
        return False
    text_hash = fingerprint(made.panel_text)
    return reading.panel_state("decision", made.decision.id, text_hash).signed


def documents(made: Source, honest: Sequence[str]) -> dict[tuple[str, str], dict[str, Any]]:
    """The edition's documents: English, and each promised language in which every word is there.

    `honest`: courtesies that were missed.
    """
    missing = gaps(made)
    whole = [code for code in made.languages if not missing.get(code)]
    return {(code, ""): _document(made, code, honest) for code in whole}


def _document(made: Source, code: str, honest: Sequence[str]) -> dict[str, Any]:
    decision = made.decision
    assert decision is not None, "what is published was saved"
    return {
        **made.words(decision, code),
        "consultation": made.said("consultation", made.consultation.id, "title", code),
        "decided_on": _iso(decision.decided_on),
        "equality_read_on": _iso(decision.equality_read_on),
        "final_report": made.report.slug,
        "openings": [_opening(made, each, code) for each in made.openings],
        "everyone": _final_body(made.report, code)["everyone"],
        "themes": _weighed(made, code),
        "honest": list(honest),
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _opening(made: Source, row: ReportOpening, code: str) -> dict[str, Any]:
    return {
        POSITION: made.words(row, code)[POSITION],
        "opened_on": row.opened_on.isoformat(),
        "on_paper": row.on_paper,
    }


def _weighed(made: Source, code: str) -> list[dict[str, Any]]:
    """The themes that have a line, each with its name and count in the final report."""
    body = _final_body(made.report, code)
    names = body["number_words"]["themes"]
    people = {each["code"]: each["people"] for each in body["numbers"]["themes"]}
    return [
        {
            "id": str(key),
            "name": names[str(key)],
            "people": people[str(key)],
            WEIGHED: made.words(made.lines[key], code)[WEIGHED],
            "answered": made.lines[key].answered,
        }
        for key in made.order
        if key in made.weighed
    ]


def card(body: Mapping[str, Any]) -> dict[str, Any]:
    """What lists need of a document."""
    return {"title": body["consultation"], "decided_on": body["decided_on"]}


def meaning(made: Source) -> list[Any]:
    """What makes versions of a decision comparable: the themes, and which were answered."""
    return [[str(key), line.answered] for key, line in sorted(made.lines.items())]


@dataclass(frozen=True)
class WeighedTheme:
    """How one theme was weighed. `count`: how many people said it, out of all, in words."""

    name: str
    count: str
    weighed: str
    answered: bool


@dataclass(frozen=True)
class Opening:
    """Who opened the final report, and when."""

    position: str
    opened_on: date
    on_paper: bool


@dataclass(frozen=True)
class DecisionPage:
    """One decision as the public sees it. `language` is that of its words, `number` its version."""

    consultation: Consultation
    language: str
    words: Mapping[str, Any]
    decided_on: date
    equality_read_on: date | None
    openings: Sequence[Opening]
    themes: Sequence[WeighedTheme]
    published_on: date
    number: int


def public_page(slug: str, language: str) -> DecisionPage:
    """The published decision of a consultation. At most five statements.

    Raises NotFound where there is none.
    """
    wanted = (
        select(Consultation, Edition)
        .join(Decision, Decision.consultation_id == Consultation.id)
        .join(Edition, Edition.id == Decision.edition_id)
        .where(Consultation.slug == slug)
        .options(lazyload(Consultation.areas))
    )
    found = db.session.execute(wanted).first()
    if found is None:
        raise NotFound
    consultation, edition = found
    document = publishing.document(edition.id, language)
    assert document is not None, "an edition has its English document"
    day = day_of(edition.frozen_at)
    return _page(consultation, document.language, document.body, day, edition.number)


def preview(made: Source, day: date) -> DecisionPage | None:
    """A decision in English as its page would look now; None before it has a day."""
    if made.decision is None or made.decision.decided_on is None:
        return None
    body = _document(made, SOURCE, [])
    return _page(made.consultation, SOURCE, body, day, 0)


def _page(
    consultation: Consultation, language: str, body: Mapping[str, Any], day: date, number: int
) -> DecisionPage:
    everyone = rules.cell_of(body["everyone"])
    read_on = body["equality_read_on"]
    return DecisionPage(
        consultation=consultation,
        language=language,
        words=body,
        decided_on=date.fromisoformat(body["decided_on"]),
        equality_read_on=date.fromisoformat(read_on) if read_on else None,
        openings=[
            Opening(each[POSITION], date.fromisoformat(each["opened_on"]), each["on_paper"])
            for each in body["openings"]
        ],
        themes=[
            WeighedTheme(
                each["name"],
                rules.count_words(rules.cell_of(each["people"]), everyone),
                each[WEIGHED],
                each["answered"],
            )
            for each in body["themes"]
        ],
        published_on=day,
        number=number,
    )
