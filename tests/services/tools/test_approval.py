"""Who may approve an amount."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RefusedError
from bot.services.tools.approval import Approval, Limit, Per, role_named, who_can_approve

LIMITS = (
    Limit("social work assistant", Decimal(100)),
    Limit("occupational therapy assistant", Decimal(100)),
    Limit("social worker", Decimal(200)),
    Limit("occupational therapist", Decimal(200)),
    Limit("deputy team leader", Decimal(300)),
    Limit("team leader", Decimal(400)),
    Limit("service manager", None),
)
"""The weekly limits of the example that is shipped."""


def asked(amount, role="", per=Per.WEEK, limits=LIMITS):
    return who_can_approve(Approval(amount=Decimal(amount), role=role, per=per), limits, "Example Council")


class TestWhoCanApprove:
    def test_social_worker_with_250_a_week(self):
        result = asked(250, "social worker")
        assert (result.approvers, result.own) == (("deputy team leader",), False)

    @pytest.mark.parametrize(
        ("amount", "approvers"),
        [
            ("100", ("social work assistant", "occupational therapy assistant")),
            ("100.01", ("social worker", "occupational therapist")),
            ("300", ("deputy team leader",)),
            ("400.01", ("service manager",)),
            ("100000", ("service manager",)),
        ],
    )
    def test_a_limit_is_inclusive(self, amount, approvers):
        assert asked(amount).approvers == approvers

    def test_the_own_role_is_told_so(self):
        result = asked(150, "Social worker")
        assert result.own
        assert result.headline.label == "Who can approve: social worker"

    def test_the_steps_are_shown_from_the_lowest(self):
        result = asked(250, "social worker")
        assert [line.value for line in result.lines] == [100, 100, 200, 200, 300, 400, 250]
        assert result.lines[2].working == "£250.00 is above £200.00"
        assert result.headline.label == "Who can approve: deputy team leader"

    def test_nobody_when_all_have_a_lower_limit(self):
        result = asked(500, limits=LIMITS[:-1])
        assert result.approvers == ()
        assert "No role" in result.cautions[0]

    def test_a_yearly_amount_needs_yearly_limits(self):
        with pytest.raises(RefusedError, match="no limits for amounts a year"):
            asked(13000, per=Per.YEAR)
        yearly = (
            *LIMITS,
            Limit("team leader", Decimal(20000), Per.YEAR),
            Limit("team leader", Decimal(500), Per.ONE_OFF),
        )
        assert asked(13000, per=Per.YEAR, limits=yearly).approvers == ("team leader",)
        assert asked(400, per=Per.ONE_OFF, limits=yearly).approvers == ("team leader",)

    @pytest.mark.parametrize("amount", ["0", "-5"])
    def test_an_amount_that_cannot_be_is_refused(self, amount):
        with pytest.raises(RefusedError, match="£250"):
            asked(amount)

    @given(st.decimals("0.01", "1000", places=2), st.decimals("0.01", "1000", places=2))
    def test_a_larger_amount_never_needs_a_lower_role(self, one, other):
        order = [limit.role for limit in LIMITS]
        less, more = sorted((one, other))
        assert order.index(asked(less).approvers[0]) <= order.index(asked(more).approvers[0])

    @given(st.decimals("0.01", "400", places=2))
    def test_whoever_is_named_has_a_limit_that_covers_it(self, amount):
        named = {limit.role: limit.up_to for limit in LIMITS}
        assert all(named[role] >= amount for role in asked(amount).approvers)


class TestRoleNamed:
    @pytest.mark.parametrize("typed", ["social worker", "Social Worker", "social workers", "SW", "social-worker"])
    def test_as_people_type_it(self, typed):
        assert role_named(typed, LIMITS).role == "social worker"

    @pytest.mark.parametrize("typed", ["plumber", "s", "worker"])
    def test_an_unknown_one_gets_the_list(self, typed):
        with pytest.raises(RefusedError, match="choose one of: social work assistant"):
            role_named(typed, LIMITS)
