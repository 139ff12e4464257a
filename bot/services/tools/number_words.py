"""Numbers in words become digits: “six and a half hours” is “6.5 hours”, “twelve pound fifty” is “12 pound 50”.

Packages for this were tried first. word2number reads “twelve pound fifty” as 62 and “six and a half” as 6; text2num
leaves halves alone; dateparser reads “6” as a date and makes a day of “32/1”. None refuses what cannot be.
"""

import re
from collections.abc import Iterator

_UNITS = dict(zip(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), range(1, 10), strict=True))
_TEENS = dict(
    zip(
        ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
        range(10, 20),
        strict=True,
    )
)
_TENS = dict(
    zip(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), range(20, 100, 10), strict=True)
)
_TENS["fourty"] = 40
_SCALES = {"hundred": 100, "thousand": 1000}
_WORDS = {"zero": 0, "nought": 0, **_UNITS, **_TEENS, **_TENS, **_SCALES}
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_PHRASE = re.compile(
    rf"\b(?:an?\s+(?=hundred|thousand))?(?:{_WORD})\b"
    rf"(?:(?:(?<=hundred)\s+and\s+|(?<=thousand)\s+and\s+|\s+|-)(?:{_WORD})\b)*"
)
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_ORDINAL = re.compile(rf"\b(?:(twenty|thirty)[\s-])?({'|'.join(sorted(_ORDINALS, key=len, reverse=True))})\b")
_SIGNS = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "−": "-", "\u2011": "-", "\u00a0": " "})
_FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}
_UNIT = r"(hours?|hrs?|days?|weeks?|months?|years?)"
_REWRITES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\ba couple of\b", "2"),
        (r"\b(\d+)\s+and\s+(?:a|1)\s+half\b", r"\1.5"),
        (r"\b(\d+)\s+and\s+(?:a|1)\s+quarter\b", r"\1.25"),
        (r"\b(\d+)\s+and\s+3[\s-]quarters\b", r"\1.75"),
        (r"\b(\d+)\s+1/2(?![/\d])", r"\1.5"),
        (rf"\b(?:an?|1)\s+{_UNIT}\s+and\s+a\s+half\b", r"1.5 \1"),
        (rf"\b(\d+)\s+{_UNIT}\s+and\s+a\s+half\b", r"\1.5 \2"),
        (rf"\b(?:a\s+)?half\s+(?:an?\s+|of\s+an?\s+)?{_UNIT}\b", r"0.5 \1"),
        (rf"\b3[\s-]quarters\s+of\s+an?\s+{_UNIT}\b", r"0.75 \1"),
        (rf"\b(?:a\s+)?quarter\s+of\s+an?\s+{_UNIT}\b", r"0.25 \1"),
    )
)


def in_digits(text: str) -> str:
    """Write a text in small letters with its numbers in digits; what is not a number stays."""
    plain = " ".join(text.translate(_SIGNS).lower().split())
    plain = re.sub(r"(\d*)\s?([½¼¾])", lambda found: (found[1] or "0") + _FRACTIONS[found[2]], plain)
    plain = _ORDINAL.sub(lambda found: f"{_TENS.get(found[1], 0) + _ORDINALS[found[2]]}th", plain)
    plain = _PHRASE.sub(lambda found: "".join(_numbers(found[0])), plain)
    for pattern, replacement in _REWRITES:
        plain = pattern.sub(replacement, plain)
    return plain


def _numbers(phrase: str) -> Iterator[str]:
    """Yield the numbers of a phrase with what stands between them: “six thirty” are two, “thirty six” is one."""
    total = group = 0
    last, between, position = "", "", 0
    for found in re.finditer(rf"\b(?:{_WORD})\b", phrase):
        word = found[0]
        if last and not _joins(last, word, group):
            yield f"{between}{total + group}"
            total = group = 0
            between = phrase[position : found.start()]
        if word == "hundred":
            group = (group or 1) * 100
        elif word == "thousand":
            total, group = (group or 1) * 1000, 0
        else:
            group += _WORDS[word]
        last, position = word, found.end()
    yield f"{between}{total + group}"


def _joins(last: str, word: str, group: int) -> bool:
    """Tell whether a word belongs to the number before it."""
    if word in _SCALES:
        return last not in _SCALES or (word == "thousand" and last == "hundred")
    if last in _SCALES:
        return True
    return last in _TENS and word in _UNITS and group % 10 == 0
