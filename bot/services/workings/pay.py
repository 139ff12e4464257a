"""Minimum wage and sick pay."""

import dataclasses

from bot.services.tools.minimum_wage import Measure, MinimumWageCheck, Sleepovers, minimum_wage
from bot.services.tools.results import money
from bot.services.tools.sick_pay import SickPay, sick_pay
from bot.services.workings.told import Told, Worked


def minimum_wage_check(told: Told) -> Worked:
    """Compare a pay period with the least that is due."""
    hours, pay = told.amount("hours"), told.amount("pay")
    nights = told.whole("nights")
    request = MinimumWageCheck(
        period_starts=told.date("period_starts") or told.today,
        age=told.whole("age"),
        hours=hours,
        pay=pay * hours if told.kind("pay") == "pay_an_hour" else pay,
        travel_hours=told.amount("travel_hours"),
        measure=Measure(told.word("measure")),
    )
    if nights:
        slept = Sleepovers(
            number=nights,
            hours_each=told.amount("night_hours"),
            pay_each=told.amount("night_pay"),
            awake_hours=told.amount("awake_hours"),
            pay_covers_waking=told.yes("covers_waking"),
            expected_to_sleep=told.yes("sleeps", unless_told=True),
        )
        request = dataclasses.replace(request, sleepovers=slept)
    result = minimum_wage(request, told.figures)
    values = {"rate": money(result.rate), "least": money(result.least), "short": money(result.short)}
    return Worked(result, "passes" if result.passes else "fails", values)


def sick_pay_due(told: Told) -> Worked:
    """Work out sick pay for one illness."""
    first = told.date("first_day") or told.today
    request = SickPay(
        average_weekly_pay=told.amount("weekly_pay"),
        weekdays=told.weekdays("weekdays"),
        first_day=first,
        last_day=told.date("last_day") or max(first, told.today),
        days_paid_before=told.whole("paid_before"),
    )
    result = sick_pay(request, told.figures)
    values = {
        "total": money(result.total),
        "daily": money(result.daily),
        "weekly": money(result.weekly),
        "days": str(result.days),
        "last_day": f"{request.last_day:%-d %B %Y}",
    }
    return Worked(result, "due" if result.total else "nothing", values)
