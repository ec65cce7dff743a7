"""Commodities, known by their names; each keeps its amounts in one base unit."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.code_lists import WASTE_LISTS
from core.code_search import present_edition
from core.i18n import unit_text
from core.import_codes import tell_waste_codes
from core.import_names import Token
from core.import_rows import Claim, Row
from core.intake import IMPORTED, SKIPPED, UPDATED, Intake, SourceNote
from core.kinds import BASE_UNITS
from core.ledger import Record
from core.names import name_key, tidy
from core.text import Text
from core.units import base_unit_of

# Tables whose amounts stand in the base unit of their commodity, and the columns that hold them.
_AMOUNTS = {"capacity": ("value",), "stock": ("opening", "closing", "storage_capacity")}

_COLUMNS = {"base_unit": "unit"}  # where the table calls a column otherwise than with spaces


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of a commodity table; `values` are the columns that it gives."""

    name: str
    good: str  # what its names in two languages or cases have in common
    parent: Token | None
    values: tuple[tuple[str, object], ...]
    source: SourceNote


def read(row: Row, intake: Intake) -> Draft:
    """A draft of a row; rejected without a name."""
    medium = row.word("medium", "medium")
    unit = row.unit("unit")
    base = base_unit_of(unit)
    if unit and not base:
        row.remark("unit", Text("no quantity is kept in {unit}; the usual base unit is taken", {"unit": unit}))
    tell_waste_codes("code", row, row.text("hazard"))
    values: Record = {
        "medium": medium,
        "base_unit": base,
        "code": row.code("code"),
        "code_edition": row.text("code edition"),
        "hazard": row.text("hazard"),
        "temperature": row.number_of("temperature", minimum=-273.15),
        "quality": row.text("quality"),
        "heating_value": row.number_of("heating value"),
        "carbon": row.number_of("carbon"),
        "composition": row.text("composition"),
        "note": row.text("note"),
    }
    values["code_edition"] = values["code_edition"] or present_edition(str(values["code"]), WASTE_LISTS)
    return Draft(
        name=tidy(row.name("name")),
        good=intake.directory.commodities.identity(row.name("name")),
        parent=intake.mention(intake.directory.commodities, row, "parent"),
        values=tuple((name, value) for name, value in values.items() if value not in ("", None)),
        source=intake.source(row),
    )


def claims(draft: Draft) -> Iterator[Claim]:
    """A name belongs to one commodity; what its names in two languages or cases tell does not differ."""
    yield Claim("name", name_key(draft.name), draft)
    for name, value in draft.values:
        if name != "note":
            yield Claim(_COLUMNS.get(name, name.replace("_", " ")), (draft.good, name), value)


def store(draft: Draft, row: Row, intake: Intake) -> str:
    """Add the commodity or change the one of this name."""
    names, ledger = intake.directory.commodities, intake.ledger
    values = dict(draft.values)
    told = {"code": values.get("code"), "medium": values.get("medium"), "kept_in": values.get("base_unit")}
    found = names.spelt_so(names.find(draft.name, told=told), draft.name)
    if found:
        _refuse_other_base(found[0], values, row, intake)
        intake.notice_good(names.called(found[0]), draft.name)
    if name_key(row.text("parent")) == name_key(draft.name):
        row.refuse("parent", Text("a commodity cannot be a kind of itself"))
    if draft.parent is not None:
        values["parent_id"] = intake.settle(names, draft.parent, draft.source)
    if found:
        changed = ledger.change("commodity", found[0], values)
        return IMPORTED if names.claim(found[0]) else UPDATED if changed else SKIPPED
    medium = str(values.get("medium") or "goods")
    usual: Record = {"medium": medium, "base_unit": BASE_UNITS.get(medium, "")}
    values["source_id"] = intake.settle_source(draft.source)
    names.learn("name", draft.name, ledger.add("commodity", {"name": draft.name, **usual, **values}))
    return IMPORTED


def _refuse_other_base(id: int, values: Record, row: Row, intake: Intake) -> None:
    """Reject another base unit for a commodity whose amounts stand in the present one."""
    base = intake.ledger.rows("commodity")[id]["base_unit"]
    if values.get("base_unit", base) == base or not _has_amounts(id, intake):
        return
    told = {"name": row.text("name"), "unit": unit_text(base)}
    row.refuse("unit", Text("amounts of {name} are kept in {unit} already; another unit would misread them", told))


def _has_amounts(id: int, intake: Intake) -> bool:
    ledger = intake.ledger
    for table, columns in _AMOUNTS.items():
        for row in ledger.rows(table).values():
            if row["commodity_id"] == id and any(row[column] is not None for column in columns):
                return True
    links = {link for link, row in ledger.rows("flow").items() if row["commodity_id"] == id}
    return any(row["flow_id"] in links and row["value"] is not None for row in ledger.rows("flow_amount").values())
