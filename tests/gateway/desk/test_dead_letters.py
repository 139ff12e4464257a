"""Dead letters: listed without whom they are for, and sent again."""

import pytest

from bot.helpdesk.access import Role
from bot.services.handling import Actor
from bot.services.people_records import AuditFilter
from tests.gateway.desk.staff import kept, member, sent, ticket, words


@pytest.fixture
def manager(app, product):
    return member(app, product, "Manager", Role.MANAGER)


def given_up(product):
    """An answer that never arrived; return the ticket's number and the message."""
    number = ticket(product)
    product.handling.answer(number, "The answer", Actor(None, "terminal"))
    with product.units() as work:
        message = work.outbox.with_key(f"ticket-{number}-answer-1")
        message.dead, message.attempts = True, 12
        work.outbox.put(message)
        work.commit()
    return number, message


class TestTheList:
    async def test_without_any_it_says_so(self, manager):
        assert "There are none." in words(await manager.get("/dead-letters"))

    async def test_each_shows_ticket_channel_time_and_tries(self, manager, product, clock):
        number, message = given_up(product)
        clock.pass_(hours=2)
        said = words(await manager.get("/dead-letters"))
        assert f"Message {message.number} Answer, ticket {number} Web chat midday today 12 Send again" in said

    async def test_the_conversation_never_reaches_the_page(self, manager, product):
        number, _ = given_up(product)
        assert kept(product, number).conversation.partition(":")[2] not in (await manager.get("/dead-letters")).text

    async def test_50_a_page(self, manager, product):
        for _ in range(51):
            given_up(product)
        assert (await manager.get("/dead-letters")).text.count("/send-again") == 50
        assert (await manager.get("/dead-letters?page=2")).text.count("/send-again") == 1

    async def test_a_champion_does_not_see_it(self, app, product):
        champion = member(app, product, "Champion")
        assert (await champion.get("/dead-letters")).status_code == 403


class TestSendingAgain:
    async def test_it_is_on_its_way_and_the_audit_trail_says_who(self, manager, product):
        _, message = given_up(product)
        assert sent(product) == []
        answer = await manager.send(f"/dead-letters/{message.number}/send-again")
        assert answer.headers["location"] == "/desk/dead-letters?done=resent"
        assert len(sent(product)) == 1
        with product.units() as work:
            (entry,) = work.audit.list(AuditFilter(action="outbox"), 10)
        assert (entry.action, entry.subject, entry.person) == (
            "outbox.sent_again",
            f"message {message.number}",
            manager.person.number,
        )

    async def test_one_that_a_colleague_sent_again_is_said(self, manager, product):
        _, message = given_up(product)
        await manager.send(f"/dead-letters/{message.number}/send-again")
        answer = await manager.send(f"/dead-letters/{message.number}/send-again")
        assert answer.status_code == 400
        assert "somebody may have sent it again" in words(answer)
        assert len(sent(product)) == 1
