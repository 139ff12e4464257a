"""What is kept, and for how long: one decision for each table. docs/privacy.md shows the same as a table."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Periods:
    """How long things are kept where an organisation chooses; `.env.example` explains each."""

    questions: datetime.timedelta = 365 * _DAY
    """The words of questions, and chats in which nobody has said anything since."""
    tickets: datetime.timedelta = 730 * _DAY
    """The words of tickets that have ended, and drafts that were withdrawn."""
    messages: datetime.timedelta = 30 * _DAY
    """Messages after they were sent."""
    audit: datetime.timedelta = 1095 * _DAY
    """Who changed what on the desk."""
    web: datetime.timedelta = 30 * _DAY
    """A session of the web chat; nobody can read what belongs to it once it is over."""
    desk: datetime.timedelta = 7 * _DAY
    """A session of the desk."""

    @property
    def web_messages(self) -> datetime.timedelta:
        """How long messages to the web chat are kept: a page that comes back shows them while its session holds."""
        return max(self.messages, self.web)


@dataclass(frozen=True)
class Rule:
    """One decision: what of a table goes, and when."""

    name: str
    """The table, and after a dot what of it when there are several decisions."""
    what: str
    since: str
    """From when the time counts."""
    fixed: datetime.timedelta | None = None
    """For how long; None when `period` says it."""
    period: str = ""
    """The field of `Periods` that says for how long."""
    setting: str = ""
    """The setting by which an organisation chooses that."""
    blanked: bool = False
    """The row stays for the counts; its words, and whose they were, go."""

    @property
    def table(self) -> str:
        """The table."""
        return self.name.partition(".")[0]

    def lasts(self, periods: Periods) -> datetime.timedelta:
        """Return for how long it is kept."""
        found = self.fixed if self.fixed is not None else getattr(periods, self.period)
        assert isinstance(found, datetime.timedelta)  # noqa: S101 - each rule names one or the other
        return found


_QUESTIONS, _TICKETS = "SDS_KEEP_QUESTIONS_DAYS", "SDS_KEEP_TICKETS_DAYS"
_MESSAGES, _AUDIT = "SDS_KEEP_MESSAGES_DAYS", "SDS_KEEP_AUDIT_DAYS"
_WEB, _DESK = "SDS_WEB_SESSION_DAYS", "SDS_DESK_SESSION_DAYS"
_QUARTER, _YEAR = 90 * _DAY, 365 * _DAY

# In this order: a subscription keeps its chat, a chat keeps its invitation and its address.
RULES: Sequence[Rule] = (
    Rule("deliveries", "messages that came in, and the replies for a repeat", "they came", 7 * _DAY),
    Rule("outbox.sent", "messages to Telegram, Teams and the terminal", "they were sent", None, "messages", _MESSAGES),
    Rule(
        "outbox.web", "messages to the web chat", "they were sent", None, "web_messages", f"{_MESSAGES}, {_WEB} if more"
    ),
    Rule("outbox.given_up", "messages that could not be sent", "they were written", _QUARTER),
    Rule("interactions", "a question and whose it was", "it was asked", None, "questions", _QUESTIONS, blanked=True),
    Rule("tickets", "words, names and whose it was", "it last changed", None, "tickets", _TICKETS, blanked=True),
    Rule("ticket_events", "words; with the ticket", "it last changed", None, "tickets", _TICKETS, blanked=True),
    Rule("subscriptions", "those of the web chat", "they began", None, "web", _WEB),
    Rule("conversations.web", "chats on the web", "the last message", None, "web", _WEB),
    Rule("conversations.other", "other chats", "the last message", None, "questions", _QUESTIONS),
    Rule("invited", "who came with an invitation and has no chat any more", "they came", None, "questions", _QUESTIONS),
    Rule("teams_references", "where a chat can be reached", "its chat has gone", 0 * _DAY),
    Rule("teams_cards.sent", "messages with buttons in Teams", "they were sent", _QUARTER),
    Rule("teams_cards.tickets", "cards about tickets that have ended", "the ticket last changed", _QUARTER),
    Rule("posts", "posts about tickets that have ended", "the ticket last changed", _QUARTER),
    Rule("buttons", "what long buttons on Telegram stand for", "they were last offered", _QUARTER),
    Rule("desk_sessions", "sessions of the desk", "they were last used", None, "desk", _DESK),
    Rule("people_links", "one-time links", "they stopped working", 1 * _DAY),
    Rule("invitations", "invitations", "they stopped working", _YEAR),
    Rule("drafts", "drafts that were withdrawn", "they last changed", None, "tickets", _TICKETS),
    Rule("audit", "who changed what on the desk", "it happened", None, "audit", _AUDIT),
)
STAYS: Mapping[str, str] = {
    "documents": "its own time, a day, is written on each; only the person's link opens it",
    "checklist_reminders": "until the day of the reminder, when it is sent; it keeps its chat",
    "people": "staff, until an administrator removes their access; the audit trail names them by number",
    "memberships": "with the person",
    "published": "curated content, without askers; its versions show what people were told",
    "digests": "counts and titles, without askers",
    "alembic_version": "the version of the tables",
}
"""Tables of which nothing goes by these rules, and why."""


def in_days(lasts: datetime.timedelta) -> str:
    """Return a period in words."""
    if not lasts:
        return "at once"
    return "1 day" if lasts.days == 1 else f"{lasts.days} days"
