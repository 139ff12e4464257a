"""The champions' chat: told once, claimed and answered there, and only by people of the desk."""

import pytest

from bot.errors import StorageError
from bot.gateway.announcing import Announcing
from bot.services.handling import Actor
from bot.services.people import Details
from bot.storage.database import SqlUnitOfWork
from bot.storage.telegram_repositories import Posts
from tests.gateway.telegram_api import BOT
from tests.gateway.telegram_world import CHAMPION, CHAMPIONS, NAME, PERSON, membership, message, press, update
from tests.gateway.world import HOLIDAY, TITLES


@pytest.fixture
def announcing(product):
    return Announcing(product.units, product.clock, f"telegram:{CHAMPIONS}")


@pytest.fixture
def chat(telegram, bot_api, announcing):
    """Lets the champions' chat be told, and returns what stands there."""

    async def told():
        announcing.once()
        await telegram.outbox_works()
        return bot_api.posts[CHAMPIONS]

    return told


@pytest.fixture
def champion(product):
    person = product.people.add(Details("Champion, adults team", "champion@council.example", ["champion"]))
    product.access_links.link_chat(product.access_links.chat_code(person.number), f"telegram:{CHAMPION}")
    return person


def answer_to(post, text, sender=CHAMPION, **values):
    """A message in the champions' chat that replies to one of the bot's."""
    replied = message(post.text, post.number, CHAMPIONS) | {"from": {"id": BOT, "is_bot": True, "first_name": "G"}}
    return update(message=message(text, chat=CHAMPIONS, sender=sender, reply_to_message=replied, **values))


async def pressed(telegram, post, title, sender=CHAMPION):
    data = next(button["callback_data"] for button in post.buttons if button["text"] == title)
    await telegram.arrives(press(data, post.number, CHAMPIONS, sender))


class TestAnnouncing:
    async def test_a_ticket_is_told_once_without_who_asked(self, telegram, chat):
        await telegram.send("can I speak to a human about *stars* and <b>tags</b>")
        await chat()
        (post,) = await chat()
        assert post.text.startswith("New ticket 1 (")
        assert "can I speak to a human about *stars* and <b>tags</b>" in post.text
        assert [word for word in (str(PERSON), *NAME.split()) if word in post.text] == []

    async def test_two_gateways_tell_it_once(self, telegram, chat, product, announcing):
        await telegram.send("can I speak to a human")
        other = Announcing(product.units, product.clock, f"telegram:{CHAMPIONS}")
        assert (announcing.once(), other.once()) == (1, 0)
        assert len(await chat()) == 1

    async def test_tickets_are_told_in_the_order_in_which_they_came(self, telegram, chat, clock):
        for number in range(3):
            clock.pass_(seconds=1)
            await telegram.send(f"can I speak to a human {number}")
        assert [post.text[:12] for post in await chat()] == ["New ticket 1", "New ticket 2", "New ticket 3"]

    async def test_what_a_chat_missed_that_had_thrown_the_bot_out_is_told_when_it_takes_it_back(
        self, telegram, bot_api, chat
    ):
        await telegram.send("can I speak to a human")
        bot_api.blocked.add(CHAMPIONS)
        assert await chat() == []
        bot_api.blocked.clear()
        await telegram.arrives(membership("member", CHAMPIONS, before="kicked"))
        (post,) = await chat()
        assert post.text.startswith("New ticket 1 (")

    async def test_an_urgent_one_says_so(self, telegram, chat):
        await telegram.send("my dad is hitting my mum")
        (post,) = await chat()
        assert post.text.startswith("URGENT: ticket 1")

    async def test_its_buttons_claim_send_and_open(self, telegram, chat):
        await telegram.send("what about overalls")
        (post,) = await chat()
        assert post.titles == ("I take it", f"Send “{TITLES[HOLIDAY]}”", "Open on the desk")
        assert post.buttons[-1]["url"] == "http://guide.test/desk/tickets/1"

    async def test_one_that_is_open_again_is_told_again(self, telegram, chat, product):
        await telegram.send("can I speak to a human")
        await chat()
        product.handling.answer(1, "Ring me.", Actor(None, "a champion"))
        await telegram.sent_later()
        await telegram.press("Not yet, I need more")
        *_, post = await chat()
        assert post.text.startswith("Ticket 1 is open again")

    async def test_no_words_of_the_asker_are_kept_with_it(self, telegram, chat, product):
        await telegram.send("can I speak to a human about zebras")
        (post,) = await chat()
        assert "zebras" in post.text
        with product.units() as work:
            (kept,) = work.outbox.for_conversation(f"telegram:{CHAMPIONS}", 0)
        assert "zebras" not in str(kept.body)

    async def test_one_is_told_as_it_is_when_it_is_sent(self, telegram, chat, announcing, product, champion):
        await telegram.send("can I speak to a human")
        announcing.once()
        product.handling.claim(1, Actor(champion.number, champion.name))
        (post,) = await chat()
        assert "I take it" not in post.titles

    @pytest.mark.parametrize("done", ["answered", "withdrawn", "forgotten"])
    async def test_one_that_no_longer_waits_when_it_would_be_sent_is_not_told(
        self, telegram, chat, announcing, product, done
    ):
        await telegram.send("can I speak to a human")
        announcing.once()
        if done == "answered":
            product.handling.answer(1, "Ring me.", Actor(None, "a champion"))
        elif done == "withdrawn":
            await telegram.press("I no longer need an answer")
        else:
            await telegram.send("forget me")
            await telegram.press("Delete everything I have asked")
        assert await chat() == []
        with product.units() as work:
            (kept,) = work.outbox.for_conversation(f"telegram:{CHAMPIONS}", 0)
        assert kept.sent is not None

    async def test_a_claimed_one_is_not_told(self, telegram, chat, product, champion):
        await telegram.send("can I speak to a human")
        product.handling.claim(1, Actor(champion.number, champion.name))
        assert await chat() == []


