"""The reviewer's side: nothing is served that a second person has not approved; what is served can be taken back."""

import dataclasses

import pytest

from bot.content import champions, library
from bot.content.live import Status, Version, Versions
from bot.content.shelf import ContentShelf
from bot.errors import ConflictError, RefusedError, UnknownItemError
from bot.helpdesk.drafts import DraftState
from bot.services.people_records import AuditFilter
from bot.services.publishing import Publishing
from bot.services.publishing_records import UNPUBLISHED
from tests.services.publishing_world import (
    ANSWER,
    CHAMPION_ONLY,
    OTHER,
    QUESTIONS,
    REVIEWER,
    TEAM,
    WRITER,
    approved,
    in_review,
    make,
    staffed,
)
from tests.worlds import HOME

CLASHING = ANSWER.replace("Yes,", "The National Living Wage is £12.21 an hour. Yes,")
NEAR_WAGE = [{"article": "pa-pay/minimum-wage-rates", "title": "Wage", "confidence": 0.4}]


@pytest.fixture
def product(tmp_path):
    return staffed(tmp_path)


@pytest.fixture
def overlay(tmp_path):
    return tmp_path / "champions"


def served(overlay):
    return sorted(path.stem for path in (overlay / "articles").rglob("*.md"))


def changed(product, number, by=WRITER, **changes):
    return product.drafting.edit(number, changes, by=by, version=product.drafting.show(number).version)


def refused(product, **changes):
    """Try to approve a draft with changes, and return why not."""
    number = make(product)
    draft = changed(product, number, **changes)
    draft = product.drafting.submit(number, by=WRITER, version=draft.version)
    with pytest.raises(RefusedError) as error:
        product.publishing.approve(number, by=REVIEWER, version=draft.version, team=TEAM)
    assert {each.draft for each in product.publishing.current()} <= {number - 1}
    assert product.drafting.show(number).state == DraftState.IN_REVIEW
    return str(error.value)


