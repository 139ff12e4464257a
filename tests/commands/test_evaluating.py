"""What `sds eval` shows of calibration, and the floors that it holds."""

import pytest

from bot.commands.evaluating import _figures, _hold
from bot.errors import GuideError


class TestFigures:
    def test_files_that_are_answered_right_least_often_are_named_last_the_weakest_first(self):
        by_file = {f"file-{number}": number / 10 for number in range(9, 0, -1)}
        lines = _figures({"judged_questions": 12345, "right_share": 0.87654, "right_by_file": by_file})
        assert lines[:2] == ["judged_questions: 12345", "right_share: 0.8765"]
        assert lines[2] == "least often right: file-1 0.100, file-2 0.200, file-3 0.300, file-4 0.400, file-5 0.500"


TOTALS = {"calibration": {"right_share": 0.9, "right_by_file": {"workers": 0.8}}}


class TestHold:
    def hold(self, tmp_path, floor):
        (tmp_path / "floors.yml").write_text(floor)
        _hold(tmp_path / "floors.yml", TOTALS)

    def test_what_reaches_its_floor_holds(self, tmp_path):
        self.hold(
            tmp_path, "calibration.right_by_file.workers: {at_least: 0.8}\ncalibration.right_share: {at_most: 0.9}"
        )

    def test_what_fell_is_named_with_its_floor(self, tmp_path):
        with pytest.raises(GuideError, match=r"workers is 0.8, the floor says \{'at_least': 0.81\}"):
            self.hold(tmp_path, "calibration.right_by_file.workers: {at_least: 0.81}")

    @pytest.mark.parametrize("path", ["calibration.right_by_file.gone", "nothing.like.it", "calibration"])
    def test_a_floor_of_no_figure_is_named(self, tmp_path, path):
        with pytest.raises(GuideError, match=f"{path} is no figure of this run"):
            self.hold(tmp_path, f"{path}: {{at_least: 0.1}}")
