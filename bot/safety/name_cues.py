"""Words that announce a name: titles, "my client", "her name is", "this is"."""

from collections.abc import Sequence
from typing import Final

import regex

from bot.safety.vocabulary import Word

TITLES: Final = frozenset("mr mrs ms mx mister missus dr prof professor rev reverend cllr councillor bailie".split())
# These are words as well, or stand before other things than names.
SOFT_TITLES: Final = frozenset("miss sir lady lord dame doctor master father sister nurse pastor imam provost sheriff".split())
FAMILY: Final = frozenset(
    "mum mom mam mummy mother dad daddy father son daughter brother sister wife husband hubby partner aunt aunty auntie "
    "uncle gran granny grandad granda grandpa grandma grandmother grandfather nana nephew niece cousin grandson "
    "granddaughter stepson stepdaughter stepdad stepmum twin wean boy girl child baby fiance fiancee boyfriend girlfriend "
    "ex".split()
)
PEOPLE: Final = FAMILY | frozenset(
    "client user patient carer pa employer employee worker nurse manager neighbour friend lady man woman gentleman lad "
    "lass guy colleague boss attorney guardian advocate solicitor resident tenant individual person teenager pensioner "
    "applicant caller supervisor pal mate landlord teacher assistant caregiver".split()
)
VERBS: Final = frozenset(
    "is was has had wants wanted needs needed lives lived stays gets got says said asked asks works worked employs "
    "would will can cannot can't could does doesn't did didn't isn't wasn't hasn't won't who who's whose and receives "
    "pays paid uses used started left leaves leaving moved phoned rang called told thinks feels helps cares looks hates "
    "likes loves refuses refused might may should must goes went comes came does keeps".split()
)
FUNCTION: Final = frozenset(
    "a an the and or but if is are was were be been has have had do does did can could will would shall should may might "
    "must who whom whose what which when where why how i you he she it we they me him her us them my your his its our "
    "their this that these those to of in on at by for from with as not no any some all only just also still very too "
    "so then than there here now please thanks wants needs says said asks asked am being im isn't doesn't got gets".split()
)
# Said with a capital for other reasons than being somebody's name.
MOSTLY_WORDS: Final = frozenset(
    "may will june april summer sunday autumn grant bill charity christian art mark sue rich miles max gene".split()
)
_JOINED: Final = frozenset({" ", "  ", "\u00a0"})
_LOOSELY_JOINED: Final = frozenset({", ", ": ", " - ", " – ", " (", ":", ",", "; "})
_SELF: Final = frozenset({"i'm", "im", "i’m"})
_SIGN_OFF: Final = frozenset("thanks thank regards cheers ta sincerely wishes from xx".split())
_NAME_FOLLOWED = regex.compile(r"\s*(?:$|,|\.|!|-|from\b|here\b|and i\b|a \b|the \b|\()", regex.IGNORECASE)


def announced(words: Sequence[Word], index: int, text: str) -> bool:
    """The words before this one announce a name, and this word can be one."""
    if index == 0:
        return False
    word, before = words[index], words[index - 1]
    if before.low in TITLES or before.low in SOFT_TITLES:
        return word.gap in {" ", ".", ". ", "  "} and _fits_title(word, before)
    if word.low in FUNCTION and not word.first_name:
        return False
    if _is_naming(words, index):
        return _fits_naming(words, index)
    if before.low in PEOPLE and not before.possessive:
        return _fits_person(words, index)
    return _is_introduction(words, index, text)


def _fits_title(word: Word, title: Word) -> bool:
    if word.low in FUNCTION or word.low in TITLES:
        return False
    known = word.first_name or word.surname
    if title.low in SOFT_TITLES:
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
    return before.low == "names" and (index == 1 or second in {"my", "his", "her", "their", "client", "clients", "the", "pas"})


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
    return any(word.low in PEOPLE for word in words[max(0, index - 4) : index])


def _fits_person(words: Sequence[Word], index: int) -> bool:
    word, before = words[index], words[index - 1]
    if word.gap in _JOINED:
        return _fits_person_directly(words, index)
    loosely = word.gap in _LOOSELY_JOINED and word.capital and not word.common
    return loosely and (word.first_name or before.low in {"client", "user", "employer", "pa", "person", "patient"})


def _fits_person_directly(words: Sequence[Word], index: int) -> bool:
    word, before = words[index], words[index - 1]
    following = words[index + 1] if index + 1 < len(words) else None
    verb_follows = following is not None and following.gap == " " and following.low in VERBS
    if word.capital:
        if word.low in MOSTLY_WORDS:
            return verb_follows or (following is not None and following.capital and following.surname)
        return word.first_name or not word.common or (word.surname and verb_follows)
    if word.text.isupper() and not word.shouted:
        return False
    if word.first_name:
        return not word.common or (verb_follows and before.low in FAMILY)
    mine = index > 1 and words[index - 2].low in {"my", "our", "service"}
    return not word.common and verb_follows and mine and word.low not in VERBS


def _is_introduction(words: Sequence[Word], index: int, text: str) -> bool:
    word, before = words[index], words[index - 1]
    if not word.capital and not word.first_name:
        return False
    second = words[index - 2].low if index > 1 else ""
    presented = before.low in _SELF or (second, before.low) in {("i", "am"), ("this", "is"), ("it", "is"), ("speaking", "to")}
    signed = before.low in _SIGN_OFF and index >= len(words) - 2 and len(words) > 2
    if not presented and not signed:
        return False
    followed = signed or bool(_NAME_FOLLOWED.match(text, word.end))
    if word.first_name:
        return (word.capital and not word.also_a_word) or followed
    return word.capital and not word.common and followed
