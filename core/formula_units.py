"""What unit a formula comes to: sums of unlike units are found before anybody reads their result."""

import ast
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.formulas import Formula
from core.text import Text
from core.units import factor_to


@dataclass(frozen=True, slots=True)
class FormulaUnit:
    """Units with their powers, such as tce and person^-1; `scaled` where a number stands before or below them."""

    powers: tuple[tuple[str, int], ...]
    scaled: bool

    @property
    def name(self) -> str:
        """The unit as it is read, such as "tce / person"."""
        above = [unit for unit, power in self.powers for _ in range(power)]
        below = [unit for unit, power in self.powers for _ in range(-power)]
        return " / ".join([" × ".join(above) or "1", *below])


NUMBER = FormulaUnit((), scaled=True)  # also shares: they say nothing of what they are shares of


class UnlikeUnits(Exception):
    """Two parts of a formula that are added or compared and whose units do not fit each other."""

    def __init__(self, one: FormulaUnit, other: FormulaUnit) -> None:
        super().__init__(one, other)
        self.one, self.other = one, other


def unit_fault(formula: Formula, unit: str, units: Mapping[str, str]) -> Text | None:
    """Why a formula cannot be told in a unit, None where it can or where a unit is not known.

    `units` are those of the quantities by name, "" for one that nobody stated. Only plain units are compared with
    the stated one: a quotient may be called as people are used to.
    """
    try:
        found = _unit(formula.tree, units)
    except UnlikeUnits as unlike:
        return Text("it adds or compares {one} and {other}", {"one": unlike.one.name, "other": unlike.other.name})
    if found is None or len(found.powers) != 1 or found.powers[0][1] != 1:
        return None
    own = found.powers[0][0]
    factor = factor_to(own, unit)[0] if unit else 1.0
    known = factor_to(own, own)[0] is not None and factor_to(unit, unit)[0] is not None
    if unit and known and (factor is None or (factor != 1.0 and not found.scaled)):
        return Text("it comes to {own}, and its unit says {unit}", {"own": own, "unit": unit})
    return None


def _unit(node: ast.expr, units: Mapping[str, str]) -> FormulaUnit | None:
    """The unit of a part of a formula, None where that of a quantity in it is not known."""
    if isinstance(node, ast.Name):
        unit = units.get(node.id, "")
        return NUMBER if unit == "percent" else FormulaUnit(((unit, 1),), scaled=False) if unit else None
    if isinstance(node, ast.UnaryOp):
        return _unit(node.operand, units)
    if isinstance(node, ast.Call):
        growth = isinstance(node.func, ast.Name) and node.func.id == "growth"
        return NUMBER if growth else _same([_unit(part, units) for part in node.args])
    if isinstance(node, ast.BinOp):
        sides = _unit(node.left, units), _unit(node.right, units)
        return _same(sides) if isinstance(node.op, ast.Add | ast.Sub) else _product(node.op, *sides)
    return NUMBER


def _same(parts: Sequence[FormulaUnit | None]) -> FormulaUnit | None:
    """The unit of a sum: the same in all of its parts that have one."""
    known = [part for part in parts if part is not None and part.powers]
    for other in known[1:]:
        if not _fits(known[0], other):
            raise UnlikeUnits(known[0], other)
    return None if None in parts else (known or [NUMBER])[0]


def _fits(one: FormulaUnit, other: FormulaUnit) -> bool:
    """Whether two parts are of one kind, and of one size where no number stands in them that may convert them."""
    if one.powers == other.powers:
        return True
    left = Counter(dict(one.powers))
    left.subtract(dict(other.powers))
    apart = sorted((power, unit) for unit, power in left.items() if power)  # what the two do not share
    if sum(power for power, _ in apart) or len(apart) != 2:
        return False
    factor = factor_to(apart[0][1], apart[1][1])[0]
    return factor is not None and (one.scaled or other.scaled or factor == 1.0)


def _product(sign: ast.operator, left: FormulaUnit | None, right: FormulaUnit | None) -> FormulaUnit | None:
    if left is None or right is None:
        return None
    powers = Counter(dict(left.powers))
    for unit, power in right.powers:
        powers[unit] += power if isinstance(sign, ast.Mult) else -power
    kept = tuple(sorted((unit, power) for unit, power in powers.items() if power))
    return FormulaUnit(kept, scaled=left.scaled or right.scaled)
