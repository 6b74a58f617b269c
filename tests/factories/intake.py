"""Files of answers from the desk, sent and checked with the real commands."""

import csv as plain_csv
import io

from engage.accounts.models import Role
from engage.core.clock import today
from engage.core.db import db
from engage.responses.commands import intake as commands
from tests.counting import not_counted
from tests.factories.accounts import AccountFactory

HEADINGS = ["Date received", "Where?", "I could get there by bus.", "What would make it hard?"]


def good(words="It is far."):
    """A row that can be taken in."""
    return [today().isoformat(), "South", "Agree", words]


def bad():
    """A row that cannot, with words that a spreadsheet program would run."""
    return [today().isoformat(), "Nowhere", "Agree", "=1+1"]


def csv_of(*rows, headings=HEADINGS):
    """A file as another tool writes it."""
    target = io.StringIO(newline="")
    plain_csv.writer(target).writerows([headings, *rows])
    return target.getvalue().encode()


def lead():
    """Who may take in a file."""
    return AccountFactory(role=Role.ENGAGEMENT_LEAD)


def uploaded(consultation, *rows, headings=HEADINGS, name="answers.csv", data=None, actor=None):
    """A file that was sent, with its headings matched."""
    made = commands.upload(
        actor=actor or lead(),
        consultation=consultation,
        name=name,
        data=csv_of(*rows, headings=headings) if data is None else data,
    )
    db.session.commit()
    return made


def matched(file, columns=None, *, check=True, month_first=False, **defaults):
    """The same after somebody said what the columns hold; `check` hands it to the worker."""
    commands.match(
        actor=lead(),
        file=file,
        seen=file.version,
        columns=columns or {},
        defaults=defaults,
        month_first=month_first,
        check=check,
    )
    db.session.commit()
    return file


def worked(file):
    """The same after the worker did what waited."""
    assert commands.work_waiting()
    db.session.refresh(file)
    return file


@not_counted()
def checked(consultation, *rows, **facts):
    """A file whose rows were checked."""
    return worked(matched(uploaded(consultation, *rows, **facts)))


@not_counted()
def taken(file, *, again=False):
    """The same after it was taken in."""
    commands.ask_take(actor=lead(), file=file, seen=file.version, again=again)
    db.session.commit()
    return worked(file)
