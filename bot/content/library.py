"""The curated content as objects: articles, sources, facts, topics, glossary, policy, council."""

import datetime
import functools
import hashlib
import pathlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel

from bot.content import forms
from bot.content.reading import Faults, fit, read_file, read_yaml, sections_of, split_article
from bot.content.teams import read_teams
from bot.content.tools import read_tools
from bot.errors import ContentError
from bot.helpdesk.drafts import is_champions
from bot.helpdesk.figures import Certainty, Fact, Value, names_in
from bot.helpdesk.guided import Tool
from bot.helpdesk.teams import Team
from bot.helpdesk.vocabulary import Article, Citation, Nation, Source

_NOT_NAMED = "is not a list of named entries; begin each with a name and a colon"
_Form = TypeVar("_Form", bound=BaseModel)
_Front = forms.ArticleForm | forms.ChampionForm
CHAMPION = "champion"
"""The kind of article that rests on a champion's word."""


@dataclass(frozen=True)
class Library:
    """All that the bot may say, and what it needs to say it."""

    articles: Mapping[str, Article]
    sources: Mapping[str, Source]
    facts: Mapping[str, Fact]
    topics: forms.TopicsForm
    glossary: Mapping[str, forms.GlossaryEntryForm]
    policy: forms.PolicyForm
    council: forms.CouncilForm
    replies: Mapping[str, str]
    """The bot's own sentences, by name."""
    teams: Mapping[str, Team]
    """Teams of champions by name; `bot/helpdesk/teams.py` says which one a question goes to."""
    tools: Mapping[str, Tool] = field(default_factory=dict)
    """Guided tools by the name of their file."""

    def subject_of(self, article: str) -> str:
        """Return the subject that an article belongs to."""
        return self.topics.topics[self.articles[article].topic].subject

    def intent_of(self, article: str) -> str:
        """Return the intent that an article's wordings teach."""
        return self.topics.subjects[self.subject_of(article)].intent


def load(folder: pathlib.Path, council: str) -> Library:
    """Load all of `knowledge/`; raise one ContentError with every fault when something is wrong.

    What has not changed since the last call is not read again.
    """
    return _loaded(folder.absolute(), council, digest(folder))


@functools.lru_cache(maxsize=1)
def _loaded(folder: pathlib.Path, council: str, fingerprint: str) -> Library:  # noqa: ARG001 - only tells versions apart
    library, faults = read(folder, council)
    if library is None or faults:
        raise ContentError(faults)
    return library


def read(folder: pathlib.Path, council: str) -> tuple[Library | None, list[str]]:
    """Load what can be loaded, and list every fault; the library is None when a register is broken."""
    faults = Faults()
    topics = _file(forms.TopicsForm, folder / "topics.yml", "topics.yml", faults)
    policy = _file(forms.PolicyForm, folder / "policy.yml", "policy.yml", faults)
    place = f"local/{council}/council.yml"
    profile = _file(forms.CouncilForm, folder / place, place, faults)
    sources = {k: _source(k, f) for k, f in _register(forms.SourceForm, folder / "sources.yml", faults).items()}
    facts = {k: _fact(k, f) for k, f in _register(forms.FactForm, folder / "facts.yml", faults).items()}
    glossary = _register(forms.GlossaryEntryForm, folder / "glossary.yml", faults)
    replies = _replies(folder / "replies.yml", faults)
    articles: dict[str, Article] = {}
    for path in sorted((folder / "articles").rglob("*.md")):
        article = read_article(path, folder, sources, faults)
        if article:
            articles[article.id] = article
    if topics is None or policy is None or profile is None:
        return None, faults.lines
    _dangling(articles, facts, sources, topics, faults)
    place = f"local/{council}/teams.yml"
    teams = read_teams(folder / place, place, {topic.team for topic in topics.topics.values()}, faults)
    tools = read_tools(folder / "tools", articles, facts, profile.approval_limits, faults)
    return Library(articles, sources, facts, topics, glossary, policy, profile, replies, teams, tools), faults.lines


def read_article(
    path: pathlib.Path, folder: pathlib.Path, sources: Mapping[str, Source], faults: Faults
) -> Article | None:
    """Read one article; its faults are noted, and None is returned when it cannot be used."""
    where = path.relative_to(folder).as_posix()
    text = read_file(path, where, faults)
    if text is None:
        return None
    form, body, found = _parsed(text, where)
    faults.lines += found
    if form is None:
        return None
    identity = path.relative_to(folder / "articles").with_suffix("").as_posix()
    if is_champions(identity) != isinstance(form, forms.ChampionForm):
        faults.add(where, "kind: champion belongs to files that the desk writes, and only to them; choose another")
        return None
    return Article(
        id=identity,
        title=form.title,
        topic=identity.partition("/")[0],
        nations=tuple(Nation(n) for n in form.nations),
        audience=tuple(form.audience),
        kind=form.kind,
        asks=tuple(form.asks),
        citations=_cited(form, sources, where, faults),
        related=tuple(form.related),
        unsure=form.unsure,
        checked=form.checked,
        review_by=form.review_by,
        version=form.version,
        facts=names_in("\n".join([*body.values(), form.unsure])),
        **body,
    )


