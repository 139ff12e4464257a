"""What each kind of update leads to, as people see it."""

import asyncio
import dataclasses
import logging
import time

import pytest

from bot.gateway.app import create_app
from bot.gateway.telegram_sending import REST_SECONDS
from bot.services.admitting import Access, Admitting
from bot.services.handling import Actor
from bot.services.people import Details
from tests.gateway.conftest import attached, client_of
from tests.gateway.telegram_api import SECRET, TOKEN, until
from tests.gateway.telegram_world import (
    GROUP,
    MEDIA,
    NAME,
    PERSON,
    TelegramDriver,
    membership,
    message,
    press,
    telegram_settings,
    update,
)
from tests.gateway.world import settings


class TestTyping:
    async def test_it_is_shown_before_the_answer(self, telegram, bot_api):
        await telegram.send("how much holiday")
        order = [name for name, _ in bot_api.calls if name in {"sendChatAction", "sendMessage"}]
        assert order == ["sendChatAction", "sendMessage"]

    async def test_its_failing_changes_nothing(self, telegram, bot_api):
        bot_api.fails["sendChatAction"] = [(500, {"error": "Internal"})]
        assert len(await telegram.send("how much holiday")) == 1


class TestPressing:
    async def test_a_press_is_answered_and_its_keyboard_taken_away(self, telegram, bot_api):
        await telegram.send("how much time")
        assert bot_api.posts[PERSON][0].titles
        await telegram.press("None of these")
        assert bot_api.posts[PERSON][0].buttons == []
        assert len(bot_api.called("answerCallbackQuery")) == 1

    async def test_the_press_is_answered_before_the_turn(self, telegram, bot_api):
        await telegram.send("how much time")
        bot_api.calls.clear()
        await telegram.press("None of these")
        assert bot_api.calls[0][0] == "answerCallbackQuery"

    @pytest.mark.parametrize(
        "data", ["article:no/such", "~made-up", "ticket:withdraw:99", "desk:claim:1", "me:role:king"]
    )
    async def test_data_that_was_never_offered_does_nothing(self, telegram, data, product):
        await telegram.send("can I speak to a human")
        (reply,) = await telegram.happen(press(data, 1))
        assert "used already" in reply.text
        assert product.escalation.show(1).state == "open"

    async def test_nobody_presses_somebody_elses_button(self, telegram, bot_api, product):
        await telegram.send("can I speak to a human")
        await telegram.arrives(press("ticket:withdraw:1", 1, chat=PERSON + 1))
        assert product.escalation.show(1).state == "open"
        assert "used already" in bot_api.posts[PERSON + 1][0].text

    async def test_a_press_that_belongs_to_no_chat_is_answered(self, telegram, bot_api):
        happened = press("x", 1)
        del happened["callback_query"]["message"]
        await telegram.arrives(happened)
        assert len(bot_api.called("answerCallbackQuery")) == 1

    async def test_a_button_that_is_tapped_twice_works_once(self, telegram, bot_api, product):
        await telegram.send("how much time")
        data, post = telegram._data["None of these"]
        taps = [press(data, post, buttons=bot_api.posts[PERSON][0].buttons) for _ in range(2)]
        await asyncio.gather(*(telegram.arrives(tap) for tap in taps))
        assert len(bot_api.posts[PERSON]) == 2
        assert len(product.escalation.list()) == 1
        (alert,) = telegram.alerts
        assert "used already" in alert

    async def test_what_can_still_be_done_with_a_ticket_stays(self, telegram, bot_api, product):
        await telegram.send("can I speak to a human")
        await telegram.press("Add detail to my ticket")
        assert bot_api.posts[PERSON][0].titles == ("Let the champion know my name", "I no longer need an answer")
        await telegram.press("I no longer need an answer")
        assert bot_api.posts[PERSON][0].titles == ()
        assert product.escalation.show(1).state == "withdrawn"

    async def test_what_can_still_be_done_stays_below_an_old_message_whose_buttons_are_not_told(
        self, telegram, bot_api
    ):
        await telegram.send("can I speak to a human")
        (post,) = bot_api.posts[PERSON]
        before, old = post.titles, press("ticket:detail:1", post.number)
        old["callback_query"]["message"] = {
            "message_id": post.number,
            "chat": {"id": PERSON, "type": "private"},
            "date": 0,
        }
        (reply,) = await telegram.happen(old)
        assert "type" in reply.text
        assert post.titles == before

    async def test_a_press_below_an_old_message_is_taken(self, telegram, bot_api):
        old = press("me:nation:england", 1)
        old["callback_query"]["message"] = {"message_id": 1, "chat": {"id": PERSON, "type": "private"}, "date": 0}
        (reply,) = await telegram.happen(old)
        assert "England" in reply.text


