"""Champions' answers beside the curated content: a folder of files that the database's published state is written to.

`<data folder>/champions/articles/<topic>/champion-<slug>.md` and `…/questions/<topic>/champion-<slug>.yml`. Only the
gateway writes there, from what was approved; only the process that swaps the index reads it. What is served is a copy.
"""

import dataclasses
import datetime
import pathlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from bot.content import forms, library
from bot.content.library import CHAMPION, Library, dangling, read_article
from bot.content.reading import SECTIONS, Faults, fit, read_yaml
from bot.helpdesk.drafts import CHAMPION_SLUG
from bot.helpdesk.vocabulary import Article

OVERLAY = "champions"
"""The folder in the data folder."""
FILES = f"{CHAMPION_SLUG}*.md"
REVIEW_WITHIN = datetime.timedelta(days=182)
"""A view ages faster than law: after half a year the answer says that it should be checked."""
_HEADING = re.compile(r"^\s*#+\s*", re.MULTILINE)


def article_file(folder: pathlib.Path, article: str) -> pathlib.Path:
    """Return where an article's text lies below a folder."""
    return folder / "articles" / f"{article}.md"


def golden_file(folder: pathlib.Path, article: str) -> pathlib.Path:
    """Return where an article's golden questions lie in the overlay."""
    return folder / "questions" / f"{article}.yml"


def article_text(front: Mapping[str, Any], sections: Mapping[str, str]) -> str:
    """Write an article as a file; a section without words is left out, and so are marks of headings in the words."""
    head = yaml.safe_dump(dict(front), allow_unicode=True, sort_keys=False, width=1000)
    parts = [(title, _HEADING.sub("", sections.get(name, "")).strip()) for title, name in SECTIONS.items()]
    body = "\n\n".join(f"## {title}\n\n{words}" for title, words in parts if words)
    return f"---\n{head}---\n\n{body}\n"


def golden_text(article: str, reaches: Sequence[str], must_not_reach: Sequence[str]) -> str:
    """Write golden questions as a file."""
    content = {"article": article, "reaches_it": list(reaches), "must_not_reach_it": list(must_not_reach)}
    return str(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000))


def fingerprint(overlay: pathlib.Path) -> str:
    """Tell one state of the overlay from another; empty when it holds no answers."""
    held = next((overlay / "articles").rglob(FILES), None)
    return library.digest(overlay) if held else ""


def count(overlay: pathlib.Path) -> int:
    """Return how many answers the overlay holds."""
    return sum(1 for _ in (overlay / "articles").rglob(FILES))


def place(overlay: pathlib.Path, files: Mapping[str, Sequence[str]]) -> bool:
    """Make exactly these answers (article and golden questions by name) the overlay; return whether it changed.

    Each file is written whole or not at all, golden questions first, so that no answer is judged without them.
    """
    changed = False
    for article, (text, golden) in files.items():
        for path, words in ((golden_file(overlay, article), golden), (article_file(overlay, article), text)):
            changed |= _write(path, words)
    known = {article_file(overlay, name) for name in files} | {golden_file(overlay, name) for name in files}
    for path in [*(overlay / "articles").rglob("*"), *(overlay / "questions").rglob("*")]:
        if path.is_file() and path not in known:
            path.unlink(missing_ok=True)
            changed = True
    return changed


def read(overlay: pathlib.Path, curated: Library) -> tuple[dict[str, Article], dict[str, list[str]]]:
    """Return the answers that fit the curated content, and by name the faults of those that do not."""
    articles: dict[str, Article] = {}
    left_out: dict[str, list[str]] = {}
    for path in sorted((overlay / "articles").rglob(FILES)):
        name = path.relative_to(overlay / "articles").with_suffix("").as_posix()
        faults = Faults()
        article = read_article(path, overlay, {}, faults)
        if article is not None:
            dangling(article, curated.articles, curated.facts, curated.topics, faults)
        if article is not None and not faults.lines:
            articles[name] = article
        else:
            left_out[name] = faults.lines
    return articles, left_out


def golden_faults(article: str, text: str) -> Sequence[str]:
    """Return what is wrong with a file of golden questions."""
    faults, where = Faults(), f"questions/{article}.yml"
    fit(forms.ChampionGoldenForm, read_yaml(text, where, faults), where, faults)
    return faults.lines


def faults_in(overlay: pathlib.Path, curated: Library) -> list[str]:
    """List what keeps published answers from being served, for `sds check`."""
    return [f"{OVERLAY}/{line}" for lines in read(overlay, curated)[1].values() for line in lines]


def check(overlay: pathlib.Path, knowledge: pathlib.Path, council: str) -> list[str]:
    """List the same beside curated content in a folder; nothing when that is itself broken."""
    curated = library.read(knowledge, council)[0]
    return faults_in(overlay, curated) if curated else []


def without(content: Library) -> Library:
    """Return the curated part of some content."""
    articles = {name: article for name, article in content.articles.items() if article.kind != CHAMPION}
    return dataclasses.replace(content, articles=articles)


def joined(curated: Library, champions: Mapping[str, Article]) -> Library:
    """Return curated content with champions' answers."""
    return dataclasses.replace(curated, articles={**curated.articles, **champions})


def _write(path: pathlib.Path, words: str) -> bool:
    if path.exists() and path.read_text(encoding="utf-8") == words:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f"{path.suffix}.unfinished")
    unfinished.write_text(words, encoding="utf-8")
    unfinished.replace(path)
    return True
