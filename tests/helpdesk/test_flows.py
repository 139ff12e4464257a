"""The engine of guided tools, on a tool of its own and a reader of a few words."""

import dataclasses
import datetime
import json

import pytest

from bot.helpdesk import flows
from bot.helpdesk.choosing import DONE
from bot.helpdesk.flows import Event, Move
from bot.helpdesk.guided import (
    CHOICE,
    NATION,
    SEVERAL,
    SKIPPED,
    WORDS,
    Answer,
    Button,
    Progress,
    Step,
    Tool,
    applies,
    on_the_way,
)
from bot.helpdesk.matching import Reading

NOW = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
WAY = Step("way", "Which way?", CHOICE, buttons=(Button("Left", "left", ("to the left",)), Button("Right", "right")))
DAYS = Step("days", "How many days?", "days", when={"way": ("left",)})
HOURS = Step("hours", "How many hours?", "hours", accepts=("week",), optional=True)
MILES = Step("miles", "How many miles?", "miles", when={"way": ("right",)}, when_any={"hours": (SKIPPED,)})
TOOL = Tool("walk", "Walk", "Walks.", ("walk",), (), (WAY, DAYS, HOURS, MILES), {"done": "Done."})


def read(text: str, step: Step) -> Reading:
    """Read “days=3 hours=2”; a bare number is what the step asks for."""
    plain = text.lower()
    words = plain.removeprefix("no, ").split()
    pairs = dict(word.split("=") for word in words if "=" in word)
    bare = not pairs and words[0].isdecimal() and step.kind != CHOICE
    values = {kind: Answer(kind, number, number) for kind, number in pairs.items()}
    if bare:
        values = {step.kind: Answer(step.kind, words[0], words[0])}
    refused = "" if values or step.kind == CHOICE else "No number."
    corrects = plain.startswith("no, ")
    return Reading(
        plain.rstrip("?"),
        values,
        corrects,
        bare and corrects,
        plain == "dunno",
        plain.startswith("what is"),
        refused=refused,
    )


def walk(*texts: str, progress: Progress | None = None, now: datetime.datetime = NOW) -> Move:
    """Say one after the other; the last move."""
    move = Move(progress, Event.TAKEN) if progress else flows.begin(TOOL, NOW)
    for text in texts:
        move = flows.take(TOOL, move.progress, text, read, now)
    return move


def answers(move: Move) -> dict[str, str]:
    return {name: answer.value for name, answer in move.progress.answers.items()}


class TestAsking:
    def test_the_first_step_is_asked_first(self):
        assert (flows.begin(TOOL, NOW).progress.step, flows.begin(TOOL, NOW).event) == ("way", Event.TAKEN)

    @pytest.mark.parametrize(
        "text", ["left", "Left", "1", "to the left", "let us go to the left please", "left, I think"]
    )
    def test_a_choice_is_typed_by_title_number_or_other_words(self, text: str):
        assert (answers(walk(text)), walk(text).progress.step) == ({"way": "left"}, "days")

    @pytest.mark.parametrize("text", ["up", "3", "0", "leftover"])
    def test_what_names_no_button_is_not_read(self, text: str):
        assert (walk(text).event, answers(walk(text))) == (Event.NOT_READ, {})

    def test_a_step_off_the_way_is_not_asked(self):
        assert walk("right").progress.step == "hours"

    def test_the_end_is_ready(self):
        move = walk("left", "3", "4")
        assert (move.event, move.progress.step, answers(move)) == (
            Event.READY,
            "",
            {"way": "left", "days": "3", "hours": "4"},
        )

    def test_a_step_may_need_another_to_be_left_out(self):
        assert walk("right", "skip").progress.step == "miles"
        assert walk("right", "4").event is Event.READY


class TestSeveralAtOnce:
    def test_each_value_goes_to_its_step(self):
        move = walk("left", "days=3 hours=4")
        assert (move.event, move.taken) == (Event.READY, ("days", "hours"))

    def test_values_for_later_steps_wait(self):
        move = walk("days=3 hours=4")
        assert (answers(move), move.progress.step, move.progress.tries) == ({"days": "3", "hours": "4"}, "way", 0)
        assert walk("left", progress=move.progress).event is Event.READY

    def test_a_value_for_a_step_off_the_way_does_not_count(self):
        move = walk("days=3", "right", "4")
        assert (move.event, list(on_the_way(TOOL, move.progress.answers))) == (Event.READY, ["way", "hours"])

    def test_a_vaguer_value_answers_what_accepts_it(self):
        assert answers(walk("left", "days=3 week=20"))["hours"] == "20"

    def test_a_day_for_a_step_that_looks_ahead_is_read_from_there(self):
        """Elsewhere “1 March” is the one that has passed."""

        def seen_from(text: str, step: Step) -> Reading:
            day = "2027" if step.id == "review" else "2026"
            return Reading(text, {"date": Answer("date", day, day)} if text == "1 March" else {})

        review = Step("review", "When?", "date", ahead=True)
        tool = dataclasses.replace(TOOL, steps=(WAY, review))
        moved = flows.take(tool, flows.begin(tool, NOW).progress, "1 March", seen_from, NOW)
        assert moved.progress.answers["review"].value == "2027"

    def test_a_value_that_could_be_two_steps_is_not_guessed(self):
        twins = dataclasses.replace(TOOL, steps=(WAY, HOURS, dataclasses.replace(HOURS, id="more")))
        move = flows.take(twins, flows.begin(twins, NOW).progress, "hours=3", read, NOW)
        assert (answers(move), move.event) == ({}, Event.NOT_READ)


