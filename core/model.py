"""The tables of a snapshot: frozen records of columns, one field for each column that is read."""

from dataclasses import dataclass

from core.columns import (
    Blobs,
    Flags,
    Integers,
    Numbers,
    Points,
    Table,
    Words,
    blobs,
    flags,
    integers,
    numbers,
    points,
    rows,
    words,
)
from core.model_findings import FigureCorrections, FindingLinks
from core.model_rules import RuleLines
from core.model_standards import StandardLimits
from core.model_systems import IndicatorTargets, OwnIndicators, OwnQuantities


@dataclass(frozen=True, slots=True)
class Sources(Table):
    uid: Words = words()
    title: Words = words()
    publisher: Words = words()
    date: Words = words()
    file: Words = words()
    permitted_use: Words = words()
    note: Words = words()


@dataclass(frozen=True, slots=True)
class Regions(Table):
    uid: Words = words()
    name: Words = words()
    code: Words = words()
    parent: Integers = rows("region", "parent_id")
    level: Words = words()
    function_zone: Words = words()
    area_km2: Numbers = numbers()
    outline: Blobs = blobs("geom")
    note: Words = words()
    source: Integers = rows("source")


@dataclass(frozen=True, slots=True)
class RegionLimits(Table):
    uid: Words = words()
    region: Integers = rows("region", required=True)
    pollutant: Words = words()
    year: Numbers = numbers()
    basis: Words = words()
    value: Numbers = numbers()
    unit: Words = words()
    source: Integers = rows("source")


@dataclass(frozen=True, slots=True)
class Commodities(Table):
    uid: Words = words()
    name: Words = words()
    medium: Words = words()
    code: Words = words()
    code_edition: Words = words()
    parent: Integers = rows("commodity", "parent_id")
    base_unit: Words = words()
    hazard: Words = words()
    temperature: Numbers = numbers()
    quality: Words = words()
    heating_value: Numbers = numbers()  # GJ per base unit
    carbon: Numbers = numbers()  # t per base unit
    composition: Words = words()
    note: Words = words()
    source: Integers = rows("source")


@dataclass(frozen=True, slots=True)
class Actors(Table):
    uid: Words = words()
    name: Words = words()
    kind: Words = words()
    role: Words = words()
    source_key: Words = words()
    credit_code: Words = words()
    industry_code: Words = words()
    industry_edition: Words = words()
    address: Words = words()
    scale: Words = words()
    started: Words = words()
    permit_class: Words = words()
    status: Words = words()
    status_date: Words = words()
    layer: Words = words()
    region: Integers = rows("region")
    point: Points = points()
    point_quality: Words = words()
    point_source: Words = words()
    point_entered: Words = words()
    point_datum: Words = words()
    unclaimed: Flags = flags()
    balanced: Words = words()  # of core.kinds.BALANCED
    note: Words = words()
    source: Integers = rows("source")


@dataclass(frozen=True, slots=True)
class Aliases(Table):
    actor: Integers = rows("actor", required=True)
    name: Words = words()
    kind: Words = words()


@dataclass(frozen=True, slots=True)
class Memberships(Table):
    uid: Words = words()
    actor: Integers = rows("actor", required=True)
    region: Integers = rows("region", required=True)
    year: Numbers = numbers()
    basis: Words = words()


@dataclass(frozen=True, slots=True)
class Statistics(Table):
    uid: Words = words()
    actor: Integers = rows("actor")
    region: Integers = rows("region")
    commodity: Integers = rows("commodity")
    item: Words = words()
    year: Numbers = numbers()
    value_entered: Numbers = numbers()
    unit_entered: Words = words()
    value: Numbers = numbers()
    unit: Words = words()
    sd: Numbers = numbers()
    grade: Words = words()
    document: Words = words()
    source: Integers = rows("source")
    note: Words = words()


@dataclass(frozen=True, slots=True)
class Stocks(Table):
    uid: Words = words()
    actor: Integers = rows("actor", required=True)
    commodity: Integers = rows("commodity", required=True)
    year: Numbers = numbers()
    opening: Numbers = numbers()
    closing: Numbers = numbers()
    storage_capacity: Numbers = numbers()
    source: Integers = rows("source")
    note: Words = words()


@dataclass(frozen=True, slots=True)
class Flows(Table):
    uid: Words = words()
    sender: Integers = rows("actor", "sender_id")
    receiver: Integers = rows("actor", "receiver_id")
    commodity: Integers = rows("commodity", required=True)
    kind: Words = words()
    since: Numbers = numbers()
    until: Numbers = numbers()
    status: Words = words()
    contract: Words = words()
    r_tag: Words = words()
    note: Words = words()
    source: Integers = rows("source")


@dataclass(frozen=True, slots=True)
class Amounts(Table):
    uid: Words = words()
    flow: Integers = rows("flow", required=True)
    year: Numbers = numbers()
    period: Words = words()
    document: Words = words()
    origin: Words = words()
    value_entered: Numbers = numbers()
    unit_entered: Words = words()
    value: Numbers = numbers()
    sd: Numbers = numbers()
    grade: Words = words()
    source: Integers = rows("source")
    note: Words = words()


