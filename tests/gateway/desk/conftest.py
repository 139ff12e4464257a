"""The desk without a network: the whole app, passwords that are hashed fast, and people who are signed in."""

import dataclasses
from collections.abc import AsyncIterator, Callable

import pytest
from fastapi import FastAPI

from bot import wiring
from bot.services.access_links import AccessLinks
from bot.services.people import Details
from bot.services.signing_in import SigningIn
from tests.gateway.conftest import client_of
from tests.gateway.desk.visitor import Visitor, sessions_of
from tests.gateway.world import Clock
from tests.staff import FAST


@pytest.fixture
def product(product: wiring.Product, clock: Clock) -> wiring.Product:
    return dataclasses.replace(
        product,
        signing_in=SigningIn(product.units, clock, FAST),
        access_links=AccessLinks(product.units, clock, FAST),
    )


@pytest.fixture
async def signed_in(app: FastAPI, product: wiring.Product) -> AsyncIterator[Callable[..., Visitor]]:
    """Return what makes a browser of somebody new with these roles, who is signed in."""
    clients = []

    def visitor(*roles: str) -> Visitor:
        number = len(product.people.list()) + 1
        details = Details(f"Person {number}", f"person{number}@council.example", roles or ("champion",))
        person = product.people.add(details)
        clients.append(client_of(app))
        return Visitor(clients[-1], person, sessions_of(product))

    yield visitor
    for client in clients:
        await client.aclose()
