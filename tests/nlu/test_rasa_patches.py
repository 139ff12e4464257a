"""Repairs to Rasa that could let something in."""

import io
import pathlib
import tarfile

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage

from bot.nlu import rasa_patches


def pack(path: pathlib.Path, name: str) -> None:
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size = 4
        archive.addfile(member, io.BytesIO(b"text"))


class TestArchive:
    def test_a_file_that_would_land_elsewhere_is_refused(self, tmp_path: pathlib.Path):
        rasa_patches.apply()
        pack(tmp_path / "model.tar.gz", "../stray.txt")
        (tmp_path / "unpacked").mkdir()
        with pytest.raises(Exception, match=r"outside the destination|directory traversal"):
            LocalModelStorage._extract_archive_to_directory(tmp_path / "model.tar.gz", tmp_path / "unpacked")
        assert not (tmp_path / "stray.txt").exists()

    def test_others_are_unpacked(self, tmp_path: pathlib.Path):
        rasa_patches.apply()
        pack(tmp_path / "model.tar.gz", "/components/part.json")
        LocalModelStorage._extract_archive_to_directory(tmp_path / "model.tar.gz", tmp_path / "unpacked")
        assert (tmp_path / "unpacked" / "components" / "part.json").read_text() == "text"
