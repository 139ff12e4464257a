"""A real Chromium in front of a really running gateway, with a scripted Rasa behind it."""

import contextlib
import pathlib
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import uvicorn

from bot import wiring
from bot.gateway.app import create_app
from tests.browser.desk_world import DeskWorld
from tests.browser.looking import AXE, PATIENCE, patient
from tests.gateway.world import ScriptedRasa, content, settings

CHROMIUM = shutil.which("chromium") or ""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Sites that embed the chat have names of their own (test_embedded.py); all are this machine.
    "--host-resolver-rules=MAP *.test 127.0.0.1",
]
_WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""


@dataclass
class Running:
    """A gateway that listens."""

    address: str
    product: wiring.Product
    rasa: ScriptedRasa


@dataclass
class Errors:
    """What scripts stumble over, and what consoles say is wrong."""

    heard: list[str] = field(default_factory=list)
    foreseen: tuple[str, ...] = ()
    """Words of those that a test itself brings about, which may come at any time."""

    def on(self, page):
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        page.on("console", lambda said: self.heard.append(said.text) if said.type == "error" else None)

    def unforeseen(self):
        return [error for error in self.heard if not any(words in error for words in self.foreseen)]


@dataclass
class Watch:
    """What must not happen on a page."""

    home: str
    foreign: list[str] = field(default_factory=list)
    errors: Errors = field(default_factory=Errors)

    def on(self, page):
        page.add_init_script(_WATCH)
        page.on("request", lambda request: self._asked(request.url))
        self.errors.on(page)

    def _asked(self, url):
        if not url.startswith((f"{self.home}/", "data:")):
            self.foreign.append(url)


@pytest.fixture(scope="module")
def browser():
    # Not for the whole session: while Playwright runs it holds the loop that asynchronous tests need.
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip: playwright)")
    if not CHROMIUM:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    playwright.expect.set_options(timeout=PATIENCE)
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextlib.contextmanager
def listening(app, **options) -> Iterator[int]:
    """Serve an app in a thread of its own; yields the port."""
    config = uvicorn.Config(app, port=0, ws="none", log_level="warning", timeout_graceful_shutdown=1, **options)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "The server has not started."
        time.sleep(0.02)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def gateway(tmp_path: pathlib.Path) -> Iterator[Running]:
    configuration = settings(tmp_path)
    product = wiring.product(configuration, content=content())
    rasa = ScriptedRasa(product)
    app = create_app(product, rasa, configuration)
    with listening(app) as port:
        yield Running(f"http://127.0.0.1:{port}", product, rasa)
        app.state.pages.end_all()
        app.state.watch.end_all()


@pytest.fixture
def watch(gateway):
    return Watch(gateway.address)


@pytest.fixture
def context(browser):
    context = patient(browser.new_context(viewport={"width": 1000, "height": 850}))
    yield context
    context.close()


@pytest.fixture
def page(context, gateway, watch):
    """The opened chat page; whatever a test does, nothing leaves the origin and the policy holds."""
    page = context.new_page()
    watch.on(page)
    page.goto(gateway.address)
    page.locator("#end:enabled").wait_for()
    yield page
    # Asked first: with its answer everything has come that the browser had to report until then.
    violations = page.evaluate("window.violations")
    assert violations == []
    assert watch.foreign == []
    assert watch.errors.unforeseen() == []


@pytest.fixture
def desk(browser, gateway):
    """The desk with its staff; whatever a test does, nothing leaves the origin and the policy holds."""
    world = DeskWorld(browser, gateway.address, gateway.product)
    yield world
    assert world.close() == []


def faults(page):
    """Let axe-core look at the page and return what it finds."""
    page.wait_for_load_state("load")
    # Through the debugger, since the page's own policy would refuse a script from elsewhere.
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found["violations"]]
