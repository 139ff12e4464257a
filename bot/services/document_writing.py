"""Documents that guided tools end in: which parts the answers lead to, and their words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.helpdesk.guided import NATION, WORDS, Answer, Progress, Tool, holds, on_the_way
from bot.helpdesk.tool_documents import CHAT, PAGE, Condition, Part
from bot.helpdesk.vocabulary import Article, Nation, Reply
from bot.services.literal import literal
from bot.services.tool_words import ToolWords

_BRACES = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Written:
    """A finished document."""

    reply: Reply
    page: str
    """The same as Markdown for the page that is printed."""


def document(
    words: ToolWords, tool: Tool, progress: Progress, articles: Mapping[str, Article], nation: Nation
) -> Written:
    """Write the document that the answers lead to, for the chat and for the page."""
    writer = _Writer(words, tool, progress, articles)
    cited = writer.sources()
    heading, guidance = f"**{tool.title}**", words.renderer.say("tool_guidance", day=words.today())
    ends = words.section("answer_sources", [words.renderer.source_line(source) for source in cited])
    short = words.renderer.say("tool_short", text=writer.short())
    parts = [heading, *writer.parts(CHAT), ends, guidance, short]
    # Nobody can read easily what ends in addresses and a line about professionals.
    page = writer.parts(PAGE) if tool.easy_read else [*writer.parts(PAGE), short, ends, guidance]
    return Written(words.ending(tool, parts, nation, cited), "\n\n".join(part for part in page if part))


class _Writer:
    def __init__(self, words: ToolWords, tool: Tool, progress: Progress, articles: Mapping[str, Article]) -> None:
        self._words, self._tool, self._articles = words, tool, articles
        self._answers = on_the_way(tool, progress.answers)
        nation = progress.answers.get(NATION)
        self._conditions = self._answers | ({NATION: nation} if nation else {})

    def short(self) -> str:
        """Return the short result: the first whose condition holds."""
        name = next(each.result for each in self._tool.chooses if self._holds(each.condition))
        return self._filled(self._tool.results[name]) or ""

    def parts(self, where: str) -> list[str]:
        """Return the parts that are shown somewhere, as Markdown; those without content are left out."""
        return [text for part in self._parts() if where in part.shown and (text := self._part(part))]

    def sources(self) -> tuple[dict[str, str], ...]:
        """Return the sources of the articles that the document names, each once."""
        named = (self._articles[name] for part in self._parts() for name in part.articles if name in self._articles)
        merged: dict[tuple[str, str], dict[str, str]] = {}
        for source in (source for article in named for source in self._words.renderer.sources(article)):
            first = merged.setdefault((source["title"], source["url"]), {**source, "ref": ""})
            refs = [ref for ref in (first["ref"], source["ref"]) if ref]
            first["ref"] = "; ".join(dict.fromkeys(refs))
        return tuple(merged.values())

    def _parts(self) -> Iterable[Part]:
        return (part for part in self._tool.document if self._holds(part.condition))

    def _part(self, part: Part) -> str:
        text = self._filled(part.text)
        lines = [self._filled(line.text, flat=True) for line in part.lines if self._holds(line.condition)]
        more = [self._more(name) for name in part.articles if name in self._articles]
        blocks = [text, _list(lines), self._table(part), "\n".join(more)]
        written = [block for block in blocks if block]
        if not written:
            return ""
        return "\n\n".join([f"**{self._filled(part.heading)}**", *written] if part.heading else written)

    def _table(self, part: Part) -> str:
        rows = [row.cells for row in part.rows if self._holds(row.condition)]
        if not rows:
            return ""
        cells = [[self._filled(cell, flat=True) or "" for cell in row] for row in (part.head, *rows)]
        head, *others = (f"| {' | '.join(row)} |" for row in cells)
        return "\n".join([head, f"|{' --- |' * len(part.head)}", *others])

    def _more(self, name: str) -> str:
        return f"- {self._words.renderer.say('checklist_more', title=self._articles[name].title)}"

    def _holds(self, condition: Condition) -> bool:
        return holds(condition, self._tool, self._conditions)

    def _filled(self, text: str, *, flat: bool = False) -> str | None:
        """Put words, figures and contacts into a text; None when an answer that it needs was not given."""
        values = {name: self._said(answer, flat=flat) for name, answer in self._answers.items()}
        values |= {"day": self._words.today(), "contacts": self._words.renderer.contacts()}
        names = _BRACES.findall(text)
        if any(not values.get(name) for name in names):
            return None
        return _BRACES.sub(lambda match: values[match.group(1)], self._words.filled(text))

    def _said(self, answer: Answer, *, flat: bool) -> str:
        if answer.kind != WORDS:
            return answer.words
        return literal(" ".join(answer.words.split()) if flat else answer.words)


def _list(lines: Sequence[str | None]) -> str:
    return "\n".join(line if line.startswith("- ") else f"- {line}" for line in lines if line)
