"""Signing in with OpenID Connect, against a provider that runs here."""

import httpx
import pytest

from bot.errors import ConfigurationError
from bot.gateway.app import create_app
from bot.gateway.certificates import trusted
from bot.gateway.desk.oidc import NO_ANSWER, NOT_PROVEN, Provider
from bot.services.people import Details
from bot.services.signing_in import REFUSED
from tests.gateway.conftest import ORIGIN, client_of
from tests.gateway.desk.oidc_server import CLIENT, SECRET, Running, query_of
from tests.gateway.desk.visitor import heading, words
from tests.gateway.world import settings

EMAIL = "champion@council.example"


@pytest.fixture
def provider(clock):
    with Running(clock().timestamp()) as provider:
        provider.person = {"sub": "subject-7", "email": EMAIL, "email_verified": True}
        yield provider


def configured(folder, issuer, **values):
    chosen = {"oidc_issuer": issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET, "public_url": ORIGIN}
    return settings(folder, **chosen, oidc_name="Council account", **values)


@pytest.fixture
def app(product, rasa, provider, tmp_path):
    return create_app(product, rasa, configured(tmp_path, provider.address))


@pytest.fixture
def person(product):
    return product.people.add(Details("Champion", EMAIL, ["champion"]))


async def go_there(client, wanted="/desk/account"):
    """Press the button; return the address to which the provider sends the browser back."""
    there = await client.get(f"/desk/sign-in/oidc?next={wanted}")
    assert there.status_code == 303, words(there)
    async with httpx.AsyncClient(verify=trusted()) as browser:
        back = await browser.get(there.headers["location"])
    return back.headers["location"]


async def sign_in(client):
    return await client.get(await go_there(client))


async def nobody_is_signed_in(client):
    return (await client.get("/desk/account")).status_code == 303


class TestGoodSignIn:
    async def test_somebody_who_was_added_before_is_signed_in(self, client, person, product):
        assert "Sign in with Council account" in (await client.get("/desk/sign-in")).text
        response = await sign_in(client)
        assert (response.status_code, response.headers["location"]) == (303, "/desk/account")
        assert heading(await client.get("/desk/account")) == "My account"
        assert product.people.show(person.number).oidc_subject == "subject-7"

    async def test_the_next_time_the_subject_counts_and_not_the_address(self, client, person, provider):
        await sign_in(client)
        client.cookies.clear()
        provider.person |= {"email": "married@council.example"}
        assert (await sign_in(client)).status_code == 303
        client.cookies.clear()
        provider.person |= {"sub": "somebody-else", "email": EMAIL}
        assert REFUSED in words(await sign_in(client))

    async def test_what_is_asked_for_is_bound_to_this_browser(self, client, person):
        pressed = [await client.get("/desk/sign-in/oidc") for _ in range(2)]
        first, second = (query_of(response.headers["location"]) for response in pressed)
        assert first["code_challenge_method"] == "S256"
        assert first["redirect_uri"] == f"{ORIGIN}/desk/sign-in/oidc/return"
        assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))

    async def test_one_answer_is_taken_once(self, client, person):
        back = await go_there(client)
        await client.get(back)
        client.cookies.clear()
        assert (await client.get(back)).headers["location"] == "/desk/sign-in"
        assert await nobody_is_signed_in(client)


class TestWhoIsNotLetIn:
    async def test_somebody_who_was_not_added(self, client, product):
        response = await sign_in(client)
        assert (response.status_code, REFUSED in words(response)) == (400, True)
        assert product.people.list() == []
        assert await nobody_is_signed_in(client)

    @pytest.mark.parametrize("verified", [False, None, "no"])
    async def test_an_address_that_nobody_vouches_for(self, client, person, provider, verified):
        provider.person["email_verified"] = verified
        assert REFUSED in words(await sign_in(client))
        assert await nobody_is_signed_in(client)

    async def test_unless_the_directory_is_said_to_be_trusted(self, product, rasa, provider, person, tmp_path):
        provider.person["email_verified"] = None
        app = create_app(product, rasa, configured(tmp_path, provider.address, oidc_trust_email=True))
        async with client_of(app) as client:
            assert (await sign_in(client)).headers["location"] == "/desk/account"

    async def test_who_has_left(self, client, person, product):
        await sign_in(client)
        product.people.deactivate(person.number)
        client.cookies.clear()
        assert REFUSED in words(await sign_in(client))


