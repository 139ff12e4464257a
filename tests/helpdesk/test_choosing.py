"""What a text names of a step's buttons, and what stands behind labels."""

import pytest

from bot.helpdesk import choosing
from bot.helpdesk.guided import CHOICE, SEVERAL, SKIPPED, WORDS, Answer, Button, Step, Tool

CONTROL, MONEY, STAFF = (
    Button("Control", "control"),
    Button("Handling money", "money", ("cash",)),
    Button("Staff", "staff"),
)
NONE = Button("None of these", SKIPPED, ("none",))
MATTERS = Step("matters", "What matters?", SEVERAL, buttons=(CONTROL, MONEY, STAFF, NONE), optional=True)
WISH = Step("wish", "What is the wish?", WORDS, labels=("wish", "the wish"))
HARMS = Step("harms", "Which harms?", WORDS, labels=("harms",))
TOOL = Tool("plan", "Plan", "Plans.", ("plan",), (), (WISH, HARMS, MATTERS), {"done": "Done."})


def chosen(plain: str, *, alone: bool = True) -> list[str] | str | None:
    answer = choosing.chosen(MATTERS, plain, alone=alone)
    return None if answer is None else SKIPPED if answer.kind == SKIPPED else answer.value


class TestSeveral:
    @pytest.mark.parametrize(
        "plain", ["1 and 3", "1, 3", "1,3", "1 3", "1 & 3", "3 and 1", "control and staff", "staff, then control"]
    )
    def test_they_are_typed_by_number_or_name_in_any_order(self, plain: str):
        assert chosen(plain) == ["control", "staff"]

    @pytest.mark.parametrize("plain", ["all", "all of them", "everything", "all of these please"])
    def test_all_are_chosen_but_not_the_button_that_leaves_the_step_out(self, plain: str):
        assert chosen(plain) == ["control", "money", "staff"]

    @pytest.mark.parametrize("plain", ["none", "none of these"])
    def test_none_is_an_answer(self, plain: str):
        assert chosen(plain) == SKIPPED

    @pytest.mark.parametrize("plain", ["4", "1 and 9", "0", "sunshine"])
    def test_what_is_not_there_names_nothing(self, plain: str):
        assert chosen(plain) is None

    def test_it_is_one_answer_in_the_order_of_the_buttons(self):
        assert choosing.together(MATTERS, ["staff", "control", "staff"]) == Answer(
            SEVERAL, ["control", "staff"], "Control; Staff"
        )

    def test_beside_another_question_one_word_is_not_enough(self):
        assert chosen("she has little cash", alone=False) is None

    def test_none_cannot_be_pressed_after_one_was(self):
        assert choosing.left(MATTERS, ("money",)) == (CONTROL, STAFF)
        assert choosing.left(MATTERS, ()) == MATTERS.buttons

    @pytest.mark.parametrize(("plain", "ends"), [("that is all", True), ("done", True), ("control", False)])
    def test_somebody_says_that_it_is_all(self, plain: str, ends: bool):
        assert choosing.ends_choosing(plain) is ends


class TestOne:
    def test_two_named_are_not_one(self):
        step = Step("one", "Which?", CHOICE, buttons=(CONTROL, STAFF))
        assert choosing.chosen(step, "control", alone=True) == Answer(CHOICE, "control", "Control")
        assert choosing.chosen(Step("one", "Which?", CHOICE, buttons=(CONTROL, CONTROL)), "control", alone=True) is None


class TestLabels:
    @pytest.mark.parametrize(
        "text",
        [
            "Wish: go swimming. Harms: slipping",
            "wish: go swimming.\nharms: slipping",
            "The wish: go swimming. and harms: slipping",
            "WISH = go swimming; Harms = slipping",
        ],
    )
    def test_parts_go_to_the_steps_that_they_name(self, text: str):
        before, parts = choosing.labelled(TOOL, text)
        assert (before, [(step.id, part.rstrip(".")) for step, part in parts]) == (
            "",
            [("wish", "go swimming"), ("harms", "slipping")],
        )

    def test_what_stands_before_the_first_is_kept_apart(self):
        assert choosing.labelled(TOOL, "He likes water. Harms: slipping") == ("He likes water.", ((HARMS, "slipping"),))

    @pytest.mark.parametrize("text", ["my wish: is it allowed", "wishes: many", "no label here", "wish:"])
    def test_a_word_within_a_sentence_is_no_label(self, text: str):
        assert choosing.labelled(TOOL, text)[1] == ()


class TestWordsAround:
    WHO = Step(
        "who", "Who?", CHOICE, buttons=(Button("Carer", "carer"), Button("No", "no"), Button("Not sure", "unsure"))
    )

    @pytest.mark.parametrize(
        ("plain", "value"),
        [("a carer", "carer"), ("the carer", "carer"), ("no thanks", "no"), ("i am not sure", "unsure")],
    )
    def test_small_words_before_and_others_after_do_not_matter(self, plain: str, value: str):
        found = choosing.chosen(self.WHO, plain, alone=True)
        assert found is not None
        assert found.value == value

    def test_who_does_not_know_has_not_said_no(self):
        assert choosing.chosen(self.WHO, "no idea", alone=True, begins=False) is None


class TestLooselySaid:
    STEP = Step(
        "told",
        "Do they know?",
        CHOICE,
        buttons=(
            Button("Yes", "yes"),
            Button("No", "no"),
            Button("It is not safe to tell them", "unsafe"),
            Button("Some: a little of it", "a_little", ("at risk of harm",)),
        ),
    )

    @pytest.mark.parametrize(
        ("plain", "value"),
        [
            ("yeah", "yes"),
            ("aye, they do", "yes"),
            ("y", "yes"),
            ("nope", "no"),
            ("n", "no"),
            ("no; not yet", "no"),
            ("some", "a_little"),
            ("it is not safe", "unsafe"),
            ("i think it's some", "a_little"),
            ("just a little of it", "a_little"),
        ],
    )
    def test_everyday_words_and_parts_of_a_title_will_do(self, plain: str, value: str):
        found = choosing.chosen(self.STEP, plain, alone=True)
        assert found is not None
        assert found.value == value

    @pytest.mark.parametrize(
        "plain",
        [
            "no, but perhaps the son",
            "yes, except the money",
            "safe to tell",
            "not at risk of harm",
            "safe",
            "it's no problem",
        ],
    )
    def test_what_says_less_or_the_opposite_is_asked_again(self, plain: str):
        assert choosing.chosen(self.STEP, plain, alone=True) is None

    def test_among_several_what_is_negated_is_not_chosen(self):
        assert chosen("control but not the cash") == ["control"]
        assert chosen("no, control and staff") == ["control", "staff"]
