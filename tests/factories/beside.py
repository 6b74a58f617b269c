"""Plans, files of papers, and a consultation that has both."""

import io

from PIL import Image

from engage.consultations.commands import beside as commands
from engage.consultations.models import Kind
from engage.consultations.queries import sources
from engage.consultations.rules import beside, plans
from engage.core.db import db
from tests.counting import not_counted
from tests.factories import consultations
from tests.factories.accounts import AccountFactory

PDF = b"%PDF-1.7\nwords\n%%EOF\n"
SHOWS = "A road runs from north to south.\nThe lake lies in the east."
PAGES = (
    (
        "Where",
        (
            ("place", Kind.LOCATION, "Which place?", "", ("Clinic", "Library"), {}),
            ("miles", Kind.NUMBER, "How many miles?", "", (), {"least": 1, "most": 100}),
            ("why", Kind.SHORT_TEXT, "Why?", "", (), {"paper_key": "paper_0"}),
        ),
    ),
    ("More", (("end", Kind.SHORT_TEXT, "Anything else?", "", (), {}),)),
)


def picture(kind="PNG", size=(1000, 500), mode="RGB", **more):
    """A picture as bytes."""
    made = io.BytesIO()
    Image.new(mode, size).save(made, kind, **more)
    return made.getvalue()


def put_plan(made, key="place", *, data=None, words=SHOWS, codes=("en_GB",)):
    """Put a plan beside a question."""
    question = _questions(made)[key]
    commands.put_plan(
        actor=AccountFactory(),
        consultation=made,
        question=question,
        drawn=plans.drawn_plan(data or picture()),
        words=words,
        version=question.version,
    )
    consultations.put_texts(question, {"plan": words}, codes)
    return question


def put_file(made, data=PDF, *, language="en_GB"):
    """Put a file to the one paper of a consultation."""
    paper = sources.source(made).papers[0]
    return commands.put_file(
        actor=AccountFactory(),
        consultation=made,
        paper=paper,
        language=language,
        ready=beside.ready_file(data),
        version=paper.version,
    )


def _questions(made):
    return {each.key: each for page in sources.source(made).pages for each in page.questions}


@not_counted()
def planned_draft(slug="evenings", *, pages=PAGES, languages=("en_GB",), **facts):
    """A draft whose question `place` has a plan, and whose paper has a PDF."""
    kept, consultations.PAGES = consultations.PAGES, pages
    try:
        made = _draft(slug, languages=languages, **facts)
    finally:
        consultations.PAGES = kept
    put_plan(made, codes=languages)
    put_file(made)
    db.session.flush()
    return made


_draft = consultations.draft_consultation


@not_counted()
def planned_consultation(slug="evenings", **facts):
    """The same, open to the public."""
    consultations.draft_consultation = planned_draft
    try:
        return consultations.open_consultation(slug, **facts)
    finally:
        consultations.draft_consultation = _draft
