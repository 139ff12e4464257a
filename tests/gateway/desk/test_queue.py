"""The queue: what is shown first, what can be chosen, and what it says of each ticket."""

import datetime
import re

import pytest

from bot.helpdesk.access import Role
from bot.services.handling import Actor
from tests.gateway.desk.staff import EMPTY_TEAM, OTHER_TEAM, kept, member, ticket, words


@pytest.fixture
def champion(app, product):
    return member(app, product, "First champion")


def numbers(page):
    """The tickets of a list, in its order."""
    return [int(n) for n in re.findall(r'data-item="(\d+)"', page.text)]


class TestWhatIsShown:
    async def test_an_empty_queue_says_so(self, champion):
        page = await champion.get("")
        assert page.status_code == 200
        assert "No tickets here." in words(page)

    async def test_waiting_tickets_come_urgent_first_then_oldest(self, champion, product, clock):
        first = ticket(product)
        clock.pass_(minutes=5)
        second, urgent = ticket(product), ticket(product, reason="safety")
        assert numbers(await champion.get("")) == [urgent, first, second]

    async def test_a_row_says_why_who_and_since_when_in_words(self, champion, product, clock):
        number = ticket(product, asker="7Q")
        clock.pass_(hours=3)
        said = words(await champion.get(""))
        assert f"Ticket {number} Can my sister be paid" in said
        assert "Asker 7Q" in said
        assert "No answer found" in said
        assert "SDS champions, Scotland" in said
        assert "3 hours ago" in said

    async def test_due_is_said_in_words_and_so_is_overdue(self, champion, product, clock):
        ticket(product, due=clock.now + datetime.timedelta(hours=3))
        assert "due by 3pm today" in words(await champion.get(""))
        clock.pass_(hours=6)
        assert "Overdue: was due 3pm today" in words(await champion.get(""))

    async def test_an_urgent_one_is_named_urgent(self, champion, product):
        ticket(product, reason="safety")
        assert "Urgent" in words(await champion.get("/queue-list"))

    async def test_a_question_stays_text(self, champion, product):
        ticket(product, "<script>alert(1)</script> Is this paid?")
        page = await champion.get("")
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text

    async def test_the_conversation_never_reaches_the_page(self, champion, product):
        number = ticket(product)
        page = await champion.get("")
        assert kept(product, number).conversation.partition(":")[2] not in page.text

    async def test_a_claim_that_ran_out_shows_as_waiting(self, champion, product, clock):
        number = ticket(product)
        product.handling.claim(number, Actor(champion.person.number, "First champion"))
        clock.pass_(hours=2)
        said = words(await champion.get("/queue-list?show=claimed"))
        assert f"Ticket {number}" in said
        assert "Yours" not in said


class TestTheListAlone:
    async def test_it_is_the_list_of_the_page_so_that_nothing_moves_without_a_change(self, champion, product):
        for _ in range(26):
            ticket(product)
        page, alone = await champion.get("?page=1&text=sister"), await champion.get("/queue-list?page=1&text=sister")
        assert alone.text.strip().startswith('<div id="queue" data-live="/desk/live"')
        assert alone.text.strip() in page.text


class TestWhatCanBeChosen:
    async def test_a_champion_sees_their_own_teams_first_and_can_widen(self, champion, product):
        own, other = ticket(product), ticket(product, team=OTHER_TEAM)
        assert numbers(await champion.get("")) == [own]
        assert numbers(await champion.get("?team=all")) == [own, other]
        assert numbers(await champion.get(f"?team={OTHER_TEAM}")) == [other]

    async def test_somebody_in_no_team_sees_all(self, app, product):
        reviewer = member(app, product, "Reviewer", Role.REVIEWER, team=None)
        made = [ticket(product), ticket(product, team=OTHER_TEAM)]
        assert numbers(await reviewer.get("")) == made

    async def test_a_team_that_nobody_is_in_can_be_looked_at(self, champion, product):
        number = ticket(product, team=EMPTY_TEAM)
        assert numbers(await champion.get(f"?team={EMPTY_TEAM}")) == [number]

    async def test_mine_are_those_that_one_has_claimed_in_any_team(self, champion, product):
        ticket(product)
        number = ticket(product, team=OTHER_TEAM)
        product.handling.claim(number, Actor(champion.person.number, "First champion"))
        assert numbers(await champion.get("?show=mine")) == [number]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [("nation=england", "English"), ("reason=casework", "decide"), ("text=ENGLISH", "English")],
    )
    async def test_nation_reason_and_words(self, champion, product, query, expected):
        made = {
            "plain": ticket(product, "Something plain"),
            "English": ticket(product, "Something English", nation="england"),
            "decide": ticket(product, "Please decide", reason="casework"),
        }
        assert numbers(await champion.get(f"?{query}")) == [made[expected]]

    async def test_a_number_finds_its_ticket(self, champion, product):
        ticket(product)
        number = ticket(product)
        assert numbers(await champion.get(f"?text={number}")) == [number]

    async def test_each_state_has_its_count(self, champion, product):
        for _ in range(3):
            number = ticket(product)
        product.handling.claim(number, Actor(champion.person.number, "First champion"))
        said = words(await champion.get(""))
        assert "Waiting (2)" in said
        assert "Mine (1)" in said
        assert "All (3)" in said

    async def test_25_a_page(self, champion, product):
        for _ in range(26):
            ticket(product)
        first, second = await champion.get(""), await champion.get("?page=2")
        assert (len(numbers(first)), len(numbers(second))) == (25, 1)
        assert "Waiting: 26 tickets" in words(first)

    @pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=99999", "page=%C2%B2", "show=x", "team=x"])
    async def test_nonsense_in_the_address_shows_something(self, champion, product, query):
        ticket(product)
        assert (await champion.get(f"?{query}")).status_code == 200

    async def test_percent_and_underscore_are_looked_for_as_they_are(self, champion, product):
        ticket(product, "Something plain")
        number = ticket(product, "A rise of 5% this year")
        assert numbers(await champion.get("?text=%25")) == [number]

    async def test_an_administrator_sees_no_tickets(self, app, product):
        admin = member(app, product, "Admin", Role.ADMIN, team=None)
        ticket(product)
        for path in ("/queue-list", "/tickets/1", "/live"):
            assert (await admin.get(path)).status_code == 403
