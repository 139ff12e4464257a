"""The app package: what Teams' schema asks of a manifest, and icons that are pictures."""

import io
import json
import re
import struct
import uuid
import zipfile
import zlib

import pytest

from bot.errors import ConfigurationError
from bot.gateway.drawing import png
from bot.gateway.teams_package import (
    COLOUR_SIZE,
    OUTLINE_SIZE,
    colour_icon,
    manifest,
    outline_icon,
    package,
)
from bot.services.commands import _IN_WORDS
from tests.gateway.teams_world import CLIENT

_PLACE = "https://guide.council.example/"


def points(picture):
    """Return the size of a PNG and its points, row by row."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    found, at = {}, 8
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        name, data = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        assert struct.unpack(">I", picture[at + 8 + length : at + 12 + length]) == (zlib.crc32(name + data),)
        found[name], at = data, at + 12 + length
    width, height, bits, kind = struct.unpack(">IIBB", found[b"IHDR"][:10])
    assert (bits, kind) == (8, 6)
    rows = zlib.decompress(found[b"IDAT"])
    line = 1 + 4 * width
    assert len(rows) == line * height
    return (width, height), [
        [tuple(rows[y * line + 1 + 4 * x : y * line + 5 + 4 * x]) for x in range(width)] for y in range(height)
    ]


class TestPackage:
    def test_it_holds_a_manifest_and_the_icons_it_names(self):
        with zipfile.ZipFile(io.BytesIO(package(CLIENT, _PLACE))) as archive:
            names = set(archive.namelist())
            found = json.loads(archive.read("manifest.json"))
        assert names == {"manifest.json", *found["icons"].values()}

    def test_the_same_settings_give_the_same_file(self):
        assert package(CLIENT, _PLACE) == package(CLIENT, _PLACE)


class TestManifest:
    def test_what_the_schema_limits_is_within_its_limits(self):
        found = manifest(CLIENT, _PLACE)
        assert found["manifestVersion"] == "1.19"
        assert re.fullmatch(r"\d+\.\d+\.\d+", found["version"])
        assert uuid.UUID(found["id"])
        limits = {
            found["name"]["short"]: 30,
            found["name"]["full"]: 100,
            found["description"]["short"]: 80,
            found["description"]["full"]: 4000,
            found["developer"]["name"]: 32,
        }
        (commands,) = [listed["commands"] for listed in found["bots"][0]["commandLists"]]
        limits |= {command["title"]: 32 for command in commands} | {c["description"]: 128 for c in commands}
        assert [text for text, most in limits.items() if not 0 < len(text) <= most] == []
        assert len(commands) <= 10
        assert all(found["developer"][name].startswith("https://") for name in ("websiteUrl", "privacyUrl"))

    def test_askers_use_it_in_person_and_champions_in_a_team(self):
        (bot,) = manifest(CLIENT, _PLACE)["bots"]
        assert (bot["botId"], bot["scopes"]) == (CLIENT, ["personal", "team"])

    def test_every_command_that_it_offers_is_understood(self):
        (bot,) = manifest(CLIENT, _PLACE)["bots"]
        offered = [command["title"].lower() for command in bot["commandLists"][0]["commands"]]
        assert [title for title in offered if title not in {*_IN_WORDS, "privacy"}] == []

    def test_links_lead_to_pages_that_there_are(self):
        developer = manifest(CLIENT, _PLACE)["developer"]
        assert developer["privacyUrl"] == "https://guide.council.example/privacy"
        assert manifest(CLIENT, _PLACE)["validDomains"] == ["guide.council.example"]

    @pytest.mark.parametrize("place", ["http://guide.council.example", "guide", "", "https://"])
    def test_teams_takes_no_other_address_than_https(self, place):
        with pytest.raises(ConfigurationError, match="SDS_PUBLIC_URL"):
            manifest(CLIENT, place)


class TestIcons:
    def test_the_colour_icon_is_full_and_has_two_colours(self):
        size, rows = points(colour_icon())
        assert size == (COLOUR_SIZE, COLOUR_SIZE)
        assert rows[0][0] == (0, 112, 120, 255)
        assert {point[3] for row in rows for point in row} == {255}
        assert (255, 255, 255, 255) in rows[60]

    def test_the_outline_icon_is_white_on_nothing(self):
        size, rows = points(outline_icon())
        assert size == (OUTLINE_SIZE, OUTLINE_SIZE)
        assert {point[:3] for row in rows for point in row} == {(255, 255, 255)}
        assert rows[0][0][3] == 0
        assert any(point[3] == 255 for point in rows[6])

    def test_edges_are_smooth(self):
        _, rows = points(png(2, lambda x, y: (0, 0, 0, 255) if x < 0.5 else (0, 0, 0, 0)))
        assert [point[3] for point in rows[0]] == [128, 0]
