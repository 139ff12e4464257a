"""The second gate, for messages that did not come through the gateway."""

from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.safety_gate import ALARM, SafetyGate


def screened(text):
    return SafetyGate().process([Message.build(text)])[0].as_dict(only_output_properties=True)


class TestSafetyGate:
    def test_personal_data_goes_no_further(self):
        assert "07700 900123" not in screened("Ring me on 07700 900123 about my budget")["text"]

    def test_danger_is_noticed(self):
        assert screened("my carer hits me")[ALARM] is not None

    def test_an_ordinary_question_passes_as_it_is(self):
        result = screened("How much holiday does a PA get?")
        assert (result["text"], result.get(ALARM)) == ("How much holiday does a PA get?", None)

    def test_training_examples_pass_as_they_are(self):
        data = TrainingData([Message.build("my carer hits me", intent="ask_risk")])
        assert SafetyGate().process_training_data(data) is data
