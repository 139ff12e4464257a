"""Somebody follows an answer on the chat page, hears of its change, reads it, and stops."""

import pytest

from tests.browser.looking import assert_accessible, wait_until
from tests.browser.test_webchat import ask, reply_of
from tests.gateway.world import HOLIDAY, TITLES
from tests.services.following_world import at_any_hour, reword

pytestmark = pytest.mark.browser
TITLE = TITLES[HOLIDAY]


def tell_of_a_change(page, product):
    """Let the answer change, and the gateway look at it as often as it needs to."""
    # By itself it looks once when it starts; from then on minutes pass.
    wait_until(page, lambda: product.telling_changes._last is not None)
    reword(product, HOLIDAY)
    assert [product.telling_changes.once() for _ in range(3)] == [0, 1, 0]


class TestFollowing:
    def test_a_change_arrives_waits_over_a_reload_is_read_and_followed_no_more(self, page, gateway, monkeypatch):
        at_any_hour(monkeypatch)
        ask(page, "how much holiday")
        page.get_by_role("button", name="Tell me if this changes").click()
        page.get_by_text("I will send you a message here").wait_for()
        tell_of_a_change(page, gateway.product)
        reply_of(page, "The answer has been rewritten.")  # the bot's own words, not a champion's
        assert_accessible(page)
        page.reload()
        page.locator("#end:enabled").wait_for()
        stop = page.get_by_role("button", name=f"Stop telling me about “{TITLE}”")
        stop.wait_for()
        page.get_by_role("button", name=f"Read “{TITLE}”").click()
        page.get_by_text("The short answer about").nth(1).wait_for()
        stop.click()
        page.get_by_text(f"any more messages about “{TITLE}”").wait_for()
