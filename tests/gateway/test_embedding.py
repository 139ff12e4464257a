"""The chat in a frame of an intranet page: whose page it may be, and which cookie it has there."""

import pytest

from bot import wiring
from bot.errors import ConfigurationError
from bot.gateway.app import create_app
from bot.gateway.cookies import FRAMED
from bot.gateway.security import CONTENT_POLICY, HEADERS
from bot.gateway.sessions import COOKIE
from bot.settings import Settings
from bot.settings import settings as read_settings
from tests.gateway.conftest import client_of
from tests.gateway.world import settings

INTRANET, SECOND = "https://intranet.council.test", "https://handbook.elsewhere.test:8443"
GUIDE = "https://guide.council.test"
ELSEWHERE = {"sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe"}


@pytest.fixture
def embedding(product, rasa, tmp_path):
    """Build an app that two intranets may embed."""

    def build(**values):
        chosen = {"embed_origins": f"{INTRANET}, {SECOND}", "public_url": GUIDE, **values}
        return create_app(
            wiring.product(settings(tmp_path, **chosen)) if values else product, rasa, settings(tmp_path, **chosen)
        )

    return build


@pytest.fixture
async def framed(embedding):
    async with client_of(embedding(), GUIDE) as client:
        yield client


async def begun(client, **body):
    response = await client.post("/api/sessions", json=body)
    assert response.status_code == 201
    return response.headers["set-cookie"]


class TestSetting:
    def test_commas_spaces_capitals_and_a_slash_at_the_end_are_forgiven(self, tmp_path):
        written = "https://Intranet.council.test/,http://localhost:8080  https://second.test"
        read = settings(tmp_path, embed_origins=written).embed_origins
        assert read == ("https://intranet.council.test", "http://localhost:8080", "https://second.test")

    @pytest.mark.parametrize(
        "origin",
        [
            "*",
            "https:",
            "https://*.council.test",
            "intranet.council.test",
            "https://intranet.council.test/page",
            "https://intranet.council.test;script-src",
            "https://intranet.council.test:port",
            "'self'",
            "javascript:alert(1)",
            "https://one.test\nx",
        ],
    )
    def test_what_is_no_origin_is_refused_by_name(self, origin, monkeypatch):
        monkeypatch.setenv("SDS_EMBED_ORIGINS", f"https://good.test {origin}")
        read_settings.cache_clear()
        with pytest.raises(ConfigurationError, match=r"SDS_EMBED_ORIGINS: .* is no origin such as https://"):
            read_settings()

    def test_several_can_stand_in_the_environment(self, monkeypatch):
        monkeypatch.setenv("SDS_EMBED_ORIGINS", f"{INTRANET},{SECOND}")
        assert Settings(_env_file=None).embed_origins == (INTRANET, SECOND)


class TestOff:
    @pytest.mark.parametrize("path", ["/embed", "/embed.js"])
    async def test_nothing_is_there(self, client, path):
        response = await client.get(path)
        assert response.status_code == 404
        assert {name: response.headers.get(name) for name in HEADERS} == dict(HEADERS)

    async def test_a_page_that_says_it_stands_in_a_frame_gets_the_ordinary_cookie(self, client):
        assert "SameSite=lax" in await begun(client, framed=True)


class TestOrigins:
    async def test_exactly_the_allowed_ones_may_show_the_page(self, framed):
        headers = (await framed.get("/embed")).headers
        policy = headers["content-security-policy"]
        assert f"frame-ancestors {INTRANET} {SECOND};" in policy
        assert policy.replace(f"{INTRANET} {SECOND}", "'none'") == CONTENT_POLICY
        assert "x-frame-options" not in headers

    @pytest.mark.parametrize(
        "path", ["/", "/embed.js", "/embed/", "/embedded", "/desk/sign-in", "/library", "/api/messages", "/offline"]
    )
    async def test_nothing_else_may_stand_in_a_frame(self, framed, path):
        headers = (await framed.get(path)).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"

    async def test_other_sites_may_load_the_script_and_nothing_else(self, framed):
        policies = {
            path: (await framed.get(path)).headers["cross-origin-resource-policy"]
            for path in ("/embed.js", "/embed", "/", "/static/chat.js", "/api/messages")
        }
        assert policies.pop("/embed.js") == "cross-origin"
        assert set(policies.values()) == {"same-origin"}

    async def test_the_script_is_asked_for_anew(self, framed):
        first = await framed.get("/embed.js")
        assert first.headers["content-type"].startswith("text/javascript")
        again = await framed.get("/embed.js", headers={"if-none-match": first.headers["etag"]})
        assert again.status_code == 304


