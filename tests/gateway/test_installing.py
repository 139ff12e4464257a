"""The chat page as an app: manifest, worker, and the page without a connection."""

import re

import pytest

from bot.gateway.desk.rendering import environment
from bot.gateway.installing import MANIFEST, OFFLINE, WORKER, offline_version
from bot.gateway.security import HEADERS


class TestManifest:
    async def test_it_is_served_as_one_and_names_what_a_phone_needs(self, client):
        response = await client.get(MANIFEST)
        assert response.headers["content-type"] == "application/manifest+json"
        found = response.json()
        assert (found["start_url"], found["scope"], found["display"]) == ("/", "/", "standalone")
        assert len(found["short_name"]) <= 12

    async def test_every_icon_it_names_is_there(self, client):
        icons = (await client.get(MANIFEST)).json()["icons"]
        assert {(icon["sizes"], icon["purpose"]) for icon in icons} == {
            (f"{size}x{size}", purpose) for size in (192, 512) for purpose in ("any", "maskable")
        }
        for icon in icons:
            response = await client.get(icon["src"])
            assert (response.status_code, response.headers["content-type"]) == (200, "image/png")

    async def test_the_page_leads_to_it(self, client):
        text = (await client.get("/")).text
        assert f'<link rel="manifest" href="{MANIFEST}">' in text
        touch = re.search(r'rel="apple-touch-icon" href="([^"]+)"', text)
        assert (await client.get(touch.group(1))).headers["content-type"] == "image/png"
        colour = re.search(r'name="theme-color" content="([^"]+)"', text).group(1)
        assert (await client.get(MANIFEST)).json()["theme_color"] == colour

    def test_the_policy_lets_the_browser_read_it(self):
        assert "manifest-src 'self'" in HEADERS["content-security-policy"]


class TestOffline:
    async def test_it_names_numbers_that_work_without_us(self, client):
        text = (await client.get(OFFLINE)).text
        assert re.findall(r'href="tel:(\d+)"', text) == ["999", "101", "111", "116123"]

    async def test_it_needs_nothing_but_the_file_that_is_kept_with_it(self, client):
        text, worker = (await client.get(OFFLINE)).text, (await client.get(WORKER)).text
        assert re.findall(r'(?:src|<link[^>]* href)="(?!data:)([^"]+)"', text) == ["/static/chat.css?offline"]
        assert '"/static/chat.css?offline"' in worker
        assert f'"{OFFLINE}"' in worker

    async def test_the_page_names_the_version_that_phones_are_to_keep(self, client):
        assert f'name="offline-version" content="{offline_version(environment())}"' in (await client.get("/")).text

    def test_other_words_are_another_version(self):
        templates = environment()
        before = offline_version(templates)
        changed = environment().overlay()
        changed.loader = _Changed(templates)
        assert before != offline_version(changed)

    @pytest.mark.parametrize("path", [OFFLINE, MANIFEST, WORKER])
    async def test_it_is_the_same_for_everybody(self, client, path):
        before = (await client.get(path)).content
        await client.post("/api/sessions", json={"nation": "england", "role": "pa"})
        assert (await client.get(path)).content == before


class _Changed:
    """Templates with a sentence more."""

    def __init__(self, templates):
        self.templates = templates

    def load(self, environment, name, globals=None):  # noqa: A002 - jinja's own word
        source = self.templates.loader.get_source(environment, name)[0]
        return environment.from_string(source + "One sentence more.", globals)


class TestWorker:
    async def test_it_may_serve_the_whole_site_and_is_asked_for_anew(self, client):
        response = await client.get(WORKER)
        assert response.headers["content-type"].startswith("text/javascript")
        assert response.headers["cache-control"] == "no-cache"
