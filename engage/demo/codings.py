"""Themes, and answers filed under them by the analyst, day after day."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from engage.accounts.models import Account, Role
from engage.analysis import commands, queries
from engage.consultations import queries as consultations
from engage.core.db import unit_of_work
from engage.core.i18n import SOURCE
from engage.demo import files
from engage.demo.calendar import living_at, moment, work_on
from engage.demo.responses import Sent
from engage.demo.world import person, put_name
from engage.responses import queries as responses

_A_DAY = 60


def name_themes(slug: str, offset: int) -> None:
    """Make the themes that were written for a consultation, so many days from today."""
    with work_on(offset, 9.0):
        analyst, consultation = person(Role.ANALYST), consultations.by_slug(slug)
        for written in files.consultation(slug)["themes"]:
            words = {code: said["name"] for code, said in written["words"].items()}
            theme = commands.create_theme(
                actor=analyst,
                consultation=consultation,
                name=words[SOURCE],
                description=written["words"][SOURCE]["description"],
            )
            put_name(theme, words, actor=analyst)


def theme_ids(slug: str) -> dict[str, UUID]:
    """The themes by the names they were written under."""
    made = queries.themes(consultations.by_slug(slug).id)
    written = files.consultation(slug)["themes"]
    return {each["name"]: theme.id for each, theme in zip(written, made, strict=True)}


def file_answers(slug: str, sent: Sequence[Sent], offset: int) -> None:
    """Read these answers and file each under its themes, some sixty a day from a day on."""
    for number in range(0, len(sent), _A_DAY):
        at = moment(offset + number // _A_DAY, 11.0)
        with living_at(at), unit_of_work():
            themes, analyst = theme_ids(slug), person(Role.ANALYST)
            for each in sent[number : number + _A_DAY]:
                _file(each, themes, analyst)


def _file(sent: Sent, themes: Mapping[str, UUID], analyst: Account) -> None:
    response = responses.by_id(sent.response_id)
    for key, filed in sent.reply.themes.items():
        commands.tag(
            actor=analyst,
            response=response,
            question_key=key,
            themes=[themes[name] for name in filed],
            about=sent.reply.speaks_of.get(key, ()),
        )
    if not sent.reply.themes:
        commands.mark_read(actor=analyst, response=response)


def count(slug: str) -> None:
    """Bring the numbers up to date."""
    with unit_of_work():
        commands.count_anew(actor=None, consultation=consultations.by_slug(slug))
