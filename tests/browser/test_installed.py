"""The chat page as an app on a phone, and what it shows without a connection."""

import pytest

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.looking import assert_accessible, expect, patient
from tests.browser.test_webchat import ask, reply_of
from tests.gateway.world import HOLIDAY, TITLES

pytestmark = pytest.mark.browser


def worker_of(page):
    """Wait until the browser has the worker, then open the page anew, so that it watches over it."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.locator("#end:enabled").wait_for()
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def kept(page):
    """Return the addresses of all that is kept on the device."""
    return page.evaluate(
        "(async () => { const found = [];"
        " for (const name of await caches.keys())"
        " for (const request of await (await caches.open(name)).keys())"
        " found.push(new URL(request.url).pathname + new URL(request.url).search);"
        " return found.sort(); })()"
    )


class TestInstalling:
    @pytest.fixture
    def profile(self, browser, tmp_path):
        """A browser that keeps things: a private window, as other tests have it, installs nothing."""
        context = patient(
            browser.browser_type.launch_persistent_context(
                tmp_path / "profile", executable_path=CHROMIUM, args=ARGUMENTS
            )
        )
        yield context
        context.close()

    @pytest.fixture
    def opened(self, profile, gateway):
        def opened(lost=""):
            page = profile.new_page()
            if lost:
                page.route(lost, lambda route: route.abort())
            page.goto(gateway.address)
            page.locator("#end:enabled").wait_for()
            return profile.new_cdp_session(page)

        return opened

    def test_the_browser_offers_it(self, opened):
        debugger = opened()
        assert debugger.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
        manifest = debugger.send("Page.getAppManifest")
        assert manifest["errors"] == []
        assert manifest["url"].endswith("/manifest.webmanifest")

    def test_without_icons_it_would_not(self, opened):
        """So the test above can fail."""
        errors = opened("**/static/icons/*").send("Page.getInstallabilityErrors")["installabilityErrors"]
        assert errors != []


class TestWithoutConnection:
    @pytest.fixture
    def offline(self, page, context, watch):
        watch.errors.foreseen = ("net::ERR_INTERNET_DISCONNECTED",)
        worker_of(page)
        context.set_offline(True)
        page.reload()
        yield page
        context.set_offline(False)

    def test_the_page_names_numbers_that_work_all_the_same(self, offline):
        expect(offline.get_by_role("heading", level=1)).to_have_text("No connection to SDS Guide")
        expect(offline.locator("a[href='tel:999']")).to_be_visible()
        expect(offline.locator("header")).to_have_css("background-color", "rgb(11, 60, 73)")
        assert_accessible(offline)

    def test_trying_again_brings_the_chat_back(self, offline, context):
        context.set_offline(False)
        offline.get_by_role("link", name="Try again").click()
        offline.locator("#end:enabled").wait_for()
        ask(offline, "how much holiday")
        reply_of(offline, TITLES[HOLIDAY])

    def test_nothing_that_was_said_is_kept_with_it(self, page, context):
        worker_of(page)
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])
        page.reload()
        reply_of(page, TITLES[HOLIDAY])
        assert kept(page) == ["/offline", "/static/chat.css?offline"]

    def test_an_older_page_is_forgotten(self, page):
        worker_of(page)
        page.evaluate("caches.open('sds-offline-older').then((cache) => cache.put('/offline', new Response('older')))")
        page.evaluate(
            "navigator.serviceWorker.register('/service-worker.js?v=newer').then((made) => new Promise((done) => {"
            " const worker = made.installing ?? made.waiting ?? made.active;"
            " const look = () => worker.state === 'activated' && done();"
            " worker.addEventListener('statechange', look); look(); }))"
        )
        assert page.evaluate("caches.keys()") == ["sds-offline-newer"]

    def test_other_pages_say_what_the_browser_says(self, page, context, gateway, watch):
        """A desk that cannot be reached is not the chat that cannot be reached."""
        watch.errors.foreseen = ("net::ERR_INTERNET_DISCONNECTED",)
        worker_of(page)
        context.set_offline(True)
        with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
            page.goto(f"{gateway.address}/library")
        context.set_offline(False)
        page.goto(gateway.address)
