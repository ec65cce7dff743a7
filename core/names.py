"""When two names mean the same: full-width and half-width letters, stray spaces and invisible marks do not count.

Nor do spaces between Chinese characters, which are typed to make short names as wide as long ones.
"""

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_SPACES = re.compile(r"\s+")
_UNTIDY = re.compile(rf"{_INVISIBLE.pattern}|[^\S ]|\s\s|^\s|\s$")  # most names are tidy: one look tells
_HAN = r"[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]"
_WITHIN_HAN = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
_JOINTS = re.compile(r"[\s_\-.·:：]+")


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """What identifies a name: NFKC, single spaces, none between Chinese characters, no invisible marks.

    Upper and lower case differ.
    """
    return joined(tidy(unicodedata.normalize("NFKC", name)))


def joined(name: str) -> str:
    """A name without the spaces between Chinese characters."""
    return _WITHIN_HAN.sub("", name)


def spaced_apart(one: str, other: str) -> bool:
    """Whether two spellings of one name differ by spaces between Chinese characters."""
    if one == other or name_key(one) != name_key(other):
        return False
    plain, spaced = (tidy(unicodedata.normalize("NFKC", name)) for name in (one, other))
    return plain != spaced


def tidy(name: str) -> str:
    """A name as it is kept: as given, without invisible marks, with single spaces."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", name)).strip() if _UNTIDY.search(name) else name


@lru_cache(maxsize=65536)
def word_key(word: str) -> str:
    """What identifies a word of ours, such as a header or a kind: also without case, spaces, hyphens and dots."""
    return _JOINTS.sub("", name_key(word).casefold())
