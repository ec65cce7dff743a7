"""What unit a formula comes to: sums of unlike units are found before anybody reads their result.

A number in a formula may convert (0.001 makes t of kg) or weigh (a mean of two years with 0.3 and 0.7). Where units of
one kind differ by a power of ten, only the number that converts them lets them pass, since any other is a slip of a
thousandfold; between other units, such as kWh and tce, people choose their own coefficients, so that any number does.
Counts of firms and pieces, and quotients of one kind of unit that a number has made alike, go with plain numbers.
"""

import ast
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from core.formulas import Comparison, Formula, value_of
from core.i18n import unit_text
from core.text import N_, Text
from core.units import factor_to, find_unit
from core.words import find_word

_TIMES = {"percent": 100.0, "permille": 1000.0}  # a plain number is told so many times larger
PERCENT = 2.0  # what tells a share as a percentage is multiplied by, as its logarithm
GUARD = 1.0  # the largest number that merely keeps a divisor from being nothing, as in max(firms, 1)
_NEAR = 1e-6  # a number this near to a conversion, as logarithms, is meant as one


@dataclass(frozen=True, slots=True)
class FormulaUnit:
    """Units with their powers, such as tce and person^-1, and the numbers that were multiplied to them.

    Of the numbers the logarithms to base 10 are kept, that of a divisor with the other sign. `percents` says how often
    a percentage is multiplied too: 100 times a share, which a divisor of 100 makes of it.
    """

    powers: tuple[tuple[str, int], ...]
    tens: tuple[float, ...] = ()
    percents: int = 0

    @property
    def name(self) -> Text | str:
        """The unit as it is read, such as "tce / person"."""
        above = [unit_text(unit) for unit, power in self.powers for _ in range(power)]
        below = [unit_text(unit) for unit, power in self.powers for _ in range(-power)]
        product = reduce(lambda one, more: Text("{one} × {more}", {"one": one, "more": more}), above) if above else "1"
        return reduce(lambda one, more: Text("{one} / {more}", {"one": one, "more": more}), below, product)

    def converts(self, factor: float) -> bool:
        """Whether what was multiplied to it may turn it into a unit that is so many times smaller."""
        if factor == 1.0:
            return True
        wanted = math.log10(factor)
        if not math.isclose(wanted, round(wanted), abs_tol=1e-9):
            return bool(self.tens)
        all_of_them = math.fsum(self.tens)
        told = (*self.tens, all_of_them, all_of_them + PERCENT * self.percents)
        return any(math.isclose(one, wanted, abs_tol=_NEAR) for one in told)


PLAIN = FormulaUnit(())
_BARE = N_(
    "it adds a number without a unit to {unit}, or compares them; a number may multiply or divide a quantity, and "
    "what is added to one is entered as a quantity of its own with its unit"
)
_UNEVEN = N_(
    "it adds a number without a unit to {unit}, or compares them; {unit} becomes a plain number when multiplied by "
    "{factor}"
)


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
        return _unlike(unlike)
    times = _TIMES.get(told.id) if (told := find_unit(unit)) else None
    if times and found == PLAIN and not any(_is_number(node, times) for node in ast.walk(formula.tree)):
        return Text(
            "it is a plain number, and its unit says {unit}: write * {times}",
            {"unit": unit_text(unit), "times": int(times)},
        )
    if not unit or found is None or len(found.powers) != 1 or found.powers[0][1] != 1:
        return None
    own = found.powers[0][0]
    if factor_to(own, own)[0] is None or factor_to(unit, unit)[0] is None:  # no unit of the table
        return None
    factor = factor_to(own, unit)[0]
    if factor is None or not found.converts(factor):
        return Text("it comes to {own}, and its unit says {unit}", {"own": unit_text(own), "unit": unit_text(unit)})
    return None


