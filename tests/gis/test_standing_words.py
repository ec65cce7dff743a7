"""Words that are held where they stood on the map before."""

from dataclasses import replace

import numpy as np
import pytest

from core.snapshot import Snapshot
from gis.labels import LETTER, Placed, Wanted, place
from gis.name_letters import lettered
from gis.paint import measure
from gis.projections import choose_projection
from gis.scene import Font
from gis.standing import NOTHING_STOOD, Stood, held, stood
from gis.view import View

PAPER = (100.0, 80.0)
NOTHING = np.empty((0, 4))
FIRM = ("actor", "a")


@pytest.fixture
def view() -> View:
    return View(choose_projection(np.array([[113.0, 23.0], [113.1, 23.1]])), (0.0, 0.0), 50.0, *PAPER)


def name(x: float, y: float, **more: object) -> Wanted:
    """A name of 12 x 3.4 mm beside a sign of 2 mm."""
    return Wanted(("水泥厂",), (12.0,), Font(8), "#000000", x, y, 2.0, 1.0, target=FIRM, **more)  # type: ignore[arg-type]


def amount(*along: tuple[float, float]) -> Wanted:
    """An amount that may stand on some points of a line that runs to the right."""
    points = np.array(along)
    return Wanted(
        ("42 t",), (8.0,), Font(7), "#000000", *points[0], 0.5, 1.0, along=points, target=("flow", "f"), link=0,
        across=np.tile((0.0, 1.0), (len(points), 1)), dropped=True,
    )  # fmt: skip


def placed(text: Wanted, *blocked: tuple[float, float, float, float]) -> Placed:
    return place([text], np.array(blocked).reshape(-1, 4), NOTHING, PAPER)[0]


def kept(before: Placed, snapshot: Snapshot, view: View, x: float, y: float) -> Stood:
    """Where a placed text stands after the map was dragged by (x, y) mm."""
    return stood([before], snapshot, (), view).moved(snapshot, (), view.moved(x, y))


def test_a_name_stays_on_its_side_when_the_better_one_is_free_again(park: Snapshot, view: View) -> None:
    before = placed(name(50, 40), (52.0, 30.0, 70.0, 50.0))
    after = placed(held(name(60, 45), kept(before, park, view, 10, 5), PAPER))
    assert np.allclose(np.subtract(after.box, before.box), (10, 5, 10, 5))
    assert after.box[0] < 60 < placed(name(60, 45)).box[0]


def test_an_amount_stays_at_its_point_until_that_leaves_the_paper(park: Snapshot, view: View) -> None:
    before = placed(amount((50, 40), (20, 40)), (40.0, 30.0, 60.0, 50.0))
    assert before.foot == (20.0, 40.0)
    near, far = (kept(before, park, view, x, 0) for x in (-15, -25))
    assert placed(held(amount((35, 40), (5, 40)), near, PAPER)).foot == (5.0, 40.0)
    assert placed(held(amount((25, 40), (-5, 40)), far, PAPER)).foot == (25.0, 40.0)


def test_a_letter_stays_the_same_and_new_ones_take_those_that_are_free(park: Snapshot, view: View) -> None:
    firms = [
        replace(name(20, 20 * turn), lines=("mm",), font=LETTER, target=("actor", str(turn))) for turn in (1, 2, 3)
    ]
    spots = [placed(firm) for firm in firms]
    first = lettered(spots[1:], measure, {})
    assert [item.text.lines for item in first] == [("a",), ("b",)]
    then = lettered(spots, measure, stood(first, park, (), view).letters)
    assert [item.text.lines for item in then] == [("c",), ("a",), ("b",)]


def test_nothing_is_held_at_another_scale_or_of_other_rows(park: Snapshot, view: View) -> None:
    before = stood([placed(name(50, 40))], park, (), view)
    assert before.moved(park, (), replace(view, dark=True).moved(5, 5)).places
    assert before.moved(park, (), view.zoomed(1.2, 50, 40)) is NOTHING_STOOD
    assert before.moved(replace(park), (), view) is NOTHING_STOOD
