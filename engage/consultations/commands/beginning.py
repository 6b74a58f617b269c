"""Begin a consultation from nothing, a template or an earlier one, and change its facts."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import queries, rules
from engage.consultations.commands.building import reopen
from engage.consultations.commands.copying import copy_form
from engage.consultations.commands.privacy import put_default_notice
from engage.consultations.commands.questionnaires import take_in
from engage.consultations.commands.writing import create
from engage.consultations.models import Consultation, ConsultationArea, Weight
from engage.consultations.queries import building as pieces
from engage.consultations.rules import building, starting
from engage.core.clock import now, today
from engage.core.errors import RuleBroken, Stale
from engage.core.i18n import SOURCE, _dl
from engage.core.text import free_slug, slugify
from engage.languages import commands as languages


def begin(
    *,
    actor: Any,
    weight: Weight,
    title: str,
    slug: str = "",
    start: str = "",
    areas: Sequence[UUID] = (),
    languages_offered: Sequence[str] = (),
    **facts: Any,
) -> Consultation:
    """Begin a consultation as a draft. `facts` are further columns, `opens_on` among them.

    `start`: empty, `template:<name>` or `copy:<slug>`. An empty slug is made from the title, an
    empty closing day from the weight. A light one begins with words of its own, each one with our
    privacy notice. Raises RuleBroken
    with the field that is wrong.
    """
    building.check_title(title)
    facts["closes_on"] = facts.get("closes_on") or starting.closing_day(weight, facts["opens_on"])
    rules.check_days(facts["opens_on"], facts["closes_on"], today())
    row = create(
        actor=actor,
        slug=_own_slug(slug) if slug else _made_slug(title),
        weight=weight,
        areas=pieces.areas_of(areas),
        languages=building.offered(languages_offered),
        **facts,
    )
    languages.put(actor=actor, subject=row, texts={"title": title})
    _fill(actor, row, start)
    if weight is Weight.LIGHT:
        _light_words(actor, row)
    put_default_notice(actor=actor, consultation=row)
    return row


def _own_slug(slug: str) -> str:
    """An address somebody chose. Raises RuleBroken for one that cannot be."""
    if slug != slugify(slug) or slug in building.RESERVED:
        said = _dl("Use small letters, digits and dashes. “new” is not free.")
        raise RuleBroken(said, "slug")
    return slug


def _made_slug(title: str) -> str:
    """An address made from the title: the next that is free."""
    taken = {*building.RESERVED, *pieces.slugs()}
    return free_slug(slugify(title) or "consultation", taken)


def _fill(actor: Any, row: Consultation, start: str) -> None:
    """What it starts from. Raises NotFound for what there is not."""
    kind, _colon, name = start.partition(":")
    if kind == "template":
        document = starting.template(name).document
        take_in(actor=actor, consultation=row, document=document)
    elif kind == "copy":
        copy_form(actor=actor, source=queries.by_slug(name), consultation=row)


def _light_words(actor: Any, row: Consultation) -> None:
    """Words that a light one begins with, where nothing was copied."""
    have = pieces.said(row)
    texts = {name: text for name, text in starting.light_words().items() if not have.get(name)}
    if not have.get("decision_maker"):
        asker = pieces.organisation_name(row.organisation_id)
        texts["decision_maker"] = asker
    languages.put(actor=actor, subject=row, texts=texts, language=SOURCE)


def edit_facts(
    *,
    actor: Any,
    consultation: Consultation,
    version: int,
    weight: Weight,
    slug: str,
    areas: Sequence[UUID],
    languages_offered: Sequence[str],
    **facts: Any,
) -> None:
    """Change the facts of a draft: address, days, areas and the rest, as columns.

    Raises RuleBroken with the field that is wrong, or for a public one, where only the weight may
    rise (`raise_weight`). Raises Stale, with both, when somebody saved after `version`.
    """
    building.check_writable(consultation)
    _check_fresh(consultation, version, {"slug": slug, **facts})
    if slug != consultation.slug and queries.slug_is_taken(_own_slug(slug)):
        raise RuleBroken(_dl("Choose another address. This one is in use."), "slug")
    rules.check_days(facts["opens_on"], facts["closes_on"], today())
    consultation.slug, consultation.weight = slug, weight
    for name, value in facts.items():
        setattr(consultation, name, value)
    _put_areas(consultation, [area.id for area in pieces.areas_of(areas)])
    consultation.languages = building.offered(languages_offered)
    put_default_notice(actor=actor, consultation=consultation)
    consultation.changed_at = now()
    record(Action.CONSULTATION_CHANGED, consultation, actor=actor, facts=sorted(facts))
    reopen(actor=actor, consultation=consultation)


def raise_weight(*, actor: Any, consultation: Consultation, version: int, weight: Weight) -> None:
    """Make a consultation heavier. Raises RuleBroken for a fall once it is public, and Stale."""
    _check_fresh(consultation, version, {"weight": weight})
    building.check_weight(consultation, weight)
    consultation.weight = weight
    consultation.changed_at = now()
    record(Action.CONSULTATION_CHANGED, consultation, actor=actor, weight=weight.value)


def _put_areas(consultation: Consultation, wanted: Sequence[UUID]) -> None:
    """Keep the areas that stay; two rows never name one area."""
    have = {each.area_id: each for each in consultation.areas}
    consultation.areas = [have.get(key) or ConsultationArea(area_id=key) for key in wanted]


def _check_fresh(consultation: Consultation, version: int, mine: Mapping[str, Any]) -> None:
    if consultation.version != version:
        theirs = {name: str(getattr(consultation, name)) for name in mine}
        raise Stale(theirs, {name: str(value) for name, value in mine.items()})
