"""Sending: limits are obeyed, refusals are told apart, an outage is noticed once."""

import pytest

from bot.gateway.adapter import AwayError, GivenUpError, TryLaterError
from bot.gateway.telegram_sending import REST_SECONDS, Sender, bot_number
from tests.gateway.telegram_api import TOKEN
from tests.gateway.telegram_world import PERSON

LONG = "\n\n".join(f"{number} {'x' * 3000}" for number in range(3))


class Seconds:
    """A clock that counts seconds, and stands until it is moved."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def seconds():
    return Seconds()


@pytest.fixture
async def sender(bot_api, seconds):
    sender = Sender(TOKEN, bot_api.url, seconds)
    await sender.open()
    yield sender
    await sender.close()


class TestText:
    async def test_it_stands_in_the_chat_without_a_preview(self, sender, bot_api):
        await sender.text(PERSON, "**hello**")
        (call,) = bot_api.called("sendMessage")
        assert (call["text"], call["parse_mode"]) == ("<b>hello</b>", "HTML")
        assert "true" in call["link_preview_options"]

    async def test_a_long_text_comes_in_pieces_with_the_number_of_the_last(self, sender, bot_api):
        post = await sender.text(PERSON, LONG)
        assert [p.text[0] for p in bot_api.posts[PERSON]] == ["0", "1", "2"]
        assert post == bot_api.posts[PERSON][-1].number

    async def test_a_second_try_goes_on_where_the_first_broke_off(self, sender, bot_api, seconds):
        bot_api.breaks_after = 1
        with pytest.raises(AwayError):
            await sender.text(PERSON, LONG, key="a")
        bot_api.breaks_after = None
        seconds.now += REST_SECONDS
        await sender.text(PERSON, LONG, key="a")
        assert [p.text[0] for p in bot_api.posts[PERSON]] == ["0", "1", "2"]

    async def test_somebody_who_blocked_the_bot_is_given_up(self, sender, bot_api):
        bot_api.blocked.add(PERSON)
        with pytest.raises(GivenUpError) as caught:
            await sender.text(PERSON, "hello")
        assert caught.value.reason == "blocked"

    @pytest.mark.parametrize(
        ("words", "reason"), [("Bad Request: chat not found", "unknown_chat"), ("Bad Request: odd", "refused")]
    )
    async def test_what_telegram_refuses_is_given_up(self, sender, bot_api, words, reason):
        bot_api.fails["sendMessage"] = [(400, {"error": words})]
        with pytest.raises(GivenUpError) as caught:
            await sender.text(PERSON, "hello")
        assert caught.value.reason == reason

    async def test_a_limit_says_how_long_to_wait(self, sender, bot_api):
        bot_api.asked_to_wait[PERSON] = 17
        with pytest.raises(TryLaterError) as caught:
            await sender.text(PERSON, "hello")
        assert caught.value.seconds == 17
        assert len(bot_api.called("sendMessage")) == 1

    async def test_one_chats_limit_does_not_stop_the_others(self, sender, bot_api):
        bot_api.asked_to_wait[PERSON] = 17
        with pytest.raises(TryLaterError):
            await sender.text(PERSON, "hello")
        await sender.text(PERSON + 1, "hello")
        assert len(bot_api.posts[PERSON + 1]) == 1

    async def test_an_outage_is_noticed_once_and_then_nothing_waits_for_it(self, sender, bot_api, seconds):
        bot_api.down = True
        with pytest.raises(AwayError):
            await sender.text(PERSON, "hello")
        with pytest.raises(TryLaterError):
            await sender.text(PERSON, "hello")
        assert len(bot_api.called("sendMessage")) == 1
        bot_api.down = False
        seconds.now += REST_SECONDS
        await sender.text(PERSON, "hello")
        assert len(bot_api.posts[PERSON]) == 1

    async def test_a_token_that_is_refused_is_no_fault_of_the_message(self, sender, bot_api):
        bot_api.token = "another"
        with pytest.raises(AwayError) as caught:
            await sender.text(PERSON, "hello")
        assert TOKEN.split(":")[1] not in str(caught.value)

    async def test_nobody_there_is_an_outage_too(self, seconds):
        sender = Sender(TOKEN, "http://127.0.0.1:9", seconds)
        await sender.open()
        with pytest.raises(AwayError):
            await sender.text(PERSON, "hello")
        await sender.close()

    async def test_a_group_that_became_a_supergroup_is_followed(self, sender, bot_api):
        moved = {"error": "group chat was upgraded", "parameters": {"migrate_to_chat_id": -100777}}
        bot_api.fails["sendMessage"] = [(400, moved)]
        await sender.text(-777, "hello")
        await sender.text(-777, "hello again")
        assert [post.text for post in bot_api.posts[-100777]] == ["hello", "hello again"]
        assert sender.is_chat(-777, -100777)
        assert not sender.is_chat(-777, -100778)


class TestTheRest:
    """Things that help, and whose failing is of no importance."""

    @pytest.mark.parametrize("method", ["sendChatAction", "answerCallbackQuery", "editMessageReplyMarkup"])
    async def test_their_failing_is_swallowed(self, sender, bot_api, method):
        bot_api.fails[method] = [(400, {"error": "Bad Request: query is too old"})]
        await {
            "sendChatAction": lambda: sender.typing(PERSON),
            "answerCallbackQuery": lambda: sender.pressed("1"),
            "editMessageReplyMarkup": lambda: sender.keyboard(PERSON, 1),
        }[method]()
        assert len(bot_api.called(method)) == 1

    async def test_words_in_a_box_are_within_telegrams_limit(self, sender, bot_api):
        await sender.pressed("1", "word " * 100)
        (call,) = bot_api.called("answerCallbackQuery")
        assert len(call["text"]) <= 200
        assert call["show_alert"] == "true"


class TestBotNumber:
    @pytest.mark.parametrize(
        ("token", "number"), [(TOKEN, 4242), ("x:y", None), ("", None), ("²:y", None), ("1" * 30, None)]
    )
    def test_it_is_what_a_token_begins_with(self, token, number):
        assert bot_number(token) == number
