"""The icons of the chat page on a phone's home screen. `python -m bot.gateway.icons` draws their files anew."""

import pathlib
from collections.abc import Mapping
from dataclasses import dataclass

from bot.gateway.drawing import Colour, png

FOLDER = pathlib.Path(__file__).parent / "static" / "icons"
_DEEP, _WHITE, _NOTHING = (11, 60, 73, 255), (255, 255, 255, 255), (255, 255, 255, 0)
_UNITS, _ROUND = 32, 6
"""The drawing is that of `static/icon.svg`: as many units wide, with corners that round."""


@dataclass(frozen=True)
class Icon:
    """One picture."""

    size: int
    """Pixels in each direction."""
    purpose: str = "any"
    """As a web app's manifest has it: `maskable` fills the square, so that a system may cut it to its own shape."""


ICONS: Mapping[str, Icon] = {
    "icon-192.png": Icon(192),
    "icon-512.png": Icon(512),
    "maskable-192.png": Icon(192, "maskable"),
    "maskable-512.png": Icon(512, "maskable"),
    # iOS cuts the corners itself, and shows what is transparent as black.
    "apple-touch-icon.png": Icon(180, "maskable"),
}


def draw(icon: Icon) -> bytes:
    """Return an icon as PNG."""
    unit = _UNITS / icon.size
    return png(icon.size, lambda x, y: colour(x * unit, y * unit, whole=icon.purpose == "maskable"))


def colour(x: float, y: float, *, whole: bool) -> Colour:
    """Return the colour of a point, in the drawing's units: a speech bubble on a dark square, whole or rounded."""
    speech = 7 <= x <= 25 and 9 <= y <= 21
    tail = 21 <= y <= 25 and 9 <= x <= 14 - (y - 21) * 5 / 4
    if speech or tail:
        return _WHITE
    across = max(_ROUND - x, 0, x - _UNITS + _ROUND)
    down = max(_ROUND - y, 0, y - _UNITS + _ROUND)
    return _DEEP if whole or across**2 + down**2 <= _ROUND**2 else _NOTHING


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, icon in ICONS.items():
        (FOLDER / name).write_bytes(draw(icon))
