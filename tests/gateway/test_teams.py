"""Teams keeps the channels' contract, with Microsoft's side stood in for; the rules of its own are below."""

import dataclasses
import itertools

import httpx
import pytest

from bot import wiring
from bot.errors import ConfigurationError, StorageError
from bot.gateway.adapter import GivenUpError
from bot.gateway.app import create_app
from bot.services.handling import Actor
from bot.services.people import Details
from bot.storage.database import SqlUnitOfWork
from tests.gateway.conftest import client_of
from tests.gateway.contract import AdapterContract
from tests.gateway.outbox_looks import look
from tests.gateway.teams_world import (
    ADDRESS,
    ASKER,
    BOT,
    CHAT,
    SECRET,
    TENANT,
    Fault,
    Microsoft,
    payloads,
    seen,
)
from tests.gateway.world import HOLIDAY, TITLES, settings
from tests.services.asking import content

_IDS = (f"id-{number}" for number in itertools.count())
_ONE = f"teams:{ASKER}"
_BROKEN = "The database cannot be used."


@pytest.fixture
async def microsoft():
    standing_in = Microsoft()
    await standing_in.start()
    yield standing_in
    await standing_in.stop()


@pytest.fixture
def configuration(tmp_path, microsoft):
    return settings(tmp_path, **microsoft.settings())


@pytest.fixture
async def app(product, rasa, configuration):
    app = create_app(product, rasa, configuration)
    yield app
    await app.state.outbox._adapters["teams"]._sending._connector.close()


class TeamsDriver:
    """One person in a personal chat, as Microsoft's service brings it to us."""

    def __init__(self, client, product, rasa, app, microsoft):
        self.client, self.product, self.rasa, self.app, self.microsoft = client, product, rasa, app, microsoft
        self.conversation = _ONE
        self.told, self.last, self.buttons = 0, "", {}

    async def post(self, activity, token=None):
        headers = {"Authorization": f"Bearer {token or self.microsoft.token()}"}
        return await self.client.post(ADDRESS, json=activity, headers=headers)

    async def send(self, text, delivery=None):
        self.last = delivery or next(_IDS)
        return await self._sent(self.microsoft.activity(id=self.last, text=text), self.last)

    async def press(self, title):
        activity, data = self.buttons[title]
        return await self._sent(self.microsoft.activity(id=(one := next(_IDS)), value=data, replyToId=activity), one)

    async def edit(self, text):
        data = {"tenant": {"id": TENANT}, "eventType": "editMessage"}
        activity = self.microsoft.activity(type="messageUpdate", id=self.last, text=text, channelData=data)
        return await self._sent(activity, self.last)

    async def sent_without_words(self, kind):
        file = {"contentType": f"application/vnd.{kind}", "contentUrl": "https://files.test/1"}
        activity = self.microsoft.activity(id=(one := next(_IDS)), text="", attachments=[file])
        return await self._sent(activity, one)

    async def forged(self, text):
        response = await self.post(self.microsoft.activity(text=text), self.microsoft.token(2, {"kid": "key-1"}))
        return response.status_code == 401

    async def sent_later(self):
        before = len(self.microsoft.messages())
        await look(self.app.state.outbox)
        found = self.microsoft.messages()[before:]
        for message in found:
            self._note(message)
        return [seen(message) for message in found]

    async def _sent(self, activity, delivery):
        response = await self.post(activity)
        assert response.status_code == 200, response.text
        ids = self._replies_to(delivery)
        found = [message for message in self.microsoft.messages() if message["id"] in ids]
        for message in found:
            self._note(message)
        return [seen(message) for message in found]

    def _note(self, message):
        for title, data in payloads(message).items():
            self.buttons[title] = (message["id"], data)

    def _replies_to(self, delivery):
        """The ids of the messages that answer one of ours; nothing else tells, as Teams has no threads here."""
        from sqlalchemy import text

        with self.product.units() as work:
            rows = work.teams_cards._connection.execute(text("SELECT key, activity FROM teams_cards"))
            return {activity for key, activity in rows if f":{delivery}:" in key}


