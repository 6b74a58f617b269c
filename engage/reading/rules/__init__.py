"""The decisions of reading: the check of a text, and when a panel has signed."""

from engage.reading.rules.checking import HOUSE_WORDS, NUMBER, check
from engage.reading.rules.fixes import is_small_fix
from engage.reading.rules.kinds import Check, Figures, Flag, Kind, Reason, Verdict, as_dict
from engage.reading.rules.pieces import Piece, pieces
from engage.reading.rules.scores import Score

__all__ = [
    "HOUSE_WORDS",
    "NUMBER",
    "Check",
    "Figures",
    "Flag",
    "Kind",
    "Piece",
    "Reason",
    "Score",
    "Verdict",
    "as_dict",
    "check",
    "is_small_fix",
    "pieces",
]
