"""The words of a message, each with what the lists of names and words say about it."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from bot.safety import wordlists
from bot.safety.wordlists import group

_WORD = re.compile(r"[^\W\d_]++(?:['’ʼ`-][^\W\d_]++)*+")
_POSSESSIVE = re.compile(r"['’ʼ`]s$", re.IGNORECASE)
_CLAN = re.compile(r"(?:mc|mac|o')[a-z]{3,}")
_CLAN_CAPITAL = re.compile(r"(?:Mc|Mac|O['’])[A-Z][a-z]{2,}")
_UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "’": "'", "ʼ": "'", "`": "'"})


@dataclass(frozen=True)
class Word:
    """One word of a message, without its possessive ending."""

    text: str
    start: int
    end: int
    gap: str
    """What stands between the word before and this one."""
    possessive: bool
    shouted: bool
    """The whole message is in capitals, so a capital says nothing."""

    @cached_property
    def low(self) -> str:
        """Lower case without accents, for looking up."""
        plain = unicodedata.normalize("NFKD", self.text.lower().translate(_UNDECOMPOSED))
        return "".join(letter for letter in plain if not unicodedata.combining(letter))

    @cached_property
    def first_name(self) -> bool:
        """It is in the list of first names, also in two halves as in Sarah-Jane."""
        known = wordlists.words("first_names")
        return self.low in known or ("-" in self.low and all(part in known for part in self.low.split("-")))

    @cached_property
    def surname(self) -> bool:
        """It is in the list of surnames or is built like one, as in McX and O'X."""
        known = wordlists.words("surnames")
        if self.low in known or _CLAN_CAPITAL.fullmatch(self.text):
            return True
        if "-" in self.low:
            return any(part in known for part in self.low.split("-"))
        return self.low.startswith(("mc", "o'")) and bool(_CLAN.fullmatch(self.low))

    @cached_property
    def clan(self) -> bool:
        """It is written like a Scottish or Irish surname: McKay, O'Neill."""
        return bool(_CLAN_CAPITAL.fullmatch(self.text)) and not self.not_name

    @cached_property
    def also_a_word(self) -> bool:
        """It is a name that is a common word, a place or an organisation as well."""
        return self.low in wordlists.words("names_also_words") or self.not_name

    @cached_property
    def not_name(self) -> bool:
        """It is a place, organisation, weekday, condition or role."""
        return self.low in wordlists.words("not_names")

    @cached_property
    def common(self) -> bool:
        """It is an everyday word, or made of such: self-employed, I'm."""
        known = wordlists.words("common_words")
        if self.not_name or self.low in known or self.low.split("'")[0] in group("contracted"):
            return True
        return "-" in self.low and all(part in known for part in self.low.split("-"))

    @cached_property
    def capital(self) -> bool:
        """It begins with a capital that means something; PVG and P45 do not."""
        if self.shouted or not self.text[0].isupper():
            return False
        acronym = len(self.text) > 1 and self.text.isupper()
        return not acronym or ((self.first_name or self.surname) and not self.common)

    @cached_property
    def opens_sentence(self) -> bool:
        """It is the first word of a sentence, where everything has a capital."""
        return self.start == 0 or self.gap.strip(" \"'(") in {".", "!", "?", ":"} or "\n" in self.gap


def split(text: str) -> list[Word]:
    """The words of a text in reading order."""
    shouted = text.isupper() and " " in text
    words: list[Word] = []
    position = 0
    for found in _WORD.finditer(text):
        plain = _POSSESSIVE.sub("", found.group())
        end = found.start() + len(plain)
        gap = text[position : found.start()]
        words.append(Word(plain, found.start(), end, gap, end < found.end(), shouted))
        position = found.end()
    return words
