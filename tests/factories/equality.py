"""Answers about people, kept with the real command."""

from engage.equality import commands


def kept_answers(**answers):
    """The key of some kept answers: `kept_answers(age_band="25_34")`."""
    return commands.keep(actor=None, answers=answers or {"age_band": "25_34", "sex": "female"})
