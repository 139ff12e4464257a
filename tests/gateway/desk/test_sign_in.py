"""Signing in, as a browser does it."""

import re

import pyotp
import pytest

from bot.gateway.desk.open_routes import _ATTEMPTS_A_MINUTE
from bot.services.access_links import PASSWORD
from bot.services.people import Details
from bot.services.signing_in import REFUSED
from tests.gateway.desk.visitor import csrf_in, heading, words
from tests.staff import PHRASE

EMAIL = "champion@council.example"


@pytest.fixture
def person(product):
    person = product.people.add(Details("Champion", EMAIL, ["champion"]))
    product.access_links.set_password(product.access_links.link(person.number, PASSWORD), PHRASE)
    return person


@pytest.fixture
def secret(product, person, clock):
    """The secret of a second factor that is set up."""
    secret = pyotp.random_base32()
    product.signing_in.set_up(person.number, secret, pyotp.TOTP(secret).at(clock()))
    clock.pass_(minutes=5)
    return secret


async def give_password(client, password=PHRASE, **fields):
    return await client.post("/desk/sign-in", data={"email": EMAIL, "password": password, **fields})


async def give_code(client, code, path="/desk/sign-in/code"):
    csrf = csrf_in(await client.get(path))
    return await client.post(path, data={"csrf": csrf, "code": code})


class TestPassword:
    async def test_then_a_code_then_the_page_that_was_wanted(self, client, secret, clock):
        asked = await client.get("/desk/account")
        form = await client.get(asked.headers["location"])
        wanted = re.search(r'name="next" value="([^"]+)"', form.text)[1]
        first = await give_password(client, next=wanted)
        assert (first.status_code, first.headers["location"]) == (303, "/desk/sign-in/code")
        second = await give_code(client, pyotp.TOTP(secret).at(clock()))
        assert (second.status_code, second.headers["location"]) == (303, "/desk/account")
        assert heading(await client.get("/desk/account")) == "My account"

    async def test_every_step_gets_a_new_cookie(self, client, secret, clock):
        await client.get("/desk/sign-in")
        await give_password(client)
        half = client.cookies["sds_desk"]
        await give_code(client, pyotp.TOTP(secret).at(clock()))
        assert client.cookies["sds_desk"] != half
        client.cookies.set("sds_desk", half)
        assert (await client.get("/desk/account")).status_code == 303

    @pytest.mark.parametrize("email", [EMAIL, "nobody@council.example"])
    async def test_a_mistake_is_said_in_the_same_words_for_everybody(self, client, person, email):
        response = await client.post("/desk/sign-in", data={"email": email, "password": "wrong"})
        assert response.status_code == 400
        assert REFUSED in words(response)
        assert f'value="{email}"' in response.text
        assert "wrong" not in response.text.replace("went wrong", "")
        assert "set-cookie" not in response.headers

    async def test_another_site_cannot_sign_somebody_in(self, client, person):
        client.headers["origin"] = "http://other.test"
        assert (await give_password(client)).status_code == 403

    async def test_one_address_tries_only_so_often(self, client, person):
        statuses = [(await give_password(client, "wrong")).status_code for _ in range(_ATTEMPTS_A_MINUTE + 1)]
        assert statuses == [400] * _ATTEMPTS_A_MINUTE + [429]

    async def test_nothing_is_sent_anywhere_else_afterwards(self, client, secret, clock):
        await give_password(client, next="https://other.test/desk")
        response = await give_code(client, pyotp.TOTP(secret).at(clock()))
        assert response.headers["location"] == "/desk"

    async def test_who_is_signed_in_is_not_asked_again(self, client, secret, clock):
        await give_password(client)
        await give_code(client, pyotp.TOTP(secret).at(clock()))
        response = await client.get("/desk/sign-in?next=/desk/account")
        assert (response.status_code, response.headers["location"]) == (303, "/desk/account")


