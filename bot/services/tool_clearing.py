"""Clears away what was typed into guided tools once they have ended: replies, cards, messages, progress."""

import datetime
from typing import Any

from bot.helpdesk.guided import TOOL_BUTTON, Progress
from bot.helpdesk.vocabulary import OutcomeName, Reply
from bot.services.ports import Clock, UnitOfWork, Units
from bot.services.records import Conversation, Interaction
from bot.services.rendering import Renderer
from bot.services.settling import as_kept

ENDED = "ended"
"""What stands for a tool that has ended until the next message: its replies are still to be cleared away."""
SINCE = "since"
"""Beside a tool that runs: from when on replies of an earlier one are still to be cleared away."""
_BEFORE = datetime.timedelta(minutes=1)
"""A message is noted a moment before the tool that it begins."""
_RESULT_FOR = datetime.timedelta(hours=1)
"""How long a result is kept when nothing more is said, so that a message that comes twice gets it twice."""
_LEFT_FOR = datetime.timedelta(days=7)
"""How long a tool waits for somebody who does not come back."""


class ToolClearing:
    """Ends tools without a trace of what was typed."""

    def __init__(self, renderer: Renderer, units: Units, clock: Clock) -> None:
        """Take the words that stand in the place of others, the database and the clock."""
        self._renderer, self._units, self._clock = renderer, units, clock

    def clear(self, work: UnitOfWork, conversation: Conversation) -> None:
        """Clear away what is left of a tool that has ended, within the caller's transaction."""
        if conversation.tool and ENDED in conversation.tool:
            self._clear(work, conversation, datetime.datetime.fromisoformat(conversation.tool[ENDED]))

    def once(self) -> int:
        """Clear away tools that were left standing, and return how many."""
        now = self._clock()
        with self._units() as work:
            left = [each for each in work.conversations.with_tool(now - _RESULT_FOR) if self._is_over(each, now)]
            for conversation in left:
                self._clear(work, conversation, began(conversation) or now)
            work.commit()
        return len(left)

    def _is_over(self, conversation: Conversation, now: datetime.datetime) -> bool:
        kept = conversation.tool or {}
        return ENDED in kept or datetime.datetime.fromisoformat(kept["at"]) < now - _LEFT_FOR

    def _clear(self, work: UnitOfWork, conversation: Conversation, since: datetime.datetime) -> None:
        waits = self._blanked(work, conversation, since)
        # What could not be sent yet keeps its words until it has arrived, and is cleared away the next time.
        conversation.tool = {ENDED: since.isoformat()} if waits else None
        work.conversations.put(conversation)

    def _blanked(self, work: UnitOfWork, conversation: Conversation, since: datetime.datetime) -> bool:
        """Take the words out of all that was said since a time; tell whether some of it is still on its way."""
        blank = self._blank()
        work.deliveries.blank(conversation.id, since, [blank])
        work.teams_cards.blank(conversation.id, since)
        return work.outbox.blank(conversation.id, since, str(blank["text"]))

    def end(self, work: UnitOfWork, row: Conversation, progress: Progress, how: str, ticket: int | None = None) -> None:
        """End a tool: which one, how and in which nation is all that is kept."""
        now = self._clock()
        row.last_interaction = work.interactions.add(
            Interaction(
                conversation=row.id,
                at=now,
                question="",
                outcome=OutcomeName.TOOL.value,
                nation=row.nation.value,
                role=row.role,
                intent=f"{TOOL_BUTTON}{progress.tool}:{how}",
                ticket=ticket,
            )
        )
        since = min(began(row) or now, progress.begun - _BEFORE)
        self._blanked(work, row, since)
        row.tool = {ENDED: since.isoformat()}

    def _blank(self) -> dict[str, Any]:
        return as_kept(Reply(self._renderer.say("tool_repeat"), OutcomeName.TOOL))


def began(conversation: Conversation) -> datetime.datetime | None:
    """From when on replies of tools are to be cleared away; None when there are none."""
    kept = conversation.tool or {}
    if since := kept.get(ENDED) or kept.get(SINCE):
        return datetime.datetime.fromisoformat(since)
    return datetime.datetime.fromisoformat(kept["begun"]) - _BEFORE if "begun" in kept else None
