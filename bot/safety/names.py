"""Names of people: known ones by themselves, unknown ones where the words around announce them."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from bot.safety import name_cues, wordlists
from bot.safety.spans import Span
from bot.safety.vocabulary import Word, split
from bot.safety.wordlists import group

_MOST_PARTS: Final = 4
_AGE_FOLLOWS = re.compile(r",? ?\(?(?:aged? \d|\d\d)\d?\b(?![\d/.:%]| ?(?:hours|hrs|weeks|days|years of))")
_TITLE_CASE_SHARE: Final = 0.7
_TITLE_CASE_WORDS: Final = 4


def find(text: str) -> list[Span]:
    """Find names of private people; laws, councils, places, roles and organisations stay."""
    words = split(text)
    protected = _protected(text)
    headline = _is_headline(words)
    spans: list[Span] = []
    index = 0
    while index < len(words):
        last = _name_at(words, index, text, protected, headline=headline)
        if last is None:
            index += 1
            continue
        spans.append(Span(words[index].start, words[last].end, "name"))
        index = last + 1
    return spans


def _name_at(words: Sequence[Word], index: int, text: str, protected: set[int], *, headline: bool) -> int | None:
    """The index of the last word of a name that begins here, or None."""
    if name_cues.announced(words, index, text):
        last = _extended(words, index, strong=True)
        return None if words[index].start in protected and words[index - 1].low not in group("titles") else last
    if words[index].start in protected or not _stands_alone(words, index, text, headline=headline):
        return None
    last = _extended(words, index, strong=False)
    return None if _is_organisation(words, index, last) else last


def _stands_alone(words: Sequence[Word], index: int, text: str, *, headline: bool) -> bool:
    word = words[index]
    if index and words[index - 1].low in group("before_a_place") and word.gap in {" ", ". "}:
        return False
    if word.first_name and not word.also_a_word:
        return word.capital or word.low not in wordlists.words("names_with_capital")
    return word.capital and (word.clan or (not headline and _company_fits(words, index, text)))


def _company_fits(words: Sequence[Word], index: int, text: str) -> bool:
    word = words[index]
    return (
        (word.surname and not word.common and _follows_nickname(words, index))
        or _is_initial(words, index)
        or _has_surname(words, index, text)
        or (word.first_name and _ambiguous_fits(words, index))
    )


def _follows_nickname(words: Sequence[Word], index: int) -> bool:
    """The surname in "Robert (Bob) Galbraith"."""
    return index > 0 and words[index].gap == ") " and words[index - 1].first_name


def _ambiguous_fits(words: Sequence[Word], index: int) -> bool:
    """A name that is also a word needs a capital in mid-sentence and company that fits a person."""
    word = words[index]
    following = words[index + 1] if index + 1 < len(words) else None
    if word.low in group("mostly_words") or word.opens_sentence:
        return False
    if word.not_name and words[index - 1].low in group("before_an_area"):
        return False
    verb_follows = following is not None and following.gap == " " and following.low in group("verbs")
    if word.not_name:
        return verb_follows or word.possessive
    return verb_follows or word.possessive or words[index - 1].low in group("before_a_person")


def _has_surname(words: Sequence[Word], index: int, text: str) -> bool:
    word = words[index]
    if index + 1 >= len(words) or words[index + 1].gap not in {" ", "-"}:
        return False
    following = words[index + 1]
    if not following.capital or following.not_name or following.low in group("function"):
        return False
    if word.first_name:
        return following.surname and (not word.not_name or not following.common)
    if word.common or len(word.text) < 3:
        return False
    if following.surname and not following.common:
        return True
    return not following.common and bool(_AGE_FOLLOWS.match(text, following.end))


def _is_initial(words: Sequence[Word], index: int) -> bool:
    if len(words[index].text) > 1 or words[index].text == "I" or index + 1 >= len(words):
        return False
    if index and words[index - 1].low in group("lettered"):
        return False
    following = words[index + 1]
    return following.gap in {" ", ".", ". "} and following.capital and following.surname and not following.common


def _extended(words: Sequence[Word], index: int, *, strong: bool) -> int:
    last = index
    while last + 1 < len(words) and last - index < _MOST_PARTS and _continues(words, last, strong=strong):
        last += 1
    return last


def _continues(words: Sequence[Word], last: int, *, strong: bool) -> bool:
    word, following = words[last], words[last + 1]
    if word.possessive or following.gap not in {" ", "-", ". ", "."}:
        return False
    if following.gap.startswith(".") and len(word.text) > 1:
        return False
    if len(following.text) == 1:
        return following.text.isupper() and following.text != "I" and last + 2 < len(words) and words[last + 2].capital
    if following.capital:
        return (following.surname and not following.not_name) or following.first_name or not following.common
    if word.capital and not strong:
        return False
    known = following.surname or (strong and following.first_name)
    return (known and not following.common) or (following.low in group("lower_surnames") and not word.capital)


def _is_organisation(words: Sequence[Word], first: int, last: int) -> bool:
    if last + 1 >= len(words) or words[last + 1].gap not in {" ", "'s "}:
        return False
    following = words[last + 1]
    if following.low not in group("organisation"):
        return False
    # "Margaret's house", "John's review": the thing is theirs unless it is written as a title.
    return (
        following.capital
        or following.low in {"law", "syndrome", "disease", "hospital", "university"}
        or (first == last != 0 and not words[last].possessive)
    )


@cache
def _phrases() -> re.Pattern[str]:
    listed = "|".join(re.escape(phrase).replace("'", "['’]") for phrase in wordlists.phrases("protected_phrases"))
    return re.compile(rf"\b(?:{listed})\b", re.IGNORECASE)


def _protected(text: str) -> set[int]:
    """The positions inside phrases that hold a name but name no private person."""
    found = [*_phrases().finditer(text), *_CASE_NAME.finditer(text)]
    return {position for match in found for position in range(*match.span())}


_CASE_NAME = re.compile(r"\b[A-Z][\w'’-]+ (?:v|vs|versus)\.? [A-Z][\w'’-]+(?:[ -][A-Z][\w'’-]+)?")


def _is_headline(words: Sequence[Word]) -> bool:
    if len(words) < _TITLE_CASE_WORDS:
        return False
    return sum(word.capital for word in words) >= _TITLE_CASE_SHARE * len(words)