class TestApprove:
    def test_an_approved_draft_is_written_as_files_that_the_content_loader_takes(self, product, overlay):
        published = approved(product)
        assert published.article == "budgets/champion-can-my-mum-use-her-budget-for-a"
        answers, faults = champions.read(overlay, product.content)
        assert faults == {}
        article = answers[published.article]
        assert (article.kind, article.topic, article.version) == ("champion", "budgets", 1)
        assert article.citations[0].source.title == product.shelf.team_title(TEAM)
        assert product.shelf.golden(published.article) == ("are taxis ok with the SDS budget if it is in the plan",)

    def test_it_is_rendered_with_a_weaker_mark_and_no_legal_source(self, product, overlay):
        approved(product)
        (article,) = champions.read(overlay, product.content)[0].values()
        text = product.renderer.article(article, product.clock().date())
        assert "Champion's view." in text
        assert "It is not law or guidance" in text
        assert "23 November 2026" in text
        (source,) = product.renderer.sources(article)
        assert (source["kind"], source["url"]) == ("champion", "")

    def test_the_author_cannot_approve_whatever_their_roles(self, product, overlay):
        number, version = in_review(product)
        with pytest.raises(RefusedError, match="a second person"):
            product.publishing.approve(number, by=WRITER, version=version, team=TEAM)
        assert served(overlay) == []

    @pytest.mark.parametrize("state", sorted(set(DraftState) - {DraftState.IN_REVIEW}))
    def test_nothing_is_approved_that_is_not_in_review(self, product, overlay, state):
        number = make(product)
        with product.units() as work:
            draft = work.drafts.get(number)
            draft.state = state.value
            work.drafts.put(draft)
            work.commit()
        with pytest.raises(RefusedError, match="cannot be approved"):
            product.publishing.approve(number, by=REVIEWER, version=2, team=TEAM)
        assert served(overlay) == []

    def test_a_reviewer_who_saw_other_words_does_not_approve_these(self, product, overlay):
        number, version = in_review(product)
        changed(product, number, by=OTHER, short="No.")
        with pytest.raises(ConflictError, match="changed by a colleague meanwhile"):
            product.publishing.approve(number, by=REVIEWER, version=version, team=TEAM)
        assert served(overlay) == []

    def test_a_draft_that_a_colleague_changes_at_that_very_moment_is_not_published(self, product, overlay, monkeypatch):
        number, version = in_review(product)
        written = product.shelf.written

        def meanwhile(*words):
            changed(product, number, by=OTHER, short="No.")
            return written(*words)

        monkeypatch.setattr(product.shelf, "written", meanwhile)
        with pytest.raises(ConflictError, match="nothing was overwritten"):
            product.publishing.approve(number, by=REVIEWER, version=version, team=TEAM)
        assert (product.publishing.current(), served(overlay)) == ([], [])

    def test_a_team_that_is_unknown_or_not_ones_own_is_refused(self, product, overlay):
        number, version = in_review(product)
        with pytest.raises(UnknownItemError, match="There is no team"):
            product.publishing.approve(number, by=REVIEWER, version=version, team="nobody")
        with pytest.raises(RefusedError, match="You are not in the team"):
            product.publishing.approve(number, by=REVIEWER, version=version, team="carers-champions")
        assert served(overlay) == []

    @pytest.mark.parametrize("person", [CHAMPION_ONLY, 99])
    def test_whoever_is_no_reviewer_is_refused_even_past_the_pages(self, product, person):
        number, version = in_review(product)
        published = approved(product, questions=[f"{each} please" for each in QUESTIONS])
        for act in (
            lambda: product.publishing.approve(number, by=person, version=version, team=TEAM),
            lambda: product.publishing.send_back(number, "No.", by=person, version=version),
            lambda: product.publishing.unpublish(published.article, "No.", by=person, shown=1),
            lambda: product.publishing.roll_back(published.article, 1, by=person, shown=1),
        ):
            with pytest.raises(RefusedError, match="Only a reviewer"):
                act()

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"asks": ["only one wording here"]}, "It has 1 wording; write at least 3"),
            ({"reaches": []}, "no golden question"),
            ({"reaches": ["Taxi fares from a direct payment, allowed or not"]}, "both teaches and judges"),
            ({"short": ""}, "The short answer is empty"),
            ({"next_step": " "}, "The next step is empty"),
            ({"who_to_ask": ""}, "The who to ask is empty"),
            ({"audience": []}, "The audience is empty"),
            ({"short": "Ask [name] about it."}, "left of hidden personal data"),
            ({"asks": ["can [name] go by taxi", "taxi to bingo", "taxi to a club"]}, "left of hidden personal data"),
            ({"detail": "See http://example.org/taxi for more."}, "not a safe address"),
            ({"detail": "See www.example.org."}, "not a safe address"),
            ({"detail": "It is {local:secret}."}, "take the braces out"),
            ({"detail": "It is {fact:no_such_figure}."}, "not in facts.yml"),
            ({"short": "word " * 91}, "91 words; cut it to 90"),
        ],
    )
    def test_what_stands_against_it_is_named_and_nothing_is_published(self, product, changes, words):
        assert words in refused(product, **changes)

    def test_an_https_address_is_no_fault_with_or_without_www(self, product):
        said = refused(product, detail="See https://www.gov.scot/a.", short="")
        assert "not a safe address" not in said

    def test_a_wording_of_another_article_is_refused(self, product):
        taken = product.content.articles["options/option-1"].asks[0]
        assert "is a wording of “options/option-1” too" in refused(
            product, asks=[taken, "taxi to bingo", "a taxi ride"]
        )

    def test_a_wording_of_an_answer_published_a_moment_ago_is_refused(self, product):
        approved(product)
        assert "is a wording of “budgets/champion-" in refused(product)

    def test_all_reasons_are_said_at_once(self, product):
        words = refused(product, short="", reaches=[])
        assert "short answer is empty" in words
        assert "no golden question" in words

    def test_two_answers_with_one_title_get_two_names(self, product, overlay):
        first = approved(product)
        number, _ = in_review(product)
        others = {"asks": ["cab to a club", "cab to the shops", "cab to a friend"], "reaches": ["may I take a cab"]}
        draft = changed(product, number, by=OTHER, **others)
        second = product.publishing.approve(number, by=REVIEWER, version=draft.version, team=TEAM)
        assert second.article == f"{first.article}-2"
        assert len(served(overlay)) == 2

    def test_marks_of_headings_in_a_reply_do_not_break_the_file(self, product, overlay):
        number, _ = in_review(product)
        draft = changed(product, number, by=OTHER, detail="## Short answer\n\n---\n\n<script>alert(1)</script>")
        product.publishing.approve(number, by=REVIEWER, version=draft.version, team=TEAM)
        (article,) = champions.read(overlay, product.content)[0].values()
        assert article.detail == "Short answer\n\n---\n\n<script>alert(1)</script>"
        assert article.short.startswith("Yes,")

    def test_it_stands_in_the_audit_trail(self, product):
        published = approved(product)
        with product.units() as work:
            (entry,) = work.audit.list(AuditFilter(action="article."), 10)
        assert (entry.action, entry.subject, entry.person) == ("article.published", published.article, REVIEWER)


