"""Styles and scripts, as browsers keep them, and what stands on the chat page."""

import html


class TestOwnFiles:
    async def test_a_browser_keeps_a_file_and_asks_whether_it_is_still_the_same(self, client):
        first = await client.get("/static/desk.css")
        assert (first.status_code, first.headers["cache-control"]) == (200, "no-cache")
        again = await client.get("/static/desk.css", headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


class TestChatPage:
    async def test_the_settings_beside_the_chat_say_what_the_chat_says(self, client, product):
        page = html.unescape((await client.get("/")).text)
        said = product.renderer.about_council(), product.renderer.say("me_language")
        assert [words for words in said if words not in page] == []
