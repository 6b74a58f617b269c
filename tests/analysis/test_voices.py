"""Groups and organisations are counted apart, and never in a percentage of people."""

import pytest

from engage.analysis import commands, queries
from engage.analysis.queries import numbers
from engage.core.clock import now
from engage.core.turning import Turn
from engage.figures import queries as figures
from engage.figures.rules import Hidden, Shown
from engage.responses.models import RespondentKind
from engage.responses.queries import arrivals
from tests.factories.accounts import SiteFactory
from tests.factories.analysis import tagged, theme, told
from tests.factories.consultations import closed_consultation
from tests.factories.responses import asked_of, entered

GROUP, BODY = RespondentKind.GROUP, RespondentKind.ORGANISATION


def answered(people=10, groups=9, bodies=0, speaks_for="310"):
    """A closed consultation: people, then groups that speak for so many in all."""
    made = closed_consultation()
    early = {"received_on": made.closes_on}
    for at in range(people):
        entered(made, answers=told(at), **early)
    for at in range(groups):
        voice = {"people": speaks_for} if at == 0 and speaks_for else {}
        entered(made, answers=told(0), respondent_kind=GROUP, voice=voice, **early)
    for _at in range(bodies):
        entered(made, answers=told(0), respondent_kind=BODY, **early)
    commands.count_anew(actor=None, consultation=made)
    return made


def results(made):
    return queries.results(made, asked_of(made), "en_GB")


def test_percentages_are_of_people_and_groups_are_told_apart(database):
    made = answered()
    found = results(made)
    assert found.people == Shown(10)
    (table,) = [each.table for each in found.questions if each.key == "where"]
    assert table.grand_total == Shown(10)
    (voice,) = found.voices
    assert (voice.kind, voice.number, voice.people) == (GROUP, Shown(10), Shown(310))


def test_figures_hold_no_group_at_all(database):
    made = answered(people=3, groups=9)
    assert figures.rows_counted(made.id) == 3
    assert "respondent_kind" not in figures.columns(made.id)


def test_few_groups_are_hidden_with_the_people_they_speak_for(database):
    made = answered(groups=3)
    (voice,) = results(made).voices
    assert isinstance(voice.number, Hidden)
    assert voice.people is None


def test_organisations_and_groups_are_not_added_up(database):
    made = answered(groups=9, bodies=8, speaks_for="")
    assert [(each.kind, each.people) for each in results(made).voices] == [
        (GROUP, None),
        (BODY, None),
    ]


def test_a_theme_counts_people_and_names_its_groups_apart(database):
    made = answered(people=2, groups=1)
    bus = theme(made, "Bus")
    for each in arrivals.entered(made.id, Turn()).items:
        tagged(each, bus)
    (line,) = queries.theme_lines(made.id)
    assert (line.people, line.voices) == (2, 1)


def test_somebody_who_answered_twice_is_one_person_behind_a_theme(database):
    made = closed_consultation()
    older, newer = (entered(made, answers=told(at)) for at in range(2))
    bus = theme(made, "Bus")
    tagged(older, bus)
    tagged(newer, bus)
    older.duplicate_of = newer.id
    database.flush()
    (line,) = queries.theme_lines(made.id)
    assert line.people == 1


def test_numbers_of_people_are_fresh_when_only_people_are_counted(database):
    made = answered(people=2, groups=2)
    assert made not in numbers.stale(now())
    assert numbers.overview(made).since == 0


@pytest.mark.parametrize(
    ("groups", "bodies", "said"),
    [
        (9, 0, "Groups that also answered: 10. They speak for 310 people."),
        (3, 0, "Groups that also answered: hidden, fewer than 8."),
        (0, 8, "Organisations that also answered: 10."),
    ],
)
def test_the_public_page_says_so(client, database, groups, bodies, said):
    SiteFactory()
    answered(people=9, groups=groups, bodies=bodies)
    page = " ".join(client.get("/consultations/evenings/results/").text.split())
    assert f"{said} We count them apart." in page
    assert "Answers came from 10 people." in page


def test_without_groups_nothing_is_said_of_them(client, database):
    SiteFactory()
    made = answered(groups=0)
    assert results(made).voices == []
    assert "We count them apart." not in client.get("/consultations/evenings/results/").text
