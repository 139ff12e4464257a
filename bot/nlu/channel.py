"""Rasa input channel for the gateway: one token, one message in, its replies out."""

import asyncio
import contextlib
import ctypes
import hmac
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.content.live import LIVE, Versions
from bot.nlu import rasa_patches, training
from bot.nlu.candidate_retriever import CandidateRetriever
from bot.nlu.live import LiveEdits
from bot.nlu.runner import OrderedGraphRunner
from bot.nlu.sentence_encoder import SentenceEncoder
from bot.nlu.text_preparation import TextPreparation
from bot.settings import settings


class CollectingOutput(OutputChannel):
    """Keeps replies as they are, text and machine-readable outcome side by side."""

    def __init__(self) -> None:
        """Begin empty."""
        self.replies: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Name of the channel."""
        return "guide"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one reply."""
        self.replies.append({"text": message.get("text") or "", "custom": message.get("custom") or {}})


class GuideInput(InputChannel):
    """POST /webhooks/guide/webhook with `sender`, `text` and `metadata`, and the shared token."""

    def __init__(self, token: str) -> None:
        """Take the token that gateway and Rasa share."""
        self._token = token
        rasa_patches.apply()

    @classmethod
    def name(cls) -> str:
        """Part of the channel's address."""
        return "guide"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "GuideInput":
        """Build from credentials.yml; a missing token is an error at start."""
        token = str((credentials or {}).get("token") or "")
        if not token:
            cls.raise_missing_credentials_exception()
        return cls(token)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Build the routes."""
        routes = Blueprint("guide_webhook", "bot.nlu.channel")

        @routes.listener("after_server_start")
        async def start(app: Sanic, *_: object) -> None:
            agent = getattr(app.ctx, "agent", None)
            if agent is not None and agent.is_ready():
                await asyncio.to_thread(_watch, agent.processor.graph_runner)
                _give_memory_back()
            app.ctx.begun = True

        @routes.listener("before_server_stop")
        async def stop(*_: object) -> None:
            await rasa_patches.close()

        @routes.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            if agent is None or not agent.is_ready():
                return response.json({"error": "no model is loaded; run `sds train`"}, status=503)
            if not getattr(request.app.ctx, "begun", False):
                return response.json({"error": "the content is being taken in; wait a moment"}, status=503)
            return response.json({"status": "ok"})

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            shown = request.headers.get("Authorization", "")
            if not hmac.compare_digest(shown.encode(), f"Bearer {self._token}".encode()):
                return response.json({"error": "wrong token"}, status=401)
            output, body = CollectingOutput(), request.json
            await on_new_message(
                UserMessage(
                    body["text"], output, body["sender"], input_channel=self.name(), metadata=body.get("metadata")
                )
            )
            return response.json(output.replies)

        return routes


def _give_memory_back() -> None:
    """Return to the system what loading needed for a while: 60 MB. Only Linux's usual C library knows how."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def _watch(runner: OrderedGraphRunner) -> None:
    """Serve edits of the content from now on."""
    configuration = settings()
    edits = LiveEdits(
        runner.component(CandidateRetriever),
        runner.component(TextPreparation).reader,
        runner.component(SentenceEncoder).encoder(),
        configuration.home,
        Versions(configuration.data_folder / LIVE),
    )
    home = configuration.home
    if edits.begin(training.trained_on(home), fits=training.up_to_date(home)):
        edits.start()
