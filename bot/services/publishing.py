"""The reviewer's side of a draft: compare, accept differences with a reason, approve or send back; go back later."""

import dataclasses
import re
from collections.abc import Mapping, Sequence

from bot.errors import ConflictError, RefusedError, UnknownItemError
from bot.helpdesk.access import Act
from bot.helpdesk.drafts import CHAMPION_SLUG, DraftAct, DraftState, after
from bot.services.drafting import Drafting, found
from bot.services.examining import Examiner
from bot.services.people_records import AuditEntry
from bot.services.ports import Clock, UnitOfWork, Units
from bot.services.publishing_ports import Shelf
from bot.services.publishing_records import (
    CONTENT,
    SERVED,
    UNPUBLISHED,
    Draft,
    Examination,
    Published,
    Standing,
)

_LONGEST_NOTE = 2000
_SLUG_WORDS = 8
_LOOKS = 30
"""Looks for new versions between two that go through the files themselves."""


class Publishing:
    """What makes a draft an answer that the bot gives, and what takes it back."""

    def __init__(self, units: Units, shelf: Shelf, clock: Clock) -> None:
        """Take the database, the content and the clock."""
        self._units, self._shelf, self._clock = units, shelf, clock
        self._examiner = Examiner(shelf, clock)
        self._drafting = Drafting(units, shelf, clock)
        self._shelved, self._looks = -1, 0

    def examine(self, number: int) -> tuple[Draft, Examination]:
        """Return a draft and what stands between it and its publication."""
        with self._units() as work:
            draft = found(work, number)
            return draft, self._examiner.examine(draft, _others(work, draft))

    def acknowledge(self, number: int, key: str, reason: str, *, by: int, version: int) -> Draft:
        """Accept that a figure differs from another one, and say why."""
        words = _worded(reason, "Say in a few words why the difference is right")
        with self._units() as work:
            draft = self._acting(work, number, DraftAct.ACKNOWLEDGE, by, version)
            known = {clash.key for clash in self._examiner.clashes(draft)}
            if key not in known:
                message = "This difference is not in the draft any more. Nothing was changed."
                raise UnknownItemError(message)
            draft.acknowledged = {**draft.acknowledged, key: {"reason": words, "by": by}}
            work.drafts.put(draft)
            self._drafting.note(work, draft, "difference_accepted", by)
            work.commit()
        return draft

    def send_back(self, number: int, note: str, *, by: int, version: int) -> Draft:
        """Give a draft back to its author with a note."""
        words = _worded(note, "Tell the author in a few words what to change")
        with self._units() as work:
            draft = self._acting(work, number, DraftAct.SEND_BACK, by, version)
            draft.note, draft.reviewer = words, by
            work.drafts.put(draft)
            self._drafting.note(work, draft, "sent_back", by)
            work.commit()
        return draft

    def approve(self, number: int, *, by: int, version: int, team: str) -> Published:
        """Publish a draft: from now on the bot may answer with it, within seconds.

        Raises RefusedError with every reason when something still stands against it, ConflictError when somebody
        changed the draft or the answer meanwhile.
        """
        title = self._shelf.team_title(team)
        with self._units() as work:
            draft = self._acting(work, number, DraftAct.APPROVE, by, version)
            if team not in {each.team for each in work.people.memberships(person=by)}:
                message = (
                    f"You are not in the team “{title}”, and the answer is given in its name. Nothing was published."
                )
                raise RefusedError(message)
            examination = self._examiner.examine(draft, _others(work, draft))
            if examination.blocks:
                message = f"Not approved; nothing was published. {' '.join(examination.blocks)}"
                raise RefusedError(message)
            published = self._published(work, draft, by, team, title)
            work.published.add(published)
            draft.article, draft.reviewer = published.article, by
            work.drafts.put(draft)
            self._note(work, published, "published")
            work.commit()
        self.shelve()
        return published

    def roll_back(self, article: str, version: int, *, by: int, shown: int) -> Published:
        """Publish the words of an earlier version again, as a new version.

        `shown` is the version that the person saw as the current one.
        """
        with self._units() as work:
            _check_reviewer(work, by)
            history = self._history(work, article, shown)
            old = next((each for each in history if each.version == version), None)
            if old is None:
                message = f"“{article}” has no version {version}. Its history shows all of them."
                raise UnknownItemError(message)
            draft = _draft_of(old, history[0].version)
            blocks = self._examiner.examine(draft, _others(work, draft)).blocks
            if blocks:
                message = (
                    "Nothing was published: those words do not fit what is known today. Make a draft of them and have "
                    f"it reviewed. {' '.join(blocks)}"
                )
                raise RefusedError(message)
            number = history[0].version + 1
            files = self._shelf.written(draft, article, number, old.team_title, old.given)
            note = f"Back to version {version}"
            again = dataclasses.replace(
                old, version=number, state=SERVED, text=files[0], golden=files[1], at=self._clock(), by=by, note=note
            )
            return self._add(work, again, "rolled_back")

    def unpublish(self, article: str, reason: str, *, by: int, shown: int) -> Published:
        """Take an answer back: within seconds the bot does not give it any more."""
        words = _worded(reason, "Say in a few words why it is taken back")
        with self._units() as work:
            _check_reviewer(work, by)
            newest = self._history(work, article, shown)[0]
            if newest.state == UNPUBLISHED:
                message = f"“{newest.title}” was taken back before. Nothing was changed."
                raise RefusedError(message)
            number, now = newest.version + 1, self._clock()
            gone = dataclasses.replace(newest, version=number, state=UNPUBLISHED, at=now, by=by, note=words)
            return self._add(work, gone, "unpublished")

    def history(self, article: str) -> Sequence[Published]:
        """Return all versions, the newest first; raises UnknownItemError when there are none."""
        with self._units() as work:
            return self._history(work, article)

    def current(self) -> Sequence[Published]:
        """Return the newest version of every answer, those taken back too, the newest first."""
        with self._units() as work:
            return work.published.current()

    def standing(self, published: Published) -> Standing:
        """Tell whether this version is what the bot says now."""
        return self._shelf.standing(published)

    def shelve(self) -> bool:
        """Put what the database calls published where it is served from; return whether that changed anything."""
        return self._shelf.place({each.article: (each.text, each.golden) for each in self.current() if _serves(each)})

    def keep_shelved(self) -> bool:
        """Do the same where a version was added since the last time, and now and then whatever happened.

        Looking through a thousand files every two seconds would keep a core busy.
        """
        with self._units() as work:
            newest = work.published.newest()
        self._looks += 1
        if newest == self._shelved and self._looks % _LOOKS:
            return False
        changed = self.shelve()
        self._shelved = newest
        return changed

    def _acting(self, work: UnitOfWork, number: int, act: DraftAct, by: int, version: int) -> Draft:
        _check_reviewer(work, by)
        draft = found(work, number)
        draft.state = after(DraftState(draft.state), act, is_author=by == draft.author).value
        if draft.version != version:
            message = (
                f"Draft {number} was changed by a colleague meanwhile; nothing was overwritten. "
                "Read it again, then decide."
            )
            raise ConflictError(message)
        draft.changed = self._clock()
        return draft

    def _published(self, work: UnitOfWork, draft: Draft, by: int, team: str, title: str) -> Published:
        article, number, now = draft.article, 1, self._clock()
        if article is None:
            article = _identity(draft, {each.article for each in work.published.current()})
        else:
            newest = work.published.history(article)[0].version
            if newest != draft.base:
                message = (
                    f"“{draft.title}” was published anew since this draft began; nothing was overwritten. "
                    "Begin a draft from the newest version."
                )
                raise ConflictError(message)
            number = newest + 1
        text, golden = self._shelf.written(draft, article, number, title, now.date())
        faults = self._shelf.faults(article, text, golden)
        if faults:
            message = f"Not approved; nothing was published. {' '.join(faults)}"
            raise RefusedError(message)
        content = {name: getattr(draft, name) for name in CONTENT}
        return Published(
            article, number, SERVED, content, draft.acknowledged, text, golden, team, title, now.date(), now, by,
            draft.author, draft.number,
        )  # fmt: skip

    def _add(self, work: UnitOfWork, published: Published, what: str) -> Published:
        work.published.add(published)
        self._note(work, published, what)
        work.commit()
        self.shelve()
        return published

    def _history(self, work: UnitOfWork, article: str, shown: int | None = None) -> Sequence[Published]:
        history = work.published.history(article)
        if not history:
            message = f"There is no published answer “{article}”. The list of answers shows all of them."
            raise UnknownItemError(message)
        if shown is not None and history[0].version != shown:
            message = (
                f"“{history[0].title}” was changed by a colleague meanwhile; nothing was overwritten. "
                "Open its history again, then decide."
            )
            raise ConflictError(message)
        return history

    def _note(self, work: UnitOfWork, published: Published, what: str) -> None:
        details = {"version": published.version, "draft": published.draft}
        entry = AuditEntry(published.at, f"article.{what}", published.article, published.by, details)
        work.audit.add(entry)


