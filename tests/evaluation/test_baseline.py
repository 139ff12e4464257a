"""The baseline is a plain Rasa project with the same content."""

import dataclasses
import datetime
import pathlib
import re
import warnings

import pytest
import yaml

from bot.content import library
from bot.evaluation import baseline
from bot.helpdesk.vocabulary import OutcomeName

pytestmark = pytest.mark.long
HOME = pathlib.Path(__file__).parents[2]


@pytest.fixture(scope="module")
def content():
    return library.load(HOME / "knowledge", "example-council")


@pytest.fixture(scope="module")
def project(content, tmp_path_factory):
    folder = tmp_path_factory.mktemp("baseline") / "project"
    return baseline.write(content, HOME / "data" / "nlu", folder, datetime.date(2026, 11, 22))


def read(project, name):
    return yaml.load((project.folder / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


class TestProject:
    def test_every_article_is_a_retrieval_intent_with_its_wordings_and_its_short_answer(self, project, content):
        taught = {group["intent"]: group["examples"] for group in read(project, "data/articles.yml")["nlu"]}
        responses = read(project, "domain.yml")["responses"]
        assert len(taught) == len(content.articles)
        assert {f"utter_{intent}" for intent in taught} <= set(responses)
        assert sum(text.count("- ") >= 8 for text in taught.values()) == len(taught)

    def test_figures_are_filled_and_nothing_is_left_in_braces(self, project):
        responses = read(project, "domain.yml")["responses"].values()
        assert not [r for response in responses for r in response if re.search(r"[{}]", r["text"])]

    def test_it_learns_from_the_same_other_messages(self, project):
        names = {path.name for path in (HOME / "data" / "nlu").glob("*.yml")}
        assert names <= {path.name for path in (project.folder / "data").iterdir()}

    def test_every_intent_has_a_rule_and_what_it_says_has_a_meaning(self, project, content):
        rules = {rule["steps"][0]["intent"] for rule in read(project, "data/rules.yml")["rules"]}
        intents = set(read(project, "domain.yml")["intents"])
        assert rules == intents | {"nlu_fallback"}
        assert project.meaning["[nlu_fallback]"] == (OutcomeName.ESCALATE, None)
        assert project.meaning["[out_of_scope]"] == (OutcomeName.DECLINE, None)
        assert {article for _, article in project.meaning.values() if article} == set(content.articles)

    def test_the_pipeline_is_rasa_s_default(self, project):
        parts = [part["name"] for part in read(project, "config.yml")["pipeline"]]
        assert [p for p in parts if p != "ResponseSelector"] == [
            "WhitespaceTokenizer",
            "RegexFeaturizer",
            "LexicalSyntacticFeaturizer",
            "CountVectorsFeaturizer",
            "CountVectorsFeaturizer",
            "DIETClassifier",
            "EntitySynonymMapper",
            "FallbackClassifier",
        ]
        assert parts.count("ResponseSelector") == len(read(project, "data/rules.yml")["rules"]) - len(
            [m for m in project.meaning if m.startswith("[")]
        )

    def test_rasa_can_read_it(self, content, tmp_path):
        from rasa.shared.core.domain import Domain
        from rasa.shared.importers.importer import TrainingDataImporter

        # Every tenth article: Rasa takes a second for each ten.
        some = dataclasses.replace(content, articles=dict(list(content.articles.items())[::10]))
        project = baseline.write(some, HOME / "data" / "nlu", tmp_path / "project", datetime.date(2026, 11, 22))
        importer = TrainingDataImporter.load_from_config(
            str(project.folder / "config.yml"), str(project.folder / "domain.yml"), [str(project.folder / "data")]
        )
        assert isinstance(importer.get_domain(), Domain)
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)
            importer.get_nlu_data().validate()
