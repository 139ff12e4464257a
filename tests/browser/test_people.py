"""Administrators at work, in a browser: forms that are sent, refused and confirmed, with and without scripts."""

import re

import pytest

from tests.browser.desk_world import PASSWORD
from tests.browser.looking import assert_accessible, expect

pytestmark = pytest.mark.browser
NEW = "correct horse battery"


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_is_added_sets_a_password_and_signs_in(desk, gateway, scripts):
    page = desk.page("admin", path="/desk/people/add", scripts=scripts)
    page.get_by_label("E-mail address").fill("new@example.org")
    page.get_by_role("button", name="Add this person").click()
    page.locator(".govuk-error-summary").wait_for()
    assert_accessible(page) if scripts else None
    page.get_by_label("Name").fill("Champion, children’s team")
    page.get_by_label("Champion", exact=True).check()
    page.get_by_role("button", name="Add this person").click()
    page.wait_for_url(re.compile(r"/desk/people/\d+$"))
    page.get_by_role("button", name="Make a link to set a new password").click()
    expect(page.locator("#password-link")).to_have_text(re.compile(r"^https?://\S+$"))
    link = page.locator("#password-link").inner_text()
    assert_accessible(page) if scripts else None
    newcomer = desk.page(path=re.sub(r"^https?://[^/]+", "", link), scripts=scripts)
    assert_accessible(newcomer) if scripts else None
    newcomer.get_by_label("New password", exact=True).fill(NEW)
    newcomer.get_by_label("New password again").fill(NEW)
    newcomer.get_by_role("button", name="Set password").click()
    newcomer.get_by_text("Your password is set").wait_for()
    newcomer.get_by_label("E-mail address").fill("new@example.org")
    newcomer.get_by_label("Password").fill(NEW)
    newcomer.get_by_role("button", name="Continue").click()
    newcomer.wait_for_url("**/sign-in/set-up")


def test_somebody_leaves_after_a_warning_and_is_out_at_once(desk):
    champion = desk.page("second champion", path="/desk/account")
    page = desk.page("admin", path=f"/desk/people/{desk.people['second champion'].number}")
    page.get_by_role("link", name="End this person’s access").click()
    page.wait_for_url("**/deactivate")
    assert_accessible(page)
    page.get_by_role("button", name="End access").click()
    page.wait_for_url("**/desk/people")
    champion.reload()
    expect(champion).to_have_url(re.compile("/desk/sign-in"))


def test_the_own_password_is_changed(desk):
    page = desk.page("reviewer", path="/desk/account")
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill(NEW)
    page.get_by_label("New password again").fill(NEW)
    page.get_by_role("button", name="Change password").click()
    page.get_by_text("Your password is changed").wait_for()
    assert_accessible(page)
