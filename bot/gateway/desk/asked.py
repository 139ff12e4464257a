"""What a page of the desk is given: who asks, with which form, and what pages are made with."""

import asyncio
import datetime
from dataclasses import dataclass, field

import jinja2
from starlette.requests import Request

from bot.gateway.desk.desk_sessions import SIGNED_IN, DeskSessions
from bot.gateway.desk.forms import Form
from bot.services.people_records import Person
from bot.services.ports import Clock


@dataclass(frozen=True)
class Desk:
    """What all pages share, joined once."""

    sessions: DeskSessions
    templates: jinja2.Environment
    clock: Clock


@dataclass(frozen=True)
class Asked:
    """One request of somebody who is signed in and may do this."""

    desk: Desk
    request: Request
    person: Person
    csrf: str
    """For the hidden field of every form; templates get it as `csrf`."""
    form: Form = field(default_factory=Form)
    """What was sent; empty for a GET."""

    @property
    def now(self) -> datetime.datetime:
        """The time, in UTC."""
        return self.desk.clock()

    def query(self, name: str) -> str:
        """Return a value from the address, or nothing."""
        return self.request.query_params.get(name, "").strip()

    async def still_signed_in(self) -> bool:
        """Tell whether the session holds on; a stream that stays open asks this from time to time."""
        token = self.desk.sessions.token(self.request)
        shown = await asyncio.to_thread(self.desk.sessions.shown, token, used=False)
        return shown is not None and shown.session.stage == SIGNED_IN
