"""Vectors: 96 points computed by gcoord and by coordtransform, which agree to 1e-12 degrees."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from gis.datum import wgs84_from_gcj
from tests.gis.shifted import gcj_from_wgs84

# Four of the 96 vectors: WGS 84 longitude and latitude, GCJ-02 longitude and latitude.
VECTORS = np.array(
    [
        (75, 19, 75.00262643914527, 18.99815347617515),
        (78.7, 48, 78.70227142958743, 48.00077658477034),
        (82.4, 30.6, 82.40271482060847, 30.597279781308536),
        (86.1, 19, 86.10212743498776, 18.998376902196604),
    ]
)


def test_the_shift_agrees_with_published_vectors() -> None:
    assert gcj_from_wgs84(VECTORS[:, :2]) == pytest.approx(VECTORS[:, 2:], abs=1e-11)


def test_the_inverse_finds_the_point_to_a_millimetre() -> None:
    assert wgs84_from_gcj(VECTORS[:, 2:]) == pytest.approx(VECTORS[:, :2], abs=1e-8)


def test_no_points_give_no_points() -> None:
    assert wgs84_from_gcj(np.empty((0, 2))).shape == (0, 2)


@pytest.mark.skipif("CLUSTER_ATLAS_DATA" not in os.environ, reason="CLUSTER_ATLAS_DATA names no folder of vectors")
def test_all_vectors_go_there_and_back() -> None:
    path = Path(os.environ["CLUSTER_ATLAS_DATA"]) / "coordinates" / "gcj_bd_vectors.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wgs84 = np.array([(float(row["lon"]), float(row["lat"])) for row in rows])
    gcj = np.array([(float(row["ct_gcj_lon"]), float(row["ct_gcj_lat"])) for row in rows])
    assert gcj_from_wgs84(wgs84) == pytest.approx(gcj, abs=1e-11)
    assert wgs84_from_gcj(gcj) == pytest.approx(wgs84, abs=1e-8)
