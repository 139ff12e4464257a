"""The figures, as tables with charts, and as a file in which no small count stands."""

import csv
import io
from collections.abc import Iterator

from starlette.responses import Response

from bot.gateway.desk.access import DeskRouter
from bot.gateway.desk.asked import Asked, Desk
from bot.gateway.desk.moments import Moments
from bot.gateway.desk.rendering import page
from bot.helpdesk.access import Act
from bot.helpdesk.disclosure import LEAST, UNDER, listed, part, share
from bot.helpdesk.moments import lasting
from bot.services.figuring import Figuring, Summary, settled

_HEAD = ("table", "row", "figure", "value")
_Row = tuple[str, str, str, str]


def figure_pages(desk: Desk, figuring: Figuring) -> DeskRouter:
    """Build the routes of the figures."""
    router = DeskRouter(desk)

    @router.get("/figures", Act.FIGURES)
    def show(asked: Asked) -> Response:
        summary = figuring.summary()
        return page(asked, "desk/figures.html", summary=summary, settled=settled, at=Moments(asked.now), last=lasting)

    @router.get("/figures.csv", Act.FIGURES)
    def download(asked: Asked) -> Response:
        day = asked.now.date().isoformat()
        headers = {"content-disposition": f'attachment; filename="sds-guide-figures-{day}.csv"'}
        return Response(as_csv(figuring.summary(), asked), media_type="text/csv; charset=utf-8", headers=headers)

    return router


def as_csv(summary: Summary, asked: Asked) -> str:
    """Write the figures as a file; a count that is too small, or that would give one away, is not in it."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(_HEAD)
    writer.writerows(_now(summary, asked))
    writer.writerows(_questions(summary))
    writer.writerows(_lists(summary))
    writer.writerows(_weeks(summary))
    return written.getvalue()


def _now(summary: Summary, asked: Asked) -> Iterator[_Row]:
    waiting = summary.waiting
    enough = waiting.count >= LEAST
    yield "now", "tickets", "waiting", str(waiting.count) if enough else UNDER
    yield "now", "tickets", "overdue", part(waiting.overdue, waiting.count)
    yield "now", "tickets", "urgent", part(waiting.urgent, waiting.count)
    if enough and waiting.oldest:
        # In days: the minute at which one person asked is nobody's business outside.
        yield "now", "tickets", "age of the oldest in days", str((asked.now - waiting.oldest).days)
    if summary.replies >= LEAST and summary.median is not None and summary.ninth is not None:
        for name, time in (("median", summary.median), ("nine of ten within", summary.ninth)):
            hours = f"{time.total_seconds() / 3600:.1f}"
            yield "first reply", "tickets", f"{name}, working hours", hours


def _questions(summary: Summary) -> Iterator[_Row]:
    outcomes = summary.outcomes
    for name, count in zip(outcomes, listed(list(outcomes.values())), strict=True):
        yield "questions", name, "count", count
    yield "questions", "answered by the bot", "share", share(outcomes.get("answer", 0), settled(outcomes))
    yield "answers", "reopened", "share", share(summary.total("reopened"), summary.total("answers"))


def _lists(summary: Summary) -> Iterator[_Row]:
    for name, count in zip(summary.reasons, listed(list(summary.reasons.values())), strict=True):
        yield "tickets by reason", name, "tickets", count
    for figure in ("tickets", "by_bot"):
        counts = listed([getattr(topic, figure) for topic in summary.topics])
        for topic, count in zip(summary.topics, counts, strict=True):
            yield "topics", topic.title, figure.replace("_", " "), count


def _weeks(summary: Summary) -> Iterator[_Row]:
    for figure in ("questions", "tickets", "answers", "reopened"):
        counts = listed([getattr(week, figure) for week in summary.weeks])
        for week, count in zip(summary.weeks, counts, strict=True):
            yield "weeks", week.begins.isoformat(), figure, count
    for week in summary.weeks:
        yield "weeks", week.begins.isoformat(), "answered by the bot", share(week.by_bot, week.questions)
