"""The channels' load: what is counted, and a small load on a real gateway process."""

import dataclasses
import math

import aiohttp
import psutil
import pytest

from bot.evaluation import channel_load
from bot.evaluation.channel_ledger import Figures, Ledger, leaks, mark
from bot.evaluation.channel_load import CHANNELS, Loaded, lines, run_channel_load
from bot.evaluation.channel_services import BotApi
from bot.evaluation.processes import free_ports
from bot.settings import settings
from tests.worlds import HOME

pytestmark = pytest.mark.long
GOOD = Figures(sent=10, p50=50, p95=900, slowest=950, lost=0, doubled=0)
MEGABYTE = 1024**2


class Seconds:
    """A clock that is moved."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Seconds()


@pytest.fixture
def ledger(clock):
    return Ledger(clock)


class TestLedger:
    def test_a_reply_belongs_to_the_message_that_it_repeats(self, ledger, clock):
        for person in (1, 11):
            ledger.ask(mark("web", person, 1))
        clock.now = 0.25
        ledger.saw('{"text": "**About question web11q1**\\n\\nmore"}')
        assert ledger.open() == ["web1q1"]
        assert ledger.figures("web", 0, 1) == Figures(2, 250, 250, 250, lost=1, doubled=0)

    def test_a_second_reply_is_doubled_and_changes_no_time(self, ledger, clock):
        ledger.ask("teams1q1")
        for clock.now in (0.1, 9.0):
            ledger.saw("teams1q1")
        assert ledger.figures("teams", 0, 1) == Figures(1, 100, 100, 100, lost=0, doubled=1)

    def test_only_what_was_asked_in_that_time_on_that_channel_counts(self, ledger, clock):
        for clock.now, name in ((1.0, "web1q1"), (2.0, "web1q2"), (2.0, "teams1q3")):
            ledger.ask(name)
        assert [ledger.figures("web", *times).sent for times in ((0, 2), (2, 3), (0, 9))] == [1, 1, 2]

    def test_late_replies_are_told_by_when_they_came(self, ledger, clock):
        for name, clock.now in (("web1q1", 1.0), ("web1q2", 5.0)):
            ledger.asked[name] = 0.5
            ledger.saw(name)
        assert ledger.late(1000) == [5.0]

    def test_words_without_a_mark_are_no_reply(self, ledger):
        ledger.saw("Please wait a minute.")
        assert ledger.answered == {}

    def test_without_replies_there_are_no_times(self, ledger):
        ledger.ask("web1q1")
        assert math.isnan(ledger.figures("web", 0, 1).p95)


class TestLeaks:
    def test_lines_with_secrets_or_words_are_counted(self):
        log = "INFO all is well\nINFO sent to /bot42:abc/getMe\nERROR said telegram3q17 42:abc"
        assert leaks(log, {"token": "42:abc", "name": "Someone"}) == {"token": 2, "name": 0, "words": 1}


class TestPromises:
    FOUND = Loaded({("web", ""): GOOD}, (90 * MEGABYTE, 100 * MEGABYTE, 110 * MEGABYTE), {"token": 0}, 0.0)

    def test_they_are_held(self):
        assert self.FOUND.held
        assert lines(self.FOUND)[-1] == "Everything promised was held."

    @pytest.mark.parametrize(
        "changes",
        [
            {"figures": {("web", ""): dataclasses.replace(GOOD, lost=1)}},
            {"figures": {("web", ""): dataclasses.replace(GOOD, doubled=1)}},
            {"figures": {("teams", ""): dataclasses.replace(GOOD, p95=1001)}},
            {"figures": {("teams", ""): dataclasses.replace(GOOD, p95=math.nan)}},
            {"figures": {("web", "outage"): dataclasses.replace(GOOD, p95=1001)}},
            {"figures": {("teams", "before"): dataclasses.replace(GOOD, p95=1001)}},
            {"memory": (90 * MEGABYTE, 100 * MEGABYTE, 111 * MEGABYTE)},
            {"leaked": {"token": 1}},
        ],
    )
    def test_they_are_not(self, changes):
        found = dataclasses.replace(self.FOUND, **changes)
        assert not found.held
        assert lines(found)[-1] == "Not everything promised was held."

    @pytest.mark.parametrize("part", ["outage", "after"])
    def test_who_was_away_may_be_late(self, part):
        late = dataclasses.replace(GOOD, p95=60_000)
        found = dataclasses.replace(self.FOUND, figures={("teams", part): late}, back_after=12)
        assert found.held
        assert "the last late reply came 12 s after the end of the outage" in lines(found)


class TestServices:
    async def test_one_that_is_away_refuses_and_comes_back_with_what_waited(self, ledger):
        api = BotApi(free_ports(1)[0], ledger)
        address = f"{api.url}/bot4242:a-token-of-the-load/getUpdates"
        await api.start()
        await api.stop()
        api.say(1, "hello")
        async with aiohttp.ClientSession() as client:
            with pytest.raises(aiohttp.ClientConnectorError):
                await client.get(address)
            await api.start()
            try:
                found = await (await client.get(address)).json()
                number = found["result"][0]["update_id"]
                after = await (await client.get(address, params={"offset": number + 1})).json()
            finally:
                await api.stop()
        assert [update["message"]["text"] for update in found["result"]] == ["hello"]
        assert after["result"] == []


class TestLoad:
    @pytest.fixture(autouse=True)
    def quick(self, monkeypatch):
        monkeypatch.setenv("SDS_HOME", str(HOME))
        settings.cache_clear()
        monkeypatch.setattr(channel_load, "EVERY_SECONDS", 1.0)
        monkeypatch.setattr(channel_load, "_REST_SECONDS", 0.1)
        yield
        settings.cache_clear()

    @pytest.mark.parametrize(("outage", "parts"), [(False, [""]), (True, ["before", "outage", "after"])])
    def test_all_channels_are_answered_once_and_nothing_runs_on(self, outage, parts):
        before = {child.pid for child in psutil.Process().children(recursive=True)}
        found = run_channel_load(4, outage=outage, people=2)
        assert list(found.figures) == [(channel, part) for channel in CHANNELS for part in parts]
        for channel in CHANNELS:
            mine = [figures for (name, _), figures in found.figures.items() if name == channel]
            assert sum(figures.sent for figures in mine) == 8
            assert [(figures.lost, figures.doubled) for figures in mine] == [(0, 0)] * len(parts)
        assert set(found.leaked.values()) == {0}
        assert {child.pid for child in psutil.Process().children(recursive=True)} <= before
