"""Guided tools that end in a document: written from the answers, kept behind a link, stopped by danger."""

import dataclasses
import pathlib

import pytest

from bot import wiring
from bot.helpdesk.guided import CHOICE, SEVERAL, SKIPPED, WORDS, Button, Step, Tool
from bot.helpdesk.tool_documents import Condition, Line, Part, Row, ShortResult
from bot.helpdesk.vocabulary import OutcomeName, Reply
from bot.services.conversing import Conversing, Incoming, Limits
from bot.services.guiding import ENDED
from tests.services.asking import chatting, desk, everything, shown
from tests.worlds import Clock, ScriptedUnderstander, understood

ARTICLE = "options/option-2"
WISH = Step("wish", "What is the wish?", WORDS, labels=("wish",))
MATTERS = Step(
    "matters",
    "What matters?",
    SEVERAL,
    buttons=(Button("Control", "control"), Button("Money", "money"), Button("None of these", SKIPPED)),
    optional=True,
)
SAFE = Step(
    "safe",
    "Is anybody pressing?",
    CHOICE,
    buttons=(Button("Pressing", "yes"), Button("Free", "no")),
    warns={"yes": "pressure"},
)
NOTHING = Button("Nothing else", SKIPPED)
MORE = Step("more", "Anything else?", WORDS, buttons=(NOTHING,), optional=True)
PLAN = Tool(
    id="plan",
    title="Wish plan",
    does="Writes a wish down.",
    names=("wish plan",),
    articles=(),
    steps=(WISH, MATTERS, SAFE, MORE),
    results={"many": "Much matters to {wish}.", "few": "Little matters."},
    document=(
        Part(heading="Wish", text="{wish}"),
        Part(heading="More", text="{more}"),
        Part(
            heading="What matters",
            lines=(Line("Control counts.", Condition(when={"matters": ("control",)})), Line("Said: {more}")),
            shown=("chat",),
        ),
        Part(
            head=("", "Option 1"),
            rows=(
                Row(("Control", "all of it"), Condition(when={"matters": ("control",)})),
                Row(("Money", "{wish}"), Condition(when={"matters": ("money",)})),
            ),
            shown=("page",),
        ),
        Part(heading="Only in England", text="Care Act.", condition=Condition(when={"nation": ("england",)})),
        Part(text="Ring:\n\n{contacts}"),
        Part(articles=(ARTICLE,)),
    ),
    chooses=(ShortResult("many", Condition(counted="matters", at_least=2)), ShortResult("few")),
    warnings={"pressure": "Stop. Somebody presses.\n\n{contacts}"},
)


@pytest.fixture
def product(tmp_path: pathlib.Path) -> wiring.Product:
    found = desk(tmp_path, Clock())
    found.guiding.use(dataclasses.replace(found.guiding._toolbox, tools={"plan": PLAN}))
    return found


@pytest.fixture
def rasa(product: wiring.Product) -> ScriptedUnderstander:
    return ScriptedUnderstander(product)


@pytest.fixture
def conversing(product: wiring.Product, rasa: ScriptedUnderstander) -> Conversing:
    return product.conversing(rasa, Limits(messages_a_minute=1000))


class Talk:
    def __init__(self) -> None:
        self.turns = 0

    async def say(self, conversing: Conversing, *texts: str) -> list[Reply]:
        replies: list[Reply] = []
        for text in texts:
            self.turns += 1
            replies = await conversing.receive(Incoming("web:a", str(self.turns), text))
        return replies


@pytest.fixture
def talk() -> Talk:
    return Talk()


def page(product: wiring.Product, reply: Reply) -> str:
    """What stands on the page that a result leads to."""
    (address,) = (choice.payload for choice in reply.choices if choice.title == "Open as a page")
    kept = product.documents.read(address.rpartition("/")[2])
    assert kept is not None
    return kept.text


