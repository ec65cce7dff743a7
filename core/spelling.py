"""How a name may be typed: as it is written, in pinyin, or by the initials of its syllables."""

import importlib
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from core.names import word_key

SPELT = 40  # characters of a name that are spelt; nobody types a sentence by its initials
LEAST_INSIDE = 3  # letters in the middle of a name; fewer stand in nearly every name

EXACT, START, WORD, LETTERS, INSIDE, LETTERS_INSIDE = range(6)  # how well a name answers what was typed


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name as it is compared: without case, width, spaces and hyphens; its pinyin and initials, "" for Latin names.

    `loose` is the name in lower case with its spaces, so that the start of a word can be told.
    """

    plain: str
    loose: str
    pinyin: str
    initials: str


@lru_cache(maxsize=65536)
def spell(name: str) -> Spelling:
    """How a name is compared and typed. Pinyin by the package pypinyin, which is loaded at the first Chinese name."""
    plain = word_key(name)
    short = plain[:SPELT]
    if short.isascii():
        return Spelling(plain, name.casefold(), "", "")
    syllables = _syllables(short)
    return Spelling(plain, name.casefold(), "".join(syllables), "".join(syllable[:1] for syllable in syllables))


def answer(typed: str, spelled: Spelling) -> int | None:
    """How well a name answers a word that was typed (the form of `core.names.word_key`), lower is better, or None."""
    plain = spelled.plain
    if typed == plain:
        return EXACT
    if plain.startswith(typed):
        return START
    latin = typed.isascii()
    if latin and (spelled.initials.startswith(typed) or spelled.pinyin.startswith(typed)):
        return LETTERS
    if typed in plain:
        return WORD if latin and f" {typed}" in spelled.loose else INSIDE
    if latin and len(typed) >= LEAST_INSIDE and (typed in spelled.initials or typed in spelled.pinyin):
        return LETTERS_INSIDE
    return None


def _syllables(text: str) -> list[str]:
    """The syllables of a text, other characters as they are; quick where no character has several readings."""
    readings = [_readings(character) for character in text]
    if all(len(reading) == 1 for reading in readings):
        return [reading[0] for reading in readings]
    package = _pinyin()
    spelled: list[str] = package.lazy_pinyin(text, errors=list)
    return spelled


@lru_cache(maxsize=32768)
def _readings(character: str) -> tuple[str, ...]:
    """The readings of a character without tones; what is no Chinese character reads as itself."""
    if character.isascii():
        return (character,)
    package = _pinyin()
    style = package.Style.NORMAL
    return tuple(dict.fromkeys(package.pinyin(character, style=style, heteronym=True)[0]))


@cache
def _pinyin() -> Any:
    return importlib.import_module("pypinyin")
