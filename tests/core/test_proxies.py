"""Who is asking, when servers of ours stand in front."""

from dataclasses import replace

import pytest
from flask import request

from engage.app import create_app
from engage.config import read_settings

pytestmark = [pytest.mark.once, pytest.mark.own_app]
FORWARDED = {"X-Forwarded-For": "203.0.113.9"}


@pytest.mark.parametrize(("proxies", "who"), [(0, "127.0.0.1"), (1, "203.0.113.9")])
def test_only_proxies_we_named_are_believed(tmp_path, proxies, who):
    settings = read_settings({"ENGAGE_HOME": str(tmp_path)})
    app = create_app(replace(settings, proxies=proxies))
    seen = []
    app.before_request(lambda: seen.append(request.remote_addr))
    app.test_client().get("/no-such-page/", headers=FORWARDED)
    assert seen == [who]
