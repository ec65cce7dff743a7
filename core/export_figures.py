"""The figures of a snapshot as rows of an export: amounts stand as they were entered, else in the base unit."""

import json
from collections.abc import Iterator

import numpy as np

from core.catalogues import find_pollutant, table
from core.cells import Cell
from core.export_names import Naming, number, text
from core.import_emissions import is_not_detected
from core.units import factor_to, unit_name

Record = dict[str, Cell]
Records = Iterator[tuple[int, Record]]  # row of the table in the snapshot, cells by column


def amount_cells(entered: float, unit: str, kept: float, base: str, naming: Naming) -> tuple[Cell, str | None]:
    """An amount with its unit as entered, else as kept."""
    if np.isnan(entered) and not np.isnan(kept):
        return number(kept), unit_name(base, naming.language) or None
    return number(entered), text(unit)


def spread_cell(sd: float, unit: str, base: str, medium: str) -> Cell:
    """A standard deviation in the unit of the amount that it belongs to."""
    factor = factor_to(unit, base, medium)[0] if unit else 1.0
    return None if np.isnan(sd) or not factor else number(sd / factor)


def emissions(naming: Naming) -> Records:
    """Emissions with their outlet, limit and destination."""
    told = naming.snapshot.emission
    for row in range(len(told)):
        mass, unit = amount_cells(told.mass_entered[row], told.unit_entered[row], told.mass[row], "t", naming)
        plant = naming.actor(int(told.plant[row]))
        yield (
            row,
            {
                "actor": naming.actor(int(told.actor[row])),
                "outlet": text(told.outlet[row]),
                "medium": naming.word("emission_medium", told.medium[row]),
                "pollutant": _pollutant(told.medium[row], told.pollutant[row], naming.language),
                "mass": mass,
                "unit": unit,
                "concentration": number(told.concentration[row]),
                "limit": number(told.limit_concentration[row]),
                "permit mass": number(told.permit_mass[row]),
                "exceeding days": number(told.exceeding_days[row]),
                "exceeding hours": number(told.exceeding_hours[row]),
                "destination": plant or naming.word("destination", told.destination[row]),
                "year": number(told.year[row]),
                "grade": naming.word("grade", told.grade[row]),
                "note": text(told.note[row]),
                **(_not_detected(naming, row) if told.not_detected[row] else {}),
                **naming.source(int(told.source[row])),
            },
        )


def _pollutant(medium: str, id: str, language: str) -> str:
    """A pollutant by its name where the import finds it by that, else as it is kept."""
    row = next((row for row in table("tables/pollutants.csv") if row["id"] == id and row["medium"] == medium), None)
    name = row[f"name_{language}"] if row else ""
    known = find_pollutant(medium, name)
    return name if known and known.id == id else id


def _not_detected(naming: Naming, row: int) -> Record:
    """The words for what was not detected, back from the note to the cells that they stood in."""
    told = naming.snapshot.emission
    columns = {"mass": told.mass_entered[row], "concentration": told.concentration[row]}
    free = [column for column, value in columns.items() if np.isnan(value)]
    parts = str(told.note[row]).split("; ")
    words: list[str] = []
    while parts and is_not_detected(parts[-1]) and len(words) < len(free):
        words.insert(0, parts.pop())
    return {**dict(zip(free, words or ["ND"], strict=False)), "note": "; ".join(parts) or None}


def statistics(naming: Naming) -> Records:
    """Figures of firms and regions."""
    told = naming.snapshot.statistic
    media = np.append(naming.snapshot.commodity.medium, "")
    for row in range(len(told)):
        base, matter = str(told.unit[row]), int(told.commodity[row])
        value, unit = amount_cells(told.value_entered[row], told.unit_entered[row], told.value[row], base, naming)
        medium = "water" if base == "m3" else str(media[matter])
        yield (
            row,
            {
                "actor": naming.actor(int(told.actor[row])),
                "region": naming.region(int(told.region[row])),
                "item": _item(told.item[row], naming.language),
                "commodity": naming.commodity(matter),
                "value": value,
                "unit": unit,
                "sd": spread_cell(told.sd[row], unit or "", base, medium),
                "year": number(told.year[row]),
                "grade": naming.word("grade", told.grade[row]),
                "document": text(told.document[row]),
                "note": text(told.note[row]),
                **naming.source(int(told.source[row])),
            },
        )


def _item(id: str, language: str) -> str:
    return next((row[f"title_{language}"] for row in table("tables/items.csv") if row["id"] == id), id)


def capacities(naming: Naming) -> Records:
    """What firms can accept, as entered."""
    told, base = naming.snapshot.capacity, naming.snapshot.commodity.base_unit
    for row in range(len(told)):
        entered, kept = told.value_entered[row], told.value[row]
        value, unit = amount_cells(entered, told.unit_entered[row], kept, base[told.commodity[row]], naming)
        yield (
            row,
            {
                "actor": naming.actor(int(told.actor[row])),
                "commodity": naming.commodity(int(told.commodity[row])),
                "amount": value,
                "unit": unit,
                "quality": text(told.quality[row]),
                "gate fee": number(told.gate_fee[row]),
                "licence": text(told.licence[row]),
                "codes": text(told.codes[row]),
                "valid from": text(told.valid_from[row]),
                "valid to": text(told.valid_to[row]),
                "proof": naming.word("proof", told.proof[row]),
                "note": text(told.note[row]),
                **naming.source(int(told.source[row])),
            },
        )