class TestFlood:
    async def test_whoever_floods_the_bot_is_asked_to_wait_once(self, telegram, bot_api):
        for number in range(36):
            await telegram.arrives(update(message=message(f"how much holiday {number}")))
        assert len(bot_api.posts[PERSON]) == 31
        assert "wait a minute" in bot_api.posts[PERSON][-1].text

    async def test_an_edit_in_a_flood_is_no_way_around(self, telegram, bot_api):
        for number in range(36):
            await telegram.arrives(update(edited_message=message(f"how much holiday {number}")))
        assert len([post for post in bot_api.posts[PERSON] if "wait a minute" in post.text]) == 1

    async def test_so_is_who_presses_and_the_buttons_stay(self, telegram, bot_api):
        await telegram.send("can I speak to a human")
        for number in range(29):
            await telegram.arrives(update(message=message(f"how much holiday {number}")))
        asked, before = bot_api.posts[PERSON][0], bot_api.posts[PERSON][0].titles
        for _ in range(4):
            await telegram.arrives(press("ticket:withdraw:1", asked.number, buttons=asked.buttons))
        assert [post.titles for post in bot_api.posts[PERSON] if "wait a minute" in post.text] == [()]
        assert asked.titles == before


class TestWithoutWords:
    async def test_words_below_a_picture_are_answered_with_a_note(self, telegram, rasa):
        note, reply = await telegram.happen(update(message=message(None, caption="how much holiday", **MEDIA["photo"])))
        assert "not looked at what came with it" in note.text
        assert "holiday" in reply.text
        assert len(rasa.heard) == 1

    async def test_danger_below_a_picture_is_noticed(self, telegram):
        *_, reply = await telegram.happen(
            update(message=message(None, caption="my dad is hitting my mum", **MEDIA["photo"]))
        )
        assert "999" in reply.text

    async def test_an_album_gets_one_sentence(self, telegram, bot_api):
        for _ in range(5):
            await telegram.happen(update(message=message(None, media_group_id="album-1", **MEDIA["photo"])))
        assert len(bot_api.posts[PERSON]) == 1

    async def test_what_telegram_itself_says_in_a_chat_is_left_alone(self, telegram, bot_api):
        await telegram.arrives(update(message=message(None, group_chat_created=True)))
        assert bot_api.posts[PERSON] == []

    async def test_an_update_of_an_unknown_kind_is_left_alone(self, telegram, bot_api):
        await telegram.arrives(update(something_new={"id": 1}))
        await telegram.arrives(update(message={"odd": True}))
        assert bot_api.posts == {}
        assert len(await telegram.send("how much holiday")) == 1


class TestGroups:
    async def test_a_group_gets_one_hint_and_no_answer(self, telegram, bot_api, rasa):
        for number in range(3):
            await telegram.arrives(update(message=message(f"how much holiday {number}", chat=GROUP)))
        (post,) = bot_api.posts[GROUP]
        assert "in private only" in post.text
        assert rasa.heard == []

    async def test_being_added_to_a_group_is_the_moment_for_the_hint(self, telegram, bot_api):
        await telegram.arrives(membership("member", GROUP, before="left"))
        await telegram.arrives(update(message=message("hello", chat=GROUP)))
        assert len(bot_api.posts[GROUP]) == 1

    async def test_one_that_threw_it_out_before_gets_the_hint_when_it_takes_it_back(self, telegram, bot_api):
        bot_api.blocked.add(GROUP)
        await telegram.arrives(update(message=message("hello", chat=GROUP)))
        bot_api.blocked.clear()
        await telegram.arrives(membership("member", GROUP, before="kicked"))
        await telegram.outbox_works()
        assert ["in private only" in post.text for post in bot_api.posts[GROUP]] == [True]

    async def test_nothing_is_said_to_a_group_that_threw_it_out(self, telegram, bot_api):
        await telegram.arrives(membership("kicked", GROUP))
        assert bot_api.called("sendMessage") == []

    async def test_a_button_in_a_group_is_answered_and_does_nothing(self, telegram, bot_api, product):
        await telegram.send("can I speak to a human")
        await telegram.arrives(press("ticket:withdraw:1", 5, chat=GROUP, sender=PERSON))
        assert len(bot_api.called("answerCallbackQuery")) == 1
        assert product.escalation.show(1).state == "open"

    async def test_nothing_of_a_group_is_kept(self, telegram, product):
        await telegram.arrives(update(message=message("how much holiday for Zebedee", chat=GROUP)))
        with product.units() as work:
            assert work.conversations.get(f"telegram:{GROUP}") is None


