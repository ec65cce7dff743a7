import numpy as np
import pytest

from gis.labels import Wanted, place
from gis.scene import Font

NOTHING = np.empty((0, 4))


def name(x: float, y: float, weight: float = 1.0, **more: object) -> Wanted:
    """A name of 12 x 3.4 mm beside a sign of 2 mm."""
    return Wanted(("水泥厂",), (12.0,), Font(8), "#000000", x, y, 2.0, weight, **more)  # type: ignore[arg-type]


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_names_of_a_crowd_do_not_collide() -> None:
    wanted = [name(40 + 5 * column, 40 + 5 * row) for column in range(4) for row in range(3)]
    boxes = [placed.box for placed in place(wanted, NOTHING, NOTHING, (100, 100))]
    assert len(boxes) == 12
    assert not any(overlap(a, b) for row, a in enumerate(boxes) for b in boxes[:row])


def test_a_free_name_stands_right_of_its_sign_without_a_leader() -> None:
    (placed,) = place([name(50, 50)], NOTHING, NOTHING, (100, 100))
    assert placed.box[0] > 52
    assert not placed.leader


def test_a_name_at_the_right_edge_turns_to_the_left() -> None:
    (placed,) = place([name(97, 50)], NOTHING, NOTHING, (100, 100))
    assert placed.box[2] < 97


def test_a_name_that_must_go_far_gets_a_leader() -> None:
    around = np.array([[25.0, 38.0, 75.0, 62.0]])
    (placed,) = place([name(50, 50)], around, NOTHING, (100, 100))
    assert placed.leader


def test_the_weightier_name_takes_the_better_place() -> None:
    light, heavy = name(50, 50, 1.0, target=("actor", "light")), name(51, 50, 9.0, target=("actor", "heavy"))
    first = place([light, heavy], NOTHING, NOTHING, (100, 100))[0]
    assert first.text.target == ("actor", "heavy")


def test_an_amount_without_room_is_written_short_or_left_out() -> None:
    along = np.array([[50.0, 50.0], [52.0, 50.0]])
    brief = name(50, 50, along=along, dropped=True)
    full = Wanted(
        ("粉煤灰 42 万 t",), (60.0,), Font(7), "#000000", 50, 50, 0.0, 1.0, along, dropped=True, shorter=brief
    )
    walls = np.array([[0.0, 0.0, 43.0, 100.0], [60.0, 0.0, 100.0, 100.0]])
    (placed,) = place([full], walls, NOTHING, (100, 100))
    assert placed.text.lines == ("水泥厂",)
    assert place([full], np.array([[0.0, 0.0, 100.0, 100.0]]), NOTHING, (100, 100)) == []


@pytest.mark.parametrize(("own", "moved"), [(7, False), (3, True)])
def test_an_amount_may_cover_its_own_line_only(own: int, moved: bool) -> None:
    along = np.array([[50.0, 50.0], [50.0, 80.0]])
    line = np.array([[50.0, 50.0, 2.0, 7.0]])
    (placed,) = place([name(50, 50, along=along, link=own)], NOTHING, line, (100, 100))
    assert (placed.box[1] > 60) == moved


def test_two_names_at_one_height_stay_apart() -> None:
    first, second = place([name(30, 50, 9.0), name(46.2, 50, 1.0)], NOTHING, NOTHING, (100, 100))
    gap = max(second.box[0] - first.box[2], first.box[0] - second.box[2])
    assert gap >= 1.5 or not overlap(first.box, (0.0, second.box[1], 100.0, second.box[3]))


def test_a_name_does_not_lie_on_a_broad_line() -> None:
    line = np.column_stack([np.linspace(50, 90, 40), np.full(40, 50.0), np.full(40, 3.0), np.full(40, 1.0)])
    (placed,) = place([name(50, 50)], NOTHING, line, (100, 100))
    assert not overlap(placed.box, (50.0, 49.9, 90.0, 50.1))


def test_a_near_name_is_left_out_rather_than_led_far_away() -> None:
    around = np.array([[20.0, 38.0, 80.0, 62.0]])
    assert place([name(50, 50, near=True, dropped=True)], around, NOTHING, (100, 100)) == []


def test_the_edge_of_what_is_seen_cuts_no_name_of_what_stands_there() -> None:
    near_top, beyond = (Wanted(("Name",), (20.0,), Font(8.0), "#000000", 50.0, y, 3.0, 1.0) for y in (30.0, 10.0))
    sight = (20.0, 29.0, 80.0, 80.0)
    free, _ = place([near_top, beyond], NOTHING, NOTHING, (100, 100))
    kept, outside = place([near_top, beyond], NOTHING, NOTHING, (100, 100), sight)
    assert free.box[1] < sight[1] <= kept.box[1]
    assert outside.box[1] < sight[1]  # what stands out of sight keeps its name
