"""Asks an OpenID Connect provider who somebody is: authorisation code with PKCE, state and nonce."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NoReturn
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.errors import ConfigurationError
from bot.gateway.certificates import trusted
from bot.gateway.failures import ApiError
from bot.services.ports import Clock
from bot.settings import Settings

log = logging.getLogger(__name__)
RETURN_PATH = "/desk/sign-in/oidc/return"
_SCOPE = "openid email profile"
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384")
"""Fixed here and never taken from the token: `none` and shared secrets are not among them."""
_SECONDS, _LEEWAY = 10.0, 120
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
NO_ANSWER = "The sign-in service did not answer as it should. Try again in a minute, or sign in with your password."
NOT_PROVEN = "The answer of the sign-in service could not be trusted, so you are not signed in. Please start again."


@dataclass(frozen=True)
class Begun:
    """A sign-in that a provider was asked for; kept on the server until the browser comes back."""

    address: str
    state: str
    nonce: str
    verifier: str

    def kept(self) -> dict[str, str]:
        """Return what must be remembered."""
        return {"state": self.state, "nonce": self.nonce, "verifier": self.verifier}


@dataclass(frozen=True)
class Identity:
    """Who somebody is, as a provider has proven."""

    issuer: str
    subject: str
    verified_email: str
    """Empty when the provider does not vouch for it."""


class Provider:
    """One OpenID Connect provider. Nothing is fetched before somebody signs in, so the gateway starts without it."""

    def __init__(self, configuration: Settings, clock: Clock) -> None:
        """Take the settings; raises ConfigurationError when they cannot be used together."""
        self._issuer = configuration.oidc_issuer.rstrip("/")
        if not _safe(self._issuer) or not configuration.oidc_client_id:
            message = "SDS_OIDC_ISSUER must be an https address, and SDS_OIDC_CLIENT_ID must be set. See .env.example."
            raise ConfigurationError(message)
        self._id, self._secret = configuration.oidc_client_id, configuration.oidc_client_secret.get_secret_value()
        self._return = configuration.public_url.rstrip("/") + RETURN_PATH
        self._trusts_email, self._clock = configuration.oidc_trust_email, clock

    async def begin(self) -> Begun:
        """Return where to send the browser; raises ApiError when the provider does not answer."""
        async with self._client() as client:
            about = await self._about(client)
            state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
            address, _ = client.create_authorization_url(
                about["authorization_endpoint"], state=state, code_verifier=verifier, nonce=nonce
            )
        return Begun(address, state, nonce, verifier)

    async def finish(self, query: Mapping[str, str], kept: Mapping[str, Any]) -> Identity:
        """Return who came back; raises ApiError when that is not proven."""
        if not secrets.compare_digest(query.get("state", "").encode(), str(kept["state"]).encode()):
            _distrust("state")
        if "code" not in query:
            _distrust("no code")
        async with self._client() as client:
            about = await self._about(client)
            client.token_endpoint_auth_method = self._auth_method(about)
            try:
                answer = await client.fetch_token(
                    about["token_endpoint"],
                    code=query["code"],
                    code_verifier=kept["verifier"],
                    grant_type="authorization_code",
                    redirect_uri=self._return,
                )
            except (OAuthError, httpx2.HTTPError, ValueError) as error:
                raise _no_answer(error) from error
            keys = await self._fetched(client, about["jwks_uri"])
        return self._proven(answer, keys, str(kept["nonce"]), str(about["issuer"]))

    def _proven(self, answer: Mapping[str, Any], keys: Mapping[str, Any], nonce: str, issuer: str) -> Identity:
        wanted = {
            "iss": {"essential": True, "value": issuer},
            "aud": {"essential": True, "value": self._id},
            "sub": {"essential": True},
        }
        try:
            token = jwt.decode(answer.get("id_token", ""), KeySet.import_key_set(keys), algorithms=list(_ALGORITHMS))  # type: ignore[arg-type]
            beside = {"nonce": nonce, "client_id": self._id, "access_token": answer.get("access_token")}
            claims = CodeIDToken(token.claims, token.header, wanted, beside)
            claims.validate(now=int(self._clock().timestamp()), leeway=_LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            _distrust(type(error).__name__)
        return Identity(issuer, str(claims["sub"]), self._email(claims))

    def _email(self, claims: Mapping[str, Any]) -> str:
        vouched = claims.get("email_verified") in {True, "true"} or self._trusts_email
        return str(claims.get("email") or "") if vouched else ""

    async def _about(self, client: AsyncOAuth2Client) -> Mapping[str, Any]:
        about = await self._fetched(client, f"{self._issuer}/.well-known/openid-configuration")
        # The answer must speak for the issuer that was asked (OpenID Connect Discovery, 4.3).
        if str(about.get("issuer", "")).rstrip("/") != self._issuer:
            _distrust("issuer of the discovery document")
        if not all(_safe(str(about.get(name, ""))) for name in _ENDPOINTS):
            _distrust("addresses in the discovery document")
        return about

    @staticmethod
    async def _fetched(client: AsyncOAuth2Client, address: str) -> Mapping[str, Any]:
        try:
            response = await client.request("GET", address, withhold_token=True)
            response.raise_for_status()
            found = response.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise _no_answer(error) from error
        return found if isinstance(found, Mapping) else {}

    def _client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self._id,
            self._secret or None,
            scope=_SCOPE,
            redirect_uri=self._return,
            code_challenge_method="S256",
            timeout=_SECONDS,
            verify=trusted(),
        )

    def _auth_method(self, about: Mapping[str, Any]) -> str:
        if not self._secret:
            return "none"
        offered = about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"


def _safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def _no_answer(error: Exception) -> ApiError:
    log.warning("oidc.no_answer %s", type(error).__name__)
    return ApiError(HTTPStatus.SERVICE_UNAVAILABLE, NO_ANSWER)


def _distrust(why: str) -> NoReturn:
    log.warning("oidc.not_proven %s", why)
    raise ApiError(HTTPStatus.FORBIDDEN, NOT_PROVEN)
