"""The champions' channel: a card for each ticket, acts only of people of the desk, never who asked."""

import pytest

from bot.errors import UnknownItemError
from bot.gateway.app import create_app
from bot.services.handling import Actor
from bot.services.people import Details
from tests.gateway.outbox_looks import look
from tests.gateway.teams_world import (
    ADDRESS,
    ASKER,
    BOT,
    CHAMPION,
    CHANNEL_CHAT,
    Fault,
    Microsoft,
    cards,
    parts,
)
from tests.gateway.world import HOLIDAY, NOTICE, TITLES, settings

_ONE = f"teams:{CHAMPION}"


@pytest.fixture
async def microsoft():
    standing_in = Microsoft()
    await standing_in.start()
    yield standing_in
    await standing_in.stop()


@pytest.fixture
async def app(product, rasa, tmp_path, microsoft):
    chosen = microsoft.settings() | {"teams_champions_channel": CHANNEL_CHAT, "public_url": "https://guide.test"}
    app = create_app(product, rasa, settings(tmp_path, **chosen))
    yield app
    await app.state.outbox._adapters["teams"]._sending._connector.close()


class Desk:
    """What champions see and press in their channel."""

    def __init__(self, client, app, product, microsoft):
        self.client, self.app, self.product, self.microsoft = client, app, product, microsoft
        self.champions = app.state.outbox._adapters["teams"]._champions

    async def ask(self, text="which forms do I need"):
        """Let the asker ask what no article answers."""
        await self._post(self.microsoft.activity(text=text))

    async def look(self):
        """Let the channel be brought up to date."""
        self.champions.announce()
        await look(self.app.state.outbox)
        return [message for message in self.microsoft.messages(CHANNEL_CHAT) if cards(message)]

    async def press(self, act, person=CHAMPION, kind="invoke", **data):
        """Press a button of the newest card of ticket 1, and return what is answered."""
        shown = [*self.microsoft.messages(CHANNEL_CHAT), *(message for _, message in self.microsoft.updated)]
        button = [part for message in shown for part in parts(message) if part.get("verb") == act][-1]
        return await self.sent({**button["data"], **data}, person, kind)

    async def sent(self, data, person=CHAMPION, kind="invoke"):
        value = {"action": {"type": "Action.Execute", "data": data}, "trigger": "manual"} if kind == "invoke" else data
        named = {"name": "adaptiveCard/action"} if kind == "invoke" else {}
        activity = self.microsoft.in_channel(person=person, type=kind, value=value, replyToId="sent-1", **named)
        response = await self._post(activity)
        return response.json() if response.content else None

    async def _post(self, activity):
        headers = {"Authorization": f"Bearer {self.microsoft.token()}"}
        response = await self.client.post(ADDRESS, json=activity, headers=headers)
        assert response.status_code == 200, response.text
        return response


@pytest.fixture
def desk(client, app, product, microsoft):
    return Desk(client, app, product, microsoft)


@pytest.fixture
def champion(product):
    person = product.people.add(Details("Champion, adults team", "c@council.example", ["champion"]))
    with product.units() as work:
        kept = work.people.get(person.number)
        kept.conversation = _ONE
        work.people.put(kept)
        work.commit()
    return person


