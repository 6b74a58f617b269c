"""A consultation that asks every kind of question, on pages that not everybody sees."""

from datetime import date

from engage.consultations.models import Kind, QuestionPage
from engage.core.db import db
from tests.counting import not_counted
from tests.factories import consultations

PAGES = (
    (
        "Your choice",
        (
            ("one", Kind.ONE_CHOICE, "Which one?", "", ("North", "South"), {"other": True}),
            (
                "some",
                Kind.SEVERAL_CHOICES,
                "Which of these?",
                "",
                ("Evenings", "Saturdays", "None of these"),
                {"most": 2, "other": True},
            ),
        ),
    ),
    (
        "Order and numbers",
        (
            ("order", Kind.RANK, "What matters most?", "", ("Near", "Soon", "Kind"), {}),
            ("miles", Kind.NUMBER, "How many miles?", "", (), {"least": 1, "most": 100}),
            ("day", Kind.DATE, "Which day?", "", (), {"earliest_on": date(2026, 1, 1)}),
        ),
    ),
    (
        "Place and file",
        (
            ("place", Kind.LOCATION, "Which place?", "", ("Clinic", "Library"), {}),
            ("file", Kind.FILE, "A picture of it", "", (), {"limit": 1, "most": 2}),
        ),
    ),
    (
        "Read and agree",
        (
            ("read", Kind.INFO, "Please read", "First this.\nThen that.", (), {}),
            ("agree", Kind.CONSENT, "You may call us", "", (), {"required": True}),
        ),
    ),
    (
        "Your words",
        (("why", Kind.LONG_TEXT, "Why?", "", (), {"paper_key": "paper_0", "limit": 500}),),
    ),
)
CONDITIONS = {1: {"question": "one", "is": ["one_0"]}, 3: {"speaks": ["group"]}}


@not_counted()
def whole_consultation(slug="evenings", *, pages=PAGES, conditions=None, **facts):
    """An open consultation with these pages. `conditions`: by the place of a page, from nought."""
    plain = consultations.PAGES, consultations.draft_consultation
    wanted = CONDITIONS if conditions is None else conditions

    def draft(*args, **more):
        return _dressed(plain[1](*args, **more), wanted, more.get("languages", ("en_GB",)))

    consultations.PAGES, consultations.draft_consultation = pages, draft
    try:
        return consultations.open_consultation(slug, **facts)
    finally:
        consultations.PAGES, consultations.draft_consultation = plain


def _dressed(made, conditions, languages):
    wanted = db.select(QuestionPage).where(QuestionPage.consultation_id == made.id)
    for page in db.session.scalars(wanted):
        page.condition = conditions.get(page.position)
        for question in page.questions:
            if question.key == "some":
                question.choices[-1].alone = True
            if question.key == "why":
                consultations.put_texts(question, {"facts": "One fact.\nAnother."}, languages)
    db.session.flush()
    return made