class TestCorrecting:
    def test_a_value_with_its_unit_replaces_the_earlier_one(self):
        move = walk("left", "3", "no, days=4")
        assert (answers(move)["days"], move.corrected, move.progress.step) == ("4", ("days",), "hours")

    def test_a_bare_value_replaces_the_last_one(self):
        move = walk("left", "3", "no, 4")
        assert (answers(move), move.corrected) == ({"way": "left", "days": "4"}, ("days",))

    def test_after_a_refusal_it_is_for_the_step_that_was_refused(self):
        assert answers(walk("left", "3", "many", "no, 4")) == {"way": "left", "days": "3", "hours": "4"}

    @pytest.mark.parametrize(
        ("says", "age", "unable"),
        [
            ("no, young", "young", None),
            ("sorry, i meant young", "young", None),
            ("no, 2", "young", None),
            ("no, not sure", "adult", None),
            ("no, they manage", "adult", "no"),
        ],
    )
    def test_a_button_named_after_no_is_no_answer_to_the_next_question(self, says: str, age: str, unable: str | None):
        """“No, 16 or 17” does not say that somebody is able to keep safe."""
        ages = Step("age", "How old?", CHOICE, buttons=(Button("Adult", "adult"), Button("Young", "young")))
        can = Step("unable", "Unable?", CHOICE, buttons=(Button("Yes", "yes"), Button("No", "no")))
        tool = dataclasses.replace(TOOL, steps=(ages, can, HOURS))
        progress = flows.take(tool, flows.begin(tool, NOW).progress, "adult", read, NOW).progress
        answers = flows.take(tool, progress, says, read, NOW).progress.answers
        assert {name: answer.value for name, answer in answers.items()} == {
            "age": age,
            **({"unable": unable} if unable else {}),
        }

    def test_another_way_is_taken_by_its_words(self):
        move = walk("right", "to the left")
        assert (answers(move), move.progress.step) == ({"way": "left"}, "days")


class TestMoves:
    @pytest.mark.parametrize("text", ["stop", "Cancel", "never mind", "please stop"])
    def test_stop_stops_wherever_it_is(self, text: str):
        assert walk("left", text).event is Event.STOPPED

    def test_back_asks_the_last_one_again(self):
        move = walk("left", "3", "back")
        assert (move.progress.step, answers(move)) == ("days", {"way": "left"})

    def test_back_at_the_beginning_says_so(self):
        assert walk("back").event is Event.FIRST

    @pytest.mark.parametrize("text", ["skip", "none", "no", "dunno"])
    def test_an_optional_step_is_left_out(self, text: str):
        assert walk("left", "3", text).progress.answers["hours"].kind == SKIPPED

    @pytest.mark.parametrize("text", ["skip", "no"])
    def test_another_step_is_not(self, text: str):
        assert walk("left", text).event is Event.NOT_READ

    def test_a_question_changes_nothing(self):
        before = walk("left").progress
        move = walk("what is a day", progress=before)
        assert (move.event, move.progress) == (Event.QUESTION, before)


class TestTries:
    def test_the_third_failure_offers_help(self):
        events = [walk("left", *["many"] * number).event for number in (1, 2, 3, 4)]
        assert events == [Event.NOT_READ, Event.NOT_READ, Event.STUCK, Event.STUCK]

    def test_not_knowing_counts_as_a_try(self):
        assert [walk("left", *["dunno"] * number).event for number in (1, 3)] == [Event.UNSURE, Event.STUCK]

    def test_an_answer_begins_the_count_anew(self):
        assert walk("left", "many", "many", "3", "many").progress.tries == 1

    def test_answers_that_cannot_be_together_ask_the_last_one_again(self):
        move = flows.refuse(TOOL, walk("left", "3", "4").progress, "Not both.")
        assert set(move.progress.answers) == {"way", "days"}
        assert (move.event, move.refused, move.progress.step) == (Event.NOT_READ, "Not both.", "hours")

    def test_the_third_time_that_they_cannot_be_together_offers_help(self):
        progress = walk("left", "3", "4").progress
        for _ in range(2):
            progress = walk("4", progress=flows.refuse(TOOL, progress, "Not both.").progress).progress
        assert flows.refuse(TOOL, progress, "Not both.").event is Event.STUCK