def _check_reviewer(work: UnitOfWork, by: int) -> None:
    """Refuse whoever may not review: pages and commands ask before, this is the last gate before publication."""
    person = work.people.get(by)
    if person is None or not person.may(Act.REVIEW):
        message = "Only a reviewer can do this. An administrator gives that role. Nothing was changed."
        raise RefusedError(message)


def _serves(published: Published) -> bool:
    return published.state == SERVED


def _others(work: UnitOfWork, draft: Draft) -> Mapping[str, Sequence[str]]:
    """Wordings of published answers that may not be on the shelf yet."""
    current = (each for each in work.published.current() if _serves(each) and each.article != draft.article)
    return {each.article: each.content["asks"] for each in current}


def _draft_of(published: Published, base: int) -> Draft:
    """The draft that a version was, with the reasons that its reviewer gave."""
    return Draft(
        **published.content,
        author=published.author,
        created=published.at,
        changed=published.at,
        acknowledged=published.acknowledged,
        article=published.article,
        base=base,
    )


def _identity(draft: Draft, taken: set[str]) -> str:
    words = re.findall(r"[a-z0-9]+", draft.title.lower())[:_SLUG_WORDS] or ["answer"]
    name = f"{draft.topic}/{CHAMPION_SLUG}{'-'.join(words)}"
    return next(each for each in _numbered(name, len(taken)) if each not in taken)


def _numbered(name: str, most: int) -> Sequence[str]:
    return [name, *(f"{name}-{number}" for number in range(2, most + 3))]


def _worded(text: str, advice: str) -> str:
    words = text.strip()
    if not words or len(words) > _LONGEST_NOTE:
        message = f"{advice} (at most {_LONGEST_NOTE} characters). Nothing was changed."
        raise RefusedError(message)
    return words
