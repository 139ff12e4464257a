"""Help, privacy and accessibility statement."""

import pytest

from bot.gateway.about import PAGES


class TestAboutPages:
    @pytest.mark.parametrize("name", PAGES)
    async def test_each_opens_without_signing_in(self, client, name):
        response = await client.get(f"/{name}")
        assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert "set-cookie" not in response.headers
        assert '<html lang="en-GB"' in response.text

    async def test_each_leads_to_the_others(self, client):
        text = (await client.get("/help")).text
        assert all(f'href="/{name}"' in text for name in PAGES)

    async def test_privacy_says_how_long_words_are_kept_here(self, client, product):
        periods = product.retaining.periods
        text = (await client.get("/privacy")).text
        kept = (periods.questions, periods.tickets, periods.web_messages, periods.audit)
        assert [lasts.days for lasts in kept if f"{lasts.days} days" not in text] == []
