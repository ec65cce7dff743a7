"""Limits of a project's own standard sets, known by set, medium and pollutant."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from core.catalogues import Pollutant, find_pollutant
from core.import_rows import Claim, Row
from core.intake import Intake, SourceNote
from core.ledger import Record
from core.own_standards import USUAL_UNITS, limit_faults, set_key
from core.text import Text
from core.units import factor_to

KEY = ("standard", "medium", "pollutant")
# Columns of the file by those of the project.
CALLED = {"standard": "set", "medium": "medium", "pollutant": "pollutant", "value": "limit", "unit": "unit"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of a table of limits; `standard` and `pollutant` as the file has them, the unit of row or title."""

    standard: str
    medium: str
    pollutant: str
    value: float
    unit: str
    told: tuple[tuple[str, object], ...]
    source: SourceNote

    @property
    def item(self) -> Pollutant | None:
        """The pollutant that is meant."""
        return find_pollutant(self.medium, self.pollutant)


def read(row: Row, intake: Intake) -> Draft:
    """A draft of a row; rejected without set, pollutant or a limit above 0 in a unit that fits its medium."""
    standard, pollutant, value = row.name("set"), row.name("pollutant"), row.number_of("limit")
    unit = row.text("unit") or row.columns.units.get("limit", "")
    medium = row.word("medium", "emission_medium") or _likely_medium(pollutant, unit)
    limit = {"standard": standard, "medium": medium, "pollutant": pollutant, "value": value, "unit": unit}
    if medium and medium not in USUAL_UNITS:
        row.refuse("medium", Text("the medium is missing: water or air"))
    for column, fault in limit_faults(limit):
        row.refuse(CALLED[column], fault)
    told = {
        "document": row.text("document"),
        "compared": int(row.word("compared", "yes") or 0),
        "note": row.text("note"),
    }
    return Draft(standard, medium, pollutant, value or 0.0, unit, tuple(told.items()), intake.source(row))


def _likely_medium(pollutant: str, unit: str) -> str:
    """The only medium that fits the pollutant and the unit, '' where both or none do."""
    media = [medium for medium in USUAL_UNITS if find_pollutant(medium, pollutant)]
    fitting = [medium for medium in media if not unit or factor_to(unit, USUAL_UNITS[medium])[0] is not None]
    return fitting[0] if len(fitting) == 1 else media[0] if len(media) == 1 else ""


def prepare(drafts: dict[int, Any], intake: Intake) -> dict[int, Any]:
    """Sets and pollutants as the project spells them already, else as the file does first."""
    rows = list(intake.ledger.rows("standard_limit").values())
    sets = {set_key(str(row["standard"])): str(row["standard"]) for row in rows}
    items = {_identity(row): str(row["pollutant"]) for row in rows}
    return {place: _spelt(draft, sets, items) for place, draft in drafts.items()}


def _identity(row: Record) -> tuple[str, str, str]:
    item = find_pollutant(str(row["medium"]), str(row["pollutant"]))
    return set_key(str(row["standard"])), str(row["medium"]), item.id if item else str(row["pollutant"])


def _spelt(draft: Draft, sets: dict[str, str], items: dict[tuple[str, str, str], str]) -> Draft:
    item = draft.item.id if draft.item else draft.pollutant
    key = set_key(draft.standard)
    return replace(
        draft,
        standard=sets.setdefault(key, draft.standard),
        pollutant=items.setdefault((key, draft.medium, item), draft.pollutant),
    )


def claims(draft: Draft) -> Iterator[Claim]:
    """A set has one limit of a pollutant in a medium."""
    key = (set_key(draft.standard), draft.medium, draft.item)
    yield Claim("limit", key, (draft.value, draft.unit, draft.told))


def store(draft: Draft, row: Row, intake: Intake) -> str:
    """Add the limit or change the one with the same identity."""
    intake.notice(draft.standard, row.name("set"))
    values: Record = {
        "standard": draft.standard,
        "medium": draft.medium,
        "pollutant": draft.pollutant,
        "value": draft.value,
        "unit": draft.unit,
        "source_id": intake.settle_source(draft.source),
        **dict(draft.told),
    }
    return intake.store("standard_limit", KEY, values)