class TestTokens:
    @pytest.mark.parametrize(
        "lies",
        [
            {"nonce": "another"},
            {"nonce": None},
            {"aud": "somebody-else"},
            {"aud": [CLIENT, "somebody-else"]},
            {"aud": None},
            {"azp": "somebody-else"},
            {"iss": "https://other.example"},
            {"sub": None},
            {"exp": 1},
            {"exp": None},
            {"iat": None},
        ],
    )
    async def test_a_token_with_a_wrong_claim_signs_nobody_in(self, client, person, provider, lies):
        provider.lies = lies
        response = await sign_in(client)
        assert (response.status_code, NOT_PROVEN in words(response)) == (403, True)
        assert await nobody_is_signed_in(client)

    async def test_an_expired_token_signs_nobody_in(self, client, person, provider, clock):
        clock.pass_(minutes=8)
        assert NOT_PROVEN in words(await sign_in(client))

    @pytest.mark.parametrize("algorithm", ["none", "HS256"])
    async def test_the_algorithm_is_ours_to_choose(self, client, person, provider, algorithm):
        provider.algorithm = algorithm
        assert NOT_PROVEN in words(await sign_in(client))
        assert await nobody_is_signed_in(client)

    async def test_a_key_that_is_not_the_providers_signs_nothing(self, client, person, provider):
        provider.other_key = True
        assert NOT_PROVEN in words(await sign_in(client))


class TestAnswers:
    async def test_an_answer_to_another_browser_is_refused(self, app, client, person):
        back = await go_there(client)
        async with client_of(app) as other:
            assert (await other.get(back)).headers["location"] == "/desk/sign-in"
            await go_there(other)
            response = await other.get(back)
            assert (response.status_code, NOT_PROVEN in words(response)) == (403, True)
            assert await nobody_is_signed_in(other)

    @pytest.mark.parametrize("query", ["", "state=x&code=y", "error=access_denied"])
    async def test_an_answer_without_what_was_asked_is_refused(self, client, person, query):
        await go_there(client)
        assert NOT_PROVEN in words(await client.get(f"/desk/sign-in/oidc/return?{query}"))

    async def test_a_denial_is_no_sign_in(self, client, person):
        state = query_of(await go_there(client))["state"]
        response = await client.get(f"/desk/sign-in/oidc/return?state={state}&error=access_denied")
        assert NOT_PROVEN in words(response)

    async def test_a_made_up_code_is_refused_by_the_provider(self, client, person):
        state = query_of(await go_there(client))["state"]
        response = await client.get(f"/desk/sign-in/oidc/return?state={state}&code=made-up")
        assert (response.status_code, NO_ANSWER in words(response)) == (503, True)


class TestProvider:
    async def test_nothing_is_fetched_before_somebody_signs_in(self, client, provider):
        await client.get("/desk/sign-in")
        assert provider.asked == []

    async def test_one_that_is_down_is_said_in_words_and_passwords_still_work(self, client, provider):
        provider.down = True
        response = await client.get("/desk/sign-in/oidc")
        assert (response.status_code, NO_ANSWER in words(response)) == (503, True)
        assert (await client.get("/desk/sign-in")).status_code == 200

    async def test_one_that_cannot_be_reached_is_said_in_words(self, product, rasa, tmp_path):
        app = create_app(product, rasa, configured(tmp_path, "http://127.0.0.1:9"))
        async with client_of(app) as client:
            assert NO_ANSWER in words(await client.get("/desk/sign-in/oidc"))

    async def test_one_that_speaks_for_another_is_refused(self, client, provider):
        provider.issuer = "https://other.example"
        assert NOT_PROVEN in words(await client.get("/desk/sign-in/oidc"))

    @pytest.mark.parametrize("issuer", ["http://login.example", "login.example", "ftp://login.example"])
    def test_an_address_without_https_is_refused_at_start(self, tmp_path, clock, issuer):
        with pytest.raises(ConfigurationError, match="SDS_OIDC_ISSUER must be an https address"):
            Provider(configured(tmp_path, issuer), clock)

    async def test_without_one_there_is_no_button_and_no_step(self, product, rasa, tmp_path):
        async with client_of(create_app(product, rasa, settings(tmp_path))) as client:
            assert "Sign in with" not in (await client.get("/desk/sign-in")).text
            response = await client.get("/desk/sign-in/oidc")
            assert response.headers["location"].startswith("/desk/sign-in?next=")
