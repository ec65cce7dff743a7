"""Words in cells that stand for a word of the model, such as "Utility sharing", by resources/tables/words.csv."""

import re
from difflib import get_close_matches
from functools import cache, lru_cache

from core import kinds
from core.catalogues import table
from core.i18n import translate
from core.names import word_key
from core.rule_titles import RULES
from core.system_choices import INDICATOR_NEEDS, QUANTITY_READS, R_TAGS, TARGET_PARTS, TARGET_SIDES
from core.text import N_

_TITLES: dict[str, dict[str, str]] = {
    "flow_kind": {kind.id: kind.title for kind in kinds.FLOW_KINDS.values()},
    "role": kinds.ROLES,
    "actor_kind": kinds.ACTOR_KINDS,
    "network_layer": kinds.NETWORK_LAYERS,
    "status": kinds.STATUSES,
    "flow_status": {status: title for status, title in kinds.STATUSES.items() if status != "suspended"},
    "origin": kinds.ORIGINS,
    "grade": kinds.GRADE_TITLES,
    "permit_class": kinds.PERMIT_CLASSES,
    "proof": kinds.PROOFS,
    "limit_basis": kinds.LIMIT_BASES,
    "rule": RULES,
    "finding_kind": kinds.FINDING_KINDS,
    "finding_weight": {str(weight): title for weight, title in kinds.SEVERITIES.items()},
    "balanced": kinds.BALANCED,
    "point_quality": kinds.POINT_QUALITIES,
    "destination": kinds.DESTINATIONS,
}
# What lists without titles of their own are told by where a word is in none of them.
_SAID: dict[str, dict[str, str]] = {
    "medium": kinds.MEDIA,
    "emission_medium": {"water": N_("Water"), "air": N_("Air"), "soil": N_("Soil")},
    "permitted_use": kinds.PERMITTED_USES,
    "alias_kind": {"short": N_("short name"), "former": N_("former name"), "alias": N_("other name")},
    "yes": {"1": N_("yes"), "0": N_("no")},
    "r_tag": R_TAGS,
    "quantity_reads": QUANTITY_READS,
    "target_part": TARGET_PARTS,
    "target_side": TARGET_SIDES,
    "indicator_need": INDICATOR_NEEDS,
}
_HAN = re.compile(r"[\u4e00-\u9fff]")


@cache
def _meanings() -> dict[str, dict[str, str]]:
    """By list and by each of its aliases: the id that is kept."""
    found: dict[str, dict[str, str]] = {}
    for row in table("tables/words.csv"):
        meanings = found.setdefault(row["list"], {})
        for alias in (row["id"], *row["aliases"].split("|")):
            meanings.setdefault(word_key(alias) or alias, row["id"])
    return found


@lru_cache(maxsize=65536)
def find_word(words: str, text: str) -> str | None:
    """The id that a text means in a list of words (flow_kind, status, grade ...), None where the list has none."""
    return _meanings()[words].get(word_key(text) or text.strip())


@cache
def word_aliases(words: str, id: str) -> tuple[str, ...]:
    """How a word of a list is written."""
    rows = (row for row in table("tables/words.csv") if (row["list"], row["id"]) == (words, id))
    return tuple(alias for row in rows for alias in row["aliases"].split("|"))


def known_words(words: str) -> list[str]:
    """The ids of a list, in the order of the table."""
    return list(dict.fromkeys(_meanings()[words].values()))


def word_titles(words: str) -> list[str]:
    """The titles of a list for the reader, to be translated; ids where the list has none."""
    if words in _TITLES:
        return list(_TITLES[words].values())
    said = _SAID.get(words, {})
    return [said.get(id, id) for id in known_words(words)]


@cache
def word_names(words: str, language: str) -> dict[str, str]:
    """What a reader of a language writes for each id of a list: its title, else its first alias in their script."""
    aliases = {row["id"]: row["aliases"].split("|") for row in table("tables/words.csv") if row["list"] == words}
    titles = _TITLES.get(words, {})
    return {id: translate(titles.get(id, ""), language) or _in_script(aliases[id], language) for id in aliases}


def _in_script(aliases: list[str], language: str) -> str:
    return next((alias for alias in aliases if bool(_HAN.search(alias)) == (language == "zh")), aliases[0])


def nearest_names(name: str, names: dict[str, str], count: int = 3) -> list[str]:
    """The values of `names` (name by its word key) that are spelt most like `name`, best first."""
    close = get_close_matches(word_key(name), names, count, cutoff=0.3)
    return list(dict.fromkeys(names[key] for key in close))
