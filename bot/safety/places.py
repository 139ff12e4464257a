"""Postcodes and street addresses."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from bot.safety import wordlists
from bot.safety.spans import Span, span_of
from bot.safety.wordlists import group

# "S1 1st", "W2 5hr": the second half, in lower case, reads as an ordinal or a unit.
_ORDINAL_OR_UNIT = re.compile(r"(?:1st|2nd|3rd|\dth|\dhr|\dpw)$")
_FLAT: Final = (
    r"(?:(?:flat|apartment|apt|unit)\.? ?[\da-z]{1,3}(?:[/-]\d{1,2}){0,2}|"
    r"(?:ground|first|second|third|top) floor(?: flat)?|\d{1,2}/\d{1,2}|[\dg]{1,2}/[\dlr]),? "
)
_NUMBER: Final = r"\d{1,4}[a-z]?(?:[/-]\d{1,3}[a-z]?){0,2}"
_WORD: Final = r"[^\W\d_][\w'’.-]{0,24}+"
_FLAT_ALONE = re.compile(
    r"\b(?:flat|apartment|apt)\.? \d{1,3}[a-z]?(?:[/-]\d{1,2}){0,2}\b|\bflat [a-h]\b(?= ?,| ?\d)", re.IGNORECASE
)
_LIVES: Final = (
    r"\b(?:liv(?:es?|ed|ing)|stay(?:s|ed|ing)?|resid(?:es?|ing|ent)|moved|moving|home|house|address|"
    r"visit(?:ed)? (?:her|him|them))"
    r"(?: is| now| alone| currently| just)?(?: at| in| on| to|:)?,? (?:is )?"
)
_AFTER_LIVES = re.compile(
    rf"{_LIVES}(?P<address>(?:{_FLAT})?{_NUMBER},? (?P<words>{_WORD}(?: {_WORD}){{0,2}}))", re.IGNORECASE
)


@cache
def _postcode() -> re.Pattern[str]:
    areas = "|".join(sorted(group("postcode_areas")))
    half = r"\d[ABD-HJLNP-UW-Z]{2}\b"
    return re.compile(rf"\b(?:{areas})(?:\d[\dA-Z]? ?| \d{{1,2}} ){half}", re.IGNORECASE)


@cache
def _numbered() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?P<flat>{_FLAT})?(?:no\.? ?)?(?<![£$.:/\d-]){_NUMBER},? "
        rf"(?P<words>(?:{_WORD} ){{0,4}}?)(?P<type>{_types()})\b\.?(?!')",
        re.IGNORECASE,
    )


@cache
def _named_house() -> re.Pattern[str]:
    names = r"(?:[A-Z][\w'’-]{1,20} ){1,3}"
    streets = "|".join(sorted(group("sure_street"))).title()
    return re.compile(
        r"\b(?:[Ll]iv(?:es?|ing)|[Ss]tay(?:s|ing)?|[Rr]esid(?:es?|ing)|[Aa]ddress(?: is)?:?)"
        r"(?: alone)?(?: at| in| on| is)? "
        rf"(?P<address>{names}(?:{_types()}|{_types().title()})\b(?:, {names}(?:{streets}|St)\b)?)"
    )


def _types() -> str:
    return "|".join(sorted(group("sure_street") | group("other_street"), key=len, reverse=True))


def find_postcodes(text: str) -> list[Span]:
    """Find full UK postcodes; areas such as EH6 stay."""
    return list(_postcodes(text))


def find_addresses(text: str) -> list[Span]:
    """Find street addresses; areas, towns and councils stay."""
    return list(_addresses(text))


def _postcodes(text: str) -> Iterator[Span]:
    for found in _postcode().finditer(text):
        if not _ORDINAL_OR_UNIT.search(found.group()):
            yield span_of(found, "postcode")


def _addresses(text: str) -> Iterator[Span]:
    if any(letter.isdigit() for letter in text):
        yield from (span_of(found, "address") for found in _numbered().finditer(text) if _is_street(found, text))
        yield from (span_of(found, "address") for found in _FLAT_ALONE.finditer(text))
        yield from (
            span_of(found, "address", "address")
            for found in _AFTER_LIVES.finditer(text)
            if _reads_as_name(found["words"])
        )
    yield from (span_of(found, "address", "address") for found in _named_house().finditer(text))


def _is_street(found: re.Match[str], text: str) -> bool:
    words = found["words"].split()
    kind = found["type"]
    the_wynd = [word.lower() for word in words] == ["the"] and kind.lower() in group("sure_street")
    if the_wynd or found["flat"]:
        return True
    if not words or any(word.lower().strip(".,") in group("not_in_a_street") for word in words):
        return False
    return kind.lower() in group("sure_street") or _is_likely(words, kind, text[: found.start()], text[found.end() :])


def _is_likely(words: list[str], kind: str, before: str, after: str) -> bool:
    """An everyday word such as place or court is a street type only where more speaks for it."""
    if words[0][0].isupper() and (kind[0].isupper() or kind in {"st", "dr", "pl", "ct"}):
        return True
    if not any(_is_common(word) for word in words) or kind == "st":
        return True
    return bool(re.search(rf"{_LIVES}$|\bat $", before, re.IGNORECASE) or re.match(r",|\s*\0|\s*$", after))


def _reads_as_name(words: str) -> bool:
    first = words.partition(" ")[0]
    if first.lower() in group("not_in_a_street"):
        return False
    return not _is_common(first) or (first[0].isupper() and first[1:2].islower())


def _is_common(word: str) -> bool:
    return word.lower() in wordlists.words("common_words")