class TestPressing:
    async def test_claiming_gives_the_ticket_to_the_person_of_the_desk(self, telegram, chat, product, champion):
        await telegram.send("can I speak to a human")
        post, *_ = await chat()
        await pressed(telegram, post, "I take it")
        assert product.escalation.show(1).owner == champion.number
        assert "I take it" not in post.titles
        assert (await chat())[-1].text == "Champion, adults team has claimed ticket 1."

    async def test_sending_the_nearest_article_answers_the_asker(self, telegram, chat, product, champion):
        await telegram.send("what about overalls")
        post, *_ = await chat()
        await pressed(telegram, post, f"Send “{TITLES[HOLIDAY]}”")
        (reply,) = [seen for seen in await telegram.sent_later() if "chosen this answer" in seen.text]
        assert TITLES[HOLIDAY] in reply.text
        assert post.buttons == []
        assert product.escalation.show(1).state == "answered"

    async def test_somebody_who_is_not_linked_is_told_how_and_changes_nothing(self, telegram, chat, bot_api, product):
        await telegram.send("can I speak to a human")
        post, *_ = await chat()
        await pressed(telegram, post, "I take it", sender=CHAMPION + 1)
        (call,) = bot_api.called("answerCallbackQuery")
        assert call["text"].startswith("Only people of the champions' desk")
        assert product.escalation.show(1).state == "open"

    async def test_somebody_who_left_the_desk_changes_nothing(self, telegram, chat, product, champion):
        await telegram.send("can I speak to a human")
        post, *_ = await chat()
        product.people.deactivate(champion.number)
        await pressed(telegram, post, "I take it")
        assert product.escalation.show(1).state == "open"

    async def test_an_administrator_has_no_business_with_questions(self, telegram, chat, product):
        person = product.people.add(Details("Admin", "admin@council.example", ["admin"]))
        product.access_links.link_chat(product.access_links.chat_code(person.number), f"telegram:{CHAMPION}")
        await telegram.send("can I speak to a human")
        post, *_ = await chat()
        await pressed(telegram, post, "I take it")
        assert product.escalation.show(1).state == "open"

    async def test_two_who_claim_at_once_have_one_owner_and_the_other_is_told(
        self, telegram, chat, bot_api, product, champion
    ):
        other = product.people.add(Details("Champion, other team", "other@council.example", ["champion"]))
        product.access_links.link_chat(product.access_links.chat_code(other.number), f"telegram:{CHAMPION + 1}")
        await telegram.send("can I speak to a human")
        post, *_ = await chat()
        data = post.buttons[0]["callback_data"]
        await telegram.arrives(press(data, post.number, CHAMPIONS, CHAMPION))
        await telegram.arrives(press(data, post.number, CHAMPIONS, CHAMPION + 1))
        assert product.escalation.show(1).owner == champion.number
        assert bot_api.called("answerCallbackQuery")[-1]["text"].startswith("A colleague has claimed this ticket")

    @pytest.mark.parametrize(
        "data", ["desk:claim:99", "desk:send:1:no/such", "desk:claim:x", "desk:claim:", "odd", "~odd"]
    )
    async def test_data_that_was_never_offered_changes_nothing(self, telegram, chat, bot_api, product, champion, data):
        await telegram.send("can I speak to a human")
        await telegram.arrives(press(data, 1, CHAMPIONS, CHAMPION))
        assert len(bot_api.called("answerCallbackQuery")) == 1
        assert product.escalation.show(1).state == "open"


