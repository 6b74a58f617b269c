"""What every verb of the command line is made from."""

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask

from engage.app import create_app
from engage.core.collector import settle

Verbs = Any  # argparse does not name what add_subparsers gives
Run = Callable[[argparse.Namespace], int]


def positive(typed: str) -> int:
    """A whole number above nought. Raises ValueError, which ends in wrong usage."""
    number = int(typed)
    if number < 1:
        raise ValueError(typed)
    return number


def add(
    verbs: Verbs,
    name: str,
    run: Run,
    help_: str,
    what: Sequence[str] = (),
) -> argparse.ArgumentParser:
    """A verb of its own, with the words that may follow it."""
    verb: argparse.ArgumentParser = verbs.add_parser(name, help=help_, description=help_)
    verb.set_defaults(run=run)
    if what:
        verb.add_argument("what", choices=what)
    return verb


def app() -> Flask:
    """The app, with the settings of the environment."""
    made = create_app()
    settle()
    return made
