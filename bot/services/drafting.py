"""From a champion's reply to a draft that a second person can review: made, changed, given to review, taken back."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.errors import RefusedError, UnknownItemError
from bot.helpdesk.drafts import DraftAct, DraftState, after
from bot.helpdesk.vocabulary import ROLES
from bot.services.people_records import AuditEntry
from bot.services.ports import Clock, UnitOfWork, Units
from bot.services.publishing_ports import Shelf
from bot.services.publishing_records import CONTENT, Draft
from bot.services.wordings import clean, held_out, parts_of, title_from

LONGEST_TEXT, LONGEST_TITLE, LONGEST_WORDING, MOST_WORDINGS = 8000, 70, 400, 30
"""Letters of a text, a title and a wording; wordings of one kind."""
NATIONS = ("scotland", "england", "uk")
_LISTS = frozenset({"audience", "asks", "reaches", "must_not_reach"})
_NEAREST = 3
"""Neighbours whose golden questions the new answer must leave alone."""


class Drafting:
    """The author's side of a draft."""

    def __init__(self, units: Units, shelf: Shelf, clock: Clock) -> None:
        """Take the database, the content and the clock."""
        self._units, self._shelf, self._clock = units, shelf, clock

    def from_answer(
        self,
        work: UnitOfWork,
        *,
        ticket_numbers: Sequence[int],
        questions: Sequence[str],
        answer: str,
        topic: str | None,
        nation: str,
        nearest: Sequence[Mapping[str, Any]],
        author: int,
    ) -> int:
        """Keep a champion's answer as a draft within the caller's transaction and return the draft's number.

        `questions` are the masked wordings of the asker and of everyone who was merged; what is left of a mask is taken
        out, and a wording that makes no sense without it is dropped.
        """
        wordings = list(dict.fromkeys(filter(None, (clean(question) for question in questions))))
        asks, reaches = held_out(wordings)
        known = [dict(near) for near in nearest if near.get("article") in self._shelf.articles()]
        parts = parts_of(answer)
        now = self._clock()
        draft = Draft(
            title=title_from(wordings[0] if wordings else parts["short"]),
            topic=self._topic(topic, known),
            nation=nation if nation in NATIONS else NATIONS[0],
            audience=self._audience(known),
            asks=asks,
            reaches=reaches,
            must_not_reach=self._neighbours_questions(known),
            nearest=known[:5],
            tickets=list(ticket_numbers),
            author=author,
            created=now,
            changed=now,
            short=parts["short"],
            detail=parts["detail"],
            next_step=parts["next_step"],
            who_to_ask=parts["who_to_ask"],
        )
        draft.number = work.drafts.add(draft)
        self.note(work, draft, "made", author)
        return draft.number

    def show(self, number: int) -> Draft:
        """Return one draft; raises UnknownItemError when there is none."""
        with self._units() as work:
            return found(work, number)

    def list(self, states: Sequence[str] = ()) -> Sequence[Draft]:
        """Return drafts in some states (or all), the one that has waited longest first."""
        with self._units() as work:
            return work.drafts.list(states)

    def edit(self, number: int, changes: Mapping[str, Any], *, by: int, version: int) -> Draft:
        """Change what a reader sees or what leads to it.

        Raises RefusedError for what cannot be kept, ConflictError when a colleague changed the draft meanwhile.
        """
        values = {name: self._taken(name, value) for name, value in changes.items()}
        return self._act(number, DraftAct.EDIT, by=by, version=version, **values)

    def submit(self, number: int, *, by: int, version: int) -> Draft:
        """Give a draft to the reviewers."""
        return self._act(number, DraftAct.SUBMIT, by=by, version=version)

    def take_back(self, number: int, *, by: int, version: int) -> Draft:
        """Take one's own draft back from review."""
        return self._act(number, DraftAct.TAKE_BACK, by=by, version=version)

    def withdraw(self, number: int, *, by: int, version: int) -> Draft:
        """End a draft without publishing it."""
        return self._act(number, DraftAct.WITHDRAW, by=by, version=version)

    def revise(self, article: str, *, by: int) -> Draft:
        """Begin a draft that changes a published answer; raises UnknownItemError when there is no such answer."""
        now = self._clock()
        with self._units() as work:
            history = work.published.history(article)
            if not history:
                message = f"There is no published answer “{article}”. The list of answers shows all of them."
                raise UnknownItemError(message)
            kept = {name: history[0].content[name] for name in CONTENT}
            draft = Draft(**kept, author=by, created=now, changed=now, article=article, base=history[0].version)
            draft.number = work.drafts.add(draft)
            self.note(work, draft, "made", by)
            work.commit()
        return draft

    def note(self, work: UnitOfWork, draft: Draft, what: str, by: int) -> None:
        """Write into the audit trail what somebody did with a draft."""
        details = {"version": draft.version, "tickets": list(draft.tickets)}
        work.audit.add(AuditEntry(self._clock(), f"draft.{what}", f"draft {draft.number}", by, details))

    def _act(self, number: int, act: DraftAct, *, by: int, version: int, **values: Any) -> Draft:
        with self._units() as work:
            draft = found(work, number)
            draft.state = after(DraftState(draft.state), act, is_author=by == draft.author).value
            draft.version, draft.changed = version, self._clock()
            for name, value in values.items():
                setattr(draft, name, value)
            work.drafts.put(draft)
            self.note(work, draft, act.value, by)
            work.commit()
        return draft

    def _taken(self, name: str, value: Any) -> Any:
        if name not in CONTENT:
            message = f"“{name}” cannot be changed in a draft. Nothing was changed."
            raise RefusedError(message)
        if name in _LISTS:
            return _entries(name, value)
        text = str(value).replace("\r\n", "\n").strip()
        most = LONGEST_TITLE if name == "title" else LONGEST_TEXT
        if len(text) > most:
            message = f"The {_plain(name)} has {len(text)} characters; at most {most} fit. Nothing was changed."
            raise RefusedError(message)
        known = {"topic": tuple(self._shelf.topics()), "nation": NATIONS}.get(name)
        if known is not None and text not in known:
            message = f"“{text}” is no {name}. Choose one of: {', '.join(known)}. Nothing was changed."
            raise RefusedError(message)
        return text

    def _topic(self, topic: str | None, nearest: Sequence[Mapping[str, Any]]) -> str:
        topics = self._shelf.topics()
        proposed = [topic or "", *(str(near["article"]).partition("/")[0] for near in nearest), *topics]
        return next(name for name in proposed if name in topics)

    def _audience(self, nearest: Sequence[Mapping[str, Any]]) -> Sequence[str]:
        articles = self._shelf.articles()
        return list(articles[str(nearest[0]["article"])].audience) if nearest else ["social_worker"]

    def _neighbours_questions(self, nearest: Sequence[Mapping[str, Any]]) -> Sequence[str]:
        golden = (self._shelf.golden(str(near["article"])) for near in nearest[:_NEAREST])
        return [questions[0] for questions in golden if questions]


def found(work: UnitOfWork, number: int) -> Draft:
    """Return a draft; raises UnknownItemError when there is none."""
    draft = work.drafts.get(number)
    if draft is None:
        message = f"There is no draft {number}. The list of drafts shows all of them."
        raise UnknownItemError(message)
    return draft


def _plain(name: str) -> str:
    words = {"short": "short answer", "asks": "wordings", "reaches": "golden questions"}
    return words.get(name, re.sub("_", " ", name))


def _entries(name: str, value: Any) -> list[str]:
    entries = value.splitlines() if isinstance(value, str) else [str(entry) for entry in value]
    entries = list(dict.fromkeys(filter(None, (" ".join(entry.split()) for entry in entries))))
    if len(entries) > MOST_WORDINGS or any(len(entry) > LONGEST_WORDING for entry in entries):
        message = (
            f"{_plain(name).capitalize()}: at most {MOST_WORDINGS} lines of {LONGEST_WORDING} characters fit. "
            "Nothing was changed."
        )
        raise RefusedError(message)
    if name == "audience" and not set(entries) <= set(ROLES):
        message = f"The audience is chosen from: {', '.join(ROLES)}. Nothing was changed."
        raise RefusedError(message)
    return entries
