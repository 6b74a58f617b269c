"""The whole made-up world, from the first day to today."""

from collections.abc import Callable

from engage.demo import consultations, files, responses, world

Say = Callable[[str], None]
LETTERS, HIPS, EVENINGS, BUS, VISITORS = files.WRITTEN


def build(say: Say) -> None:
    """Make the demonstration world; does nothing when it is there. `say` is told each step."""
    if world.stands():
        say("The example is there already.")
        return
    say("Making the example: places and people")
    world.make()
    for slug in (LETTERS, HIPS, EVENINGS, BUS):
        say(f"Writing and opening: {slug}")
        _open(slug)
        say(f"Answers to: {slug}")
        responses.answer(slug)
    say(f"Writing a draft: {VISITORS}")
    _draft()


def _open(slug: str) -> None:
    """Write, read, launch and open one consultation in the weeks before its first day."""
    opens = files.consultation(slug)["opens"]
    consultations.write(slug, opens - 24)
    consultations.send_to_readers(slug, opens - 17)
    consultations.read_by_panel(slug, opens - 12)
    consultations.launch_it(slug, opens - 5)
    consultations.turn_the_clock(opens)


def _draft() -> None:
    consultations.write(VISITORS, -9)
    consultations.send_to_readers(VISITORS, -4)
    consultations.mark_hard(VISITORS, -2)