class TestWriting:
    async def test_parts_follow_the_answers(self, conversing: Conversing, talk: Talk):
        (reply,) = await talk.say(conversing, "wish plan", "go *swimming*", "control and money", "no", "skip")
        assert "**Wish**\n\ngo \\*swimming\\*" in reply.text
        assert "**What matters**\n\n- Control counts.\n\n" in reply.text
        assert [words for words in ("**More**", "Said:", "England", "| Control") if words in reply.text] == []
        assert reply.text.endswith("**In short:** Much matters to go \\*swimming\\*.")

    async def test_the_page_has_parts_of_its_own(self, conversing: Conversing, talk: Talk, product: wiring.Product):
        (reply,) = await talk.say(conversing, "wish plan", "swim | dive", "control, money", "no", "skip")
        written = page(product, reply)
        assert "| Control | all of it |\n| Money | swim \\| dive |" in written
        assert "|  | Option 1 |\n| --- | --- |" in written
        assert "What matters" not in written

    async def test_sources_are_those_of_the_articles_that_it_names(self, conversing: Conversing, talk: Talk):
        (reply,) = await talk.say(conversing, "wish plan", "swim", "none", "no", "skip")
        assert reply.sources
        assert reply.sources[0]["title"] in reply.text
        assert reply.text.endswith("**In short:** Little matters.")

    async def test_contacts_are_the_councils(self, conversing: Conversing, talk: Talk, product: wiring.Product):
        (reply,) = await talk.say(conversing, "wish plan", "swim", "none", "no", "skip")
        assert product.renderer.contacts() in reply.text

    async def test_labels_answer_several_steps(self, conversing: Conversing, talk: Talk):
        (reply,) = await talk.say(conversing, "wish plan", "Wish: swim. Nothing else: no")
        assert "What matters?" in reply.text

    async def test_long_words_are_read_back_short(self, conversing: Conversing, talk: Talk):
        (reply,) = await talk.say(conversing, "wish plan", "swim " * 100)
        assert reply.text.startswith("Noted: swim swim")
        assert len(reply.text) < 200

    async def test_too_many_letters_are_refused_and_nothing_is_cut(self, conversing: Conversing, talk: Talk):
        (reply,) = await talk.say(conversing, "wish plan", "swim " * 320)
        assert "That is 1599 letters; 1500 fit here." in reply.text


class TestKeeping:
    async def test_nothing_of_it_can_be_read_in_the_database_once_it_has_ended(
        self, conversing: Conversing, talk: Talk, product: wiring.Product, tmp_path: pathlib.Path
    ):
        (reply,) = await talk.say(conversing, "wish plan", "Zanzibar", "control", "no", "skip")
        await talk.say(conversing, "thanks")
        assert "Zanzibar" not in str(everything(tmp_path))
        assert "Zanzibar" in page(product, reply)
        assert ENDED not in str(chatting(product).tool or {})


class TestButtonsOfOwnWords:
    async def test_one_that_is_typed_is_pressed(self, conversing: Conversing, talk: Talk):
        (reply,) = await talk.say(conversing, "wish plan", "swim", "control", "no", "Nothing else.")
        assert "**More**\n\nNothing else\n\n" in reply.text


class TestWarning:
    async def test_it_stops_and_says_whom_to_ring(self, conversing: Conversing, talk: Talk, product: wiring.Product):
        (reply,) = await talk.say(conversing, "wish plan", "swim", "control", "yes")
        assert reply.text.startswith("Stop. Somebody presses.")
        assert product.renderer.contacts() in reply.text
        assert [choice.title for choice in reply.choices] == ["Go on", "Stop"]

    async def test_going_on_loses_nothing(self, conversing: Conversing, talk: Talk):
        (reply,) = await talk.say(conversing, "wish plan", "swim", "control", "yes", "thanks", "go on", "skip")
        assert "**Wish**\n\nswim" in reply.text