class TestPage:
    async def test_it_takes_what_the_intranet_says_about_its_readers(self, framed):
        text = (await framed.get("/embed?nation=england&role=pa_employer")).text
        assert '<option value="england" selected>' in text
        assert '<option value="pa_employer" selected>' in text

    async def test_what_somebody_chose_counts_more(self, framed):
        await begun(framed, nation="scotland", role="carer")
        text = (await framed.get("/embed?nation=england&role=pa")).text
        assert '<option value="scotland" selected>' in text
        assert '<option value="carer" selected>' in text

    async def test_unknown_words_are_no_words(self, framed):
        text = (await framed.get("/embed?nation=%22%3E%3Cscript%3E&role=king")).text
        assert '<option value="scotland" selected>' in text
        assert "<script>" not in text
        assert "king" not in text.replace("asking", "")

    async def test_it_is_no_app_of_its_own(self, framed):
        text = (await framed.get("/embed")).text
        assert "manifest" not in text
        assert "installed.js" not in text

    @pytest.mark.parametrize(
        ("query", "headers", "expected"),
        [
            ("", ELSEWHERE, "yes"),
            ("", {**ELSEWHERE, "sec-fetch-site": "same-site"}, "no"),
            ("", {**ELSEWHERE, "sec-fetch-site": "same-origin"}, "no"),
            ("?framed=yes", {**ELSEWHERE, "sec-fetch-site": "same-origin"}, "yes"),
            ("", {"sec-fetch-site": "none", "sec-fetch-dest": "document"}, "no"),
            ("", {"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}, "no"),
            ("", {}, "yes"),
        ],
    )
    async def test_it_knows_whether_it_stands_in_a_page_of_another_site(self, framed, query, headers, expected):
        text = (await framed.get(f"/embed{query}", headers=headers)).text
        assert f'data-framed="{expected}"' in text


class TestCookies:
    async def test_in_another_sites_page_it_is_kept_for_that_site_alone(self, framed):
        parts = (await begun(framed, framed=True)).split("; ")
        assert parts[0].startswith(f"{FRAMED}=")
        assert set(parts[1:]) == {
            f"Max-Age={30 * 24 * 3600}", "Path=/", "HttpOnly", "SameSite=None", "Secure", "Partitioned",
        }  # fmt: skip

    async def test_on_the_own_site_it_stays_as_it_is(self, framed):
        cookie = await begun(framed)
        assert cookie.startswith(f"{COOKIE}=")
        assert "SameSite=lax" in cookie
        assert "Partitioned" not in cookie

    async def test_without_https_there_is_no_other(self, embedding):
        async with client_of(embedding(public_url="http://127.0.0.1:8000")) as client:
            assert (await begun(client, framed=True)).startswith(f"{COOKIE}=")

    async def test_it_holds_a_session_like_the_other(self, framed):
        await begun(framed, framed=True)
        sent = await framed.post("/api/messages", json={"text": "how much holiday", "message_id": "12345678"})
        assert sent.json()["messages"][0]["outcome"] == "answer"
        assert 'data-session="yes"' in (await framed.get("/embed")).text

    async def test_ending_ends_the_one_that_was_shown(self, framed):
        await begun(framed, framed=True)
        ended = await framed.delete("/api/sessions")
        (cookie,) = ended.headers.get_list("set-cookie")
        assert cookie.startswith(f"{FRAMED}=; Max-Age=0; ")
        # A browser forgets a partitioned cookie only when it is told of the same partition.
        assert "Partitioned" in cookie
        assert (await framed.get("/api/messages")).status_code == 401

    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": INTRANET},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site", "origin": INTRANET},
            {"origin": "null"},
        ],
    )
    async def test_the_page_around_the_frame_cannot_speak_in_its_name(self, framed, headers):
        """Its cookie goes along with requests of that page, so the origin has to tell."""
        await begun(framed, framed=True)
        body = {"text": "how much holiday", "message_id": "12345678"}
        for method, path in (("POST", "/api/messages"), ("POST", "/api/sessions"), ("DELETE", "/api/sessions")):
            response = await framed.request(method, path, json=body, headers=headers)
            assert response.status_code == 403
            assert "set-cookie" not in response.headers
            assert "access-control-allow-origin" not in response.headers


class TestInvitations:
    async def test_a_frame_asks_for_one_as_the_page_does(self, embedding):
        async with client_of(embedding(access="invite"), GUIDE) as client:
            said = []
            for number, frame in enumerate((True, False)):
                await begun(client, framed=frame)
                body = {"text": "how much holiday", "message_id": f"1234567{number}"}
                said.append((await client.post("/api/messages", json=body)).json()["messages"][0]["text"])
                client.cookies.clear()
        assert said[0] == said[1]
        assert "invitation" in said[0]
