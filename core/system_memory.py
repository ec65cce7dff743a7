"""What a system keeps from one state of a project to the next: quantities whose tables are the same ones."""

from core.indicator_systems import Quantity
from core.system_measured import Measured
from core.system_scope import Scope

_FIRMS = ("actor", "region", "membership", "source")
# The tables that a quantity of an origin is made of, besides those of firms and areas; any other reads everything.
_READ = {
    "item": ("statistic", "commodity", "flow", "flow_amount", "stock", "register"),
    "general": ("statistic", "commodity"),
    "emission": ("emission",),
    "initiative": ("initiative",),
    "register": ("register",),
}


def carry_over(scope: Scope, before: Scope | None) -> Scope:
    """The scope with what an earlier one of the same area and year knows of tables that have not changed since.

    A table that an edit did not touch is the same object in the next snapshot, so that nothing is compared row by row.
    """
    if before is None or before.year != scope.year or before.area.region != scope.area.region:
        return scope
    if not _same(scope, before, _FIRMS):
        return scope
    for key, value in before.kept.items():
        if isinstance(value, Measured) and key not in scope.kept and _holds(scope, before, value.quantity):
            scope.kept[key] = value
    return scope


def _holds(scope: Scope, before: Scope, quantity: Quantity) -> bool:
    tables = _READ.get(quantity.origin.partition(":")[0])
    return tables is not None and _same(scope, before, tables)


def _same(scope: Scope, before: Scope, tables: tuple[str, ...]) -> bool:
    return all(getattr(scope.snapshot, name) is getattr(before.snapshot, name) for name in tables)
