"""Formulas of indicators: sums, products and quotients of quantities by name, growth and means; nothing is run.

`growth(x, n)` is the mean yearly growth over n years, (x_t / x_{t-n})^(1/n) - 1, `mean(x, y, ...)` the plain mean,
`max` and `min` the largest and the least. Signs as people write them (a cross, full-width brackets) count as well.
What is unknown makes a formula unknown, and so does a quotient by nothing.
"""

import ast
import math
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Figure = Callable[[str, int], float | None]  # the value of a quantity so many years before, None where it is unknown
_OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
_COMPARISONS = {ast.Lt: "<", ast.LtE: "<=", ast.Eq: "==", ast.GtE: ">=", ast.Gt: ">"}
_PLAIN = str.maketrans("\u00d7\u00f7\u2212\uff08\uff09\uff0c\uff0b\uff0d\uff0a\uff0f", "*/-(),+-*/")
LONGEST = 1000  # characters: far more than anybody reads, and short enough to be walked through
_WRITTEN = {"\u2264": "<=", "\u2265": ">=", "\u2266": "<=", "\u2267": ">=", "\uff1c": "<", "\uff1e": ">", "\uff1a": ":"}
SETS: dict[str, Callable[[list[float]], float]] = {
    "mean": lambda values: sum(values) / len(values),
    "max": max,
    "min": min,
}
SENSES: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as it is written, and what it reads: names with the number of years before."""

    text: str
    tree: ast.expr
    reads: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two formulas and the sign between them."""

    left: Formula
    sign: str
    right: Formula

    def holds(self, figure: Figure) -> bool | None:
        """Whether it is so, None where one side is unknown."""
        one, other = value_of(self.left, figure), value_of(self.right, figure)
        return None if one is None or other is None else SENSES[self.sign](one, other)


def parse_formula(text: str) -> Formula:
    """A formula; ValueError for anything but numbers, names, the four operations, growth and mean."""
    return _formula(_tree(text), text)


def parse_comparison(text: str) -> Comparison:
    """Two formulas with <, <=, ==, >= or > between them; ValueError for anything else."""
    tree = _tree(text)
    if not isinstance(tree, ast.Compare) or len(tree.ops) != 1 or type(tree.ops[0]) not in _COMPARISONS:
        raise ValueError(f"this compares nothing: {text}")
    sides = [_formula(side, ast.unparse(side)) for side in (tree.left, tree.comparators[0])]
    return Comparison(sides[0], _COMPARISONS[type(tree.ops[0])], sides[1])


def plain_signs(text: str) -> str:
    """A formula or threshold with the signs of the grammar instead of those that people write."""
    for written, sign in _WRITTEN.items():
        text = text.replace(written, sign)
    return text.translate(_PLAIN).strip()


def _tree(text: str) -> ast.expr:
    if len(text) > LONGEST:
        raise ValueError(f"a formula has at most {LONGEST} characters")
    try:
        return ast.parse(plain_signs(text), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as cause:
        raise ValueError(f"this is no formula: {text}") from cause


def _formula(tree: ast.expr, text: str) -> Formula:
    return Formula(text.strip(), tree, tuple(dict.fromkeys(_reads(tree, 0))))


def _reads(node: ast.expr, before: int) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.Name):
        yield node.id, before
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        yield from _reads(node.left, before)
        yield from _reads(node.right, before)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield from _reads(node.operand, before)
    elif isinstance(node, ast.Call):
        yield from _reads_of_call(node, before)
    elif not (isinstance(node, ast.Constant) and type(node.value) in (int, float)):
        raise ValueError(f"a formula does not understand {ast.unparse(node)}")


def _reads_of_call(node: ast.Call, before: int) -> Iterator[tuple[str, int]]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if node.keywords:
        raise ValueError(f"a formula does not understand {ast.unparse(node)}")
    if name == "growth" and len(node.args) == 2:
        yield from _reads(node.args[0], before)
        yield from _reads(node.args[0], before + _years(node))
    elif name in SETS and node.args:
        for argument in node.args:
            yield from _reads(argument, before)
    else:
        raise ValueError(f"a formula does not understand {ast.unparse(node)}")


def _years(node: ast.Call) -> int:
    over = node.args[1]
    if isinstance(over, ast.Constant) and type(over.value) is int and over.value > 0:
        return over.value
    raise ValueError(f"growth is over a whole number of years: {ast.unparse(node)}")


def value_of(formula: Formula, figure: Figure) -> float | None:
    """What a formula comes to; None where a figure is unknown or a divisor is 0."""
    return _value(formula.tree, figure, 0)


def _value(node: ast.expr, figure: Figure, before: int) -> float | None:
    if isinstance(node, ast.Name):
        return figure(node.id, before)
    if isinstance(node, ast.Constant):
        return float(node.value)  # type: ignore[arg-type]  # parsed formulas hold numbers alone
    if isinstance(node, ast.UnaryOp):
        inner = _value(node.operand, figure, before)
        return None if inner is None else -inner
    if isinstance(node, ast.BinOp):
        return _joined(node, _value(node.left, figure, before), _value(node.right, figure, before))
    return _called(node, figure, before) if isinstance(node, ast.Call) else None


def _joined(node: ast.BinOp, left: float | None, right: float | None) -> float | None:
    if left is None or right is None or (isinstance(node.op, ast.Div) and right == 0):
        return None
    value = float(_OPERATORS[type(node.op)](left, right))
    return value if math.isfinite(value) else None


def _called(node: ast.Call, figure: Figure, before: int) -> float | None:
    if len(node.args) == 2 and isinstance(node.func, ast.Name) and node.func.id == "growth":
        years = _years(node)
        now, then = (_value(node.args[0], figure, before + shift) for shift in (0, years))
        if now is None or then is None or now < 0 or then <= 0:
            return None
        return float((now / then) ** (1 / years) - 1)
    values = [_value(argument, figure, before) for argument in node.args]
    known = [value for value in values if value is not None]
    whole = len(known) == len(values) and isinstance(node.func, ast.Name)
    return SETS[node.func.id](known) if whole and isinstance(node.func, ast.Name) else None
