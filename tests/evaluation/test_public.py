"""The benchmark trains on ordinary NLU files and counts by hand-worked rules."""

import pytest
import yaml

from bot.evaluation.public import Figures, measure, outside_figures, write_nlu

pytestmark = pytest.mark.long


class TestOutsideFigures:
    def test_worked_by_hand(self):
        # Of 21 inside, the cut at the 5 % quantile is the second lowest, 0.4; three of four outside lie below it.
        inside = [0.1, 0.4, *([0.9] * 19)]
        recall, auroc = outside_figures(inside, [0.05, 0.2, 0.3, 0.95])
        assert recall == 0.75
        # Pairs in order, of 84: 0.05 lies under all 21, 0.2 and 0.3 under 20, 0.95 under none.
        assert auroc == pytest.approx((21 + 20 + 20) / 84)


class TestWriteNlu:
    def test_texts_of_any_kind_survive(self, tmp_path):
        odd = ["a: b", "- c", "two\nlines", "£5 “quoted”", "yes"]
        write_nlu(tmp_path / "nlu.yml", [(text, "x") for text in odd])
        written = yaml.safe_load((tmp_path / "nlu.yml").read_text(encoding="utf-8"))
        texts = [example["text"] for example in written["nlu"][0]["examples"]]
        assert texts == ["a: b", "- c", "two lines", "£5 “quoted”", "yes"]


class TestMeasure:
    def test_the_project_s_pipeline_trains_on_any_nlu_file(self):
        """Nothing of `knowledge/` is needed for intents."""
        train = [
            ("where is my card", "card"),
            ("my card has not come", "card"),
            ("send me my card", "card"),
            ("what is the exchange rate", "rate"),
            ("rate for dollars", "rate"),
            ("euros to pounds rate", "rate"),
        ]
        found = measure("tiny", train, [("card still not here", "card"), ("dollar rate today", "rate")], ["moon"])
        assert found.accuracy == 1
        assert found.auroc == 1

    def test_a_line_of_the_table(self):
        line = Figures("CLINC150", 0.962, 80.2, 0.76, 0.97).line()
        assert " ".join(line.split()) == "CLINC150 96.2 % trained in 80 s out-of-scope recall 76.0 % AUROC 0.970"