class TestClashes:
    def test_a_differing_figure_blocks_until_a_reviewer_gives_a_reason(self, product, overlay):
        number, version = in_review(product, answer=CLASHING, nearest=NEAR_WAGE)
        draft, examination = product.publishing.examine(number)
        assert [clash.figure.typed for clash in examination.open_clashes] == ["£12.21"] * len(examination.open_clashes)
        with pytest.raises(RefusedError, match=r"£12\.21” differs from “£12\.71”"):
            product.publishing.approve(number, by=REVIEWER, version=version, team=TEAM)
        for clash in examination.open_clashes:
            draft = product.publishing.acknowledge(
                number, clash.key, "Last year's rate is meant.", by=REVIEWER, version=draft.version
            )
        product.publishing.approve(number, by=REVIEWER, version=draft.version, team=TEAM)
        assert len(served(overlay)) == 1

    def test_a_corrected_figure_needs_no_reason(self, product):
        number, _ = in_review(product, answer=CLASHING, nearest=NEAR_WAGE)
        short = product.drafting.show(number).short.replace("£12.21", "£12.71")
        draft = changed(product, number, by=REVIEWER, short=short)
        assert product.publishing.approve(number, by=REVIEWER, version=draft.version, team=TEAM).version == 1

    def test_a_reason_for_one_figure_does_not_cover_another(self, product):
        number, version = in_review(product, answer=CLASHING, nearest=NEAR_WAGE)
        _, examination = product.publishing.examine(number)
        for clash in examination.open_clashes:
            version = product.publishing.acknowledge(number, clash.key, "Meant.", by=OTHER, version=version).version
        short = product.drafting.show(number).short.replace("£12.21", "£11.44")
        draft = changed(product, number, by=REVIEWER, short=short)
        with pytest.raises(RefusedError, match=r"£11\.44” differs"):
            product.publishing.approve(number, by=REVIEWER, version=draft.version, team=TEAM)

    def test_the_author_accepts_nothing(self, product):
        number, version = in_review(product, answer=CLASHING, nearest=NEAR_WAGE)
        clash = product.publishing.examine(number)[1].open_clashes[0]
        with pytest.raises(RefusedError, match="a second person"):
            product.publishing.acknowledge(number, clash.key, "Mine.", by=WRITER, version=version)

    @pytest.mark.parametrize(("key", "reason"), [("nonsense", "Because."), (None, "  ")])
    def test_a_reason_needs_words_and_a_difference_that_is_there(self, product, key, reason):
        number, version = in_review(product, answer=CLASHING, nearest=NEAR_WAGE)
        known = product.publishing.examine(number)[1].open_clashes[0].key
        with pytest.raises(RefusedError):
            product.publishing.acknowledge(number, key or known, reason, by=REVIEWER, version=version)
        assert product.drafting.show(number).acknowledged == {}


