"""Postcodes and street addresses."""

from collections.abc import Iterator
from typing import Final

import regex

from bot.safety import wordlists
from bot.safety.spans import Span

_AREAS: Final = (
    "AB AL BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY EC EH EN EX FK FY GL GU "
    "GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY LA LD LE LL LN LS LU ME MK ML NE NG NN NP NR NW OL OX PA PE "
    "PH PL PO PR RG RH RM SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB WA WC WD WF WN WR WS WV "
    "YO ZE B E G L M N S W"
).split()
_POSTCODE = regex.compile(
    rf"\b(?:{'|'.join(_AREAS)})\d[\dA-Z]? ?\d[ABD-HJLNP-UW-Z]{{2}}\b|\b(?:{'|'.join(_AREAS)}) \d{{1,2}} \d[ABD-HJLNP-UW-Z]{{2}}\b",
    regex.IGNORECASE,
)
# "S1 1st", "W2 5hr": the second half, in lower case, reads as an ordinal or a unit.
_ORDINAL_OR_UNIT = regex.compile(r"(?:1st|2nd|3rd|\dth|\dhr|\dpw)$")

_SURE_STREET: Final = (
    "street road avenue crescent terrace gardens grove wynd brae loan quadrant mews cottages lane drive "
    "boulevard vennel esplanade promenade rd ave av avn cres crs cresc terr gdns gdn"
).split()
_OTHER_STREET: Final = (
    "st dr ln pl ct sq place court close way row park square view walk hill green rise path gate bank vale crossing "
    "house heights circus circle parade wharf quay port knowe rigg neuk toll pend loaning bank croft field fields "
    "villas villa mains farm cottage lodge estate meadow meadows parkway side end brow fold garth acre"
).split()
_TYPES = "|".join(sorted({*_SURE_STREET, *_OTHER_STREET}, key=len, reverse=True))
_FLAT = r"(?:(?:flat|apartment|apt|unit)\.? ?[\da-z]{1,3}(?:[/-]\d{1,2}){0,2}|(?:ground|first|second|third|top) floor(?: flat)?|\d{1,2}/\d{1,2}|[\dg]{1,2}/[\dlr]),? "
_NUMBER = r"\d{1,4}[a-z]?(?:[/-]\d{1,3}[a-z]?){0,2}"
_WORD = r"[^\W\d_][\w'’.-]{0,24}+"
_NUMBERED = regex.compile(
    rf"\b(?P<flat>{_FLAT})?(?:no\.? ?)?(?<![£$.:/\d-]){_NUMBER},? (?P<words>(?:{_WORD} ){{0,4}}?)(?P<type>{_TYPES})\b\.?(?!')",
    regex.IGNORECASE,
)
_FLAT_ALONE = regex.compile(r"\b(?:flat|apartment|apt)\.? \d{1,3}[a-z]?(?:[/-]\d{1,2}){0,2}\b|\bflat [a-h]\b(?= ?,| ?\d)", regex.IGNORECASE)
_LIVES = (
    r"\b(?:liv(?:es?|ed|ing)|stay(?:s|ed|ing)?|resid(?:es?|ing|ent)|moved|moving|home|house|address|visit(?:ed)? (?:her|him|them))"
    r"(?: is| now| alone| currently| just)?(?: at| in| on| to|:)?,? (?:is )?"
)
_AFTER_LIVES = regex.compile(
    rf"{_LIVES}(?P<address>(?:{_FLAT})?{_NUMBER},? (?P<words>{_WORD}(?: {_WORD}){{0,2}}))", regex.IGNORECASE
)
_NAMED_HOUSE = regex.compile(
    r"\b(?:[Ll]iv(?:es?|ing)|[Ss]tay(?:s|ing)?|[Rr]esid(?:es?|ing)|[Aa]ddress(?: is)?:?)(?: alone)?(?: at| in| on| is)? "
    rf"(?P<address>(?:[A-Z][\w'’-]{{1,20}} ){{1,3}}(?:{_TYPES}|{_TYPES.title()})\b(?:, (?:[A-Z][\w'’-]{{1,20}} ){{1,3}}(?:{'|'.join(_SURE_STREET).title()}|St)\b)?)"
)
# Words that stand in a street name only by accident: "15 minutes drive", "3 years down the road".
_NOT_IN_A_STREET: Final = frozenset(
    "hour hours hr hrs minute minutes min mins day days week weeks wk wks month months year years yr yrs mile miles km m "
    "a an of in at to on by for from per with and or but is are was be my her his their our your its this that than "
    "more less pm am people pas carers staff close different other times time x down up if when i we he she they it "
    "who what which how can do does not no so night nights shift shifts option options pounds pence percent care "
    "support worker workers visits visit session sessions relatives children kids both two three any all getting being "
    "have has had need needs want wants".split()
)


def find(text: str) -> list[Span]:
    """Find full UK postcodes and street addresses; areas, towns and councils stay."""
    return [*_postcodes(text), *_addresses(text)]


def _postcodes(text: str) -> Iterator[Span]:
    for found in _POSTCODE.finditer(text):
        if not _ORDINAL_OR_UNIT.search(found.group()):
            yield Span(*found.span(), "postcode")


def _addresses(text: str) -> Iterator[Span]:
    if any(letter.isdigit() for letter in text):
        yield from (Span(*found.span(), "address") for found in _NUMBERED.finditer(text) if _is_street(found, text))
        yield from (Span(*found.span(), "address") for found in _FLAT_ALONE.finditer(text))
        yield from (
            Span(*found.span("address"), "address") for found in _AFTER_LIVES.finditer(text) if _reads_as_name(found["words"])
        )
    yield from (Span(*found.span("address"), "address") for found in _NAMED_HOUSE.finditer(text))


def _is_street(found: regex.Match[str], text: str) -> bool:
    words = found["words"].split()
    kind = found["type"]
    the_wynd = [word.lower() for word in words] == ["the"] and kind.lower() in _SURE_STREET
    if the_wynd or found["flat"]:
        return True
    if not words or any(word.lower().strip(".,") in _NOT_IN_A_STREET for word in words):
        return False
    return kind.lower() in _SURE_STREET or _is_likely(words, kind, text[: found.start()], text[found.end() :])


def _is_likely(words: list[str], kind: str, before: str, after: str) -> bool:
    """An everyday word such as place or court is a street type only where more speaks for it."""
    if words[0][0].isupper() and (kind[0].isupper() or kind in {"st", "dr", "pl", "ct"}):
        return True
    if not any(_is_common(word) for word in words) or kind == "st":
        return True
    return bool(regex.search(rf"{_LIVES}$|\bat $", before, regex.IGNORECASE) or regex.match(r",|\s*\0|\s*$", after))


def _reads_as_name(words: str) -> bool:
    first = words.split()[0]
    if first.lower() in _NOT_IN_A_STREET:
        return False
    return not _is_common(first) or (first[0].isupper() and first[1:2].islower())


def _is_common(word: str) -> bool:
    return word.lower() in wordlists.words("common_words")
