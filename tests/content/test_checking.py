"""What `sds check` says of broken content."""

import datetime

import pytest
import yaml

from bot.content.checking import check, normal, reading_grade
from bot.content.library import load
from tests.content.conftest import DAY, ONE, OTHER, Content
from tests.worlds import HOME

HERE = f"articles/{ONE}.md: "
GRANT = {
    "title": "Grant",
    "unit": "GBP",
    "nation": "scotland",
    "source": "sds-act-2013",
    "certainty": "official",
    "values": [
        {"value": 1, "from": datetime.date(2025, 1, 1), "to": datetime.date(2026, 11, 30)},
        {"value": 2, "from": datetime.date(2026, 12, 1), "certainty": "unconfirmed"},
    ],
}


class TestCheck:
    def test_the_small_content_has_no_faults_before_it_is_broken(self, content: Content):
        assert content.faults() == []

    def test_the_real_content_has_no_faults(self):
        """On the day of the latest check: the clock must not break a build, `sds check` names overdue reviews."""
        folder = HOME / "knowledge"
        latest = max(article.checked for article in load(folder, "example-council").articles.values())
        assert check(folder, "example-council", HOME / "tests/questions", latest) == []

    def test_all_faults_come_at_once(self, content: Content):
        content.change(ONE, review_by=DAY - datetime.timedelta(days=1))
        content.answer(OTHER, "It is £116.75 a week.")
        (content.questions / f"{ONE}.yml").unlink()
        assert len(content.faults()) == 3

    def test_a_broken_register_does_not_hide_the_faults_of_articles(self, content: Content):
        (content.folder / "topics.yml").unlink()
        content.change(ONE, titel="x")
        assert [fault.split(":")[0] for fault in content.faults()] == ["topics.yml", f"articles/{ONE}.md"]


class TestWording:
    @pytest.mark.parametrize("figure", ["£12.71", "15%", "12.07 per cent", "£ 1,000"])
    def test_a_typed_figure_belongs_into_the_register(self, content: Content, figure: str):
        content.answer(ONE, f"You get {figure} of it.")
        said = f"{HERE}“{figure}” is typed into the text; put it into facts.yml and use {{fact:…}}"
        assert content.faults() == [said]

    def test_an_example_may_have_figures_of_its_own(self, content: Content):
        content.answer(ONE, "For example, £10 a day is £70 a week.")
        assert content.faults() == []

    @pytest.mark.parametrize("wrong", ["{facts:pay}", "{fact: pay}", "{name}", "{fact:pay"])
    def test_a_misspelt_placeholder_is_noticed(self, content: Content, wrong: str):
        content.answer(ONE, f"You get {wrong}")
        assert f"{HERE}“{wrong}” is not a placeholder; write {{fact:name}} or {{local:name}}" in content.faults()

    def test_people_come_first(self, content: Content):
        content.answer(ONE, "Service users choose.")
        assert content.faults() == [f"{HERE}“Service users”: use people-first words, such as “person supported”"]

    def test_a_long_answer_is_to_be_cut(self, content: Content):
        content.answer(ONE, "You can ask. " * 31)
        assert content.faults() == [f"{HERE}Short answer: 93 words; cut it to 90"]

    def test_a_hard_answer_is_to_be_simplified(self, content: Content):
        content.answer(ONE, "Eligibility determinations necessitate comprehensive multidisciplinary consideration.")
        assert [f for f in content.faults() if "use shorter sentences and words" in f]

    def test_lines_of_a_list_count_as_sentences(self):
        listed = "You can:\n- ask for a plan that suits you and your family\n- see the plan and say what you think\n"
        assert reading_grade(listed) < reading_grade(listed.replace("\n- ", " "))

    def test_wordings_are_the_same_whatever_case_and_punctuation(self):
        assert normal("Who  gets SSP?") == normal("who gets ssp")