class TestDanger:
    PHRASE = "he is being hit by his carer"
    HIDDEN = "since the lodger moved in he looks to the door before he says a word"

    async def test_a_phrase_says_whom_to_ring_and_the_words_are_kept(
        self, conversing: Conversing, talk: Talk, product: wiring.Product
    ):
        (reply,) = await talk.say(conversing, "wish plan", self.PHRASE)
        assert (reply.outcome, product.renderer.contacts() in reply.text) == (OutcomeName.SAFEGUARD, True)
        assert [choice.title for choice in reply.choices] == ["Somebody is at risk", "Go on", "Stop"]
        assert product.escalation.list() == []
        (asked,) = await talk.say(conversing, "thanks")
        assert (asked.text, asked.choices) == (reply.text, reply.choices)
        (reply,) = await talk.say(conversing, "go on", "control", "no", "skip")
        assert self.PHRASE in reply.text

    @pytest.mark.parametrize("words", ["yes", "yes she is", "Somebody is at risk"])
    async def test_yes_means_that_somebody_is_at_risk_and_not_to_go_on(
        self, conversing: Conversing, talk: Talk, product: wiring.Product, words: str
    ):
        (told,) = await talk.say(conversing, "wish plan", self.PHRASE, words)
        assert (told.outcome, told.ticket) == (OutcomeName.SAFEGUARD, 1)
        assert (shown(product).urgent, shown(product).question) == (True, self.PHRASE)
        (asked,) = await talk.say(conversing, "yes")
        assert ("What matters?" in asked.text, len(product.escalation.list())) == (True, 1)

    @pytest.mark.parametrize("words", ["no", "nobody is at risk", "yes, go on"])
    async def test_who_is_only_planning_goes_on(
        self, conversing: Conversing, talk: Talk, product: wiring.Product, words: str
    ):
        (asked,) = await talk.say(conversing, "wish plan", self.PHRASE, words)
        assert ("What matters?" in asked.text, product.escalation.list()) == (True, [])

    async def test_one_press_tells_a_champion_and_the_tool_waits(
        self, conversing: Conversing, talk: Talk, product: wiring.Product
    ):
        (reply,) = await talk.say(conversing, "wish plan", self.PHRASE)
        urgent = reply.choices[0].payload
        for delivery in ("press", "press", "press again"):
            (told,) = await conversing.receive(Incoming("web:a", delivery, choice=urgent))
            assert (told.outcome, told.ticket) == (OutcomeName.SAFEGUARD, 1)
        assert (shown(product).urgent, shown(product).question) == (True, self.PHRASE)
        assert len(product.escalation.list()) == 1
        (asked,) = await talk.say(conversing, "go on")
        assert "What matters?" in asked.text

    async def test_what_only_the_model_sees_does_the_same(
        self, conversing: Conversing, rasa: ScriptedUnderstander, talk: Talk, product: wiring.Product
    ):
        rasa.script = {self.HIDDEN: dataclasses.replace(understood(ARTICLE), at_risk=True)}
        (reply,) = await talk.say(conversing, "wish plan", self.HIDDEN)
        assert [choice.title for choice in reply.choices] == ["Somebody is at risk", "Go on", "Stop"]
        (reply,) = await talk.say(conversing, "go on", "control", "no", "skip")
        assert self.HIDDEN in reply.text

    async def test_the_second_time_the_numbers_stand_before_the_next_question(
        self, conversing: Conversing, talk: Talk, product: wiring.Product
    ):
        (reply,) = await talk.say(conversing, "wish plan", self.PHRASE, "go on", "control", "no", self.PHRASE)
        assert reply.text.startswith(product.renderer.in_danger())
        assert "**More**" in reply.text
        assert reply.choices[-1].title == "Somebody is at risk"

    async def test_danger_while_it_waits_tells_a_champion_at_once(
        self, conversing: Conversing, talk: Talk, product: wiring.Product
    ):
        (reply,) = await talk.say(conversing, "wish plan", self.PHRASE, self.PHRASE)
        assert (reply.outcome, shown(product).urgent) == (OutcomeName.SAFEGUARD, True)

    async def test_a_phrase_at_another_step_tells_a_champion_at_once_and_the_tool_simply_waits(
        self, conversing: Conversing, talk: Talk, product: wiring.Product
    ):
        (reply,) = await talk.say(conversing, "wish plan", "swim", self.PHRASE)
        assert (reply.outcome, shown(product).urgent) == (OutcomeName.SAFEGUARD, True)
        (asked,) = await talk.say(conversing, "control")
        assert "Is anybody pressing?" in asked.text

    async def test_harmless_words_are_looked_at_and_leave_nothing(
        self, conversing: Conversing, rasa: ScriptedUnderstander, talk: Talk, product: wiring.Product
    ):
        (reply,) = await talk.say(conversing, "wish plan", "to go to Zanzibar")
        assert ("to go to Zanzibar" in rasa.heard, "What matters?" in reply.text) == (True, True)
        with product.units() as work:
            assert work.interactions.latest("web:a") is None

    async def test_without_the_model_the_tool_goes_on(
        self, conversing: Conversing, rasa: ScriptedUnderstander, talk: Talk
    ):
        rasa.broken = True
        (reply,) = await talk.say(conversing, "wish plan", "swim")
        assert "What matters?" in reply.text
