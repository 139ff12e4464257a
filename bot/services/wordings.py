"""Questions and answers as people typed them, made ready for a draft. Pure."""

import re
from collections.abc import Sequence

MASK = re.compile(r"\[[a-z][a-z ]{2,40}\]")
"""What stands where personal data was hidden, such as [name]."""
_BEFORE_MASK = re.compile(
    r"(?:,? ?\b(?:called|named|her name is|his name is|my name is|name is|i am|i'm|this is|ring(?: me)?(?: on)?|"
    r"call(?: me)?(?: on)?|number|chi|born(?: on)?|dob|lives? (?:at|in)|living (?:at|in)|at|of|from|on|in|for|"
    r"mr|mrs|ms|dr)\s+)?"
    r"\[[a-z][a-z ]{2,40}\](?:'s|’s)?",
    re.IGNORECASE,
)
_GREETING = re.compile(r"^(?:hi|hello|hey|dear all|good (?:morning|afternoon|evening))\b[\s,.!:-]*", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_FEWEST_WORDS = 3
_MOST_MASKS = 2
_LONGEST, _TITLE = 300, 70
_EVERY = 4
"""One wording in so many is held out to judge, once there are that many."""
_SHORT_ANSWER = 60
"""Words of an answer in one piece that make its short answer; what follows is detail."""
_LABELS = {
    "next_step": re.compile(r"^(?:\*\*)?next steps?\b:?(?:\*\*)?:?\s*", re.IGNORECASE),
    "who_to_ask": re.compile(r"^(?:\*\*)?who to (?:ask|contact)\b:?(?:\*\*)?:?\s*", re.IGNORECASE),
}


def masks_in(text: str) -> Sequence[str]:
    """Return the marks of hidden personal data that are left in a text."""
    return MASK.findall(text.lower())


def clean(question: str) -> str:
    """Return a masked question as a wording: no marks, no greeting, not too long; empty when too little is left."""
    if len(masks_in(question)) > _MOST_MASKS or _about_a_mask(question):
        return ""
    text = _SPACES.sub(" ", _BEFORE_MASK.sub("", question)).strip()
    text = re.sub(r"\s+([,.?!])", r"\1", _GREETING.sub("", text)).strip(" ,;-")
    if len(text) > _LONGEST:
        asked = [sentence for sentence in _SENTENCE.split(text) if sentence.endswith("?")]
        text = asked[0] if asked else text
    if len(text) > _LONGEST:
        text = text[:_LONGEST].rsplit(" ", 1)[0]
    return text if len(text.split()) >= _FEWEST_WORDS and not masks_in(text) else ""


def held_out(wordings: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split wordings into those that teach and those that judge; the first one always teaches."""
    judge = [w for place, w in enumerate(wordings, 1) if place % _EVERY == 0]
    return [w for w in wordings if w not in judge], judge


def title_from(question: str) -> str:
    """Propose a title of at most 70 letters."""
    text = _SENTENCE.split(MASK.sub("", question).strip())[0].rstrip(" ?.!")
    if len(text) > _TITLE:
        text = text[:_TITLE].rsplit(" ", 1)[0].rstrip(" ,;-")
    return text[:1].upper() + text[1:]


def parts_of(answer: str) -> dict[str, str]:
    """Split a reply into short answer, detail, next step and whom to ask, as far as it shows them."""
    found = {"short": "", "detail": "", "next_step": "", "who_to_ask": ""}
    rest: list[str] = []
    for paragraph in filter(None, (part.strip() for part in re.split(r"\n\s*\n", answer.replace("\r\n", "\n")))):
        name = next((name for name, label in _LABELS.items() if label.match(paragraph)), "")
        if name:
            words = _LABELS[name].sub("", paragraph)
            found[name] = words[:1].upper() + words[1:]
        else:
            rest.append(paragraph)
    if len(rest) == 1:
        rest = _cut(rest[0])
    return found | {"short": rest[0] if rest else "", "detail": "\n\n".join(rest[1:])}


def _cut(paragraph: str) -> list[str]:
    sentences = _SENTENCE.split(paragraph)
    words, kept = 0, 0
    for sentence in sentences:
        words += len(sentence.split())
        if kept and words > _SHORT_ANSWER:
            break
        kept += 1
    return [" ".join(part) for part in (sentences[:kept], sentences[kept:]) if part]


def _about_a_mask(question: str) -> bool:
    """A sentence whose subject was hidden says nothing without it: "[name] wants to know …"."""
    return bool(re.match(r"\s*\[[a-z][a-z ]{2,40}\](?!\s*[,.!:])", question, re.IGNORECASE))
