"""The app package that a tenant's administrator uploads: a manifest and two icons, drawn here."""

import io
import json
import uuid
import zipfile
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.errors import ConfigurationError
from bot.gateway.drawing import Colour, bubble, png, tick

MANIFEST_VERSION = "1.19"
VERSION = "1.0.0"
"""Of the package; Teams offers an update to people when it grows."""
COLOUR, OUTLINE = "color.png", "outline.png"
COLOUR_SIZE, OUTLINE_SIZE = 192, 32
_TEAL, _WHITE, _NOTHING = (0, 112, 120, 255), (255, 255, 255, 255), (255, 255, 255, 0)
_DAY_ONE = (2026, 1, 1, 0, 0, 0)
_SCOPES = ("personal", "team")
_COMMANDS: Mapping[str, str] = {
    "My tickets": "Questions that wait for a champion, and their answers",
    "My settings": "Your nation and role",
    "Weekly digest": "A short message once a week",
    "What I follow": "Answers whose changes you are told of",
    "Privacy": "What is kept about you",
    "Forget me": "Delete what you have asked",
}


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
    speech, mark = bubble(48, 52, 144, 120, 20), tick(76, 86, 16, 7)

    def colour(x: float, y: float) -> Colour:
        return _TEAL if mark(x, y) or not speech(x, y) else _WHITE

    return png(COLOUR_SIZE, colour)


def outline_icon() -> bytes:
    """Draw the outline icon: the same as white lines on nothing."""
    outer, inner, mark = bubble(4, 5, 28, 22, 5), bubble(6, 7, 26, 20, 3.5), tick(11, 13.5, 3.6, 1.1)

    def colour(x: float, y: float) -> Colour:
        return _WHITE if mark(x, y) or (outer(x, y) and not inner(x, y)) else _NOTHING

    return png(OUTLINE_SIZE, colour)
