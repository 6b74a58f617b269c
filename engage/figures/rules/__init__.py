"""The law of published numbers: what may be shown, what is hidden, and why."""

from engage.figures.rules.cells import Cell, Hidden, Reason, Shown, safe_count
from engage.figures.rules.counts import NOT_ANSWERED, PREFER_NOT_TO_SAY, Counts
from engage.figures.rules.differencing import check_against_published
from engage.figures.rules.modes import Mode
from engage.figures.rules.protection import (
    LEAST_FOR_CROSS_TABS,
    TooFewAnswers,
    protect,
    protect_part,
)
from engage.figures.rules.tables import Line, Note, Percent, SafeTable, share
from engage.figures.rules.words import quantity_words

__all__ = [
    "LEAST_FOR_CROSS_TABS",
    "NOT_ANSWERED",
    "PREFER_NOT_TO_SAY",
    "Cell",
    "Counts",
    "Hidden",
    "Line",
    "Mode",
    "Note",
    "Percent",
    "Reason",
    "SafeTable",
    "Shown",
    "TooFewAnswers",
    "check_against_published",
    "protect",
    "protect_part",
    "quantity_words",
    "safe_count",
    "share",
]
