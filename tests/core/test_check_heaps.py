"""Heaps whose last figure is old."""

from collections.abc import Callable

import pytest

from core.check_heaps import find_growing
from core.findings import inquire
from core.i18n import show
from core.snapshot import Snapshot


@pytest.mark.parametrize(("year", "severity", "old"), [(2017, 3, False), (2018, 1, True), (2024, 1, True)])
def test_of_a_heap_last_told_years_ago_only_the_present_stock_is_asked(
    cluster: Callable[..., Snapshot], year: int, severity: int, old: bool
) -> None:
    rows = [
        {"actor": "甲", "commodity": "赤泥", "year": 2015, "closing": 10.0},
        {"actor": "甲", "commodity": "赤泥", "year": 2016, "closing": 50.0, "storage_capacity": 60.0},
    ]
    (found,) = find_growing(inquire(cluster(stock=rows), year))
    said = show(found.sentence, "en")
    assert found.severity == severity
    assert ("last told for 2016; ask for the present stock" in said) is old
    assert ("days" in said) is not old


def test_a_storage_told_by_another_paper_belongs_to_the_heap(cluster: Callable[..., Snapshot]) -> None:
    snapshot = cluster(
        source=[{"title": "台账", "date": "2024-12-31"}, {"title": "环评", "date": "2025-03-01"}],
        stock=[
            {"actor": "铝厂", "commodity": "赤泥", "year": 2024, "closing": 50.0, "source": "台账"},
            {"actor": "铝厂", "commodity": "赤泥", "year": 2024, "storage_capacity": 40.0, "source": "环评"},
        ],
    )
    (found,) = find_growing(inquire(snapshot, 2024))
    assert "is full" in show(found.sentence, "en")
    assert len(found.evidence) == 2
