"""What the front page shows."""

from engage.consultations.models import Stage
from engage.core.clock import now
from engage.core.i18n import languages
from engage.site import queries
from tests.factories.consultations import closed_consultation, draft_consultation, open_consultation
from tests.factories.reports import answered_consultation, published_report


def slugs(cards):
    """The consultations of a shelf by their addresses."""
    return [card.consultation.slug for card in cards]


def test_each_consultation_stands_where_it_belongs(database):
    draft_consultation("draft")
    open_consultation("later", closes=30)
    open_consultation("open", closes=20)
    open_consultation("closing", closes=3)
    open_consultation("coming", opens=5)
    closed_consultation("closed")
    closed_consultation("decided", stage=Stage.DECIDED, closes=-4)
    closed_consultation("told", stage=Stage.FED_BACK)
    front = queries.front("en_GB", now())
    assert slugs(front.closing) == ["closing"]
    assert slugs(front.open) == ["open", "later"]
    assert slugs(front.coming) == ["coming"]
    assert slugs(front.closed) == ["decided", "closed"]
    assert slugs(front.told) == ["told"]
    assert not front.nothing_to_answer


def test_a_front_page_without_consultations_says_so(database):
    front = queries.front("en_GB", now())
    assert front.nothing_to_answer
    assert (front.reports, front.closed, front.told) == ([], [], [])


def test_only_the_six_that_closed_last_are_shown(database):
    for number in range(8):
        closed_consultation(f"closed-{number}", closes=-2 - number)
    front = queries.front("en_GB", now())
    assert slugs(front.closed) == [f"closed-{number}" for number in range(6)]


def test_the_three_newest_reports_are_shown(database):
    for number in range(4):
        published_report(answered_consultation(f"told-{number}", people=20))
    shown = queries.front("es", now()).reports
    assert len(shown) == queries.NEWEST_REPORTS
    assert {told.language for told in shown} == {languages()["en_GB"].code}
