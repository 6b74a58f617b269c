"""The journey, page by page."""

from engage.responses.views import about, codes, journey, sending

bp = journey.bp
__all__ = ["about", "bp", "codes", "journey", "sending"]
