from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core.snapshot import Snapshot
from gis.beside import sketch_beside
from gis.layered import layered_places
from gis.marking import NOTE
from gis.paint import measure
from gis.picture import draw_sheet, lay_out
from gis.scene import Label
from gis.sketch import arranged, gathered, set_beside
from gis.view import fit, ground_points

NO_LINKS = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))

CHAIN = (np.arange(4), np.arange(1, 5))


def nearest(places: np.ndarray) -> float:
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    return float(apart[np.triu_indices(len(places), 1)].min())


def test_eleven_workshops_on_one_point_become_a_readable_sketch() -> None:
    true = np.full((11, 2), 100.0)
    chain = (np.arange(10), np.arange(1, 11))
    layout = arranged(true, np.full(11, 2.3), chain, 50.0)
    assert len(layout.frames) == 1
    assert layout.frames[0].true == pytest.approx((100.0, 100.0))
    assert nearest(layout.places) > 12.0
    left, top, right, bottom = layout.frames[0].rect
    assert ((layout.places > (left, top)) & (layout.places < (right, bottom))).all()


def test_two_signs_on_one_point_move_aside_and_say_so() -> None:
    layout = arranged(np.array([[50.0, 50.0], [50.0, 50.0], [80.0, 50.0]]), np.full(3, 2.0), NO_LINKS, 50.0)
    assert nearest(layout.places) >= 4.0
    assert layout.moved.tolist() == [True, True, False]


def test_signs_with_room_stay_at_their_true_places() -> None:
    true = np.array([[10.0, 10.0], [50.0, 50.0], [np.nan, np.nan]])
    layout = arranged(true, np.full(3, 2.0), NO_LINKS, 50.0)
    np.testing.assert_array_equal(layout.places, true)


def test_firms_that_zooming_would_part_are_no_sketch() -> None:
    # 0.5 mm apart at 1 : 1,000,000 are 500 m.
    true = 50.0 + np.column_stack([np.arange(6) * 0.5, np.zeros(6)])
    assert arranged(true, np.full(6, 2.0), NO_LINKS, 1000.0).frames == ()


def test_a_sketch_pushes_other_signs_out_of_its_frame() -> None:
    true = np.vstack([np.full((5, 2), 100.0), [[105.0, 100.0]]])
    layout = arranged(true, np.full(6, 2.0), CHAIN, 50.0)
    left, top, right, bottom = layout.frames[0].rect
    x, y = layout.places[5]
    assert not (left <= x <= right and top <= y <= bottom)
    assert layout.moved[5]


def test_a_sign_beyond_the_paper_comes_to_its_edge_with_its_distance() -> None:
    true = np.array([[100.0, 50.0], [500.0, 50.0]])
    layout = gathered(arranged(true, np.full(2, 2.0), NO_LINKS, 50.0), (200.0, 100.0))
    assert layout.places[1] == pytest.approx([184.0, 50.0])
    assert layout.beyond[1] == pytest.approx(316.0)
    assert np.isnan(layout.beyond[0])


def test_senders_stand_left_of_their_receivers() -> None:
    places = layered_places(4, [(0, 1), (1, 2), (2, 3), (3, 0)])
    assert (np.diff(places[[0, 1, 2, 3], 0]) > 0).all()


def test_nodes_of_one_layer_never_share_a_place() -> None:
    places = layered_places(6, [(0, 5), (1, 5), (2, 5), (3, 5), (4, 5)])
    assert len(np.unique(places, axis=0)) == 6


def test_a_sketch_beside_its_place_keeps_its_members_within() -> None:
    true = np.full((5, 2), 100.0)
    layout = set_beside(arranged(true, np.full(5, 2.0), CHAIN, 50.0), (150.0, 10.0, 260.0, 200.0))
    assert ((layout.places > (150.0, 10.0)) & (layout.places < (260.0, 200.0))).all()
    assert layout.frames[0].true == pytest.approx((100.0, 100.0))


@pytest.mark.parametrize(("width", "height"), [(276.0, 235.5), (273.0, 184.3), (190.4, 148.5), (193.0, 117.7)])
def test_a_sketch_leaves_the_ground_its_part_of_the_paper(
    sample_shot: Callable[[str, str], Snapshot], width: float, height: float
) -> None:
    snapshot = sample_shot("guigang", "zh")
    view = sketch_beside(snapshot, fit(snapshot, width, height))
    assert view.sketch_at is not None
    left, top, right, bottom = view.sketch_at
    assert (right - left) * (bottom - top) < 0.62 * width * height
    ground = view.to_paper(ground_points(snapshot))
    apart = (ground[:, 0] < left) | (ground[:, 1] < top)
    assert apart.all()
    assert (ground >= 0).all()


def test_firms_at_one_place_without_links_among_them_stand_round_it() -> None:
    layout = arranged(np.full((9, 2), 100.0), np.full(9, 2.0), NO_LINKS, 50.0)
    assert layout.frames == ()
    assert nearest(layout.places) >= 4.0
    assert np.hypot(*(layout.places - 100.0).T).max() < 20.0


def test_no_sketch_lies_on_another() -> None:
    true = np.vstack([np.full((6, 2), 100.0), np.full((5, 2), 110.0)])
    chains = np.array([0, 1, 2, 3, 4, 6, 7, 8, 9])
    layout = arranged(true, np.full(11, 2.0), (chains, chains + 1), 50.0)
    assert [len(frame.members) for frame in layout.frames] == [6]


def test_among_thousands_no_crowd_becomes_a_sketch_that_pushes_the_others_aside() -> None:
    rng = np.random.default_rng(3)
    true = np.vstack([np.full((5, 2), 100.0), rng.uniform(0, 300, (4000, 2))])
    layout = arranged(true, np.full(len(true), 1.0), CHAIN, 50.0)
    assert layout.frames == ()
    assert layout.places == pytest.approx(true)


def test_a_sketch_without_ground_has_the_paper_for_itself(sample_shot: Callable[[str, str], Snapshot]) -> None:
    snapshot = sample_shot("guigang", "zh")
    bare = replace(fit(snapshot, 276.0, 232.0), hidden=frozenset({"regions"}))
    left, top, right, bottom = sketch_beside(snapshot, bare).sketch_at or (0.0, 0.0, 0.0, 0.0)
    assert right - left > 0.8 * 276.0
    assert (left + right) / 2 == pytest.approx(138.0)
    assert (top + bottom) / 2 == pytest.approx(116.0)


def test_a_crowd_whose_sketch_would_lie_on_more_signs_than_it_holds_stands_round_its_place() -> None:
    others = np.column_stack([np.linspace(70.0, 130.0, 12), np.full(12, 90.0)])
    layout = arranged(np.vstack([np.full((5, 2), 100.0), others]), np.full(17, 2.0), CHAIN, 50.0)
    assert layout.frames == ()
    assert nearest(layout.places) >= 4.0


def test_the_note_of_a_sketch_stays_within_its_frame(sample_shot: Callable[[str, str], Snapshot]) -> None:
    snapshot = sample_shot("guigang", "en")
    sheet = lay_out(snapshot, (), replace(fit(snapshot, 200.0, 150.0), sketch_at=(100.0, 20.0, 170.0, 140.0)), measure)
    words = [mark for mark in draw_sheet(sheet).marks if isinstance(mark, Label) and mark.font == NOTE]
    assert len(words) > 1
    assert all(mark.box[2] < 170.0 and mark.halo for mark in words)
