"""What people edit: for each user table its columns with title, kind of value, unit, limits; forms and tables follow.

Kinds: text, code, codes (several in one cell), number, year, date, word (of a closed list), flag, unit, point,
reference (to a row of another table), amount (a number whose unit as entered stands in the column `unit`) and derived
(computed, never typed).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core import kinds
from core.catalogues import table
from core.code_lists import INDUSTRY_LISTS, NATIONAL_WASTES, WASTE_LISTS
from core.errors import UserError
from core.rule_titles import RULES
from core.system_choices import INDICATOR_NEEDS, QUANTITY_READS, R_TAGS, TARGET_PARTS, TARGET_SIDES
from core.text import N_, Text

_FLOW_KINDS = {kind.id: kind.title for kind in kinds.FLOW_KINDS.values()}
_FLOW_STATUSES = {word: title for word, title in kinds.STATUSES.items() if word != "suspended"}
MEDIA = {
    "goods": N_("Goods"),
    "energy": N_("Energy"),
    "water": N_("Water"),
    "emission": N_("Emission"),
    "information": N_("Information"),
    "capital": N_("Capital"),
    "technology": N_("Technology"),
    "people": N_("People"),
}
ITEMS = {row["id"]: row["title_en"] for row in table("tables/items.csv")}
EMISSION_MEDIA = {"water": N_("water pollutants"), "air": N_("air pollutants"), "soil": N_("soil pollutants")}
LIMITED_MEDIA = {medium: EMISSION_MEDIA[medium] for medium in ("water", "air")}


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table: SQL name, title marked with N_, kind, and what the kind needs.

    `reads` is the field of the snapshot (the column without `_id` where empty); `words` the list of `core.words` that
    reads a word of `choices`; `target` the table of a reference; `unit` the column that holds the unit as entered, or
    "=base", the base unit of the row's commodity, or "=" and a fixed unit. A word with a `default` is never empty; a
    new row begins with it. `catalogues` are those in which a code, or a name, is looked up; `edition` is the column
    that keeps the edition of a code.
    """

    column: str
    title: str
    kind: str = "text"
    reads: str = ""
    required: bool = False
    unique: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    default: str = ""
    target: str = ""
    unit: str = ""
    minimum: float | None = 0.0
    maximum: float | None = None
    width: int = 110
    usual: bool = True  # shown from the start
    catalogues: tuple[str, ...] = ()
    edition: str = ""

    @property
    def attribute(self) -> str:
        """The field of the snapshot's table that holds the column."""
        return self.reads or self.column.removesuffix("_id")

    @property
    def typed(self) -> bool:
        """Whether people may change it."""
        return self.kind != "derived"


@dataclass(frozen=True, slots=True)
class FieldFault:
    """A value that is not taken: column, reason, and where known the id of the row and what was typed."""

    column: str
    reason: Text
    id: int | None = None
    value: str = ""


class RefusedValues(UserError):
    """An edit that is not made because values cannot be taken; nothing is written."""

    def __init__(self, table: str, faults: tuple[FieldFault, ...]) -> None:
        first = faults[0]
        told = {"column": Text(field_of(table, first.column).title), "reason": first.reason}
        super().__init__(Text("{column}: {reason}", told), value=first.value, code="refused_values")
        self.faults = faults


def _source() -> Field:
    return Field("source_id", N_("Source"), "reference", target="source", width=200)


def _note() -> Field:
    return Field("note", N_("Note"), width=200)


def _year(*, required: bool = False) -> Field:
    return Field("year", N_("Year"), "year", required=required, width=70)


def _grade() -> Field:
    return Field("grade", N_("Grade"), "word", choices=kinds.GRADE_TITLES, words="grade", width=90)


def _actor(*, required: bool = True) -> Field:
    return Field("actor_id", N_("Firm or institution"), "reference", target="actor", required=required, width=180)


def _commodity(*, required: bool = True) -> Field:
    return Field("commodity_id", N_("Commodity"), "reference", target="commodity", required=required, width=150)


def _amount(column: str, title: str, *, minimum: float | None = 0.0) -> tuple[Field, Field]:
    return (
        Field(f"{column}_entered", title, "amount", unit="unit_entered", minimum=minimum, width=120),
        Field("unit_entered", N_("Unit"), "unit", width=80),
    )


