"""The chat page: by itself, or in a frame of an intranet page."""

from dataclasses import dataclass
from typing import get_args

import jinja2
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.errors import GuideError
from bot.gateway.installing import COLOUR, offline_version
from bot.gateway.webchat import AskersNation, WebChat
from bot.helpdesk.vocabulary import AskersRole
from bot.services.records import Conversation
from bot.services.rendering import Renderer


@dataclass(frozen=True)
class Frame:
    """How the page stands in a page of somebody else."""

    other_site: bool
    """Whether that page belongs to another site, where browsers keep an ordinary cookie from us."""
    nation: str = ""
    role: str = ""
    """What that page says about its readers; what a person chooses counts more. Unknown values are no values."""


class ChatPage:
    """Renders the page for whoever opens it."""

    def __init__(self, webchat: WebChat, templates: jinja2.Environment, renderer: Renderer) -> None:
        """Take the channel, which knows people, the templates, and the words that `/me` says, too."""
        self._renderer = renderer
        self._webchat = webchat
        self._template = templates.get_template("chat.html")
        self._fixed = {"colour": COLOUR, "offline_version": offline_version(templates)}

    async def opened(self, request: Request, frame: Frame | None = None) -> Response:
        """Answer with the page."""
        try:
            conversation = await self._webchat.known(request)
        except GuideError:
            # A first visit, or no database: the page itself always opens.
            conversation = None
        nation, role = _about(conversation, frame)
        values = {"session": conversation is not None, "nation": nation, "role": role, "frame": frame}
        values |= {"council": self._renderer.about_council(), "language": self._renderer.say("me_language")}
        return HTMLResponse(self._template.render(**self._fixed, **values))


def chat_page(page: ChatPage) -> APIRouter:
    """Build the route of the page by itself."""
    router = APIRouter()

    @router.get("/")
    async def opened(request: Request) -> Response:
        return await page.opened(request)

    return router


def _about(conversation: Conversation | None, frame: Frame | None) -> tuple[str, str]:
    nations, roles = get_args(AskersNation), get_args(AskersRole)
    if conversation is not None:
        return conversation.nation.value, conversation.role
    nation, role = (frame.nation, frame.role) if frame else ("", "")
    return nation if nation in nations else nations[0], role if role in roles else ""