def _cited(form: _Front, sources: Mapping[str, Source], where: str, faults: Faults) -> tuple[Citation, ...]:
    if isinstance(form, forms.ChampionForm):
        nation = Nation(form.nations[0])
        return (Citation(Source(form.team, form.team, CHAMPION, nation, "", form.given), ""),)
    for citation in form.sources:
        if citation.id not in sources:
            faults.add(where, f"sources: “{citation.id}” is not in sources.yml; register it or correct the id")
    return tuple(Citation(sources[c.id], c.ref) for c in form.sources if c.id in sources)


# An edit touches one file of a thousand; what the others say was read before.
@functools.lru_cache(maxsize=4096)
def _parsed(text: str, where: str) -> tuple[_Front | None, Mapping[str, str], Sequence[str]]:
    faults = Faults()
    parts = split_article(text)
    if parts is None:
        faults.add(where, "has no front matter; begin with a line “---” as docs/writing-articles.md shows")
        return None, {}, faults.lines
    front = read_yaml(parts[0], where, faults)
    if isinstance(front, Mapping) and front.get("kind") == CHAMPION:
        # A champion answers in a minute: often there is no more to say than the short answer.
        body = sections_of(parts[1], where, faults, optional=("detail",))
        return fit(forms.ChampionForm, front, where, faults), body, faults.lines
    return fit(forms.ArticleForm, front, where, faults), sections_of(parts[1], where, faults), faults.lines


@functools.lru_cache(maxsize=64)
def _entries(form: type[_Form], text: str, name: str) -> tuple[Mapping[str, _Form], Sequence[str]]:
    faults = Faults()
    entries = read_yaml(text, name, faults)
    if not isinstance(entries, dict):
        faults.add(name, _NOT_NAMED)
        return {}, faults.lines
    filled = {str(key): fit(form, entry, f"{name}: {key}", faults) for key, entry in entries.items()}
    return {key: entry for key, entry in filled.items() if entry is not None}, faults.lines


_READ = frozenset({".md", ".yml", ".yaml", ".jsonl", ".py"})


def digest(folder: pathlib.Path, suffixes: Collection[str] = _READ, *, but: str = "") -> str:
    """Fingerprint of everything in a folder, so that a model knows which content it was trained on.

    Files whose names match the pattern `but` do not count.
    """
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in suffixes and not (but and path.match(but)):
            total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _file(form: type[_Form], path: pathlib.Path, where: str, faults: Faults) -> _Form | None:
    text = read_file(path, where, faults)
    return None if text is None else fit(form, read_yaml(text, where, faults), where, faults)


def _register(form: type[_Form], path: pathlib.Path, faults: Faults) -> Mapping[str, _Form]:
    text = read_file(path, path.name, faults)
    if text is None:
        return {}
    entries, found = _entries(form, text, path.name)
    faults.lines += found
    return entries


def _replies(path: pathlib.Path, faults: Faults) -> dict[str, str]:
    text = read_file(path, path.name, faults)
    entries = read_yaml(text, path.name, faults) if text is not None else None
    if text is not None and not isinstance(entries, dict):
        faults.add(path.name, _NOT_NAMED)
        return {}
    return {str(name): str(words).strip() for name, words in (entries or {}).items()}


def _source(name: str, form: forms.SourceForm) -> Source:
    return Source(name, form.title, form.kind, Nation(form.nation), form.url, form.checked, form.published)


def _fact(name: str, form: forms.FactForm) -> Fact:
    values = tuple(
        Value(v.value, v.start, v.to, Certainty(v.certainty or form.certainty))
        for v in sorted(form.values, key=lambda v: v.start)
    )
    return Fact(name, form.title, form.unit, form.per, Nation(form.nation), form.source, values)


def _dangling(
    articles: Mapping[str, Article],
    facts: Mapping[str, Fact],
    sources: Mapping[str, Source],
    topics: forms.TopicsForm,
    faults: Faults,
) -> None:
    for article in articles.values():
        dangling(article, articles, facts, topics, faults)
    for name, topic in topics.topics.items():
        if topic.subject not in topics.subjects:
            faults.add("topics.yml", f"{name}: the subject “{topic.subject}” is not listed; add or correct it")
    for fact in facts.values():
        if fact.source not in sources:
            faults.add("facts.yml", f"{fact.name}: the source “{fact.source}” is not in sources.yml; register it")


def dangling(
    article: Article,
    articles: Mapping[str, Article],
    facts: Mapping[str, Fact],
    topics: forms.TopicsForm,
    faults: Faults,
) -> None:
    """Note what an article names and nobody knows."""
    where = f"articles/{article.id}.md"
    if article.topic not in topics.topics:
        faults.add(where, f"the folder “{article.topic}” is not a topic in topics.yml; add it or move the article")
    for name in article.facts:
        if name not in facts:
            faults.add(where, f"{{fact:{name}}} is not in facts.yml; add it or correct the name")
    for other in article.related:
        if other not in articles:
            faults.add(where, f"related: there is no article “{other}”; correct or remove it")


def today() -> datetime.date:
    """The day by the machine's clock; callers that need another day pass their own."""
    return datetime.datetime.now(tz=datetime.UTC).date()
