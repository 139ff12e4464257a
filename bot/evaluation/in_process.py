"""The whole bot in one process: the trained Rasa model, its rules and our actions, without a network.

The same model, rules and actions as the served product; only the HTTP between them is left out.
"""

import asyncio
import pathlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Self

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from rasa_sdk.executor import ActionExecutor

from actions.answer import ActionAnswer
from actions.feedback import ActionFeedback
from actions.pass_to_champion import ActionPassToChampion
from actions.social import ActionSocial
from bot.errors import ModelError, UnderstandingError
from bot.helpdesk.vocabulary import Nation, Reply
from bot.nlu import rasa_patches
from bot.nlu.channel import CollectingOutput
from bot.nlu.tracker_store import ForgetfulTrackerStore
from bot.services.answering import Answering
from bot.services.conversing import Incoming, Limits
from bot.wiring import Product


class InProcessActions:
    """Stands where Rasa expects the action server's address."""

    url = "in-process"
    kwargs: Mapping[str, Any] = {"enable_selective_domain": True}
    """Options of an endpoint; Rasa looks for its selective domain here."""

    def __init__(self, answering: Answering) -> None:
        """Build the actions on a use case."""
        self._executor = ActionExecutor()
        for action in (ActionAnswer, ActionSocial, ActionFeedback, ActionPassToChampion):
            self._executor.register_action(action(answering))

    async def request(self, json: Any = None, **_: Any) -> Any:
        """Run one action call."""
        return await self._executor.run(json)


class InProcessUnderstander:
    """Fulfils `services.ports.Understander` with a model loaded here."""

    def __init__(self, model: pathlib.Path, answering: Answering) -> None:
        """Load a trained model; raises ModelError when it is missing or damaged."""
        if not model.exists():
            message = f"There is no trained model at {model}. Run `sds train`."
            raise ModelError(message)
        rasa_patches.apply()
        try:
            self._agent = Agent.load(
                str(model),
                tracker_store=ForgetfulTrackerStore(Domain.empty()),
                action_endpoint=InProcessActions(answering),
            )
        except ModelError:
            raise
        except Exception as error:  # Rasa, tarfile and numpy each raise their own when a file is damaged
            message = f"The trained model {model} cannot be loaded ({error}). Run `sds train --force`."
            raise ModelError(message) from error

    async def ask(self, conversation: str, text: str, metadata: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Hand one masked message to Rasa and return what its actions said."""
        output = CollectingOutput()
        message = UserMessage(text, output, conversation, input_channel="guide", metadata=dict(metadata))
        try:
            await self._agent.handle_message(message)
        except Exception as error:  # whatever broke, the question must end as a ticket
            reason = f"Rasa could not handle a message ({error.__class__.__name__})."
            raise UnderstandingError(reason) from error
        return output.replies


class InProcessBot:
    """Asks one question after another, as a person would in a chat."""

    def __init__(self, product: Product, model: pathlib.Path, channel: str = "terminal") -> None:
        """Join the product to a model loaded here."""
        limits = Limits(messages_a_minute=1_000_000)
        self._conversing = product.conversing(InProcessUnderstander(model, product.answering), limits)
        self._loop, self._channel = asyncio.new_event_loop(), channel

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the loop that turns ran on."""
        self._loop.close()

    def ask(self, text: str, *, conversation: str, nation: Nation | None = None, role: str | None = None) -> Reply:
        """Return the main reply to a message; notes about hidden personal data come after it and are left out."""
        return self.ask_all(text, conversation=conversation, nation=nation, role=role)[0]

    def ask_all(
        self,
        text: str = "",
        *,
        conversation: str,
        nation: Nation | None = None,
        role: str | None = None,
        choice: str | None = None,
    ) -> list[Reply]:
        """Return all replies to a message or a pressed button."""
        incoming = Incoming(
            conversation=f"{self._channel}:{conversation}",
            delivery=f"{self._channel}:{uuid.uuid4()}",
            text=text,
            choice=choice,
            nation=nation,
            role=role,
        )
        return self._loop.run_until_complete(self._conversing.receive(incoming))
