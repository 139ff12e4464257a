"""What `sds eval` shows of calibration."""

from bot.commands.evaluating import _figures


class TestFigures:
    def test_files_that_are_answered_right_least_often_are_named_last_the_weakest_first(self):
        by_file = {f"file-{number}": number / 10 for number in range(9, 0, -1)}
        lines = _figures({"judged_questions": 12345, "right_share": 0.87654, "right_by_file": by_file})
        assert lines[:2] == ["judged_questions: 12345", "right_share: 0.8765"]
        assert lines[2] == "least often right: file-1 0.100, file-2 0.200, file-3 0.300, file-4 0.400, file-5 0.500"
