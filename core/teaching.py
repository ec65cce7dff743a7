"""The teaching park: fictitious firms, figures of three years made from coefficients and a seed, six planted faults.

Names, coefficients and links are tables in resources/samples/teaching; this program only computes. Equal seeds give
equal tables.
"""

import numpy as np

from core.cells import Cell
from core.credit_codes import make_credit_code
from core.sheets import Sheet
from core.teaching_sheets import (
    EMISSIONS,
    FLOWS,
    STOCKS,
    document,
    emission_rows,
    flow_rows,
    links_without_amount,
    stock_rows,
)
from core.teaching_statistics import STATISTICS, statistic_rows
from core.teaching_tables import Firm, Park, read_park, rows
from core.teaching_year import Year, compute_year

SEED = 20250715
YEARS = (2023, 2024, 2025)
Table = tuple[str, tuple[str, ...], list[tuple[Cell, ...]]]

# The origin of the park's plane: fictitious, in a desert round 105 degrees east and 40 degrees north.
_ORIGIN = (105.0, 40.0)
# Metres per degree of longitude and latitude there, from the radii of curvature of the CGCS2000 ellipsoid.
_METRES_PER_DEGREE = (85393.857, 111034.633)

ACTORS = (
    "id", "name", "short name", "role", "kind", "lon", "lat", "industry", "credit code", "region", "layer",
    "permit class", "point quality", "point source", "note", "source", "source date",
)  # fmt: skip


def teaching_sheets(seed: int = SEED) -> list[tuple[str, Sheet]]:
    """Every table of the park but its outlines, in the order in which they can be imported."""
    park = read_park()
    random = np.random.default_rng(seed)
    years = [compute_year(park, year, random) for year in YEARS]
    return [(kind, _sheet(kind, columns, cells)) for kind, columns, cells in _tables(park, years, random)]


def _sheet(kind: str, columns: tuple[str, ...], cells: list[tuple[Cell, ...]]) -> Sheet:
    numbered = tuple((number, row) for number, row in enumerate(cells, 2))
    return Sheet(f"{kind}.csv", "", columns, numbered)


def _tables(park: Park, years: list[Year], random: np.random.Generator) -> list[Table]:
    flows = [row for year in years for row in flow_rows(park, year, random)]
    emissions = [row for year in years for row in emission_rows(park, year, random)]
    return [
        ("commodities", ("name", "medium", "unit", "code", "hazard", "temperature"), _commodities(park)),
        ("actors", ACTORS, [_actor(park, number, firm) for number, firm in enumerate(park.firms.values(), 1)]),
        ("flows", FLOWS, flows + list(links_without_amount(park))),
        ("emissions", EMISSIONS, emissions),
        ("statistics", STATISTICS, [row for year in years for row in statistic_rows(park, year)]),
        ("stocks", STOCKS, list(stock_rows(park, years))),
        ("capacities", _CAPACITIES, _capacities(park)),
        ("registers", _REGISTERS, _registers(park)),
    ]


def _commodities(park: Park) -> list[tuple[Cell, ...]]:
    return [
        (item.name, item.medium, item.unit, item.code, item.hazard, item.temperature) for item in park.matters.values()
    ]


def _actor(park: Park, number: int, firm: Firm) -> tuple[Cell, ...]:
    row = firm.row
    lon, lat = (None, None) if firm.x is None or firm.y is None else _degrees(firm.x, firm.y)
    told = firm.price is not None or row["kind"] != "firm"  # the double of a firm came from a list without codes
    code = make_credit_code(number) if told else ""
    quality = "none" if lon is None else "dataset"
    return (
        f"JX{number:02d}", row["name"], row["english"], row["role"], row["kind"], lon, lat, row["industry"], code,
        _district(row["district"]) if lon is not None else None, row["layer"], row["permit"], quality,
        document("registry")[0] if lon is not None else "", row["note"], *document("registry"),
    )  # fmt: skip


def _district(name: str) -> str:
    return next(row["name"] for row in rows("districts") if row["id"] == name)


def _degrees(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a point of the park's plane."""
    return round(_ORIGIN[0] + x / _METRES_PER_DEGREE[0], 6), round(_ORIGIN[1] + y / _METRES_PER_DEGREE[1], 6)


_CAPACITIES = (
    "actor", "commodity", "amount", "unit", "licence", "codes", "valid from", "valid to", "proof", "gate fee",
    "quality", "source", "source date",
)  # fmt: skip
_REGISTERS = ("actor", "list", "entry", "document", "year", "valid to", "source", "source date")


def _capacities(park: Park) -> list[tuple[Cell, ...]]:
    return [
        (
            park.firms[row["firm"]].row["name"], park.matters[row["commodity"]].name, float(row["amount"]),
            park.matters[row["commodity"]].unit, row["licence"], row["codes"], row["valid from"], row["valid to"],
            row["proof"], float(row["gate fee"]) if row["gate fee"] else None, row["quality"],
            *document("capacity"),
        )
        for row in rows("capacities")
    ]  # fmt: skip


def _registers(park: Park) -> list[tuple[Cell, ...]]:
    return [
        (
            park.firms[row["firm"]].row["name"], row["list"], row["entry"], row["document"], int(row["year"]),
            row["valid to"], *document("list"),
        )
        for row in rows("registers")
    ]  # fmt: skip
