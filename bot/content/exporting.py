"""`sds export`: published champions' answers as files in the form of curated articles, and what a curator must add."""

import pathlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.content import champions, forms
from bot.content.checking import READING_GRADE, reading_grade
from bot.content.reading import SECTIONS
from bot.helpdesk.drafts import CHAMPION_SLUG
from bot.services.publishing_records import Published

LIST = "still-to-add.md"
_FIGURE = re.compile(r"£ ?\d[\d,.]*\d|£ ?\d|\b\d+(?:\.\d+)? ?(?:%|per ?cent\b)")


@dataclass(frozen=True)
class Exported:
    """One answer that was written as files."""

    article: str
    """Its name as a curated article."""
    written: bool
    """False when the file was there before and was left as it is."""
    to_add: Sequence[str]
    """What a curator must do before it is a curated article."""


def export(folder: pathlib.Path, published: Sequence[Published]) -> Sequence[Exported]:
    """Write answers below a folder as `knowledge/articles/…` and `tests/questions/…`; files that are there stay.

    What is missing is returned, and written to `still-to-add.md`.
    """
    done = [_export(folder, each) for each in published]
    lines = ["# What a curator must still add", ""]
    for each in done:
        lines += [f"## {each.article}", "", *(f"- {line}" for line in each.to_add), ""]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LIST).write_text("\n".join(lines), encoding="utf-8")
    return done


def _export(folder: pathlib.Path, published: Published) -> Exported:
    topic, _, slug = published.article.partition("/")
    name = f"{topic}/{slug.removeprefix(CHAMPION_SLUG)}"
    content = published.content
    article = folder / "knowledge" / "articles" / f"{name}.md"
    if article.exists():
        return Exported(name, written=False, to_add=["The file was there before, so it was left as it is."])
    front = {
        "title": content["title"],
        "nations": [content["nation"]],
        "audience": content["audience"],
        "kind": "practice",
        "asks": content["asks"],
        "sources": [],
        "checked": published.given,
        "review_by": published.given + champions.REVIEW_WITHIN,
    }
    sections = {name: str(content[name]) for name in SECTIONS.values()}
    golden = folder / "tests" / "questions" / f"{name}.yml"
    stays = [f"{golden.relative_to(folder)} was there before, so it was left as it is."] if golden.exists() else []
    for path, text in (
        (article, champions.article_text(front, sections)),
        (golden, champions.golden_text(name, content["reaches"], content["must_not_reach"])),
    ):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return Exported(name, written=True, to_add=[*stays, *_to_add(published)])


def _to_add(published: Published) -> Sequence[str]:
    content = published.content
    lines = ["sources: at least one, with the section; change kind if a law or guidance says it."]
    lines += [
        f"{what}: {fewest - len(content[field])} more."
        for what, field, fewest in (
            ("asks", "asks", _least(forms.ArticleForm, "asks")),
            ("reaches_it", "reaches", _least(forms.GoldenForm, "reaches_it")),
            ("must_not_reach_it", "must_not_reach", _least(forms.GoldenForm, "must_not_reach_it")),
        )
        if len(content[field]) < fewest
    ]
    if len(content["asks"]) > (most := _most(forms.ArticleForm, "asks")):
        lines.append(f"asks: at most {most}; take out {len(content['asks']) - most}.")
    if not content["detail"]:
        lines.append("More detail: the section is empty.")
    words = "\n".join(str(content[name]) for name in SECTIONS.values())
    lines += [
        f"“{figure}”: put it into facts.yml and write {{fact:…}}." for figure in dict.fromkeys(_FIGURE.findall(words))
    ]
    if (grade := reading_grade(content["short"])) > READING_GRADE:
        lines.append(f"Short answer: reading grade {grade:.1f}; at most 9.")
    lines.append(
        f"Once it is served, take “{published.article}” back on the desk: no wording may stand in two articles."
    )
    return lines


def _least(form: Any, field: str) -> int:
    return next(int(rule.min_length) for rule in form.model_fields[field].metadata if hasattr(rule, "min_length"))


def _most(form: Any, field: str) -> int:
    return next(int(rule.max_length) for rule in form.model_fields[field].metadata if hasattr(rule, "max_length"))
