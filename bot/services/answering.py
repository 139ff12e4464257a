"""Answering: decide, record and word the reply to one understood message, in one transaction."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.helpdesk.decision import OTHER_LANGUAGE_INTENT, Policy, decide
from bot.helpdesk.follow_ups import as_asked, keep
from bot.helpdesk.named_day import named_day
from bot.helpdesk.reminders import expected_by
from bot.helpdesk.vocabulary import (
    Article,
    Candidate,
    Choice,
    Nation,
    Outcome,
    OutcomeName,
    Reason,
    Reply,
    Understanding,
)
from bot.services.askers import announced
from bot.services.escalation import Escalation, waits_until
from bot.services.ports import Clock, UnitOfWork, Units
from bot.services.records import Conversation, Interaction
from bot.services.rendering import ARTICLE, FEEDBACK, FOLLOW, HELPFUL, Renderer, article_of
from bot.services.settling import kept_with


@dataclass(frozen=True)
class Turn:
    """One masked message and what was made of it."""

    conversation: str
    question: str
    nation: Nation = Nation.SCOTLAND
    role: str = ""
    masked: Sequence[str] = ()
    milliseconds: Mapping[str, float] = dataclasses.field(default_factory=dict)
    delivery: str = ""
    """The delivery that it came with: what was done for the same one before is not done again."""


class Answering:
    """The use cases of the bot's side of a conversation."""

    def __init__(
        self,
        articles: Mapping[str, Article],
        renderer: Renderer,
        policy: Policy,
        units: Units,
        escalation: Escalation,
        clock: Clock,
    ) -> None:
        """Take the articles, the words, the policy, the database and the clock."""
        self._renderer, self._policy = renderer, policy
        self._units, self._escalation, self._clock = units, escalation, clock
        self._newer: Callable[[], object] = lambda: None
        self.use(articles)

    def use(self, articles: Mapping[str, Article], newer: Callable[[], object] | None = None) -> None:
        """Answer from other articles from now on; `newer` is called when one is named that is not among them."""
        self._articles, self._newer = articles, newer or self._newer
        self._titles = {article.id: article.title for article in articles.values()}

    def article(self, article: str) -> Article | None:
        """Return a served article by id, or None."""
        return self._articles.get(article)

    def respond(self, turn: Turn, understanding: Understanding) -> Reply:
        """Decide about an understood message."""
        if any(candidate.article not in self._articles for candidate in understanding.candidates):
            # The index was swapped a moment ago; the words follow.
            self._newer()
            known = tuple(c for c in understanding.candidates if c.article in self._articles)
            # The chance of the first two was that of others.
            understanding = dataclasses.replace(understanding, candidates=known, pair_confidence=0.0)
        stale = {c.article for c in understanding.candidates if self._stale(c.article, turn.question)}
        outcome = decide(understanding, self._policy, stale)
        return self._carry_out(turn, outcome, understanding)

    def look(self, turn: Turn, understanding: Understanding | None) -> Reply:
        """Tell only whether words sound like danger: they were meant for a guided tool, and leave nothing."""
        dangerous = understanding is not None and understanding.at_risk
        outcome = OutcomeName.SAFEGUARD if dangerous else OutcomeName.SOCIAL
        return Reply(self._renderer.in_danger(), outcome, nation=turn.nation)

    def pass_to_champion(self, turn: Turn, reason: Reason, understanding: Understanding | None = None) -> Reply:
        """Open a ticket for a message, or for the question before it when the message only asks for a person."""
        if understanding and understanding.at_risk:
            return self.respond(turn, understanding)
        with self._units() as work:
            conversation = self._conversation(work, turn)
            # Somebody who asks for a person means the question before; a question that failed is meant itself.
            before = as_asked(conversation.last_question)
            question = turn.question if reason is Reason.FAILURE else before or turn.question
            outcome = Outcome(OutcomeName.ESCALATE, reason, nation=turn.nation)
            reply = self._escalated(work, conversation, question, outcome, understanding)
            self._record(work, turn, conversation, reply, understanding)
            return kept_with(work, turn.delivery, reply)

    def rate(self, turn: Turn, *, helpful: bool, understanding: Understanding | None = None) -> Reply:
        """Take note of whether the last answer helped."""
        if understanding and understanding.at_risk:
            return self.respond(turn, understanding)
        text = self._renderer.say("feedback_helpful" if helpful else "feedback_unhelpful")
        with self._units() as work:
            conversation = self._conversation(work, turn)
            choices = _follow(conversation) if helpful else self._renderer.champion_choice()
            reply = Reply(text, OutcomeName.SOCIAL, None if helpful else Reason.UNHELPFUL, choices=choices)
            if conversation.last_interaction is not None:
                work.interactions.rate(conversation.last_interaction, helpful=helpful)
            self._offer(conversation, reply)
            work.conversations.put(conversation)
            return kept_with(work, turn.delivery, reply)

    def press(self, turn: Turn, payload: str) -> Reply | None:
        """Carry out a button that was offered; None when it was not, or was pressed before.

        An article that somebody follows can be read at any time: its button came with the news of a change.
        """
        with self._units() as work:
            conversation = work.conversations.get(turn.conversation)
            offered = {c["payload"] for c in conversation.choices} if conversation else set()
            follows = article_of(payload) in self._articles and work.subscriptions.has(turn.conversation, payload)
            if conversation is None or (payload not in offered and not follows):
                return None
        article = article_of(payload)
        if article in self._articles:
            understanding = None
            outcome = Outcome(OutcomeName.ANSWER, article=article, confidence=1.0, nation=turn.nation)
            return self._carry_out(turn, outcome, understanding, chosen=True)
        if payload in FEEDBACK:
            return self.rate(turn, helpful=payload == HELPFUL)
        return self.pass_to_champion(turn, Reason.NO_MATCH if payload == "none" else Reason.ASKED_FOR_HUMAN)

    def _carry_out(
        self, turn: Turn, outcome: Outcome, understanding: Understanding | None, *, chosen: bool = False
    ) -> Reply:
        with self._units() as work:
            conversation = self._conversation(work, turn)
            # A greeting or a button press must not push the question out of memory.
            if outcome.name is not OutcomeName.SOCIAL and not chosen:
                reading = understanding.reading if understanding is not None and understanding.follow_up else None
                conversation.last_question = keep(conversation.last_question, turn.question, reading)[-400:]
            reply = self._worded(work, conversation, turn, outcome, understanding)
            if understanding and understanding.maybe_at_risk and outcome.name is not OutcomeName.SAFEGUARD:
                reply = dataclasses.replace(reply, text=f"{self._renderer.in_danger()}\n\n{reply.text}")
            self._record(work, turn, conversation, reply, understanding)
            return kept_with(work, turn.delivery, reply)

    def _worded(
        self,
        work: UnitOfWork,
        conversation: Conversation,
        turn: Turn,
        outcome: Outcome,
        understanding: Understanding | None,
    ) -> Reply:
        if outcome.name is OutcomeName.ANSWER:
            question = turn.question or as_asked(conversation.last_question)
            followed = work.subscriptions.has(conversation.id, f"{ARTICLE}{outcome.article}")
            reply = self._answered(outcome, question, followed=followed)
            if understanding and understanding.follow_up and outcome.article == conversation.last_article:
                # Without a word the same text again looks like a machine that did not listen.
                reply = dataclasses.replace(reply, text=f"{self._renderer.say('answer_again')}\n\n{reply.text}")
            return reply
        if outcome.name is OutcomeName.CLARIFY:
            name = "clarify_too_short" if outcome.reason is Reason.TOO_SHORT else "clarify"
            choices = self._renderer.article_choices(outcome.choices, self._titles)
            return _reply(self._renderer.say(name), outcome, choices=choices)
        if outcome.name is OutcomeName.ESCALATE:
            return self._escalated(
                work, conversation, _whole(turn, conversation, understanding), outcome, understanding
            )
        if outcome.name is OutcomeName.SAFEGUARD:
            question = _whole(turn, conversation, understanding)
            number = self._escalation.open(work, conversation, question, Reason.SAFETY, _plain(understanding)).number
            return dataclasses.replace(_reply(self._renderer.safeguard(number), outcome), ticket=number)
        if outcome.name is OutcomeName.DECLINE:
            foreign = understanding is not None and understanding.intent == OTHER_LANGUAGE_INTENT
            words = self._renderer.say("decline_other_language" if foreign else "decline")
            return _reply(words, outcome, choices=self._renderer.champion_choice())
        intent = understanding.intent if understanding else "ask_help"
        return _reply(self._renderer.say(f"social_{intent}"), outcome)

    def _answered(self, outcome: Outcome, question: str, *, followed: bool) -> Reply:
        article, today = self._articles[str(outcome.article)], self._clock().date()
        second = self._articles[outcome.beside] if outcome.beside else None
        text = self._renderer.articles(article, second, today, named_day(question, today))
        choices = self._renderer.answer_choices(outcome.choices, self._titles, outcome.beside)
        follow = self._renderer.follow_choice(article, followed=followed)
        sources = self._renderer.sources(article) + (self._renderer.sources(second) if second else ())
        return dataclasses.replace(
            _reply(text, outcome, choices=(*self._renderer.tool_choices(article.id), *choices, follow)),
            version=article.version,
            sources=sources,
            nation=article.nations[0] if len(article.nations) == 1 else outcome.nation,
            beside=outcome.beside,
        )

    def _escalated(
        self,
        work: UnitOfWork,
        conversation: Conversation,
        question: str,
        outcome: Outcome,
        understanding: Understanding | None,
    ) -> Reply:
        reason = outcome.reason or Reason.NO_MATCH
        near = _plain(understanding)
        if not near and as_asked(conversation.last_question) == question:
            # A pressed button says nothing itself; what was near the question is kept with it.
            before = work.interactions.latest(conversation.id)
            near = [dict(candidate) for candidate in before.candidates] if before else []
        ticket = self._escalation.open(work, conversation, question, reason, near)
        name = f"escalate_{reason.value}" if self._renderer.says(f"escalate_{reason.value}") else "escalate"
        elsewhere = understanding.unserved_nation if understanding and understanding.unserved_nation else ""
        nation = elsewhere or conversation.nation.value.title()
        expected = expected_by(waits_until(ticket), self._clock())
        text = self._renderer.say(name, ticket=ticket.number, expected=expected, nation=nation)
        choices = self._renderer.articles_to_read(outcome.choices, self._titles)
        if choices:
            text = f"{text}\n\n{self._renderer.say('while_you_wait')}"
        return announced(
            self._renderer, dataclasses.replace(_reply(text, outcome, choices=choices), ticket=ticket.number)
        )

    def _record(
        self,
        work: UnitOfWork,
        turn: Turn,
        conversation: Conversation,
        reply: Reply,
        understanding: Understanding | None,
    ) -> None:
        conversation.last_interaction = work.interactions.add(
            Interaction(
                conversation=turn.conversation,
                at=self._clock(),
                question=turn.question,
                outcome=reply.outcome.value,
                reason=reply.reason.value if reply.reason else None,
                article=reply.article,
                version=reply.version,
                confidence=reply.confidence,
                nation=turn.nation.value,
                role=turn.role,
                intent=understanding.intent if understanding else None,
                candidates=self._seen(understanding, reply),
                masked=turn.masked,
                ticket=reply.ticket,
                milliseconds=turn.milliseconds,
            )
        )
        if reply.article:
            conversation.last_article = reply.article
        self._offer(conversation, reply)
        work.conversations.put(conversation)

    def _seen(self, understanding: Understanding | None, reply: Reply) -> list[dict[str, Any]]:
        """List the candidates; the one that was shown beside the first with the version that people read."""
        found = _plain(understanding)
        for candidate in found:
            if candidate["article"] == reply.beside:
                candidate["version"] = self._articles[candidate["article"]].version
        return found

    def _conversation(self, work: UnitOfWork, turn: Turn) -> Conversation:
        found = work.conversations.get(turn.conversation) or Conversation(turn.conversation)
        found.nation, found.role = turn.nation, turn.role
        return found

    def _offer(self, conversation: Conversation, reply: Reply) -> None:
        conversation.choices = [{"title": c.title, "payload": c.payload} for c in reply.choices]

    def _stale(self, article: str, question: str) -> bool:
        found, today = self._articles.get(article), self._clock().date()
        return found is not None and bool(self._renderer.staleness(found, today, named_day(question, today)))


def _follow(conversation: Conversation) -> tuple[Choice, ...]:
    """Return the button to follow the last answer while it can be pressed: whom it helped may still want that."""
    return tuple(Choice(**choice) for choice in conversation.choices if choice["payload"].startswith(FOLLOW))


def _whole(turn: Turn, conversation: Conversation, understanding: Understanding | None) -> str:
    """Return what a champion needs to understand a message: with the question before, if it goes on with that.

    A conversation keeps only so many letters: of a message that is longer itself nothing may be lost.
    """
    said = as_asked(conversation.last_question) if understanding and understanding.follow_up else ""
    return said if said.endswith(turn.question) else turn.question


def _plain(understanding: Understanding | None) -> list[dict[str, Any]]:
    candidates: Sequence[Candidate] = understanding.candidates if understanding else ()
    return [{"article": c.article, "title": c.title, "confidence": c.confidence} for c in candidates]


def _reply(text: str, outcome: Outcome, choices: tuple[Any, ...] = ()) -> Reply:
    return Reply(
        text=text,
        outcome=outcome.name,
        reason=outcome.reason,
        article=outcome.article,
        confidence=outcome.confidence,
        nation=outcome.nation,
        choices=choices,
    )