class TestDates:
    def test_the_day_of_review_is_still_in_time(self, content: Content):
        content.change(ONE, review_by=DAY)
        assert content.faults() == []

    def test_an_overdue_review_is_a_fault(self, content: Content):
        content.change(ONE, review_by=DAY - datetime.timedelta(days=1))
        assert content.faults() == [f"{HERE}review_by: 2026-11-22 has passed; check the article and set a new date"]

    def test_a_review_within_a_year(self, content: Content):
        content.change(ONE, review_by=DAY + datetime.timedelta(days=367))
        assert content.faults() == [f"{HERE}review_by: more than a year after checked; choose an earlier day"]

    def test_nobody_checked_in_the_future(self, content: Content):
        content.change(ONE, checked=DAY + datetime.timedelta(days=1))
        said = f"{HERE}checked: 2026-11-24 lies in the future; give the day of the last check"
        assert content.faults() == [said]


class TestUnconfirmedFigures:
    def test_a_figure_that_is_not_confirmed_on_the_day_needs_a_word_on_it(self, content: Content):
        content.write("facts.yml", {"grant": GRANT})
        content.answer(ONE, "You get {fact:grant}.")
        later = datetime.date(2026, 12, 1)
        said = f"{HERE}unsure: uses a figure that is not confirmed; say so, and who can confirm it"
        assert (content.faults(), content.faults(later)) == ([], [said])
        content.change(ONE, unsure="The sum is not confirmed; ask the council.")
        assert content.faults(later) == []


class TestBetweenArticles:
    def test_a_wording_teaches_one_article_only(self, content: Content):
        wording = content.fields(ONE)["asks"][0]
        content.change(OTHER, asks=[*content.fields(OTHER)["asks"][:8], f"{wording.upper()}?"])
        said = f"articles/{OTHER}.md: asks: “{normal(wording)}” also stands in {ONE}; keep it in one of them"
        assert content.faults() == [said]

    def test_nearly_the_same_answer_twice_is_to_be_merged(self, content: Content):
        content.answer(ONE, "The council pays you the money and you arrange the support yourself. You decide.")
        content.answer(OTHER, "The council pays you the money and you arrange the support yourself. It is fine.")
        said = f"articles/{OTHER}.md: says nearly the same as {ONE}; merge them or make the difference plain"
        assert content.faults() == [said]

    def test_a_source_that_nothing_cites_is_to_be_taken_out(self, content: Content):
        cited = content.fields(OTHER)["sources"]
        content.change(OTHER, sources=[source for source in cited if source["id"] != "social-security-act-1992"])
        said = "sources.yml: social-security-act-1992: no article or fact cites it; cite it or take it out"
        assert content.faults() == [said]


class TestGoldenQuestions:
    WHERE = f"tests/questions/{ONE}.yml: "

    def test_every_article_needs_them(self, content: Content):
        (content.questions / f"{ONE}.yml").unlink()
        missing = "golden questions are missing; write at least three that the article must answer"
        assert content.faults() == [self.WHERE + missing]

    def test_what_teaches_must_not_judge(self, content: Content):
        path, taught = content.questions / f"{ONE}.yml", content.fields(OTHER)["asks"][0]
        form = yaml.safe_load(path.read_text())
        path.write_text(yaml.safe_dump(form | {"reaches_it": [*form["reaches_it"], f"{taught}!"]}))
        said = f"{self.WHERE}reaches_it: “{taught}!” also teaches (asks); a judge must be worded differently"
        assert content.faults() == [said]

    def test_the_path_names_the_article(self, content: Content):
        path = content.questions / f"{ONE}.yml"
        path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | {"article": OTHER}))
        said = f"{self.WHERE}article: says “{OTHER}”, the path says “{ONE}”; make them the same"
        assert content.faults() == [said]

    def test_questions_without_an_article_are_to_be_moved(self, content: Content):
        (content.questions / "options/gone.yml").write_text("article: options/gone\n")
        said = "tests/questions/options/gone.yml: there is no such article; move or remove it"
        assert content.faults() == [said]