def _kept(column: str, unit: str) -> Field:
    return Field(column, N_("In the base unit"), "derived", unit=unit, width=130)


def _spread(unit: str) -> Field:
    return Field("sd", N_("Standard deviation"), "number", unit=unit, width=120, usual=False)


FIELDS: dict[str, tuple[Field, ...]] = {
    "actor": (
        Field("name", N_("Name"), required=True, width=210),
        Field("kind", N_("Kind"), "word", choices=kinds.ACTOR_KINDS, words="actor_kind", default="firm"),
        Field("role", N_("Role"), "word", choices=kinds.ROLES, words="role"),
        Field("credit_code", N_("Credit code"), "code", unique=True, width=170),
        Field("industry_code", N_("Industry"), "code", width=90, catalogues=INDUSTRY_LISTS, edition="industry_edition"),
        Field("industry_edition", N_("Edition of the industry"), usual=False),
        Field("region_id", N_("Region"), "reference", target="region", width=130),
        Field("status", N_("Status"), "word", choices=kinds.STATUSES, words="status", default="running", width=90),
        Field("status_date", N_("Status since"), "date", width=100),
        Field("permit_class", N_("Pollution permit"), "word", choices=kinds.PERMIT_CLASSES, words="permit_class"),
        Field(
            "layer", N_("Network layer"), "word", choices=kinds.NETWORK_LAYERS, words="network_layer", default="core"
        ),
        Field("address", N_("Address"), width=180),
        Field("scale", N_("Scale"), width=80, usual=False),
        Field("started", N_("Started"), "date", width=90, usual=False),
        Field("geom", N_("Longitude, latitude"), "point", reads="point", width=160),
        Field(
            "point_quality",
            N_("Coordinates"),
            "word",
            choices=kinds.POINT_QUALITIES,
            words="point_quality",
            default="none",
        ),
        Field("point_source", N_("Source of the coordinates"), width=150, usual=False),
        Field(
            "balanced", N_("Complete account"), "word", choices=kinds.BALANCED, words="balanced", width=120, usual=False
        ),
        Field("unclaimed", N_("Unconfirmed"), "flag", width=90, usual=False),
        Field("source_key", N_("Number at its source"), "code", usual=False),
        _source(),
        _note(),
    ),
    "flow": (
        Field("sender_id", N_("From"), "reference", target="actor", width=180),
        Field("receiver_id", N_("To"), "reference", target="actor", width=180),
        _commodity(),
        Field("kind", N_("Kind"), "word", choices=_FLOW_KINDS, words="flow_kind", default="material"),
        Field("since", N_("Since"), "year", width=70),
        Field("until", N_("Until"), "year", width=70),
        Field("status", N_("Status"), "word", choices=_FLOW_STATUSES, words="flow_status", default="running", width=90),
        Field("contract", N_("Contract"), width=120),
        Field("r_tag", N_("R-principle"), "word", choices=R_TAGS, words="r_tag", width=110, usual=False),
        _source(),
        _note(),
    ),
    "flow_amount": (
        Field("flow_id", N_("Link"), "reference", target="flow", required=True, width=280),
        _year(),
        Field("period", N_("Part of the year"), width=110),
        *_amount("value", N_("Amount")),
        _kept("value", "=base"),
        _spread("=base"),
        Field("origin", N_("Stated by"), "word", choices=kinds.ORIGINS, words="origin", default="published", width=140),
        _grade(),
        Field("document", N_("Document"), "code", width=120),
        _source(),
        _note(),
    ),
    "emission": (
        _actor(),
        Field("outlet", N_("Outlet"), width=90),
        Field(
            "medium", N_("Medium"), "word", choices=EMISSION_MEDIA, words="emission_medium", required=True, width=110
        ),
        Field("pollutant", N_("Pollutant"), required=True, width=130),
        _year(),
        *_amount("mass", N_("Mass")),
        _kept("mass", "=t"),
        Field("concentration", N_("Concentration"), "number"),
        Field("limit_concentration", N_("Limit"), "number", width=80),
        Field("permit_mass", N_("Permitted mass"), "number", unit="=t"),
        Field("exceeding_days", N_("Days above the limit"), "number", maximum=366.0),
        Field("exceeding_hours", N_("Hours above the limit"), "number", maximum=8784.0, usual=False),
        Field("destination", N_("Goes"), "word", choices=kinds.DESTINATIONS, words="destination", default="direct"),
        Field("plant_id", N_("Central plant"), "reference", target="actor", width=150),
        Field("not_detected", N_("Not detected"), "flag", width=90, usual=False),
        _grade(),
        _source(),
        _note(),
    ),
    "region": (
        Field("name", N_("Name"), required=True, width=180),
        Field("code", N_("Code"), "code"),
        Field("parent_id", N_("Lies in"), "reference", target="region", width=150),
        Field("level", N_("Level"), width=90),
        Field("function_zone", N_("Function zone"), width=130),
        Field("area_km2", N_("Area"), "number", unit="=km2", width=110),
        _source(),
        _note(),
    ),
    "statistic": (
        _actor(required=False),
        Field("region_id", N_("Region"), "reference", target="region", width=130),
        Field("item", N_("Item"), "word", choices=ITEMS, words="item", required=True, width=220),
        _commodity(required=False),
        _year(),
        *_amount("value", N_("Value"), minimum=None),
        Field("value", N_("In the base unit"), "derived", unit="unit", width=130),
        _spread("unit"),
        _grade(),
        Field("document", N_("Document"), "code", width=120),
        _source(),
        _note(),
    ),
    "stock": (
        _actor(),
        _commodity(),
        _year(),
        Field("opening", N_("At the start of the year"), "number", unit="=base", width=150),
        Field("closing", N_("At the end of the year"), "number", unit="=base", width=150),
        Field("storage_capacity", N_("Storage capacity"), "number", unit="=base", width=140),
        _source(),
        _note(),
    ),
    "capacity": (
        _actor(),
        _commodity(),
        *_amount("value", N_("Can accept")),
        _kept("value", "=base"),
        Field("licence", N_("Licence"), "code", width=130),
        Field("codes", N_("Permitted codes"), "codes", width=130, catalogues=NATIONAL_WASTES),
        Field("valid_from", N_("Valid from"), "date", width=100),
        Field("valid_to", N_("Valid to"), "date", width=100),
        Field("proof", N_("Proof"), "word", choices=kinds.PROOFS, words="proof", default="registered", width=110),
        Field("quality", N_("Quality"), width=130, usual=False),
        Field("gate_fee", N_("Gate fee"), "number", minimum=None, usual=False),
        _source(),
        _note(),
    ),
    "transfer_coefficient": (
        _actor(),
        Field("substance", N_("Substance"), width=90),
        Field("commodity_id", N_("Leaves in"), "reference", target="commodity", required=True, width=150),
        _year(),
        Field("value", N_("Share of what comes in"), "number", maximum=1.0, width=150),
        Field("sd", N_("Standard deviation"), "number", maximum=1.0, width=120, usual=False),
        _grade(),
        _source(),
        _note(),
    ),
    "commodity": (
        Field("name", N_("Name"), required=True, unique=True, width=180, catalogues=("commodity",)),
        Field("medium", N_("Medium"), "word", choices=MEDIA, words="medium", default="goods"),
        Field("base_unit", N_("Base unit"), "unit", width=90),
        Field("code", N_("Code"), "code", catalogues=WASTE_LISTS, edition="code_edition"),
        Field("code_edition", N_("Edition of the code"), usual=False),
        Field("parent_id", N_("Belongs to"), "reference", target="commodity", width=150),
        Field("hazard", N_("Hazard"), width=130),
        Field("temperature", N_("Temperature"), "number", unit="=°C", minimum=-273.15, usual=False),
        Field("quality", N_("Quality"), width=130),
        Field("heating_value", N_("Heating value, GJ per base unit"), "number", width=180, usual=False),
        _source(),
        _note(),
    ),
    "region_limit": (
        Field("region_id", N_("Region"), "reference", target="region", required=True, width=150),
        Field("pollutant", N_("Pollutant"), required=True, width=130),
        _year(),
        Field("basis", N_("Basis"), "word", choices=kinds.LIMIT_BASES, words="limit_basis", default="target"),
        Field("value", N_("Limit"), "number", width=100),
        Field("unit", N_("Unit"), width=80),
        _source(),
    ),
    "rule_line": (
        Field("rule", N_("Rule"), "word", choices=RULES, words="rule", required=True, width=200),
        Field("item", N_("Applies to"), width=150),
        Field("value", N_("Value"), "number", width=100),
        Field("unit", N_("Unit"), width=110),
        Field("words", N_("Words or codes"), reads="listed", width=220),
        Field("document", N_("Document it rests on"), width=200),
        Field("edition", N_("Edition"), width=90),
        _source(),
        _note(),
    ),
    "standard_limit": (
        Field("standard", N_("Standard set"), required=True, width=180),
        Field("medium", N_("Medium"), "word", choices=LIMITED_MEDIA, words="emission_medium", width=100),
        Field("pollutant", N_("Pollutant"), required=True, width=150),
        Field("value", N_("Limit"), "number", width=90),
        Field("unit", N_("Unit"), "unit", width=80),
        Field("document", N_("Document it rests on"), width=220),
        Field("compared", N_("Compared with the document"), "flag", width=150),
        _source(),
        _note(),
    ),
    "source": (
        Field("title", N_("Title"), required=True, unique=True, width=280),
        Field("publisher", N_("Publisher"), width=180),
        Field("date", N_("Date"), "date", width=100),
        Field(
            "permitted_use",
            N_("Permitted use"),
            "word",
            choices=kinds.PERMITTED_USES,
            words="permitted_use",
            default="internal",
        ),
        Field("file", N_("File"), width=180),
        _note(),
    ),
    "own_quantity": (
        Field("name", N_("Name"), required=True, unique=True, width=180),
        Field("unit", N_("Unit"), "unit", width=90),
        Field("reads", N_("Reads"), "word", choices=QUANTITY_READS, words="quantity_reads", default="statistics"),
        Field("kind", N_("Kind of links"), "word", choices=_FLOW_KINDS, words="flow_kind", width=120),
        _commodity(required=False),
        Field("item", N_("Item"), "word", choices=ITEMS, words="item", width=220),
        Field("industry", N_("Industry begins with"), "code", width=130),
        _source(),
        _note(),
    ),
    "own_indicator": (
        Field("system", N_("Indicator system"), required=True, default="own", width=150),
        Field("number", N_("No."), required=True, width=60),
        Field("title", N_("Title"), width=220),
        Field("title_en", N_("Title in English"), width=180, usual=False),
        Field("unit", N_("Unit"), width=90),
        Field("need", N_("In the system"), "word", choices=INDICATOR_NEEDS, words="indicator_need", width=120),
        Field("formula", N_("Formula"), width=280),
        Field("threshold", N_("Threshold"), width=130),
        Field("compared", N_("Compared with the document"), "flag", width=150),
        Field("edition", N_("Edition"), width=90),
        Field("document", N_("Document"), width=160),
        _source(),
        _note(),
    ),
    "indicator_target": (
        Field("system", N_("Indicator system"), required=True, width=150),
        Field("number", N_("No."), required=True, width=60),
        Field("region_id", N_("Region"), "reference", target="region", width=130),
        Field("part", N_("Base or target"), "word", choices=TARGET_PARTS, words="target_part", default="target"),
        _year(required=True),
        Field("value", N_("Value"), "number", minimum=None),
        Field("side", N_("At least or at most"), "word", choices=TARGET_SIDES, words="target_side", width=130),
        _source(),
        _note(),
    ),
}


def field_of(table: str, column: str) -> Field:
    """The field of a column; KeyError where people do not edit it."""
    for each in FIELDS[table]:
        if each.column == column:
            return each
    raise KeyError(f"{table} has no field {column}")


def column_title(table: str, column: str) -> str:
    """The title of a column, marked with N_; one that nobody edits keeps its own name."""
    titles = {each.column: each.title for each in FIELDS.get(table, ())}
    return titles.get(column, column)
