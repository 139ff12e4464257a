"""The whole of Teams against Microsoft's own emulator: an asker's chat, a group, the champions' channel."""

import pytest

from bot import wiring
from bot.gateway.app import create_app
from bot.services.people import Details
from bot.services.people_records import Person
from tests.gateway.teams_playground import (
    BOT_ID,
    CHAT,
    GROUP,
    TEAM_CHANNEL,
    free_port,
    installed,
    playing,
    served,
)
from tests.gateway.teams_world import ADDRESS, ASKER, CHAMPION, parts, seen, settled
from tests.gateway.world import HOLIDAY, TITLES, ScriptedRasa, settings

pytestmark = pytest.mark.long
_SECONDS = 40
"""A busy machine takes its time."""
_PRIVATE = ("how much", "speak to a human", "Ring", "colleague-", "Example", "example.org", ASKER, CHAMPION, CHAT)
"""What people said and who they are; none of it may stand in a log."""


@pytest.fixture(scope="module")
def emulator(tmp_path_factory):
    folder = tmp_path_factory.mktemp("playground")
    missing = installed(folder)
    if missing:
        pytest.skip(missing)
    return folder


class Play:
    """What people of the emulator see and do."""

    def __init__(self, playground, product, rasa):
        self.playground, self.product, self.rasa = playground, product, rasa

    def told(self, action, conversation):
        """What the emulator's page was told of a conversation; a thread of a channel begins with the channel's id."""
        return [
            event["message"]
            for event in self.playground.shown
            if event["action"] == action and event["actionConversationId"].startswith(conversation)
        ]

    async def next(self, before, conversation=CHAT, action="createMessage"):
        """Return the message that comes after so many others."""
        await settled(lambda: len(self.told(action, conversation)) > before, _SECONDS)
        return self.told(action, conversation)[before]


@pytest.fixture
async def play(emulator, tmp_path, caplog):
    caplog.set_level("INFO")
    port = free_port()
    async with playing(emulator, tmp_path, f"http://127.0.0.1:{port}{ADDRESS}") as playground:
        chosen = {
            "teams_client_id": BOT_ID,
            "teams_validate_tokens": False,
            "teams_service_url": f"http://localhost:{playground.port}/_connector",
            "teams_champions_channel": TEAM_CHANNEL,
        }
        configuration = settings(tmp_path, **chosen)
        product = wiring.product(configuration)
        rasa = ScriptedRasa(product)
        async with served(create_app(product, rasa, configuration), port):
            yield Play(playground, product, rasa)
    assert [word for word in _PRIVATE if word in caplog.text] == []


class TestPlayground:
    async def test_a_question_a_choice_and_the_card_without_its_buttons(self, play):
        await play.playground.say("how much time")
        asked = await play.next(0)
        assert seen(asked).titles == (*TITLES.values(), "None of these")
        assert [e["action"] for e in play.playground.shown[:2]] == ["typing", "createMessage"]
        await play.playground.submit({"choice": f"article:{HOLIDAY}"}, asked["messageId"])
        answer = await play.next(1)
        assert seen(answer).text.startswith(f"**{TITLES[HOLIDAY]}**")
        changed = await play.next(0, action="updateMessage")
        assert (changed["messageId"], seen(changed).titles) == (asked["messageId"], ())
        assert seen(changed).text.endswith(f"You chose: {TITLES[HOLIDAY]}")

    async def test_a_group_gets_one_hint_and_no_answers(self, play):
        mention = {"mentions": [{"mentioned": {"id": BOT_ID}, "text": "<at>SDS Guide</at>"}]}
        await play.playground.say("<at>SDS Guide</at> how much holiday", GROUP, **mention)
        assert "in private only" in seen(await play.next(0, GROUP)).text
        await play.playground.say("<at>SDS Guide</at> how much notice", GROUP, **mention)
        await play.playground.say("how much holiday")
        await play.next(0)
        assert len(play.told("createMessage", GROUP)) == 1
        assert [text for _, text in play.rasa.heard] == ["how much holiday"]

    async def test_a_champion_claims_and_answers_from_the_channel(self, play):
        person = play.product.people.add(Details("Champion, adults team", "c@example.org", ["champion"]))
        _linked(play.product, person)
        await play.playground.say("can I speak to a human")
        await play.next(0)
        card = await play.next(0, TEAM_CHANNEL)
        place = card["postConversationId"]
        claim = _action(card, "claim")
        claimed = await play.playground.execute(claim, card["messageId"], place)
        assert "Claimed by" in str(claimed["value"])
        changed = await play.next(0, TEAM_CHANNEL, "updateMessage")
        answer = _action(changed, "answer")
        data = answer["data"] | {"answer": "Ring **me**."}
        done = await play.playground.execute(answer | {"data": data}, card["messageId"], place)
        assert "Answered by" in str(done["value"])
        assert seen(await play.next(1)).text.endswith("Ring **me**.")

    async def test_somebody_who_is_not_of_the_desk_is_told_so(self, play):
        await play.playground.say("can I speak to a human")
        card = await play.next(0, TEAM_CHANNEL)
        refused = await play.playground.execute(_action(card, "claim"), card["messageId"], card["postConversationId"])
        assert "Only people of the champions' desk" in refused["value"]
        assert play.product.escalation.show(1).state == "open"


def _linked(product, person: Person):
    with product.units() as work:
        kept = work.people.get(person.number)
        kept.conversation = f"teams:{CHAMPION}"
        work.people.put(kept)
        work.commit()


def _action(card, verb):
    return next(part for part in parts(card["attachments"]) if part.get("verb") == verb)
