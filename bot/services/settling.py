"""What a message does and what is said about it are kept together or not at all, so that a repeat finds both."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.helpdesk.vocabulary import Reply
from bot.services.ports import UnitOfWork


def kept_with(work: UnitOfWork, delivery: str, reply: Reply) -> Reply:
    """Commit a unit of work together with the reply that it led to, and return the reply.

    When the same delivery was answered meanwhile (by another process, or by a turn that was thought to be lost),
    nothing of the unit is kept, and the reply of back then is returned. Without a delivery there is nothing to repeat.
    """
    before = work.deliveries.settle(delivery, [as_kept(reply)]) if delivery else None
    if before:
        return revived(before)[0]
    work.commit()
    return reply


def as_kept(reply: Reply) -> dict[str, Any]:
    """Return a reply in the form that is kept."""
    return {"text": reply.text, **reply.contract()}


def revived(replies: Sequence[Mapping[str, Any]]) -> list[Reply]:
    """Return replies from the form in which they are kept."""
    return [Reply.from_contract(str(reply["text"]), reply) for reply in replies]
