"""What askers can say beside questions: who they are, their tickets, the weekly digest, and being forgotten."""

import secrets
from collections.abc import Callable, Mapping

from bot.helpdesk.reminders import expected_by
from bot.helpdesk.tickets import ACTIVE, State
from bot.helpdesk.vocabulary import Choice, Nation, OutcomeName, Reply
from bot.services.askers import TICKET_BUTTON, Askers
from bot.services.handling import WITHDRAW
from bot.services.ports import Clock, Units
from bot.services.publishing_records import Subscription
from bot.services.records import Conversation
from bot.services.rendering import Renderer

BUTTON = "me:"
DIGEST = "digest"
ROLES = ("social_worker", "pa", "pa_employer", "carer", "person")
_NATIONS = (Nation.SCOTLAND, Nation.ENGLAND)
_IN_WORDS: Mapping[str, str] = {
    "my tickets": "/mytickets",
    "my settings": "/me",
    "who am i": "/me",
    "privacy": "/privacy",
    "forget me": "/forget",
    "weekly digest": "/digest",
}
"""The same by words, for channels without commands."""
_SHOWN = 10


class Commands:
    """Answers commands, typed with a slash or in words, and the buttons that they offer."""

    def __init__(self, units: Units, renderer: Renderer, askers: Askers, clock: Clock) -> None:
        """Take the database, the words, the asker's tickets and the clock."""
        self._units, self._renderer, self._askers, self._clock = units, renderer, askers, clock
        self._known: Mapping[str, Callable[[Conversation], Reply]] = {
            "/start": lambda _: self._said("social_greet"),
            "/help": lambda _: self._said("social_ask_help"),
            "/privacy": lambda _: self._said("privacy"),
            "/me": self._me,
            "/mytickets": self._my_tickets,
            "/forget": self._ask_forget,
            "/digest": self._digest,
        }

    def run(self, text: str, conversation: Conversation) -> Reply | None:
        """Return the reply to a command; None when the text is none."""
        words = " ".join(text.lower().split()).rstrip(".!?")
        # Telegram adds the bot's name in groups: /help@guide_bot.
        name = _IN_WORDS.get(words, words.split(maxsplit=1)[0].partition("@")[0] if words else "")
        return self._known[name](conversation) if name in self._known else None

    def press(self, conversation: Conversation, payload: str) -> Reply | None:
        """Carry out a button of a command; None when it means nothing."""
        _, _, rest = payload.partition(":")
        what, _, value = rest.partition(":")
        if what == "nation" and value in {nation.value for nation in _NATIONS}:
            conversation.nation = Nation(value)
            return self._kept(conversation)
        if what == "role" and value in ROLES:
            conversation.role = value
            return self._kept(conversation)
        if rest == "forget":
            return self._forget(conversation)
        if rest == "no_digest":
            with self._units() as work:
                work.subscriptions.remove(conversation.id, DIGEST)
                work.commit()
            return self._said("digest_off")
        return None

    def _me(self, conversation: Conversation) -> Reply:
        nations = [self._button(f"choice_nation_{n.value}", f"nation:{n.value}") for n in _NATIONS]
        roles = [self._button(f"choice_role_{role}", f"role:{role}") for role in ROLES]
        role = self._renderer.say(f"choice_role_{conversation.role}" if conversation.role else "role_unknown")
        nation = self._renderer.say(f"choice_nation_{conversation.nation.value}")
        return self._said("me", nation=nation, role=role, choices=(*nations, *roles))

    def _kept(self, conversation: Conversation) -> Reply:
        with self._units() as work:
            work.conversations.put(conversation)
            work.commit()
        return self._me(conversation)

    def _my_tickets(self, conversation: Conversation) -> Reply:
        found, lines = self._askers.tickets_of(conversation.id)[:_SHOWN], []
        for ticket in found:
            waits = ticket.state in {*ACTIVE, State.MERGED}
            state = self._renderer.say("ticket_waits" if waits else f"ticket_is_{ticket.state}")
            by = expected_by(ticket.due, self._clock()) if waits and ticket.due else ""
            lines.append(
                self._renderer.say(
                    "my_ticket", ticket=ticket.number, question=ticket.question, state=state.format(expected=by)
                )
            )
        if not lines:
            return self._said("no_tickets")
        return Reply("\n".join([self._renderer.say("my_tickets"), "", *lines]), OutcomeName.SOCIAL)

    def _ask_forget(self, _: Conversation) -> Reply:
        return self._said("forget_ask", choices=(self._button("choice_forget", "forget"),))

    def _forget(self, conversation: Conversation) -> Reply:
        for ticket in self._askers.tickets_of(conversation.id):
            if ticket.state in {*ACTIVE, State.MERGED}:
                self._askers.press(conversation.id, f"{TICKET_BUTTON}{WITHDRAW}:{ticket.number}")
        with self._units() as work:
            # Counts and answers are kept, under a name that leads nowhere and without the asker's words.
            work.conversations.forget(conversation.id, f"forgotten:{secrets.token_hex(16)}")
            work.commit()
        return self._said("forgotten")

    def _digest(self, conversation: Conversation) -> Reply:
        with self._units() as work:
            work.subscriptions.add(Subscription(conversation.id, DIGEST, self._clock()))
            work.commit()
        return self._said("digest_on", choices=(self._button("choice_no_digest", "no_digest"),))

    def _button(self, words: str, payload: str) -> Choice:
        return Choice(self._renderer.say(words), f"{BUTTON}{payload}")

    def _said(self, name: str, choices: tuple[Choice, ...] = (), **values: object) -> Reply:
        return Reply(self._renderer.say(name, **values), OutcomeName.SOCIAL, choices=choices)
