"""Following answers: a button below an answer keeps a wish to hear of changes; a list has a button to end each."""

from bot.helpdesk.changes import Told, told_on
from bot.helpdesk.vocabulary import Choice, OutcomeName, Reply
from bot.services.digest import KIND, STOP_DIGEST
from bot.services.ports import Clock, UnitOfWork, Units
from bot.services.publishing_ports import Shelf
from bot.services.publishing_records import Subscription
from bot.services.records import Conversation
from bot.services.rendering import ARTICLE, FEEDBACK, FOLLOW, UNFOLLOW, Renderer
from bot.services.settling import kept_with

MOST = 30
"""How many answers one person may follow; the list of them fits into one message on every channel."""


def end_wishes(work: UnitOfWork, conversation: str) -> None:
    """Forget what somebody wanted to be told later, within the caller's transaction: nobody reads it any more."""
    for subscription in work.subscriptions.beginning("", conversation):
        work.subscriptions.remove(conversation, subscription.kind)
    work.checklist_reminders.remove(conversation)


class Following:
    """Keeps who wants to hear of which answer; `telling_changes.py` tells them."""

    def __init__(self, units: Units, shelf: Shelf, renderer: Renderer, clock: Clock) -> None:
        """Take the database, what is served, the words and the clock."""
        self._units, self._shelf, self._renderer, self._clock = units, shelf, renderer, clock

    def press(self, conversation: Conversation, payload: str, delivery: str = "") -> Reply | None:
        """Begin or stop following; None when the button was not offered, was used, or the answer is not served."""
        with self._units() as work:
            row = work.conversations.get(conversation.id)
            if row is None:
                return None
            begins = payload.startswith(FOLLOW)
            reply = self._begun(work, row, payload) if begins else self._ended(work, row, payload)
            return kept_with(work, delivery, reply) if reply else None

    def listed(self, conversation: Conversation) -> Reply:
        """List what somebody follows, with a button to stop each."""
        with self._units() as work:
            own = work.subscriptions.beginning("", conversation.id)
        titles = {each.kind: self._title(each) for each in own if each.kind != KIND}
        lines = [f"- {title}" for title in titles.values()]
        choices = [self._renderer.unfollow_choice(kind, title) for kind, title in titles.items()]
        if len(own) > len(titles):
            lines.append(f"- {self._renderer.say('following_digest')}")
            choices.append(Choice(self._renderer.say("choice_no_digest"), f"me:{STOP_DIGEST}"))
        if not lines:
            return self._said("following_none")
        text = "\n".join([self._renderer.say("following"), "", *lines])
        return Reply(text, OutcomeName.SOCIAL, choices=tuple(choices))

    def _begun(self, work: UnitOfWork, row: Conversation, payload: str) -> Reply | None:
        article = self._shelf.articles().get(payload.removeprefix(FOLLOW))
        if article is None or payload not in {choice["payload"] for choice in row.choices}:
            return None
        if len(work.subscriptions.beginning(ARTICLE, row.id)) >= MOST:
            return self._said("following_full", most=MOST, choices=_left(row))
        now, kind = self._clock(), f"{ARTICLE}{article.id}"
        told = told_on(article, self._shelf.facts(), now.date())
        work.subscriptions.add(Subscription(row.id, kind, now, told.kept()))
        row.choices = [choice for choice in row.choices if choice["payload"] != payload]
        work.conversations.put(row)
        stop = self._renderer.unfollow_choice(kind, article.title)
        return self._said("following_on", title=article.title, choices=(stop, *_left(row)))

    def _ended(self, work: UnitOfWork, row: Conversation, payload: str) -> Reply | None:
        kind = f"{ARTICLE}{payload.removeprefix(UNFOLLOW)}"
        own = {each.kind: each for each in work.subscriptions.beginning(ARTICLE, row.id)}
        if kind not in own:
            return None
        work.subscriptions.remove(row.id, kind)
        return self._said("following_off", title=self._title(own[kind]), choices=_left(row))

    def _title(self, subscription: Subscription) -> str:
        article = self._shelf.articles().get(subscription.kind.removeprefix(ARTICLE))
        return article.title if article else Told.revived(subscription.told).title

    def _said(self, name: str, choices: tuple[Choice, ...] = (), **values: object) -> Reply:
        return Reply(self._renderer.say(name, **values), OutcomeName.SOCIAL, choices=choices)


def _left(row: Conversation) -> tuple[Choice, ...]:
    """Return the buttons about the last answer that can still be pressed: to follow it is no verdict."""
    return tuple(Choice(**choice) for choice in row.choices if choice["payload"] in FEEDBACK)
