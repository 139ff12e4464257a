"""What askers can say beside questions: who they are, their tickets, the weekly digest, and being forgotten."""

import re
import secrets
from collections.abc import Callable, Mapping

from bot.helpdesk.reminders import expected_by
from bot.helpdesk.tickets import ACTIVE, State
from bot.helpdesk.vocabulary import ROLES, Choice, Nation, OutcomeName, Reply
from bot.services.askers import TICKET_BUTTON, Askers
from bot.services.checklist_reminders import STOP_REMINDERS
from bot.services.digest import KIND, STOP_DIGEST
from bot.services.following import Following
from bot.services.handling import HELPED, WITHDRAW
from bot.services.ports import Clock, Units
from bot.services.publishing_records import Subscription
from bot.services.records import Conversation
from bot.services.rendering import Renderer

BUTTON = "me:"
_NATIONS = (Nation.SCOTLAND, Nation.ENGLAND)
_IN_WORDS: Mapping[str, str] = {
    "my tickets": "/mytickets",
    "my settings": "/me",
    "who am i": "/me",
    "privacy": "/privacy",
    "forget me": "/forget",
    "weekly digest": "/digest",
    "what i follow": "/following",
}
"""The same by words, for channels without commands."""
_ONE_COMMAND = re.compile(r"/\w+(?:@\w+)?")
_SHOWN, _ALL = 10, 100_000


class Commands:
    """Answers commands, typed with a slash or in words, and the buttons that they offer."""

    def __init__(self, units: Units, renderer: Renderer, askers: Askers, following: Following, clock: Clock) -> None:
        """Take the database, the words, the asker's tickets, what the asker follows, and the clock."""
        self._units, self._renderer, self._askers, self._clock = units, renderer, askers, clock
        self._known: Mapping[str, Callable[[Conversation], Reply]] = {
            "/start": lambda _: self._said("social_greet"),
            "/help": lambda _: self._said("social_ask_help"),
            "/privacy": lambda _: self._said("privacy"),
            "/me": self._me,
            "/mytickets": self._my_tickets,
            "/forget": self._ask_forget,
            "/digest": self._digest,
            "/following": following.listed,
        }

    def named(self, text: str) -> str:
        """Return the command that a text is; empty when it is none, or says more than the command."""
        words = " ".join(text.lower().split()).rstrip(".!?")
        name = _IN_WORDS.get(words, _name(words))
        return name if name in self._known else ""

    def is_unknown(self, text: str) -> bool:
        """Tell whether a text is a single word in the form of a command, and is none."""
        return bool(_ONE_COMMAND.fullmatch(text.strip())) and not self.named(text)

    def run(self, command: str, conversation: Conversation) -> Reply:
        """Return the reply to a command that `named` returned."""
        return self._known[command](conversation)

    def for_everybody(self, text: str) -> Reply | None:
        """Return the reply to a command that whoever is not let in may give, too: what is kept about them."""
        return self._said("privacy") if self.named(text) == "/privacy" else None

    def words_of(self, text: str) -> str:
        """Return what a text says beside a command at its beginning, without the slash."""
        first, _, rest = text.partition(" ")
        return (rest if _name(first.lower()) in self._known and rest.strip() else text).lstrip("/").strip()

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
        if rest == STOP_REMINDERS:
            with self._units() as work:
                work.checklist_reminders.remove(conversation.id)
                work.commit()
            return self._said("reminders_off")
        if rest == STOP_DIGEST:
            with self._units() as work:
                work.subscriptions.remove(conversation.id, KIND)
                work.commit()
            return self._said("digest_off")
        return None

    def _me(self, conversation: Conversation) -> Reply:
        nations = [self._button(f"choice_nation_{n.value}", f"nation:{n.value}") for n in _NATIONS]
        roles = [self._button(f"choice_role_{role}", f"role:{role}") for role in ROLES]
        role = self._renderer.say(f"choice_role_{conversation.role}" if conversation.role else "role_unknown")
        nation = self._renderer.say(f"choice_nation_{conversation.nation.value}")
        kept = {"council": self._renderer.about_council(), "language": self._renderer.say("me_language")}
        return self._said("me", nation=nation, role=role, **kept, choices=(*nations, *roles))

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
        # What still waits is withdrawn and what was answered is closed, so that nothing is sent to nobody later.
        for ticket in self._askers.tickets_of(conversation.id, _ALL):
            verb = WITHDRAW if ticket.state in {*ACTIVE, State.MERGED} else HELPED
            self._askers.press(conversation.id, f"{TICKET_BUTTON}{verb}:{ticket.number}")
        with self._units() as work:
            # Counts and answers are kept, under a name that leads nowhere and without the asker's words.
            work.conversations.forget(conversation.id, f"forgotten:{secrets.token_hex(16)}")
            work.commit()
        return self._said("forgotten")

    def _digest(self, conversation: Conversation) -> Reply:
        with self._units() as work:
            work.subscriptions.add(Subscription(conversation.id, KIND, self._clock()))
            work.commit()
        return self._said("digest_on", choices=(self._button("choice_no_digest", STOP_DIGEST),))

    def _button(self, words: str, payload: str) -> Choice:
        return Choice(self._renderer.say(words), f"{BUTTON}{payload}")

    def _said(self, name: str, choices: tuple[Choice, ...] = (), **values: object) -> Reply:
        return Reply(self._renderer.say(name, **values), OutcomeName.SOCIAL, choices=choices)


def _name(words: str) -> str:
    # Telegram adds the bot's name in groups: /help@guide_bot.
    return words.partition("@")[0] if words.startswith("/") else ""
