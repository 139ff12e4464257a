"""How a page is looked at: by axe-core, on a small screen, magnified, and by keyboard."""

import json
import pathlib

AXE = pathlib.Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
_OPTIONS = {"runOnly": {"type": "tag", "values": _RULES}, "resultTypes": ["violations"]}
SMALL, MAGNIFIED = (320, 640), (640, 450)
"""CSS pixels: WCAG's narrowest screen, and what is left of 1280 by 900 at 200 % zoom."""
_LAID_OUT = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_MOST_STEPS = 120


def assert_accessible(page):
    """Fail when axe-core finds something, or when the page must be scrolled sideways; wide, small and magnified."""
    before = page.viewport_size
    for width, height in ((before["width"], before["height"]), SMALL, MAGNIFIED):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(_LAID_OUT)
        found, wider = _faults(page), sideways(page)
        assert (found, wider) == ([], 0), f"{page.url} at {width} px: {found}, {wider} px too wide"
    page.set_viewport_size(before)


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
