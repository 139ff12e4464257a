"""E-mail addresses and numbers that stand for one person: NI, CHI, NHS, bank, vehicle, labelled references."""

import re
from collections.abc import Iterator
from typing import Final

from bot.safety.spans import Span, span_of
from bot.safety.wordlists import group

_FLAGS: Final = re.IGNORECASE
_EMAIL = re.compile(r"[\w.+'’-]{1,64}+\s?@\s?(?:[\w-]{1,63}+\.){1,5}[a-z]{2,24}", _FLAGS)
_SPELT_EMAIL = re.compile(
    r"[\w.+-]{1,64}+ ?(?:@|\(at\)|\[at\]| at ) ?(?:gmail|hotmail|outlook|yahoo|icloud|live|aol|btinternet|sky|me|msn)"
    r"(?: ?\. ?| dot )(?:com|co(?: ?\. ?| dot )uk|net)\b",
    _FLAGS,
)
_NI_PREFIX = r"(?!BG|GB|NK|KN|TN|NT|ZZ)(?:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]|QQ)"
_NI = re.compile(rf"\b{_NI_PREFIX}[ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[A-D]\b", _FLAGS)
_NI_LABELLED = re.compile(
    r"\b(?:national insurance|nino|ni)(?: ?(?:number|no\.?|num))?(?: is|:|=| -|,)? {0,2}"
    rf"({_NI_PREFIX}[ -]?\d\d[ -]?\d\d[ -]?\d\d)(?!\d)",
    _FLAGS,
)
_TEN_DIGITS = re.compile(
    r"(?<![\d£$.,/+-])(?:\d{10}|\d{6}[ -]\d{4}|\d{3}[ -]\d{3}[ -]\d{4}|\d{2} \d{2} \d{2} \d{4})(?![\d/]|[.,]\d)"
)
_LINK = r"(?: ?(?:number|no\.?|num|nr|id|#))?(?:['’]s|s)?(?: is|:|=| -|,|\.)*+ {0,2}"
_CHI_LABEL = re.compile(rf"\bchi{_LINK}$", _FLAGS)
_NHS_LABEL = re.compile(rf"\bnhs{_LINK}$", _FLAGS)
_CHI_LABELLED = re.compile(rf"\bchi{_LINK}(\d[\d -]{{6,12}}\d)(?!\d)", _FLAGS)
_NHS_LABELLED = re.compile(rf"\bnhs{_LINK}(\d[\d -]{{6,12}}\d)(?!\d)", _FLAGS)
_SORT_CODE = re.compile(r"\b\d\d-\d\d-\d\d\b(?!-)")
_SORT_CODE_LABELLED = re.compile(r"\bsort ?code:? (?:is )?(\d\d[ -]?\d\d[ -]?\d\d)\b", _FLAGS)
_ACCOUNT = re.compile(
    r"\b(?:account|acct|acc|a/c)(?: ?(?:number|no\.?|num|#))?(?: is|:|=| -|,|\.)*+ {0,2}(\d[\d -]{4,8}\d)(?!\d)", _FLAGS
)
_IBAN = re.compile(r"\bGB\d\d ?[A-Z]{4}(?: ?\d{4}){3} ?\d{2}\b", _FLAGS)
_CARD = re.compile(r"(?<!\d)(?:\d{4}[ -]){3}\d{4}(?!\d)|(?<!\d)\d{16}(?!\d)")
_PLATE = re.compile(r"\b[A-HJ-PR-Y][A-HJ-PR-Y](?:0[1-9]|1\d|2[0-9]|5[1-9]|6\d|7\d) ?[A-HJ-PR-Z]{3}\b")
_PLATE_LABELLED = re.compile(
    r"\b(?:reg|registration|number ?plate|plate|car)(?: ?(?:number|no\.?|plate))?(?: is|:|=| -)? "
    r"([a-z]{2}\d\d ?[a-z]{3}|[a-z]\d{1,3} ?[a-z]{3})\b",
    _FLAGS,
)
_REFERENCE = re.compile(
    r"\b(?:(?:case|client|person|service user|customer|claim|file|record|swift|mosaic|carefirst|liquidlogic|eclipse|"
    r"social work|referral|complaint|incident|payroll|employee|staff|membership|pvg|"
    r"disclosure|passport|licence|license|utr|sssc|"
    r"nmc|hospital|unit|paye|brp|visa|share code|user) ?(?:ref(?:erence)?|number|no\b\.?|num|id|#)?|"
    r"(?:my|our|your|the|his|her|their) ref(?:erence)?|ref(?:erence)?(?: number| no\.?)?)"
    r"(?: is|:|=| -|,|\.|#|\()*+ {0,2}#?"
    r"([a-z]{0,4}[-/ ]?\d[\d/-]{3,14}\d[a-z]{0,2}|\d{5,18}|\d{3}/[a-z]{1,2}\d{3,6})\b",
    _FLAGS,
)
_A_DATE = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|(?:19|20)\d\d[/-]\d{2,4}")


