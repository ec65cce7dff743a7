"""The logic checks of official forms (审核关系), lines of resources/tables/form_checks.csv, over figures by name.

An expression compares two sums of named figures with ==, <= or >=. A figure that nobody stated may be anything from
zero up: a check speaks only where no value of the unknown figures could satisfy it. Nothing is evaluated as a program.
"""

import ast
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from core.catalogues import table

Span = tuple[float, float]  # the least and the greatest that a sum can be
_COMPARISONS = {ast.Eq: "==", ast.LtE: "<=", ast.GtE: ">="}


@dataclass(frozen=True, slots=True)
class FormCheck:
    """A check of one kind of table: `left` and `right` are names with a sign, `sign` stands between them.

    It is not asked where a figure of `unless` is known; `tolerance` is a share of the greater side.
    """

    id: str
    sentence: str
    left: tuple[tuple[int, str], ...]
    sign: str
    right: tuple[tuple[int, str], ...]
    unless: tuple[str, ...]
    tolerance: float
    source: str

    @property
    def names(self) -> frozenset[str]:
        """The figures that the check looks at."""
        return frozenset(name for _, name in (*self.left, *self.right))


@dataclass(frozen=True, slots=True)
class Breach:
    """A check that figures break: what either side comes to, as far as it is known."""

    check: FormCheck
    left: float
    right: float


@cache
def form_checks(kind: str) -> tuple[FormCheck, ...]:
    """The checks of a kind of table, in the order of the table."""
    return tuple(_read(row) for row in table("tables/form_checks.csv") if row["kind"] == kind)


def _read(row: Mapping[str, str]) -> FormCheck:
    left, sign, right = parse_comparison(row["expression"])
    unless = tuple(filter(None, row["unless"].split("|")))
    tolerance = float(row["tolerance"])
    return FormCheck(row["id"], row["title_en"], left, sign, right, unless, tolerance, row["source"])


def parse_comparison(text: str) -> tuple[tuple[tuple[int, str], ...], str, tuple[tuple[int, str], ...]]:
    """Both sides of a comparison as signed names, and the sign between; ValueError for anything else."""
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError as cause:
        raise ValueError(f"this is no comparison of sums: {text}") from cause
    if not isinstance(node, ast.Compare) or len(node.ops) != 1 or type(node.ops[0]) not in _COMPARISONS:
        raise ValueError(f"this is no comparison of sums: {text}")
    return tuple(_terms(node.left, 1)), _COMPARISONS[type(node.ops[0])], tuple(_terms(node.comparators[0], 1))


def _terms(node: ast.expr, sign: int) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Name):
        yield sign, node.id
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield from _terms(node.left, sign)
        yield from _terms(node.right, sign if isinstance(node.op, ast.Add) else -sign)
    else:
        raise ValueError(f"only sums and differences of names are understood, not {ast.dump(node)}")


def breaches(kind: str, known: Mapping[str, float]) -> Iterator[Breach]:
    """The checks that figures by name break; a name that is missing is unknown and not negative."""
    for check in form_checks(kind):
        if any(name in known for name in check.unless) or not any(name in known for name in check.names):
            continue
        left, right = _span(check.left, known), _span(check.right, known)
        if breach := _breach(check, left, right):
            yield breach


def _span(terms: tuple[tuple[int, str], ...], known: Mapping[str, float]) -> Span:
    least = greatest = 0.0
    for sign, name in terms:
        if name in known:
            least, greatest = least + sign * known[name], greatest + sign * known[name]
        elif sign > 0:
            greatest = math.inf
        else:
            least = -math.inf
    return least, greatest


def _breach(check: FormCheck, left: Span, right: Span) -> Breach | None:
    """The breach where the spans cannot meet, with the ends that come nearest to each other."""
    over, under = left[0] - right[1], right[0] - left[1]
    if check.sign in ("==", "<=") and over > _slack(check, left[0], right[1]):
        return Breach(check, left[0], right[1])
    if check.sign in ("==", ">=") and under > _slack(check, left[1], right[0]):
        return Breach(check, left[1], right[0])
    return None


def _slack(check: FormCheck, left: float, right: float) -> float:
    return check.tolerance * max(abs(left), abs(right)) + 1e-9 if math.isfinite(left + right) else math.inf
