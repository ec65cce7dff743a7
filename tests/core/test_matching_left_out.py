"""What gaps tell once and what they leave out: room on a condition, slips, accounts that do not close."""

from collections.abc import Callable
from typing import Any

import pytest

from core.findings import Inquiry, inquire
from core.i18n import show
from core.matching import heaps_of, match, matching
from core.matching_left_out import left_out
from core.matching_reasons import Promised
from core.matching_words import gaps_of, reason_told
from core.receivers import acceptance
from core.snapshot import Snapshot

Enter = Callable[..., Snapshot]
Rows = list[dict[str, Any]]
FIRMS: Rows = [
    {"name": "铝厂", "at": (113.0, 35.0)},
    {"name": "二厂", "at": (113.0, 35.0)},
    {"name": "砖厂", "at": (113.1, 35.0)},
]


def stated(actor: str, item: str, value: float, year: int = 2024, commodity: str = "赤泥") -> dict[str, Any]:
    return {"actor": actor, "commodity": commodity, "item": item, "value": value, "unit": "t", "year": year}


def on_condition(cluster: Enter, *statistics: dict[str, Any], stock: Rows | None = None) -> Inquiry:
    """A brickworks with room for 100 t whose quality limits are not told: what it takes hangs on a test."""
    room = [{"actor": "砖厂", "commodity": "赤泥", "value": 100.0, "proof": "visited"}]
    return inquire(cluster(actor=FIRMS, statistic=list(statistics), capacity=room, stock=stock or []), 2024)


def test_room_that_hangs_on_a_condition_is_promised_to_one_waste_alone(cluster: Enter) -> None:
    inquiry = on_condition(cluster, stated("铝厂", "waste_generated", 80.0), stated("二厂", "waste_generated", 70.0))
    first, second = gaps_of(acceptance(inquiry), matching(inquiry))
    assert first.reason is not None
    assert second.reason is not None
    assert (first.reason.gains, second.reason.gains) == ({"quality": 80.0}, {"quality": 20.0})


def test_a_heap_is_told_that_the_room_is_promised_to_the_waste_of_the_year(cluster: Enter) -> None:
    heap = [{"actor": "铝厂", "commodity": "赤泥", "year": 2024, "opening": 500.0, "closing": 600.0}]
    inquiry = on_condition(cluster, stated("铝厂", "waste_generated", 300.0), stock=heap)
    known, found, promised = acceptance(inquiry), matching(inquiry), Promised()
    gaps_of(known, found, promised)
    old = match(known, heaps_of(inquiry), used=found)
    (gap,) = gaps_of(known, old, promised)
    assert gap.reason is not None
    assert (gap.reason.barrier, gap.reason.above) == ("quality", True)
    told = reason_told(known, old, gap)
    assert told is not None
    assert show(told, "en") == "What 砖厂 could take on a condition is told of above for other waste."


@pytest.mark.parametrize(
    ("statistics", "said", "counted"),
    [
        ([stated("铝厂", "waste_generated", 100.0), stated("铝厂", "waste_used_own", 130.0)],
         "130 t is used, disposed of or handed over, but only 100 t was generated.", False),
        ([stated("铝厂", "waste_generated", float("nan"))], "How much was generated is unknown.", False),
        ([stated("铝厂", "waste_generated", 100_000.0), stated("铝厂", "waste_generated", 100.0, 2023)],
         "is about a thousand times", True),
        ([stated("铝厂", "waste_generated", 100.0)], None, False),
    ],
)  # fmt: skip
def test_what_cannot_be_trusted_is_named_with_the_reason(
    cluster: Enter, statistics: Rows, said: str | None, counted: bool
) -> None:
    found = left_out(on_condition(cluster, *statistics))
    if said is None:
        assert found == []
        return
    (one,) = found
    assert said in show(one.reason, "en").replace("\u2009", " ")
    assert one.counted is counted


def test_the_need_of_a_slipped_year_is_named_and_not_passed_over(cluster: Enter) -> None:
    water = [
        {"actor": "铝厂", "commodity": "水", "item": "water_fresh", "unit": "m3", "value": value, "year": year}
        for year, value in ((2023, 685_643.0), (2024, 699_496_000.0))
    ]
    found = left_out(on_condition(cluster, *water))
    assert [(one.amount, one.counted) for one in found] == [(699_496_000.0, False)]
