"""The figures' page, and the file in which nothing small stands."""

import csv
import io

import pytest

from bot.helpdesk.access import Role
from bot.services.handling import Actor
from bot.services.records import Interaction
from tests.gateway.desk.staff import kept, member, ticket, words


@pytest.fixture
def manager(app, product):
    return member(app, product, "Manager", Role.MANAGER)


def questions(product, clock, **counts):
    with product.units() as work:
        for outcome, count in counts.items():
            for _ in range(count):
                work.interactions.add(Interaction("web:secret", clock.now, "A private question", outcome))
        work.commit()


async def values(someone):
    """The file as a person's spreadsheet reads it."""
    rows = csv.reader(io.StringIO((await someone.get("/figures.csv")).text))
    return {tuple(row[:3]): row[3] for row in list(rows)[1:]}


class TestThePage:
    async def test_before_anything_happened_it_says_so(self, manager):
        page = await manager.get("/figures")
        assert page.status_code == 200
        assert "Tickets that wait 0" in words(page)
        assert "No questions yet." in words(page)

    async def test_what_waits_and_what_the_bot_answered(self, manager, product, clock):
        ticket(product)
        clock.pass_(hours=3)
        questions(product, clock, answer=3, escalate=1)
        said = words(await manager.get("/figures"))
        assert "Tickets that wait 1" in said
        assert "The oldest waits for 3 hours" in said
        assert "Questions answered by the bot 75% of 4" in said

    async def test_each_chart_has_its_table(self, manager, product, clock):
        ticket(product)
        questions(product, clock, answer=1)
        page = (await manager.get("/figures")).text
        assert page.count("<svg") - page.count("govuk-pagination__icon") == page.count("<caption") == 4
        assert "style=" not in page

    async def test_time_to_the_first_reply(self, manager, product, clock):
        """Asked on Sunday at noon, answered on Monday at eleven: two hours of work."""
        number = ticket(product)
        clock.pass_(hours=7)
        await manager.get("/figures")
        for hours in (8, 8):
            clock.pass_(hours=hours - 1)
            await manager.get("/figures")
        clock.pass_(hours=2)
        product.handling.answer(number, "Yes", Actor(None, "terminal"))
        assert "2 hours for half of the tickets, 2 hours for nine of ten" in words(await manager.get("/figures"))

    async def test_a_champion_does_not_see_it(self, app, product):
        champion = member(app, product, "Champion")
        assert (await champion.get("/figures")).status_code == 403
        assert (await champion.get("/figures.csv")).status_code == 403

    async def test_an_administrator_does(self, app, product):
        assert (await member(app, product, "Admin", Role.ADMIN, team=None).get("/figures")).status_code == 200


class TestTheFile:
    async def test_it_is_a_file_by_its_headers(self, manager):
        answer = await manager.get("/figures.csv")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-disposition"] == 'attachment; filename="sds-guide-figures-2026-11-22.csv"'

    async def test_no_count_under_five_is_in_it(self, manager, product, clock):
        for _ in range(4):
            ticket(product)
        questions(product, clock, answer=4, escalate=1)
        found = await values(manager)
        assert found["now", "tickets", "waiting"] == "under 5"
        assert ("now", "tickets", "age of the oldest in days") not in found
        assert found["questions", "answer", "count"] == "under 5"
        assert found["tickets by reason", "no_match", "tickets"] == "under 5"
        assert not [value for value in found.values() if value.isdigit() and int(value) < 5]

    async def test_larger_ones_are(self, manager, product, clock):
        for _ in range(6):
            ticket(product)
        questions(product, clock, answer=30, escalate=10)
        found = await values(manager)
        assert found["now", "tickets", "waiting"] == "6"
        assert found["questions", "answered by the bot", "share"] == "75%"
        assert found["tickets by reason", "no_match", "tickets"] == "6"
        assert found["weeks", "2026-11-16", "tickets"] == "6"

    async def test_neither_words_nor_conversations_nor_names_are_in_it(self, manager, product, clock):
        number = ticket(product, named="Morag")
        questions(product, clock, answer=10)
        text = (await manager.get("/figures.csv")).text
        secret = kept(product, number).conversation.partition(":")[2]
        assert not [part for part in (secret, "Morag", "sister", "private", "web:") if part in text]
