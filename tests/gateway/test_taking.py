"""What channels that are sent to share: turns of a chat one after the other, and what can be pressed after a button."""

import asyncio

import pytest

from bot.gateway.taking import InTurn, is_last_word, leaves_others, was_not_taken
from bot.helpdesk.vocabulary import OutcomeName, Reply


class TestInTurn:
    async def test_a_chat_does_one_thing_at_a_time_in_the_order_in_which_they_came(self):
        in_turn, log = InTurn(), []

        async def happens(name):
            async with in_turn.of("a"):
                log.append(f"{name} begins")
                await asyncio.sleep(0)
                log.append(f"{name} ends")

        await asyncio.gather(*(happens(name) for name in ("one", "two", "three")))
        assert log == [f"{name} {what}" for name in ("one", "two", "three") for what in ("begins", "ends")]

    async def test_chats_do_not_wait_for_one_another(self):
        in_turn, go_on = InTurn(), asyncio.Event()

        async def waits():
            async with in_turn.of("a"):
                await go_on.wait()

        waiting = asyncio.create_task(waits())
        await asyncio.sleep(0)
        async with in_turn.of("b"):
            go_on.set()
        await waiting

    async def test_what_broke_lets_the_next_one_through_and_nothing_of_a_chat_is_kept(self):
        in_turn = InTurn()

        async def breaks():
            async with in_turn.of("a"):
                await asyncio.sleep(0)
                raise LookupError

        async def works():
            async with in_turn.of("a"):
                return "worked"

        found = await asyncio.gather(breaks(), works(), breaks(), return_exceptions=True)
        assert [found[1], type(found[0]), type(found[2])] == ["worked", LookupError, LookupError]
        assert in_turn._busy == {}


class TestLeavesOthers:
    @pytest.mark.parametrize(
        ("payload", "leaves"),
        [
            ("ticket:detail:1", True),
            ("ticket:name:1", True),
            ("ticket:withdraw:1", False),
            ("ticket:helped:1", False),
            ("article:pa-pay/holiday", False),
            ("tool:holiday:pattern:regular", False),
            ("", False),
        ],
    )
    def test_only_adding_to_a_ticket_does(self, payload, leaves):
        assert leaves_others(payload) == leaves


class TestWasNotTaken:
    @pytest.mark.parametrize(
        ("outcome", "ticket", "not_taken"),
        [
            (OutcomeName.ERROR, None, True),
            (OutcomeName.ERROR, 7, False),
            (OutcomeName.SOCIAL, None, False),
            (OutcomeName.ANSWER, None, False),
        ],
    )
    def test_only_an_error_that_led_to_no_ticket_is(self, outcome, ticket, not_taken):
        assert was_not_taken([Reply("…", outcome, ticket=ticket)]) == not_taken


class TestIsLastWord:
    @pytest.mark.parametrize(("name", "last"), [("forgotten", True), ("forget_ask", False), ("used_choice", False)])
    def test_only_what_says_that_all_is_deleted_is(self, product, name, last):
        reply = Reply(product.renderer.say(name), OutcomeName.SOCIAL)
        assert is_last_word([reply], product.renderer) == last
