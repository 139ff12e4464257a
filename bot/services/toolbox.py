"""What guided tools are made of and work with: their steps, the figures, the sources, the council's limits."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.errors import UnknownItemError
from bot.helpdesk.guided import Progress, Tool, on_the_way
from bot.helpdesk.vocabulary import Article, Source
from bot.services.tools.approval import Limit
from bot.services.tools.known_figures import KnownFigures
from bot.services.workings.catalogue import WORKINGS
from bot.services.workings.told import Told, Worked


@dataclass(frozen=True)
class Toolbox:
    """The tools of one version of the content."""

    tools: Mapping[str, Tool]
    figures: KnownFigures
    sources: Mapping[str, Source]
    articles: Mapping[str, Article]
    """What a quiz explains itself by, and a checklist points to."""
    limits: Sequence[Limit] = ()
    council: str = ""
    limits_note: str = ""

    def tool(self, name: str) -> Tool:
        """Return a tool; raises UnknownItemError."""
        if name not in self.tools:
            message = f"There is no tool {name}."
            raise UnknownItemError(message)
        return self.tools[name]

    def work(self, tool: Tool, progress: Progress, today: datetime.date) -> Worked:
        """Work out the result; raises RefusedError, worded for the asker, when the answers cannot be together."""
        answers = on_the_way(tool, progress.answers)
        told = Told(answers, today, self.figures, self.limits, self.council, self.limits_note)
        return WORKINGS[tool.id](told)