class TestSecondFactor:
    async def test_a_wrong_code_is_said_beside_its_field(self, client, secret):
        await give_password(client)
        response = await give_code(client, "000000")
        assert response.status_code == 400
        assert 'href="#code"' in response.text

    async def test_the_password_alone_opens_nothing(self, client, secret):
        await give_password(client)
        assert (await client.get("/desk/account")).headers["location"].startswith("/desk/sign-in")

    async def test_without_the_password_before_there_is_no_such_step(self, client, secret):
        for path in ("/desk/sign-in/code", "/desk/sign-in/set-up", "/desk/sign-in/set-up/code.svg"):
            response = await client.get(path)
            assert (response.status_code, response.headers["location"]) == (303, "/desk/sign-in")

    async def test_a_code_needs_the_forms_token(self, client, secret, clock):
        await give_password(client)
        code = pyotp.TOTP(secret).at(clock())
        assert (await client.post("/desk/sign-in/code", data={"code": code})).status_code == 403
        assert (await give_code(client, code)).status_code == 303

    async def test_one_that_is_set_up_is_not_set_up_again(self, client, secret):
        await give_password(client)
        assert (await client.get("/desk/sign-in/set-up")).headers["location"] == "/desk/sign-in"


class TestSetUp:
    async def test_the_first_sign_in_sets_it_up(self, client, product, person, clock):
        assert (await give_password(client)).headers["location"] == "/desk/sign-in/set-up"
        page = await client.get("/desk/sign-in/set-up")
        secret = re.search(r'id="key">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")
        assert (await give_code(client, "000000", "/desk/sign-in/set-up")).status_code == 400
        done = await give_code(client, pyotp.TOTP(secret).at(clock()), "/desk/sign-in/set-up")
        assert (done.status_code, done.headers["location"]) == (303, "/desk")
        assert product.people.show(person.number).totp_secret == secret

    async def test_the_picture_is_ours_and_holds_no_script(self, client, person):
        await give_password(client)
        picture = await client.get("/desk/sign-in/set-up/code.svg")
        assert picture.headers["content-type"].startswith("image/svg+xml")
        assert picture.headers["cache-control"] == "no-store"
        assert "<path" in picture.text
        assert "script" not in picture.text


class TestLink:
    async def test_opening_it_only_shows_a_button(self, client, product, person):
        link = product.access_links.link(person.number)
        for _ in range(3):
            page = await client.get(f"/desk/sign-in/link/{link}")
            assert heading(page) == "Sign in as Champion"
            assert "set-cookie" not in page.headers
        pressed = await client.post(f"/desk/sign-in/link/{link}")
        assert (pressed.status_code, pressed.headers["location"]) == (303, "/desk")
        assert heading(await client.get("/desk/account")) == "My account"

    async def test_a_used_one_says_so(self, client, product, person):
        link = product.access_links.link(person.number)
        await client.post(f"/desk/sign-in/link/{link}")
        for send in (client.get, client.post):
            response = await send(f"/desk/sign-in/link/{link}")
            assert response.status_code == 400
            assert "used before or is too old" in words(response)


class TestPasswordLink:
    async def test_it_sets_a_password_that_then_works(self, client, product):
        person = product.people.add(Details("New", EMAIL, ["champion"]))
        path = f"/desk/sign-in/password/{product.access_links.link(person.number, PASSWORD)}"
        assert EMAIL in words(await client.get(path))
        differing = await client.post(path, data={"password": PHRASE, "again": "other"})
        assert (differing.status_code, "not the same" in words(differing)) == (400, True)
        short = await client.post(path, data={"password": "short", "again": "short"})
        assert (short.status_code, "12 to 200" in words(short)) == (400, True)
        done = await client.post(path, data={"password": PHRASE, "again": PHRASE})
        assert "Your password is set" in (await client.get(done.headers["location"])).text
        assert (await give_password(client)).headers["location"] == "/desk/sign-in/set-up"


class TestSignOut:
    async def test_the_session_is_over_on_the_server_too(self, client, product, person):
        await client.post(f"/desk/sign-in/link/{product.access_links.link(person.number)}")
        token = client.cookies["sds_desk"]
        csrf = csrf_in(await client.get("/desk/account"))
        response = await client.post("/desk/sign-out", data={"csrf": csrf})
        assert (response.status_code, response.headers["location"]) == (303, "/desk/sign-in")
        assert "sds_desk" not in client.cookies
        client.cookies.set("sds_desk", token)
        assert (await client.get("/desk/account")).status_code == 303

    async def test_another_site_cannot_sign_somebody_out(self, client, product, person):
        await client.post(f"/desk/sign-in/link/{product.access_links.link(person.number)}")
        assert (await client.post("/desk/sign-out", data={})).status_code == 403
        assert (await client.get("/desk/account")).status_code == 200
