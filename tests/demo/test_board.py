"""The last step of the tour: the board comments on the report that waits, and publishes it."""

import shutil

import pytest

from engage import demo
from engage.accounts.models import Role
from engage.app import create_app
from engage.config import Settings
from engage.core.db import db
from engage.reports.models import AnswerKind
from engage.reports.queries import drafts
from tests.honest import HonestClient, parse, text_of

pytestmark = [pytest.mark.once]
SLUG = "hips-and-knees"
BOARD, PUBLIC = f"/desk/board-reports/{SLUG}/", f"/reports/{SLUG}/"


@pytest.fixture
def own(made, tmp_path):
    """A copy of the made-up world that this test may change."""
    app, _said = made
    home = tmp_path / "own"
    shutil.copytree(app.config["HOME"], home)
    own = create_app(_settings(home))
    with own.app_context():
        yield own
        db.session.remove()
        db.engine.dispose()


def _settings(home):
    return Settings(
        home=home,
        database_url=f"sqlite:///{home / 'engage.sqlite'}",
        secret_key="a secret for tests only",
        mail="list",
        testing=True,
    )


@pytest.fixture
def board(own):
    """The board's publisher, come by the link of the tour."""
    way = next(each for each in demo.sign_ins("") if each.role is Role.BOARD_PUBLISHER)
    client = HonestClient(own)
    path = way.address.removeprefix("http://127.0.0.1:5000")
    assert client.send(path).status_code == 302
    return client


def _said(answer):
    assert answer.status_code == 200
    return text_of(parse(answer.get_data(as_text=True)))


def test_a_report_waits_for_the_board_signed_and_without_a_comment(whole, visitor):
    made = drafts.source_of(SLUG)
    assert [each.kind for each in made.statements] == [
        AnswerKind.WILL_DO,
        AnswerKind.DONE,
        AnswerKind.CANNOT,
        AnswerKind.WILL_DO,
    ]
    assert not made.report.published
    missed = [gate.name for gate in drafts.gates(made) if not gate.passed]
    assert missed == ["board_comment"]
    assert visitor.get(PUBLIC).status_code == 404


def test_the_board_comments_in_english_alone_and_publishes(own, board):
    waiting = _said(board.get("/desk/board-reports/"))
    assert "Hip and knee operations: you said, we did Waits for you" in waiting
    said = {"text": "We will watch the rides most of all.", "language": "en_GB", "version": "1"}
    assert board.send(BOARD, said).status_code == 302
    assert board.send(BOARD, to=f"{BOARD}publish/").headers["Location"].endswith(PUBLIC)
    page = _said(HonestClient(own).get(PUBLIC))
    for line in (
        "We did this",
        "We will do this",
        "We could not do this",
        "We could not, because: Nothing is decided.",
        "Head of travel, South East London Care Partnership",
        "We will watch the rides most of all.",
    ):
        assert line in page
    assert "Not yet read by residents." not in page


def test_other_languages_show_the_comment_as_the_english_it_is(own, board):
    said = {"text": "We will watch the rides most of all.", "language": "en_GB", "version": "1"}
    board.send(BOARD, said)
    board.send(BOARD, to=f"{BOARD}publish/")
    for language, words in (("es", "Hoy no podemos prometerlo."), ("ar", "التصويت"), ("bn", "ভোট")):
        html = HonestClient(own).get(f"/{language}{PUBLIC}").get_data(as_text=True)
        assert words in html
        assert 'lang="en-GB" dir="auto">We will watch the rides most of all.' in html


def test_without_a_comment_the_page_says_that_it_will_follow(own, board):
    board.send(BOARD, to=f"{BOARD}publish/")
    assert "The board’s comments will follow." in _said(HonestClient(own).get(PUBLIC))


def test_the_report_claims_no_decision(whole):
    words = drafts.source_of(SLUG).panel_text
    assert words.count("Nothing is decided") == 2
    assert "one centre" not in words.lower()
    assert "two centres" not in words.lower()