class TestSilence:
    def test_for_less_than_a_day_is_no_silence(self):
        assert walk("3", progress=walk("left").progress, now=NOW + 23 * HOUR).progress.step == "hours"

    def test_after_a_day_it_is_asked_whether_to_go_on(self):
        move = walk("3", progress=walk("left").progress, now=NOW + 24 * HOUR)
        assert (move.event, answers(move)) == (Event.RESTING, {"way": "left"})

    @pytest.mark.parametrize(
        ("text", "event", "step"),
        [
            ("yes", Event.TAKEN, "days"),
            ("go on", Event.TAKEN, "days"),
            ("3", Event.TAKEN, "hours"),
            ("no", Event.STOPPED, "days"),
        ],
    )
    def test_the_person_decides(self, text: str, event: Event, step: str):
        resting = walk("3", progress=walk("left").progress, now=NOW + 24 * HOUR).progress
        move = walk(text, progress=resting, now=NOW + 25 * HOUR)
        assert (move.event, move.progress.step) == (event, step)


class TestPressing:
    def press(self, move: Move, step: str, value: str) -> Move | None:
        return flows.press(TOOL, move.progress, step, value, read, NOW)

    def test_a_button_answers_its_step(self):
        assert answers(self.press(walk(), "way", "right")) == {"way": "right"}

    def test_an_earlier_button_corrects(self):
        move = self.press(walk("right"), "way", "left")
        assert (move.corrected, move.progress.step) == (("way",), "days")

    def test_pressing_twice_changes_nothing(self):
        move = self.press(walk("left"), "way", "left")
        assert (move.taken, move.corrected, move.progress.step) == ((), (), "days")

    def test_an_optional_step_can_always_be_left_out(self):
        assert self.press(walk("right"), "hours", SKIPPED).progress.step == "miles"

    @pytest.mark.parametrize(("step", "value"), [("days", "3"), ("way", "up"), ("none", "x"), ("way", SKIPPED)])
    def test_a_button_that_was_not_offered_does_nothing(self, step: str, value: str):
        assert self.press(walk(), step, value) is None


class TestKeeping:
    def test_progress_comes_back_as_it_was(self):
        progress = walk("left", "3", "many").progress
        assert Progress.revived(progress.kept()) == progress


class TestConditions:
    def test_an_answer_off_the_way_opens_no_further_step(self):
        given = {"way": Answer(CHOICE, "left"), "hours": Answer(SKIPPED)}
        assert not applies(MILES, TOOL, given)
        assert applies(MILES, TOOL, {**given, "way": Answer(CHOICE, "right")})


PLACES = Step(
    "places",
    "Which places?",
    SEVERAL,
    buttons=(Button("Park", "park"), Button("Pool", "pool"), Button("None of these", SKIPPED)),
    optional=True,
)
OWN = Step("own", "In your words?", WORDS, labels=("own",))
SURE = Step(
    "sure",
    "Is anybody hurt?",
    CHOICE,
    buttons=(Button("Hurt", "hurt"), Button("Fine", "fine")),
    warns={"hurt": "danger"},
)
WET = Step("wet", "How wet?", "miles", when={"places": ("pool",), NATION: ("scotland",)})
TRIP = Tool(
    "trip", "Trip", "Trips.", ("trip",), (), (PLACES, OWN, SURE, WET), {"done": "Done."}, warnings={"danger": "Stop!"}
)


def read_trip(text: str, step: Step) -> Reading:
    values = {WORDS: Answer(WORDS, text, text)} if step.kind == WORDS else {}
    return Reading(text.lower(), {**values, **read(text, step).values} if step.kind == "miles" else values)


def trip(*texts: str, nation: str = "scotland", progress: Progress | None = None) -> Move:
    move = Move(progress, Event.TAKEN) if progress else flows.begin(TRIP, NOW, nation)
    for text in texts:
        move = flows.take(TRIP, move.progress, text, read_trip, NOW)
    return move


def press(move: Move, *values: str) -> Move:
    for value in values:
        pressed = flows.press(TRIP, move.progress, "places", value, read_trip, NOW)
        assert pressed is not None
        move = pressed
    return move


