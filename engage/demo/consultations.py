"""Each consultation: written, read by the panel, launched, and moved on as its days passed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app

from engage.accounts import queries as who
from engage.accounts.models import Role
from engage.consultations import commands, queries
from engage.consultations.commands.approvals import SECRET
from engage.consultations.models import (
    Consultation,
    DisclosureMode,
    Kind,
    Question,
    RecordKind,
    Stage,
    Weight,
)
from engage.consultations.queries import launch, sources
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE
from engage.demo import beside, files, panel
from engage.demo.calendar import day, work_on
from engage.demo.world import check, person, put, put_name
from engage.places import queries as places
from engage.reading import commands as reading

_LISTS = ("undecided", "fixed", "rejected")
_AGREE = "agree_scale"


@dataclass(frozen=True)
class Keys:
    """What a question was called when it was written, and the keys the product gave it."""

    question: str
    kind: Kind
    choices: Mapping[str, str]


def keys(consultation: Consultation) -> dict[str, Keys]:
    """The keys of a written consultation's questions, by the names they were written under."""
    written = [
        question
        for page in files.consultation(consultation.slug)["pages"]
        for question in page["questions"]
    ]
    made = [question for page in sources.source(consultation).pages for question in page.questions]
    return {
        each["name"]: Keys(row.key, row.kind, _choice_keys(each, row))
        for each, row in zip(written, made, strict=True)
    }


def _choice_keys(written: Any, row: Question) -> dict[str, str]:
    names = [choice["name"] for choice in _choices(written)]
    return {name: choice.key for name, choice in zip(names, row.choices, strict=True)}


def _choices(written: Any) -> Sequence[Any]:
    """The choices as written; those of an agree scale stand in the world's own file."""
    if written["kind"] != _AGREE:
        return list(written["choices"])
    return [each for each in files.world()["scales"]["agree"] if each["name"] != "dont_know"]


def write(slug: str, offset: int) -> None:
    """Write a consultation as a draft, so many days from today."""
    written = files.consultation(slug)
    with work_on(offset):
        row = _create(written)
        lead = person(Role.ENGAGEMENT_LEAD)
        put(row, _own_words(written), actor=lead)
        _notice(row)
        for position, option in enumerate(written["options"]):
            made = commands.add_option(actor=lead, consultation=row, position=position)
            put(made, option["words"], actor=lead)
        for position, paper in enumerate(written["documents"]):
            text = commands.add_paper(actor=lead, consultation=row, position=position)
            put(text, paper["words"], actor=lead)
            if "file" in paper:
                beside.put_file(row, text, paper["file"])
        for position, page in enumerate(written["pages"]):
            _page(row, page, position)
        for record in written["records"]:
            _record(row, record)


def _notice(row: Consultation) -> None:
    """The privacy notice that new ones begin with, in every language of the consultation."""
    lead = person(Role.ENGAGEMENT_LEAD)
    commands.put_default_notice(actor=lead, consultation=row)
    for code in row.languages:
        check(row, code, lead)


def _record(row: Consultation, written: Any) -> None:
    facts = {name: text for name, text in written.items() if name not in {"kind", "days_before"}}
    commands.enter_record(
        actor=person(Role.ENGAGEMENT_LEAD),
        consultation=row,
        kind=RecordKind(written["kind"]),
        done_on=row.opens_on - timedelta(days=written["days_before"]),
        **facts,
    )


def _create(written: Any) -> Consultation:
    topic = next(each for each in queries.topics() if each.slug == written["topic"])
    areas = [places.area(slug) for slug in written["area_slugs"]]
    return commands.create(
        actor=person(Role.ENGAGEMENT_LEAD),
        slug=written["slug"],
        weight=Weight(written["weight"]),
        organisation_id=_organisation_id(written["organisation"]),
        board_id=_organisation_id(written["board"]),
        topic_id=topic.id,
        opens_on=day(written["opens"]),
        closes_on=day(written["closes"]),
        decision_on=day(written["decision"]),
        areas=[area for area in areas if area],
        disclosure_mode=DisclosureMode(written["disclosure_mode"]),
        minutes=written["minutes"],
        phone=written["reply"]["phone"],
        post=written["reply"]["post"],
        email=written["reply"]["email"],
        languages=list(written["words"]),
    )


def _organisation_id(slug: str) -> Any:
    found = who.organisation(slug)
    if found is None:
        raise NotFound
    return found.id


