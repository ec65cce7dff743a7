"""When two names may mean one firm: without legal form, brackets and full-width letters they are the same or alike."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from core.catalogues import table
from core.names import name_key

ALIKE = 80.0  # of 100: share of letters in order that two names of one firm have in common
LONG_NAME = 2  # letters that a short name has at least to speak for a longer one


@lru_cache(maxsize=65536)
def plain_name(name: str) -> str:
    """A firm's name without its legal form, brackets, spaces and punctuation, in lower case."""
    plain = re.sub(r"[^\w]+", " ", name_key(name).casefold())
    return "".join(_legal_forms().sub(" ", plain).split())


@cache
def _legal_forms() -> re.Pattern[str]:
    """Legal forms: Latin ones as whole words, Chinese ones anywhere."""
    forms = [form for row in table("tables/legal_forms.csv") for form in row["words"].split("|")]
    return re.compile("|".join(rf"\b{re.escape(form)}\b" if form.isascii() else re.escape(form) for form in forms))


def likeness(one: str, other: str) -> float:
    """How alike two plain names are, 0 to 100; one that stands whole in the other counts as alike."""
    short, long = sorted((one, other), key=len)
    if len(short) >= LONG_NAME and short in long:
        return max(ALIKE, fuzz.ratio(one, other))
    return fuzz.ratio(one, other)


def nearest_firms(names: Sequence[str], known: Sequence[str], count: int = 3) -> list[list[tuple[int, float]]]:
    """For each name the rows of the `count` most similar known names with their score (0 to 100), best first."""
    plain = [plain_name(name) for name in known]
    found = []
    for name in names:
        scored = process.extract(plain_name(name), plain, scorer=fuzz.ratio, limit=count, score_cutoff=1.0)
        found.append([(row, score) for _, score, row in scored])
    return found
