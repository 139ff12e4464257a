"""What tests of tickets share: a world that is made quickly, questions that wait, and all that a database holds."""

import contextlib
import pathlib
import sqlite3
from typing import Any

from bot import wiring
from bot.helpdesk.access import Role
from bot.helpdesk.vocabulary import Nation, Reason
from bot.services.handling import Actor
from bot.services.people_records import Person
from bot.services.records import Conversation, Message, Ticket, TicketEvent
from bot.settings import Settings
from tests.migrated import put_database
from tests.worlds import HOME, Clock, content

FIRST, SECOND = Actor(1, "first champion"), Actor(2, "second champion")
MANAGER = Actor(3, "manager", hands_on_all=True)
TERMINAL = Actor(None, "the command line")
ARTICLE = "options/option-2"


def desk(folder: pathlib.Path, clock: Clock | None = None, address: str = "") -> wiring.Product:
    """The product on a fresh database."""
    configuration = Settings(home=HOME, data_folder=folder, database_url=address, _env_file=None)
    if not address:
        put_database(folder / "sds-guide.sqlite")
    product = wiring.product(configuration, clock or Clock(), content())
    staff(product, FIRST, SECOND, MANAGER)
    return product


def staff(product: wiring.Product, *actors: Actor) -> None:
    """Give actors a person on the desk, in the order of their numbers."""
    with product.units() as work:
        if work.people.get(1) is None:
            for actor in actors:
                email = f"{actor.name.replace(' ', '.')}@example.org"
                work.people.add(Person(actor.name, email, product.clock(), [Role.CHAMPION]))
            work.commit()


def ask(
    product: wiring.Product,
    conversation: str = "web:a",
    question: str = "may we pay a friend",
    reason: Reason = Reason.NO_MATCH,
    articles: tuple[str, ...] = (),
    nation: Nation = Nation.SCOTLAND,
) -> int:
    """Open a ticket; its number."""
    candidates = [{"article": each, "title": each, "confidence": 0.3} for each in articles]
    with product.units() as work:
        asker = work.conversations.get(conversation) or Conversation(conversation, nation)
        work.conversations.put(asker)
        ticket = product.escalation.open(work, asker, question, reason, candidates)
        work.commit()
    return ticket.number or 0


def shown(product: wiring.Product, number: int = 1) -> Ticket:
    """A ticket as it is kept."""
    return product.escalation.show(number)


def sent(product: wiring.Product, conversation: str = "web:a") -> list[Message]:
    """What is on its way to an asker."""
    with product.units() as work:
        return list(work.outbox.for_conversation(conversation, 0))


def events(product: wiring.Product, number: int = 1) -> list[TicketEvent]:
    """What happened to a ticket."""
    return list(product.escalation.events(number))


def kinds(product: wiring.Product, number: int = 1) -> list[str]:
    """What happened to a ticket, by kind."""
    return [event.kind for event in events(product, number)]


def chatting(product: wiring.Product, conversation: str = "web:a") -> Conversation:
    """An asker's conversation."""
    with product.units() as work:
        return work.conversations.get(conversation)


def everything(folder: pathlib.Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables of the SQLite database below a folder."""
    with contextlib.closing(sqlite3.connect(folder / "sds-guide.sqlite")) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}  # noqa: S608
