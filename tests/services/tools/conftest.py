"""The figures as they stand in the product, read without the rest of its content."""

import pytest
import yaml

from bot.content import forms, library
from bot.services.tools.known_figures import KnownFigures
from tests.worlds import HOME


def read_figures() -> KnownFigures:
    entries = yaml.safe_load((HOME / "knowledge/facts.yml").read_text())
    return KnownFigures({name: library._fact(name, forms.FactForm(**entry)) for name, entry in entries.items()})


FIGURES = read_figures()


@pytest.fixture
def figures() -> KnownFigures:
    return FIGURES
