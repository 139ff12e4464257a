"""Read single files of `knowledge/` and collect what is wrong with them."""

import pathlib
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

SECTIONS = {"Short answer": "short", "More detail": "detail", "Next step": "next_step", "Who to ask": "who_to_ask"}

_Form = TypeVar("_Form", bound=BaseModel)


class _TwiceError(yaml.constructor.ConstructorError):
    """A name stands twice."""


# The C loader reads 300 articles in a third of a second; the Python one takes four.
class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe loader that refuses a name given twice, of which YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                problem = f"“{key.value}” stands twice in one list; keep one"
                raise _TwiceError(None, None, problem, key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)  # type: ignore[no-any-return]


class Faults:
    """Everything that is wrong, each in one line: file, field, what to do."""

    def __init__(self) -> None:
        """Begin with none."""
        self.lines: list[str] = []

    def add(self, where: str, text: str) -> None:
        """Note one fault."""
        self.lines.append(f"{where}: {text}")


def read_yaml(text: str, where: str, faults: Faults) -> Any:
    """Parse YAML; a fault is noted and None returned when it is not YAML."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - both loaders are safe loaders
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" near line {mark.line + 1}" if mark else ""
        advice = "put text with a colon or quote mark between quotes, and give dates as 2026-11-22"
        if isinstance(error, _TwiceError):
            advice = str(error.problem)
        faults.add(where, f"cannot be read as YAML{line}; {advice}")
        return None


def read_file(path: pathlib.Path, where: str, faults: Faults) -> str | None:
    """Read a text file; a fault is noted when that fails."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        faults.add(where, "the file is missing; restore it from the last version")
    except (OSError, UnicodeDecodeError) as error:
        faults.add(where, f"the file cannot be read ({error.__class__.__name__}); save it again as UTF-8 text")
    return None


def fit(form: type[_Form], data: Any, where: str, faults: Faults) -> _Form | None:
    """Fit data into a form; every field that does not fit is a fault."""
    if not isinstance(data, Mapping):
        faults.add(where, "is empty or not a list of fields; see docs/writing-articles.md")
        return None
    try:
        return form.model_validate(data)
    except ValidationError as error:
        for problem in error.errors():
            field = ".".join(str(part) for part in problem["loc"])
            faults.add(where, f"{field}: {_advice(problem['type'], problem['msg'])}")
        return None


def split_article(text: str) -> tuple[str, str] | None:
    """Split an article into front matter and body; None without front matter."""
    if not text.startswith("---\n"):
        return None
    head, separator, body = text[4:].partition("\n---\n")
    return (head, body) if separator else None


def sections_of(body: str, where: str, faults: Faults, optional: Collection[str] = ()) -> dict[str, str]:
    """Take the sections of an article's body; unknown ones are faults, and so are missing ones but the optional."""
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in body.splitlines():
        if line.startswith("## "):
            heading = line[3:].strip()
            if heading not in SECTIONS:
                faults.add(where, f"heading “{heading}”: unknown; the headings are {', '.join(SECTIONS)}")
            current = found.setdefault(SECTIONS.get(heading, heading), [])
        elif current is not None:
            current.append(line)
        elif line.strip():
            faults.add(where, "text stands before the first heading; move it under “Short answer”")
    texts = {name: "\n".join(lines).strip() for name, lines in found.items()}
    for heading, name in SECTIONS.items():
        if not texts.get(name) and name not in optional:
            faults.add(where, f"section “{heading}” is missing or empty; write it")
    return {name: texts.get(name, "") for name in SECTIONS.values()}


def _advice(kind: str, message: str) -> str:
    known = {
        "extra_forbidden": "unknown field; check the spelling or take it out",
        "missing": "is missing; add it",
        "too_short": "has too few entries",
        "too_long": "has too many entries",
    }
    return f"{known[kind]} ({message})" if kind in known else message
