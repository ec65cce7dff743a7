"""What actors can accept. A capacity is known by actor, commodity and licence; a rate per day is carried to a year."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.base_amounts import commodity_kept_as
from core.import_codes import tell_waste_codes
from core.import_names import Token
from core.import_rows import Claim, Row
from core.intake import Intake, SourceNote
from core.ledger import Record
from core.quantities import Amount, amount_columns, read_amount
from core.text import Text
from core.units import base_unit_of

KEY = ("actor_id", "commodity_id", "licence")


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of a capacity table."""

    actor: Token
    commodity: Token
    licence: str
    amount: Amount
    values: tuple[tuple[str, object], ...]
    source: SourceNote


def read(row: Row, intake: Intake) -> Draft:
    """A draft of a row; rejected without an actor or a commodity, or with a licence that ends before it begins."""
    amount = read_amount(row, "amount")
    begins, ends = row.date("valid from"), row.date("valid to")
    if begins and ends and ends < begins[: len(ends)]:
        row.refuse("valid to", Text("the licence ends before it begins"))
    tell_waste_codes("codes", row)
    values: Record = {
        "quality": row.text("quality"),
        "gate_fee": row.number_of("gate fee", minimum=None),
        "codes": row.text("codes"),
        "valid_from": begins,
        "valid_to": ends,
        "proof": row.word("proof", "proof"),
        "note": row.text("note"),
    }
    return Draft(
        actor=intake.actor(row),
        licence=row.code("licence"),
        amount=amount,
        values=tuple(values.items()),
        source=intake.source(row),
        commodity=intake.commodity(row, base_unit=base_unit_of(amount.unit)),
    )


def claims(draft: Draft) -> Iterator[Claim]:
    """An actor has one capacity for a commodity under a licence."""
    yield Claim("actor", (draft.actor, draft.commodity, draft.licence), (draft.amount, draft.values))


def store(draft: Draft, row: Row, intake: Intake) -> str:
    """Add the capacity or change the one with the same identity."""
    directory = intake.directory
    commodity = intake.settle(directory.commodities, draft.commodity, draft.source)
    goods = commodity_kept_as(intake.ledger.rows("commodity")[commodity], rate=True)
    kept = amount_columns(draft.amount, row, goods)
    kept.pop("sd")
    values: Record = {
        "actor_id": intake.settle(directory.actors, draft.actor, draft.source),
        "commodity_id": commodity,
        "licence": draft.licence,
        "source_id": intake.settle_source(draft.source),
        **kept,
        **dict(draft.values),
    }
    return intake.store("capacity", KEY, values, {"proof": "registered"})
