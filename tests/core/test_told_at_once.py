"""What is read of all firms at once is what is read of one after another."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.account_terms import all_stated, read_basis, stated_in_parts
from core.carbon_parts import each_once
from core.evidence import united
from core.findings import Ref
from core.samples import create_sample
from core.text import Text

REFS = st.builds(Ref, st.sampled_from(["actor", "emission"]), st.sampled_from("abc"), st.sampled_from(["", "A"]))


def test_what_all_holders_state_of_an_item_is_what_each_states(tmp_path: Path) -> None:
    with create_sample(tmp_path / "park.gpkg", "teaching") as project:
        now = project.snapshot().during(2025)
    basis = read_basis(now, 2025, np.full(len(now.flow), np.nan))
    for item in basis.told:
        for unit in ("t", "tce", "m3", "GJ"):
            holders = {holder for holder, _ in basis.told[item]}
            assert all_stated(basis, item, unit) == {one: stated_in_parts(basis, item, one, unit) for one in holders}


@given(st.lists(st.lists(REFS, max_size=5).map(tuple), max_size=4))
def test_united_groups_hold_each_reference_once_in_their_order(groups: list[tuple[Ref, ...]]) -> None:
    assert united(groups) == tuple(dict.fromkeys(ref for group in groups for ref in group))


def test_equal_sentences_are_told_once() -> None:
    same = Text("fuels")
    assert each_once([same, Text("heat"), same, Text("fuels")]) == (same, Text("heat"))