class TestReplying:
    async def test_a_reply_to_the_announcement_is_the_answer(self, telegram, chat, product, champion):
        await telegram.send("can I speak to a human")
        post, *_ = await chat()
        await telegram.arrives(answer_to(post, "Ring the team on Monday."))
        (reply,) = await telegram.sent_later()
        assert reply.text.endswith("Ring the team on Monday.")
        assert product.escalation.show(1).answered_by == champion.name
        assert post.buttons == []
        assert "on its way to the asker" in (await chat())[-1].text

    async def test_the_same_update_twice_answers_once(self, telegram, chat, champion, bot_api):
        await telegram.send("can I speak to a human")
        post, *_ = await chat()
        happened = answer_to(post, "Ring the team on Monday.")
        await telegram.arrives(happened)
        await telegram.arrives(happened)
        assert len(await telegram.sent_later()) == 1
        assert len(bot_api.posts[CHAMPIONS]) == 2

    async def test_a_process_that_ended_in_between_says_that_it_was_sent(self, telegram, chat, product, champion):
        await telegram.send("can I speak to a human")
        post, *_ = await chat()
        product.handling.answer(1, "Ring the team.", Actor(champion.number, champion.name))
        await telegram.arrives(answer_to(post, "Ring the team."))
        assert "on its way to the asker" in (await chat())[-1].text

    async def test_a_second_answer_is_refused_with_words(self, telegram, chat, champion):
        await telegram.send("can I speak to a human")
        post, *_ = await chat()
        await telegram.arrives(answer_to(post, "One."))
        await telegram.arrives(answer_to(post, "Two."))
        assert (await chat())[-1].text == "This ticket was answered already. Nothing was sent."
        assert len(await telegram.sent_later()) == 1

    async def test_somebody_who_is_not_linked_answers_nothing(self, telegram, chat, product):
        await telegram.send("can I speak to a human")
        post, *_ = await chat()
        await telegram.arrives(answer_to(post, "Send money.", sender=CHAMPION + 1))
        assert product.escalation.show(1).state == "open"
        assert "Nothing was sent." in (await chat())[-1].text

    @pytest.mark.parametrize("text", ["x" * 8001, "   "])
    async def test_an_answer_that_cannot_be_sent_is_refused_with_words(self, telegram, chat, product, champion, text):
        await telegram.send("can I speak to a human")
        post, *_ = await chat()
        await telegram.arrives(answer_to(post, text))
        assert "1 to 8000 characters" in (await chat())[-1].text
        assert product.escalation.show(1).state == "open"

    async def test_scripts_stay_text(self, telegram, chat, champion):
        await telegram.send("can I speak to a human")
        post, *_ = await chat()
        await telegram.arrives(answer_to(post, "<script>alert(1)</script>"))
        (reply,) = await telegram.sent_later()
        assert reply.text.endswith("<script>alert(1)</script>")

    async def test_an_edited_answer_does_not_change_what_was_sent(self, telegram, chat, champion):
        await telegram.send("can I speak to a human")
        post, *_ = await chat()
        happened = answer_to(post, "One.")
        await telegram.arrives(happened)
        await telegram.arrives(update(edited_message=happened["message"] | {"text": "Two."}))
        assert "does not change" in (await chat())[-1].text
        assert len(await telegram.sent_later()) == 1

    async def test_other_talk_is_left_alone(self, telegram, chat, rasa, champion, bot_api):
        await telegram.send("can I speak to a human")
        post, *_ = await chat()
        await telegram.arrives(update(message=message("how much holiday", chat=CHAMPIONS, sender=CHAMPION)))
        to_a_colleague = message("x", 5, CHAMPIONS) | {"from": {"id": 9, "is_bot": False, "first_name": "C"}}
        await telegram.arrives(
            update(message=message("yes", chat=CHAMPIONS, sender=CHAMPION, reply_to_message=to_a_colleague))
        )
        assert bot_api.posts[CHAMPIONS] == [post]
        assert len(rasa.heard) == 1


