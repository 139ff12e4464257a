"""Notice and redundancy pay."""

from decimal import Decimal

from bot.services.tools.notice import Notice, notice
from bot.services.tools.redundancy import Redundancy, redundancy_pay
from bot.services.tools.results import day_in_words, in_words, money
from bot.services.workings.told import Told, Worked


def notice_due(told: Told) -> Worked:
    """Work out the notice that is due."""
    given_on = told.date("given_on") or told.today
    by_employer = told.word("who") == "employer"
    request = Notice(
        service=told.service("service", given_on),
        given_on=given_on,
        by_employer=by_employer,
        contract_weeks=told.amount("contract_weeks"),
    )
    result = notice(request, told.figures)
    values = {"weeks": in_words(result.weeks, "weeks"), "last_day": day_in_words(result.last_day)}
    name = "from_employer" if by_employer else "from_pa"
    return Worked(result, name if result.weeks else "none", values)


def redundancy(told: Told) -> Worked:
    """Work out redundancy pay."""
    ends = told.date("ends") or told.today
    request = Redundancy(
        age=told.whole("age"),
        service=told.service("service", ends),
        weekly_pay=_weekly_pay(told),
        ends=ends,
    )
    result = redundancy_pay(request, told.figures)
    values = {"amount": money(result.amount), "weeks": in_words(result.weeks, "weeks")}
    return Worked(result, "entitled" if result.entitled else "not_entitled", values)


def _weekly_pay(told: Told) -> Decimal:
    pay = told.amount("weekly_pay")
    return pay * 12 / 52 if told.kind("weekly_pay") == "pay_a_month" else pay
