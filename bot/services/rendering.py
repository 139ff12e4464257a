"""From outcomes and articles to words: every sentence comes from `knowledge/`, nothing is written here."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.helpdesk.figures import Fact, fill, out_of_date
from bot.helpdesk.guided import TOOL_BUTTON, Tool
from bot.helpdesk.vocabulary import Article, Candidate, Choice, Nation

CHAMPION = "champion"
VIEW = "champion"
"""The kind of an article, and of its source, that rests on a champion's word."""
NONE_OF_THESE = "none"
HELPFUL, UNHELPFUL = "helpful", "unhelpful"
FEEDBACK = frozenset({HELPFUL, UNHELPFUL})
FOLLOWING = "follow:"
FOLLOW, UNFOLLOW = f"{FOLLOWING}on:", f"{FOLLOWING}off:"
"""How buttons begin that ask for messages when an article changes, and that end them."""
ARTICLE = "article:"
"""How a button begins that shows an article, and the kind of a subscription to its changes."""


class Council(Protocol):
    """A council's own numbers and contacts."""

    name: str
    adult_protection: Any
    child_protection: Any
    out_of_hours: Any
    approval_limits: Any
    approval_limits_source: str


class Renderer:
    """Fills the product's sentences and the articles' texts."""

    def __init__(
        self,
        replies: Mapping[str, str],
        facts: Mapping[str, Fact],
        council: Council,
        tools: Mapping[str, Tool] | None = None,
    ) -> None:
        """Take the curated words."""
        self.use(replies, facts, council, tools)

    def use(
        self,
        replies: Mapping[str, str],
        facts: Mapping[str, Fact],
        council: Council,
        tools: Mapping[str, Tool] | None = None,
    ) -> None:
        """Speak with other words from now on; buttons of `tools` stand under the articles that they name."""
        self._replies, self._facts, self._council = replies, facts, council
        self._tools = tools or {}

    def say(self, name: str, **values: object) -> str:
        """Return one of the product's own sentences, filled."""
        return self._replies[name].format(**values)

    def about_council(self) -> str:
        """Say whose contacts and limits are used: one profile is loaded at a time."""
        return self.say("me_council", council=self._council.name)

    def says(self, name: str) -> bool:
        """Tell whether there is a sentence of this name."""
        return name in self._replies

    def staleness(self, article: Article, day: datetime.date, asked_for: datetime.date | None = None) -> str:
        """Return the banner for an article that is out of date on a day, or nothing.

        `asked_for` is the day that the question named: its figures are looked at, not today's.
        """
        if article.review_by < day:
            why = self.say("stale_review", day=_day(article.review_by))
        elif old := out_of_date(article.facts, self._facts, asked_for or day):
            name = "stale_facts_on" if asked_for else "stale_facts"
            why = self.say(name, titles="”, “".join(old), day=_day(asked_for or day))
        else:
            return ""
        return self.say("answer_stale", why=why)

    def articles(
        self, first: Article, second: Article | None, day: datetime.date, asked_for: datetime.date | None = None
    ) -> str:
        """Write out the article that was meant; or, when two may be, the first in full and the second in short."""
        whole = self.article(first, day, asked_for)
        if second is None:
            return whole
        opening = self.say("answer_two", first=first.title, second=second.title)
        return "\n\n".join([opening, whole, self.say("answer_second"), self.brief(second, day, asked_for)])

    def brief(self, article: Article, day: datetime.date, asked_for: datetime.date | None = None) -> str:
        """Write out an article's short answer with all that a reader must know of it: banner, doubt, sources."""
        return self._written(article, (article.short,), (), day, asked_for)

    def article(self, article: Article, day: datetime.date, asked_for: datetime.date | None = None) -> str:
        """Write an article out for a day: banner, short answer, detail, next step, whom to ask, sources.

        Figures are those of the day that was asked for, if one was.
        """
        closing = (
            self.say("answer_next_step", text=article.next_step),
            self.say("answer_who_to_ask", text=article.who_to_ask),
        )
        return self._written(article, (article.short, article.detail), closing, day, asked_for)

    def _written(
        self,
        article: Article,
        body: Sequence[str],
        closing: Sequence[str],
        day: datetime.date,
        asked_for: datetime.date | None,
    ) -> str:
        dated = asked_for if article.facts else None
        parts = [
            self.staleness(article, day, dated),
            self.say("answer_for_day", day=_day(dated)) if dated else "",
            self.say("answer_heading", title=article.title, nation=self._nations(article.nations)),
            self.champions_mark(article),
            *body,
            self.say("answer_unsure", text=article.unsure) if article.unsure else "",
            *closing,
            "\n".join([self.say("answer_sources"), *(self.source_line(s) for s in self.sources(article))]),
        ]
        return fill(self._local("\n\n".join(part for part in parts if part)), self._facts, dated or day)

    def champions_mark(self, article: Article) -> str:
        """Return the words that show a champion's answer to be weaker than law or guidance; nothing for others."""
        if article.kind != VIEW:
            return ""
        return self.say("answer_champion", team=article.citations[0].source.title, day=_day(article.checked))

    def sources(self, article: Article) -> tuple[dict[str, str], ...]:
        """List an article's sources for the machine-readable outcome."""
        return tuple(
            {
                "title": c.source.title,
                "ref": c.ref,
                "url": c.source.url,
                "kind": c.source.kind,
                "checked": c.source.checked.isoformat(),
            }
            for c in article.citations
        )

    def filled(self, text: str, day: datetime.date) -> str:
        """Put the figures of a day and the council's own words into a text."""
        return fill(self._local(text), self._facts, day)

    def safeguard(self, ticket: int | None) -> str:
        """Write the fixed reply for danger, with the local contacts."""
        return self.say("safeguard" if ticket else "safeguard_without_ticket", ticket=ticket, **self._contacts())

    def contacts(self) -> str:
        """List whom to ring when somebody may be at risk."""
        return self.say("contacts", **self._contacts())

    def _contacts(self) -> dict[str, str]:
        council = self._council
        values: dict[str, str] = {}
        for name, contact in (
            ("adult", council.adult_protection),
            ("child", council.child_protection),
            ("out", council.out_of_hours),
        ):
            values |= {f"{name}_title": contact.title, f"{name}_phone": contact.phone, f"{name}_hours": contact.hours}
        return values

    def in_danger(self) -> str:
        """Name the emergency and protection numbers in one sentence, to stand before an answer."""
        adult, child = self._council.adult_protection.phone, self._council.child_protection.phone
        return self.say("in_danger", adult_phone=adult, child_phone=child)

    def masked_note(self, kinds: Sequence[str]) -> str:
        """Tell a person which kinds of personal data were hidden; nothing when there were none."""
        words = [self.say(f"kind_{k}" if self.says(f"kind_{k}") else "kind_other") for k in dict.fromkeys(kinds)]
        return self.say("masked", kinds=", ".join(dict.fromkeys(words))) if words else ""

    def article_choices(self, candidates: Sequence[Candidate], titles: Mapping[str, str]) -> tuple[Choice, ...]:
        """Offer articles by their titles, and a way out."""
        return (*self.articles_to_read(candidates, titles), Choice(self.say("choice_none"), NONE_OF_THESE))

    def articles_to_read(self, candidates: Sequence[Candidate], titles: Mapping[str, str]) -> tuple[Choice, ...]:
        """Offer articles by their titles."""
        return tuple(Choice(titles[c.article], f"{ARTICLE}{c.article}") for c in candidates if c.article in titles)

    def answer_choices(
        self, candidates: Sequence[Candidate], titles: Mapping[str, str], beside: str | None = None
    ) -> tuple[Choice, ...]:
        """Offer articles that fit nearly as well, and ask whether the answer helped.

        `beside` is the one whose short answer has been shown.
        """
        known = [c.article for c in candidates if c.article in titles]
        others = [
            Choice(
                self.say("choice_more" if name == beside else "choice_other", title=titles[name]), f"{ARTICLE}{name}"
            )
            for name in known
        ]
        return (*others, *self.feedback_choices())

    def tool_choices(self, article: str) -> tuple[Choice, ...]:
        """Offer the guided tools that go with an article."""
        fitting = (tool for tool in self._tools.values() if article in tool.articles)
        return tuple(Choice(tool.title, f"{TOOL_BUTTON}{tool.id}") for tool in fitting)

    def champion_choice(self) -> tuple[Choice, ...]:
        """Offer a person."""
        return (Choice(self.say("choice_champion"), CHAMPION),)

    def feedback_choices(self) -> tuple[Choice, ...]:
        """Ask whether an answer helped."""
        return (
            Choice(self.say("choice_helpful"), HELPFUL),
            Choice(self.say("choice_unhelpful"), UNHELPFUL),
        )

    def follow_choice(self, article: Article, *, followed: bool) -> Choice:
        """Offer to tell somebody when an article changes, or, when it is `followed`, to tell them no more."""
        if followed:
            return self.unfollow_choice(f"{ARTICLE}{article.id}", article.title)
        return Choice(self.say("choice_follow"), f"{FOLLOW}{article.id}")

    def unfollow_choice(self, kind: str, title: str) -> Choice:
        """Offer to tell somebody no more; `kind` is the subscription's, `title` the article's."""
        return Choice(self.say("choice_unfollow", title=title), f"{UNFOLLOW}{kind.removeprefix(ARTICLE)}")

    def short(self, article: Article, day: datetime.date) -> str:
        """Return an article's short answer, filled for a day."""
        return self.filled(article.short, day)

    def _nations(self, nations: Sequence[Nation]) -> str:
        if len(nations) == 1:
            return self.say(f"nation_{nations[0].value}")
        return self.say("nation_several", nations=" and ".join(n.value.title() for n in nations))

    def source_line(self, source: Mapping[str, str]) -> str:
        """Write one source as a line of a list."""
        ref = f", {source['ref']}" if source["ref"] else ""
        checked = _day(datetime.date.fromisoformat(source["checked"]))
        if source["kind"] == VIEW:
            return self.say("answer_source_champion", team=source["title"], day=checked)
        return self.say("answer_source", title=source["title"], ref=ref, url=source["url"], checked=checked)

    def _local(self, text: str) -> str:
        limits = [
            f"- {limit.role}: up to £{limit.up_to_a_week:g} a week"
            if limit.up_to_a_week
            else f"- {limit.role}: above that"
            for limit in self._council.approval_limits
        ]
        table = "\n".join([f"{self._council.name} ({self._council.approval_limits_source}):", "", *limits])
        return text.replace("{local:approval_limits}", table).replace("{local:council}", self._council.name)


def article_of(payload: str) -> str | None:
    """Return the article that a button stands for, or None."""
    return payload.removeprefix(ARTICLE) if payload.startswith(ARTICLE) else None


def _day(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"
