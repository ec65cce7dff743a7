import struct

import pytest

from core.cells import CellFault
from core.outlines import join_outlines, multipolygon_wkb, outline_of, point_of

RING = [(109.0, 23.0), (110.0, 23.0), (110.0, 24.0), (109.0, 23.0)]
HOLE = [(109.4, 23.1), (109.6, 23.1), (109.6, 23.2), (109.4, 23.1)]
WKB = multipolygon_wkb([[RING, HOLE]])


def listed(ring: list[tuple[float, float]]) -> str:
    return ", ".join(f"{x} {y}" for x, y in ring)


def as_json(*rings: list[tuple[float, float]]) -> str:
    return str([[list(position) for position in ring] for ring in rings])


@pytest.mark.parametrize(
    "cell",
    [
        f"POLYGON (({listed(RING)}), ({listed(HOLE)}))",
        f"SRID=4326;MULTIPOLYGON((({listed(RING)}),({listed(HOLE)})))",
        f'{{"type": "Polygon", "coordinates": {as_json(RING, HOLE)}}}',
        WKB,
    ],
)
def test_an_outline_is_the_same_in_every_notation(cell: str | bytes) -> None:
    assert outline_of(cell) == WKB


def test_heights_are_left_out() -> None:
    assert outline_of("POLYGON Z ((109 23 5, 110 23 5, 110 24 5, 109 23 5))") == multipolygon_wkb([[RING]])


def test_joined_outlines_hold_all_polygons() -> None:
    joined = join_outlines([WKB, multipolygon_wkb([[RING]])])
    assert joined == multipolygon_wkb([[RING, HOLE], [RING]])


@pytest.mark.parametrize("cell", ["POINT (109.6 23.1)", struct.pack("<BI2d", 1, 1, 109.6, 23.1)])
def test_a_point_is_read_from_text_and_from_bytes(cell: str | bytes) -> None:
    assert point_of(cell) == (109.6, 23.1)


@pytest.mark.parametrize(
    "cell",
    [
        "POLYGON ((0 0, 1 0, 1 1))",
        "POLYGON ((0 0, 12600000 0, 1 1, 0 0))",
        "LINESTRING (0 0, 1 1)",
        "POINT (1 2)",
        "somewhere",
        '{"type": "Polygon"}',
        WKB[:40],
        12.0,
    ],
)
def test_what_is_no_outline_is_refused(cell: str | bytes | float) -> None:
    with pytest.raises(CellFault):
        outline_of(cell)


def test_an_empty_cell_is_no_outline_and_no_fault() -> None:
    assert outline_of(None) is None
    assert point_of("") is None
