"""The order of the Vietnamese alphabet, and texts without diacritics."""

import unicodedata
from functools import lru_cache

_LETTERS = {letter: index for index, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {"\u0306", "\u0302", "\u031b"}

SortKey = tuple[tuple[tuple[int, int], ...], tuple[int, ...], str]


@lru_cache(maxsize=8192)
def sort_key(text: str) -> SortKey:
    """Return the key by which Vietnamese texts are sorted: letters first (đ after d, ơ after ô), then tones.

    Tones run ngang, huyền, hỏi, ngã, sắc, nặng. Digits come before letters, other signs before digits.
    """
    letters: list[tuple[int, int]] = []
    tones: list[int] = []
    for base, marks in _clusters(text.casefold()):
        shaped = unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark in _SHAPES))
        letters.append(_rank(shaped))
        tones.append(next((_TONES[mark] for mark in marks if mark in _TONES), 0))
    return tuple(letters), tuple(tones), text


def folded(text: str) -> str:
    """Return a text in lower case without diacritics, as people type in a hurry: ``Đại học`` is ``dai hoc``."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("đ", "d")


def _clusters(text: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for character in unicodedata.normalize("NFD", text):
        if unicodedata.combining(character) and found:
            found[-1][1].append(character)
        else:
            found.append((character, []))
    return found


def _rank(letter: str) -> tuple[int, int]:
    if letter in _LETTERS:
        return 2, _LETTERS[letter]
    return (1, int(letter)) if letter.isdecimal() else (0, ord(letter[0]))
