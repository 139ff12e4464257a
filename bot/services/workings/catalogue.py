"""Which formula a guided tool ends in."""

from collections.abc import Mapping

from bot.services.workings.ending import notice_due, redundancy
from bot.services.workings.holiday import holiday
from bot.services.workings.money import approval, budget, cost
from bot.services.workings.pay import minimum_wage_check, sick_pay_due
from bot.services.workings.told import Work

WORKINGS: Mapping[str, Work] = {
    "holiday": holiday,
    "notice": notice_due,
    "redundancy": redundancy,
    "minimum-wage": minimum_wage_check,
    "sick-pay": sick_pay_due,
    "employer-cost": cost,
    "budget-hours": budget,
    "who-can-approve": approval,
}
"""By the name of the tool's file in `knowledge/tools/`."""