def _own_words(written: Any) -> dict[str, dict[str, str]]:
    """The texts of the consultation itself, by language and field; lists have a line for each."""
    words = {}
    for language, texts in written["words"].items():
        words[language] = {
            field: "\n".join(text) if field in _LISTS else text for field, text in texts.items()
        }
        words[language]["decision_maker"] = written["decision_maker"][language]
    return words


def _page(row: Consultation, written: Any, position: int) -> None:
    lead = person(Role.ENGAGEMENT_LEAD)
    page = commands.add_page(actor=lead, consultation=row, position=position)
    put(page, written["words"], actor=lead)
    for place, question in enumerate(written["questions"]):
        made = commands.add_question(
            actor=lead,
            consultation=row,
            page=page,
            kind=Kind(question["kind"]),
            position=place,
            choices=len(question["choices"]),
            required=question["required"],
            most=question.get("max"),
            limit=question.get("limit"),
        )
        put(made, question["words"], actor=lead)
        for choice, said in zip(made.choices, _choices(question), strict=True):
            put_name(choice, said["words"], actor=lead, field="label")
            choice.alone = said["name"] == "none"
        if "plan" in question:
            beside.put_plan(row, made, question["plan"])


def send_to_readers(slug: str, offset: int) -> None:
    """Send the exact text to the reading panel."""
    with work_on(offset):
        row = queries.by_slug(slug)
        reading.send(
            actor=person(Role.ENGAGEMENT_LEAD),
            subject_kind="consultation",
            subject_id=row.id,
            title=launch.own_words(row)["title"],
            text=launch.panel_text(sources.source(row)),
        )


def read_by_panel(slug: str, offset: int) -> None:
    """The panel reads the text and signs it."""
    panel.sign("consultation", queries.by_slug(slug).id, offset)


def find_hard(slug: str, offset: int) -> None:
    """One reader finds the text not clear yet."""
    panel.find_hard("consultation", queries.by_slug(slug).id, files.consultation(slug), offset)


def launch_it(slug: str, offset: int) -> None:
    """Somebody who did not write it launches it."""
    with work_on(offset, 14.0):
        commands.schedule(actor=person(Role.APPROVER), consultation=queries.by_slug(slug))


def withdraw(slug: str) -> None:
    """Stop a consultation for good on its day, with the reason in every language."""
    stopped = files.consultation(slug)["withdrawn"]
    with work_on(stopped["day"]):
        lead, row = person(Role.ENGAGEMENT_LEAD), queries.by_slug(slug)
        commands.withdraw(actor=lead, consultation=row, texts=stopped["words"])


def tell_people(slug: str) -> None:
    """Say in every language how people were told of the decision, on the day they were."""
    told = files.consultation(slug)["told"]
    with work_on(told["day"], 9.5):
        lead, row = person(Role.ENGAGEMENT_LEAD), queries.by_slug(slug)
        commands.tell_people(actor=lead, consultation=row, texts=told["words"])


def correct(slug: str) -> None:
    """Correct a wrong fact in every language at once, on the day that was written down."""
    wrong = files.consultation(slug)["corrected"]
    with work_on(wrong["day"]):
        commands.correct_fact(
            actor=person(Role.ENGAGEMENT_LEAD),
            consultation=queries.by_slug(slug),
            old=wrong["old"],
            new=wrong["new"],
        )


def reword(slug: str) -> None:
    """Edit one question in English after its translation was checked: that is stale now."""
    written = files.consultation(slug)["reworded"]
    pages = sources.source(queries.by_slug(slug)).pages
    question = [each for page in pages for each in page.questions][written["question"] - 1]
    words = {SOURCE: {"label": written["label"]}}
    with work_on(written["day"]):
        put(question, words, actor=person(Role.ENGAGEMENT_LEAD))


def ask_approval(slug: str) -> None:
    """Ask a named person outside to set gates of a draft aside, by a link they get by mail."""
    written = files.consultation(slug)["approval"]
    facts = {name: said for name, said in written.items() if name != "day"}
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    with work_on(written["day"]):
        commands.ask_approval(
            actor=person(Role.ENGAGEMENT_LEAD),
            consultation=queries.by_slug(slug),
            address=f"{base}/approvals/{SECRET}/",
            **facts,
        )


def turn_the_clock(offset: int) -> None:
    """Write down what the clock opened or closed by the start of a day."""
    with work_on(offset, 0.1):
        commands.record_stages()


def move(slug: str, to: Stage, offset: int) -> None:
    """Move a closed consultation on, so many days from today."""
    with work_on(offset, 9.5):
        commands.move(actor=person(Role.ENGAGEMENT_LEAD), consultation=queries.by_slug(slug), to=to)
