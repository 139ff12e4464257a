"""The web chat's adapter: a session cookie and JSON in, replies out. The routes are in `web_routes.py`."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator
from starlette.requests import Request

from bot.gateway import bodies
from bot.gateway.cookies import Cookies
from bot.gateway.events import Pages
from bot.gateway.failures import ApiError
from bot.gateway.security import same_origin
from bot.gateway.sessions import CHANNEL, Session, Sessions
from bot.helpdesk.vocabulary import AskersRole, Reply
from bot.services.conversing import Incoming
from bot.services.records import Conversation

AskersNation = Literal["scotland", "england"]
_LONGEST_CHOICE = 200


class NewSession(bodies.Body):
    """Who is asking; all of it may be left out."""

    nation: AskersNation = "scotland"
    role: AskersRole | Literal[""] = ""
    framed: bool = False
    """Whether the page stands in a frame of another site's page; it was told so when it opened."""


class ChangedSession(bodies.Body):
    """What changes about who is asking."""

    nation: AskersNation | None = None
    role: AskersRole | Literal[""] | None = None


class NewMessage(bodies.Body):
    """One message: typed words or a pressed button."""

    message_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,64}$")]
    """Made by the page (a UUID); the same id is the same message."""
    text: str | None = None
    choice: Annotated[str | None, Field(max_length=_LONGEST_CHOICE)] = None

    @field_validator("text", "choice")
    @classmethod
    def _is_unicode(cls, value: str | None) -> str | None:
        # JSON can spell half a character, which no database takes.
        if value is not None and any("\ud800" <= letter <= "\udfff" for letter in value):
            message = "holds half a character (a lone surrogate)"
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.text is None) == (self.choice is None):
            message = "send either `text` or `choice`"
            raise ValueError(message)
        return self


class WebChat:
    """The web as a channel."""

    name = CHANNEL

    def __init__(self, sessions: Sessions, cookies: Cookies, pages: Pages) -> None:
        """Take the sessions, the cookies that stand for them, and the open pages."""
        self._sessions, self._cookies, self._pages = sessions, cookies, pages

    async def incoming(self, sent: Request) -> Incoming:
        """Take the sender from the session cookie and translate; raises ApiError.

        Whether the session was ever begun is looked up together with the conversation (`Conversing.receive`).
        """
        same_origin(sent)
        session = self._shown(sent)
        body = await bodies.read(sent, NewMessage)
        delivery = f"{session.conversation}:{body.message_id}"
        return Incoming(session.conversation, delivery, text=body.text or "", choice=body.choice, begun=True)

    def render(self, reply: Reply) -> dict[str, Any]:
        """Return a reply's text and its machine-readable outcome."""
        return {"text": reply.text, **reply.contract()}

    async def push(self, conversation: str, body: Mapping[str, Any]) -> None:
        """Wake the open pages: the message itself lies in the outbox, where a page that comes later finds it."""
        del body
        self._pages.wake(conversation)

    async def known(self, request: Request) -> Conversation:
        """Return the conversation of a request's session; raises ApiError when there is none."""
        session = self._shown(request)
        conversation = await asyncio.to_thread(self._sessions.conversation, session)
        if conversation is None:
            raise no_session()
        return conversation

    def _shown(self, request: Request) -> Session:
        session = self._sessions.shown(self._cookies.token(request))
        if session is None:
            raise no_session()
        return session


def no_session() -> ApiError:
    """Say that a session is needed."""
    return ApiError(
        HTTPStatus.UNAUTHORIZED, "There is no such session, or it has ended. Start one with POST /api/sessions."
    )
