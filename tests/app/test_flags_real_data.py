"""Flags of 220 listed firms of Ningxia beside the level 1-4 of the data; the table is tests/benchmarks/POLLUTERS.md."""

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.benchmarks.polluters import compare

FOLDER = os.environ.get("CLUSTER_ATLAS_DATA", "")
pytestmark = pytest.mark.skipif(not FOLDER, reason="CLUSTER_ATLAS_DATA does not name the folder of test data")


def test_the_flags_of_ningxia_stand_beside_the_levels_of_the_data(tmp_path: Path) -> None:
    rows = compare(Path(FOLDER) / "cn_ningxia", tmp_path)
    assert (len(rows), {one.statutory for one in rows}) == (220, {3})
    assert Counter(one.verdict for one in rows) == {"neither": 123, "flags": 40, "level": 34, "both": 23}
    assert {one.name for one in rows if one.computed == 3} == {
        "宁夏可可美生物工程有限公司", "宁夏大地丰之源生物药业有限公司", "宁夏天豹汽车运输有限责任公司供热分公司",
    }  # fmt: skip
    assert {rule for one in rows for rule in one.rules} == {"pollution.over_limit"}
