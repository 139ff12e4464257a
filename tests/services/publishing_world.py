"""A draft of the real world: an answered ticket's words, a writer and two reviewers."""

import pathlib

from bot.helpdesk.access import Function, Role
from bot.services.people_records import Membership, Person
from bot.wiring import Product
from tests.worlds import world

WRITER, REVIEWER, OTHER, CHAMPION_ONLY = 1, 2, 3, 4
TEAM = "sds-champions"
QUESTIONS = (
    "Hi, can my mum [name] use her budget for a taxi to bingo?",
    "does option 1 money cover taxis to a social club",
    "taxi fares from a direct payment, allowed or not",
    "are taxis ok with the SDS budget if it is in the plan",
)
ANSWER = (
    "Yes, if the support plan says what the taxi is for. Write the outcome into the plan and keep the receipts.\n\n"
    "Some councils want a quote first.\n\n"
    "Next step: ask for the outcome to be written into the plan.\n\n"
    "Who to ask: the council's finance team."
)
NEAREST = ({"article": "options/option-1", "title": "Option 1", "confidence": 0.4},)


def staffed(folder: pathlib.Path) -> Product:
    """The product with a writer and two reviewers, all with every role but for one champion."""
    return people(world(folder))


def people(product: Product) -> Product:
    """Add them to a product."""
    roles = {WRITER: list(Role), REVIEWER: list(Role), OTHER: [Role.REVIEWER], CHAMPION_ONLY: [Role.CHAMPION]}
    with product.units() as work:
        for number, held in roles.items():
            person = Person(f"Person {number}", f"{number}@example.org", product.clock(), held)
            assert work.people.add(person) == number
            work.people.put_memberships(number, [Membership(number, TEAM, Function.CHAMPION)])
        work.commit()
    return product


def make(product: Product, **changes) -> int:
    """Keep a draft that could be approved, and return its number."""
    values = {
        "ticket_numbers": [1],
        "questions": QUESTIONS,
        "answer": ANSWER,
        "topic": "budgets",
        "nation": "scotland",
        "nearest": NEAREST,
        "author": WRITER,
    }
    with product.units() as work:
        number = product.drafting.from_answer(work, **values | changes)
        work.commit()
    return number


def in_review(product: Product, **changes) -> tuple[int, int]:
    """Keep a draft that waits for review; return number and version."""
    number = make(product, **changes)
    draft = product.drafting.submit(number, by=WRITER, version=product.drafting.show(number).version)
    return number, draft.version


def approved(product: Product, **changes):
    """Publish an answer."""
    number, version = in_review(product, **changes)
    return product.publishing.approve(number, by=REVIEWER, version=version, team=TEAM)
