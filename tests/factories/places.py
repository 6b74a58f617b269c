"""Areas and postcode districts."""

import factory

from engage.places.models import Area, PostcodeDistrict, Tier
from tests.factories.accounts import NamedFactory, RowFactory


class AreaFactory(NamedFactory):
    """A borough with its name: `AreaFactory(slug="bexley", name="Bexley", parent_id=…)`."""

    class Meta:
        """What it makes."""

        model = Area

    name = "Bexley"
    slug = factory.Sequence(lambda n: f"area-{n}")
    tier = Tier.PLACE


class PostcodeDistrictFactory(RowFactory):
    """A postcode district in a new area, or in `area`."""

    class Meta:
        """What it makes."""

        model = PostcodeDistrict

    class Params:
        """Where it lies."""

        area = factory.LazyFunction(AreaFactory)

    district = factory.Sequence(lambda n: f"DA{n}")
    area_id = factory.LazyAttribute(lambda made: made.area.id)
