"""What askers and champions typed, made ready for a draft."""

import pytest

from bot.services.wordings import clean, held_out, parts_of, title_from


class TestClean:
    @pytest.mark.parametrize(
        ("typed", "left"),
        [
            ("Can a PA have bank holidays off?", "Can a PA have bank holidays off?"),
            ("Hi, my mum called [name] gets option 2, can she pay me?", "my mum gets option 2, can she pay me?"),
            ("Can a PA have bank holidays off? ring me on [phone]", "Can a PA have bank holidays off?"),
            ("does my client  at [address] need a review", "does my client need a review"),
            ("[name] wants to know about pay", ""),
            ("can [name] move to [address], ring [phone]", ""),
            ("[email]", ""),
            ("pay?", ""),
        ],
    )
    def test_marks_of_personal_data_go_and_what_makes_no_sense_without_is_dropped(self, typed, left):
        assert clean(typed) == left

    def test_of_a_long_story_the_question_stays(self):
        assert clean("It began in May. " * 30 + "Can I pay for a taxi?") == "Can I pay for a taxi?"


class TestHeldOut:
    def test_few_wordings_all_teach(self):
        assert held_out(["a", "b", "c"]) == (["a", "b", "c"], [])

    def test_of_four_one_judges(self):
        assert held_out(["a", "b", "c", "d"]) == (["a", "b", "c"], ["d"])


class TestTitleFrom:
    def test_it_is_the_first_sentence_without_its_mark(self):
        assert title_from("can I pay for a taxi? It is for bingo.") == "Can I pay for a taxi"

    def test_it_ends_at_a_word_within_70_letters(self):
        title = title_from("is it true that " + "somebody " * 20)
        assert len(title) <= 70
        assert title.endswith("somebody")


class TestPartsOf:
    def test_labels_show_next_step_and_whom_to_ask(self):
        parts = parts_of("Yes.\n\nMore words.\n\nNext step: ring them.\n\nWho to ask: the council.")
        assert parts == {
            "short": "Yes.",
            "detail": "More words.",
            "next_step": "Ring them.",
            "who_to_ask": "The council.",
        }

    def test_a_long_reply_in_one_piece_is_cut_at_a_sentence(self):
        parts = parts_of("This is one sentence of seven words. " * 12)
        assert len(parts["short"].split()) <= 60
        assert parts["short"].endswith(".")
        assert len(f"{parts['short']} {parts['detail']}".split()) == 84

    def test_an_empty_reply_gives_empty_parts(self):
        assert set(parts_of(" \r\n ").values()) == {""}
