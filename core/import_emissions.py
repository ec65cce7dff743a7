"""Emissions, known by actor, outlet, medium, pollutant, year, destination and source; their mass is kept in tonnes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.base_amounts import TONNES
from core.catalogues import find_pollutant
from core.cells import Cell, as_text
from core.import_names import Token
from core.import_rows import Claim, Row
from core.intake import Intake, SourceNote
from core.ledger import Record
from core.quantities import Amount, amount_columns, read_amount
from core.text import Text
from core.words import find_word

KEY = ("actor_id", "outlet", "medium", "pollutant", "year", "destination", "plant_id", "source_id")
_MEDIA = ("water", "air", "soil")
_BELOW = re.compile(r"<.*|\d+(\.\d+)?L")  # "<0.05" or, in the monitoring forms, "0.05L"


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of an emission table; `plant` is the central plant it goes to."""

    actor: Token
    plant: Token | None
    identity: tuple[str | int | None, ...]  # outlet, medium, pollutant, year, destination
    mass: Amount
    values: tuple[tuple[str, object], ...]
    source: SourceNote


def read(row: Row, intake: Intake) -> Draft:
    """A draft of a row; rejected without an actor or a pollutant, or where nobody knows the medium."""
    hidden = [column for column in ("mass", "concentration") if is_not_detected(row.given.get(column))]
    told = {column: as_text(row.given.get(column)) for column in hidden}
    row = row.without(*hidden) if hidden else row
    pollutant = row.name("pollutant")
    medium = row.word("medium", "emission_medium") or _likely_medium(row, pollutant)
    known = find_pollutant(medium, pollutant)
    destination, plant = _destination(row, intake)
    values: Record = {
        "concentration": row.number_of("concentration"),
        "limit_concentration": _limit(row),
        "permit_mass": row.number_of("permit mass"),
        "exceeding_days": row.number_of("exceeding days", maximum=366),
        "exceeding_hours": row.number_of("exceeding hours", maximum=8784),
        "not_detected": 1 if hidden else None,
        "note": "; ".join(filter(None, (row.text("note"), *told.values()))),
    }
    return Draft(
        actor=intake.actor(row),
        plant=plant,
        identity=(row.text("outlet"), medium, known.id if known else pollutant, row.whole_year("year"), destination),
        mass=read_amount(row, "mass"),
        values=tuple((name, value) for name, value in values.items() if value not in ("", None)),
        source=intake.source(row),
    )


def is_not_detected(cell: Cell) -> bool:
    """Whether a cell says that something was measured and lay below what can be detected."""
    text = cell.strip() if isinstance(cell, str) else ""
    return bool(text) and bool(find_word("not_detected", text) or _BELOW.fullmatch(text))


def _limit(row: Row) -> float | None:
    """The limit of a concentration; no discharge standard has one of 0, and nothing could be a multiple of it."""
    limit = row.number_of("limit")
    if limit == 0:
        row.refuse("limit", Text("a limit of 0 is none; leave the cell empty where no limit is set"))
    return limit


def _likely_medium(row: Row, pollutant: str) -> str:
    """The only medium for which the table of pollutants knows a name."""
    media = [medium for medium in _MEDIA if find_pollutant(medium, pollutant)]
    if len(media) != 1:
        row.refuse("medium", Text("the medium is missing: water, air or soil"))
    return media[0]


def _destination(row: Row, intake: Intake) -> tuple[str, Token | None]:
    """Direct, generated only, or to the central plant that the cell names; an empty cell means direct."""
    text = row.text("destination")
    word = find_word("destination", text) if text else "direct"
    if word:
        return word, None
    return "plant", intake.mention(intake.directory.actors, row, "destination")


def claims(draft: Draft) -> Iterator[Claim]:
    """An emission has one mass and one concentration by one source."""
    key = (draft.actor, draft.plant, draft.identity, draft.source.token)
    yield Claim("pollutant", key, (draft.mass, draft.values))


def store(draft: Draft, row: Row, intake: Intake) -> str:
    """Add the emission or change the one with the same identity."""
    directory = intake.directory
    outlet, medium, pollutant, year, destination = draft.identity
    plant = draft.plant and intake.settle(directory.actors, draft.plant, draft.source)
    values: Record = {
        "actor_id": intake.settle(directory.actors, draft.actor, draft.source),
        "plant_id": plant,
        **dict(zip(("outlet", "medium", "pollutant"), (outlet, medium, pollutant), strict=True)),
        "year": year,
        "destination": destination,
        "source_id": intake.settle_source(draft.source),
        "grade": draft.mass.grade,
        **_mass(draft, row),
        **dict(draft.values),
    }
    return intake.store("emission", KEY, values)


def _mass(draft: Draft, row: Row) -> Record:
    kept = amount_columns(draft.mass, row, replace(TONNES, name=row.text("pollutant")))
    return {"mass_entered": kept["value_entered"], "unit_entered": kept["unit_entered"], "mass": kept["value"]}
