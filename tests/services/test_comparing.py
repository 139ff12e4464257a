"""Two versions side by side."""

from bot.services.comparing import FieldChange, Piece, differences
from bot.services.publishing_records import CONTENT

OLD = dict.fromkeys(CONTENT, "") | {"asks": ["a", "b"], "audience": [], "reaches": [], "must_not_reach": []}


class TestDifferences:
    def test_equal_contents_have_none(self):
        assert differences(OLD, dict(OLD)) == []

    def test_sentences_that_stay_come_and_go_are_told_apart(self):
        change = differences(OLD | {"short": "Yes. Ask first."}, OLD | {"short": "Yes. Keep receipts."})
        pieces = [Piece("same", "Yes."), Piece("removed", "Ask first."), Piece("added", "Keep receipts.")]
        assert change == [FieldChange("short", pieces)]

    def test_lists_are_compared_by_entry_and_fields_in_reading_order(self):
        changes = differences(OLD, OLD | {"asks": ["a", "c"], "title": "New"})
        assert [change.name for change in changes] == ["title", "asks"]
        assert changes[1].pieces == [Piece("same", "a"), Piece("removed", "b"), Piece("added", "c")]
