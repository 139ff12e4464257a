"""What drafting and publishing need from database (joined in `bot/services/ports.py`) and content."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.helpdesk.figures import Fact
from bot.helpdesk.vocabulary import Article
from bot.services.publishing_records import Digest, Draft, Published, Standing, Subscription


class Drafts(Protocol):
    """Champions' answers on their way to become articles."""

    def add(self, draft: Draft) -> int:
        """Keep a new one and return its number."""

    def get(self, number: int) -> Draft | None:
        """Return one, or None."""

    def list(self, states: Sequence[str] = ()) -> Sequence[Draft]:
        """Return those in some states (or all), the one that has waited longest first."""

    def put(self, draft: Draft) -> None:
        """Keep a draft as it is now and count its version; raises ConflictError when somebody changed it meanwhile."""


class PublishedAnswers(Protocol):
    """Versions of published champions' answers; they are only added."""

    def add(self, published: Published) -> int:
        """Keep a new version; raises ConflictError when somebody added that version meanwhile."""

    def history(self, article: str) -> Sequence[Published]:
        """Return all versions of one answer, the newest first."""

    def current(self) -> Sequence[Published]:
        """Return the newest version of every answer, unpublished ones too, the newest first."""

    def newest(self) -> int:
        """Return the number of the version that was added last; 0 when there is none."""


class Subscriptions(Protocol):
    """Conversations that want to be told something later."""

    def add(self, subscription: Subscription) -> None:
        """Keep one; a second time changes nothing."""

    def remove(self, conversation: str, kind: str) -> bool:
        """Forget one; return whether there was one."""

    def list(self, kind: str) -> Sequence[Subscription]:
        """Return all of a kind."""

    def beginning(self, kind: str, conversation: str = "") -> Sequence[Subscription]:
        """Return all whose kind begins so, of one conversation or of all; those of each stand together."""

    def has(self, conversation: str, kind: str) -> bool:
        """Tell whether there is one."""

    def tell(self, before: Subscription, now: Subscription) -> bool:
        """Keep what was told; False when it has ended, or was told something by somebody else, since it was read."""


class Digests(Protocol):
    """Weekly digests, and the counts that they are made of."""

    def add(self, digest: Digest) -> bool:
        """Keep a new one; return False when that week has one."""

    def get(self, week: str) -> Digest | None:
        """Return one, or None."""

    def list(self) -> Sequence[Digest]:
        """Return all, the newest first."""

    def asked(self, since: datetime.datetime, until: datetime.datetime) -> Mapping[str, int]:
        """Return how often each article was the answer in a period."""


class Shelf(Protocol):
    """The content as drafting and publishing see it: what is served, and where champions' answers are put."""

    def articles(self) -> Mapping[str, Article]:
        """Return all articles that are served, curated ones and champions' answers."""

    def facts(self) -> Mapping[str, Fact]:
        """Return the figures."""

    def topics(self) -> Mapping[str, str]:
        """Return the titles of the topics by their names."""

    def team_title(self, team: str) -> str:
        """Return what a team is called; raises UnknownItemError when no topic names it."""

    def golden(self, article: str) -> Sequence[str]:
        """Return the questions that must reach an article."""

    def reading_grade(self, text: str) -> float:
        """Return the school grade that a text needs."""

    def normal(self, text: str) -> str:
        """Return a wording without case, punctuation or spare spaces."""

    def written(self, draft: Draft, article: str, version: int, team_title: str, given: datetime.date) -> Sequence[str]:
        """Return a draft as two files: the article and its golden questions."""

    def faults(self, article: str, text: str, golden: str) -> Sequence[str]:
        """Return why two files could not be served; empty when they can."""

    def place(self, files: Mapping[str, Sequence[str]]) -> bool:
        """Make exactly these answers the ones that are to be served; return whether that changed anything."""

    def standing(self, published: Published) -> Standing:
        """Tell whether this version is what the bot says now."""
