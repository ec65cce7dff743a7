"""Kinds of firms that would complete a chain, by tables/complements.csv: what they take, how much, at what prices.

Shares, sizes and prices there are from a worked example or assumed, as each line says; no line is a market price.
"""

from dataclasses import dataclass
from functools import cache
from itertools import groupby

import numpy as np

from core.catalogues import Row, table
from core.exchanges import exchanges_of

TABLE = "tables/complements.csv"


@dataclass(frozen=True, slots=True)
class Portion:
    """A waste that a plant takes, by its name in the table of known exchanges and its code, as a share of all it takes.

    `basis` says where the line is from.
    """

    waste: str
    code: str
    least: float
    most: float
    basis: str


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of plant: its recipe, `capacity` in t a year, `investment` in CNY, `running` and `revenue` in CNY per t.

    Money is NaN where the table gives none.
    """

    id: str
    title: str
    portions: tuple[Portion, ...]
    capacity: float
    investment: float
    running: float
    revenue: float

    @property
    def priced(self) -> bool:
        """Whether investment, running cost and revenue are all given."""
        return not np.isnan([self.investment, self.running, self.revenue]).any()

    def place_of(self, name: str, code: str) -> int:
        """The place in the recipe of a waste by its name or its code (SW02, 900-001-S02), -1 where it takes none."""
        known = {one.waste for one in exchanges_of(name)}
        plain = code.strip().upper().removeprefix("SW")
        coded = {f"SW{plain.rpartition('-')[2].removeprefix('S')}"} if plain else set[str]()
        found = (place for place, one in enumerate(self.portions) if one.waste in known or one.code in coded)
        return next(found, -1)


@cache
def templates() -> tuple[Template, ...]:
    """All kinds of plants in the order of the table."""
    return tuple(_template(list(rows)) for _, rows in groupby(table(TABLE), key=lambda row: row["id"]))


def _template(rows: list[Row]) -> Template:
    """A kind of plant from its lines, the first of which gives size and prices."""
    first = rows[0]
    portions = [
        Portion(row["name_en"], row["code"], float(row["least"]), float(row["most"]), row["rule_en"]) for row in rows
    ]
    money = (float(first[column] or "nan") for column in ("investment", "running", "revenue"))
    return Template(first["id"], first["title_en"], tuple(portions), float(first["capacity"]), *money)
