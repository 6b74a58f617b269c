"""The desk: what waits for me."""

import pytest

from engage.accounts.models import Role
from tests.factories.accounts import AccountFactory


def test_the_desk_is_for_whoever_is_signed_in(client):
    assert client.get("/desk/").headers["Location"] == "/sign-in/?next=/desk/"


@pytest.mark.once
@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_desk(client, role):
    client.sign_in(AccountFactory(role=role))
    assert client.get("/desk/").status_code == 200


def test_a_person_whose_role_has_ended_has_no_desk(client):
    from_on = AccountFactory().grants[0].from_on
    client.sign_in(AccountFactory(from_on=from_on, until_on=from_on))
    assert client.get("/desk/").status_code == 403
