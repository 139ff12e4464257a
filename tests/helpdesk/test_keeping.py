"""Every table has its decision, and the document says the same as the code."""

import datetime
import re

from bot.helpdesk.keeping import RULES, STAYS, Periods, Rule, in_days
from bot.settings import Settings
from bot.storage import database
from bot.storage.retention import _WAYS
from bot.storage.tables import metadata
from bot.wiring import periods
from tests.worlds import HOME

DAY = datetime.timedelta(days=1)
PRIVACY = (HOME / "docs/privacy.md").read_text()


def shown(rule: Rule) -> str:
    """The rule's line in the document."""
    lasts = rule.lasts(Periods())
    how_long = f"{in_days(lasts)} after {rule.since}" if lasts else f"when {rule.since}"
    then = "words blanked, counts stay" if rule.blanked else "deleted"
    return f"| `{rule.name}` | {rule.what} | {how_long} | {then} | {rule.setting or 'fixed'} |"


class TestDecisions:
    def test_a_table_without_a_decision_is_not_let_in(self):
        assert database.upgrade  # imports every table
        decided = {rule.table for rule in RULES} | set(STAYS)
        assert set(metadata.tables) | {"alembic_version"} == decided

    def test_no_table_both_stays_and_goes(self):
        assert {rule.table for rule in RULES} & set(STAYS) == set()

    def test_every_decision_can_be_carried_out(self):
        assert [rule.name for rule in RULES] == list(_WAYS)

    def test_every_rule_names_one_way_of_choosing_its_period(self):
        assert [rule.name for rule in RULES if (rule.fixed is None) != bool(rule.period and rule.setting)] == []

    def test_every_setting_that_is_named_exists(self):
        named = {name for rule in RULES for name in re.findall(r"SDS_\w+", rule.setting)}
        assert named <= {f"SDS_{name.upper()}" for name in Settings.model_fields}


class TestDocument:
    def test_it_has_the_line_of_every_rule_and_no_other(self):
        assert re.findall(r"^\| `[\w.]+` \|.*\|.*\|.*\|.*\|$", PRIVACY, re.MULTILINE) == [shown(rule) for rule in RULES]

    def test_it_says_why_other_tables_stay(self):
        reasons = re.findall(r"^\| `(\w+)` \| ([^|]*) \|$", PRIVACY, re.MULTILINE)
        assert dict(reasons) == STAYS


class TestPeriods:
    def test_the_settings_say_the_same_as_the_defaults(self):
        assert periods(Settings(_env_file=None)) == Periods()

    def test_a_page_shows_messages_for_as_long_as_its_session_holds(self):
        assert Periods(messages=30 * DAY, web=90 * DAY).web_messages == 90 * DAY
        assert Periods(messages=30 * DAY, web=7 * DAY).web_messages == 30 * DAY


class TestInDays:
    def test_words(self):
        assert [in_days(n * DAY) for n in (0, 1, 365)] == ["at once", "1 day", "365 days"]
