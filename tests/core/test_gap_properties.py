"""What must hold for the gaps and the reconciliation of any project: scale, names and receivers that go."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.columns import Numbers
from core.findings import inquire
from core.matching import Matching, match, matching, offers_of
from core.receivers import acceptance
from core.reconcile import reconcile
from core.snapshot import Snapshot

Enter = Callable[..., Snapshot]
Row = dict[str, Any]
SEEDS = (1, 2)
SENDERS, TAKERS = 4, 3


def park(cluster: Enter, seed: int) -> Snapshot:
    """Senders of two wastes, takers with room, and links among all and with the outside, of random amounts."""
    random = np.random.default_rng(seed)
    firms = [f"firm {place}" for place in range(SENDERS + TAKERS)]
    actors: list[Row] = [{"name": firm, "at": (113 + random.random() / 2, 35.0), "balanced": "goods"} for firm in firms]
    made = [{"actor": firm, "commodity": waste, "item": "waste_generated", "unit": "t", "year": 2024,
             "value": float(random.integers(1, 900))}
            for firm in firms[:SENDERS] for waste in ("slag", "ash")]  # fmt: skip
    rooms = [{"actor": firm, "commodity": waste, "value": float(random.integers(1, 900)), "proof": "books",
              "quality": "不限"} for firm in firms[SENDERS:] for waste in ("slag", "ash")]  # fmt: skip
    rows = range(len(firms))
    outer = [(-1, one) for one in rows] + [(one, -1) for one in rows]
    inner = [(one, other) for one in rows for other in rows if one != other]
    ends = [*outer, *random.permutation(inner)[:9].tolist()]
    flows = [{"sender": firms[one] if one >= 0 else None, "receiver": firms[other] if other >= 0 else None,
              "commodity": "goods", "amount": float(random.integers(1, 900)), "year": 2024}
             for one, other in ends]  # fmt: skip
    return cluster(actor=actors, statistic=made, capacity=rooms, flow=flows)


def times(snapshot: Snapshot, factor: float) -> Snapshot:
    """The same with every amount times `factor`."""
    tables = {name: getattr(snapshot, name) for name in ("statistic", "capacity", "flow_amount")}
    return replace(snapshot, **{
        name: replace(rows, value=factor * rows.value, value_entered=factor * rows.value_entered)
        for name, rows in tables.items()
    })  # fmt: skip


def flows_of(found: Matching) -> dict[tuple[int, int], float]:
    """What goes from an offer (its place) to an actor (its row)."""
    pairs = zip(found.candidates, found.flow.tolist(), strict=True)
    return {(one.offer, one.actor): flow for one, flow in pairs}


def closing(snapshot: Snapshot, adjusted: Numbers) -> float:
    """The largest amount that a balanced firm leaves over, as a share of the largest adjusted one."""
    flow, count = snapshot.flow, len(snapshot.actor)
    over = np.bincount(flow.receiver + 1, adjusted, count + 1) - np.bincount(flow.sender + 1, adjusted, count + 1)
    return float(np.abs(over[1:]).max() / adjusted.max())


@pytest.mark.parametrize("seed", SEEDS)
def test_amounts_a_thousand_times_as_large_are_matched_and_reconciled_alike(cluster: Enter, seed: int) -> None:
    one = park(cluster, seed)
    other = times(one, 1000.0)
    before, after = flows_of(matching(inquire(one, 2024))), flows_of(matching(inquire(other, 2024)))
    assert sum(before.values()) > 0
    assert after == {pair: pytest.approx(1000 * flow, rel=1e-9) for pair, flow in before.items()}
    first, second = reconcile(one, 2024, "all").links, reconcile(other, 2024, "all").links
    assert second.adjusted == pytest.approx(1000 * first.adjusted, rel=1e-9)
    assert closing(one, first.adjusted) < 1e-9


@pytest.mark.parametrize("seed", SEEDS)
def test_other_names_of_firms_change_no_number(cluster: Enter, seed: int) -> None:
    one = park(cluster, seed)
    names = np.array([f"{99 - row} 号厂" for row in range(len(one.actor))], dtype=object)
    other = replace(one, actor=replace(one.actor, name=names))
    assert flows_of(matching(inquire(one, 2024))) == flows_of(matching(inquire(other, 2024)))
    first, second = reconcile(one, 2024, "all").links, reconcile(other, 2024, "all").links
    assert second.adjusted.tolist() == first.adjusted.tolist()
    assert second.known.tolist() == first.known.tolist()


@pytest.mark.parametrize("seed", SEEDS)
def test_without_a_receiver_no_more_is_closed(cluster: Enter, seed: int) -> None:
    inquiry = inquire(park(cluster, seed), 2024)
    known, offers = acceptance(inquiry), offers_of(inquiry)
    whole = match(known, offers)
    takers = {one.actor for one, flow in zip(whole.candidates, whole.flow, strict=True) if flow > 0}
    assert takers
    for taker in takers:
        assert match(known, offers, without=[taker]).flow.sum() <= whole.flow.sum() * (1 + 1e-9)
