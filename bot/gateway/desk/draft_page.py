"""What a draft's page shows, and showing it again with what was typed when a form on it was refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from bot.errors import UnknownItemError
from bot.gateway.desk.access import versioned
from bot.gateway.desk.asked import Asked
from bot.gateway.desk.moments import Moments
from bot.gateway.desk.rendering import page
from bot.helpdesk.access import Act
from bot.helpdesk.drafts import BY_ANOTHER, DraftAct, DraftState, allowed
from bot.helpdesk.vocabulary import ROLES
from bot.services.drafting import LONGEST_TEXT, NATIONS, Drafting
from bot.services.people import People
from bot.services.publishing import Publishing
from bot.services.publishing_ports import Shelf
from bot.services.publishing_records import CONTENT, SERVED, Draft

LISTS = ("asks", "reaches", "must_not_reach")
_CHANGED = "title"
"""The field by which the form that changes the words is known."""


@dataclass(frozen=True)
class DraftDesk:
    """What the pages of drafts and published answers call."""

    drafting: Drafting
    publishing: Publishing
    people: People
    shelf: Shelf

    def name(self, number: int | None) -> str:
        """Return a person's name; people who have left keep theirs."""
        try:
            return self.people.show(number).name if number is not None else ""
        except UnknownItemError:
            return "somebody"

    def teams(self, number: int) -> Sequence[tuple[str, str]]:
        """Return a person's teams by name and title."""
        names = sorted({each.team for each in self.people.memberships(number)})
        return [(name, self._title(name)) for name in names]

    def _title(self, name: str) -> str:
        try:
            return self.shelf.team_title(name)
        except UnknownItemError:
            return name


def tried(
    asked: Asked, work: DraftDesk, number: int, done: str, move: Callable[[int], object], field: str = ""
) -> Response:
    """Make a move; `done` names the words that say what was done, `field` what the words of a refusal lead to."""
    return versioned(
        asked,
        move,
        f"/desk/drafts/{number}?done={done}",
        lambda status, words: shown(asked, work, number, status, {field: words}),
    )


def shown(
    asked: Asked, work: DraftDesk, number: int, status: int = HTTPStatus.OK, errors: Mapping[str, str] | None = None
) -> Response:
    """Render a draft's page; raises UnknownItemError when there is no such draft."""
    draft, examination = work.publishing.examine(number)
    may, typed = _may(asked, draft), _typed(asked, draft)
    values: dict[str, Any] = {
        "draft": draft,
        "examination": examination,
        "version": _version(asked, draft, status),
        "typed": typed,
        "meanwhile": _meanwhile(draft, typed) if status == HTTPStatus.CONFLICT else (),
        "accepted": [
            (clash, draft.acknowledged[clash.key], work.name(draft.acknowledged[clash.key]["by"]))
            for clash in examination.clashes
            if clash not in examination.open_clashes
        ],
        "author": work.name(draft.author),
        "reviewer": work.name(draft.reviewer),
        "own": draft.author == asked.person.number,
        "may": may,
        "teams": work.teams(asked.person.number),
        "topics": sorted(work.shelf.topics().items(), key=lambda topic: topic[1]),
        "nations": NATIONS,
        "audiences": ROLES,
        "most": LONGEST_TEXT,
        "at": Moments(asked.now),
        "done": asked.query("done"),
        "errors": _leading_somewhere(errors or {}, may) or None,
    }
    return page(asked, "desk/draft.html", status, **values, **_published(work, draft))


def _may(asked: Asked, draft: Draft) -> frozenset[str]:
    acts = allowed(DraftState(draft.state), is_author=draft.author == asked.person.number)
    reviews = asked.person.may(Act.REVIEW)
    return frozenset(act.value for act in acts if reviews or act not in BY_ANOTHER)


def _typed(asked: Asked, draft: Draft) -> Mapping[str, Any]:
    """Return the fields as they stand, or as somebody typed them into a form that was refused."""
    values = _kept(draft)
    if _CHANGED in asked.form:
        values |= {name: asked.form.get(name, "") for name in CONTENT if name != "audience"}
        values["audience"] = asked.form.all("audience")
    return values


def _kept(draft: Draft) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(draft, name) for name in CONTENT}
    return values | {name: "\n".join(values[name]) for name in LISTS}


def _version(asked: Asked, draft: Draft, status: int) -> int | str:
    """Return the version for the page's forms.

    Words that were typed over an old one are sent with that old one again, unless what stands now is shown beside them.
    """
    return asked.form.text("version") if _CHANGED in asked.form and status == HTTPStatus.BAD_REQUEST else draft.version


def _meanwhile(draft: Draft, typed: Mapping[str, Any]) -> Sequence[str]:
    """Return the fields in which a colleague's words differ from what was typed."""
    kept = _kept(draft)
    return [name for name in CONTENT if _plain(kept[name]) != _plain(typed[name])]


def _plain(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else sorted(value)


def _published(work: DraftDesk, draft: Draft) -> Mapping[str, Any]:
    """Return what became of an approved draft."""
    if draft.state != DraftState.APPROVED or draft.article is None:
        return {}
    history = work.publishing.history(draft.article)
    own = next((each for each in history if each.draft == draft.number and each.state == SERVED), None)
    newest = own is not None and own is history[0]
    return {"published": own, "newest": newest, "standing": work.publishing.standing(history[0]) if newest else None}


def _leading_somewhere(errors: Mapping[str, str], may: frozenset[str]) -> Mapping[str, str]:
    """Return errors by fields that the page has now: a form may be gone, since a colleague was quicker."""
    needs = {"note": DraftAct.SEND_BACK, "title": DraftAct.EDIT, "team": DraftAct.APPROVE}
    return {name if needs.get(name) in may else "": words for name, words in errors.items()}
