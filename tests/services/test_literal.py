"""A person's words within Markdown."""

import pytest

from bot.services.literal import literal


class TestAddresses:
    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("see https://a.example/b_c~d", "see https://a.example/b_c~d"),
            ("*https://a.example*", r"\*https://a.example\*"),
            ("a_b", r"a\_b"),
        ],
    )
    def test_they_stay_as_they_are(self, text: str, written: str):
        assert literal(text) == written

    def test_the_end_of_a_line_stands_apart_from_them(self):
        assert literal("see https://a.example/b\nand so on\nlast") == "see https://a.example/b \\\nand so on\\\nlast"
