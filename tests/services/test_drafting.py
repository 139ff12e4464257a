"""The author's side: an answered ticket becomes a draft; drafts are changed, given to review and taken back."""

import pytest

from bot.errors import ConflictError, RefusedError, UnknownItemError
from bot.services.people_records import AuditFilter
from tests.services.publishing_world import NEAREST, OTHER, WRITER, approved, in_review, make, staffed


@pytest.fixture
def product(tmp_path):
    return staffed(tmp_path)


def show(product, number):
    return product.drafting.show(number)


class TestFromAnswer:
    def test_a_reply_becomes_a_draft_with_the_askers_own_wordings(self, product):
        draft = show(product, make(product))
        assert draft.title == "Can my mum use her budget for a taxi to bingo"
        assert draft.asks[0] == "can my mum use her budget for a taxi to bingo?"
        assert (len(draft.asks), draft.reaches) == (3, ["are taxis ok with the SDS budget if it is in the plan"])
        assert (draft.short.split()[0], draft.detail) == ("Yes,", "Some councils want a quote first.")
        assert (draft.state, draft.author, draft.tickets) == ("draft", WRITER, [1])

    def test_the_nearest_article_gives_topic_audience_and_questions_to_leave_alone(self, product):
        draft = show(product, make(product, topic=None))
        assert draft.topic == "options"
        assert draft.audience == list(product.content.articles["options/option-1"].audience)
        assert draft.must_not_reach == [product.shelf.golden("options/option-1")[0]]

    def test_articles_that_are_gone_and_unknown_topics_do_no_harm(self, product):
        gone = [{"article": "gone/away", "title": "", "confidence": 0.5}, *NEAREST]
        draft = show(product, make(product, topic="nonsense", nearest=gone))
        assert (draft.topic, [near["article"] for near in draft.nearest]) == ("options", ["options/option-1"])

    def test_without_neighbours_or_usable_wordings_there_is_still_a_draft(self, product):
        draft = show(product, make(product, topic=None, nearest=[], questions=["[name]"], nation="wales"))
        assert draft.title == "Yes, if the support plan says what the taxi is for"
        assert (draft.asks, draft.nation, draft.topic in product.shelf.topics()) == ([], "scotland", True)

    def test_nothing_is_kept_when_the_caller_does_not_commit(self, product):
        with product.units() as work:
            product.drafting.from_answer(
                work, ticket_numbers=[1], questions=[], answer="Yes.", topic=None, nation="uk", nearest=[], author=1
            )
        assert product.drafting.list() == []

    def test_it_stands_in_the_audit_trail_without_anybodys_words(self, product):
        number = make(product)
        with product.units() as work:
            (entry,) = work.audit.list(AuditFilter(action="draft."), 10)
        assert (entry.action, entry.subject, entry.person) == ("draft.made", f"draft {number}", WRITER)
        assert entry.details == {"version": 1, "tickets": [1]}


class TestEdit:
    def test_lines_become_wordings_each_once(self, product):
        number = make(product)
        draft = product.drafting.edit(number, {"asks": "one  two\n\nthree\none two"}, by=WRITER, version=1)
        assert (draft.asks, draft.version) == (["one two", "three"], 2)

    def test_a_tab_with_an_old_version_overwrites_nothing(self, product):
        number = make(product)
        product.drafting.edit(number, {"title": "First"}, by=WRITER, version=1)
        with pytest.raises(ConflictError, match="nothing was overwritten"):
            product.drafting.edit(number, {"title": "Second"}, by=OTHER, version=1)
        assert show(product, number).title == "First"

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"title": "x" * 71}, "at most 70"),
            ({"detail": "x" * 20000}, "at most 8000"),
            ({"asks": "\n".join(str(n) for n in range(31))}, "at most 30 lines"),
            ({"nation": "wales"}, "Choose one of: scotland"),
            ({"topic": "weather"}, "Choose one of"),
            ({"audience": ["everybody"]}, "chosen from"),
            ({"state": "approved"}, "cannot be changed"),
            ({"author": 9}, "cannot be changed"),
        ],
    )
    def test_what_cannot_be_kept_is_refused_with_words(self, product, changes, words):
        number = make(product)
        with pytest.raises(RefusedError, match=words):
            product.drafting.edit(number, changes, by=WRITER, version=1)
        assert show(product, number).version == 1


class TestReviewFromTheAuthorsSide:
    def test_the_author_takes_it_back_to_change_it(self, product):
        number, version = in_review(product)
        with pytest.raises(RefusedError, match="Take it back first"):
            product.drafting.edit(number, {"title": "Other"}, by=WRITER, version=version)
        draft = product.drafting.take_back(number, by=WRITER, version=version)
        assert product.drafting.edit(number, {"title": "Other"}, by=WRITER, version=draft.version).state == "draft"

    def test_a_withdrawn_draft_is_over(self, product):
        number = make(product)
        draft = product.drafting.withdraw(number, by=WRITER, version=1)
        with pytest.raises(RefusedError, match="is withdrawn"):
            product.drafting.submit(number, by=WRITER, version=draft.version)

    def test_an_unknown_draft_is_said_to_be_unknown(self, product):
        with pytest.raises(UnknownItemError, match="There is no draft 99"):
            product.drafting.submit(99, by=WRITER, version=1)


class TestRevise:
    def test_a_published_answer_can_be_changed_by_a_new_draft(self, product):
        published = approved(product)
        draft = product.drafting.revise(published.article, by=OTHER)
        assert (draft.article, draft.base, draft.short) == (published.article, 1, published.content["short"])

    def test_what_was_never_published_cannot(self, product):
        with pytest.raises(UnknownItemError, match="no published answer"):
            product.drafting.revise("budgets/champion-nothing", by=OTHER)