def commodities(naming: Naming) -> Records:
    """Commodities."""
    told = naming.snapshot.commodity
    for row in range(len(told)):
        yield (
            row,
            {
                "name": text(told.name[row]),
                "medium": naming.word("medium", told.medium[row]),
                "code": text(told.code[row]),
                "code edition": text(told.code_edition[row]),
                "unit": text(unit_name(told.base_unit[row], naming.language)),
                "parent": naming.commodity(int(told.parent[row])),
                "hazard": text(told.hazard[row]),
                "temperature": number(told.temperature[row]),
                "quality": text(told.quality[row]),
                "heating value": number(told.heating_value[row]),
                "carbon": number(told.carbon[row]),
                "composition": text(told.composition[row]),
                "note": text(told.note[row]),
                **naming.source(int(told.source[row])),
            },
        )


def stocks(naming: Naming) -> Records:
    """Stocks in the base unit of their commodity."""
    told, base = naming.snapshot.stock, naming.snapshot.commodity.base_unit
    for row in range(len(told)):
        yield (
            row,
            {
                "actor": naming.actor(int(told.actor[row])),
                "commodity": naming.commodity(int(told.commodity[row])),
                "year": number(told.year[row]),
                "opening": number(told.opening[row]),
                "closing": number(told.closing[row]),
                "capacity": number(told.storage_capacity[row]),
                "unit": text(unit_name(base[told.commodity[row]], naming.language)),
                "note": text(told.note[row]),
                **naming.source(int(told.source[row])),
            },
        )


def coefficients(naming: Naming) -> Records:
    """Transfer coefficients, shares from 0 to 1."""
    told = naming.snapshot.transfer_coefficient
    for row in range(len(told)):
        yield (
            row,
            {
                "actor": naming.actor(int(told.actor[row])),
                "substance": text(told.substance[row]),
                "commodity": naming.commodity(int(told.commodity[row])),
                "year": number(told.year[row]),
                "coefficient": number(told.value[row]),
                "sd": number(told.sd[row]),
                "grade": naming.word("grade", told.grade[row]),
                "note": text(told.note[row]),
                **naming.source(int(told.source[row])),
            },
        )


def registers(naming: Naming) -> Records:
    """Entries of lists."""
    told = naming.snapshot.register
    for row in range(len(told)):
        yield (
            row,
            {
                "actor": naming.actor(int(told.actor[row])),
                "list": text(told.list[row]),
                "entry": text(told.entry[row]),
                "document": text(told.document[row]),
                "year": number(told.year[row]),
                "valid to": text(told.valid_to[row]),
                "note": text(told.note[row]),
                **naming.source(int(told.source[row])),
            },
        )


def aliases(naming: Naming) -> Records:
    """Other names of actors."""
    told = naming.snapshot.actor_alias
    for row in range(len(told)):
        names = (naming.actor(int(told.actor[row])), text(told.name[row]), naming.word("alias_kind", told.kind[row]))
        yield row, dict(zip(("actor", "alias", "kind"), names, strict=True))


def initiatives(naming: Naming) -> Records:
    """Improvement projects with their investment and what they save in a year."""
    told = naming.snapshot.initiative
    for row in range(len(told)):
        progress = told.progress[row]
        yield (
            row,
            {
                "initiative": text(told.name[row]),
                "owner": text(told.owner[row]),
                "task": text(told.task[row]),
                "content": text(told.content[row]),
                "investment planned": number(told.investment_planned[row]),
                "investment spent": number(told.investment_spent[row]),
                "start": text(told.start[row]),
                "completion": text(told.completion[row]),
                "progress": None if np.isnan(progress) else f"{progress:g}%",
                "r tag": naming.word("r_tag", told.r_tag[row]),
                **(json.loads(told.savings_planned[row]) if told.savings_planned[row] else {}),
                **naming.source(int(told.source[row])),
            },
        )


def findings(naming: Naming) -> Records:
    """Findings that people entered about firms and regions; those about links are no rows of this table."""
    told, snapshot = naming.snapshot.entered_finding, naming.snapshot
    for row in range(len(told)):
        table, uid = str(told.subject_table[row]), str(told.subject_uid[row])
        held = np.flatnonzero(getattr(snapshot, table).uid == uid).tolist() if table in ("actor", "region") else []
        if not held:
            continue
        yield (
            row,
            {
                "actor": naming.actor(held[0]) if table == "actor" else None,
                "region": naming.region(held[0]) if table == "region" else None,
                "kind": naming.word("finding_kind", told.kind[row]),
                "number": text(told.number[row]),
                "year": number(told.year[row]),
                "seen": text(told.text[row]),
                "matter": text(told.matter[row]),
                "weight": naming.word("finding_weight", str(told.severity[row])),
                "demand": text(told.demand[row]),
                "deadline": text(told.deadline[row]),
                **naming.source(int(told.source[row])),
            },
        )
