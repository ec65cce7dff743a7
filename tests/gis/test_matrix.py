"""The matrix of who gives to whom: sums are exact, nothing vanishes, what is not known is seen."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.snapshot import Snapshot
from gis.choosing import Choice
from gis.chosen_links import chosen_links
from gis.figure_page import FigurePage
from gis.matrix import SORTINGS, Matrix, flow_matrix
from gis.matrix_order import block_order
from gis.matrix_page import compose_matrix
from gis.matrix_words import CELL, matrix_notes, matrix_table, matrix_title, place_of, scale_of, target_words, untold
from gis.paint import measure
from gis.partitions import LEVELS
from gis.scene import Label, Shape, texts_of

MOST = st.integers(2, 40)
ROUNDING = 1e-12  # of an amount that is divided


@pytest.fixture(scope="module")
def teaching(sample_shot: Callable[[str, str], Snapshot]) -> Snapshot:
    """The invented park of 57 bodies and 117 links."""
    return sample_shot("teaching", "en")


def park_matrix(park: Snapshot, **asked: object) -> Matrix:
    """Tonnes between the firms of the park of the tests: 8 links within it, one of them of unknown amount."""
    return flow_matrix(park, 2025, "t", "firm", "zh", **asked)  # type: ignore[arg-type]


def cell(matrix: Matrix, sender: str, receiver: str) -> tuple[int, int]:
    return matrix.senders.index(sender), matrix.receivers.index(receiver)


def test_a_cell_holds_the_sum_of_its_links_and_what_is_unknown_is_counted(park: Snapshot) -> None:
    matrix = park_matrix(park)
    steel = cell(matrix, "乙钢铁厂", "水泥厂")
    assert (matrix.known[steel], matrix.links[steel], matrix.unknown[steel]) == (340_000.0, 1, 0)
    mud = cell(matrix, "氧化铝厂", "水泥厂")
    assert (matrix.known[mud], matrix.links[mud], matrix.unknown[mud]) == (0.0, 1, 1)
    assert matrix.own[cell(matrix, "乙钢铁厂", "乙钢铁厂")]
    assert matrix.known[cell(matrix, "氧化铝厂", "集群外")] == 1_500_000.0


@settings(deadline=None)
@given(MOST, st.sampled_from(list(SORTINGS)), st.sampled_from(list(LEVELS)))
def test_sums_are_the_same_in_every_order_and_at_every_level(
    teaching: Snapshot, most: int, sorting: str, level: str
) -> None:
    matrix = flow_matrix(teaching, 2025, "t", level, "en", most=most, sorting=sorting)
    whole = flow_matrix(teaching, 2025, "t", "firm", "en", most=1000)
    assert matrix.known.sum() == pytest.approx(whole.known.sum())
    assert (matrix.links.sum(), matrix.unknown.sum()) == (whole.links.sum(), whole.unknown.sum())
    assert len(matrix.senders) <= most + 2
    assert len({*matrix.cell.tolist()}) == np.count_nonzero(matrix.links)
    assert (matrix.links.sum(axis=1) > 0).all()
    assert (matrix.links.sum(axis=0) > 0).all()


def test_the_matrix_follows_the_filter_and_tells_of_the_others(teaching: Snapshot) -> None:
    choice = Choice(kinds=frozenset({"waste", "by-product"}))
    matrix = flow_matrix(teaching, 2025, "t", "role", "en", choice=choice)
    chosen = chosen_links(teaching, 2025, "en", choice)
    assert set(matrix.uids) == set(chosen.now.flow.uid)
    told = matrix_notes(matrix, "en")
    assert "87 of 117 links are hidden by the filter: 87 of another kind." in told


def test_blocks_stand_along_the_diagonal() -> None:
    blocks = np.kron(np.eye(3), np.ones((4, 3)))
    rows, columns = np.random.default_rng(7).permutation(12), np.random.default_rng(8).permutation(9)
    across, down = block_order(blocks[rows][:, columns])
    found = blocks[rows[across]][:, columns[down]]
    for block in range(3):
        ours, theirs = found[4 * block : 4 * block + 4], found[:, 3 * block : 3 * block + 3]
        assert (ours.sum(axis=1) == 3).all()
        assert len(np.unique(ours, axis=0)) == 1
        assert len(np.unique(theirs, axis=1).T) == 1


def test_a_chain_of_neighbours_is_put_in_its_order() -> None:
    chain = np.eye(9) + np.eye(9, k=1)
    shuffle = np.random.default_rng(3).permutation(9)
    across, down = block_order(chain[shuffle][:, shuffle])
    steps = np.abs(np.diff(shuffle[across]))
    assert (steps == 1).all()
    assert (np.abs(np.diff(shuffle[down])) == 1).all()


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 7))
def test_the_bounds_in_the_legend_part_the_cells_as_their_shades_do(teaching: Snapshot, seed: int, power: int) -> None:
    matrix = flow_matrix(teaching, 2025, "t", "role", "en")
    drawn = np.round(10 ** np.random.default_rng(seed).uniform(0, power, matrix.known.shape), 2)
    matrix = replace(matrix, known=np.where(matrix.known > 0, drawn, matrix.known))
    scene = compose_matrix(matrix, FigurePage("en", bare=True), measure)
    told = [words.removeprefix("above ").split(" to ") for words in texts_of(scene) if " to " in words]
    bounds = [tuple(float(word.replace("\u2009", "")) for word in each) for each in told]
    shades: dict[str, set[int]] = {}
    for row, column in np.argwhere(matrix.known > 0).tolist():
        target, value = (CELL, f"{row}:{column}"), matrix.known[row, column] / scale_of(matrix, "en")[0]
        fill = next(mark.fill for mark in scene.marks if isinstance(mark, Shape) and mark.target == target)
        assert bounds[0][0] <= value * (1 + ROUNDING)
        place = next(at for at, (_, high) in enumerate(bounds) if value <= high * (1 + ROUNDING))
        shades.setdefault(fill, set()).add(place)
    assert {len(places) for places in shades.values()} == {1}
    assert all(low == before for (_, before), (low, _) in pairwise(bounds))
    assert len(shades) == len(bounds)


def test_an_unknown_amount_is_hatched_and_no_link_is_empty(park: Snapshot) -> None:
    matrix = park_matrix(park)
    scene = compose_matrix(matrix, FigurePage("zh", bare=True), measure)
    row, column = cell(matrix, "氧化铝厂", "水泥厂")
    target = (CELL, f"{row}:{column}")
    at = next(place for place, mark in enumerate(scene.marks) if getattr(mark, "target", None) == target)
    left, top, right, bottom = scene.boxes[at]
    lines = [
        box for mark, box in zip(scene.marks[at + 1 : at + 12], scene.boxes[at + 1 : at + 12], strict=True)
        if isinstance(mark, Shape) and not mark.fill
    ]  # fmt: skip
    inside = [box for box in lines if box[0] >= left - 1 and box[2] <= right + 1]
    assert len(inside) >= 5
    assert all(box[1] >= top - 1 and box[3] <= bottom + 1 for box in inside)
    assert "数量未知" in set(texts_of(scene))
    targets = {mark.target for mark in scene.marks if getattr(mark, "target", None) and mark.target[0] == CELL}
    assert len(targets) == np.count_nonzero(matrix.links)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("bare", [True, False])
def test_words_do_not_lie_on_one_another_and_stay_on_the_page(teaching: Snapshot, language: str, bare: bool) -> None:
    matrix = flow_matrix(teaching, 2025, "t", "firm", language, most=30)
    scene = compose_matrix(matrix, FigurePage(language, bare=bare), measure)
    boxes = [mark.box for mark in scene.marks if isinstance(mark, Label)]
    touching = [
        (one, other)
        for row, one in enumerate(boxes)
        for other in boxes[row + 1 :]
        if one[0] < other[2] - 0.4 and other[0] < one[2] - 0.4 and one[1] < other[3] - 1.0 and other[1] < one[3] - 1.0
    ]
    assert touching == []
    assert all(box[0] >= 0 and box[1] >= 0 and box[2] <= scene.width and box[3] <= scene.height for box in boxes)


def test_a_cell_says_who_gives_what_to_whom(park: Snapshot) -> None:
    matrix = park_matrix(park)
    row, column = cell(matrix, "乙钢铁厂", "水泥厂")
    told = target_words(matrix, (CELL, f"{row}:{column}"), "zh")
    assert told.splitlines()[0] == "乙钢铁厂 → 水泥厂"
    assert "34 万 t" in told
    assert told.endswith("钢渣")
    assert place_of(("column", "3")) == (None, 3)


def test_the_table_has_the_numbers_of_the_matrix_with_their_sums(park: Snapshot) -> None:
    matrix = park_matrix(park)
    table = matrix_table(matrix, "zh")
    row, column = cell(matrix, "氧化铝厂", "水泥厂")
    assert table.rows[row][1 + column] == "?"
    assert table.rows[-1][-2:] == (f"≥{matrix.known.sum():.15g}", 1.0)  # one link of unknown amount
    assert table.rows[matrix.senders.index("乙钢铁厂")][-1] == 0.0
    assert len(table.block()) == len(matrix.senders) + 2


def test_a_stated_0_beside_an_unknown_amount_is_at_least_0_wherever_it_is_told(park: Snapshot) -> None:
    matrix = park_matrix(park)
    row, column = cell(matrix, "氧化铝厂", "水泥厂")
    matrix.links[row, column] = 2  # one of unknown amount, and one of which 0 is stated
    assert matrix_table(matrix, "zh").rows[row][1 + column] == "≥0"
    assert "≥0" in set(texts_of(compose_matrix(matrix, FigurePage("zh"), measure)))
    assert "至少" in target_words(matrix, (CELL, f"{row}:{column}"), "zh")


@pytest.mark.parametrize(("language", "scale"), [("zh", "万 t"), ("en", "thousand t")])
@pytest.mark.parametrize("bare", [True, False])
def test_the_scale_of_the_numbers_stands_in_the_corner_and_in_the_title(
    park: Snapshot, language: str, scale: str, bare: bool
) -> None:
    scene = compose_matrix(flow_matrix(park, 2025, "t", "firm", language), FigurePage(language, bare=bare), measure)
    labels = [mark for mark in scene.marks if isinstance(mark, Label) and scale in mark.text]
    cells = [mark for mark in scene.marks if isinstance(mark, Shape) and mark.target and mark.target[0] == CELL]
    left = min(float(mark.path.points[:, 0].min()) for mark in cells)
    top = min(float(mark.path.points[:, 1].min()) for mark in cells)
    assert any(mark.box[2] < left and mark.box[3] < top for mark in labels)  # in the corner
    assert any("2025" in mark.text for mark in labels) is not bare  # in the title of a page


def test_a_row_of_which_nothing_is_known_has_no_sum() -> None:
    assert untold(0.0, 2.0, 2.0)
    assert not untold(0.0, 1.0, 2.0)
    assert not untold(0.0, 0.0, 0.0)


def test_a_year_without_a_link_in_the_unit_says_so(park: Snapshot) -> None:
    matrix = flow_matrix(park, 2025, "kg", "firm", "en")
    scene = compose_matrix(matrix, FigurePage("en"), measure)
    assert any("Choose another unit" in text for text in texts_of(scene))
    assert "2025" in matrix_title(matrix, "en")


def test_a_public_matrix_holds_no_link_of_an_internal_source(park: Snapshot) -> None:
    matrix = flow_matrix(park, 2025, "t", "firm", "en", public=True)
    assert not len(matrix.uids)
    assert f"{len(park.flow)} links are left out, since their sources are not public." in matrix_notes(matrix, "en")
