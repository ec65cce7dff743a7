"""Total-control targets and environmental capacities of regions, known by region, pollutant, year and basis."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.import_names import Token
from core.import_rows import Claim, Row
from core.intake import Intake, SourceNote
from core.names import name_key
from core.text import Text

KEY = ("region_id", "pollutant", "year", "basis", "source_id")


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of a table of limits; the value in the unit of its row."""

    region: Token
    pollutant: str
    year: int | None
    basis: str
    value: float
    unit: str
    source: SourceNote


def read(row: Row, intake: Intake) -> Draft:
    """A draft of a row; rejected without a region, a pollutant or a value."""
    region = intake.mention(intake.directory.regions, row, "region")
    if region is None:
        row.refuse("region", Text("the cell is empty"))
    value = row.number_of("value")
    if value is None:
        row.refuse("value", Text("the cell is empty"))
    return Draft(
        region, row.name("pollutant"), row.whole_year("year"), row.word("basis", "limit_basis") or "target", value,
        row.text("unit") or "t", intake.source(row),
    )  # fmt: skip


def claims(draft: Draft) -> Iterator[Claim]:
    """A source gives one limit of a region and pollutant in a year by a basis."""
    key = (draft.region, name_key(draft.pollutant), draft.year, draft.basis, draft.source.token)
    yield Claim("value", key, (draft.value, draft.unit))


def store(draft: Draft, row: Row, intake: Intake) -> str:
    """Add the limit or change the one with the same identity."""
    values = {
        "region_id": intake.settle(intake.directory.regions, draft.region, draft.source),
        "pollutant": draft.pollutant,
        "year": draft.year,
        "basis": draft.basis,
        "value": draft.value,
        "unit": draft.unit,
        "source_id": intake.settle_source(draft.source),
    }
    return intake.store("region_limit", KEY, values)