class TestBlocked:
    async def test_a_message_to_somebody_who_left_is_given_up_at_once_with_the_reason(self, telegram, bot_api, product):
        await telegram.send("can I speak to a human")
        bot_api.blocked.add(PERSON)
        product.handling.answer(1, "Ring me.", Actor(None, "a champion"))
        for _ in range(3):
            await telegram.outbox_works()
        with product.units() as work:
            (dead,) = work.outbox.dead()
        assert (dead.attempts, dead.body["given_up"]) == (1, "blocked")
        assert len(bot_api.called("sendMessage")) == 2

    async def test_who_comes_back_gets_what_was_given_up(self, telegram, bot_api, product):
        await telegram.send("can I speak to a human")
        bot_api.blocked.add(PERSON)
        product.handling.answer(1, "Ring me.", Actor(None, "a champion"))
        await telegram.outbox_works()
        await telegram.arrives(membership("kicked"))
        bot_api.blocked.clear()
        await telegram.arrives(membership("member", before="kicked"))
        (reply,) = await telegram.sent_later()
        assert "Ring me." in reply.text


class TestOutage:
    async def test_a_reply_that_cannot_be_sent_comes_later_and_once(self, telegram, bot_api, clock, product):
        bot_api.down = True
        assert await telegram.send("can I speak to a human", delivery="delivery-1") == []
        bot_api.down = False
        telegram.adapter._sender._clock = lambda: time.monotonic() + REST_SECONDS
        # Telegram had no answer from us either, and sends the message anew.
        clock.pass_(seconds=10)
        await telegram.outbox_works()
        await telegram.send("can I speak to a human", delivery="delivery-1")
        assert len(bot_api.posts[PERSON]) == len(product.escalation.list()) == 1

    async def test_telegrams_time_to_wait_is_kept(self, telegram, bot_api, clock):
        bot_api.asked_to_wait[PERSON] = 40
        await telegram.send("how much holiday")
        bot_api.asked_to_wait.clear()
        clock.pass_(seconds=39)
        await telegram.outbox_works()
        assert bot_api.posts[PERSON] == []
        clock.pass_(seconds=1)
        await telegram.outbox_works()
        assert len(bot_api.posts[PERSON]) == 1


@pytest.fixture
async def closed(product, rasa, bot_api, tmp_path):
    chosen = telegram_settings(bot_api, telegram_mode="webhook", telegram_secret=SECRET)
    product = dataclasses.replace(product, admitting=Admitting(Access.INVITE, product.units, product.inviting))
    app = create_app(product, rasa, settings(tmp_path, **chosen))
    async with attached(app), client_of(app) as client:
        await until(lambda: bot_api.webhook)
        yield TelegramDriver(app, client, product, rasa, bot_api)


class TestWhoMayTalk:
    async def test_who_was_not_invited_gets_one_sentence(self, closed, rasa):
        (reply,) = await closed.send("how much holiday")
        assert "people who were invited" in reply.text
        assert "999" in reply.text
        assert rasa.heard == []

    @pytest.mark.parametrize("text", ["/privacy", "Privacy?"])
    async def test_who_was_not_invited_may_ask_what_is_kept(self, closed, text):
        (reply,) = await closed.send(text)
        assert "Nothing is sent to other companies" in reply.text

    async def test_buttons_do_not_open_the_door(self, closed, product):
        (reply,) = await closed.happen(press("me:nation:england", 1))
        assert "people who were invited" in reply.text

    async def test_an_invitation_opens_it(self, closed, rasa, product):
        (reply,) = await closed.send(product.inviting.make("A team"))
        assert "Welcome" in reply.text
        await closed.send("how much holiday")
        assert len(rasa.heard) == 1

    async def test_danger_is_noticed_all_the_same(self, closed):
        (reply,) = await closed.send("my dad is hitting my mum")
        assert "999" in reply.text

    async def test_a_code_from_the_desk_links_the_chat_and_opens_it(self, closed, rasa, product):
        person = product.people.add(_details())
        code = product.access_links.chat_code(person.number)
        (reply,) = await closed.send(f"/start {code}")
        assert "Champion, adults team" in reply.text
        await closed.send("how much holiday")
        assert len(rasa.heard) == 1


def _details():
    return Details("Champion, adults team", "champion@council.example", ["champion"])


class TestLog:
    async def test_no_token_text_or_name_is_in_any_line(self, telegram, bot_api, product, caplog):
        caplog.set_level(logging.DEBUG)
        await telegram.send("how much holiday for Zebedee")
        bot_api.fails["sendMessage"] = [(400, {"error": f"Bad Request about {NAME}"})]
        await telegram.send("how much notice for Zebedee")
        bot_api.token = "another"
        await telegram.send("can Zebedee speak to a human")
        bot_api.token = TOKEN
        await telegram.arrives(update(message=message("words of Zebedee", chat=GROUP)))
        lines = "\n".join(record.getMessage() for record in caplog.records if record.name != "asyncio")
        assert "message.answered" in lines
        secrets = (TOKEN, TOKEN.split(":")[1], "Zebedee", "Quux", "holiday for")
        assert [secret for secret in secrets if secret in lines] == []
