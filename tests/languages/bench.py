"""A thing with three texts, as the bench meets it."""

from engage.languages import commands
from engage.languages.queries import bench as benches
from engage.languages.queries.bench import Work
from engage.languages.rules import Part, Section, Target
from tests.factories.accounts import OrganisationFactory

ENGLISH = {"name": "Parking", "summary": "It costs £2. Ring %(phone)s.", "hint": "Bring a letter."}
SPANISH = {
    "name": "Aparcar",
    "summary": "Cuesta 2 libras. Llame al %(phone)s.",
    "hint": "Traiga una carta.",
}


def thing(**english):
    made = OrganisationFactory(name=ENGLISH["name"])
    commands.put(actor=None, subject=made, texts={**ENGLISH, **english})
    return made


def work(made, *codes, fixed=()):
    parts = tuple(Part(made, field, field.capitalize()) for field in ENGLISH)
    targets = [Target(code) for code in codes or ("es",)]
    section = Section("About it", parts)
    return Work(made, "parking", [section], targets, frozenset(Target(code) for code in fixed))


def opened(made, wanted="", **facts):
    return benches.bench(work(made, **facts), "es", wanted)


def page(made):
    """What a page that is opened now holds: the texts, and the marks of each."""
    entries = opened(made).entries
    return {each.name: each.text for each in entries}, {each.name: each.seen for each in entries}


def entry(made, field="name"):
    return next(each for each in opened(made).entries if each.part.field == field)


def save(actor, made, texts=None, *, at=None, still=(), right=(), all_right=False, fixed=()):
    """Save as the page would: every field with what it held, but for `texts` by field."""
    now = opened(made, fixed=fixed)
    held, seen = at or page(made)
    names = {each.part.field: each.name for each in now.entries}
    return commands.save(
        actor=actor,
        about=made,
        entries=now.entries,
        target=now.target,
        texts={**held, **{names[field]: said for field, said in (texts or {}).items()}},
        seen=seen,
        still={names[field] for field in still},
        right={names[field] for field in right},
        all_right=all_right,
    )


def states(made):
    return {each.part.field: each.state.value for each in opened(made).entries}