@pytest.fixture
async def channel(client, product, rasa, app, microsoft):
    driver = TeamsDriver(client, product, rasa, app, microsoft)
    yield driver
    with product.units() as work:
        kept = work.outbox.for_conversation(_ONE, 0)
    ids = [message["id"] for message in microsoft.messages(CHAT)]
    # Nothing was sent that was not kept, and nothing twice.
    assert len(ids) == len([message for message in kept if message.sent])


class TestTeams(AdapterContract):
    @pytest.fixture
    def channel(self, channel):
        return channel


class TestSender:
    @pytest.mark.parametrize(
        "values",
        [
            {"channelId": "webchat"},
            {"channelId": "directline"},
            {"channelData": {"tenant": {"id": "11111111-2222-3333-4444-555555555555"}}},
            {"channelData": {}, "conversation": {"id": CHAT, "conversationType": "personal"}},
        ],
    )
    async def test_other_channels_and_tenants_are_refused(self, channel, values):
        response = await channel.post(channel.microsoft.activity(text="how much holiday", **values))
        assert (response.status_code, channel.rasa.heard) == (403, [])

    async def test_another_service_is_refused_though_a_token_vouches_for_it(self, channel):
        elsewhere = "https://smba.example/teams"
        activity = channel.microsoft.activity(text="how much holiday", serviceUrl=elsewhere)
        response = await channel.post(activity, channel.microsoft.token(serviceurl=elsewhere))
        assert (response.status_code, channel.rasa.heard) == (403, [])

    async def test_a_token_for_one_service_is_not_believed_with_another(self, channel):
        activity = channel.microsoft.activity(text="x", serviceUrl=f"{channel.microsoft.service_url}/uk")
        assert (await channel.post(activity)).status_code == 401

    @pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer"}, {"Authorization": "Basic x"}])
    async def test_without_a_token_nothing_is_taken(self, channel, header):
        response = await channel.client.post(ADDRESS, json=channel.microsoft.activity(text="x"), headers=header)
        assert (response.status_code, channel.rasa.heard) == (401, [])

    @pytest.mark.parametrize("values", [{"from": {"id": "29:x"}}, {"from": {"id": "29:x", "aadObjectId": ""}}])
    async def test_without_an_object_id_the_chat_is_the_conversation(self, channel, values):
        await channel.post(channel.microsoft.activity(text="how much holiday", **values))
        assert channel.rasa.heard == [(f"teams:{CHAT}", "how much holiday")]
        with channel.product.units() as work:
            work.conversations.forget(f"teams:{CHAT}", "forgotten:x")
        channel.microsoft.said.clear()

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"[]",
            b'"x"',
            b"[" * 60_000,
            b'{"type": 3}',
            b'{"type": "message", "id": {}}',
            b'{"type": "message", "serviceUrl": ["x"]}',
        ],
    )
    async def test_what_is_no_activity_is_refused(self, channel, body):
        headers = {"Authorization": f"Bearer {channel.microsoft.token()}"}
        assert (await channel.client.post(ADDRESS, content=body, headers=headers)).status_code == 400

    async def test_a_body_without_a_token_is_not_even_read(self, channel):
        async def body():
            yield b"{"
            pytest.fail("it was read")

        response = await channel.client.post(ADDRESS, content=body())
        assert response.status_code == 401

    async def test_a_body_of_any_size_is_not_read(self, channel):
        activity = channel.microsoft.activity(text="x" * 300_000)
        assert (await channel.post(activity)).status_code == 413

    @pytest.mark.parametrize(
        "values",
        [
            {"conversation": {}},
            {"conversation": {"id": "a/b"}},
            {"conversation": "x"},
            {"from": {"aadObjectId": "x" * 300}},
            {"id": ""},
            {"id": "x" * 100},
            {"id": None},
        ],
    )
    async def test_an_activity_without_a_place_is_refused(self, channel, values):
        assert (await channel.post(channel.microsoft.activity(text="x", **values))).status_code == 400

    @pytest.mark.parametrize(
        "kind", ["typing", "messageReaction", "messageDelete", "event", "endOfConversation", "new"]
    )
    async def test_what_asks_nothing_is_taken_and_not_answered(self, channel, kind):
        response = await channel.post(channel.microsoft.activity(type=kind, text="how much holiday"))
        assert (response.status_code, channel.microsoft.said, channel.rasa.heard) == (200, [], [])

    async def test_a_question_to_the_bot_that_we_do_not_know_says_so(self, channel):
        activity = channel.microsoft.activity(type="invoke", name="composeExtension/query", value={})
        assert (await channel.post(activity)).status_code == 501


