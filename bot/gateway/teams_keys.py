"""Microsoft's signing keys, and the SDK's check of a token with what it leaves out.

The SDK (microsoft-teams-apps 2.1) fetches keys with a blocking call of up to 30 seconds, for any key id that a stranger
makes up; takes a token that never expires; takes an activity that names no service address; and takes tokens of other
issuers and tenants. All four are closed here.
"""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import jwt

from bot.gateway.failures import where
from bot.gateway.teams_cloud import Cloud, on_this_machine
from bot.gateway.teams_sdk import PUBLIC, InboundActivityTokenValidator, with_overrides

log = logging.getLogger(__name__)
REST_SECONDS = 10.0
"""How long the keys are not asked for again, however many unknown ones are shown."""
KEEP_SECONDS = 24 * 3600.0
_TIMEOUT = aiohttp.ClientTimeout(total=5)
_LARGEST = 1024 * 1024
_LONGEST_ID = 200
_ENDS, _SERVICE = "exp", "serviceurl"


class UnknownKeyError(jwt.InvalidTokenError):
    """A token is signed with a key that is not Microsoft's, or not one for Teams."""


class SigningKeys(jwt.PyJWKClient):
    """Keeps the keys. The SDK asks it and never waits; `ready_for` fetches, beside everything else that runs."""

    def __init__(self, metadata_url: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Take where the keys are named, and the clock."""
        super().__init__(metadata_url, cache_jwk_set=False)
        self._clock, self._lock = clock, asyncio.Lock()
        self._known: jwt.PyJWKSet | None = None
        self._endorsements: Mapping[str, Any] = {}
        self._tried, self._fetched = -REST_SECONDS, 0.0

    def fetch_data(self) -> Any:
        """Return the keys that we have; the SDK's client calls this where it would ask the network."""
        if self._known is None:
            message = "There are no signing keys yet."
            raise jwt.PyJWKClientError(message)
        return self._known

    async def ready_for(self, key: str) -> bool:
        """Tell whether a key is known, after having looked for new ones if that is due."""
        if self._has(key) and self._clock() - self._fetched < KEEP_SECONDS:
            return True
        async with self._lock:
            if not self._has(key) or self._clock() - self._fetched >= KEEP_SECONDS:
                await self._refresh()
        return self._has(key)

    def vouches_for(self, key: str, channel: str) -> bool:
        """Tell whether a key may sign for a channel; one that names no channels may sign for all."""
        endorsements = self._endorsements.get(key)
        return not endorsements or channel in endorsements

    def _has(self, key: str) -> bool:
        return self._known is not None and any(known.key_id == key for known in self._known.keys)

    async def _refresh(self) -> None:
        if self._clock() - self._tried < REST_SECONDS:
            return
        self._tried = self._clock()
        try:
            found = await self._fetch()
            self._known = jwt.PyJWKSet.from_dict(found)
        except Exception as error:  # noqa: BLE001 - whatever came back, the keys that we have still hold
            log.warning("teams.no_keys %s", where(error))
            return
        self._endorsements = {str(key.get("kid")): key.get("endorsements") for key in found["keys"]}
        self._fetched = self._clock()

    async def _fetch(self) -> dict[str, Any]:
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
            metadata = await _json(session, self.uri)
            address = str(metadata["jwks_uri"])
            if not address.startswith("https://") and not on_this_machine(address):
                message = "The keys are not at an https address."
                raise jwt.PyJWKClientError(message)
            return await _json(session, address)


class Validator(InboundActivityTokenValidator):
    """The SDK's check with our keys, and with what it leaves out."""

    def __init__(self, cloud: Cloud, keys: SigningKeys) -> None:
        """Take the cloud and the keys."""
        issuer = with_overrides(PUBLIC, token_issuer=cloud.token_issuer, login_endpoint=cloud.login_url)
        super().__init__(cloud.client_id, issuer)
        self._keys, self._issuer = keys, cloud.token_issuer
        # There is no public way to hand the SDK another source of keys.
        self._service_validator._jwks_client = keys  # noqa: SLF001

    async def validate_token(self, raw_token: str, service_url: str | None = None) -> dict[str, Any]:
        """Return what a token says; raises jwt.InvalidTokenError."""
        try:
            return await self._checked(raw_token, service_url)
        except Exception as error:
            # Only what kind of fault: the token and what it says stay out of the logs.
            log.warning("teams.refused %s", type(error).__name__)
            raise

    async def _checked(self, raw_token: str, service_url: str | None) -> dict[str, Any]:
        key = self._shown(raw_token, service_url)
        if not await self._keys.ready_for(key) or not self._keys.vouches_for(key, "msteams"):
            raise UnknownKeyError
        claims: dict[str, Any] = await super().validate_token(raw_token, service_url)
        if _ENDS not in claims:
            raise jwt.MissingRequiredClaimError(_ENDS)
        return claims

    def _shown(self, raw_token: str, service_url: str | None) -> str:
        """Return which key a token says it is signed with, when it looks as if it came from the connector."""
        header = jwt.get_unverified_header(raw_token)
        if header.get("alg") != "RS256":
            raise jwt.InvalidAlgorithmError
        claims = jwt.decode(raw_token, options={"verify_signature": False})
        if claims.get("iss") != self._issuer:
            raise jwt.InvalidIssuerError
        if not service_url:
            # The SDK compares it with the token only when it is there.
            raise jwt.MissingRequiredClaimError(_SERVICE)
        key = header.get("kid")
        if not isinstance(key, str) or not 0 < len(key) <= _LONGEST_ID:
            raise UnknownKeyError
        return key


async def _json(session: aiohttp.ClientSession, address: str) -> dict[str, Any]:
    async with session.get(address, allow_redirects=False) as response:
        response.raise_for_status()
        content = await response.content.read(_LARGEST)
    found = json.loads(content)
    if not isinstance(found, dict):
        message = "The answer is not a JSON object."
        raise jwt.PyJWKClientError(message)
    return found