class TestCard:
    async def test_a_ticket_of_any_channel_is_shown_once(self, desk, product):
        await desk.ask("can I speak to a human")
        (message,) = await desk.look()
        assert await desk.look() == [message]
        (content,) = cards(message)
        assert content["body"][0]["text"] == "Ticket 1: Open"

    async def test_it_shows_the_question_and_never_who_asked(self, desk):
        await desk.ask("which forms for mr Quux?")
        (message,) = await desk.look()
        (question,) = [part["text"] for part in parts(message) if part.get("type") == "TextRun"]
        assert question == "which forms for mr [name]?"
        assert [private for private in (ASKER, "Casey", "Quux") if private in str(message)] == []

    async def test_a_question_with_markdown_in_it_makes_no_links(self, desk):
        await desk.ask("can a human [look](https://evil.example) at **this**")
        (message,) = await desk.look()
        runs = [part for part in parts(message) if "evil.example" in str(part.get("text", ""))]
        assert [part["type"] for part in runs] == ["TextRun"]

    async def test_the_nearest_articles_are_offered(self, desk):
        await desk.ask()
        (message,) = await desk.look()
        (offered,) = [part["choices"] for part in parts(message) if part.get("id") == "article"]
        assert [choice["value"] for choice in offered] == [HOLIDAY, NOTICE]
        assert offered[0]["title"] == f"{TITLES[HOLIDAY]} (10%)"

    async def test_an_urgent_ticket_says_so(self, desk):
        await desk.ask("my dad is hitting my mum")
        (message,) = await desk.look()
        assert "URGENT" in str(message)

    async def test_the_desk_is_one_press_away(self, desk):
        await desk.ask("can I speak to a human")
        (message,) = await desk.look()
        assert [p["url"] for p in parts(message) if p.get("type") == "Action.OpenUrl"] == [
            "https://guide.test/desk/tickets/1"
        ]

    async def test_what_happens_elsewhere_changes_the_card(self, desk, product, champion):
        await desk.ask("can I speak to a human")
        await desk.look()
        product.handling.claim(1, Actor(champion.number, champion.name))
        assert len(await desk.look()) == 1
        ((activity, changed),) = desk.microsoft.updated
        assert activity == desk.microsoft.messages(CHANNEL_CHAT)[0]["id"]
        assert ("Claimed by", "Champion, adults team") in facts(changed)
        product.handling.answer(1, "Ring me.", Actor(champion.number, champion.name))
        await desk.look()
        _, changed = desk.microsoft.updated[-1]
        assert ("Answered by", "Champion, adults team") in facts(changed)
        assert [part for part in parts(changed) if part.get("type") == "Action.Execute"] == []

    async def test_a_card_that_was_deleted_is_shown_anew(self, desk, product, champion):
        await desk.ask("can I speak to a human")
        await desk.look()
        desk.microsoft.updates_fail = Fault(404)
        product.handling.claim(1, Actor(champion.number, champion.name))
        assert len(await desk.look()) == 2

    async def test_while_teams_is_away_the_card_waits(self, desk, clock):
        desk.microsoft.always = Fault(502)
        await desk.ask("can I speak to a human")
        assert await desk.look() == []
        desk.microsoft.always = None
        clock.pass_(minutes=1)
        assert len(await desk.look()) == 1

    async def test_cards_that_a_team_without_the_app_missed_are_shown_when_it_is_added_again(self, desk, microsoft):
        await desk.ask("can I speak to a human")
        microsoft.always = Fault(403)
        assert await desk.look() == []
        microsoft.always = None
        added = {"type": "conversationUpdate", "membersAdded": [{"id": BOT}]}
        await desk._post(microsoft.in_channel("19:general@thread.tacv2", **added))
        assert len(await desk.look()) == 1

    async def test_tickets_that_were_answered_before_are_not_announced(self, desk, product, champion):
        await desk.ask("can I speak to a human")
        product.handling.answer(1, "Ring me.", Actor(champion.number, champion.name))
        assert await desk.look() == []

    async def test_old_cards_of_askers_are_forgotten(self, desk, product, clock):
        await desk.ask("can I speak to a human")
        (sent,) = desk.microsoft.messages("a:1personal")
        clock.pass_(days=91)
        product.retaining.once()
        with product.units() as work:
            assert work.teams_cards.of_activity(f"teams:{ASKER}", sent["id"]) is None

    def test_a_ticket_that_is_not_there_has_no_card(self, desk):
        with pytest.raises(UnknownItemError):
            desk.champions.card(7)