class TestMessages:
    async def test_typing_is_shown_first(self, channel):
        await channel.send("how much holiday")
        assert [activity["type"] for _, activity in channel.microsoft.said] == ["typing", "message"]

    async def test_a_mention_of_the_bot_is_left_out_and_other_names_are_hidden(self, channel):
        entities = [
            {"type": "mention", "text": "<at>SDS Guide</at>", "mentioned": {"id": BOT}},
            {"type": "mention", "text": "<at>Casey Example</at>", "mentioned": {"id": "29:casey"}},
            {"type": "clientInfo", "locale": "en-GB"},
        ]
        text = "<at>SDS Guide</at>&nbsp;how much holiday for <at>Casey Example</at>"
        await channel.post(channel.microsoft.activity(text=text, entities=entities))
        assert [heard for _, heard in channel.rasa.heard] == ["how much holiday for [name]"]

    async def test_words_that_teams_sends_twice_are_no_file(self, channel):
        doubled = [{"contentType": "text/html", "content": "<p>how much holiday</p>"}]
        await channel.post(channel.microsoft.activity(text="how much holiday", attachments=doubled))
        (reply,) = channel.microsoft.shown()
        assert TITLES[HOLIDAY] in reply.text

    async def test_words_beside_a_file_are_read(self, channel):
        file = [{"contentType": "image/png", "contentUrl": "https://files.test/1"}]
        await channel.post(channel.microsoft.activity(text="how much holiday", attachments=file))
        note, reply = channel.microsoft.shown()
        assert note.text.startswith("I can only read words, so I have read what you typed")
        assert TITLES[HOLIDAY] in reply.text

    async def test_half_a_character_is_no_reason_to_break(self, channel):
        body = (
            b'{"text": "how much \\ud800 holiday", '
            + httpx.Request("POST", "http://x", json=channel.microsoft.activity()).content[1:]
        )
        headers = {"Authorization": f"Bearer {channel.microsoft.token()}"}
        assert (await channel.client.post(ADDRESS, content=body, headers=headers)).status_code == 200
        assert [heard for _, heard in channel.rasa.heard] == ["how much   holiday"]

    async def test_whoever_adds_the_app_is_greeted_once(self, channel):
        added = {"type": "conversationUpdate", "membersAdded": [{"id": BOT}]}
        await channel.post(channel.microsoft.activity(**added))
        await channel.post(channel.microsoft.activity(type="installationUpdate", action="add"))
        (reply,) = channel.microsoft.shown()
        assert reply.text.startswith("Hello.")

    async def test_whoever_floods_the_bot_is_asked_to_wait_once(self, channel):
        answers = [await channel.send(f"how much holiday {number}") for number in range(33)]
        assert [len(replies) for replies in answers] == [1] * 31 + [0, 0]

    async def test_a_chat_is_linked_by_a_code_of_the_desk(self, channel):
        person = channel.product.people.add(Details("A champion", "champion@council.example", ["champion"]))
        code = channel.product.access_links.chat_code(person.number)
        (reply,) = await channel.send(code)
        assert "now linked" in reply.text
        with channel.product.units() as work:
            assert work.people.by_conversation(_ONE).number == person.number
        assert channel.rasa.heard == []


