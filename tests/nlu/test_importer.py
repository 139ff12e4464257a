"""The articles' wordings are the training examples."""

import copy
import json

import yaml

from bot.content import library
from bot.nlu.importer import Example, KnowledgeImporter
from tests.gateway.world import HOLIDAY, NOTICE, knowledge
from tests.worlds import HOME


def taught(folder):
    data = KnowledgeImporter(knowledge=str(folder)).get_nlu_data()
    return {example.get("text"): example.get("intent") for example in data.intent_examples}


class TestKnowledgeImporter:
    def test_every_wording_teaches_its_subjects_intent(self, tmp_path):
        folder = knowledge(tmp_path / "knowledge")
        content = library.load(folder, "example-council")
        expected = {ask: "ask_employing_pas" for name in (HOLIDAY, NOTICE) for ask in content.articles[name].asks}
        assert taught(folder) == expected

    def test_two_topics_of_different_subjects_teach_different_intents(self, tmp_path):
        folder = knowledge(tmp_path / "knowledge")
        (folder / "articles" / "risk").mkdir()
        (folder / "articles" / f"{NOTICE}.md").rename(folder / "articles" / "risk" / "notice.md")
        assert {taught(folder)[wording] for wording in ("wording 0 0", "wording 1 0")} == {
            "ask_employing_pas",
            "ask_risk",
        }

    def test_an_answered_question_of_other_people_teaches_its_articles_intent(self, tmp_path):
        folder = knowledge(tmp_path / "knowledge")
        line = {"question": "Q", "nation": "scotland", "kind": "ordinary", "answered_by": [HOLIDAY], "helps": []}
        lines = [line, line | {"question": "unanswered", "answered_by": []}, line | {"question": "V", "kind": "vague"}]
        (folder / "judged").mkdir()
        (folder / "judged" / "a.jsonl").write_text("\n".join(map(json.dumps, lines)))
        found = taught(folder)
        assert found["Q"] == "ask_employing_pas"
        assert not {"unanswered", "V"} & found.keys()

    def test_rules_domain_and_settings_are_left_to_rasas_own_importer(self, tmp_path):
        importer = KnowledgeImporter(knowledge=str(tmp_path))
        assert importer.get_domain().is_empty()
        assert importer.get_stories().is_empty()
        assert importer.get_config() == {}

    def test_every_subjects_intent_is_in_the_domain_and_has_a_rule(self):
        """An intent that the domain does not list would end in silence."""
        topics = yaml.safe_load((HOME / "knowledge" / "topics.yml").read_text(encoding="utf-8"))
        domain = yaml.safe_load((HOME / "domain.yml").read_text(encoding="utf-8"))
        rules = yaml.safe_load((HOME / "data" / "stories" / "rules.yml").read_text(encoding="utf-8"))["rules"]
        subjects = {subject["intent"] for subject in topics["subjects"].values()}
        assert subjects <= set(domain["intents"])
        assert {rule["steps"][0]["intent"] for rule in rules} == set(domain["intents"])
        assert {rule["steps"][1]["action"] for rule in rules} == set(domain["actions"])


class TestExample:
    def test_a_copy_can_be_changed_without_the_original(self):
        first = Example({"text": "a", "intent": "b"})
        second = copy.deepcopy(first)
        second.set("lemmas", ["a"])
        assert first.get("lemmas") is None
        assert second.get("text") == "a"

    def test_what_was_given_and_what_was_added_tell_examples_apart(self):
        plain, other, read = Example({"text": "a"}), Example({"text": "b"}), Example({"text": "a"})
        read.set("lemmas", ["a"])
        assert len({plain.fingerprint(), other.fingerprint(), read.fingerprint()}) == 3
        assert plain.fingerprint() == Example({"text": "a"}).fingerprint()
