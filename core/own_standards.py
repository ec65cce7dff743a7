"""Standard sets of a project's own: per medium and pollutant a limit, with its document and whether it was compared."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.catalogues import StandardSet, find_pollutant, standard_set, standard_sets, table
from core.names import name_key, word_key
from core.snapshot import Snapshot
from core.text import Text
from core.units import factor_to

USUAL_UNITS = {"water": "mg/L", "air": "mg/m3"}  # in which limits of concentrations are compared
APART = "|,;/、"  # a cell of words or codes is parted at them, so that no set can be named with one
SHOWN = 4  # documents that stand behind the name of a set
Fault = tuple[str, Text]
Key = tuple[str, str]  # name of a set as `set_key` has it, medium


@dataclass(frozen=True, slots=True)
class OwnSet:
    """A set of the project in one medium: its name as first written, and its rows of `standard_limit` by pollutant."""

    name: str
    medium: str
    rows: Mapping[str, int]


def set_key(name: str) -> str:
    """What identifies the name of a set: also without case, spaces, hyphens and dots."""
    return word_key(name)


def is_taken(name: str) -> bool:
    """Whether a name is one that something else is known by: a set of the program, its document, or the word "own"."""
    documents = {set_key(row["document"]) for row in table("tables/standards.csv")}
    return is_shipped(name) or set_key(name) in {*documents, "own"}


def is_shipped(name: str) -> bool:
    """Whether a set of the program has this name."""
    return set_key(name) in {set_key(shipped) for shipped in standard_sets()}


def limit_faults(row: Mapping[str, Any]) -> Iterator[Fault]:
    """Column and reason of everything that one limit cannot be kept with."""
    if is_taken(row["standard"]):
        yield "standard", Text("a set of the program has this name; choose another")
    if row["standard"].startswith("-"):
        yield "standard", Text("the name of a set does not begin with a hyphen")
    if any(mark in name_key(row["standard"]) for mark in APART):
        yield "standard", Text("the name of a set holds no comma, semicolon, stroke or |")
    media = [row["medium"]] if row["medium"] else list(USUAL_UNITS)
    if not any(find_pollutant(medium, row["pollutant"]) for medium in media):
        told = {"pollutant": row["pollutant"]}
        yield "pollutant", Text("the table of pollutants of this medium knows no {pollutant}", told)
    if not row["medium"]:
        yield "medium", Text("the medium is missing: water or air")
        return
    if row["value"] is None:
        yield "value", Text("the limit is missing")
    elif row["value"] <= 0:
        yield "value", Text("a limit lies above 0")
    usual = USUAL_UNITS[row["medium"]]
    if row["unit"] and factor_to(row["unit"], usual)[0] is None:
        yield "unit", Text("limits of this medium are concentrations, told in {unit}", {"unit": usual})


def doubled(snapshot: Snapshot, id: int, row: Mapping[str, Any]) -> Iterator[Fault]:
    """A second limit of a pollutant in its set, whatever the pollutant is called there; `id` is the row's own."""
    told, item = snapshot.standard_limit, find_pollutant(row["medium"], row["pollutant"])
    for other in range(len(told)):
        if (
            told.id[other] != id
            and (set_key(told.standard[other]), told.medium[other]) == (set_key(row["standard"]), row["medium"])
            and find_pollutant(row["medium"], str(told.pollutant[other])) == item
        ):
            yield "pollutant", Text("the set has a limit of this pollutant already")
            return


def own_sets(snapshot: Snapshot) -> dict[Key, OwnSet]:
    """The sets of a project by name and medium, without the lines that cannot be read."""
    return _read(snapshot)[0]


def unread_limits(snapshot: Snapshot) -> list[tuple[int, Text]]:
    """Lines of own sets (rows), as another program may write them, that no set can hold; each with the first reason."""
    return _read(snapshot)[1]


def _read(snapshot: Snapshot) -> tuple[dict[Key, OwnSet], list[tuple[int, Text]]]:
    told, unread = snapshot.standard_limit, []
    names: dict[Key, str] = {}
    rows: dict[Key, dict[str, int]] = defaultdict(dict)
    for row in range(len(told)):
        given = limit_of(snapshot, row)
        item = find_pollutant(given["medium"], given["pollutant"])
        fault = next((reason for _, reason in limit_faults(given)), None)
        key = set_key(given["standard"]), given["medium"]
        if fault is None and item is not None and item.id in rows[key]:
            fault = Text("the set has a limit of this pollutant already")
        if fault is not None or item is None:
            unread.append((row, fault or Text("the pollutant is not known")))
            continue
        names.setdefault(key, given["standard"])
        rows[key][item.id] = row
    return {key: OwnSet(name, key[1], rows[key]) for key, name in names.items()}, unread


def limit_of(snapshot: Snapshot, row: int) -> dict[str, Any]:
    """A row of `standard_limit` as it is kept, None where no limit is told."""
    told = snapshot.standard_limit
    value = None if np.isnan(told.value[row]) else float(told.value[row])
    return {name: str(getattr(told, name)[row]) for name in ("standard", "medium", "pollutant", "unit")} | {
        "value": value
    }


def media_of_sets(snapshot: Snapshot) -> dict[str, frozenset[str]]:
    """The media of each own set by its key, as lines of rules are checked against."""
    media: dict[str, set[str]] = defaultdict(set)
    for key, medium in own_sets(snapshot):
        media[key].add(medium)
    return {key: frozenset(found) for key, found in media.items()}


def find_set(snapshot: Snapshot, medium: str, name: str = "") -> StandardSet | None:
    """The standard set of a medium by its name, own or shipped; without a name the first shipped; None without one."""
    own = own_sets(snapshot).get((set_key(name), medium)) if name and not is_shipped(name) else None
    return _as_set(snapshot, own) if own else standard_set(medium, name)


def _as_set(snapshot: Snapshot, own: OwnSet) -> StandardSet:
    told = snapshot.standard_limit
    limits = {}
    for item, row in own.rows.items():
        factor = factor_to(str(told.unit[row]), USUAL_UNITS[own.medium])[0] if told.unit[row] else 1.0
        limits[item] = float(told.value[row]) * (factor or 1.0)
    documents = dict.fromkeys(filter(None, (_document(snapshot, row) for row in own.rows.values())))
    unread = frozenset(item for item, row in own.rows.items() if not told.compared[row])
    return StandardSet(own.name, own.medium, _cited(own.name, list(documents)), limits, unread)


def _cited(name: str, documents: list[str]) -> str:
    """The name of a set with its documents; a document that is called like the set is not told twice.

    A document that merely holds the name keeps it: 一级 and 二级 of one standard are two sets.
    """
    others = [document for document in documents if set_key(document) != set_key(name)]
    if not others:
        return documents[0] if documents else name
    shown = "; ".join([*others[:SHOWN], *(["…"] if len(others) > SHOWN else [])])
    return f"{name} ({shown})"


def _document(snapshot: Snapshot, row: int) -> str:
    told = snapshot.standard_limit
    cited = int(told.source[row])
    return str(told.document[row]) or (str(snapshot.source.title[cited]) if cited >= 0 else "")


def is_own(snapshot: Snapshot, one: StandardSet) -> bool:
    """Whether a set is one of the project."""
    return (set_key(one.id), one.medium) in own_sets(snapshot)
