from dataclasses import replace

import numpy as np
import pytest

from core.columns import take
from core.snapshot import Snapshot
from gis.links import narrowed
from gis.public import open_links, published

PUBLIC, INTERNAL = 0, 1


def words(*values: str) -> np.ndarray:
    return np.array(values, dtype=object)


@pytest.fixture(scope="module")
def cited(park: Snapshot) -> Snapshot:
    """Three links whose own source and figure are public, the fourth with an internal figure, all others unsourced."""
    source = replace(
        park.source, id=np.array([1, 2]), uid=words("a", "b"), title=words("A", "B"), publisher=words("", ""),
        date=words("", ""), file=words("", ""), permitted_use=words("public", "internal"), note=words("", ""),
    )  # fmt: skip
    flow, amounts = take(park.flow, np.arange(len(park.flow))), park.flow_amount
    own, figure = flow.source.copy(), amounts.source.copy()
    own[:4], figure[:3], figure[3] = PUBLIC, PUBLIC, INTERNAL
    changed = replace(park, source=source, flow=replace(flow, source=own), flow_amount=replace(amounts, source=figure))
    return narrowed(changed, 2025)[0]


def test_only_links_with_public_source_and_figure_are_open(cited: Snapshot) -> None:
    assert np.flatnonzero(open_links(cited)).tolist() == [0, 1, 2]


def test_the_figures_of_open_links_stay_with_them(cited: Snapshot) -> None:
    public = published(cited)
    assert public.flow_amount.flow.tolist() == [0, 1, 2]
    assert public.flow_amount.value.tolist() == cited.flow_amount.value[:3].tolist()


def test_proofs_of_receivers_are_not_published(cited: Snapshot) -> None:
    assert len(published(cited).capacity) == 0
