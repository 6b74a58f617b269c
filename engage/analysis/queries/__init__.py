"""What was said: themes and who is behind them, answers to read, numbers to show."""

from engage.analysis.queries.answers import (
    Answer,
    Wanted,
    answer,
    answers,
    next_waiting,
    waiting,
    waiting_for,
)
from engage.analysis.queries.numbers import (
    Comparison,
    Overview,
    Results,
    comparison,
    overview,
    results,
    stale,
    title_of,
)
from engage.analysis.queries.themes import (
    ThemeLine,
    about_of,
    coding,
    codings_of,
    people_per_theme,
    responses_of_theme,
    theme_lines,
    themes,
    themes_of,
)

__all__ = [
    "Answer",
    "Comparison",
    "Overview",
    "Results",
    "ThemeLine",
    "Wanted",
    "about_of",
    "answer",
    "answers",
    "coding",
    "codings_of",
    "comparison",
    "next_waiting",
    "overview",
    "people_per_theme",
    "responses_of_theme",
    "results",
    "stale",
    "theme_lines",
    "themes",
    "themes_of",
    "title_of",
    "waiting",
    "waiting_for",
]