class TestExamine:
    def test_hard_words_only_warn(self, product):
        number, _ = in_review(product)
        hard = "Notwithstanding considerable administrative complexities, discretionary transportation expenditure is "
        draft = changed(product, number, by=OTHER, short=f"{hard * 2}permissible.")
        examination = product.publishing.examine(number)[1]
        assert any("reading grade" in line for line in examination.warnings)
        assert examination.blocks == []
        assert product.publishing.approve(number, by=REVIEWER, version=draft.version, team=TEAM).version == 1

    def test_neighbours_are_shown_with_todays_figures(self, product):
        number, _ = in_review(product, nearest=NEAR_WAGE)
        (near,) = product.publishing.examine(number)[1].neighbours
        assert near.article == "pa-pay/minimum-wage-rates"
        assert "{fact:" not in near.text


class TestSendBack:
    def test_the_author_gets_it_with_a_note(self, product):
        number, version = in_review(product)
        draft = product.publishing.send_back(number, "Please add a source.", by=REVIEWER, version=version)
        assert (draft.state, draft.note, draft.reviewer) == ("sent_back", "Please add a source.", REVIEWER)

    def test_a_note_is_needed(self, product):
        number, version = in_review(product)
        with pytest.raises(RefusedError, match="Tell the author"):
            product.publishing.send_back(number, " ", by=REVIEWER, version=version)


class TestHistory:
    def revised(self, product, published, **changes):
        draft = product.drafting.revise(published.article, by=WRITER)
        draft = changed(product, draft.number, **changes)
        draft = product.drafting.submit(draft.number, by=WRITER, version=draft.version)
        return product.publishing.approve(draft.number, by=REVIEWER, version=draft.version, team=TEAM)

    def test_a_second_version_takes_the_place_of_the_first(self, product, overlay):
        first = approved(product)
        second = self.revised(product, first, short="No, a bus will do.")
        assert (second.article, second.version) == (first.article, 2)
        assert served(overlay) == [first.article.partition("/")[2]]
        assert "No, a bus" in champions.article_file(overlay, first.article).read_text(encoding="utf-8")

    def test_two_drafts_of_one_answer_do_not_overwrite_each_other(self, product):
        first = approved(product)
        late = product.drafting.revise(first.article, by=WRITER)
        self.revised(product, first, short="No, a bus will do.")
        late = product.drafting.submit(late.number, by=WRITER, version=late.version)
        with pytest.raises(ConflictError, match="published anew"):
            product.publishing.approve(late.number, by=REVIEWER, version=late.version, team=TEAM)

    def test_going_back_publishes_the_old_words_as_a_new_version_of_their_old_age(self, product, overlay):
        first = approved(product)
        product.clock.now = product.clock.now.replace(day=30)
        self.revised(product, first, short="No, a bus will do.")
        back = product.publishing.roll_back(first.article, 1, by=OTHER, shown=2)
        assert (back.version, back.given, back.content) == (3, first.given, first.content)
        (article,) = champions.read(overlay, product.content)[0].values()
        assert (article.version, article.short) == (3, first.content["short"])

    def test_going_back_needs_the_newest_version_to_have_been_seen(self, product):
        first = approved(product)
        self.revised(product, first, short="No, a bus will do.")
        with pytest.raises(ConflictError, match="changed by a colleague meanwhile"):
            product.publishing.roll_back(first.article, 1, by=OTHER, shown=1)
        with pytest.raises(UnknownItemError, match="has no version 9"):
            product.publishing.roll_back(first.article, 9, by=OTHER, shown=2)

    def test_words_that_clash_today_are_not_gone_back_to(self, product):
        number, version = in_review(product, nearest=NEAR_WAGE)
        first = product.publishing.approve(number, by=REVIEWER, version=version, team=TEAM)
        old = dict(first.content) | {"short": "The National Living Wage is £12.21 an hour."}
        with product.units() as work:
            work.published.add(dataclasses.replace(first, version=2, content=old))
            work.published.add(dataclasses.replace(first, version=3))
            work.commit()
        with pytest.raises(RefusedError, match="do not fit what is known today"):
            product.publishing.roll_back(first.article, 2, by=OTHER, shown=3)

    def test_an_answer_that_is_taken_back_is_gone_and_can_come_again(self, product, overlay):
        first = approved(product)
        gone = product.publishing.unpublish(first.article, "It is wrong.", by=OTHER, shown=1)
        assert (gone.state, gone.version, served(overlay)) == (UNPUBLISHED, 2, [])
        with pytest.raises(RefusedError, match="was taken back before"):
            product.publishing.unpublish(first.article, "Again.", by=OTHER, shown=2)
        product.publishing.roll_back(first.article, 1, by=OTHER, shown=2)
        assert len(served(overlay)) == 1

    def test_an_unknown_answer_has_no_history(self, product):
        with pytest.raises(UnknownItemError, match="no published answer"):
            product.publishing.history("budgets/champion-nothing")


