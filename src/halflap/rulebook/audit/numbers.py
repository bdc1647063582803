"""Knows how English and French prose writes numbers: digits, number words and ordinals."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_EN_ONES = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_EN_TENS = _words("twenty thirty forty fifty sixty seventy eighty ninety")
_FR_ONES = _words(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze "
    "seize dix-sept dix-huit dix-neuf"
)
_FR_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}
_EN_ORDINALS = _words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth"
)
_FR_ORDINALS = _words(
    "premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième "
    "onzième douzième treizième quatorzième quinzième seizième"
)


def _cardinals() -> dict[str, int]:
    words = {word: value for value, word in enumerate(_EN_ONES)}
    for tens, word in enumerate(_EN_TENS, start=2):
        words[word] = tens * 10
        for one in range(1, 10):
            words[f"{word}-{_EN_ONES[one]}"] = words[f"{word} {_EN_ONES[one]}"] = tens * 10 + one
    words |= {word: value for value, word in enumerate(_FR_ONES)} | {"une": 1}
    for base, word in _FR_TENS.items():
        words[word] = base
        words[f"{word} et un"] = words[f"{word}-et-un"] = base + 1
        for one in range(2, 10):
            words[f"{word}-{_FR_ONES[one]}"] = base + one
    return words


_CARDINALS = _cardinals()
_ORDINALS = {
    **{word: value for value, word in enumerate(_EN_ORDINALS, start=1)},
    **{word: value for value, word in enumerate(_FR_ORDINALS, start=1)},
    "première": 1,
    "second": 2,
    "seconde": 2,
    "fastest": 1,
}


def _either(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


NUMBER = rf"(?:\b(?:\d{{1,3}}|{_either(_CARDINALS)})\b)"
"""A pattern for a number: ``15``, ``sixteen``, ``vingt-deux``."""

ORDINAL = rf"(?:\b(?:\d{{1,2}}(?:st|nd|rd|th|e|er|ème)|{_either(_ORDINALS)})\b)"
"""A pattern for an ordinal: ``third``, ``3rd``, ``troisième``; "the fastest" alone is the first."""


def number(text: str) -> int:
    """What ``NUMBER`` matched, as a number."""
    return int(text) if text.isdigit() else _CARDINALS[text.casefold()]


def ordinal(text: str) -> int:
    """What ``ORDINAL`` matched, as a number."""
    digits = "".join(letter for letter in text if letter.isdigit())
    return int(digits) if digits else _ORDINALS[text.casefold()]