class TestChoosingSeveral:
    def test_pressing_one_keeps_the_step_open(self):
        move = press(trip(), "pool")
        assert (move.progress.step, move.progress.partly, "places" in move.progress.answers) == (
            "places",
            ("pool",),
            False,
        )

    def test_that_is_all_takes_what_was_pressed(self):
        move = press(trip(), "pool", DONE)
        assert (move.progress.answers["places"].value, move.progress.step, move.progress.partly) == (
            ["pool"],
            "own",
            (),
        )

    def test_it_can_be_said_too(self):
        assert trip("that is all", progress=press(trip(), "pool").progress).progress.answers["places"].value == ["pool"]

    def test_the_last_one_ends_it(self):
        assert press(trip(), "pool", "park").progress.answers["places"].value == ["park", "pool"]

    def test_what_is_typed_then_comes_to_what_was_pressed(self):
        assert trip("park", progress=press(trip(), "pool").progress).progress.answers["places"].value == [
            "park",
            "pool",
        ]

    def test_nothing_is_not_all(self):
        assert flows.press(TRIP, trip().progress, "places", DONE, read_trip, NOW) is None

    def test_an_earlier_step_takes_one_more(self):
        assert press(trip("park"), "pool").progress.answers["places"].value == ["park", "pool"]

    def test_back_forgets_what_was_pressed(self):
        assert flows.back(TRIP, press(trip(), "pool").progress).event is Event.FIRST
        assert trip("back", progress=trip("park").progress).progress.partly == ()

    def test_it_survives_a_restart(self):
        progress = press(trip(), "pool").progress
        assert Progress.revived(json.loads(json.dumps(progress.kept()))) == progress


class TestNation:
    @pytest.mark.parametrize(("nation", "step"), [("scotland", "wet"), ("england", "")])
    def test_a_step_is_asked_in_its_nation_alone(self, nation: str, step: str):
        assert trip("pool", "anything", "fine", nation=nation).progress.step == step


class TestOwnWords:
    @pytest.mark.parametrize("text", ["skip", "please skip this", "next"])
    def test_skip_is_nobodys_words(self, text: str):
        move = trip("pool", text)
        assert (move.event, move.progress.step) == (Event.NOT_READ, "own")

    def test_numbers_in_them_answer_nothing_else(self):
        move = trip("pool", "it is miles=3 away")
        assert (set(move.progress.answers), move.progress.step) == ({NATION, "places", "own"}, "sure")

    def test_a_label_corrects_an_earlier_answer(self):
        move = trip("pool", "first words", "own: better words")
        assert (move.progress.answers["own"].value, move.corrected, move.progress.step) == (
            "better words",
            ("own",),
            "sure",
        )


class TestWarning:
    def test_it_stops_before_the_next_question(self):
        move = trip("pool", "anything", "hurt")
        assert (move.event, move.warning, move.progress.rests, move.progress.step) == (
            Event.WARNED,
            "danger",
            True,
            "wet",
        )

    def test_going_on_asks_it(self):
        assert trip("go on", progress=trip("pool", "anything", "hurt").progress).event is Event.TAKEN

    def test_at_the_end_it_comes_before_the_result(self):
        move = trip("park", "anything", "hurt")
        assert (move.event, trip("go on", progress=move.progress).event) == (Event.WARNED, Event.READY)

    def test_other_words_there_are_no_answer(self):
        assert trip("thanks", progress=trip("park", "anything", "hurt").progress).event is Event.RESTING


class TestPause:
    def test_words_for_it_are_kept_and_nothing_goes_on(self):
        progress = flows.pause(TRIP, trip("park").progress, "he hits me", read_trip, NOW)
        assert (progress.answers["own"].value, progress.step, progress.rests) == ("he hits me", "sure", True)

    def test_other_steps_take_nothing_of_it_and_simply_wait(self):
        before = trip("park", "anything").progress
        assert flows.pause(TRIP, before, "he hits me", read_trip, NOW) == before

    def test_what_comes_after_is_not_taken_for_somebodys_own_words(self):
        progress = dataclasses.replace(trip("park").progress, rests=True)
        assert trip("thanks", progress=progress).event is Event.RESTING
        assert trip("go on", "my words", progress=progress).progress.answers["own"].value == "my words"


class TestRefusing:
    def test_what_was_read_is_asked_again_not_the_button_after_it(self):
        ends = dataclasses.replace(TOOL, steps=(HOURS, WAY))
        move = flows.begin(ends, NOW)
        for text in ("4", "left"):
            move = flows.take(ends, move.progress, text, read, NOW)
        refused = flows.refuse(ends, move.progress, "Too many.").progress
        assert (refused.step, set(refused.answers)) == ("hours", {"way"})
        assert flows.take(ends, refused, "3", read, NOW).event is Event.READY

    def test_with_buttons_alone_the_last_one_is(self):
        ends = dataclasses.replace(TOOL, steps=(WAY,))
        move = flows.take(ends, flows.begin(ends, NOW).progress, "left", read, NOW)
        assert flows.refuse(ends, move.progress, "No.").progress.step == "way"
