"""Reports and promises for everyone, the desk where staff write them, the board's own pages."""

from engage.reports.views import board, decisions, quotes, translations
from engage.reports.views.desk import bp as desk
from engage.reports.views.public import bp

__all__ = ["board", "bp", "decisions", "desk", "quotes", "translations"]
