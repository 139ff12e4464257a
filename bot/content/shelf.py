"""The content as drafting and publishing see it: what is served, and where champions' answers are put."""

import datetime
import pathlib
import tempfile
from collections.abc import Mapping, Sequence

from bot.content import champions, checking
from bot.content.champions import REVIEW_WITHIN
from bot.content.forms import ChampionGoldenForm, GoldenForm
from bot.content.library import CHAMPION, Library, dangling, read_article
from bot.content.live import Versions
from bot.content.reading import SECTIONS, Faults, fit, read_yaml
from bot.errors import UnknownItemError
from bot.helpdesk.drafts import is_champions
from bot.helpdesk.figures import Fact
from bot.helpdesk.vocabulary import Article
from bot.services.publishing_records import SERVED, Draft, Published, Standing


class ContentShelf:
    """Fills the protocol `Shelf` of bot/services/publishing_ports.py."""

    def __init__(
        self, content: Library, questions: pathlib.Path, overlay: pathlib.Path, versions: Versions | None = None
    ) -> None:
        """Take the content, the folders of golden questions and of champions' answers, and what is served."""
        self._content, self._questions, self._overlay = content, questions, overlay
        self._versions = versions or Versions(overlay.parent / "live")

    def use(self, content: Library) -> None:
        """Know other content from now on."""
        self._content = content

    def articles(self) -> Mapping[str, Article]:
        """Return all articles that are served, curated ones and champions' answers."""
        return self._content.articles

    def facts(self) -> Mapping[str, Fact]:
        """Return the figures."""
        return self._content.facts

    def topics(self) -> Mapping[str, str]:
        """Return the titles of the topics by their names."""
        return {name: topic.title for name, topic in self._content.topics.topics.items()}

    def team_title(self, team: str) -> str:
        """Return what a team is called; raises UnknownItemError when there is no such team."""
        found = self._content.teams.get(team)
        if found is None:
            message = f"There is no team “{team}”. The teams are: {', '.join(sorted(self._content.teams))}."
            raise UnknownItemError(message)
        return found.title

    def golden(self, article: str) -> Sequence[str]:
        """Return the questions that must reach an article."""
        own = is_champions(article)
        path = champions.golden_file(self._overlay, article) if own else self._questions / f"{article}.yml"
        if not path.exists():
            return ()
        text = path.read_text(encoding="utf-8")
        form = fit(ChampionGoldenForm if own else GoldenForm, read_yaml(text, article, Faults()), article, Faults())
        return tuple(form.reaches_it) if isinstance(form, GoldenForm | ChampionGoldenForm) else ()

    def reading_grade(self, text: str) -> float:
        """Return the school grade that a text needs."""
        return checking.reading_grade(text)

    def normal(self, text: str) -> str:
        """Return a wording without case, punctuation or spare spaces."""
        return checking.normal(text)

    def written(self, draft: Draft, article: str, version: int, team_title: str, given: datetime.date) -> Sequence[str]:
        """Return a draft as two files: the article and its golden questions."""
        front = {
            "title": draft.title,
            "nations": [draft.nation],
            "audience": list(draft.audience),
            "kind": CHAMPION,
            "asks": list(draft.asks),
            "team": team_title,
            "given": given,
            "review_by": given + REVIEW_WITHIN,
            "version": version,
        }
        sections = {name: str(getattr(draft, name)) for name in SECTIONS.values()}
        golden = champions.golden_text(article, draft.reaches, draft.must_not_reach)
        return champions.article_text(front, sections), golden

    def faults(self, article: str, text: str, golden: str) -> Sequence[str]:
        """Return why two files could not be served; empty when they can."""
        faults = Faults()
        with tempfile.TemporaryDirectory() as place:
            folder = pathlib.Path(place)
            champions.place(folder, {article: (text, golden)})
            found = read_article(champions.article_file(folder, article), folder, {}, faults)
        if found is not None:
            dangling(found, self._content.articles, self._content.facts, self._content.topics, faults)
        return [*faults.lines, *champions.golden_faults(article, golden)]

    def place(self, files: Mapping[str, Sequence[str]]) -> bool:
        """Make exactly these answers the ones that are to be served; return whether that changed anything."""
        return champions.place(self._overlay, files)

    def standing(self, published: Published) -> Standing:
        """Tell whether this version is what the bot says now."""
        status = self._versions.status()
        served = self._versions.served()
        path = champions.article_file(served, published.article) if served else None
        words = path.read_text(encoding="utf-8") if path and path.exists() else ""
        if published.state != SERVED:
            return Standing("waiting") if words else Standing("served")
        if words == published.text:
            return Standing("served", status.missed.get(published.article, ()) if status else ())
        if status and published.article in status.left_out:
            return Standing("blocked", status.left_out[published.article])
        return Standing("waiting")
