"""Headers that differ: pages with forms may send them to us, and to nobody else."""

import pytest

from bot.gateway.security import CONTENT_POLICY, FORM_HEADERS


class TestFormPages:
    @pytest.mark.parametrize("path", ["/desk/sign-in", "/desk/people", "/library"])
    async def test_forms_go_to_ourselves_only(self, client, path):
        headers = (await client.get(path)).headers
        assert "form-action 'self'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"

    async def test_browsers_tell_us_where_a_form_comes_from_and_nobody_else(self, client):
        """Without any referrer they would send `Origin: null`, and our own forms would be refused."""
        assert (await client.get("/desk/sign-in")).headers["referrer-policy"] == "same-origin"

    def test_nothing_else_is_loosened(self):
        assert (
            FORM_HEADERS["content-security-policy"].replace("form-action 'self'", "form-action 'none'")
            == CONTENT_POLICY
        )

    async def test_the_chat_page_stays_as_strict_as_it_is(self, client):
        headers = (await client.get("/")).headers
        assert headers["content-security-policy"] == CONTENT_POLICY
        assert "form-action 'none'" in CONTENT_POLICY
        assert headers["referrer-policy"] == "no-referrer"
