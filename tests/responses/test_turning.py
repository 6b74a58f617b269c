"""Lists of any length: each page begins where another one ended, forward and back."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from engage.core.db import db
from engage.core.turning import Turn
from engage.responses.models import Channel
from engage.responses.queries import arrivals, paper, translating
from tests.factories.arrivals import dropped, printed_batch
from tests.factories.consultations import open_consultation
from tests.factories.responses import entered, sent
from tests.factories.translations import foreign, listened

pytestmark = pytest.mark.usefixtures("database")
MANY = 7


@pytest.fixture
def asked():
    return open_consultation()


def walk(page_of):
    """Every page from the first to the last, and back to the first again."""
    forward = [page_of(Turn())]
    while forward[-1].following:
        one = forward[-1].following
        forward.append(page_of(Turn(one["page"], after=one["after"])))
    back = [forward[-1]]
    while back[-1].previous:
        one = back[-1].previous
        back.append(page_of(Turn(one["page"], before=one["before"])))
    return forward, back[::-1]


def flat(pages):
    return [each for page in pages for each in page]


def keys(pages, key):
    return [[key(each) for each in page.items] for page in pages]


def test_entered_answers_are_read_forward_and_back_whatever_their_moments(asked, monkeypatch):
    monkeypatch.setattr(arrivals, "PAGE", 3)
    sent(asked)
    rows = [entered(asked, channel=Channel.PHONE) for _each in range(MANY)]
    for place, row in enumerate(rows):  # two share each moment, and the newest was entered first
        row.submitted_at -= timedelta(minutes=place // 2)
    db.session.commit()
    forward, back = walk(lambda turn: arrivals.entered(asked.id, turn))
    read = keys(forward, lambda each: (each.submitted_at, each.id))
    assert [len(each) for each in read] == [3, 3, 1]
    assert flat(read) == sorted(flat(read), reverse=True)
    assert {key for _at, key in flat(read)} == {each.id for each in rows}
    assert keys(back, lambda each: (each.submitted_at, each.id)) == read
    assert [page.number for page in forward] == [page.number for page in back] == [1, 2, 3]
    assert {page.total for page in forward} == {MANY}


def test_a_place_that_is_none_is_the_start(asked):
    row = entered(asked, channel=Channel.PHONE)
    of_another = entered(open_consultation("late"), channel=Channel.PHONE)
    for wrong in (uuid4(), of_another.id):
        page = arrivals.entered(asked.id, Turn(9, after=wrong))
        assert [each.id for each in page.items] == [row.id]
        assert page.number == 1


def test_answers_to_translate_are_read_forward_and_back(asked, monkeypatch):
    monkeypatch.setattr(translating, "PAGE", 3)
    rows = [foreign(asked) for _each in range(MANY)]
    listened()
    forward, back = walk(lambda turn: translating.in_hand(asked.id, "write", "so", turn))
    read = keys(forward, lambda each: each.response.id)
    assert flat(read) == sorted(each.id for each in rows)
    assert keys(back, lambda each: each.response.id) == read


def test_batches_of_paper_are_read_forward_and_back(asked, monkeypatch):
    monkeypatch.setattr(paper, "BATCHES", 3)
    for _each in range(MANY):
        printed_batch(asked, 1)
    forward, back = walk(lambda turn: paper.batches(asked.id, turn))
    read = keys(forward, lambda each: each.batch.number)
    assert read == [[7, 6, 5], [4, 3, 2], [1]]
    assert keys(back, lambda each: each.batch.number) == read


def test_emails_that_wait_are_read_forward_and_back_as_they_were_dropped(asked, monkeypatch):
    monkeypatch.setattr(arrivals, "PAGE", 3)
    rows = [dropped(asked, f"Letter {at}") for at in range(MANY)]
    forward, back = walk(lambda turn: arrivals.inbound_waiting(asked.id, turn))
    read = keys(forward, lambda each: each.id)
    assert flat(read) == [each.id for each in rows]
    assert keys(back, lambda each: each.id) == read


def test_the_buttons_of_a_long_list_lead_on_and_back(asked, as_lead, monkeypatch):
    monkeypatch.setattr(arrivals, "PAGE", 2)
    here = "/desk/consultations/evenings/entered/"
    for _each in range(3):
        entered(asked, channel=Channel.PHONE)
    db.session.commit()
    first = as_lead.get(here).text
    assert 'rel="prev"' not in first
    onward = re.search(r'href="([^"]+)" rel="next"', first)[1].replace("&amp;", "&")
    second = as_lead.get(onward).text
    assert "Page 2 of 2" in second
    assert 'rel="next"' not in second
    back = re.search(r'href="([^"]+)" rel="prev"', second)[1].replace("&amp;", "&")
    assert as_lead.get(back).text.count(f'href="{here}') == first.count(f'href="{here}')
    assert as_lead.get(f"{here}?after=nothing").status_code == 200


@pytest.mark.parametrize("place", ["9" * 30, "-1", "x", "1.5", "\u0663"])
@pytest.mark.parametrize("way", ["after", "before"])
def test_a_place_that_no_database_can_hold_is_the_start(asked, as_lead, place, way):
    address = f"/desk/consultations/evenings/paper/?page=2&{way}={place}"
    assert as_lead.get(address).status_code == 200
