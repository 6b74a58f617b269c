"""What the clock does for answers."""

from uuid import UUID

from engage.core.db import db, only_reading, writing
from engage.core.detect import detector
from engage.responses import commands, rules
from engage.responses.commands import exports, finding, intake, machine, publication, spoken
from engage.responses.commands import paper as printing
from engage.responses.forms import site_salt
from engage.responses.forms.entry import sealing_key
from engage.responses.queries import looking, paper
from engage.responses.queries import spoken as heard

CODES_AT_ONCE = 40
MACHINE_AT_ONCE = 3
PUBLISH_TIMES = 10
"""How often 500 answers are published before the clock goes on to other work."""


def forget_old_drafts() -> None:
    """Delete unfinished answers that are past their time, and sealed files of sent ones."""
    commands.forget_old_drafts()


def publish_ready() -> None:
    """Publish checked answers whose delay has passed, take down what may not be shown, find new.

    Each stretch is read before the database is asked to write, so that nobody waits for long.
    """
    finding.begin_looking(actor=None)
    db.session.commit()
    for _each in range(finding.STRETCHES):
        with only_reading():
            found = looking.next_found()
        if found is None:
            break
        finding.put(actor=None, found=found)
        db.session.commit()
    for _each in range(PUBLISH_TIMES):
        if not publication.publish_due():
            break
        db.session.commit()


def forget_words() -> None:
    """Clear the index of published words of those that were taken off; a little at a time."""
    begin = True
    while finding.forget_words(actor=None, begin=begin):
        db.session.commit()
        begin = False


def find_languages() -> None:
    """Find the answers that are not in English, and guess their language where that can be done.

    Each stretch is read before the database is asked to write.
    """
    spoken.begin_listening(actor=None)
    db.session.commit()
    for _each in range(finding.STRETCHES):
        with only_reading():
            found = heard.next_found(detector())
        if found is None:
            break
        spoken.keep_found(actor=None, found=found)
        db.session.commit()


def ask_machine() -> None:
    """Fetch the next drafts of translations of answers that somebody asked a machine for."""
    for _number in range(MACHINE_AT_ONCE):
        if not machine.draft_waiting():
            return


def make_printed_codes() -> None:
    """Make the codes of ordered forms, a few at a time.

    A code takes its time on purpose, so it is made before the database is asked to write.
    """
    batch_id, wanted = _forms_wanted()
    if batch_id is None:
        return
    salt = site_salt()
    codes = {number: (rules.new_visit(), rules.mint(salt)) for number in wanted}
    batch = paper.batch_by_id(batch_id)
    printing.add_forms(batch=batch, codes=codes, key=sealing_key())


def _forms_wanted() -> tuple[UUID | None, list[int]]:
    """The oldest batch that waits for codes and its next numbers; looked up without a lock."""
    token = writing.set(False)
    try:
        for batch in paper.unmade():
            made = paper.numbers_made(batch.id)
            wanted = [each for each in range(1, batch.size + 1) if each not in made]
            return batch.id, wanted[:CODES_AT_ONCE]
        return None, []
    finally:
        db.session.rollback()
        writing.reset(token)


def write_exports() -> None:
    """Write the oldest file of answers that somebody asked for."""
    exports.write_waiting()


def work_on_imports() -> None:
    """Check, or take in, the file of answers that waits longest."""
    intake.work_waiting()


def remove_old_imports() -> None:
    """Delete files of answers from the desk that are a week old."""
    intake.remove_old()


def remove_old_exports() -> None:
    """Delete files of answers that are a week old."""
    exports.remove_old()