def condition_fault(condition: Comparison, units: Mapping[str, str]) -> Text | None:
    """Why the condition of a threshold cannot be kept: a side of it, or both, are of unlike units.

    A number on a side of its own is told in the unit of the other.
    """
    try:
        sides = [_unit(side.tree, units) for side in (condition.left, condition.right) if side.reads]
        _same(sides or [PLAIN])
    except UnlikeUnits as unlike:
        return _unlike(unlike)
    return None


def _unlike(unlike: UnlikeUnits) -> Text:
    if unlike.other.powers:
        return Text("it adds or compares {one} and {other}", {"one": unlike.one.name, "other": unlike.other.name})
    if factor := _size(unlike.one):
        told = {"unit": unlike.one.name, "factor": f"{factor:.12f}".rstrip("0").rstrip(".")}
        return Text(_UNEVEN, told)
    return Text(_BARE, {"unit": unlike.one.name})


def adds_number(fault: Text) -> bool:
    """Whether a fault is only that a plain number is added: lines of older projects and tables may hold one."""
    return fault.message_id in (_BARE, _UNEVEN)


def _is_number(node: ast.AST, number: float) -> bool:
    """Whether a part of a formula is a number, or what a divisor would be instead of it."""
    return isinstance(node, ast.Constant) and node.value in (number, 1 / number)


def _unit(node: ast.expr, units: Mapping[str, str]) -> FormulaUnit | None:
    """The unit of a part of a formula, None where that of a quantity in it is not known."""
    product = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div)
    if not product and _reads_nothing(node):
        value = _number(node)
        return FormulaUnit((), (math.log10(abs(value)),)) if value else PLAIN
    if isinstance(node, ast.Name):
        unit = units.get(node.id, "")
        share = unit and (told := find_unit(unit)) and told.id == "percent"
        return FormulaUnit((), percents=1) if share else FormulaUnit(((unit, 1),)) if unit else None
    if isinstance(node, ast.UnaryOp):
        return _unit(node.operand, units)
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name) and node.func.id == "growth":
            _unit(node.args[0], units)
            return PLAIN
        return _same(_parts(node.args, units))
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Add | ast.Sub):
            return _same(_parts((node.left, node.right), units))
        right = _unguarded(node.right) if isinstance(node.op, ast.Div) else node.right
        return _product(node.op, _unit(node.left, units), _unit(right, units))
    return PLAIN


def _reads_nothing(node: ast.expr) -> bool:
    """Whether a part of a formula reads no quantity."""
    return not any(isinstance(part, ast.Name | ast.Call) for part in ast.walk(node))


def _number(node: ast.expr) -> float | None:
    """What a part that reads no quantity comes to."""
    return value_of(Formula("", node, ()), lambda *_: None) if _reads_nothing(node) else None


