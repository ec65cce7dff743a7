import numpy as np
import pytest

from gis.scene import Font, Inset, Label, Path, Scene, Shape, Stroke, flatten
from gis.symbols import circle, polyline, rectangle

FLOW, FIRM, REGION = ("flow", "f"), ("actor", "a"), ("region", "r")


@pytest.fixture
def scene() -> Scene:
    """A region of 100 x 100 mm, a line across its middle and a sign of 3 mm on the line."""
    return Scene(
        100.0,
        100.0,
        (
            Shape(rectangle(0, 0, 100, 100), "#EEEEEE", None, REGION),
            Shape(polyline(np.array([(10.0, 50.0), (90.0, 50.0)])), "", Stroke("#000000", 2.0), FLOW),
            Shape(circle(50, 50, 3), "#446688", None, FIRM),
        ),
    )


@pytest.mark.parametrize(
    ("x", "y", "found"),
    [(50, 50, FIRM), (30, 50.9, FLOW), (30, 51.9, FLOW), (30, 53.5, REGION), (120, 50, None)],
)
def test_the_uppermost_mark_answers_and_areas_yield(scene: Scene, x: float, y: float, found: object) -> None:
    assert scene.hit(x, y, catch=1.0) == found


def test_only_what_lies_wholly_in_the_rectangle_is_chosen(scene: Scene) -> None:
    assert scene.inside((40, 40, 60, 60)) == {FIRM}


def test_a_label_is_hit_on_its_letters() -> None:
    label = Label("水泥厂", 50, 20, Font(10), "#000000", 10.0, 0.5, target=FIRM)
    assert Scene(100, 100, (label,)).hit(46, 20) == FIRM


def test_an_inset_answers_in_its_own_place(scene: Scene) -> None:
    assert Scene(300, 300, (Inset(scene, 100, 100),)).hit(150, 150) == FIRM


def test_a_quadratic_piece_is_flattened_through_its_middle() -> None:
    # B(1/2) = (P0 + 2 P1 + P2) / 4 = (5, 5)
    (line,) = flatten(Path("MQ", np.array([(0.0, 0.0), (5.0, 10.0), (10.0, 0.0)])))
    assert np.abs(line - (5.0, 5.0)).sum(axis=1).min() == pytest.approx(0.0, abs=1e-9)
