"""A trained model's files are noticed when they change."""

import pathlib

import pytest

from bot.errors import ModelError
from bot.retrieval.sealed import check, seal


@pytest.fixture
def model(tmp_path: pathlib.Path) -> pathlib.Path:
    for name in ("a.npz", "b.json"):
        (tmp_path / name).write_text(name)
    seal(tmp_path)
    return tmp_path


class TestCheck:
    def test_an_untouched_folder_passes(self, model: pathlib.Path):
        check(model)

    def test_a_folder_sealed_twice_passes(self, model: pathlib.Path):
        seal(model)
        check(model)

    def test_changed_missing_and_added_files_are_all_named(self, model: pathlib.Path):
        (model / "a.npz").write_text("other")
        (model / "b.json").unlink()
        (model / "c.txt").write_text("new")
        with pytest.raises(ModelError, match=r"a\.npz, b\.json, c\.txt\. Run `sds train --force`"):
            check(model)

    @pytest.mark.parametrize("damage", [pathlib.Path.unlink, lambda path: path.write_text("{")])
    def test_without_its_seal_it_is_to_be_trained_again(self, model: pathlib.Path, damage):
        damage(model / "seal.json")
        with pytest.raises(ModelError, match=r"lost its seal\. Run `sds train --force`"):
            check(model)
