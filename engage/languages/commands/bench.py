"""Save what was written on the bench, and mark what was found right."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from engage.audit.commands import record
from engage.audit.models import Action
from engage.core.clock import now
from engage.core.db import Base
from engage.core.errors import RuleBroken, Stale
from engage.core.i18n import _dl
from engage.languages import queries, rules
from engage.languages.commands.writing import put
from engage.languages.models import Wording
from engage.languages.queries import people
from engage.languages.rules import Entry, State, Target


def save(
    *,
    actor: Any,
    about: Base,
    entries: Sequence[Entry],
    target: Target,
    texts: Mapping[str, str],
    seen: Mapping[str, str],
    still: Collection[str] = (),
    right: Collection[str] = (),
    all_right: bool = False,
) -> int:
    """Save the texts of one page of the bench, by the name of each entry; how many changed.

    `seen` are the marks the page carried (Entry.seen). `still` says what the English did not
    change; `right` names texts that the actor has checked, `all_right` all of `entries` that they
    may check. Only what was changed here is written. Raises Stale, with both texts, when somebody
    saved one of those, and RuleBroken, with the field, for what a text must keep.
    """
    changed = [each for each in entries if _is_changed(each, texts, seen) or each.name in still]
    named = [each for each in entries if each.name in right or all_right]
    _check_seen([*changed, *named], texts, seen)
    for each in changed:
        _check(each, texts[each.name])
    written = {each.name for each in changed}
    ticked = [each for each in entries if each.name in right and each.name not in written]
    rows = _right(actor, ticked, [each for each in named if each.name not in written])
    for each in changed:
        said = {each.part.field: texts[each.name]}
        put(actor=actor, subject=each.part.row, texts=said, **target._asdict())
    mark_checked(actor=actor, about=about, rows=rows, language=target.language)
    return len(changed)


def _is_changed(entry: Entry, texts: Mapping[str, str], seen: Mapping[str, str]) -> bool:
    """Whether the text differs from the one the page was opened with."""
    return rules.mark(texts[entry.name]) != seen.get(entry.name, "").rpartition(".")[2]


def _check_seen(
    entries: Sequence[Entry], texts: Mapping[str, str], seen: Mapping[str, str]
) -> None:
    late = [each for each in entries if each.seen != seen.get(each.name)]
    if late:
        theirs = {each.name: each.text for each in late}
        raise Stale(theirs, {each.name: texts[each.name] for each in late})


def _check(entry: Entry, text: str) -> None:
    if entry.part.public:
        said = _dl("These words are public. Correct them on the consultation’s page.")
        raise RuleBroken(said, entry.name)
    try:
        rules.check_text(entry.english.text, text)
    except RuleBroken as broken:
        raise RuleBroken(broken.message, entry.name, **broken.values) from broken


def _right(actor: Any, ticked: Sequence[Entry], shown: Sequence[Entry]) -> list[Any]:
    """The texts to mark: those ticked, which must be allowed; of all shown those that are."""
    if not ticked and not shown:
        return []
    reads = people.languages_read(actor.id)
    for each in ticked:
        if each.state is not State.CHECKED:
            rules.check_may_check(each.wording, each.state, actor.id, reads)
    return [
        each.wording for each in shown if rules.may_check(each.wording, each.state, actor.id, reads)
    ]


def check_words(*, actor: Any, subject: Base, language: str, variant: str = "") -> int:
    """Write down that the actor has read a thing’s texts in a language and they are right.

    Raises RuleBroken for a text that the actor wrote, or in a language they do not read.
    """
    kind, key = subject.__tablename__, subject.id
    sources = queries.texts_of(kind, key, *rules.Target(language, variant).source)
    rows = [row for row in queries.texts_of(kind, key, language, variant).values() if row.text]
    reads = people.languages_read(actor.id)
    for row in rows:
        source = sources.get(row.field)
        state = rules.state_of(row, source.text if source else "")
        if state is not rules.State.CHECKED:
            rules.check_may_check(row, state, actor.id, reads)
    mark_checked(actor=actor, about=subject, rows=rows, language=language)
    return len(rows)


def mark_checked(*, actor: Any, about: Base, rows: Iterable[Wording], language: str) -> None:
    """Write the checker’s name on texts that may be checked: see rules.check_may_check."""
    number = 0
    for row in rows:
        row.checked_by, row.checked_at = actor.id, now()
        number += 1
    if number:
        record(Action.WORDS_CHECKED, about, actor=actor, language=language, number=number)
