"""Styles and scripts, as browsers keep them."""


class TestOwnFiles:
    async def test_a_browser_keeps_a_file_and_asks_whether_it_is_still_the_same(self, client):
        first = await client.get("/static/desk.css")
        assert (first.status_code, first.headers["cache-control"]) == (200, "no-cache")
        again = await client.get("/static/desk.css", headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
