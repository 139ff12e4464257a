"""Whose activities are believed: good and bad tokens, keys that change, strangers who make keys up."""

import base64
import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.gateway.teams_cloud import cloud_of
from bot.gateway.teams_keys import KEEP_SECONDS, REST_SECONDS, SigningKeys, Validator
from tests.gateway.teams_world import CLIENT, ISSUER, Microsoft, private_key
from tests.gateway.world import settings


class Seconds:
    """A clock of seconds that stands until it is moved."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
async def microsoft():
    standing_in = Microsoft()
    await standing_in.start()
    yield standing_in
    await standing_in.stop()


@pytest.fixture
def seconds():
    return Seconds()


@pytest.fixture
def keys(microsoft, seconds):
    return SigningKeys(f"{microsoft.url}/v1/.well-known/openidconfiguration", seconds)


@pytest.fixture
def validator(microsoft, keys, tmp_path):
    cloud = cloud_of(settings(tmp_path, **microsoft.settings()))
    return Validator(cloud, keys)


def signed_with_the_public_key(microsoft):
    """A token of a stranger who takes the public key for a shared secret."""
    public = private_key(1).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": CLIENT, "serviceurl": microsoft.service_url, "exp": now + 600}
    # PyJWT refuses to sign like this, so it is done by hand.
    import hashlib
    import hmac

    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    body = b".".join((part({"alg": "HS256", "typ": "JWT", "kid": "key-1"}), part(claims)))
    seal = base64.urlsafe_b64encode(hmac.new(public, body, hashlib.sha256).digest()).rstrip(b"=")
    return (body + b"." + seal).decode()


class TestValidator:
    async def test_what_the_connector_sends_is_believed(self, validator, microsoft):
        claims = await validator.validate_token(microsoft.token(), microsoft.service_url)
        assert claims["aud"] == CLIENT

    @pytest.mark.parametrize(
        "claims",
        [
            {"iss": "https://api.botframework.com.example"},
            {"iss": None},
            {"iss": "https://sts.windows.net/7c9e6679-7425-40de-944b-e07fc1f90ae7/"},
            {"aud": "another-bot"},
            {"aud": None},
            {"exp": 1_700_000_000},
            {"exp": None},
            {"nbf": 9_999_999_999},
            {"iat": 9_999_999_999},
            {"serviceurl": "https://smba.trafficmanager.net/elsewhere"},
            {"serviceurl": None},
        ],
    )
    async def test_a_token_with_a_wrong_or_missing_part_is_refused(self, validator, microsoft, claims):
        with pytest.raises(jwt.InvalidTokenError):
            await validator.validate_token(microsoft.token(**claims), microsoft.service_url)

    async def test_an_issuer_of_any_tenant_whose_name_begins_alike_is_refused(self, validator, microsoft):
        login = f"{microsoft.url}/login"
        token = microsoft.token(iss=f"{login}/another-tenant/v2.0", tid="another-tenant")
        with pytest.raises(jwt.InvalidIssuerError):
            await validator.validate_token(token, microsoft.service_url)

    async def test_an_activity_that_names_no_service_is_refused(self, validator, microsoft):
        with pytest.raises(jwt.MissingRequiredClaimError):
            await validator.validate_token(microsoft.token(), None)

    @pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é", "." * 5000])
    async def test_what_is_no_token_is_refused(self, validator, microsoft, token):
        with pytest.raises(jwt.InvalidTokenError):
            await validator.validate_token(token, microsoft.service_url)

    async def test_a_token_without_a_signature_is_refused(self, validator, microsoft):
        claims = {"iss": ISSUER, "aud": CLIENT, "serviceurl": microsoft.service_url, "exp": 9_999_999_999}
        unsigned = jwt.encode(claims, None, algorithm="none", headers={"kid": "key-1"})
        with pytest.raises(jwt.InvalidAlgorithmError):
            await validator.validate_token(unsigned, microsoft.service_url)

    async def test_the_public_key_is_no_shared_secret(self, validator, microsoft):
        await validator.validate_token(microsoft.token(), microsoft.service_url)
        with pytest.raises(jwt.InvalidAlgorithmError):
            await validator.validate_token(signed_with_the_public_key(microsoft), microsoft.service_url)

    async def test_another_key_under_the_name_of_a_known_one_is_refused(self, validator, microsoft):
        with pytest.raises(jwt.InvalidSignatureError):
            await validator.validate_token(microsoft.token(2, {"kid": "key-1"}), microsoft.service_url)

    async def test_a_key_that_may_not_sign_for_teams_is_refused(self, validator, microsoft):
        microsoft.endorsements = ["webchat"]
        with pytest.raises(jwt.InvalidTokenError):
            await validator.validate_token(microsoft.token(), microsoft.service_url)

    @pytest.mark.parametrize("key", [None, "", 7, "k" * 300])
    async def test_a_key_without_a_usable_name_is_refused(self, validator, microsoft, key):
        header = base64.urlsafe_b64encode(json.dumps({"alg": "RS256", "kid": key}).encode()).rstrip(b"=").decode()
        token = f"{header}.{microsoft.token().partition('.')[2]}"
        with pytest.raises(jwt.InvalidTokenError):
            await validator.validate_token(token, microsoft.service_url)

    async def test_what_is_logged_of_a_refusal_is_its_kind(self, validator, microsoft, caplog):
        token = microsoft.token(aud="another-bot")
        with pytest.raises(jwt.InvalidTokenError):
            await validator.validate_token(token, microsoft.service_url)
        assert [record.getMessage() for record in caplog.records] == ["teams.refused InvalidAudienceError"]


class TestSigningKeys:
    async def test_keys_are_fetched_once_for_many_tokens(self, validator, microsoft):
        for _ in range(20):
            await validator.validate_token(microsoft.token(), microsoft.service_url)
        assert microsoft.asked_for_keys == 1

    async def test_a_flood_of_made_up_key_names_asks_microsoft_once(self, validator, microsoft):
        await validator.validate_token(microsoft.token(), microsoft.service_url)
        for number in range(200):
            with pytest.raises(jwt.InvalidTokenError):
                await validator.validate_token(microsoft.token(1, {"kid": f"made-up-{number}"}), microsoft.service_url)
        assert microsoft.asked_for_keys == 1
        await validator.validate_token(microsoft.token(), microsoft.service_url)

    async def test_a_new_key_is_taken_up_after_a_moment(self, validator, microsoft, seconds):
        await validator.validate_token(microsoft.token(), microsoft.service_url)
        microsoft.keys = [2]
        with pytest.raises(jwt.InvalidTokenError):
            await validator.validate_token(microsoft.token(), microsoft.service_url)
        seconds.now += REST_SECONDS
        await validator.validate_token(microsoft.token(), microsoft.service_url)

    async def test_a_key_that_is_gone_is_no_longer_believed_after_the_next_look(self, validator, microsoft, seconds):
        await validator.validate_token(microsoft.token(), microsoft.service_url)
        old, microsoft.keys = microsoft.token(), [2]
        seconds.now += REST_SECONDS
        await validator.validate_token(microsoft.token(), microsoft.service_url)
        with pytest.raises(jwt.InvalidTokenError):
            await validator.validate_token(old, microsoft.service_url)

    async def test_after_a_day_keys_are_fetched_anew(self, validator, microsoft, seconds):
        await validator.validate_token(microsoft.token(), microsoft.service_url)
        seconds.now += KEEP_SECONDS
        await validator.validate_token(microsoft.token(), microsoft.service_url)
        assert microsoft.asked_for_keys == 2

    async def test_keys_hold_while_microsoft_is_away(self, validator, microsoft, seconds):
        await validator.validate_token(microsoft.token(), microsoft.service_url)
        microsoft.keys_down = True
        seconds.now += KEEP_SECONDS
        await validator.validate_token(microsoft.token(), microsoft.service_url)

    async def test_without_any_keys_nobody_is_believed_and_the_next_look_finds_them(
        self, validator, microsoft, seconds
    ):
        microsoft.keys_down = True
        with pytest.raises(jwt.InvalidTokenError):
            await validator.validate_token(microsoft.token(), microsoft.service_url)
        microsoft.keys_down = False
        seconds.now += REST_SECONDS
        await validator.validate_token(microsoft.token(), microsoft.service_url)

    async def test_keys_at_an_address_that_anybody_can_change_are_not_fetched(self, keys, microsoft, monkeypatch):
        async def metadata(_session, address):
            assert address.startswith(microsoft.url)
            return {"jwks_uri": "http://keys.example/keys"}

        monkeypatch.setattr("bot.gateway.teams_keys._json", metadata)
        assert not await keys.ready_for("key-1")
