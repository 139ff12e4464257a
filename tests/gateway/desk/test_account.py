"""The own account."""

import re

import pytest

from bot.services.access_links import PASSWORD
from tests.gateway.desk.visitor import words
from tests.staff import PHRASE

OTHER = "another set of plain words"


@pytest.fixture
def champion(signed_in, product):
    visitor = signed_in("champion")
    link = product.access_links.link(visitor.person.number, PASSWORD)
    product.access_links.set_password(link, PHRASE)
    visitor.sign_in()
    return visitor


class TestAway:
    async def test_a_day_is_kept_and_shown(self, champion):
        await champion.post("/desk/account/away", away="30/11/2026", stand_in="The duty line")
        page = await champion.get("/desk/account")
        assert 'value="2026-11-30"' in page.text
        assert 'value="The duty line"' in page.text

    async def test_a_mistake_keeps_what_was_typed(self, champion):
        response = await champion.post("/desk/account/away", away="yesterday", stand_in="The duty line")
        assert response.status_code == 400
        assert 'value="yesterday"' in response.text
        assert 'href="#away"' in response.text


class TestChat:
    async def test_a_code_is_shown_and_links_the_chat(self, champion, product):
        page = await champion.post("/desk/account/chat")
        code = re.search(r'id="chat-code">([\w-]+)<', page.text)[1]
        product.access_links.link_chat(code, "telegram:7")
        page = await champion.get("/desk/account")
        assert "Your Telegram chat is linked" in words(page)
        assert "telegram:7" not in page.text
        await champion.post("/desk/account/chat/unlink")
        assert "No chat is linked" in words(await champion.get("/desk/account"))


class TestPassword:
    async def test_a_new_one_ends_the_other_sessions_only(self, champion, signed_in, product):
        elsewhere = champion.token
        champion.sign_in()
        response = await champion.post("/desk/account/password", current=PHRASE, password=OTHER, again=OTHER)
        assert response.headers["location"] == "/desk/account?done=password"
        assert (await champion.get("/desk/account")).status_code == 200
        champion.client.cookies.set("sds_desk", elsewhere)
        assert (await champion.get("/desk/account")).status_code == 303
        assert product.signing_in.password(champion.person.email, OTHER)

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"current": "wrong", "password": OTHER, "again": OTHER}, "current"),
            ({"current": PHRASE, "password": OTHER, "again": "x"}, "password"),
            ({"current": PHRASE, "password": "short", "again": "short"}, "password"),
        ],
    )
    async def test_a_mistake_changes_nothing_and_no_password_is_shown(self, champion, product, fields, field):
        response = await champion.post("/desk/account/password", **fields)
        assert response.status_code == 400
        assert f'href="#{field}"' in response.text
        assert PHRASE not in response.text
        assert OTHER not in response.text
        assert product.signing_in.password(champion.person.email, PHRASE)