class TestButtons:
    async def test_a_card_loses_its_buttons_and_says_what_was_chosen(self, channel):
        await channel.send("how much time")
        await channel.press(TITLES[HOLIDAY])
        ((activity, changed),) = channel.microsoft.updated
        assert (activity, seen(changed).titles) == (channel.microsoft.messages()[0]["id"], ())
        assert seen(changed).text.endswith(f"You chose: {TITLES[HOLIDAY]}")

    async def test_what_can_still_be_done_with_a_ticket_stays(self, channel):
        await channel.send("can I speak to a human")
        await channel.press("Add detail to my ticket")
        ((_, changed),) = channel.microsoft.updated
        assert seen(changed).titles == ("Let the champion know my name", "I no longer need an answer")

    async def test_a_link_stays_whatever_is_pressed(self, channel):
        channel.product.guiding.use(wiring.toolbox(content()))
        for words in ("holiday calculator", "no, they vary", "62"):
            await channel.send(words)
        result = channel.microsoft.shown()[-1]
        await channel.press("Start again")
        changed = channel.microsoft.updated[-1][1]
        assert (result.titles, seen(changed).titles) == (("Open as a page", "Start again"), ("Open as a page",))

    async def test_a_button_that_a_card_no_longer_has_was_used(self, channel):
        await channel.send("/me")
        await channel.press("England")
        (reply,) = await channel.press("Scotland")
        assert reply.titles[0] == "Scotland"  # the newest card has it, and that works
        activity, _ = channel.microsoft.updated[0]
        value = {"choice": "me:nation:england"}
        await channel.post(channel.microsoft.activity(value=value, replyToId=activity))
        assert "used already" in channel.microsoft.shown()[-1].text

    @pytest.mark.parametrize(
        "value", [{"choice": 7}, {"choice": "x" * 300}, {"other": "x"}, {"choice": None}, {"choice": ["x"]}]
    )
    async def test_a_button_that_nobody_made_means_nothing(self, channel, value):
        await channel.post(channel.microsoft.activity(value=value))
        (reply,) = channel.microsoft.shown()
        assert "used already" in reply.text

    async def test_a_card_whose_words_are_kept_no_longer_stays_and_its_button_works_once(self, channel):
        await channel.send("how much time")
        _blanked(channel)
        (reply,) = await channel.press(TITLES[HOLIDAY])
        assert TITLES[HOLIDAY] in reply.text
        assert channel.microsoft.updated == []
        (reply,) = await channel.press("None of these")
        assert "used already" in reply.text

    async def test_words_that_the_turn_cleared_away_do_not_come_back_with_the_card(self, channel):
        await channel.send("how much time")
        sending = channel.app.state.outbox._adapters["teams"]._sending
        card = sending.card_of(_ONE, channel.microsoft.messages()[0]["id"])
        _blanked(channel)
        with channel.product.units() as work:
            place = work.teams_references.get(_ONE)
        await sending.pressed(place, card, f"article:{HOLIDAY}", str)
        ((_, changed),) = channel.microsoft.updated
        assert seen(changed).titles == ()
        kept = sending.card_of(_ONE, card.activity).body
        assert (kept["text"], kept["choices"]) == ("", [])

    async def test_a_client_that_executes_gets_an_answer_too(self, channel):
        await channel.send("how much time")
        activity, data = channel.buttons[TITLES[HOLIDAY]]
        value = {"action": {"type": "Action.Execute", "data": data}, "trigger": "manual"}
        press = {"type": "invoke", "name": "adaptiveCard/action", "value": value, "replyToId": activity}
        response = await channel.post(channel.microsoft.activity(**press))
        assert response.json()["type"] == "application/vnd.microsoft.activity.message"
        assert channel.microsoft.shown()[-1].text.startswith(f"**{TITLES[HOLIDAY]}**")

    async def test_a_card_that_cannot_be_changed_is_no_harm(self, channel):
        await channel.send("how much time")
        channel.microsoft.updates_fail = Fault(502)
        await channel.press("None of these")
        (reply,) = await channel.press("None of these")
        assert "used already" in reply.text