def _unguarded(node: ast.expr) -> ast.expr:
    """A divisor without the numbers that keep it from being nothing, such as the 1 of max(firms, 1)."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return ast.BinOp(_unguarded(node.left), node.op, _unguarded(node.right))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "max":
        told = [part for part in node.args if not 0 < (_number(part) or 0) <= GUARD]
        return ast.Call(node.func, told, []) if told else node
    return node


def _parts(nodes: Sequence[ast.expr], units: Mapping[str, str]) -> list[FormulaUnit | None]:
    """The units of what is added or compared; nothing is nothing in every unit."""
    told = [node for node in nodes if _number(node) != 0]
    return [_unit(node, units) for node in told] or [PLAIN]


def _same(parts: Sequence[FormulaUnit | None]) -> FormulaUnit | None:
    """The unit of a sum: the same in all of its parts, else that of the part that needs no conversion.

    Numbers stay where all parts that have a unit were multiplied by them.
    """
    known = [part for part in parts if part is not None and part.powers]
    bare = [part for part in parts if part is not None and not part.powers]
    unlike = next((other for other in known[1:] if not _fits(known[0], other)), None)
    if unlike or (known and bare):
        if odd := next((part for part in known if not _is_plain(part)), None):
            raise UnlikeUnits(known[0], unlike) if unlike else UnlikeUnits(odd, bare[0])
        if unlike or not _is_count(known[0]):
            known = []
    if None in parts:
        return None
    if not known:
        return _share([part for part in parts if part is not None])
    plain = next((part for part in known if not part.tens), known[0])
    if all(part.powers == plain.powers for part in known):
        return FormulaUnit(plain.powers, *_shared(known))
    return plain


def _share(parts: Sequence[FormulaUnit]) -> FormulaUnit:
    """What a sum without units is: as a percentage in it, beside which numbers such as the 100 of 100 - rate stand."""
    rate = next((part for part in parts if part.percents), FormulaUnit((), *_shared(parts)))
    return replace(rate, powers=())


def _is_count(part: FormulaUnit) -> bool:
    """Whether a part is a number of firms or pieces."""
    return len(part.powers) == 1 and part.powers[0][1] == 1 and _counts(part.powers[0][0])


def _counts(unit: str) -> bool:
    """Whether a unit only says what is counted, or of how much a share is."""
    told = find_unit(unit)
    return bool(find_word("counted", unit)) or (told is not None and told.dimension in ("pieces", "share"))


def _size(part: FormulaUnit) -> float | None:
    """What makes a plain number of units of one kind above and below each other, None where more than that is left."""
    kinds: dict[str, tuple[str, int]] = {}  # the first unit of a kind, and the power that is left of the kind
    factor = 1.0
    for unit, power in part.powers:
        if _counts(unit):
            continue
        kind = told.dimension if (told := find_unit(unit)) else unit
        first, left = kinds.get(kind, (unit, 0))
        kinds[kind] = first, left + power
        factor *= (factor_to(unit, first)[0] or math.nan) ** power
    return None if any(left for _, left in kinds.values()) or math.isnan(factor) else factor


def _is_plain(part: FormulaUnit) -> bool:
    """Whether a part is a plain number: counts, or a share of one kind of unit, also as a percentage."""
    factor = _size(part)
    if factor is None:
        return False
    hundredth = part.tens and math.isclose(math.fsum(part.tens), math.log10(factor) + PERCENT, abs_tol=_NEAR)
    return bool(hundredth) or part.converts(factor)


def _shared(parts: Sequence[FormulaUnit]) -> tuple[tuple[float, ...], int]:
    """The numbers and percentages that were multiplied to each of some parts."""
    tens = tuple(ten for ten in parts[0].tens if all(ten in part.tens for part in parts))
    return tens, parts[0].percents if len({part.percents for part in parts}) == 1 else 0


def _fits(one: FormulaUnit, other: FormulaUnit) -> bool:
    """Whether two parts are of one kind and, by the numbers in them, of one size."""
    if one.powers == other.powers:
        return True
    left = Counter(dict(one.powers))
    left.subtract(dict(other.powers))
    apart = {power: unit for unit, power in left.items() if power}  # what the two do not share
    above, below = max(apart), min(apart)
    if above + below or len([power for power in left.values() if power]) != 2:
        return False
    single = factor_to(apart[above], apart[below])[0]
    if single is None:
        return False
    factor = single**above
    apart_by = (math.fsum(one.tens) - math.fsum(other.tens),) if one.tens or other.tens else ()
    of_both = FormulaUnit((), apart_by, one.percents - other.percents)
    return one.converts(factor) or other.converts(1 / factor) or of_both.converts(factor)


def _product(sign: ast.operator, left: FormulaUnit | None, right: FormulaUnit | None) -> FormulaUnit | None:
    if left is None or right is None:
        return None
    divided = not isinstance(sign, ast.Mult)
    powers = Counter(dict(left.powers))
    for unit, power in right.powers:
        powers[unit] += -power if divided else power
    kept = tuple(sorted((unit, power) for unit, power in powers.items() if power))
    side = -1 if divided else 1
    tens = (*left.tens, *(side * ten for ten in right.tens))
    return FormulaUnit(kept, tens, left.percents + side * right.percents)
