"""Joins use cases to database, content and clients: the only place that does. Free of rasa."""

import dataclasses
import datetime
import functools

from bot.content import library
from bot.content.library import Library
from bot.content.live import LIVE, Follower, Versions
from bot.helpdesk.decision import Policy
from bot.safety.screening import screen
from bot.services.answering import Answering
from bot.services.conversing import Conversing, Limits
from bot.services.escalation import Escalation, Teams
from bot.services.ports import Clock, Understander, Units
from bot.services.rendering import Renderer
from bot.settings import Settings, settings
from bot.storage.database import connect, units, upgrade

DEFAULT_TEAM = "sds-champions"


@dataclasses.dataclass(frozen=True)
class Product:
    """Everything joined, for one process."""

    content: Library
    renderer: Renderer
    units: Units
    escalation: Escalation
    answering: Answering
    clock: Clock

    def conversing(self, understander: Understander, limits: Limits | None = None) -> Conversing:
        """Join the use case that channels call with what reaches Rasa."""
        return Conversing(
            understander, screen, self.answering, self.escalation, self.renderer, self.units, self.clock, limits
        )


def product(configuration: Settings | None = None, clock: Clock | None = None) -> Product:
    """Load the content, open the database, and join everything; raises a GuideError that says what is wrong."""
    configuration, clock = configuration or settings(), clock or now
    content = warm_up(configuration)
    engine = connect(configuration.database_address)
    upgrade(engine)
    renderer = Renderer(content.replies, content.facts, content.council)
    team_of_topic = {name: topic.team for name, topic in content.topics.topics.items()}
    escalation = Escalation(units(engine), renderer, Teams(team_of_topic, DEFAULT_TEAM), clock)
    answering = Answering(content.articles, renderer, policy(content), units(engine), escalation, clock)
    return Product(content, renderer, units(engine), escalation, answering, clock)


def warm_up(configuration: Settings | None = None) -> Library:
    """Read content and word lists, so that the first person does not wait for them."""
    configuration = configuration or settings()
    screen("")
    return library.load(configuration.knowledge, configuration.local_profile)


@functools.cache
def shared_product() -> Product:
    """The product of this process, joined when it is first needed."""
    return followed(product())


def followed(joined: Product, configuration: Settings | None = None) -> Product:
    """Let a product speak with the words that are served, whenever they change (`bot/content/live.py`)."""
    configuration = configuration or settings()

    def use(content: Library) -> None:
        joined.renderer.use(content.replies, content.facts, content.council)
        joined.answering.use(content.articles)

    follower = Follower(Versions(configuration.data_folder / LIVE), configuration.local_profile, use)
    joined.answering.use(joined.content.articles, follower.look)
    follower.start()
    return joined


def policy(content: Library) -> Policy:
    """The rules of deciding, from `knowledge/policy.yml`."""
    form = content.policy
    return Policy(**{field.name: getattr(form, field.name) for field in dataclasses.fields(Policy)})


def now() -> datetime.datetime:
    """The machine's clock, in UTC."""
    return datetime.datetime.now(tz=datetime.UTC)
