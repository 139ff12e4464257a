"""Statutory notice, from the employer and from the PA.

Law: Employment Rights Act 1996, section 86. Units: weeks. From the employer nothing in the first month, then one week
until two years are complete, then a week for each complete year up to 12. From the PA one week after a month. A longer
notice in the contract prevails; a shorter one does not.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from bot.errors import RefusedError
from bot.services.tools.known_figures import Figure, KnownFigures
from bot.services.tools.results import Basis, Line, Result, counted, day_in_words, doubts
from bot.services.tools.service import Service

_FIRST_WEEK_FROM = Service(0, 1)
_YEARS_COUNT_FROM = Service(2)
_LONGEST_CONTRACT = 52


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A job that is to end."""

    service: Service
    """Continuous service up to the day on which notice is given."""
    given_on: datetime.date
    """The day on which notice is given (today, when it is not known yet)."""
    by_employer: bool = True
    """False when the PA resigns."""
    contract_weeks: Decimal = Decimal(0)
    """Weeks of notice that the contract asks of whoever gives it; nothing when it is silent."""

    def __post_init__(self) -> None:
        """Refuse a contract's notice that cannot be."""
        if not 0 <= self.contract_weeks <= _LONGEST_CONTRACT:
            message = f"Notice in a contract is 0 to {_LONGEST_CONTRACT} weeks; give a number such as 4."
            raise RefusedError(message)


@dataclass(frozen=True, kw_only=True)
class NoticeResult(Result):
    """How much notice is due."""

    statutory_weeks: int
    weeks: Decimal
    """The longer of law and contract."""
    last_day: datetime.date
    """The last day of the job when notice is given on the day that was named."""


def statutory_weeks_from_employer(service: Service, most: int) -> int:
    """Return weeks of notice that the law makes an employer give, up to `most`."""
    if service < _FIRST_WEEK_FROM:
        return 0
    if service < _YEARS_COUNT_FROM:
        return 1
    return min(most, service.years)


def statutory_weeks_from_employee(service: Service) -> int:
    """Return weeks of notice that the law makes an employee give: one after a month, however long the service."""
    return int(service >= _FIRST_WEEK_FROM)


def notice(request: Notice, figures: KnownFigures) -> NoticeResult:
    """Work out the notice that is due: the longer of law and contract."""
    most = figures.on("notice_weeks_maximum", request.given_on)
    used: tuple[Figure, ...] = (most,) if request.by_employer else ()
    if request.by_employer:
        weeks = statutory_weeks_from_employer(request.service, int(most.amount))
    else:
        weeks = statutory_weeks_from_employee(request.service)
    due = max(Decimal(weeks), request.contract_weeks)
    who = "employer" if request.by_employer else "PA"
    compared = (
        f"the longer of {counted(weeks, 'week')} by law and {counted(request.contract_weeks, 'week')} by contract"
    )
    last_day = request.given_on + datetime.timedelta(days=int(due * 7))
    return NoticeResult(
        lines=(
            Line(f"Notice by law from the {who}", _why(request, weeks), Decimal(weeks), "weeks"),
            Line(f"Notice from the {who}", compared, due, "weeks"),
        ),
        assumptions=(
            (
                f"Notice given on {day_in_words(request.given_on)} runs from the next day, so the job ends on "
                f"{day_in_words(last_day)}."
            ),
            "The person is an employee, the service was not broken, and there was no gross misconduct.",
            "Notice is paid, also while the PA is ill or there is no work.",
        ),
        cautions=doubts(used),
        facts_used=used,
        sources=(Basis("employment-rights-act-1996", "section 86"), Basis("acas-notice")),
        statutory_weeks=weeks,
        weeks=due,
        last_day=last_day,
    )


def _why(request: Notice, weeks: int) -> str:
    words = request.service.words
    if weeks == 0:
        return f"{words} of service: the law asks for notice only after one month"
    if not request.by_employer:
        return f"{words} of service: one week after the first month, however long the job lasted"
    if request.service < _YEARS_COUNT_FROM:
        return f"{words} of service: one week until two years are complete"
    if request.service.years > weeks:
        return f"{words} of service: a week for each complete year, but not more than {weeks}"
    return f"{words} of service: a week for each complete year"
