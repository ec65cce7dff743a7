"""Names in the reader's language: an actor's short name or alias in its script, a commodity's or place's by a glossary.

The project keeps one name; nothing here writes. Who has no name in the language keeps the one it has.
"""

import re
from collections import defaultdict
from dataclasses import replace
from functools import cache, lru_cache

import numpy as np

from core.catalogues import table
from core.columns import Words
from core.i18n import LANGUAGES
from core.names import name_key
from core.snapshot import Snapshot

_HAN = re.compile(r"[\u4e00-\u9fff]")
NAMED = ("source", "actor", "commodity", "region")  # the tables whose names are told in the reader's language
SYMBOL = 2  # letters of a word that may be a chemical symbol, whose case tells substances apart: CO, Co
LONG_CAPITALS = 5  # letters of a name in capitals that is a word: FLYASH, but COS and PBS may be formulas
_WORD = re.compile(r"[^\W\u4e00-\u9fff]+")
_PREFERRED = ("short", "alias", "former")  # in this order


def in_language(snapshot: Snapshot, language: str) -> Snapshot:
    """The same snapshot with its names and the titles of its sources as a reader of `language` knows them."""
    aliases = _aliases(snapshot)
    actors = [_chosen(str(name), aliases.get(row, []), language) for row, name in enumerate(snapshot.actor.name)]
    return replace(
        snapshot,
        name=term(snapshot.name, language),
        source=replace(snapshot.source, title=_words([term(str(t), language) for t in snapshot.source.title])),
        actor=replace(snapshot.actor, name=_words(actors)),
        commodity=replace(snapshot.commodity, name=_words([term(str(n), language) for n in snapshot.commodity.name])),
        region=replace(snapshot.region, name=_words([term(str(n), language) for n in snapshot.region.name])),
    )


def regions_called(snapshot: Snapshot, told: str) -> list[int]:
    """The rows of the regions whose name, in the project or in any language, or code is `told`."""
    said = told.casefold()
    return [
        row
        for row, (name, code) in enumerate(zip(snapshot.region.name, snapshot.region.code, strict=True))
        if said and said in {str(code), str(name).casefold(), *(term(str(name), one).casefold() for one in LANGUAGES)}
    ]


def term(name: str, language: str) -> str:
    """A common name of a material or place in a language by tables/glossary.csv, else the name itself."""
    return name if _reads_as(name, language) else _glossary(language).get(name.casefold(), name)


@lru_cache(maxsize=65536)
def good_key(name: str) -> str:
    """What identifies a good: its name without the case of words and by the glossary in one language, Fly ash as
    粉煤灰."""
    return term(case_key(name), "zh")


@lru_cache(maxsize=65536)
def case_key(name: str) -> str:
    """A name without the case of its words; of what may be a formula the case tells substances apart: Co, CO, PbS.

    A word of the glossary is folded, and a name in capital letters that is too long for a formula.
    """
    key = name_key(name)
    if key.casefold() in _glossary("zh") or (key.isupper() and sum(map(str.isupper, key)) >= LONG_CAPITALS):
        return _WORD.sub(lambda word: word[0].casefold(), key)
    return _WORD.sub(_folded, key)


def _folded(word: re.Match[str]) -> str:
    told = word[0]
    plain = len(told) > SYMBOL and told.isalpha() and told[1:].islower()
    return told.casefold() if plain or (told.isupper() and len(told) >= LONG_CAPITALS) else told


def _aliases(snapshot: Snapshot) -> dict[int, list[str]]:
    """Other names of actors by row, the preferred kind first."""
    listed: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for actor, name, kind in zip(*(getattr(snapshot.actor_alias, c) for c in ("actor", "name", "kind")), strict=True):
        listed[int(actor)].append((_PREFERRED.index(kind) if kind in _PREFERRED else len(_PREFERRED), str(name)))
    return {actor: [name for _, name in sorted(names)] for actor, names in listed.items()}


def _chosen(name: str, aliases: list[str], language: str) -> str:
    if _reads_as(name, language):
        return name
    return next((alias for alias in aliases if _reads_as(alias, language)), name)


def language_of(name: str) -> str:
    """The language that a name is written in, by its script."""
    return "zh" if _HAN.search(name) else "en"


def _reads_as(name: str, language: str) -> bool:
    """Whether a name is written in the script of a language."""
    return bool(_HAN.search(name)) == (language == "zh")


@cache
def _glossary(language: str) -> dict[str, str]:
    other = "en" if language == "zh" else "zh"
    return {row[other].casefold(): row[language] for row in table("tables/glossary.csv")}


def _words(names: list[str]) -> Words:
    array = np.empty(len(names), dtype=object)
    array[:] = names
    array.flags.writeable = False
    return array
