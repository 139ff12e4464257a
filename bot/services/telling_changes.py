"""Tells people that an answer they follow has changed: one message, whatever restarts and however many gateways run."""

import dataclasses
import datetime
import hashlib
import zoneinfo
from collections.abc import Mapping, Sequence
from itertools import groupby

from bot.helpdesk.changes import Change, Told, change, told_on
from bot.helpdesk.vocabulary import Choice, OutcomeName, Reply
from bot.helpdesk.working_time import LONDON
from bot.services.ports import Clock, UnitOfWork, Units
from bot.services.publishing_ports import Shelf
from bot.services.publishing_records import Subscription
from bot.services.records import Message
from bot.services.rendering import ARTICLE, Renderer
from bot.services.settling import as_kept
from bot.services.tools.results import day_in_words

RESTS = datetime.timedelta(hours=20)
"""For how long nobody is told of another change of the same answer."""
_LONDON = zoneinfo.ZoneInfo(LONDON)
_WAKES, _SLEEPS = datetime.time(8), datetime.time(20)
"""A figure changes at midnight; people's telephones are left alone until the morning."""

_Served = Mapping[str, Told]
"""What is served, by the kind of subscription that follows it."""


class ChangeTelling:
    """Compares what each follower was told last with what is served now."""

    def __init__(self, units: Units, shelf: Shelf, renderer: Renderer, clock: Clock) -> None:
        """Take the database, what is served, the words and the clock."""
        self._units, self._shelf, self._renderer, self._clock = units, shelf, renderer, clock
        self._last: tuple[datetime.datetime, _Served] | None = None
        """When this process looked last, and what was served then."""

    def once(self) -> int:
        """Put what changed on its way, one message for each person; return how many.

        Only what stood the same at the last look is told: while an edit comes to one process after the other, an
        answer would otherwise seem to go and come again.
        """
        now = self._clock()
        served, last = self._served(now.date()), self._last
        self._last = now, served
        if last is None or not _WAKES <= now.astimezone(_LONDON).time() < _SLEEPS:
            return 0
        with self._units() as work:
            found = work.subscriptions.beginning(ARTICLE)
        owed = [each for each in found if each.since <= last[0] and _owed(each, last[1], served, now)]
        by_person = groupby(owed, lambda each: each.conversation)
        return sum(self._tell(conversation, list(own), served, now) for conversation, own in by_person)

    def _served(self, day: datetime.date) -> _Served:
        facts = self._shelf.facts()
        return {f"{ARTICLE}{each.id}": told_on(each, facts, day) for each in self._shelf.articles().values()}

    def _tell(self, conversation: str, own: Sequence[Subscription], served: _Served, now: datetime.datetime) -> bool:
        """Tell one person; False when all of it was told, or ended, meanwhile."""
        changes: dict[str, Change] = {}
        with self._units() as work:
            for each in own:
                current = served.get(each.kind)
                found = change(Told.revived(each.told), current, self._shelf.facts(), now.date())
                if _kept(work, each, current, now if found.is_one else each.told_at) and found.is_one:
                    changes[each.kind] = found
            if changes:
                what = "\0".join([conversation, now.isoformat(), *(f"{each.kind} {each.told}" for each in own)])
                key = f"changed-{hashlib.sha256(what.encode()).hexdigest()[:32]}"
                work.outbox.add(Message(conversation, key, as_kept(self._reply(changes)), now, now))
            work.commit()
        return bool(changes)

    def _reply(self, changes: Mapping[str, Change]) -> Reply:
        parts = [self._renderer.say("change_heading"), *(self._words(found) for found in changes.values())]
        choices: list[Choice] = []
        for kind, found in changes.items():
            if not found.withdrawn:
                choices.append(Choice(self._renderer.say("choice_change_read", title=found.title), kind))
                choices.append(self._renderer.unfollow_choice(kind, found.title))
        return Reply("\n\n".join(parts), OutcomeName.SOCIAL, choices=tuple(choices))

    def _words(self, found: Change) -> str:
        say = self._renderer.say
        lines = [say("change_withdrawn")] if found.withdrawn else []
        lines += [say("change_reworded")] if found.reworded else []
        lines += [
            say("change_figure", title=each.title, now=each.now, day=day_in_words(each.start), before=each.before)
            for each in found.figures
        ]
        return "\n".join([say("change_title", title=found.title), "", *(f"- {line}" for line in lines)])


def _owed(each: Subscription, last: _Served, served: _Served, now: datetime.datetime) -> bool:
    current = served.get(each.kind)
    if current != last.get(each.kind) or (current is not None and current.kept() == each.told):
        return False
    return each.told_at is None or each.told_at + RESTS <= now


def _kept(work: UnitOfWork, each: Subscription, current: Told | None, at: datetime.datetime | None) -> bool:
    """Keep what is told now; False when somebody else told it meanwhile, or this process serves an older version."""
    if current is None:
        return work.subscriptions.remove(each.conversation, each.kind)
    if current.version < Told.revived(each.told).version:
        return False
    return work.subscriptions.tell(each, dataclasses.replace(each, told=current.kept(), told_at=at))
