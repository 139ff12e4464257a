"""What a PA costs, what a budget buys, and who can approve an amount."""

import re
from decimal import Decimal

from bot.services.tools.approval import Approval, Per, who_can_approve
from bot.services.tools.budget_hours import Terms, budget_for_hours, hours_for_budget
from bot.services.tools.employer_cost import EmployerCost, Pa, employer_cost
from bot.services.tools.results import in_words, money
from bot.services.workings.told import Told, Worked

_A_YEAR = {"pay_a_week": 52, "pay_a_month": 12}


def cost(told: Told) -> Worked:
    """Work out what employing costs in a year."""
    number = told.whole("pas", unless_told=1)
    pa = Pa(
        hours_a_week=told.amount("hours_a_week") / max(number, 1),
        rate=told.amount("rate"),
        under_21=told.word("age") == "under_21",
        pension_age=told.word("age") == "pension_age",
    )
    request = EmployerCost(
        pas=(pa,) * number,
        day=told.today,
        care_only=told.yes("care_only", unless_told=True),
        buys_cover=told.yes("buys_cover", unless_told=True),
        scottish_money=told.yes("scottish_money"),
        insurance=told.amount("insurance"),
        payroll=told.amount("payroll"),
    )
    result = employer_cost(request, told.figures)
    return Worked(result, "cost", {"total": money(result.total), "weekly": money(result.total / 52)})


def budget(told: Told) -> Worked:
    """Turn a yearly budget into hours a week, or the reverse."""
    terms = Terms(
        rate=told.amount("rate"),
        day=told.today,
        pas=told.whole("pas", unless_told=1),
        insurance=told.amount("insurance"),
        payroll=told.amount("payroll"),
        contingency_percent=told.amount("kept_back"),
        scottish_money=told.yes("scottish_money"),
    )
    if told.word("direction") == "hours":
        result = budget_for_hours(told.amount("hours_a_week"), terms, told.figures)
    else:
        a_year = told.amount("budget") * Decimal(_A_YEAR.get(told.kind("budget"), 1))
        result = hours_for_budget(a_year, terms, told.figures)
    values = {
        "hours": in_words(result.hours, "hours"),
        "budget": money(result.budget),
        "weekly": money(result.budget / 52),
        "left": money(result.left),
    }
    return Worked(result, "budget_needed" if told.word("direction") == "hours" else "hours_bought", values)


def approval(told: Told) -> Worked:
    """Find who may approve an amount."""
    per = Per.YEAR if told.kind("amount") == "pay_a_year" else Per.WEEK
    request = Approval(amount=told.amount("amount"), per=per, role=told.word("role"))
    result = who_can_approve(request, told.limits, told.council, told.limits_note)
    roles = " or ".join(result.approvers)
    if result.own:
        return Worked(result, "own", {"role": request.role})
    return Worked(result, "others" if result.approvers else "nobody", {"roles": re.sub("^(.)", _upper, roles)})


def _upper(first: re.Match[str]) -> str:
    return first[1].upper()