class TestAct:
    @pytest.fixture(autouse=True)
    async def shown(self, desk):
        await desk.ask()
        await desk.look()

    async def test_a_champion_claims(self, desk, champion):
        answer = await desk.press("claim")
        assert answer["type"] == "application/vnd.microsoft.card.adaptive"
        assert ("Claimed by", "Champion, adults team") in facts(answer)
        assert desk.product.escalation.show(1).owner == champion.number

    async def test_a_champion_answers_and_the_asker_gets_it(self, desk, champion):
        await desk.press("answer", answer="Ring **me**.")
        await look(desk.app.state.outbox)
        assert "Ring **me**." in str(desk.microsoft.messages("a:1personal")[-1])
        assert desk.product.escalation.show(1).answered_by == champion.name

    async def test_a_champion_sends_an_article(self, desk, champion):
        await desk.press("send", article=NOTICE)
        await look(desk.app.state.outbox)
        assert TITLES[NOTICE] in str(desk.microsoft.messages("a:1personal")[-1])

    async def test_somebody_who_is_not_linked_can_do_nothing(self, desk, champion):
        answer = await desk.press("claim", person=ASKER)
        assert answer["type"] == "application/vnd.microsoft.activity.message"
        assert "Only people of the champions' desk" in answer["value"]
        assert desk.product.escalation.show(1).state == "open"

    async def test_an_administrator_has_no_business_with_tickets(self, desk, product, champion):
        product.people.change(champion.number, None, Details(champion.name, "c@council.example", ["admin"]))
        assert "Only people of" in (await desk.press("claim"))["value"]

    async def test_somebody_who_left_can_do_nothing(self, desk, product, champion):
        product.people.deactivate(champion.number)
        assert "Only people of" in (await desk.press("claim"))["value"]

    async def test_a_ticket_that_changed_meanwhile_is_not_overwritten(self, desk, product, champion):
        product.handling.note(1, Actor(champion.number, champion.name), "x")
        product.handling.claim(1, Actor(champion.number, champion.name))
        assert "changed by a colleague" in (await desk.press("answer", answer="Late."))["value"]
        assert product.escalation.show(1).answer is None

    async def test_an_empty_answer_is_not_sent(self, desk, champion):
        assert "needs 1 to 8000 characters" in (await desk.press("answer"))["value"]

    async def test_an_article_must_be_chosen(self, desk, champion):
        assert (await desk.press("send"))["value"] == "Choose an article first. Nothing was sent."

    async def test_an_article_that_is_not_served_is_not_sent(self, desk, champion):
        assert "Nothing was sent" in (await desk.press("send", article="no/such"))["value"]

    @pytest.mark.parametrize(
        "data",
        [
            {},
            {"act": "claim"},
            {"act": "claim", "ticket": "1", "version": 0},
            {"act": "claim", "ticket": True, "version": 0},
            {"act": "claim", "ticket": -1, "version": 0},
            {"act": "claim", "ticket": 2**40, "version": 0},
            {"act": "claim", "ticket": 99, "version": 0},
            {"act": "delete", "ticket": 1, "version": 0},
            {"act": ["claim"], "ticket": 1, "version": 0},
        ],
    )
    async def test_a_button_that_nobody_made_changes_nothing(self, desk, champion, data):
        answer = await desk.sent(data)
        assert answer["type"] == "application/vnd.microsoft.activity.message"
        assert desk.product.escalation.show(1).state == "open"

    async def test_a_client_that_sends_a_message_instead_is_understood(self, desk, champion):
        assert await desk.press("claim", kind="message") is None
        assert desk.product.escalation.show(1).owner == champion.number
        assert await desk.press("send", kind="message", version=1) is None
        assert desk.microsoft.messages(CHANNEL_CHAT)[-1]["text"] == "Choose an article first. Nothing was sent."

    async def test_a_press_outside_the_champions_channel_does_nothing(self, desk, champion):
        data = {"act": "claim", "ticket": 1, "version": 0}
        value = {"action": {"type": "Action.Execute", "data": data}, "trigger": "manual"}
        press = {"type": "invoke", "name": "adaptiveCard/action", "value": value}
        await desk._post(desk.microsoft.in_channel("19:other@thread.tacv2", **press))
        assert desk.product.escalation.show(1).state == "open"


def facts(found):
    """Return the facts of a card."""
    return [(p["title"], p["value"]) for p in parts(found) if "value" in p and "title" in p and "type" not in p]
