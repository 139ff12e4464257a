"""Joins Teams to the gateway when its settings are there; Microsoft's SDK is imported only then."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI

from bot.gateway.adapter import Adapter
from bot.gateway.linking import Linking
from bot.gateway.outbox import OutboxWorker
from bot.gateway.replying import Replying
from bot.gateway.teams_cloud import cloud_of
from bot.gateway.turns import Turns
from bot.settings import Settings
from bot.wiring import Product


@dataclass(frozen=True)
class TeamsChannel:
    """What the gateway runs for Teams."""

    adapter: Adapter[Any]
    router: APIRouter
    """The address to which Microsoft's service sends what people do."""
    work: Callable[[], Coroutine[Any, Any, None]]
    """Runs beside the requests: shows tickets to champions."""
    close: Callable[[], Awaitable[None]]


def teams_channel(product: Product, turns: Turns, worker: OutboxWorker, configuration: Settings) -> TeamsChannel | None:
    """Build Teams; None when it is off. Raises ConfigurationError when a setting cannot be used."""
    cloud = cloud_of(configuration)
    if cloud is None:
        return None
    from bot.gateway.teams import Teams
    from bot.gateway.teams_champions import Champions, keep_announcing
    from bot.gateway.teams_connector import Connector
    from bot.gateway.teams_door import open_door
    from bot.gateway.teams_keys import SigningKeys
    from bot.gateway.teams_sending import Sending
    from bot.gateway.teams_turns import TeamsTurns

    connector = Connector(cloud)
    sending = Sending(connector, product.units, product.clock)
    champions = Champions(cloud, connector, product, configuration.public_url)
    teams = Teams(cloud, sending, champions, product.units)
    replying = Replying(product.units, product.clock, worker)
    linking = Linking(product.access_links, product.renderer, configuration.public_url)
    taking = TeamsTurns(cloud, teams, connector, sending, champions, turns, replying, linking, product.renderer)
    # The SDK's adapter wants an app; its one route is all that is taken from this one.
    door = FastAPI(openapi_url=None)
    open_door(door, cloud, SigningKeys(cloud.metadata_url), taking.take)
    return TeamsChannel(teams, door.router, lambda: keep_announcing(champions.announce), connector.close)
