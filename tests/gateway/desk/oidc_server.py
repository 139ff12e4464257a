"""A small OpenID Connect provider on a free loopback port: real RSA keys, signed tokens, PKCE that is checked."""

import base64
import functools
import hashlib
import hmac
import json
import secrets
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import uvicorn
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

CLIENT, SECRET = "sds-guide", "a client secret"


@functools.cache
def _keys() -> tuple[RSAKey, RSAKey]:
    """Two keys of one name, made once: making them takes longer than a sign-in."""
    first, second = (RSAKey.generate_key(2048, parameters={"kid": "published"}) for _ in range(2))
    return first, second


@dataclass
class OidcServer:
    """Signs everybody in at once as the person it is told, and lies where it is told to."""

    address: str
    now: float
    person: dict[str, Any] = field(default_factory=dict)
    """Claims about the one who signs in."""
    lies: dict[str, Any] = field(default_factory=dict)
    """Claims that replace the right ones; None leaves one out."""
    algorithm: str = "RS256"
    other_key: bool = False
    """Set, it signs with a key that it does not publish."""
    issuer: str = ""
    """What the discovery document says it is; empty for the truth."""
    down: bool = False
    asked: list[str] = field(default_factory=list)
    """Paths that were asked for."""

    def __post_init__(self) -> None:
        self.key, self.hidden_key = _keys()
        self.codes: dict[str, dict[str, str]] = {}

    def token(self, nonce: str) -> str:
        """Return an ID token."""
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": int(self.now),
            "exp": int(self.now) + 300,
            "nonce": nonce,
            **self.person,
            **self.lies,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": "published"}
        if self.algorithm == "none":
            return f"{_plain(header)}.{_plain(claims)}."
        if self.algorithm == "HS256":
            # The old trick: the public key, which everybody knows, as a shared secret.
            signed = f"{_plain(header)}.{_plain(claims)}"
            mac = hmac.new(self.key.as_pem(private=False), signed.encode(), hashlib.sha256)
            return f"{signed}.{_encoded(mac.digest())}"
        key = self.hidden_key if self.other_key else self.key
        return jwt.encode(header, claims, key, algorithms=[self.algorithm])

    def app(self) -> FastAPI:
        """Build its web app."""
        app = FastAPI()

        @app.middleware("http")
        async def note(request: Request, answered: Any) -> Response:
            self.asked.append(request.url.path)
            return Response(status_code=500) if self.down else await answered(request)

        @app.get("/.well-known/openid-configuration")
        async def about() -> dict[str, Any]:
            return {
                "issuer": self.issuer or self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
            }

        @app.get("/keys")
        async def keys() -> dict[str, Any]:
            return {"keys": [self.key.as_dict(private=False)]}

        @app.get("/authorize")
        async def authorize(request: Request) -> Response:
            query = dict(request.query_params)
            code = secrets.token_urlsafe(16)
            self.codes[code] = query
            return RedirectResponse(f"{query['redirect_uri']}?code={code}&state={query['state']}")

        @app.post("/token")
        async def token(request: Request) -> Response:
            form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
            asked = self.codes.pop(form.get("code", ""), None)
            expected = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".replace(" ", "%20").encode()).decode()
            plain = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            challenge = _encoded(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
            if (
                asked is None
                or request.headers.get("authorization") not in {expected, plain}
                or asked.get("code_challenge_method") != "S256"
                or asked.get("code_challenge") != challenge
                or asked.get("redirect_uri") != form.get("redirect_uri")
            ):
                return JSONResponse({"error": "invalid_grant"}, 400)
            return JSONResponse(
                {"access_token": "x", "token_type": "Bearer", "id_token": self.token(asked.get("nonce", ""))}
            )

        return app


class Running:
    """The provider in a thread of its own."""

    def __init__(self, now: float) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.provider = OidcServer(f"http://127.0.0.1:{self._socket.getsockname()[1]}", now)
        config = uvicorn.Config(self.provider.app(), ws="none", log_config=None, lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> OidcServer:
        self._thread.start()
        until = time.monotonic() + 10
        while not self._server.started and time.monotonic() < until:
            time.sleep(0.01)
        return self.provider

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)


def query_of(address: str) -> dict[str, str]:
    """Return the values in an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def _plain(values: dict[str, Any]) -> str:
    return _encoded(json.dumps(values).encode())


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