class TestGroups:
    async def test_a_group_gets_one_hint_ever_and_no_answers(self, channel):
        for number in range(3):
            mention = {"type": "mention", "text": "<at>SDS Guide</at>", "mentioned": {"id": BOT}}
            activity = channel.microsoft.in_channel("19:team@thread.tacv2", id=f"in-group-{number}", entities=[mention])
            assert (await channel.post(activity | {"text": "<at>SDS Guide</at> how much holiday"})).status_code == 200
        (hint,) = channel.microsoft.messages("19:team@thread.tacv2")
        assert "in private only" in hint["text"]
        assert channel.rasa.heard == []

    @pytest.mark.parametrize("scope", ["groupChat", "channel", "", None, "Personal"])
    async def test_only_what_is_said_to_be_personal_is_answered(self, channel, scope):
        conversation = {"id": "19:x@thread.v2", "conversationType": scope, "tenantId": TENANT}
        await channel.post(channel.microsoft.activity(text="how much holiday", conversation=conversation))
        assert channel.rasa.heard == []


class TestPush:
    async def test_a_message_reaches_a_person_after_a_restart(self, channel, product, rasa, configuration):
        await channel.send("can I speak to a human")
        product.handling.answer(1, "Ring me.", Actor(None, "a champion"))
        anew = create_app(product, rasa, configuration)
        await look(anew.state.outbox)
        assert channel.microsoft.shown()[-1].text.endswith("Ring me.")
        await anew.state.outbox._adapters["teams"]._sending._connector.close()

    async def test_who_took_the_app_away_gets_nothing_and_is_not_tried_again(self, channel):
        await channel.send("can I speak to a human")
        await channel.post(channel.microsoft.activity(type="installationUpdate", action="remove"))
        channel.product.handling.answer(1, "Ring me.", Actor(None, "a champion"))
        assert await channel.sent_later() == []
        with channel.product.units() as work:
            assert [message.body["given_up"] for message in work.outbox.dead()] == ["not_installed"]

    async def test_who_adds_it_again_gets_what_was_meant_for_them(self, channel):
        await self.test_who_took_the_app_away_gets_nothing_and_is_not_tried_again(channel)
        await channel.post(channel.microsoft.activity(type="installationUpdate", action="add"))
        await channel.sent_later()
        assert [seen.text for seen in channel.microsoft.shown() if seen.text.endswith("Ring me.")] != []

    @pytest.mark.parametrize("status", [429, 502, 503])
    async def test_replies_outlive_an_outage_once_and_in_order(self, channel, clock, status):
        channel.microsoft.always = Fault(status)
        assert await channel.send("how much holiday") == []
        assert await channel.send("can I speak to a human") == []
        channel.microsoft.always = None
        channel.app.state.outbox._adapters["teams"]._sending._connector._rest_until = 0.0
        found = []
        for _ in range(4):
            clock.pass_(minutes=1)
            found += await channel.sent_later()
        assert [TITLES[HOLIDAY] in found[0].text, "ticket is number 1" in found[1].text] == [True, True]
        assert len(found) == 2

    async def test_somebody_who_blocked_the_bot_is_not_tried_again(self, channel):
        channel.microsoft.always = Fault(403)
        assert await channel.send("how much holiday") == []
        with channel.product.units() as work:
            assert [message.body["given_up"] for message in work.outbox.dead()] == ["blocked"]


