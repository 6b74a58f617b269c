"""What tests of the builder look at and send."""

import re

from engage.consultations import queries
from engage.consultations.queries import sources

DESK = "/desk/consultations/evenings/"
QUESTIONS = f"{DESK}questions/"


def said(answer):
    return answer.get_data(as_text=True)


def form_now(slug="evenings"):
    """The form of a consultation as its rows stand now."""
    return sources.source(queries.by_slug(slug))


def labels(made):
    """The words of each question, page by page."""
    return [
        [made.said("question", each.id, "label") for each in page.questions] for page in made.pages
    ]


def fields_of(page):
    """What a browser would send for the first form with fields: names and values."""
    found = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    areas = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s?([^<]*)</textarea>', page)
    boxes = re.findall(r'<input[^>]*name="([^"]+)"[^>]*type="checkbox"[^>]*>', page)
    for name in boxes:
        if not re.search(rf'<input[^>]*name="{name}"[^>]*checked', page):
            found.pop(name, None)
    return found | {name: text.strip() for name, text in areas}
