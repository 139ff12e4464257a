"""Writing to Teams: one token for many messages, limits obeyed, refusals told apart, nobody else written to."""

import pytest

from bot.gateway.adapter import AwayError, GivenUpError, TryLaterError
from bot.gateway.teams_cloud import cloud_of
from bot.gateway.teams_connector import Connector, ConnectorError
from bot.services.teams_ports import Reference
from tests.gateway.teams_world import CHAT, CLIENT, SECRET, TENANT, Fault, Microsoft
from tests.gateway.world import settings

_HELLO = {"type": "message", "text": "Hello"}


class Seconds:
    """A clock of seconds that stands until it is moved."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
async def microsoft():
    standing_in = Microsoft()
    await standing_in.start()
    yield standing_in
    await standing_in.stop()


@pytest.fixture
def seconds():
    return Seconds()


@pytest.fixture
async def connector(microsoft, seconds, tmp_path):
    connector = Connector(cloud_of(settings(tmp_path, **microsoft.settings())), seconds)
    yield connector
    await connector.close()


@pytest.fixture
def place(microsoft):
    return Reference("teams:somebody", microsoft.service_url, CHAT)


class TestToken:
    async def test_one_token_is_used_while_it_holds(self, connector, microsoft, place, seconds):
        await connector.send(place, _HELLO)
        seconds.now += 3000
        await connector.send(place, _HELLO)
        assert microsoft.proofs == ["Bearer a-token-1"] * 2
        (form,) = microsoft.asked_for_token
        assert (form["client_id"], form["client_secret"], form["tenant"]) == (CLIENT, SECRET, TENANT)
        assert (form["grant_type"], form["scope"]) == ("client_credentials", "https://api.botframework.com/.default")

    async def test_a_token_is_renewed_before_it_ends(self, connector, microsoft, place, seconds):
        await connector.send(place, _HELLO)
        seconds.now += 3301
        await connector.send(place, _HELLO)
        assert microsoft.proofs == ["Bearer a-token-1", "Bearer a-token-2"]

    async def test_a_token_that_is_no_longer_taken_is_dropped(self, connector, microsoft, place):
        await connector.send(place, _HELLO)
        microsoft.faults = [Fault(401)]
        with pytest.raises(AwayError):
            await connector.send(place, _HELLO)
        await connector.send(place, _HELLO)
        assert microsoft.proofs[-1] == "Bearer a-token-2"

    async def test_without_a_token_entra_is_left_alone_for_a_while(self, connector, microsoft, place, seconds, caplog):
        microsoft.tokens_down = True
        with pytest.raises(AwayError, match="SDS_TEAMS_CLIENT_SECRET"):
            await connector.send(place, _HELLO)
        with pytest.raises(TryLaterError):
            await connector.send(place, _HELLO)
        assert len(microsoft.asked_for_token) == 1
        assert [record.getMessage() for record in caplog.records] == ["teams.no_token status=401"]
        microsoft.tokens_down = False
        seconds.now += 6
        assert await connector.send(place, _HELLO)


class TestSend:
    async def test_the_id_that_microsoft_gives_is_returned(self, connector, microsoft, place):
        assert await connector.send(place, _HELLO) == "sent-1"
        assert microsoft.messages(CHAT) == [{**_HELLO, "id": "sent-1"}]

    async def test_a_chats_id_cannot_lead_elsewhere(self, connector, microsoft):
        place = Reference("teams:x", microsoft.service_url, "../../../login/x?y#z")
        await connector.send(place, _HELLO)
        assert [chat for chat, _ in microsoft.said] == ["../../../login/x?y#z"]

    async def test_another_service_gets_neither_message_nor_token(self, connector, microsoft):
        place = Reference("teams:x", "https://smba.trafficmanager.net.example/uk", CHAT)
        with pytest.raises(GivenUpError, match="foreign_service"):
            await connector.send(place, _HELLO)
        assert microsoft.asked_for_token == []

    async def test_a_limit_is_obeyed_for_as_long_as_it_says(self, connector, microsoft, place, seconds):
        microsoft.faults = [Fault(429, {"Retry-After": "17"})]
        with pytest.raises(TryLaterError) as told:
            await connector.send(place, _HELLO)
        assert told.value.seconds == 17
        seconds.now += 10
        with pytest.raises(TryLaterError) as told:
            await connector.send(place, _HELLO)
        assert (told.value.seconds, len(microsoft.proofs)) == (7, 1)
        seconds.now += 7
        assert await connector.send(place, _HELLO)

    @pytest.mark.parametrize("header", [{}, {"Retry-After": "soon"}, {"Retry-After": "-3"}])
    async def test_a_limit_without_a_time_is_a_short_rest(self, connector, microsoft, place, header):
        microsoft.faults = [Fault(429, header)]
        with pytest.raises(TryLaterError) as told:
            await connector.send(place, _HELLO)
        assert 1 <= told.value.seconds <= 5

    @pytest.mark.parametrize("status", [412, 500, 502, 503, 504])
    async def test_a_service_that_is_away_is_tried_again(self, connector, microsoft, place, status):
        microsoft.faults = [Fault(status)]
        with pytest.raises(AwayError):
            await connector.send(place, _HELLO)
        assert await connector.send(place, _HELLO)

    async def test_any_other_refusal_may_be_the_messages_own_fault(self, connector, microsoft, place):
        microsoft.faults = [Fault(409)]
        with pytest.raises(ConnectorError) as told:
            await connector.send(place, _HELLO)
        assert not isinstance(told.value, AwayError)

    @pytest.mark.parametrize(
        ("status", "reason"), [(403, "blocked"), (404, "gone"), (413, "too_large"), (400, "not_taken")]
    )
    async def test_what_will_never_be_taken_is_given_up(self, connector, microsoft, place, status, reason):
        microsoft.faults = [Fault(status)]
        with pytest.raises(GivenUpError) as told:
            await connector.send(place, _HELLO)
        assert told.value.reason == reason

    async def test_nobody_there_is_an_error_that_names_no_chat(self, connector, microsoft, place):
        await microsoft.stop()
        with pytest.raises(AwayError) as told:
            await connector.send(place, _HELLO)
        assert CHAT not in str(told.value)

    async def test_an_answer_that_is_no_json_counts_as_taken(self, connector, microsoft, place):
        microsoft.faults = [Fault(200, body="words")]
        assert await connector.send(place, _HELLO) == ""


class TestTyping:
    async def test_it_is_shown(self, connector, microsoft, place):
        await connector.typing(place)
        assert microsoft.said == [(CHAT, {"type": "typing"})]

    async def test_that_it_cannot_be_shown_is_of_no_importance(self, connector, microsoft, place):
        microsoft.always = Fault(502)
        await connector.typing(place)
        await microsoft.stop()
        await connector.typing(place)
