"""Stocks: what lay where at the start and the end of a year, in the commodity's base unit.

A stock is known by actor, commodity, year and source. What cannot be converted is kept in the note as it was written.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from core.base_amounts import commodity_kept_as
from core.import_names import Token
from core.import_rows import Claim, Row
from core.intake import Intake, SourceNote
from core.ledger import Record
from core.quantities import refuse_count, refuse_huge, row_factor
from core.units import base_unit_of

KEY = ("actor_id", "commodity_id", "year", "source_id")
_COLUMNS = {"opening": "opening", "closing": "closing", "capacity": "storage_capacity"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of a stock table."""

    actor: Token
    commodity: Token
    year: int | None
    unit: str
    amounts: tuple[float | None, ...]  # opening, closing, storage capacity
    note: str
    source: SourceNote


def read(row: Row, intake: Intake) -> Draft:
    """A draft of a row; rejected without an actor or a commodity."""
    unit = row.unit("unit", *_COLUMNS)
    amounts = {column: row.number_of(column, maximum=math.inf) for column in _COLUMNS}
    for column, amount in amounts.items():
        refuse_huge(amount, unit, row, column)
        if amount is not None:
            refuse_count(unit, row, column)
    return Draft(
        actor=intake.actor(row),
        year=row.whole_year("year"),
        unit=unit,
        amounts=tuple(amounts.values()),
        note=row.text("note"),
        source=intake.source(row),
        commodity=intake.commodity(row, base_unit=base_unit_of(unit)),
    )


def claims(draft: Draft) -> Iterator[Claim]:
    """An actor has one stock of a commodity in a year by one source."""
    key = (draft.actor, draft.commodity, draft.year, draft.source.token)
    yield Claim("commodity", key, (draft.amounts, draft.unit, draft.note))


def store(draft: Draft, row: Row, intake: Intake) -> str:
    """Add the stock or change the one with the same identity."""
    directory = intake.directory
    commodity = intake.settle(directory.commodities, draft.commodity, draft.source)
    stated = next((amount for amount in draft.amounts if amount is not None), None)
    kept = commodity_kept_as(intake.ledger.rows("commodity")[commodity])
    factor = row_factor(stated, draft.unit, row, kept)
    amounts = [None if amount is None or factor is None else amount * factor for amount in draft.amounts]
    values: Record = {
        "actor_id": intake.settle(directory.actors, draft.actor, draft.source),
        "commodity_id": commodity,
        "year": draft.year,
        "source_id": intake.settle_source(draft.source),
        **dict(zip(_COLUMNS.values(), amounts, strict=True)),
        "note": draft.note if factor is not None or stated is None else _as_written(draft),
    }
    return intake.store("stock", KEY, values)


def _as_written(draft: Draft) -> str:
    told = [f"{name} {amount:g} {draft.unit}" for name, amount in zip(_COLUMNS, draft.amounts, strict=True) if amount]
    return "; ".join(filter(None, (draft.note, *told)))
