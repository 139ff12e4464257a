"""`sds check`: hold the content to the rules of docs/writing-articles.md, all faults at once."""

import collections
import datetime
import itertools
import pathlib
import re
from collections.abc import Iterable, Iterator, Mapping

import textstat

from bot.content import forms
from bot.content.library import CHAMPION, Library, read
from bot.content.reading import Faults, fit, read_file, read_yaml
from bot.content.teams import unused
from bot.helpdesk.figures import Certainty
from bot.helpdesk.vocabulary import Article

SHORT_ANSWER_WORDS = 90
READING_GRADE = 9.0
REVIEW_WITHIN = datetime.timedelta(days=366)
NEAR_DUPLICATE = 0.6
"""Share of word triples that two short answers may have in common."""

_TYPED_FIGURE = re.compile(r"£ ?\d[\d,.]*|\b\d+(?:\.\d+)? ?(?:%|per ?cent\b)")
_NOT_OURS = re.compile(r"\b(service users?|the disabled|wheelchair[- ]bound|suffer(?:s|ing)? from)\b", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{(?!fact:[a-z0-9_]+\}|local:[a-z_]+\})[^}]*\}?")


def check(folder: pathlib.Path, council: str, questions: pathlib.Path, day: datetime.date) -> list[str]:
    """List every fault of the content and its golden questions, worded for the person who edits."""
    library, lines = read(folder, council)
    faults = Faults()
    faults.lines.extend(lines)
    if library:
        for article in library.articles.values():
            _article(article, library, day, faults)
        _shared_wordings(library.articles.values(), faults)
        _near_duplicates(library.articles.values(), faults)
        _golden(library.articles, questions, faults)
        _uncited(library, faults)
        _unused_teams(library, f"local/{council}/teams.yml", faults)
    return faults.lines


def reading_grade(text: str) -> float:
    """Flesch-Kincaid school grade of a text, its placeholders and markup taken out.

    Source: Kincaid et al. (1975), Derivation of new readability formulas.
    """
    plain = re.sub(r"\{[^}]*\}", "one", text)
    # A list's lines are sentences to a reader, though they end without a full stop.
    plain = re.sub(r"(?<![.!?:])\n\s*[-*] ", ". ", "\n" + plain)
    return float(textstat.flesch_kincaid_grade(re.sub(r"[*_#`]", "", plain).strip()))


def normal(text: str) -> str:
    """A wording without case, punctuation or spare spaces, for telling whether two are the same."""
    return " ".join(re.findall(r"\w+", text.lower()))


def _article(article: Article, library: Library, day: datetime.date, faults: Faults) -> None:
    where = f"articles/{article.id}.md"
    if article.kind == CHAMPION:
        return faults.add(where, "a champion's answer belongs on the desk, which had it reviewed; take the file out")
    _short_answer(article, where, faults)
    _dates(article, where, day, faults)
    for line in _lines(article):
        _line(line, where, faults)
    if not article.unsure and _unconfirmed(article, library, day):
        faults.add(where, "unsure: uses a figure that is not confirmed; say so, and who can confirm it")
    return None


def _short_answer(article: Article, where: str, faults: Faults) -> None:
    words = len(article.short.split())
    if words > SHORT_ANSWER_WORDS:
        faults.add(where, f"Short answer: {words} words; cut it to {SHORT_ANSWER_WORDS}")
    grade = reading_grade(article.short)
    if grade > READING_GRADE:
        faults.add(where, f"Short answer: reading grade {grade:.1f}; use shorter sentences and words (at most 9)")


def _dates(article: Article, where: str, day: datetime.date, faults: Faults) -> None:
    if article.review_by < day:
        faults.add(where, f"review_by: {article.review_by} has passed; check the article and set a new date")
    if article.review_by - article.checked > REVIEW_WITHIN:
        faults.add(where, "review_by: more than a year after checked; choose an earlier day")
    if article.checked > day:
        faults.add(where, f"checked: {article.checked} lies in the future; give the day of the last check")


def _line(line: str, where: str, faults: Faults) -> None:
    figures = [] if "example" in line.lower() else _TYPED_FIGURE.findall(line)
    for figure in figures:
        faults.add(where, f"“{figure.strip()}” is typed into the text; put it into facts.yml and use {{fact:…}}")
    for placeholder in _PLACEHOLDER.findall(line):
        faults.add(where, f"“{placeholder}” is not a placeholder; write {{fact:name}} or {{local:name}}")
    for phrase in _NOT_OURS.findall(line):
        faults.add(where, f"“{phrase}”: use people-first words, such as “person supported”")


def _lines(article: Article) -> Iterator[str]:
    return itertools.chain.from_iterable(
        text.splitlines()
        for text in (
            article.title,
            article.short,
            article.detail,
            article.next_step,
            article.who_to_ask,
            article.unsure,
        )
    )


def _unconfirmed(article: Article, library: Library, day: datetime.date) -> bool:
    known = (library.facts[name] for name in article.facts if name in library.facts)
    return any(fact.on(day)[0].certainty is Certainty.UNCONFIRMED for fact in known)


def _shared_wordings(articles: Iterable[Article], faults: Faults) -> None:
    owners: dict[str, list[str]] = collections.defaultdict(list)
    for article in articles:
        for wording in article.asks:
            owners[normal(wording)].append(article.id)
    for wording, ids in owners.items():
        if len(ids) > 1:
            faults.add(f"articles/{ids[1]}.md", f"asks: “{wording}” also stands in {ids[0]}; keep it in one of them")


def _near_duplicates(articles: Iterable[Article], faults: Faults) -> None:
    triples = {
        article.id: {tuple(words[i : i + 3]) for i in range(len(words) - 2)}
        for article in articles
        if len(words := normal(article.short).split()) > 2
    }
    for (one, a), (other, b) in itertools.combinations(triples.items(), 2):
        if len(a & b) > NEAR_DUPLICATE * min(len(a), len(b)):
            faults.add(
                f"articles/{other}.md", f"says nearly the same as {one}; merge them or make the difference plain"
            )


def _golden(articles: Mapping[str, Article], questions: pathlib.Path, faults: Faults) -> None:
    taught = {normal(wording) for article in articles.values() for wording in article.asks}
    for identity in articles:
        where = f"tests/questions/{identity}.yml"
        path = questions / f"{identity}.yml"
        if not path.exists():
            faults.add(where, "golden questions are missing; write at least three that the article must answer")
            continue
        text = read_file(path, where, faults)
        form = fit(forms.GoldenForm, read_yaml(text or "", where, faults), where, faults)
        if form is None:
            continue
        if form.article != identity:
            faults.add(where, f"article: says “{form.article}”, the path says “{identity}”; make them the same")
        for question in form.reaches_it:
            if normal(question) in taught:
                faults.add(where, f"reaches_it: “{question}” also teaches (asks); a judge must be worded differently")
    for path in questions.rglob("*.yml"):
        if path.relative_to(questions).with_suffix("").as_posix() not in articles:
            faults.add(f"tests/questions/{path.relative_to(questions)}", "there is no such article; move or remove it")


def _uncited(library: Library, faults: Faults) -> None:
    cited = {c.source.id for article in library.articles.values() for c in article.citations}
    cited |= {fact.source for fact in library.facts.values()}
    for name in sorted(set(library.sources) - cited):
        faults.add("sources.yml", f"{name}: no article or fact cites it; cite it or take it out")


def _unused_teams(library: Library, where: str, faults: Faults) -> None:
    for name in unused(library.teams, {topic.team for topic in library.topics.topics.values()}):
        faults.add(where, f"{name}: no topic in topics.yml and no other team names it; name it there or take it out")
