"""The icons' files are what their drawing says."""

import struct
import zlib

import pytest

from bot.gateway.icons import FOLDER, ICONS, colour, draw

_PLACES = (1.5, 4.5, 8, 12, 16, 20, 23, 28, 30.5)
"""Coordinates in the drawing's units: far enough from its edges that a pixel there has one colour."""


def pixels(picture):
    """Return the size of a PNG without filters, and a function from place to colour."""
    width, height = struct.unpack(">II", picture[16:24])
    at, data = 8, b""
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        data += picture[at + 8 : at + 8 + length] if picture[at + 4 : at + 8] == b"IDAT" else b""
        at += 12 + length
    rows, line = zlib.decompress(data), 1 + 4 * width
    return (width, height), lambda x, y: tuple(rows[y * line + 1 + 4 * x : y * line + 5 + 4 * x])


class TestFiles:
    @pytest.mark.parametrize("name", ICONS)
    def test_each_is_there_and_shows_the_drawing(self, name):
        icon = ICONS[name]
        size, pixel = pixels((FOLDER / name).read_bytes())
        assert size == (icon.size, icon.size)
        scale = icon.size / 32
        for x in _PLACES:
            for y in _PLACES:
                wanted = colour(x, y, whole=icon.purpose == "maskable")
                assert pixel(int(x * scale), int(y * scale)) == wanted, (x, y)

    def test_no_other_file_lies_there(self):
        assert {path.name for path in FOLDER.iterdir()} == set(ICONS)

    def test_drawing_again_gives_the_same_file(self):
        assert draw(ICONS["apple-touch-icon.png"]) == (FOLDER / "apple-touch-icon.png").read_bytes()


class TestDrawing:
    def test_a_system_may_cut_the_whole_one_to_a_circle(self):
        """Of a maskable icon only a circle of 40 % of the width is sure to be seen; the bubble lies within."""
        white = [(x / 4, y / 4) for x in range(128) for y in range(128) if colour(x / 4, y / 4, whole=True)[0] == 255]
        assert max((x - 16) ** 2 + (y - 16) ** 2 for x, y in white) <= (0.4 * 32) ** 2

    def test_only_the_rounded_one_has_corners_that_are_not_there(self):
        assert (colour(0.5, 0.5, whole=False)[3], colour(0.5, 0.5, whole=True)[3]) == (0, 255)
