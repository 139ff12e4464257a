"""The figures of the desk: what waits, how soon it was answered, what the bot could do by itself."""

import datetime
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.helpdesk import weeks
from bot.helpdesk.vocabulary import OutcomeName
from bot.helpdesk.worked import Worked
from bot.services.figures_ports import FirstReply, Waiting
from bot.services.ports import Clock, UnitOfWork, Units
from bot.services.routing import Routing

WEEKS = 12
ASKED = (
    OutcomeName.ANSWER,
    OutcomeName.CLARIFY,
    OutcomeName.ESCALATE,
    OutcomeName.DECLINE,
    OutcomeName.SAFEGUARD,
    OutcomeName.ERROR,
)
"""Outcomes of questions; greetings and guided tools are none."""
_SETTLED = frozenset(ASKED) - {OutcomeName.CLARIFY}
"""A question back is followed by another outcome, which counts."""


@dataclass(frozen=True)
class Week:
    """One week, from Monday."""

    begins: datetime.date
    outcomes: Mapping[str, int]
    tickets: int
    answers: int
    """Tickets that a champion answered."""
    reopened: int

    @property
    def questions(self) -> int:
        """Questions that the bot answered, or that ended otherwise."""
        return settled(self.outcomes)

    @property
    def by_bot(self) -> int:
        """Questions that the bot answered."""
        return self.outcomes.get(OutcomeName.ANSWER.value, 0)


@dataclass(frozen=True)
class Topic:
    """One family of articles."""

    title: str
    by_bot: int
    """Questions that were answered with one of its articles."""
    tickets: int
    """Tickets whose nearest article was one of its."""


@dataclass(frozen=True)
class Summary:
    """All figures, for the weeks that are shown; `waiting` is of now."""

    since: datetime.date
    waiting: Waiting
    replies: int
    """Tickets of these weeks that got a first reply."""
    median: datetime.timedelta | None
    """Working time within which half of them got it, in the hours of the ticket's team; None without replies."""
    ninth: datetime.timedelta | None
    """The same, within which nine of ten got it."""
    weeks: Sequence[Week]
    topics: Sequence[Topic]
    """The one with most tickets first."""
    reasons: Mapping[str, int]
    """Tickets by reason code, the most frequent first."""

    @property
    def outcomes(self) -> Mapping[str, int]:
        """What became of the questions of all weeks."""
        return {outcome.value: sum(week.outcomes[outcome.value] for week in self.weeks) for outcome in ASKED}

    def total(self, name: str) -> int:
        """Return a column of the weeks, added up."""
        return sum(int(getattr(week, name)) for week in self.weeks)


class Figuring:
    """Counts."""

    def __init__(
        self, units: Units, routing: Routing, clock: Clock, topic_titles: Callable[[], Mapping[str, str]]
    ) -> None:
        """Take the database, the teams, the clock and what topics are called."""
        self._units, self._routing, self._clock, self._titles = units, routing, clock, topic_titles

    def summary(self) -> Summary:
        """Return the figures of now and of the last weeks, this one included."""
        now = self._clock()
        mondays = _mondays(now)
        begins, end = [weeks.Week(day).begins for day in mondays], weeks.Week(mondays[-1]).ends
        with self._units() as work:
            waiting = work.figures.waiting(now)
            by_reason: Counter[str] = Counter()
            shown: list[Week] = []
            for day, since, until in zip(mondays, begins, [*begins[1:], end], strict=True):
                reasons = work.figures.reasons(since, until)
                by_reason.update(reasons)
                shown.append(_week(work, day, since, until, sum(reasons.values())))
            answers, nearest = work.figures.answers(begins[0], end), work.figures.nearest(begins[0], end)
            replies = work.figures.first_replies(begins[0], end)
        waited = sorted(self._waited(replies, begins[0], now))
        return Summary(
            since=mondays[0],
            waiting=waiting,
            replies=len(waited),
            median=_within(waited, 0.5),
            ninth=_within(waited, 0.9),
            weeks=shown,
            topics=self._topics(answers, nearest),
            reasons=dict(by_reason.most_common()),
        )

    def _waited(
        self, replies: Sequence[FirstReply], since: datetime.datetime, now: datetime.datetime
    ) -> Sequence[datetime.timedelta]:
        hours = {reply.team: self._routing.of(reply.team).hours for reply in replies}
        # Teams mostly keep the same hours; these are gone through once.
        kept = {hour: Worked(hour, since, now) for hour in set(hours.values())}
        worked = {team: kept[hour] for team, hour in hours.items()}
        return [worked[reply.team].between(reply.opened, reply.answered) for reply in replies]

    def _topics(self, answers: Mapping[str, int], nearest: Mapping[str, int]) -> Sequence[Topic]:
        titles, by_bot, tickets = self._titles(), _by_topic(answers), _by_topic(nearest)
        names = {*by_bot, *tickets} & set(titles)
        found = [Topic(titles[name], by_bot[name], tickets[name]) for name in names]
        found.sort(key=lambda topic: (-topic.tickets, -topic.by_bot, topic.title))
        others = [sum(counts[name] for name in counts if name not in titles) for counts in (by_bot, tickets)]
        return [*found, *([Topic("No topic", *others)] if any(others) else [])]


def _within(waited: Sequence[datetime.timedelta], part: float) -> datetime.timedelta | None:
    """Return the time within which a part of all got their reply (nearest rank); `waited` is in order."""
    return waited[math.ceil(part * len(waited)) - 1] if waited else None


def settled(outcomes: Mapping[str, int]) -> int:
    """Return how many questions came to an end, by their outcomes."""
    return sum(count for name, count in outcomes.items() if name in {outcome.value for outcome in _SETTLED})


def _week(
    work: UnitOfWork, day: datetime.date, since: datetime.datetime, until: datetime.datetime, tickets: int
) -> Week:
    outcomes, happened = work.figures.outcomes(since, until), work.figures.happened
    kept = {outcome.value: outcomes.get(outcome.value, 0) for outcome in ASKED}
    return Week(day, kept, tickets, happened("answered", since, until), happened("reopened", since, until))


def _by_topic(articles: Mapping[str, int]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for article, count in articles.items():
        counts[article.partition("/")[0]] += count
    return counts


def _mondays(now: datetime.datetime) -> Sequence[datetime.date]:
    this = weeks.last_whole_week(now).monday + datetime.timedelta(weeks=1)
    return [this - datetime.timedelta(weeks=back) for back in reversed(range(WEEKS))]
