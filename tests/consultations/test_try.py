from tests.factories.consultations import open_consultation, closed_consultation
from engage.consultations.models import Stage
def test_x(database):
    made = open_consultation(languages=("en_GB","es"))
    assert made.edition_id
    closed_consultation("b", stage=Stage.DECIDED)
    database.commit()
