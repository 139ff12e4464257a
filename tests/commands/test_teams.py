"""`sds teams`: the package for the tenant's administrator."""

import zipfile

import pytest

from bot.settings import settings

_CLIENT = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.fixture
def registered(monkeypatch):
    monkeypatch.setenv("SDS_TEAMS_CLIENT_ID", _CLIENT)
    monkeypatch.setenv("SDS_PUBLIC_URL", "https://sds.council.example")
    settings.cache_clear()


class TestPackage:
    def test_it_is_written_where_it_is_wanted(self, sds, registered, tmp_path):
        out = tmp_path / "app.zip"
        assert str(out) in sds("teams", "package", "--out", str(out)).said
        assert zipfile.ZipFile(out).testzip() is None

    def test_without_a_registration_it_says_what_is_missing(self, fails, tmp_path):
        assert fails("teams", "package", "--out", str(tmp_path / "x.zip")).startswith("SDS_TEAMS_CLIENT_ID is not set")

    def test_a_place_that_cannot_be_written_is_named(self, fails, registered, tmp_path):
        assert "cannot be written" in fails("teams", "package", "--out", str(tmp_path / "no" / "x.zip"))
