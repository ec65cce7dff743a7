"""The teaching park as its tables tell it: firms, coefficients, links, outlets, heaps; every name comes from there."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from core.catalogues import Row, table

FOLDER = "samples/teaching"
Key = tuple[str, str]  # ids of a firm and a commodity


@dataclass(frozen=True, slots=True)
class Matter:
    """A commodity: `tce` per unit where it is energy, `co2` in t per unit where burning or heating sets some free;
    `temperature` in degrees Celsius where it is heat of a level."""

    id: str
    name: str
    medium: str
    unit: str
    code: str
    hazard: str
    tce: float
    co2: float
    temperature: float | None


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm or body: `x` and `y` in metres from the park's origin, None without a site; `output` in t per year.

    `output` is None where the firm works up what others bring; `price` is in yuan per t (m3 for the sewage plant).
    """

    id: str
    row: Row
    product: str
    output: float | None
    growth: float
    price: float | None
    value_added: float
    x: float | None
    y: float | None


@dataclass(frozen=True, slots=True)
class Coefficient:
    """What a firm makes or needs per t of its product; `rest` says what happens to what no link takes."""

    commodity: str
    value: float
    rest: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its amount is a share of what the sender makes or the receiver needs, all that is left, or fixed."""

    sender: str
    receiver: str
    commodity: str
    kind: str
    since: str
    basis: str
    share: float | None


@dataclass(frozen=True, slots=True)
class WaterUse:
    """Intake in m3 per t, the share that is discharged, and the share of all water used that is used again."""

    intake: float
    discharged: float
    repeated: float


@dataclass(frozen=True, slots=True)
class Outlet:
    """A pollutant at an outlet: `factor` in mg/L of what is discharged (water) or kg per t of product (air)."""

    firm: str
    row: Row
    factor: float
    concentration: float


@dataclass(frozen=True, slots=True)
class Heap:
    """What lies at a firm before the first year, and the room it has, both in t."""

    firm: str
    commodity: str
    opening: float
    capacity: float


@dataclass(frozen=True, slots=True)
class Park:
    """All tables of the park, by id."""

    firms: dict[str, Firm]
    matters: dict[str, Matter]
    made: dict[str, tuple[Coefficient, ...]]
    needed: dict[str, tuple[Coefficient, ...]]
    water: dict[str, WaterUse]
    links: tuple[Link, ...]
    outlets: tuple[Outlet, ...]
    heaps: tuple[Heap, ...]


def rows(name: str) -> tuple[Row, ...]:
    """The rows of one table of the park."""
    return table(f"{FOLDER}/{name}.csv")


@cache
def read_park() -> Park:
    """Read the park's tables."""
    return Park(
        {row["id"]: _firm(row) for row in rows("firms")},
        {row["id"]: _matter(row) for row in rows("commodities")},
        _coefficients("out"),
        _coefficients("in"),
        {row["firm"]: WaterUse(*(float(row[name]) for name in _WATER)) for row in rows("water")},
        tuple(_link(row) for row in rows("links")),
        tuple(Outlet(r["firm"], r, float(r["factor"]), float(r["concentration"])) for r in rows("emissions")),
        tuple(Heap(r["firm"], r["commodity"], float(r["opening"]), float(r["capacity"])) for r in rows("heaps")),
    )


_WATER = ("intake", "discharged", "repeated")


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _firm(row: Row) -> Firm:
    growth, added = _number(row["growth"]) or 0.0, _number(row["value_added"]) or 0.0
    output, price = _number(row["output"]), _number(row["price"])
    return Firm(row["id"], row, row["product"], output, growth, price, added, _number(row["x"]), _number(row["y"]))


def _matter(row: Row) -> Matter:
    told = (row["id"], row["name"], row["medium"], row["unit"], row["code"], row["hazard"])
    return Matter(*told, _number(row["tce"]) or 0.0, _number(row["co2"]) or 0.0, _number(row["temperature"]))


def _link(row: Row) -> Link:
    ends = (row["from"], row["to"], row["commodity"], row["kind"], row["since"], row["basis"])
    return Link(*ends, _number(row["share"]))


def _coefficients(direction: str) -> dict[str, tuple[Coefficient, ...]]:
    listed: dict[str, list[Coefficient]] = defaultdict(list)
    for row in rows("coefficients"):
        if row["direction"] == direction:
            listed[row["firm"]].append(Coefficient(row["commodity"], float(row["value"]), row["rest"]))
    return {firm: tuple(items) for firm, items in listed.items()}
