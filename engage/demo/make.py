"""The whole made-up world, from its first day to today."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from flask import current_app

from engage.consultations import queries
from engage.consultations.models import Stage
from engage.core.db import unit_of_work
from engage.demo import (
    codings,
    consultations,
    decisions,
    ease,
    files,
    formats,
    moderation,
    paper,
    planning,
    programme,
    reports,
    responses,
    takeouts,
    translations,
    world,
)
from engage.demo.calendar import living_at, moment
from engage.demo.responses import Event, Receipt, Sent

Say = Callable[[str], None]
LETTERS, HIPS, EVENINGS, BUS, PARKING, VISITORS = files.WRITTEN
_READ_OF_HIPS = 0.7
_READ_OF_EVENINGS = 12
_DRAFT_OF_HIPS = -8


def build(say: Say) -> None:
    """Make the demonstration world; does nothing when it is there. `say` is told each step.

    What the tours need and no database keeps (a receipt's link, a code) is put in `kept_file`.
    Raises RuleBroken where something else stands, or a world that was not finished.
    """
    if queries.slug_is_taken(VISITORS):
        say("The example is there already.")
        return
    world.check_may_make()
    say("Places and people")
    world.make()
    programme.make()
    receipt = _letters(say)
    _hips(say)
    _parking(say)
    digits = _evenings(say)
    _bus(say)
    say("A draft before the reading panel, an idea, an election")
    _plans()
    programme.gather()
    with unit_of_work():
        translations.listen()
    say("A file of all answers, and a full record")
    takeouts.make()
    kept = {"receipt": asdict(receipt), "unfinished": {"slug": EVENINGS, "digits": digits}}
    kept_file().write_text(json.dumps(kept, indent=1), encoding="utf-8")


def kept_file() -> Path:
    """Where the secrets for the tours are kept: in the home folder."""
    home: Path = current_app.config["HOME"]
    return home / "demo.json"


def _opened(slug: str, say: Say, events: Mapping[int, Event] | None = None) -> list[Sent]:
    """Write, read, launch and open one consultation, and take its answers."""
    say(f"“{files.consultation(slug)['words']['en_GB']['title']}”")
    opens = files.consultation(slug)["opens"]
    consultations.write(slug, opens - 24)
    formats.promise(slug)
    consultations.send_to_readers(slug, opens - 17)
    consultations.read_by_panel(slug, opens - 12)
    consultations.launch_it(slug, opens - 5)
    consultations.turn_the_clock(opens)
    sent = responses.answer(slug, events)
    ease.tell(slug, sent)
    say(f"  {len(sent)} answers")
    return sent


def _letters(say: Say) -> Receipt:
    """Hospital letters: answered, read, decided, told, reported on. The receipt that is shown."""
    sent = _opened(LETTERS, say)
    written = files.consultation(LETTERS)
    _read(LETTERS, sent, written["closes"] + 3)
    moderation.publish(LETTERS, sent)
    translations.translate(LETTERS, sent)
    say("  The final report and the decision")
    _decide()
    consultations.tell_people(LETTERS)
    say("  “You said, we did”: written, read, published")
    reports.tell(LETTERS)
    responses.take_back(sent, written["report"] + 20)
    codings.count(LETTERS)
    return next(each.receipt for each in sent if each.reply.followed and each.receipt)


def _decide() -> None:
    """Hospital letters: what people said is counted and told before anything is decided."""
    written = files.read(f"final_{LETTERS}")
    with living_at(moment(written["counted"])):
        codings.count(LETTERS)
    decisions.publish_final(LETTERS)
    consultations.move(LETTERS, Stage.FINAL_PUBLISHED, written["published"] + 1)
    decisions.decide(LETTERS)
    consultations.move(LETTERS, Stage.DECIDED, written["decision"]["published"] + 1)


def _read(slug: str, sent: Sequence[Sent], offset: int) -> None:
    """A consultation has closed: its themes are made and these answers filed."""
    consultations.turn_the_clock(files.consultation(slug)["closes"] + 1)
    consultations.move(slug, Stage.ANALYSING, offset)
    codings.name_themes(slug, offset)
    codings.file_answers(slug, sent, offset)


def _hips(say: Say) -> None:
    """Hips and knees: being read, with a first report before the board."""
    sent = _opened(HIPS, say)
    part = sent[: round(len(sent) * _READ_OF_HIPS)]
    _read(HIPS, part, files.consultation(HIPS)["closes"] + 3)
    say("  Worries about two people; answers checked and published")
    moderation.worry(HIPS, sent)
    moderation.publish(HIPS, sent)
    translations.translate(HIPS, sent)
    say("  “You said, we did”: written and read, it waits for the board")
    reports.draft(HIPS, _DRAFT_OF_HIPS)
    codings.count(HIPS)


def _evenings(say: Say) -> str:
    """Evening appointments: open, the first answers filed. The digits of one left unfinished."""
    written = files.consultation(EVENINGS)
    sent = _opened(
        EVENINGS,
        say,
        {
            written["printed"]["day"]: partial(paper.print_forms, EVENINGS),
            written["corrected"]["day"]: partial(consultations.correct, EVENINGS),
            written["printed"]["keyed_on"]: partial(paper.key_forms, EVENINGS),
            written["email"]["dropped"]: partial(paper.drop_email, EVENINGS),
        },
    )
    codings.name_themes(EVENINGS, -12)
    codings.file_answers(EVENINGS, sent[:_READ_OF_EVENINGS], -11)
    codings.count(EVENINGS)
    return responses.leave_unfinished(EVENINGS, -2)


def _bus(say: Say) -> None:
    _opened(BUS, say)
    codings.count(BUS)


def _parking(say: Say) -> None:
    """Paying to park: stopped for good while it was open, with the reason."""
    _opened(PARKING, say)
    consultations.withdraw(PARKING)
    codings.count(PARKING)


def _plans() -> None:
    """What cannot be launched yet: a draft, and an idea; and what stands in the way."""
    planning.enter_polls()
    consultations.write(VISITORS, -9)
    consultations.reword(VISITORS)
    consultations.send_to_readers(VISITORS, -4)
    consultations.find_hard(VISITORS, -2)
    consultations.ask_approval(VISITORS)
    planning.put_ideas()
