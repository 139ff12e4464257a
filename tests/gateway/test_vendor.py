"""Files of others that browsers get from us: unchanged, licensed, and asking nobody else for anything."""

import hashlib
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[2]
FOLDERS = [*(ROOT / "bot/gateway/static/vendor").iterdir(), *(ROOT / "tests/browser/vendor").iterdir()]
_NAMED = re.compile(r"`([\w.-]+\.(?:js|css))`(?: is [^\n]+,)? \(?SHA-256 `([0-9a-f]{64})`")


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def folder(request):
    return request.param


class TestVendored:
    def test_each_file_is_the_one_that_its_page_names(self, folder):
        named = dict(_NAMED.findall((folder / "README.md").read_text()))
        actual = {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.iterdir()
            if path.suffix in {".js", ".css"}
        }
        assert actual
        assert named == actual

    def test_it_brings_its_licence(self, folder):
        assert (folder / "LICENSE").exists()

    def test_no_fonts_or_emblems_of_the_government_came_along(self):
        found = {path.suffix for path in (ROOT / "bot/gateway/static/vendor/govuk").iterdir()}
        assert found == {".css", ".js", ".md", ""}

    def test_the_font_of_the_government_is_never_named(self):
        styles = (ROOT / "bot/gateway/static/vendor/govuk/govuk-frontend.css").read_text()
        assert "Transport" not in styles
        assert "@font-face" not in styles
