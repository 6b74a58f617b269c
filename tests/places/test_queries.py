"""Which areas there are, and which postcodes lead to them."""

from engage.audit.queries import history
from engage.places import commands, queries
from engage.places.models import Tier
from tests.factories.accounts import AccountFactory
from tests.factories.places import AreaFactory, PostcodeDistrictFactory


def test_areas_come_biggest_first_then_in_the_order_staff_gave_them(database):
    AreaFactory(slug="thamesmead", tier=Tier.LOCALITY)
    AreaFactory(slug="greenwich", position=2)
    AreaFactory(slug="bromley", position=1)
    AreaFactory(slug="bexley", position=1)
    AreaFactory(slug="south-east", tier=Tier.SCALE)
    slugs = [area.slug for area in queries.areas()]
    assert slugs == ["south-east", "bexley", "bromley", "greenwich", "thamesmead"]


def test_an_area_is_found_by_its_slug(database):
    area = AreaFactory(slug="bexley")
    assert queries.area("bexley") is area
    assert queries.area("atlantis") is None


def test_a_district_leads_to_its_area(database):
    row = PostcodeDistrictFactory(district="DA6")
    assert queries.area_of_district("DA6") == row.area_id
    assert queries.area_of_district("SW1") is None


def test_adding_areas_and_districts_is_written_down(database):
    actor = AccountFactory()
    borough = commands.create_area(
        actor=actor, slug="bexley", tier=Tier.PLACE, population=246_500, position=3
    )
    part = commands.create_area(actor=actor, slug="erith", tier=Tier.LOCALITY, parent_id=borough.id)
    commands.add_district(actor=actor, district="DA8", area=part)
    assert queries.area_of_district("DA8") == part.id
    assert queries.area("erith").parent_id == borough.id
    assert (borough.population, borough.position) == (246_500, 3)
    assert [line.details for line in history(part.id)] == [{}, {"district": "DA8"}]
    assert history(borough.id)[0].actor_id == actor.id
