"""Intranets that embed the chat: sites of their own, over https, with pages and content policies of their own."""

import datetime
import pathlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot import wiring
from bot.gateway.app import create_app
from bot.gateway.cookies import FRAMED
from tests.browser.conftest import listening
from tests.gateway.world import ScriptedRasa, settings

GUIDE, OWN_SITE, OTHER_SITE, STRANGER = (
    "guide.council.test",
    "intranet.council.test",
    "handbook.elsewhere.test",
    "stranger.test",
)
"""Where the gateway is; an intranet of the same site; one of another site; and one that may not embed."""
_PAGE = """<!doctype html>
<html lang="en-GB"><head><title>Intranet</title><meta name="viewport" content="width=device-width, initial-scale=1">
{head}</head>
<body><main><h1>Intranet</h1><p><a href="#news">News</a></p>{body}</main></body></html>"""


@dataclass
class Intranets:
    """The pages of all of them, and the gateway."""

    guide: str
    """The gateway's origin."""
    port: int
    """Where all intranets listen."""
    product: wiring.Product
    rasa: ScriptedRasa
    pages: dict[str, str]
    """Path -> page."""
    policy: dict[str, str] = field(default_factory=dict)
    answered: list[tuple[str, bool, int]] = field(default_factory=list)
    """Of each request to the gateway: method and path, whether a frame's cookie came along, and the answer's status."""

    def origin(self, host: str) -> str:
        """Return an intranet's origin."""
        return f"https://{host}:{self.port}"

    def page(self, body: str = "", attributes: str = "", head: str = "") -> str:
        """Write a page that has the script; return its path."""
        path = f"/page-{len(self.pages)}"
        script = f'<script src="{self.guide}/embed.js" async {attributes}></script>'
        self.pages[path] = _PAGE.format(head=head or script, body=body)
        return path


@contextmanager
def intranets(folder: pathlib.Path, **values: str) -> Iterator[Intranets]:
    """Serve the intranets and a gateway that two of them may embed."""
    key, certificate = _certificate(folder)
    options = {"ssl_keyfile": key, "ssl_certfile": certificate}
    pages: dict[str, str] = {}
    policy: dict[str, str] = {}

    async def site(scope, receive, send):
        if scope["type"] == "http":
            path = Request(scope).url.path
            html = HTMLResponse(pages.get(path, ""), 200 if path in pages else 404, headers=policy)
            await html(scope, receive, send)

    with listening(site, lifespan="off", **options) as port:
        allowed = ", ".join(f"https://{host}:{port}" for host in (OWN_SITE, OTHER_SITE))
        chosen = {"embed_origins": allowed, "public_url": f"https://{GUIDE}", "access": "open", **values}
        product = wiring.product(settings(folder, **chosen))
        rasa = ScriptedRasa(product)
        app = create_app(product, rasa, settings(folder, **chosen))
        answered: list[tuple[str, bool, int]] = []
        with listening(_noted(app, answered), **options) as own_port:
            guide = f"https://{GUIDE}:{own_port}"
            # As strict as an intranet can be: two exceptions, those that docs/web.md asks for.
            rules = f"default-src 'none'; script-src {guide}; frame-src {guide}"
            policy["content-security-policy"] = rules
            yield Intranets(guide, port, product, rasa, pages, policy, answered)
            app.state.pages.end_all()
            app.state.watch.end_all()


def _noted(app, answered):
    async def noted(scope, receive, send):
        async def sent(message):
            if message["type"] == "http.response.start":
                cookies = Request(scope).cookies
                answered.append((f"{scope['method']} {scope['path']}", FRAMED in cookies, message["status"]))
            await send(message)

        await app(scope, receive, sent)

    return noted


def _certificate(folder: pathlib.Path) -> tuple[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName(host) for host in (GUIDE, OWN_SITE, OTHER_SITE, STRANGER)]
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - datetime.timedelta(days=1))
    builder = builder.not_valid_after(now + datetime.timedelta(days=1))
    made = builder.add_extension(x509.SubjectAlternativeName(names), critical=False).sign(key, hashes.SHA256())
    files = folder / "key.pem", folder / "certificate.pem"
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    files[0].write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
    files[1].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return str(files[0]), str(files[1])
