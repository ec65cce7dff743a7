"""Carbon dioxide of processes and what exchanges avoid: as stated, else of the carbonates that are decomposed."""

import numpy as np

from core.account_terms import Basis, parts_of, stated_in_parts
from core.carbon_factors import carbonate_factor
from core.carbon_parts import Part, joined
from core.commodity_bridges import bridge
from core.evidence import ref
from core.statements import ACCURACY, Statement
from core.text import Quantity, Text
from core.units import factor_to

_AMOUNTS = {
    "process_emission": Text("the amount of carbon dioxide of processes"),
    "co2_avoided": Text("the amount that exchanges avoid"),
}


def as_stated(basis: Basis, item: str, holder: int) -> Part | None:
    """Carbon dioxide that a holder states, as a whole or else by commodity; None where it states none."""
    entry = stated_in_parts(basis, item, holder, "t")
    if entry is None:
        return None
    return Part(entry.value, entry.rows, () if entry.value is not None else (_AMOUNTS[item],))


def process(basis: Basis, holder: int) -> Part | None:
    """Carbon dioxide of processes; unknown where the fate of a carbonate is, None where nobody states anything."""
    stated = as_stated(basis, "process_emission", holder)
    if stated is not None and stated.value is not None:
        return stated
    told = parts_of(basis, "carbonate_decomposed", holder)
    by_kind = [each for each in told if basis.snapshot.statistic.commodity[each.row] >= 0]
    parts = [_decomposed(basis, each) for each in by_kind]
    parts += [_undivided(basis, each, by_kind) for each in told if each not in by_kind]
    parts += _of_unknown_fate(basis, holder, by_kind)
    return joined(parts) if parts else stated


def _decomposed(basis: Basis, statement: Statement) -> Part:
    name, rows = _name(basis, statement), (ref(basis.snapshot, "statistic", statement.row),)
    factor, tonnes = carbonate_factor(name), _tonnes(basis, statement)
    if factor is None:
        return Part(None, rows, (Text("which carbonate {name} is", {"name": name}),))
    if tonnes is None:
        return Part(
            None, rows, (Text("the density of {name} (told in {unit})", {"name": name, "unit": statement.unit}),)
        )
    if np.isnan(tonnes):
        return Part(None, rows, (Text("the amount of {name}", {"name": name}),))
    return Part(float(tonnes * factor.value), rows, (), (factor,), True)


def _tonnes(basis: Basis, statement: Statement) -> float | None:
    """A figure about a commodity in t, by its density where it is told in m3; None where nobody tells that."""
    factor, obstacle = factor_to(statement.unit or "t", "t")
    if factor is None and obstacle == "other":
        commodity = int(basis.snapshot.statistic.commodity[statement.row])
        factor = bridge(statement.unit, "t", str(basis.snapshot.commodity.quality[commodity]))
    return None if factor is None else statement.value * factor


def _undivided(basis: Basis, whole: Statement, by_kind: list[Statement]) -> Part:
    """Nothing where the carbonates that are told by kind come to the stated whole; else their kind is unknown."""
    rows = (ref(basis.snapshot, "statistic", whole.row),)
    told = [_tonnes(basis, each) for each in by_kind]
    known = sum(tonnes for tonnes in told if tonnes is not None and not np.isnan(tonnes))
    if by_kind and (np.isnan(whole.value) or known >= whole.value * (1 - ACCURACY)):
        return Part(0.0, rows)
    amount = Quantity(None if np.isnan(whole.value) else float(whole.value), whole.unit or "t")
    return Part(None, rows, (Text("which carbonates the {amount} decomposed are", {"amount": amount}),))


def _of_unknown_fate(basis: Basis, holder: int, by_kind: list[Statement]) -> list[Part]:
    """The carbonates that a holder uses and of which nobody says whether they are decomposed."""
    told = {carbonate_factor(_name(basis, each)) for each in by_kind}
    used = [(_name(basis, each), each) for each in parts_of(basis, "consumption", holder)]
    asked = [(name, each) for name, each in used if (factor := carbonate_factor(name)) and factor not in told]
    return [Part(None, (), (_fate(name, each),)) for name, each in asked if each.value != 0]


def _fate(name: str, used: Statement) -> Text:
    amount = Quantity(None if np.isnan(used.value) else used.value, used.unit)
    return Text("how much of the {amount} of {name} used is decomposed", {"name": name, "amount": amount})


def _name(basis: Basis, statement: Statement) -> str:
    commodity = int(basis.snapshot.statistic.commodity[statement.row])
    return str(basis.snapshot.commodity.name[commodity]) if commodity >= 0 else ""
