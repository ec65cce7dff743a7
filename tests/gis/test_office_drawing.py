"""The drawing behind a picture shows what the picture shows: insets cut to their frames, dashes of the same length."""

from xml.etree import ElementTree

import pytest

from gis.office_drawing import drawing_of
from gis.scene import Inset, Scene, Shape, Stroke
from gis.symbols import rectangle

SVG = "{http://www.w3.org/2000/svg}"
POINTS = 72 / 25.4  # of a millimetre


def drawn(scene: Scene) -> ElementTree.Element:
    told = drawing_of(scene)
    assert told is not None
    return ElementTree.fromstring(told)


def cut_of(root: ElementTree.Element, colour: str) -> list[float]:
    """The box in mm that the shapes of a colour are cut to."""
    (layer,) = [group for group in root.findall(f"{SVG}g") if any(one.get("fill") == colour for one in group.iter())]
    (cut,) = [one for one in root.iter(f"{SVG}clipPath") if layer.get("clip-path") == f"url(#{one.get('id')})"]
    return [float(cut[0].attrib[side]) / POINTS for side in ("x", "y", "width", "height")]


def filled(colour: str) -> Shape:
    return Shape(rectangle(-20.0, -20.0, 300.0, 300.0), colour)


def test_what_runs_out_of_an_inset_is_cut_to_its_frame() -> None:
    inner = Scene(20.0, 10.0, (filled("#0000ff"),))
    map_scene = Scene(50.0, 40.0, (filled("#ff0000"), Inset(inner, 40.0, 35.0), filled("#00ff00")))
    root = drawn(Scene(100.0, 60.0, (Inset(map_scene, 25.0, 5.0), filled("#ff00ff")), "#ffffff"))
    for colour in ("#ff0000", "#00ff00"):
        assert cut_of(root, colour) == pytest.approx([25.0, 5.0, 50.0, 40.0], abs=0.01)
    assert cut_of(root, "#0000ff") == pytest.approx([65.0, 40.0, 10.0, 5.0], abs=0.01)  # no inset leaves the outer one
    assert cut_of(root, "#ff00ff") == pytest.approx([0.0, 0.0, 100.0, 60.0], abs=0.01)


def test_marks_of_a_drawing_keep_their_order() -> None:
    inset = Inset(Scene(10.0, 10.0, (filled("#00ff00"),)), 5.0, 5.0)
    root = drawn(Scene(50.0, 50.0, (filled("#ff0000"), inset, filled("#0000ff"))))
    wanted = ("#ff0000", "#00ff00", "#0000ff")
    assert tuple(one.get("fill") for one in root.iter() if one.get("fill") in wanted) == wanted


@pytest.mark.parametrize("width", [0.2, 0.49, 0.5, 0.8, 1.0, 1.5, 2.5])
def test_dashes_have_the_lengths_that_they_have_on_paper(width: float) -> None:
    ring = Shape(rectangle(5.0, 5.0, 30.0, 30.0), "", Stroke("#ff0000", width, (2.0, 1.2)))
    (dashes,) = [
        one.attrib["stroke-dasharray"]
        for one in drawn(Scene(50.0, 50.0, (ring,))).iter()
        if one.get("stroke-dasharray")
    ]
    assert [float(length) for length in dashes.split(",")] == pytest.approx([2.0, 1.2], rel=1e-3)
