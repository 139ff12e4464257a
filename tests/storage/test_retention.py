"""What has been kept for long enough goes, and nothing that waits; on both databases."""

import datetime

import pytest
import sqlalchemy as sa

from bot.helpdesk.vocabulary import Nation
from bot.services.inviting_records import Invitation
from bot.services.people_records import AuditEntry, DeskSession, Link, Person
from bot.services.publishing_records import Draft, Subscription
from bot.services.records import Conversation, Delivery, Interaction, Message, Ticket, TicketEvent
from bot.services.reminder_ports import ChecklistReminder
from bot.services.teams_ports import Card, Reference
from bot.storage import tables
from bot.storage.database import units

NOW = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
CUT = NOW - 10 * DAY
OLD, NEW = CUT - DAY, CUT + DAY
ASKER = "telegram:1"


@pytest.fixture
def work(engine):
    with units(engine)() as unit:
        yield unit


def asked(work, at=OLD, **values):
    return work.interactions.add(Interaction(ASKER, at, "words", "answer", **values))


def opened(work, state="closed", at=OLD, last=OLD, conversation=ASKER, **values):
    """A ticket, and the last thing that happened to it."""
    number = work.tickets.add(
        Ticket(
            conversation,
            "words",
            "no_match",
            at,
            "a",
            state=state,
            answer="answer",
            answered_by="a champion",
            asker="7Q",
            named="a name",
            candidates=[{"article": "options/option-1"}],
            **values,
        )
    )
    work.ticket_events.add(TicketEvent(number, at, "opened"))
    work.ticket_events.add(TicketEvent(number, last, "detail", text="more words"))
    return number


def message(work, key="k", at=OLD, conversation=ASKER, ticket=None, **values):
    work.outbox.add(Message(conversation, key, {"text": "words", "ticket": ticket}, at, at, **values))
    return key


def conversation(work, name=ASKER, at=OLD, **values):
    work.conversations.put(Conversation(name, Nation.ENGLAND, last_question="words", **values))
    table = tables.conversations
    work._connection.execute(sa.update(table).where(table.c.id == name).values(updated=at))


def drafted(work, state, at=OLD, tickets=()):
    return work.drafts.add(Draft("t", "budgets", "scotland", "s", 1, at, at, state=state, tickets=list(tickets)))


def kept(work, keys, rule):
    work.retention.clear(rule, CUT, 100)
    return [key for key in keys if work.outbox.with_key(key)]


class TestClear:
    def test_it_takes_at_most_so_many_and_says_how_many(self, work):
        for number in range(5):
            work.deliveries.begin(Delivery(f"d{number}", ASKER, OLD))
        work.deliveries.begin(Delivery("new", ASKER, NEW))
        assert work.retention.count("deliveries", CUT) == 5
        assert [work.retention.clear("deliveries", CUT, 3) for _ in range(3)] == [3, 2, 0]
        assert work.deliveries.begin(Delivery("new", ASKER, NEW)) is not None


class TestOutbox:
    def test_only_what_was_sent_long_ago_goes(self, work):
        keys = [
            message(work, "old", sent=OLD),
            message(work, "new", sent=NEW),
            message(work, "waits"),
            message(work, "web", conversation="web:1", sent=OLD),
            message(work, "given up", dead=True),
        ]
        assert kept(work, keys, "outbox.sent") == keys[1:]

    def test_messages_to_the_web_have_a_time_of_their_own(self, work):
        keys = [message(work, "old", conversation="web:1", sent=OLD), message(work, "chat", sent=OLD)]
        assert kept(work, keys, "outbox.web") == ["chat"]

    def test_what_was_given_up_goes_by_its_birth(self, work):
        keys = [message(work, "old", dead=True), message(work, "new", at=NEW, dead=True), message(work, "waits")]
        assert kept(work, keys, "outbox.given_up") == ["new", "waits"]

    @pytest.mark.parametrize("rule", ["outbox.sent", "outbox.given_up"])
    def test_a_ticket_that_waits_keeps_its_messages(self, work, rule):
        how = {"sent": OLD} if rule == "outbox.sent" else {"dead": True}
        waiting, ended = opened(work, "open"), opened(work, "withdrawn")
        keys = [message(work, "waiting", ticket=waiting, **how), message(work, "ended", ticket=ended, **how)]
        assert kept(work, keys, rule) == ["waiting"]


