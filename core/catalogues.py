"""Small tables of the resources: pollutants, common standards, permit catalogue, hazardous wastes, substitutes."""

import csv
from dataclasses import dataclass
from functools import cache, lru_cache

from core.compared_with import MEMORY
from core.paths import RESOURCES

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Pollutant:
    """A pollutant of one medium; `equivalent_kg` is its pollution equivalent by the environmental protection tax law,
    None where the law gives none; `class_one` marks the first class of GB 8978-1996."""

    id: str
    name: str
    medium: str
    class_one: bool
    equivalent_kg: float | None


@dataclass(frozen=True, slots=True)
class StandardSet:
    """One common set of limits for a medium by pollutant id, mg/L for water and mg/m3 for air.

    `from_memory` are the pollutants whose limit nobody has compared with a copy of the document yet.
    """

    id: str
    medium: str
    document: str
    limits: dict[str, float]
    from_memory: frozenset[str]


@dataclass(frozen=True, slots=True)
class PermitLine:
    """A line of a catalogue under which an industry may need a permit of the strictest class, and its condition."""

    line: str
    industry_code: str
    condition: str
    document: str


@dataclass(frozen=True, slots=True)
class Substitute:
    """Needs (words in names of commodities) that by-products (words again) can replace, by a document."""

    id: str
    title: str
    needs: tuple[str, ...]
    by_products: tuple[str, ...]
    document: str


@cache
def table(path: str) -> tuple[Row, ...]:
    """The rows of a CSV file below the resources folder, read once."""
    with (RESOURCES / path).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def _pollutants() -> dict[tuple[str, str], Pollutant]:
    """Pollutants by medium and by each of their names in lower case."""
    found: dict[tuple[str, str], Pollutant] = {}
    for row in table("tables/pollutants.csv"):
        equivalent = float(row["equivalent_kg"]) if row["equivalent_kg"] else None
        item = Pollutant(row["id"], row["name_en"], row["medium"], row["class_one"] == "1", equivalent)
        for name in (row["id"], row["name_en"], row["name_zh"], *row["aliases"].split("|")):
            if name:
                found.setdefault((row["medium"], _plain(name)), item)
    return found


def find_pollutant(medium: str, name: str) -> Pollutant | None:
    """The pollutant that a name, an alias or an id means in a medium, None where the table does not know it."""
    return _pollutants().get((medium, _plain(name)))


@lru_cache(maxsize=4096)  # the same few names stand in a million rows
def _plain(name: str) -> str:
    return name.strip().casefold().replace("（", "(").replace("）", ")").replace(" ", "")


@cache
def standard_set(medium: str, chosen: str = "") -> StandardSet | None:
    """The common standard set of a medium: the one asked for, else the first of the table; None where there is none."""
    rows = [row for row in table("tables/standards.csv") if row["medium"] == medium]
    rows = [row for row in rows if row["set"] == (chosen or rows[0]["set"])]
    if not rows:
        return None
    limits = {row["pollutant"]: float(row["limit"]) for row in rows}
    memory = frozenset(row["pollutant"] for row in rows if row["checked"] == MEMORY)
    return StandardSet(rows[0]["set"], medium, rows[0]["document"], limits, memory)


@cache
def standard_sets() -> dict[str, str]:
    """The medium of each common standard set, by the id of the set."""
    return {row["set"]: row["medium"] for row in table("tables/standards.csv")}


@cache
def set_titles() -> dict[str, str]:
    """What the documents of the common standard sets are called, by the id of the set."""
    return {row["set"]: row["title_en"] for row in table("tables/standard_sets.csv")}


@cache
def _permit_lines() -> dict[str, PermitLine]:
    """Lines by industry codes: GB/T 4754-2017 in the catalogue of 2019, NACE (with a dot) in Directive 2010/75/EU."""
    lines: dict[str, PermitLine] = {}
    for row in table("catalogues/permit_catalogue.csv"):
        for code in filter(None, row["key_codes"].split("|")):
            lines[code] = PermitLine(row["line"], code, row["key_zh"], row["document"])
    for row in table("catalogues/ied_activities.csv"):
        for code in row["codes"].split("|"):
            lines[code] = PermitLine(row["line"], code, row["activity_en"], row["document_en"])
    return lines


def permit_line(industry_code: str) -> PermitLine | None:
    """The line under which an industry code, or one of several with a slash between, may come; None without one.

    Codes of 3 or 4 digits (with or without their section letter) are GB/T 4754, codes such as 19.20 are NACE.
    """
    for told in industry_code.split("/"):
        code = told.strip().lstrip("ABCDEFGHIJKLMNOPQRSTU")
        line = _permit_lines().get(code)
        if line is None and code.isdigit() and len(code) == 4:
            line = _permit_lines().get(code[:3])
        if line:
            return line
    return None


@cache
def hazardous_wastes() -> dict[str, str]:
    """Category (HW01 ... HW50) by hazardous-waste code without hyphens."""
    return {row["code"].replace("-", ""): row["category"] for row in table("catalogues/hazardous_wastes.csv")}


@cache
def substitutes() -> tuple[Substitute, ...]:
    """What can replace what, from tables/substitutes.csv."""
    return tuple(
        Substitute(
            row["id"],
            row["title_en"],
            tuple(row["needs"].split("|")),
            tuple(row["by_products"].split("|")),
            row["document"],
        )
        for row in table("tables/substitutes.csv")
    )
