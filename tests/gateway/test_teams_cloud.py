"""Which settings switch Teams on, and which are refused at start."""

import pytest

from bot.errors import ConfigurationError
from bot.gateway.teams_cloud import cloud_of, on_this_machine
from tests.gateway.teams_world import CLIENT, TENANT
from tests.gateway.world import settings

GOOD = {"teams_client_id": CLIENT, "teams_client_secret": "x", "teams_tenant_id": TENANT}
OFF = {"teams_client_id": "any", "teams_validate_tokens": False, "teams_service_url": "http://localhost:1/c"}


class TestCloudOf:
    def test_without_a_client_id_teams_is_off(self, tmp_path):
        assert cloud_of(settings(tmp_path)) is None

    def test_microsofts_public_cloud_is_the_default(self, tmp_path):
        cloud = cloud_of(settings(tmp_path, **GOOD))
        assert (cloud.service_url, cloud.token_issuer) == (
            "https://smba.trafficmanager.net/teams",
            "https://api.botframework.com",
        )
        assert cloud.validate_tokens

    def test_the_secret_is_not_in_what_is_printed(self, tmp_path):
        cloud = cloud_of(settings(tmp_path, **GOOD | {"teams_client_secret": "hidden-words"}))
        assert "hidden-words" not in repr(cloud)

    @pytest.mark.parametrize(
        ("values", "named"),
        [
            ({"teams_client_id": "guide"}, "SDS_TEAMS_CLIENT_ID"),
            ({"teams_tenant_id": ""}, "SDS_TEAMS_TENANT_ID"),
            ({"teams_tenant_id": "common"}, "SDS_TEAMS_TENANT_ID"),
            ({"teams_client_secret": ""}, "SDS_TEAMS_CLIENT_SECRET"),
            ({"teams_service_url": "http://smba.example/teams"}, "SDS_TEAMS_SERVICE_URL"),
            ({"teams_login_url": "http://login.example"}, "SDS_TEAMS_LOGIN_URL"),
            ({"teams_metadata_url": "ftp://login.example"}, "SDS_TEAMS_METADATA_URL"),
        ],
    )
    def test_a_setting_that_cannot_be_used_is_named(self, tmp_path, values, named):
        with pytest.raises(ConfigurationError, match=named):
            cloud_of(settings(tmp_path, **GOOD | values))

    @pytest.mark.parametrize(
        "values",
        [
            {"gateway_host": "0.0.0.0"},  # noqa: S104 - this is what is refused
            {"public_url": "https://guide.council.example"},
            {"teams_service_url": "https://smba.trafficmanager.net/teams"},
        ],
    )
    def test_validation_is_never_off_where_others_can_reach_it(self, tmp_path, values):
        assert cloud_of(settings(tmp_path, **OFF)) is not None
        with pytest.raises(ConfigurationError, match="SDS_TEAMS_VALIDATE_TOKENS"):
            cloud_of(settings(tmp_path, **OFF | values))


class TestServes:
    @pytest.mark.parametrize(
        ("address", "ours"),
        [
            ("https://smba.trafficmanager.net/uk/", True),
            ("https://SMBA.trafficmanager.net/emea/tenant/", True),
            ("http://smba.trafficmanager.net/uk/", False),
            ("https://smba.trafficmanager.net.example/uk/", False),
            ("https://smba.trafficmanager.net@example.org/", False),
            ("https://example.org/smba.trafficmanager.net/", False),
            ("", False),
        ],
    )
    def test_only_microsofts_host_gets_our_token(self, tmp_path, address, ours):
        assert cloud_of(settings(tmp_path, **GOOD)).serves(address) == ours


class TestOnThisMachine:
    @pytest.mark.parametrize(
        ("address", "here"),
        [
            ("127.0.0.1", True),
            ("::1", True),
            ("localhost", True),
            ("http://127.0.0.1:8000", True),
            ("http://[::1]:8000/x", True),
            ("0.0.0.0", False),  # noqa: S104 - likewise
            ("", False),
            ("https://localhost.example.org", False),
            ("192.168.0.1", False),
        ],
    )
    def test_loopback_and_nothing_else(self, address, here):
        assert on_this_machine(address) == here
