"""Transfer coefficients: which share of what comes in to a firm leaves it in a commodity.

A coefficient is known by actor, substance, commodity, year and source. It is a share from 0 to 1, also in per cent.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.import_names import Token
from core.import_rows import Claim, Passed, Row
from core.intake import Intake, SourceNote
from core.ledger import Record
from core.names import name_key
from core.text import Text

KEY = ("actor_id", "substance", "commodity_id", "year", "source_id")


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of a table of transfer coefficients."""

    actor: Token
    substance: str
    commodity: Token
    year: int | None
    values: tuple[tuple[str, object], ...]
    source: SourceNote


def read(row: Row, intake: Intake) -> Draft:
    """A draft of a row; passed over without a coefficient, rejected without an actor or a commodity, or if no share."""
    values: Record = {
        "value": _share(row, "coefficient"),
        "sd": row.number_of("sd", maximum=1.0),  # in per cent nobody could say of what
        "grade": row.word("grade", "grade"),
        "note": row.text("note"),
    }
    if values["value"] is None:
        raise Passed(Text("no coefficient is filled in"))
    return Draft(
        actor=intake.actor(row),
        substance=row.text("substance"),
        year=row.whole_year("year"),
        values=tuple(values.items()),
        source=intake.source(row),
        commodity=intake.commodity(row),
    )


def _share(row: Row, column: str) -> float | None:
    """A number from 0 to 1, or one before a per-cent sign, None where there is none."""
    if row.text(column).endswith("%"):
        given = row.percent(column)
        share = None if given is None else given / 100
    else:
        share = row.number_of(column)
    if share is not None and share > 1:
        row.refuse(column, Text("a share lies between 0 and 1; write it as 0.5 or as 50 %"))
    return share


def claims(draft: Draft) -> Iterator[Claim]:
    """A source gives one coefficient of an actor, substance and commodity in a year; an empty cell says nothing."""
    key = (draft.actor, name_key(draft.substance), draft.commodity, draft.year, draft.source.token)
    for (name, value), column in zip(draft.values, ("coefficient", "sd", "grade", "note"), strict=True):
        if value not in (None, ""):
            yield Claim(column, (key, name), value)


def store(draft: Draft, row: Row, intake: Intake) -> str:
    """Add the coefficient or change the one with the same identity."""
    directory = intake.directory
    values: Record = {
        "actor_id": intake.settle(directory.actors, draft.actor, draft.source),
        "substance": draft.substance,
        "commodity_id": intake.settle(directory.commodities, draft.commodity, draft.source),
        "year": draft.year,
        "source_id": intake.settle_source(draft.source),
        **dict(draft.values),
    }
    return intake.store("transfer_coefficient", KEY, values)
