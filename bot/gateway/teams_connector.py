"""Writes to Teams through Microsoft's connector service: a token while it holds, limits obeyed, refusals told apart.

Beside the SDK and not through it: its client waits in threads for tokens and has no limit of time; this one shares its
connections, gives up after seconds, and never names a chat in a log.
"""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.errors import GuideError
from bot.gateway.adapter import AwayError, GivenUpError, TryLaterError
from bot.gateway.teams_cloud import Cloud
from bot.services.teams_ports import Reference

log = logging.getLogger(__name__)
_SECONDS = 10.0
_TYPING_SECONDS = 2.0
_CONNECTIONS = 64
_EARLIER = 300.0
"""Seconds by which a token is renewed before it ends."""
_REST = 5.0
"""Seconds for which nothing is tried after the service was away or asked to wait without saying for how long."""
_LONGEST_REST = 120.0
_LARGEST = 64 * 1024
_GONE = {
    HTTPStatus.FORBIDDEN: "blocked",
    HTTPStatus.NOT_FOUND: "gone",
    HTTPStatus.GONE: "gone",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.BAD_REQUEST: "not_taken",
}
_AWAY = frozenset({HTTPStatus.PRECONDITION_FAILED, 500, 502, 503, 504})


class ConnectorError(GuideError):
    """Microsoft's service did not take a message this time."""


class ServiceAwayError(ConnectorError, AwayError):
    """Microsoft's service cannot be reached, is broken, or does not let us in: that is no fault of the message."""


class Connector:
    """One registration's way to Teams. Raises ConnectorError, TryLaterError or GivenUpError."""

    def __init__(self, cloud: Cloud, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the cloud and a clock."""
        self._cloud, self._clock = cloud, clock
        self._opened: aiohttp.ClientSession | None = None
        self._token, self._token_until = "", 0.0
        self._renewing = asyncio.Lock()
        self._rest_until = 0.0

    async def send(self, place: Reference, activity: Mapping[str, Any]) -> str:
        """Send a message and return the id that Microsoft gives it."""
        found = await self._call("POST", place, "", activity)
        return str(found.get("id", ""))

    async def update(self, place: Reference, sent: str, activity: Mapping[str, Any]) -> None:
        """Put a message in the place of one that was sent."""
        await self._call("PUT", place, f"/{quote(sent, safe='')}", {**activity, "id": sent})

    async def typing(self, place: Reference) -> None:
        """Show that an answer is on its way; whether that works is of no importance."""
        with contextlib.suppress(GuideError, TimeoutError):
            async with asyncio.timeout(_TYPING_SECONDS):
                await self._call("POST", place, "", {"type": "typing"})

    async def close(self) -> None:
        """Close the connections."""
        if self._opened is not None:
            await self._opened.close()

    async def _call(self, method: str, place: Reference, what: str, activity: Mapping[str, Any]) -> dict[str, Any]:
        if not self._cloud.serves(place.service_url):
            reason = "foreign_service"
            raise GivenUpError(reason)
        left = self._rest_until - self._clock()
        if left > 0:
            raise TryLaterError(left)
        chat = quote(place.chat, safe="")
        address = f"{place.service_url.rstrip('/')}/v3/conversations/{chat}/activities{what}"
        status, headers, body = await self._asked(method, address, json=activity, headers=await self._proof())
        if status < HTTPStatus.MULTIPLE_CHOICES:
            return body
        raise self._refused(status, headers)

    def _refused(self, status: int, headers: Mapping[str, str]) -> GuideError:
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            seconds = _seconds(headers.get("Retry-After", ""))
            self._rest_until = self._clock() + seconds
            return TryLaterError(seconds)
        if status in _GONE:
            return GivenUpError(_GONE[HTTPStatus(status)])
        if status == HTTPStatus.UNAUTHORIZED:
            self._token = ""
        if status in _AWAY and "Retry-After" in headers:
            return TryLaterError(_seconds(headers["Retry-After"]))
        kind = ServiceAwayError if status in _AWAY or status == HTTPStatus.UNAUTHORIZED else ConnectorError
        return kind(f"Microsoft Teams did not take a message (HTTP {status}). It is tried again.")

    async def _proof(self) -> dict[str, str]:
        if not self._cloud.secret:
            return {}
        async with self._renewing:
            if not self._token or self._clock() >= self._token_until:
                await self._renew()
        return {"Authorization": f"Bearer {self._token}"}

    async def _renew(self) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._cloud.client_id,
            "client_secret": self._cloud.secret,
            "scope": self._cloud.token_scope,
        }
        address = f"{self._cloud.login_url}/{quote(self._cloud.tenant, safe='')}/oauth2/v2.0/token"
        status, _, body = await self._asked("POST", address, data=form)
        token, seconds = body.get("access_token"), body.get("expires_in")
        if status != HTTPStatus.OK or not isinstance(token, str) or not isinstance(seconds, int | str):
            self._rest_until = self._clock() + _REST
            log.error("teams.no_token status=%s", status)
            message = (
                f"Microsoft Entra gave no token (HTTP {status}). Check SDS_TEAMS_CLIENT_ID, SDS_TEAMS_CLIENT_SECRET "
                "(secrets run out) and SDS_TEAMS_TENANT_ID."
            )
            raise ServiceAwayError(message)
        self._token, self._token_until = token, self._clock() + float(seconds) - _EARLIER

    async def _asked(self, method: str, address: str, **values: Any) -> tuple[int, Mapping[str, str], dict[str, Any]]:
        try:
            async with self._session.request(
                method, URL(address, encoded=True), allow_redirects=False, **values
            ) as response:
                content = await response.content.read(_LARGEST)
                return response.status, response.headers, _parsed(content)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            message = f"Microsoft Teams cannot be reached ({type(error).__name__}). It is tried again."
            raise ServiceAwayError(message) from error

    @property
    def _session(self) -> aiohttp.ClientSession:
        # Made when first asked for: a session belongs to the loop that runs then.
        if self._opened is None or self._opened.closed:
            connector = aiohttp.TCPConnector(limit=_CONNECTIONS)
            self._opened = aiohttp.ClientSession(
                connector=connector, timeout=aiohttp.ClientTimeout(total=_SECONDS), cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._opened


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _seconds(text: str) -> float:
    """Read a Retry-After; a date or nonsense counts as a short while."""
    try:
        return min(max(float(text), 1.0), _LONGEST_REST)
    except ValueError:
        return _REST
