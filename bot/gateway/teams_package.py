"""The app package that a tenant's administrator uploads: a manifest and two icons, drawn here."""

import io
import json
import struct
import uuid
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.errors import ConfigurationError

MANIFEST_VERSION = "1.19"
VERSION = "1.0.0"
"""Of the package; Teams offers an update to people when it grows."""
COLOUR, OUTLINE = "color.png", "outline.png"
COLOUR_SIZE, OUTLINE_SIZE = 192, 32
_TEAL, _WHITE, _NOTHING = (0, 112, 120, 255), (255, 255, 255, 255), (255, 255, 255, 0)
_FINE = 4
"""Points a pixel is measured at in each direction, so that edges are smooth."""
_DAY_ONE = (2026, 1, 1, 0, 0, 0)
_SCOPES = ("personal", "team")
_COMMANDS: Mapping[str, str] = {
    "My tickets": "Questions that wait for a champion, and their answers",
    "My settings": "Your nation and role",
    "Weekly digest": "A short message once a week",
    "Privacy": "What is kept about you",
    "Forget me": "Delete what you have asked",
}
Colour = tuple[int, int, int, int]
Shape = Callable[[float, float], bool]


def package(client_id: str, public_url: str) -> bytes:
    """Return the package as a zip file; raises ConfigurationError when a setting is missing or cannot be used."""
    content = {
        "manifest.json": json.dumps(manifest(client_id, public_url), indent=2).encode(),
        COLOUR: colour_icon(),
        OUTLINE: outline_icon(),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            # A fixed day, so that the same settings give the same file.
            archive.writestr(zipfile.ZipInfo(name, _DAY_ONE), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def manifest(client_id: str, public_url: str) -> dict[str, Any]:
    """Return the manifest for a registration and the address at which people reach the product."""
    address = urlsplit(public_url)
    if address.scheme != "https" or not address.hostname:
        message = "SDS_PUBLIC_URL must begin with https://: Teams accepts nothing else in an app package."
        raise ConfigurationError(message)
    place = public_url.rstrip("/")
    return {
        "$schema": f"https://developer.microsoft.com/json-schemas/teams/v{MANIFEST_VERSION}/MicrosoftTeams.schema.json",
        "manifestVersion": MANIFEST_VERSION,
        "version": VERSION,
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"sds-guide:{client_id}")),
        "name": {"short": "SDS Guide", "full": "SDS Guide: self-directed support"},
        "developer": {
            "name": "SDS Guide",
            "websiteUrl": place,
            "privacyUrl": f"{place}/privacy",
            "termsOfUseUrl": f"{place}/help",
        },
        "description": {
            "short": "Checked answers about self-directed support, or a champion who knows.",
            "full": (
                "Ask about self-directed support in Scotland and England: who can get it, the four options, employing "
                "personal assistants, risk. Answers come from checked articles with their sources. When SDS Guide is "
                "not sure it says so and passes the question to a champion, an experienced colleague, whose answer "
                "comes back in the same chat. Leave out names and addresses. It is a computer program and decides "
                "nothing about a person."
            ),
        },
        "icons": {"color": COLOUR, "outline": OUTLINE},
        "accentColor": "#007078",
        "bots": [
            {
                "botId": client_id,
                "scopes": list(_SCOPES),
                "supportsFiles": False,
                "isNotificationOnly": False,
                "commandLists": [
                    {
                        "scopes": ["personal"],
                        "commands": [{"title": title, "description": words} for title, words in _COMMANDS.items()],
                    }
                ],
            }
        ],
        "validDomains": [address.hostname],
        "defaultInstallScope": "personal",
    }


def colour_icon() -> bytes:
    """Draw the coloured icon: a speech bubble with a tick, white on teal; the middle is what Teams never cuts."""
    bubble, tick = _bubble(48, 52, 144, 120, 20), _tick(76, 86, 16, 7)

    def colour(x: float, y: float) -> Colour:
        return _TEAL if tick(x, y) or not bubble(x, y) else _WHITE

    return png(COLOUR_SIZE, colour)


def outline_icon() -> bytes:
    """Draw the outline icon: the same as white lines on nothing."""
    outer, inner, tick = _bubble(4, 5, 28, 22, 5), _bubble(6, 7, 26, 20, 3.5), _tick(11, 13.5, 3.6, 1.1)

    def colour(x: float, y: float) -> Colour:
        return _WHITE if tick(x, y) or (outer(x, y) and not inner(x, y)) else _NOTHING

    return png(OUTLINE_SIZE, colour)


def png(size: int, colour: Callable[[float, float], Colour]) -> bytes:
    """Return a square picture whose points have the colours that a function says."""
    rows = bytearray()
    for row in range(size):
        rows.append(0)  # no filter
        for column in range(size):
            points = [
                colour(column + (x + 0.5) / _FINE, row + (y + 0.5) / _FINE) for x in range(_FINE) for y in range(_FINE)
            ]
            rows += bytes(round(sum(values) / len(points)) for values in zip(*points, strict=True))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _bubble(left: float, top: float, right: float, bottom: float, round_by: float) -> Shape:
    """Return a rectangle with round corners and a tail below its left part."""
    tail = round_by * 1.1

    def inside(x: float, y: float) -> bool:
        across = max(left + round_by - x, 0, x - right + round_by)
        down = max(top + round_by - y, 0, y - bottom + round_by)
        body = left <= x <= right and top <= y <= bottom and across**2 + down**2 <= round_by**2
        below = y - bottom
        return body or (0 <= below <= tail and left + round_by <= x <= left + round_by + tail - below)

    return inside


def _tick(x_corner: float, y_corner: float, step: float, thick: float) -> Shape:
    """Return a tick: down to the right, then up, twice as long."""
    low = (x_corner + step, y_corner + step)
    lines = (((x_corner, y_corner), low), (low, (low[0] + 2 * step, low[1] - 2 * step)))

    def near(x: float, y: float) -> bool:
        return any(_distance(x, y, start, end) <= thick for start, end in lines)

    return near


def _distance(x: float, y: float, start: tuple[float, float], end: tuple[float, float]) -> float:
    across, down = end[0] - start[0], end[1] - start[1]
    along = ((x - start[0]) * across + (y - start[1]) * down) / (across**2 + down**2)
    along = min(max(along, 0.0), 1.0)
    return float(((x - start[0] - along * across) ** 2 + (y - start[1] - along * down) ** 2) ** 0.5)
