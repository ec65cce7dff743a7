"""Firms that tell nothing of their solid waste are counted and named, but for those that may not be."""

from collections.abc import Callable

from core.snapshot import Snapshot
from core.system_scope import scope_of
from core.waste_silence import waste_silence

Enter = Callable[..., Snapshot]


def told(actor: str, value: float, source: str = "") -> dict[str, object]:
    return {"actor": actor, "item": "waste_generated", "value": value, "unit": "t", "year": 2024, "source": source}


def park(enter: Enter) -> Snapshot:
    """Five firms: A and B tell 30 t, C tells what enters sums only, D nothing, E had ended before; F is an office."""
    actors = [{"name": name, "kind": "firm", "region": "P"} for name in "ABCD"]
    actors += [
        {"name": "E", "kind": "firm", "region": "P", "status": "ended", "status_date": "2020-01-01"},
        {"name": "F", "kind": "government", "region": "P"},
    ]
    sources = [{"title": "census", "permitted_use": "aggregate"}]
    return enter(source=sources, actor=actors, statistic=[told("A", 10), told("B", 20), told("C", 5, "census")])


def test_who_tells_nothing_of_waste_is_named_and_who_tells_it_for_sums_only_is_not(cluster: Enter) -> None:
    found = waste_silence(scope_of(park(cluster), 2024))
    assert (found.asked, found.names, found.unnamed) == (4, ("D",), 0)
