"""Own quantities and own lines of indicator systems: known by their name, or by system and number."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.formula_units import adds_number
from core.import_names import Token
from core.import_rows import Claim, Row
from core.import_statistics import read_item
from core.indicator_own import formula_fault, name_fault, plain_quantities, system_id, threshold_fault
from core.indicator_rules import CHECK
from core.indicator_systems import Quantity, systems
from core.intake import Intake, SourceNote
from core.ledger import Record
from core.names import name_key
from core.text import Text
from core.unit_writing import unit_doubt

TEXTS = {"title": "title", "title en": "title_en", "unit": "unit", "edition": "edition", "document": "document"}


@dataclass(frozen=True, slots=True)
class QuantityDraft:
    """A row of a table of own quantities."""

    name: str
    commodity: Token | None
    values: tuple[tuple[str, object], ...]
    source: SourceNote


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of a table of own indicators."""

    system: str
    number: str
    values: tuple[tuple[str, object], ...]
    source: SourceNote


def read_quantity(row: Row, intake: Intake) -> QuantityDraft:
    """A draft of a row; rejected with a name that formulas cannot use, or statistics without an item."""
    name = row.name("quantity")
    if fault := name_fault(name):
        row.refuse("quantity", fault)
    reads = row.word("reads", "quantity_reads") or "statistics"
    item = read_item(row) if row.text("item") else ""
    if reads == "statistics" and not item:
        row.refuse("item", Text("statistics are read of an item; name it"))
    _tell_unit(row)
    values = {
        "reads": reads,
        "unit": row.text("unit"),
        "kind": row.word("kind", "flow_kind"),
        "item": item,
        "industry": row.text("industry"),
        "note": row.text("note"),
    }
    commodity = intake.mention(intake.directory.commodities, row, "commodity")
    return QuantityDraft(name, commodity, tuple(values.items()), intake.source(row))


def quantity_claims(draft: QuantityDraft) -> Iterator[Claim]:
    """A quantity is told once."""
    yield Claim("quantity", draft.name, draft)


def store_quantity(draft: QuantityDraft, row: Row, intake: Intake) -> str:
    """Add the quantity or change the one of this name."""
    goods = intake.directory.commodities
    values: Record = {
        "name": draft.name,
        "commodity_id": None if draft.commodity is None else intake.settle(goods, draft.commodity, draft.source),
        "source_id": intake.settle_source(draft.source),
        **dict(draft.values),
    }
    return intake.store("own_quantity", ("name",), values)


def read(row: Row, intake: Intake) -> Draft:
    """A draft of a row; rejected with a formula or threshold that cannot be read, or a new line without a formula."""
    system, number = system_id(row.text("system")), row.name("number")
    known = _known(intake)
    formula, threshold = row.text("formula"), row.text("threshold")
    if formula and (fault := formula_fault(formula, row.text("unit"), known)):
        _refuse(row, "formula", fault)
    if threshold and (fault := threshold_fault(threshold, known)):
        _refuse(row, "threshold", fault)
    standard = systems()[system].lines if system in systems() else ()
    if not formula and number not in {line.number for line in standard}:
        row.refuse("formula", Text("no standard has this line, so that it needs a formula"))
    _tell_unit(row)
    values = {
        **{target: row.text(column) for column, target in TEXTS.items()},
        "need": row.word("need", "indicator_need"),
        "formula": formula,
        "threshold": threshold,
        "compared": int(row.word("compared", "yes") or 0),
        "note": row.text("note"),
    }
    return Draft(system, number, tuple(values.items()), intake.source(row))


def _tell_unit(row: Row) -> None:
    if doubt := unit_doubt(row.text("unit")):
        row.remark("unit", doubt)


def _refuse(row: Row, column: str, fault: Text) -> None:
    """Refuse a row; a plain number that is added, which tables of older editions may hold, is remarked alone."""
    if not adds_number(fault):
        row.refuse(column, fault)
    row.remark(column, Text(CHECK, {"reason": fault}))


def _known(intake: Intake) -> dict[str, Quantity]:
    """The quantities that a formula may name, those of this import included."""
    own = {str(row["name"]): str(row["unit"] or "") for row in intake.ledger.rows("own_quantity").values()}
    return {
        **plain_quantities(),
        **{name: Quantity(name, name, unit, "", "park", by_firm=False, computed="") for name, unit in own.items()},
    }


def kept_system(system: str, row: Row, intake: Intake) -> str:
    """A system as the project spells it already, else without the spaces of the row."""
    known = (str(line["system"]) for line in intake.ledger.rows("own_indicator").values())
    kept = next((name for name in known if system_id(name) == system), system)
    intake.notice(kept, row.text("system"))
    return kept if name_key(kept) == name_key(system) else system


def claims(draft: Draft) -> Iterator[Claim]:
    """A system has one line of a number."""
    yield Claim("number", (draft.system, draft.number), draft)


def store(draft: Draft, row: Row, intake: Intake) -> str:
    """Add the line or change the one of this system and number."""
    system = kept_system(draft.system, row, intake)
    told = {"system": system, "number": draft.number, "source_id": intake.settle_source(draft.source)}
    return intake.store("own_indicator", ("system", "number"), {**told, **dict(draft.values)})