def find(text: str) -> list[Span]:
    """Find e-mail addresses, official numbers, accounts, number plates and labelled references."""
    if "@" not in text and " at " not in text and not any(letter.isdigit() for letter in text):
        return []
    return [*_emails(text), *_national_insurance(text), *_health_numbers(text), *_accounts(text), *_references(text)]


def nhs_check_digit_fits(digits: str) -> bool:
    """The last digit of a ten-digit NHS or CHI number is a modulus 11 check on the others."""
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == int(digits[9])


def begins_with_a_birth_date(digits: str) -> bool:
    """A CHI number begins with the date of birth as ddmmyy."""
    return 1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 12


def _emails(text: str) -> Iterator[Span]:
    for found in [*_EMAIL.finditer(text), *_SPELT_EMAIL.finditer(text)]:
        if re.split(r"[\s@(\[]", found.group().lower(), maxsplit=1)[0] not in group("shared_mailbox"):
            yield span_of(found, "email")


def _national_insurance(text: str) -> Iterator[Span]:
    yield from (span_of(found, "national_insurance") for found in _NI.finditer(text))
    yield from (span_of(found, "national_insurance", 1) for found in _NI_LABELLED.finditer(text))


def _health_numbers(text: str) -> Iterator[Span]:
    yield from (span_of(found, "chi", 1) for found in _CHI_LABELLED.finditer(text))
    yield from (span_of(found, "nhs_number", 1) for found in _NHS_LABELLED.finditer(text))
    for found in _TEN_DIGITS.finditer(text):
        kind = _health_kind(found.group(), text[max(0, found.start() - 20) : found.start()])
        if kind:
            yield span_of(found, kind)


def _health_kind(number: str, before: str) -> str | None:
    digits = "".join(letter for letter in number if letter.isdigit())
    if _CHI_LABEL.search(before):
        return "chi"
    if _NHS_LABEL.search(before):
        return "nhs_number"
    if begins_with_a_birth_date(digits) and not re.match(r"\d{3}[ -]", number):
        return "chi"
    return "nhs_number" if nhs_check_digit_fits(digits) else None


def _accounts(text: str) -> Iterator[Span]:
    for pattern in (_SORT_CODE, _IBAN, _CARD):
        yield from (span_of(found, "bank_account") for found in pattern.finditer(text))
    for pattern in (_SORT_CODE_LABELLED, _ACCOUNT):
        yield from (span_of(found, "bank_account", 1) for found in pattern.finditer(text))


def _references(text: str) -> Iterator[Span]:
    yield from (span_of(found, "vehicle") for found in _PLATE.finditer(text))
    yield from (span_of(found, "vehicle", 1) for found in _PLATE_LABELLED.finditer(text))
    for found in _REFERENCE.finditer(text):
        if not _A_DATE.fullmatch(found.group(1).strip()):
            yield span_of(found, "reference", 1)
