"""The weekly digest: what was asked most, what champions answered, which rules changed. Written once a week."""

import collections
import datetime
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from bot.helpdesk.figures import Fact
from bot.helpdesk.vocabulary import OutcomeName, Reply
from bot.helpdesk.weeks import Week, last_whole_week
from bot.services.ports import Clock, UnitOfWork, Units
from bot.services.publishing_ports import Shelf
from bot.services.publishing_records import SERVED, Digest
from bot.services.records import Message
from bot.services.rendering import VIEW, Renderer

FEWEST = 5
"""A subject that was asked less often is not told: few askers could be recognised by it."""
_MOST = 10
_MOST_CHANGED = 20
KIND = "digest"
STOP_DIGEST = "no_digest"
"""What the button to end it stands for, after the prefix of the commands."""


class WeeklyDigest:
    """Writes the digest of the week that ended, and sends it to those who subscribed."""

    def __init__(self, units: Units, shelf: Shelf, renderer: Renderer, clock: Clock, public_url: str) -> None:
        """Take the database, the content, the words, the clock, and the address under which people reach the pages."""
        self._units, self._shelf, self._renderer, self._clock = units, shelf, renderer, clock
        self._public_url = public_url.rstrip("/")

    def once(self) -> bool:
        """Write and send the last whole week's digest unless somebody did; return whether it was written now.

        Page and messages are kept in one transaction, so a restart or a second gateway sends nothing twice.
        """
        now = self._clock()
        week = last_whole_week(now)
        with self._units() as work:
            if work.digests.get(week.name) is not None:
                return False
            digest = Digest(week.name, now, self._asked(work, week), self._answered(work, week), self._changed(week))
            if not work.digests.add(digest):
                return False
            if digest.asked or digest.answered or digest.changed:
                for subscriber in work.subscriptions.list(KIND):
                    work.outbox.add(self._message(digest, week, subscriber.conversation, now))
            work.commit()
        return True

    def _asked(self, work: UnitOfWork, week: Week) -> Sequence[Mapping[str, Any]]:
        articles = self._shelf.articles()
        counts: collections.Counter[str] = collections.Counter()
        for name, times in work.digests.asked(week.begins, week.ends).items():
            if name in articles:
                counts[articles[name].title] += times
        return [{"title": title, "times": times} for title, times in counts.most_common(_MOST) if times >= FEWEST]

    def _answered(self, work: UnitOfWork, week: Week) -> Sequence[Mapping[str, Any]]:
        served = [each for each in work.published.current() if each.state == SERVED]
        # New is what was first published then; a later version of an old answer is not.
        new = [each for each in served if week.holds(work.published.history(each.article)[-1].at)]
        return [{"article": each.article, "title": each.title, "nation": each.content["nation"]} for each in new]

    def _changed(self, week: Week) -> Sequence[Mapping[str, Any]]:
        facts = self._shelf.facts().values()
        lines = [{"title": fact.title, "what": what} for fact in facts for what in _new_values(fact, week)]
        lines += [
            {"title": article.title, "what": self._renderer.say("digest_article_changed")}
            for article in self._shelf.articles().values()
            if article.kind != VIEW and article.version > 1 and week.holds_day(article.checked)
        ]
        return lines[:_MOST_CHANGED]

    def _message(self, digest: Digest, week: Week, conversation: str, now: datetime.datetime) -> Message:
        say = self._renderer.say
        parts = [say("digest_heading", week=week.words)]
        for name, entries in (("asked", digest.asked), ("answered", digest.answered), ("changed", digest.changed)):
            if entries:
                parts.append("\n".join([say(f"digest_{name}"), *(f"- {entry['title']}" for entry in entries[:3])]))
        parts.append(say("digest_more", url=f"{self._public_url}/library/digest/{digest.week}"))
        reply = Reply("\n\n".join(parts), OutcomeName.SOCIAL)
        sign = hashlib.sha256(conversation.encode()).hexdigest()[:16]
        body = {"text": reply.text, **reply.contract()}
        return Message(conversation, f"digest-{digest.week}-{sign}", body, created=now, next_attempt=now)


def _new_values(fact: Fact, week: Week) -> Sequence[str]:
    """A figure's first value is no change."""
    starts = [value.start for value in fact.values[1:] if week.holds_day(value.start)]
    return [f"{fact.words(day)}{f' per {fact.per}' if fact.per else ''} from {day.day} {day:%B %Y}" for day in starts]
