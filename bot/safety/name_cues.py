"""Words that announce a name: titles, "my client", "her name is", "this is"."""

import re
from collections.abc import Sequence
from typing import Final

from bot.safety.vocabulary import Word
from bot.safety.wordlists import group

_JOINED: Final = frozenset({" ", "  ", "\u00a0"})
_LOOSELY_JOINED: Final = frozenset({", ", ": ", " - ", " – ", " (", ":", ",", "; "})
_SELF: Final = frozenset({"i'm", "im", "i’m"})
_NAME_FOLLOWED = re.compile(r"\s*(?:$|,|\.|!|-|from\b|here\b|and i\b|a \b|the \b|\()", re.IGNORECASE)


def announced(words: Sequence[Word], index: int, text: str) -> bool:
    """The words before this one announce a name, and this word can be one."""
    if index == 0:
        return False
    word, before = words[index], words[index - 1]
    if before.low in group("titles") or before.low in group("soft_titles"):
        return word.gap in {" ", ".", ". ", "  "} and _fits_title(word, before)
    if word.low in group("function") and not word.first_name:
        return False
    if _is_naming(words, index):
        return _fits_naming(words, index)
    if _is_person(before) and not before.possessive:
        return _fits_person(words, index)
    return _is_introduction(words, index, text)


def _fits_title(word: Word, title: Word) -> bool:
    if word.low in group("function") or word.low in group("titles"):
        return False
    known = word.first_name or word.surname
    if title.low in group("soft_titles"):
        return (word.capital and (known or not word.common)) or (known and not word.common)
    return known or word.capital or not word.common


def _is_naming(words: Sequence[Word], index: int) -> bool:
    before = words[index - 1]
    if words[index].gap not in _JOINED | _LOOSELY_JOINED | {" '", ' "', " ‘", " “", ": "}:
        return False
    second = words[index - 2].low if index > 1 else ""
    if before.low in {"named", "called", "aka"} or (second, before.low) in {("known", "as"), ("goes", "by")}:
        return True
    if before.low in {"is", "was"} and second in {"name", "names"}:
        return True
    if before.low in {"name", "surname", "forename", "firstname"}:
        return before.possessive or words[index].gap.startswith((":", " -", ","))
    return before.low == "names" and (
        index == 1 or second in {"my", "his", "her", "their", "client", "clients", "the", "pas"}
    )


def _fits_naming(words: Sequence[Word], index: int) -> bool:
    word, before = words[index], words[index - 1]
    sure = before.low not in {"named", "called"} or _person_near(words, index - 1)
    if word.capital:
        return word.first_name or word.surname or (sure and not word.common)
    if word.low in {"will", "may", "can"}:
        return False
    if word.first_name:
        return sure or not word.common
    return sure and not word.common and not word.text.isupper()


def _person_near(words: Sequence[Word], index: int) -> bool:
    if index and words[index - 1].low in {"is", "was", "he", "she", "who's", "he's", "she's", "hes", "shes", "are"}:
        return True
    return any(_is_person(word) for word in words[max(0, index - 4) : index])


def _is_person(word: Word) -> bool:
    return word.low in group("family") or word.low in group("roles")


def _fits_person(words: Sequence[Word], index: int) -> bool:
    word, before = words[index], words[index - 1]
    if word.gap in _JOINED:
        return _fits_person_directly(words, index)
    loosely = word.gap in _LOOSELY_JOINED and word.capital and not word.common
    return loosely and (word.first_name or before.low in {"client", "user", "employer", "pa", "person", "patient"})


def _fits_person_directly(words: Sequence[Word], index: int) -> bool:
    word, before = words[index], words[index - 1]
    following = words[index + 1] if index + 1 < len(words) else None
    verb_follows = following is not None and following.gap == " " and following.low in group("verbs")
    if word.capital:
        if word.low in group("mostly_words"):
            return verb_follows or (following is not None and following.capital and following.surname)
        return word.first_name or not word.common or (word.surname and verb_follows)
    if word.text.isupper() and not word.shouted:
        return False
    if word.first_name:
        return not word.common or (verb_follows and before.low in group("family"))
    mine = index > 1 and words[index - 2].low in {"my", "our", "service"}
    return not word.common and verb_follows and mine and word.low not in group("verbs")


def _is_introduction(words: Sequence[Word], index: int, text: str) -> bool:
    word, before = words[index], words[index - 1]
    if not word.capital and not word.first_name:
        return False
    second = words[index - 2].low if index > 1 else ""
    presented = before.low in _SELF or (second, before.low) in {
        ("i", "am"),
        ("this", "is"),
        ("it", "is"),
        ("speaking", "to"),
    }
    signed = before.low in group("sign_off") and not word.not_name and index >= len(words) - 2 and len(words) > 2
    if not presented and not signed:
        return False
    followed = signed or bool(_NAME_FOLLOWED.match(text, word.end))
    if word.first_name:
        return (word.capital and not word.also_a_word) or followed
    return word.capital and not word.common and followed
