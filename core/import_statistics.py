"""Statistics of actors and regions: one number for an item and a year, kept in the item's base unit.

A statistic is known by its subject, item, commodity, year, source and document. Where an item such as production is
told of a commodity in a unit of another dimension than the item's, it is kept in the commodity's base unit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from core.base_amounts import KeptAs, commodity_kept_as, statistic_kept_as
from core.catalogues import table
from core.import_names import Token
from core.import_other_figures import beside_others
from core.import_rows import Claim, Passed, Row
from core.intake import Intake, SourceNote
from core.ledger import Record
from core.names import word_key
from core.quantities import Amount, amount_columns, read_amount
from core.text import Text
from core.units import base_unit_of, factor_to
from core.words import nearest_names

COUNTS = ("person", "piece")  # base units of what is counted, so that no unit need be written
YES_OR_NO = frozenset({"water_short_city", "central_plant", "capital_region"})
ABOVE_WHOLE = frozenset({"relative_lifetime", "relative_use", "totals_met"})  # beside an average or a goal, no part
KEY = ("actor_id", "region_id", "item", "commodity_id", "year", "source_id", "document")


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of a statistics table, about an actor or about a region."""

    actor: Token | None
    region: int | None
    commodity: Token | None
    item: str
    year: int | None
    document: str
    amount: Amount
    note: str
    source: SourceNote


def _in_percent(amount: Amount) -> float:
    """A share in per cent, 0 where there is none to tell."""
    factor = factor_to(amount.unit, "percent")[0]
    return 0.0 if amount.value is None or factor is None else amount.value * factor


@cache
def items() -> dict[str, Record]:
    """Statistic items by id."""
    return {row["id"]: dict(row) for row in table("tables/items.csv")}


@cache
def _item_names() -> dict[str, str]:
    """Ids of items by their ids, titles and aliases."""
    found: dict[str, str] = {}
    for row in items().values():
        for name in (row["id"], row["title_en"], row["title_zh"], *row["aliases"].split("|")):
            if name:
                found.setdefault(word_key(name), row["id"])
    return found


def read(row: Row, intake: Intake) -> Draft:
    """A draft of a row; passed over where it says nothing, rejected with an item that nobody knows, and without a
    subject. Without a value it still says that a commodity is made or used, of an amount that is unknown."""
    item = read_item(row)
    region = read_region(row, intake)
    actor = intake.mention(intake.directory.actors, row, "actor")
    if actor is None and region is None:
        row.refuse("actor", Text("the row names neither an actor nor a region"))
    base = items()[item]["base_unit"]
    least = None if base == "wan_yuan" else 0.0  # value added may be negative, amounts may not
    amount = read_amount(row, "value", minimum=least, count_of=base if base in COUNTS else "")
    if amount.value is None and not row.text("commodity"):
        raise Passed(Text("no value is filled in"))
    if amount.value not in (None, 0.0, 1.0) and item in YES_OR_NO:
        row.refuse("value", Text("this is answered by 1 for yes or 0 for no"))
    if base == "percent" and item not in ABOVE_WHOLE and _in_percent(amount) > 100.0:
        row.remark("value", Text("a share of more than 100 %; it was taken as it stands"))
    if amount.value is not None and amount.value < 0:
        row.remark("value", Text("the figure is below 0; it was taken as it stands"))
    return Draft(
        actor=actor,
        region=None if actor is not None else region,
        item=item,
        year=row.whole_year("year"),
        document=row.number_text("document"),
        amount=amount,
        note=row.text("note"),
        source=intake.source(row),
        commodity=intake.commodity(row, base_unit=base_unit_of(amount.unit)) if row.text("commodity") else None,
    )


def read_item(row: Row) -> str:
    """The item of statistics that a row names; rejected with the nearest where nothing is called so."""
    name = row.name("item")
    item = _item_names().get(word_key(name))
    if item is None:
        near = nearest_names(name, _item_names()) or list(items())[:3]
        told = [Text(items()[id]["title_en"]) for id in near]
        row.refuse("item", Text("there is no such item; the nearest are {items}", {"items": told}))
    return item


def read_region(row: Row, intake: Intake) -> int | None:
    """The region of a row, which must be in the project."""
    token = intake.mention(intake.directory.regions, row, "region")
    if token is not None and intake.directory.regions.is_pending(token):
        row.refuse("region", Text("the project has no such region; import the regions first"))
    return token


def claims(draft: Draft) -> Iterator[Claim]:
    """A subject has one figure of an item in a year by one source and document."""
    key = (draft.actor, draft.region, draft.item, draft.commodity, draft.year, draft.source.token, draft.document)
    yield Claim("value", key, (draft.amount, draft.note))


def store(draft: Draft, row: Row, intake: Intake) -> str:
    """Add the statistic or change the one with the same identity."""
    directory = intake.directory
    actor = draft.actor and intake.settle(directory.actors, draft.actor, draft.source)
    commodity = draft.commodity and intake.settle(directory.commodities, draft.commodity, draft.source)
    kept_as = _kept_as(draft, commodity, intake)
    values: Record = {
        "actor_id": actor,
        "region_id": draft.region,
        "commodity_id": commodity,
        "item": draft.item,
        "year": draft.year,
        "document": draft.document,
        "source_id": intake.settle_source(draft.source),
        "unit": kept_as.base_unit,
        "grade": draft.amount.grade,
        **amount_columns(draft.amount, row, kept_as),
        "note": draft.note,
    }
    if beside := beside_others(values, intake):
        row.remark("value", beside)
    return intake.store("statistic", KEY, values)


def _kept_as(draft: Draft, commodity: int | None, intake: Intake) -> KeptAs:
    """In which base unit a figure is kept."""
    goods = None if commodity is None else commodity_kept_as(intake.ledger.rows("commodity")[commodity])
    return statistic_kept_as(draft.item, draft.amount.unit, goods)