class TestInteractions:
    def test_words_and_whose_they_were_go_and_counts_stay(self, work):
        asked(work, article="options/option-1", confidence=0.9, masked=["name"])
        asked(work, NEW)
        assert work.retention.clear("interactions", CUT, 100) == 1
        assert work.retention.clear("interactions", CUT, 100) == 0
        found = work.interactions.latest("")
        assert (found.question, found.conversation, found.at) == ("", "", OLD)
        assert (found.outcome, found.article, found.confidence, found.masked) == (
            "answer",
            "options/option-1",
            0.9,
            ["name"],
        )
        assert work.figures.outcomes(OLD, NOW) == {"answer": 2}
        assert work.interactions.latest(ASKER).question == "words"

    def test_the_question_of_a_ticket_that_waits_stays(self, work):
        asked(work, ticket=opened(work, "snoozed"))
        assert work.retention.clear("interactions", CUT, 100) == 0


class TestTickets:
    def test_words_names_and_whose_it_was_go_and_the_numbers_stay(self, work):
        number = opened(work, article="options/option-1", round=2)
        work.retention.clear("tickets", CUT, 100)
        work.retention.clear("ticket_events", CUT, 100)
        found = work.tickets.get(number)
        words = (found.question, found.answer, found.answered_by, found.asker, found.named, found.conversation)
        assert words == ("", None, None, "", "", "")
        assert (found.state, found.reason, found.opened, found.article) == (
            "closed",
            "no_match",
            OLD,
            "options/option-1",
        )
        assert [(event.kind, event.text) for event in work.ticket_events.of(number)] == [("opened", ""), ("detail", "")]
        assert work.figures.nearest(OLD, NOW) == {"options/option-1": 1}

    def test_its_version_stays_so_that_no_card_is_shown_anew(self, work):
        number = opened(work)
        work.retention.clear("tickets", CUT, 100)
        assert work.tickets.get(number).version == 0

    @pytest.mark.parametrize("state", ["open", "claimed", "snoozed", "answered", "reopened", "merged"])
    def test_one_that_has_not_ended_stays_whatever_its_age(self, work, state):
        number = opened(work, state)
        assert work.retention.clear("tickets", CUT, 100) == work.retention.clear("ticket_events", CUT, 100) == 0
        assert work.tickets.get(number).question == "words"

    def test_the_time_counts_from_the_last_thing_that_happened(self, work):
        opened(work, last=NEW)
        assert work.retention.clear("tickets", CUT, 100) == 0

    @pytest.mark.parametrize(("state", "rows"), [("draft", 0), ("in_review", 0), ("sent_back", 0), ("approved", 1)])
    def test_a_draft_that_is_not_decided_keeps_its_tickets_words(self, work, state, rows):
        drafted(work, state, tickets=[opened(work)])
        assert work.retention.clear("tickets", CUT, 100) == rows


class TestDrafts:
    def test_only_those_withdrawn_long_ago_go(self, work):
        states = ("withdrawn", "in_review", "approved", "withdrawn", "draft")
        numbers = [drafted(work, state) for state in states]
        numbers.append(drafted(work, "withdrawn", NEW))
        assert work.retention.clear("drafts", CUT, 100) == 2
        assert [number for number in numbers if work.drafts.get(number) is None] == [numbers[0], numbers[3]]


class TestConversations:
    def cleared(self, work, rule="conversations.other"):
        work.retention.clear(rule, CUT, 100)
        return work.conversations.get(ASKER) is None

    def test_a_quiet_one_goes(self, work):
        conversation(work)
        conversation(work, "telegram:2", NEW)
        conversation(work, "web:1")
        assert self.cleared(work)
        assert None not in (work.conversations.get("telegram:2"), work.conversations.get("web:1"))

    def test_a_web_session_has_a_time_of_its_own(self, work):
        conversation(work)
        conversation(work, "web:1")
        assert not self.cleared(work, "conversations.web")
        assert work.conversations.get("web:1") is None

    def test_a_ticket_that_waits_keeps_it(self, work):
        conversation(work)
        opened(work, "claimed")
        assert not self.cleared(work)

    def test_a_message_on_its_way_keeps_it(self, work):
        conversation(work)
        message(work)
        assert not self.cleared(work)

    def test_a_running_tool_keeps_it(self, work):
        conversation(work, tool={"tool": "holiday"})
        assert not self.cleared(work)

    def test_a_reminder_keeps_it(self, work):
        conversation(work)
        work.checklist_reminders.add(ChecklistReminder(conversation=ASKER, tool="t", due=NOW + 300 * DAY, text="text"))
        assert not self.cleared(work)

    def test_the_weekly_message_keeps_it(self, work):
        conversation(work)
        work.subscriptions.add(Subscription(ASKER, "digest", OLD))
        assert not self.cleared(work)


