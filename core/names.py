"""When two names mean the same: full-width and half-width letters, stray spaces and invisible marks do not count."""

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_SPACES = re.compile(r"\s+")
_UNTIDY = re.compile(rf"{_INVISIBLE.pattern}|[^\S ]|\s\s|^\s|\s$")  # most names are tidy: one look tells
_JOINTS = re.compile(r"[\s_\-.·:：]+")


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """What identifies a name: NFKC, single spaces, no invisible marks; upper and lower case differ."""
    return tidy(unicodedata.normalize("NFKC", name))


def tidy(name: str) -> str:
    """A name as it is kept: as given, without invisible marks, with single spaces."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", name)).strip() if _UNTIDY.search(name) else name


@lru_cache(maxsize=65536)
def word_key(word: str) -> str:
    """What identifies a word of ours, such as a header or a kind: also without case, spaces, hyphens and dots."""
    return _JOINTS.sub("", name_key(word).casefold())
