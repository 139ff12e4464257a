"""Tables are found where they stand, and lose no word when they are flattened."""

import pytest

from bot.gateway.tables import Table, divided, flattened, names_rows

OPTIONS = (
    "| | Option 1 | Option 2 |\n| --- | --- | --- |\n| Control | The **person** | A worker |\n| Money | Paid out | |"
)
TABLE = Table(("", "Option 1", "Option 2"), (("Control", "The **person**", "A worker"), ("Money", "Paid out", "")))
FLAT = "**Control**\n*Option 1:* The **person**\n*Option 2:* A worker\n\n**Money**\n*Option 1:* Paid out"


class TestDivided:
    def test_words_and_tables_keep_their_order(self):
        assert divided(f"Before.\n\n- a\n- b\n\n{OPTIONS}\n\nAfter.\n\n{OPTIONS}") == [
            "Before.\n\n- a\n- b",
            TABLE,
            "After.",
            TABLE,
        ]

    def test_a_table_right_after_a_line_is_found(self):
        assert divided(f"A line:\n{OPTIONS}") == ["A line:", TABLE]

    @pytest.mark.parametrize(
        "text", ["", "No table.", "a | b", "| only | a head |", "- list\n\n  | a | b |\n  | - | - |"]
    )
    def test_what_is_no_table_of_its_own_stays_words(self, text):
        assert divided(text) == ([text] if text else [])

    def test_a_cell_may_hold_the_mark_between_cells(self):
        (table,) = divided("| a | b |\n| - | - |\n| one \\| two | three |")
        assert table.rows == (("one | two", "three"),)

    def test_a_row_with_missing_cells_is_filled_up(self):
        (table,) = divided("| a | b |\n| - | - |\n| one |")
        assert table.rows == (("one", ""),)


class TestFlattened:
    def test_each_row_is_a_paragraph_and_empty_cells_are_left_out(self):
        assert flattened(OPTIONS) == FLAT

    def test_what_stands_around_stays(self):
        assert flattened(f"Before.\n\n{OPTIONS}\n\nAfter.") == f"Before.\n\n{FLAT}\n\nAfter."

    def test_a_head_of_its_own_for_the_first_column_is_not_needed(self):
        assert flattened("| What | Who |\n| - | - |\n| **Ring** | The worker |") == "**Ring**\n*Who:* The worker"

    def test_a_first_cell_that_is_empty_leaves_no_stars(self):
        assert flattened("| a | b |\n| - | - |\n| | x |") == "*b:* x"

    def test_a_text_without_tables_stays_as_it_is_to_the_letter(self):
        text = "\n\n  a\n\n\nb  \n"
        assert flattened(text) is text


class TestNamesRows:
    @pytest.mark.parametrize(
        ("head", "first", "named"),
        [
            ("", ["a", "b"], True),
            ("What", ["**a**", "**b**"], True),
            ("What", ["**a**", "b"], False),
            ("What", ["a"], False),
        ],
    )
    def test_the_first_column_does_when_it_has_no_head_or_is_bold(self, head, first, named):
        assert names_rows(head, first) == named