@dataclass(frozen=True, slots=True)
class Emissions(Table):
    uid: Words = words()
    actor: Integers = rows("actor", required=True)
    outlet: Words = words()
    medium: Words = words()
    pollutant: Words = words()
    year: Numbers = numbers()
    mass_entered: Numbers = numbers()
    unit_entered: Words = words()
    mass: Numbers = numbers()
    concentration: Numbers = numbers()
    limit_concentration: Numbers = numbers()
    permit_mass: Numbers = numbers()
    exceeding_days: Numbers = numbers()
    exceeding_hours: Numbers = numbers()
    destination: Words = words()
    plant: Integers = rows("actor", "plant_id")
    not_detected: Flags = flags()
    grade: Words = words()
    source: Integers = rows("source")
    note: Words = words()


@dataclass(frozen=True, slots=True)
class Capacities(Table):
    uid: Words = words()
    actor: Integers = rows("actor", required=True)
    commodity: Integers = rows("commodity", required=True)
    value_entered: Numbers = numbers()
    unit_entered: Words = words()
    value: Numbers = numbers()
    quality: Words = words()
    gate_fee: Numbers = numbers()
    licence: Words = words()
    codes: Words = words()
    valid_from: Words = words()
    valid_to: Words = words()
    proof: Words = words()
    source: Integers = rows("source")
    note: Words = words()


@dataclass(frozen=True, slots=True)
class Coefficients(Table):
    uid: Words = words()
    actor: Integers = rows("actor", required=True)
    substance: Words = words()  # "" for everything of the commodity's kind
    commodity: Integers = rows("commodity", required=True)
    year: Numbers = numbers()
    value: Numbers = numbers()
    sd: Numbers = numbers()
    grade: Words = words()
    source: Integers = rows("source")
    note: Words = words()


@dataclass(frozen=True, slots=True)
class Registers(Table):
    uid: Words = words()
    actor: Integers = rows("actor", required=True)
    list: Words = words()
    entry: Words = words()
    document: Words = words()
    year: Numbers = numbers()
    valid_to: Words = words()
    source: Integers = rows("source")
    note: Words = words()


@dataclass(frozen=True, slots=True)
class Initiatives(Table):
    uid: Words = words()
    name: Words = words()
    owner: Words = words()
    task: Words = words()
    content: Words = words()
    investment_planned: Numbers = numbers()
    investment_spent: Numbers = numbers()
    start: Words = words()
    completion: Words = words()
    progress: Numbers = numbers()
    savings_planned: Words = words()  # JSON by the columns of core.import_initiatives.SAVINGS
    r_tag: Words = words()
    source: Integers = rows("source")


@dataclass(frozen=True, slots=True)
class Attachments(Table):
    uid: Words = words()
    table_name: Words = words()
    row_uid: Words = words()
    path: Words = words()
    file_hash: Words = words()
    title: Words = words()
    source: Integers = rows("source")


@dataclass(frozen=True, slots=True)
class CatalogueLines(Table):
    uid: Words = words()
    catalogue: Words = words()
    edition: Words = words()
    code: Words = words()
    parent: Words = words()
    name_zh: Words = words()
    name_en: Words = words()
    since: Words = words()
    until: Words = words()
    note: Words = words()
    source: Integers = rows("source")


@dataclass(frozen=True, slots=True)
class Layouts(Table):
    name: Words = words()
    content: Words = words()  # JSON, read by the module that the name belongs to


@dataclass(frozen=True, slots=True)
class Decisions(Table):
    uid: Words = words()
    rule: Words = words()
    subject_uid: Words = words()
    subject_name: Words = words()
    matter: Words = words()
    year: Numbers = numbers()
    state: Words = words()
    until: Words = words()
    amount: Numbers = numbers()
    unit: Words = words()
    person: Words = words()
    date: Words = words()
    text: Words = words()


@dataclass(frozen=True, slots=True)
class EnteredFindings(Table):
    uid: Words = words()
    kind: Words = words()
    number: Words = words()
    subject_table: Words = words()
    subject_uid: Words = words()
    subject_name: Words = words()
    matter: Words = words()
    year: Numbers = numbers()
    severity: Integers = integers()
    amount: Numbers = numbers()
    unit: Words = words()
    text: Words = words()
    demand: Words = words()
    deadline: Words = words()
    source: Integers = rows("source")


TABLES: dict[str, type[Table]] = {
    "source": Sources,
    "region": Regions,
    "region_limit": RegionLimits,
    "commodity": Commodities,
    "actor": Actors,
    "actor_alias": Aliases,
    "membership": Memberships,
    "statistic": Statistics,
    "stock": Stocks,
    "flow": Flows,
    "flow_amount": Amounts,
    "emission": Emissions,
    "capacity": Capacities,
    "register": Registers,
    "attachment": Attachments,
    "initiative": Initiatives,
    "catalogue_line": CatalogueLines,
    "layout": Layouts,
    "transfer_coefficient": Coefficients,
    "decision": Decisions,
    "entered_finding": EnteredFindings,
    "own_quantity": OwnQuantities,
    "own_indicator": OwnIndicators,
    "indicator_target": IndicatorTargets,
    "rule_line": RuleLines,
    "finding_link": FindingLinks,
    "figure_correction": FigureCorrections,
    "standard_limit": StandardLimits,
}
