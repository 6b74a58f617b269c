"""How easy people found it, as staff and the report see it: small numbers are hidden."""

import pytest
import sqlalchemy as sa

from engage.analysis.queries import how_easy, safe_ease
from engage.core.db import db
from engage.figures.rules import Mode
from engage.responses import commands
from tests.factories.accounts import SiteFactory
from tests.factories.consultations import open_consultation

PAGE = "/desk/analysis/evenings/how-easy/"


@pytest.fixture
def asked(database):
    SiteFactory()
    return open_consultation(languages=("en_GB", "es"))


def tell(consultation, times, *, language="en_GB", variant="", **said):
    for _each in range(times):
        commands.keep_ease(consultation=consultation, said=said, language=language, variant=variant)


def test_the_total_is_exact_and_small_numbers_are_hidden(asked):
    tell(asked, 20, ease="easy", could_say="yes")
    tell(asked, 3, ease="very_hard")
    shown = how_easy(asked.id, Mode.NHS)
    assert shown.total == 23
    ease, could_say = shown.asked
    assert ease.table.cell("easy").number == 20
    assert ease.table.cell("very_hard").hidden
    assert could_say.table.cell("not_answered").hidden
    assert [each.table for each in shown.splits] == [None] * 6
    assert "Fewer than 50 people" in shown.splits[0].why_not


def test_with_enough_people_there_are_splits_and_small_groups_are_hidden(asked):
    tell(asked, 40, ease="easy", could_say="yes")
    tell(asked, 20, ease="hard", could_say="no", language="es")
    tell(asked, 2, ease="hard", could_say="no", language="es", variant="easy-read")
    shown = how_easy(asked.id, Mode.NHS)
    by = {(each.asked.key, each.heading): each for each in shown.splits}
    language = by["ease", "By language"]
    assert language.labels == {"en_GB": "English", "es": "Spanish"}
    assert language.table.cell("easy", "en_GB").number == 40
    format_ = by["could_say", "By format"]
    assert format_.labels["easy-read"] == "Easy read"
    assert format_.table.cell("no", "easy-read").hidden
    assert by["ease", "By channel"].labels == {"web": "On this website"}


def test_where_nobody_told_a_report_says_nothing(asked):
    assert safe_ease(asked.id, Mode.NHS) == []
    tell(asked, 9, ease="easy")
    assert [each.key for each in safe_ease(asked.id, Mode.NHS)] == ["ease", "could_say"]


def test_the_lead_reads_numbers_and_lines(asked, as_lead):
    tell(asked, 30, ease="easy", could_say="yes")
    tell(asked, 25, ease="hard", could_say="no", language="es", more="Letra más grande")
    page = as_lead.get(PAGE).text
    for words in ("People who told us: 55.", "By language", "Spanish", "Letra más grande"):
        assert words in page
    assert "In danger call 999.” If a line worries you, tell your safeguarding lead." in page
    assert 'lang="es"' in page
    assert PAGE in as_lead.get("/desk/consultations/evenings/").text


def test_before_anybody_tells_the_page_says_so(asked, as_analyst):
    page = as_analyst.get(PAGE).text
    assert "Nobody has told us yet" in page


def test_many_lines_stand_on_several_pages(asked, as_lead):
    tell(asked, 51, more="Bigger print")
    assert as_lead.get(PAGE).text.count("Bigger print") == 50
    assert as_lead.get(f"{PAGE}?page=2").text.count("Bigger print") == 1


def test_the_page_asks_the_database_little_however_many_told(asked, as_lead):
    tell(asked, 60, ease="easy", more="Fine")
    said = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    assert as_lead.get(PAGE).status_code == 200
    assert len(said) <= 12


def test_readers_and_strangers_do_not_see_it(asked, as_reader, client):
    assert as_reader.get(PAGE).status_code == 403
    assert client.get(PAGE).status_code == 302
