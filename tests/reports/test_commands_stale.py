"""Two people who write the same words at once: the second is told, and neither text is lost."""

import pytest

from engage.core.errors import Stale
from engage.reports import commands
from engage.reports.queries import drafts
from tests.factories.reports import draft_report, publisher


def test_a_stale_comment_of_the_board_loses_neither_text(database):
    report = draft_report()
    actor = publisher(report)
    commands.comment(actor=actor, report=report, text="We want more.", version=1)
    with pytest.raises(Stale) as stale:
        commands.comment(actor=actor, report=report, text="Well done.", version=1)
    assert stale.value.theirs == {"board_comment": "We want more."}
    assert stale.value.mine == {"board_comment": "Well done."}
    commands.comment(actor=actor, report=report, text="Well done.", version=2)
    assert drafts.source(report).comment_version == 3