class TestWithoutStorage:
    """Nobody believes that something was done when nothing was."""

    SAID = "Something went wrong on my side, so nothing was kept or sent."

    @pytest.fixture
    def breaks(self, monkeypatch):
        """Runs something while nothing can be read or written."""

        async def run(happens):
            def broken(_):
                reason = "The database cannot be used."
                raise StorageError(reason)

            with monkeypatch.context() as patched:
                patched.setattr(SqlUnitOfWork, "__enter__", broken)
                await happens

        return run

    async def test_a_typed_answer_that_cannot_be_kept_is_told_and_can_be_given_again(
        self, telegram, chat, product, champion, breaks
    ):
        await telegram.send("can I speak to a human")
        post, *_ = await chat()
        happened = answer_to(post, "Ring the team.")
        await breaks(telegram.arrives(happened))
        assert (await chat())[-1].text.startswith(self.SAID)
        assert product.escalation.show(1).state == "open"
        await telegram.arrives(happened)
        assert product.escalation.show(1).answer == "Ring the team."

    async def test_a_press_that_cannot_be_kept_is_told_and_works_later(self, telegram, chat, product, champion, breaks):
        await telegram.send("can I speak to a human")
        post, *_ = await chat()
        await breaks(pressed(telegram, post, "I take it"))
        (alert,) = telegram.alerts
        assert alert.startswith(self.SAID)
        await pressed(telegram, post, "I take it")
        assert product.escalation.show(1).owner == champion.number

    async def test_what_was_done_is_told_though_the_buttons_cannot_be_changed(
        self, telegram, chat, champion, monkeypatch
    ):
        def broken(*_):
            reason = "The database cannot be used."
            raise StorageError(reason)

        await telegram.send("can I speak to a human")
        post, *_ = await chat()
        monkeypatch.setattr(Posts, "about", broken)
        await pressed(telegram, post, "I take it")
        assert (await chat())[-1].text == "Champion, adults team has claimed ticket 1."

    async def test_other_talk_is_left_alone_even_then(self, telegram, chat, champion, breaks):
        await breaks(telegram.arrives(update(message=message("lunch?", chat=CHAMPIONS, sender=CHAMPION))))
        assert await chat() == []