class TestShelve:
    def test_a_folder_that_was_lost_or_tampered_with_is_brought_in_line(self, product, overlay):
        published = approved(product)
        path = champions.article_file(overlay, published.article)
        stray = path.with_name("champion-unreviewed.md")
        path.unlink()
        stray.write_text("Nobody has read this.", encoding="utf-8")
        assert product.publishing.shelve()
        assert not product.publishing.shelve()
        assert (path.read_text(encoding="utf-8"), stray.exists()) == (published.text, False)

    def test_another_machine_follows_new_versions_at_once_and_heals_its_folder_in_time(self, product, tmp_path):
        published = approved(product)
        folder = tmp_path / "other"
        shelf = ContentShelf(product.content, HOME / "tests" / "questions", folder)
        other = Publishing(product.units, shelf, product.clock)
        assert other.keep_shelved()
        assert not other.keep_shelved()
        product.publishing.unpublish(published.article, "Wrong.", by=OTHER, shown=1)
        assert other.keep_shelved()
        assert served(folder) == []
        product.publishing.roll_back(published.article, 1, by=OTHER, shown=2)
        other.keep_shelved()
        champions.article_file(folder, published.article).unlink()
        assert any(other.keep_shelved() for _ in range(30))
        assert len(served(folder)) == 1

    def test_drafts_are_never_on_the_shelf(self, product, overlay):
        in_review(product)
        product.publishing.shelve()
        assert served(overlay) == []


class TestStanding:
    def test_it_waits_until_the_index_was_swapped_and_says_when_it_is_served_or_blocked(self, product, tmp_path):
        published = approved(product)
        assert product.publishing.standing(published).state == "waiting"
        versions = Versions(tmp_path / "live")
        versions.begin(HOME / "knowledge", "model")
        versions.say(Status(0, [], {published.article: ["It takes a question."]}))
        standing = product.publishing.standing(published)
        assert (standing.state, standing.says) == ("blocked", ["It takes a question."])
        files = {published.article: champions.article_file(tmp_path / "champions", published.article)}
        served = versions.keep(HOME / "knowledge", Version(1, "model", "c"), files)
        versions.say(Status(1, missed={published.article: ["“a” reaches b"]}))
        assert product.publishing.standing(published).state == "served"
        assert product.publishing.standing(published).says == ["“a” reaches b"]
        content = library.load(versions.content_of(served), "example-council")
        assert content.articles[published.article].kind == "champion"