class TestSubscriptions:
    def test_those_of_ended_web_sessions_go_and_of_other_chats_stay(self, work):
        for name, since in (("web:1", OLD), ("web:2", NEW), (ASKER, OLD)):
            work.subscriptions.add(Subscription(name, "digest", since))
        work.retention.clear("subscriptions", CUT, 100)
        assert [each.conversation for each in work.subscriptions.list("digest")] == [ASKER, "web:2"]


class TestInvitations:
    def test_those_that_work_and_the_newest_stay(self, work):
        for code, expires in (("a", OLD), ("b", NEW), ("c", OLD)):
            work.invitations.add(Invitation(code, code, 1, expires, OLD, None))
        work.retention.clear("invitations", CUT, 100)
        assert [each.label for each in work.invitations.list()] == ["c", "b"]

    def test_whoever_has_a_chat_stays_let_in(self, work):
        for name, at in ((ASKER, OLD), ("telegram:2", OLD), ("telegram:3", NEW), ("telegram:4", OLD)):
            work.invitations.let_in(name, 1, at)
        conversation(work)
        work.deliveries.begin(Delivery("d", "telegram:4", NEW))
        work.retention.clear("invited", CUT, 100)
        known = [number for number in range(1, 5) if work.invitations.knows(f"telegram:{number}")]
        assert known == [1, 3, 4]


class TestTeams:
    def test_an_address_goes_with_its_chat(self, work):
        champion = Person("champion", None, OLD, conversation="teams:champion")
        work.people.add(champion)
        conversation(work, "teams:asks")
        work.deliveries.begin(Delivery("d", "teams:begins", NEW))
        message(work, conversation="teams:told")
        names = ["asks", "begins", "told", "champion", "gone"]
        for name in names:
            work.teams_references.put(Reference(f"teams:{name}", "https://service.example", name, personal=True))
        work.teams_references.put(Reference("teams:channel", "https://service.example", "c", personal=False))
        assert work.retention.clear("teams_references", NOW, 100) == 1
        assert [name for name in [*names, "channel"] if work.teams_references.get(f"teams:{name}") is None] == ["gone"]

    def test_cards_go_but_those_of_tickets_only_with_their_ticket(self, work):
        tickets = {"waits": opened(work, "open"), "ended": opened(work), "fresh": opened(work, last=NEW), None: None}
        for key, number in tickets.items():
            work.teams_cards.put(Card(key or "sent", ASKER, "1", OLD, {}, number))
        work.teams_cards.put(Card("new", ASKER, "1", NEW, {}))
        work.retention.clear("teams_cards.sent", CUT, 100)
        work.retention.clear("teams_cards.tickets", CUT, 100)
        keys = ("waits", "ended", "fresh", "sent", "new")
        assert [key for key in keys if work.teams_cards.get(key)] == ["waits", "fresh", "new"]


class TestTelegram:
    def test_posts_go_with_their_ticket(self, work):
        waits, ended = opened(work, "reopened"), opened(work)
        for post, ticket in ((1, waits), (2, ended), (3, ended)):
            work.posts.keep("telegram:-5", post, ticket)
        assert work.retention.clear("posts", CUT, 100) == 2
        assert [work.posts.ticket("telegram:-5", post) for post in (1, 2, 3)] == [waits, None, None]

    def test_buttons_go_by_their_last_use(self, work):
        for token, at in (("old", OLD), ("new", NEW)):
            work.buttons.keep(token, ASKER, token, at)
        work.retention.clear("buttons", CUT, 100)
        assert [work.buttons.payload(token, ASKER) for token in ("old", "new")] == [None, "new"]


class TestDesk:
    def test_sessions_links_and_audit_go_by_their_own_times(self, work):
        person = work.people.add(Person("champion", None, OLD))
        for name, at in (("old", OLD), ("new", NEW)):
            work.desk_sessions.add(DeskSession(name, "signed_in", OLD, at, person))
            work.people_links.add(Link(name, person, "sign_in", at))
            work.audit.add(AuditEntry(at, "people.added", name))
        for rule in ("desk_sessions", "people_links", "audit"):
            assert work.retention.clear(rule, CUT, 100) == 1
        assert work.desk_sessions.get("new").id == work.people_links.get("new").id == "new"


class TestAtOnce:
    def test_two_gateways_never_wait_for_one_another(self, server, engine):
        if engine.dialect.name != "postgresql":
            pytest.skip("SQLite has one writer at a time")
        with units(engine)() as work:
            for number in range(4):
                work.deliveries.begin(Delivery(f"d{number}", ASKER, OLD))
            work.commit()
        with units(engine)() as one, units(engine)() as other:
            assert one.retention.clear("deliveries", CUT, 2) == 2
            assert other.retention.clear("deliveries", CUT, 10) == 2
            one.commit()
            other.commit()
            assert other.retention.count("deliveries", CUT) == 0
