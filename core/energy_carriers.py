"""Energy carriers: fuels, electricity and heat by their names, with heat, standard coal and carbon of one unit.

The reference values stand in tables/coal_factors.csv with their documents; a commodity's own heating value and carbon
content go before them. A name that the table does not know counts as what the wider commodity is, and a kind of
steam, hot water or power is known by how its name ends.
"""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np

from core.catalogues import table
from core.names import word_key
from core.snapshot import Snapshot

BURNT = ("fuel", "biomass")
KINDS = (*BURNT, "electricity", "own_power", "heat", "own_heat")
_ASIDE = re.compile(r"[(（\[].*?[)）\]]")
_ENDING = "*"  # before an alias: every name that ends so
_MOST_PARENTS = 10
_OWN = {"electricity": "own_power", "heat": "own_heat"}  # what a remark may narrow a kind to


@dataclass(frozen=True, slots=True)
class Carrier:
    """An energy carrier: per `unit` tce, `heating_value` in GJ and, per GJ, `carbon` in t (NaN: none of its own).

    `oxidation` is the share of the carbon that burns; `checked` and `carbon_checked` tell how far the values were
    compared with their documents, in the words of `core.compared_with`.
    """

    id: str
    title: str
    kind: str
    unit: str
    tce: float
    heating_value: float
    carbon: float
    oxidation: float
    document: str
    checked: str
    carbon_document: str
    carbon_checked: str

    @property
    def carbon_dioxide(self) -> float:
        """The carbon dioxide in t that a GJ sets free: carbon × oxidation × 44/12."""
        return self.carbon * self.oxidation * 44 / 12


def carrier_of(snapshot: Snapshot, commodity: int) -> Carrier | None:
    """The carrier that a commodity (row, -1 none) is, by its name, else by the wider commodities above it."""
    for _ in range(_MOST_PARENTS):
        if commodity < 0:
            return None
        if carrier := find_carrier(str(snapshot.commodity.name[commodity])):
            return carrier
        commodity = int(snapshot.commodity.parent[commodity])
    return None


@cache
def find_carrier(name: str) -> Carrier | None:
    """The carrier of a name; a remark in brackets only tells power or heat that is made on the site or renewable."""
    bare = _ASIDE.sub("", name).strip() or name
    found = _named(name) or _named(bare) or _ending(bare)
    remarks = (_named(remark[1:-1]) for remark in _ASIDE.findall(name))
    own = next((told for told in remarks if found and told and told.kind == _OWN.get(found.kind)), None)
    return own or found


def _named(name: str) -> Carrier | None:
    return _names().get(word_key(name))


def _ending(name: str) -> Carrier | None:
    return next((carrier for end, carrier in _endings() if name.endswith(end)), None)


@cache
def carriers() -> dict[str, Carrier]:
    """Every carrier of the table by its id."""
    return {row["id"]: _carrier(row) for row in table("tables/coal_factors.csv")}


def _carrier(row: dict[str, str]) -> Carrier:
    tce, heating, carbon, oxidation = (
        float(row[name] or np.nan) for name in ("tce", "heating_value", "carbon", "oxidation")
    )
    documents = (row[name] for name in ("document", "checked", "carbon_document", "carbon_checked"))
    return Carrier(row["id"], row["title_en"], row["kind"], row["unit"], tce, heating, carbon, oxidation, *documents)


@cache
def _names() -> dict[str, Carrier]:
    found: dict[str, Carrier] = {}
    for row in table("tables/coal_factors.csv"):
        for name in (row["title_en"], row["title_zh"], *row["aliases"].split("|")):
            if name and not name.startswith(_ENDING):
                found.setdefault(word_key(name), carriers()[row["id"]])
    return found


@cache
def _endings() -> tuple[tuple[str, Carrier], ...]:
    """How names end that mean a carrier, whatever stands before; the longest ending goes first."""
    rows = table("tables/coal_factors.csv")
    aliases = [(name, carriers()[row["id"]]) for row in rows for name in row["aliases"].split("|")]
    found = [(name.removeprefix(_ENDING), known) for name, known in aliases if name.startswith(_ENDING)]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))
