"""Drafts, published versions, subscriptions and digests, on SQLite and PostgreSQL."""

import dataclasses
import datetime

import pytest

from bot.errors import ConflictError
from bot.services.publishing_records import SERVED, UNPUBLISHED, Digest, Draft, Published, Subscription
from bot.services.records import Interaction
from bot.storage.database import units
from tests.worlds import NOON

DAY = datetime.timedelta(days=1)


@pytest.fixture
def work(engine):
    with units(engine)() as found:
        yield found


def draft(**changes):
    values = {"title": "Who pays", "topic": "budgets", "nation": "scotland", "short": "The council.", "author": 3}
    return Draft(**{**values, "created": NOON, "changed": NOON, **changes})


def version(number=1, article="budgets/champion-who-pays", at=NOON, state=SERVED):
    content = {"title": "Who pays", "asks": ["who pays"]}
    return Published(
        article, number, state, content, {}, "text", "golden", "sds-champions", "SDS champions", at.date(), at, 4, 3, 1
    )


class TestDrafts:
    def test_one_is_returned_as_it_was_kept(self, work):
        kept = draft(asks=["who pays"], acknowledged={"key": {"reason": "It is older.", "by": 4}}, tickets=[7])
        kept.number = work.drafts.add(kept)
        kept.audience, kept.reaches, kept.must_not_reach, kept.nearest = ["social_worker"], [], [], []
        assert work.drafts.get(kept.number) == kept
        assert work.drafts.get(99) is None

    def test_a_second_writer_is_told_and_overwrites_nothing(self, work):
        number = work.drafts.add(draft())
        mine, theirs = work.drafts.get(number), work.drafts.get(number)
        mine.title = "Mine"
        work.drafts.put(mine)
        theirs.title = "Theirs"
        with pytest.raises(ConflictError, match="changed by a colleague meanwhile; nothing was overwritten"):
            work.drafts.put(theirs)
        assert (work.drafts.get(number).title, work.drafts.get(number).version) == ("Mine", 2)

    def test_those_in_a_state_the_oldest_change_first(self, work):
        late = work.drafts.add(draft(state="in_review", changed=NOON + DAY))
        early = work.drafts.add(draft(state="in_review"))
        other = work.drafts.add(draft())
        assert [found.number for found in work.drafts.list(["in_review"])] == [early, late]
        assert {found.number for found in work.drafts.list()} == {late, early, other}


class TestPublishedAnswers:
    def test_the_newest_version_of_each_counts(self, work):
        work.published.add(version())
        work.published.add(version(2, at=NOON + 2 * DAY, state=UNPUBLISHED))
        work.published.add(version(article="risk/champion-stairs", at=NOON + DAY))
        found = [(each.article, each.version, each.state) for each in work.published.current()]
        assert found == [("budgets/champion-who-pays", 2, UNPUBLISHED), ("risk/champion-stairs", 1, SERVED)]

    def test_the_history_has_all(self, work):
        work.published.add(version())
        second = version(2)
        number = work.published.add(second)
        assert work.published.history(second.article)[0] == dataclasses.replace(second, number=number)
        assert [each.version for each in work.published.history(second.article)] == [2, 1]

    def test_the_same_version_twice_is_refused_and_the_unit_goes_on(self, work):
        work.published.add(version())
        with pytest.raises(ConflictError, match="nothing was overwritten"):
            work.published.add(version())
        assert len(work.published.current()) == 1


class TestSubscriptions:
    def test_twice_is_once_and_removed_is_gone(self, work):
        for _ in range(2):
            work.subscriptions.add(Subscription("web:1", "digest", NOON))
        assert work.subscriptions.list("digest") == [Subscription("web:1", "digest", NOON)]
        assert work.subscriptions.remove("web:1", "digest")
        assert not work.subscriptions.remove("web:1", "digest")
        assert work.subscriptions.list("digest") == []

    def test_one_is_returned_as_it_was_kept(self, work):
        kept = Subscription("web:1", f"article:{'a' * 200}", NOON, "what was told", NOON + DAY)
        work.subscriptions.add(kept)
        assert work.subscriptions.list(kept.kind) == [kept]

    def test_those_that_begin_alike_stand_together_by_conversation(self, work):
        for name, kind in (
            ("web:2", "article:b/c"),
            ("web:1", "digest"),
            ("web:1", "article:b/c"),
            ("web:2", "articl"),
        ):
            work.subscriptions.add(Subscription(name, kind, NOON))
        work.subscriptions.add(Subscription("web:2", "article:a/b", NOON + DAY))
        found = [(each.conversation, each.kind) for each in work.subscriptions.beginning("article:")]
        assert found == [("web:1", "article:b/c"), ("web:2", "article:b/c"), ("web:2", "article:a/b")]
        assert [each.kind for each in work.subscriptions.beginning("", "web:1")] == ["article:b/c", "digest"]

    def test_signs_that_mean_something_to_the_database_are_only_signs(self, work):
        work.subscriptions.add(Subscription("web:1", "article:a/b", NOON))
        assert work.subscriptions.beginning("article_") == work.subscriptions.beginning("%") == []

    def test_it_is_known_whether_there_is_one(self, work):
        work.subscriptions.add(Subscription("web:1", "article:a/b", NOON))
        assert work.subscriptions.has("web:1", "article:a/b")
        assert not work.subscriptions.has("web:1", "article:a/c")
        assert not work.subscriptions.has("web:2", "article:a/b")

    def test_what_was_told_is_kept_by_the_first_who_tells_it(self, work):
        before = Subscription("web:1", "article:a/b", NOON, "old")
        work.subscriptions.add(before)
        now = dataclasses.replace(before, told="new", told_at=NOON + DAY)
        assert work.subscriptions.tell(before, now)
        assert not work.subscriptions.tell(before, dataclasses.replace(before, told="newer"))
        assert work.subscriptions.list(before.kind) == [now]

    def test_nothing_is_told_to_one_that_has_ended(self, work):
        before = Subscription("web:1", "article:a/b", NOON, "old")
        assert not work.subscriptions.tell(before, dataclasses.replace(before, told="new"))
        assert work.subscriptions.list(before.kind) == []


class TestDigests:
    def test_a_week_has_one(self, work):
        first = Digest("2026-W48", NOON, [{"article": "a/b", "title": "B", "times": 9}], [], [])
        assert work.digests.add(first)
        assert not work.digests.add(dataclasses.replace(first, asked=[]))
        work.digests.add(Digest("2026-W49", NOON, [], [], []))
        assert work.digests.get("2026-W48") == first
        assert [found.week for found in work.digests.list()] == ["2026-W49", "2026-W48"]
        assert work.digests.get("2026-W01") is None

    def test_answers_are_counted_within_the_period(self, work):
        for at, outcome in ((NOON, "answer"), (NOON, "answer"), (NOON + DAY, "answer"), (NOON, "clarify")):
            work.interactions.add(Interaction("web:1", at, "question", outcome, article="options/option-1"))
        assert work.digests.asked(NOON, NOON + DAY) == {"options/option-1": 2}


class TestTransactions:
    """A crash before the commit leaves nothing behind: a digest without its messages would never be sent."""

    def test_nothing_is_kept_without_commit(self, engine):
        with units(engine)() as unit:
            unit.published.add(version())
        with units(engine)() as unit:
            unit.digests.add(Digest("2026-W48", NOON, [], [], []))
        with units(engine)() as unit:
            unit.subscriptions.add(Subscription("web:1", "digest", NOON))
        with units(engine)() as unit:
            kept = unit.published.current(), unit.digests.list(), unit.subscriptions.list("digest")
        assert kept == ([], [], [])
