"""How a page is looked at: patiently, by axe-core, on a small screen, magnified, printed, and by keyboard."""

import datetime
import json
import pathlib
import time

PATIENCE = 20_000
"""Milliseconds after which nothing is waited for any more: a slow machine may have two cores for two browsers."""
AXE = pathlib.Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
_OPTIONS = {"runOnly": {"type": "tag", "values": _RULES}, "resultTypes": ["violations"]}
SMALL, MAGNIFIED = (320, 640), (640, 450)
"""CSS pixels: WCAG's narrowest screen, and what is left of 1280 by 900 at 200 % zoom."""
_LAID_OUT = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_MOST_STEPS = 120


def patient(context):
    """Return a browser's context in which everything may take its time."""
    context.set_default_timeout(PATIENCE)
    return context


def expect(part):
    """Return Playwright's assertions about a page or a part of it: each looks again and again until it holds."""
    # Only here: without the library these tests are skipped, and must still be collected.
    from playwright import sync_api

    return sync_api.expect(part)


def wait_until(page, holds):
    """Look again and again until something holds that no assertion of Playwright's says."""
    end = time.monotonic() + PATIENCE / 1000
    while not holds():
        assert time.monotonic() < end, f"{page.url}: what was waited for has not come."
        page.wait_for_timeout(20)  # what the browser reports meanwhile is heard only here


def resize(page, width, height):
    """Give the page, whose scripts run, a screen of this size, and wait until it is laid out for it."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function("(size) => innerWidth === size[0] && innerHeight === size[1]", arg=[width, height])
    page.evaluate(_LAID_OUT)


def show_as_printed(page):
    """Show the page as it is printed, and wait until it is laid out for paper."""
    page.emulate_media(media="print")
    page.wait_for_function("() => matchMedia('print').matches")
    page.evaluate(_LAID_OUT)


def stop_clock(page):
    """Let nothing happen by itself on the page from now on: what it says for some seconds stays."""
    page.clock.install()
    page.clock.pause_at(datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=1))


def assert_accessible(page):
    """Fail when axe-core finds something, or when the page must be scrolled sideways; wide, small and magnified."""
    page.wait_for_load_state("load")
    before = page.viewport_size
    for width, height in ((before["width"], before["height"]), SMALL, MAGNIFIED):
        resize(page, width, height)
        found, wider = _faults(page), sideways(page)
        assert (found, wider) == ([], 0), f"{page.url} at {width} px: {found}, {wider} px too wide"
    resize(page, before["width"], before["height"])


def sideways(page):
    """Return by how many pixels the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def _faults(page):
    # Through the debugger, since the page's own policy would refuse a script from elsewhere.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(f"axe.run(document, {json.dumps(_OPTIONS)})")
    return [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found["violations"]]


def tab_to(page, words, *, backwards=False):
    """Press Tab until what is focused says these words, or is a field with this label; fail after a whole round."""
    for _ in range(_MOST_STEPS):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if words in focused(page):
            return
    message = f"{page.url}: Tab reaches nothing that says “{words}”."
    raise AssertionError(message)


def press(page, words, *, leads_on=True):
    """Go to what says these words by keyboard and press Enter; wait for the page that follows, if one does."""
    tab_to(page, words)
    if not leads_on:
        page.keyboard.press("Enter")
        return
    with page.expect_navigation():
        page.keyboard.press("Enter")


def focused(page):
    """Return what has the focus as a screen reader says it: its labels, its name, or the words of a link or button."""
    return page.evaluate(
        "(() => { const part = document.activeElement;"
        " const own = part.matches('a, button, summary') ? part.innerText : part.getAttribute('aria-label');"
        " return [...(part.labels ?? [])].map((label) => label.innerText).concat(own ?? '').join(' ').trim(); })()"
    )


def focus_is_seen(page):
    """Tell whether what has the focus differs from how it looks without it."""
    look = (
        "(part) => { const style = getComputedStyle(part);"
        " return [style.outline, style.boxShadow, style.backgroundColor, style.borderColor].join(); }"
    )
    part = page.evaluate_handle("document.activeElement")
    with_focus = part.evaluate(look)
    part.evaluate("(part) => part.blur()")
    without = part.evaluate(look)
    part.evaluate("(part) => part.focus()")
    return with_focus != without
