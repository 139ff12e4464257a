"""Long buttons and announcing posts, on both databases."""

import datetime

from bot.storage.database import units

NOW = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)


class TestButtons:
    def test_a_button_is_found_by_its_token_and_conversation_only(self, engine):
        with units(engine)() as work:
            work.buttons.keep("t", "telegram:1", "payload", NOW)
            work.commit()
        with units(engine)() as work:
            found = [
                work.buttons.payload(*key) for key in (("t", "telegram:1"), ("t", "telegram:2"), ("x", "telegram:1"))
            ]
        assert found == ["payload", None, None]

    def test_the_same_token_is_kept_once_and_made_young_again(self, engine):
        with units(engine)() as work:
            work.buttons.keep("t", "telegram:1", "payload", NOW - datetime.timedelta(days=9))
            work.buttons.keep("t", "telegram:1", "payload", NOW)
            work.buttons.keep("old", "telegram:1", "payload", NOW - datetime.timedelta(days=9))
            work.retention.clear("buttons", NOW - datetime.timedelta(days=1), 10)
            assert work.buttons.payload("t", "telegram:1") == "payload"
            assert work.buttons.payload("old", "telegram:1") is None


class TestPosts:
    def test_a_post_belongs_to_one_ticket_and_a_ticket_may_have_several(self, engine):
        big = 2**40
        with units(engine)() as work:
            for post, ticket in ((big, 1), (big, 1), (7, 1), (8, 2)):
                work.posts.keep("telegram:-5", post, ticket)
            work.commit()
        with units(engine)() as work:
            assert work.posts.ticket("telegram:-5", big) == 1
            assert work.posts.ticket("telegram:-6", big) is None
            assert list(work.posts.about("telegram:-5", 1)) == [7, big]
