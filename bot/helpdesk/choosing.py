"""Which of a step's buttons a text names, and what labels before its parts say. Pure, like `flows.py`."""

import re
from collections.abc import Sequence

from bot.helpdesk.guided import CHOICE, PRESSED, SEVERAL, SKIPPED, YES_NO, Answer, Button, Step, Tool

DONE = "done"
"""The value of the button that ends choosing several; no other button is called so."""
_NUMBERS = re.compile(r"(?:numbers? )?\d{1,2}(?:(?:\s*(?:,|;|&|\+|\band\b)\s*|\s+)+\d{1,2})*")
_ALL = re.compile(r"(?:all|everything|all (?:of )?(?:them|these|those|it)|they all|all matter)(?: please)?")
_ARTICLE = re.compile(r"^(?:an?|the) (?=\w+$)")
_YES, _NO = (re.compile(rf"^(?:{words})(?=$|[\s,.;!])") for words in ("yeah|yep|yup|aye|y", "nope|nah|naw|n"))
_TAKES_BACK = re.compile(
    r"(?:(?:no|nope|sorry|oops|wait|actually|correction|i meant?|make (?:it|that))\b[\s,.:;-]*)+(?=.)"
)
_NEGATES = re.compile(
    r"(?:\b(?:not|no|never|nor|without|except(?: for)?)|n't)\s+(?:(?:the|an?|any|in|at|about|really)\s+)*$"
)
_HEDGES = re.compile(r"\b(?:but|except|unless|although|though|however|maybe|perhaps|might|not sure)\b")
_SMALL_WORDS = re.compile(
    r"(?:(?:(?:it|that|he|she) is|it's|that's|they are|i think|i would say|i'd say|just|only|well|an?|the)\s+)+(?=\w)"
)
_FEWEST_WORDS_OF_A_TITLE = 2
_THAT_IS_ALL = re.compile(r"(?:that is|that's|thats) (?:all|it)(?: please)?|done|ready|no more|nothing else|finished")


def chosen(step: Step, plain: str, *, alone: bool, begins: bool = True) -> Answer | None:
    """Find what the words name; `alone` when nothing else is asked, so that a number or title will do.

    `begins`: a button whose word stands at the beginning of more words is meant, too.
    """
    if step.kind == SEVERAL:
        return _several(step, plain, alone=alone)
    if step.kind in {CHOICE, YES_NO} and alone and plain.isdecimal() and 0 < int(plain) <= len(step.buttons):
        return pressed(step, step.buttons[int(plain) - 1])
    named = []
    if alone:
        plain = _ARTICLE.sub("", _NO.sub("no", _YES.sub("yes", plain, count=1), count=1))
    # “No, but perhaps the son” is no plain no.
    begins = begins and not _HEDGES.search(plain)
    for button in step.buttons:
        words = (*button.says, button.title.lower().rstrip("?!."), button.value) if alone else button.says
        fits = any(" " in word and _says(word, plain) for word in words)
        if fits or (alone and any(word == plain or (begins and _begins(word, plain)) for word in words)):
            named.append(button)
    if alone and not named:
        named = [button for button in step.buttons if _is_part(plain, button.title.lower())]
        rest = _SMALL_WORDS.match(plain)
        if rest and not named:
            return chosen(step, plain[rest.end() :], alone=True, begins=False)
    return pressed(step, named[0]) if len(named) == 1 else None


def taken_back(plain: str) -> str:
    """Return what stands behind “no, …”, “sorry, I meant …” and the like; the whole when nothing of it is there."""
    begins = _TAKES_BACK.match(plain)
    return plain[begins.end() :] if begins else plain


def named_exactly(step: Step, plain: str) -> Answer | None:
    """Find the button whose words are all that a text says."""
    for button in step.buttons:
        if plain in {*button.says, button.title.lower().rstrip("?!.")}:
            return pressed(step, button)
    return None


def pressed(step: Step, button: Button) -> Answer | None:
    """Return what a button answers; None when its words have to be read."""
    if button.value == SKIPPED:
        return Answer(SKIPPED, words=button.title)
    if step.kind == SEVERAL:
        return together(step, [button.value])
    return Answer(step.kind, button.value, button.title) if step.kind in PRESSED else None


def together(step: Step, values: Sequence[str]) -> Answer:
    """Return several chosen ones as one answer, in the order of their buttons."""
    buttons = [button for button in step.buttons if button.value in values]
    words = "; ".join(button.title for button in buttons)
    return Answer(SEVERAL, [button.value for button in buttons], words)


def left(step: Step, partly: Sequence[str]) -> tuple[Button, ...]:
    """Return the buttons that can still be pressed after some were; one that leaves the step out only before."""
    return tuple(b for b in step.buttons if b.value not in partly and not (partly and b.value == SKIPPED))


def ends_choosing(plain: str) -> bool:
    """Tell whether somebody says that nothing is to be added to what was pressed."""
    return bool(_THAT_IS_ALL.fullmatch(plain))


def labelled(tool: Tool, text: str) -> tuple[str, tuple[tuple[Step, str], ...]]:
    """Cut a text at labels such as “Wish:”; return what stands before the first, and each step with its part."""
    steps = {label: step for step in tool.steps for label in step.labels}
    if not steps:
        return text, ()
    names = "|".join(re.escape(label) for label in sorted(steps, key=len, reverse=True))
    found = list(
        re.finditer(rf"(?:^|(?<=[.;,!?\n])|(?<=\s-))\s*(?:and |the )?({names})\s*[:=]\s*", text, re.IGNORECASE)
    )
    if not found:
        return text, ()
    ends = [*(match.start() for match in found[1:]), len(text)]
    parts = [
        (steps[m.group(1).lower()], text[m.end() : end].strip(" \t\n;,-")) for m, end in zip(found, ends, strict=True)
    ]
    return text[: found[0].start()].strip(), tuple((step, part) for step, part in parts if part)


def _several(step: Step, plain: str, *, alone: bool) -> Answer | None:
    real = [button for button in step.buttons if button.value != SKIPPED]
    if alone and _ALL.fullmatch(plain):
        return together(step, [button.value for button in real])
    if alone and _NUMBERS.fullmatch(plain):
        numbers = [int(number) for number in re.findall(r"\d+", plain)]
        fits = all(0 < number <= len(real) for number in numbers)
        return together(step, [real[number - 1].value for number in numbers]) if fits else None
    named = [button.value for button in real if _names(button, plain, alone=alone)]
    if not named and alone:
        skips = [b for b in step.buttons if b.value == SKIPPED and plain in {*b.says, b.title.lower().rstrip("?!.")}]
        return Answer(SKIPPED, words=skips[0].title) if skips else None
    return together(step, named) if named else None


def _names(button: Button, plain: str, *, alone: bool) -> bool:
    words = (*button.says, button.title.lower().rstrip("?!."), button.value) if alone else button.says
    return any((alone or " " in word) and _says(word, plain) for word in words)


def _says(words: str, plain: str) -> bool:
    found = re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", plain)
    return any(not _NEGATES.search(plain[: match.start()]) for match in found)


def _begins(word: str, plain: str) -> bool:
    return plain.startswith((*(f"{word}{mark}" for mark in " ,;:."), f"the {word}"))


def _is_part(plain: str, title: str) -> bool:
    """Whether words are the first ones of a title, up to a colon, or several within it that nothing negates."""
    if plain == title.partition(":")[0]:
        return True
    return len(plain.split()) >= _FEWEST_WORDS_OF_A_TITLE and _says(plain, title)
