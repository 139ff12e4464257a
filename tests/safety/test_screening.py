"""One call gives the masked text and the alarm, judged on what was typed."""

from bot.safety.screening import screen


class TestScreen:
    def test_it_masks_and_judges_in_one_call(self):
        screening = screen("Mrs Reid hits her mum, ring me on 07700 900123")
        assert screening.masked == "Mrs [name] hits her mum, ring me on [phone]"
        assert screening.kinds == ("name", "phone")
        assert screening.alarm.kind == "violence"

    def test_an_everyday_question_passes_untouched(self):
        screening = screen("How much holiday does my PA get?")
        assert screening.masked == "How much holiday does my PA get?"
        assert screening.kinds == ()
        assert screening.alarm is None

    def test_nothing_is_no_alarm(self):
        assert screen(None).masked == ""