class TestForgetting:
    async def test_who_is_forgotten_is_told_so_and_leaves_neither_words_nor_a_place(self, channel, monkeypatch):
        await channel.send("can I speak to a human about zebras")
        await channel.send("forget me")
        await channel.press("Delete everything I have asked")
        messages = channel.microsoft.messages()
        assert "are deleted" in seen(messages[-1]).text
        with channel.product.units() as work:
            assert [work.teams_cards.of_activity(_ONE, message["id"]) for message in messages] == [None] * 3
            assert work.teams_references.get(_ONE) is None
        # Nor is the place kept in mind for when the database is away.
        _breaks(monkeypatch)
        with pytest.raises(GivenUpError):
            await channel.app.state.outbox._adapters["teams"].push(_ONE, {"text": "Hello?"})
        monkeypatch.undo()
        channel.microsoft.said.clear()


class TestWithoutStorage:
    async def test_a_person_in_danger_gets_the_numbers_to_ring(self, channel, monkeypatch):
        with monkeypatch.context() as patched:
            _breaks(patched)
            await channel.post(channel.microsoft.activity(text="my dad is hitting my mum"))
        (reply,) = channel.microsoft.shown()
        assert [line for line in ("999", "101", "116 123") if line not in reply.text] == []
        channel.microsoft.said.clear()

    async def test_the_same_words_are_sent_each_time(self, channel, monkeypatch):
        await channel.send("can I speak to a human")
        with channel.product.units() as work:
            outbox = type(work.outbox)
        # Replies cannot be kept, while what was sent can.
        monkeypatch.setattr(outbox, "add", _broken)
        for _ in range(2):
            await channel.post(channel.microsoft.activity(id=next(_IDS), text="how much holiday"))
        assert [TITLES[HOLIDAY] in reply.text for reply in channel.microsoft.shown()] == [False, True, True]
        channel.microsoft.said.clear()
        with channel.product.units() as work:
            work.conversations.forget(_ONE, "forgotten:x")
            work.commit()


def _blanked(channel):
    """Take the words out of the newest card, as the end of a guided tool does."""
    activity = channel.microsoft.messages()[-1]["id"]
    with channel.product.units() as work:
        card = work.teams_cards.of_activity(_ONE, activity)
        work.teams_cards.put(dataclasses.replace(card, body={**card.body, "text": ""}))
        work.commit()


def _broken(*_):
    raise StorageError(_BROKEN)


def _breaks(patched):
    patched.setattr(SqlUnitOfWork, "__enter__", _broken)


class TestLogs:
    async def test_no_token_text_or_name_is_in_any_line(self, channel, caplog, capsys):
        caplog.set_level("DEBUG")
        await channel.send("how much holiday for Zebedee Quux")
        await channel.press("That helped")
        await channel.forged("secret-words-of-a-stranger")
        await channel.post(channel.microsoft.activity(text="odd-tenant-words", channelData={"tenant": {"id": "x"}}))
        await channel.post(channel.microsoft.activity(text={"bad": "zebra-words"}, attachments="x", entities=[3]))
        channel.microsoft.always = Fault(500, body={"error": "zebra-answer"})
        await channel.send("can I speak to a human")
        channel.microsoft.always = None
        out, err = capsys.readouterr()
        lines = caplog.text + out + err
        private = ["Zebedee", "Quux", "zebra", "secret-words", "odd-tenant", "Casey", ASKER, CHAT, "a-token-", "eyJ"]
        assert [word for word in [*private, SECRET] if word in lines] == []


class TestSwitchedOff:
    async def test_without_a_client_id_there_is_no_teams(self, product, rasa, tmp_path):
        async with client_of(create_app(product, rasa, settings(tmp_path))) as client:
            assert (await client.post(ADDRESS, json={})).status_code == 404

    def test_a_setting_that_cannot_be_used_stops_the_start(self, product, rasa, tmp_path, microsoft):
        chosen = microsoft.settings() | {"teams_tenant_id": "common"}
        with pytest.raises(ConfigurationError, match="SDS_TEAMS_TENANT_ID"):
            create_app(product, rasa, settings(tmp_path, **chosen))
