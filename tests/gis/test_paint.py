from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from gis.paint import draw, font_family, measure, write_image
from gis.scene import Font, Label, Scene, Shape, Stroke
from gis.symbols import circle, polyline, rectangle


def painted(scene: Scene, pixels_per_mm: float) -> QImage:
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    draw(painter, scene, pixels_per_mm)
    painter.end()
    return image


def test_texts_are_measured_in_mm_in_proportion_to_their_size() -> None:
    small, large = measure(["教学园区"], Font(8))[0], measure(["教学园区"], Font(16))[0]
    assert large == pytest.approx(2 * small)
    assert small == pytest.approx(4 * Font(8).height, rel=0.02)  # a Chinese character fills its em


def test_bold_letters_are_wider_than_plain_ones() -> None:
    assert measure(["Cluster"], Font(8, bold=True))[0] > measure(["Cluster"], Font(8))[0]


def test_the_family_serves_chinese() -> None:
    assert any(name in font_family() for name in ("CJK", "Sans SC", "YaHei"))


def test_a_scene_is_painted_at_its_scale() -> None:
    image = painted(Scene(10, 10, (Shape(rectangle(2, 2, 3, 3), "#FF0000"),)), 10.0)
    assert image.pixelColor(35, 35) == QColor("#FF0000")
    assert image.pixelColor(65, 35) == QColor("#FFFFFF")


def test_marks_lie_above_earlier_ones() -> None:
    marks = (Shape(rectangle(0, 0, 10, 10), "#0000FF"), Shape(circle(5, 5, 3), "#00FF00"))
    assert painted(Scene(10, 10, marks), 10.0).pixelColor(50, 50) == QColor("#00FF00")


def test_dashes_leave_gaps() -> None:
    line = Shape(polyline([(0, 5), (10, 5)]), "", Stroke("#000000", 1.0, (2.0, 2.0)))  # type: ignore[arg-type]
    image = painted(Scene(10, 10, (line,)), 10.0)
    assert image.pixelColor(10, 50) == QColor("#000000")
    assert image.pixelColor(30, 50) == QColor("#FFFFFF")


def test_a_line_that_runs_upwards_stays_within_its_box() -> None:
    font = Font(9)
    label = Label("水泥厂", 5, 9, font, "#000000", float(measure(["水泥厂"], font)[0]), upwards=True)
    image = painted(Scene(10, 10, (label,)), 10.0)
    inked = [(x, y) for x in range(100) for y in range(100) if image.pixelColor(x, y).lightness() < 128]
    left, top, right, bottom = (10 * edge for edge in label.box)
    assert inked
    assert all(left - 1 <= x <= right + 1 and top - 1 <= y <= bottom + 1 for x, y in inked)
    assert max(y for _, y in inked) - min(y for _, y in inked) > 2 * (
        max(x for x, _ in inked) - min(x for x, _ in inked)
    )


def test_labels_have_a_halo_of_paper() -> None:
    ground = Shape(rectangle(0, 0, 10, 10), "#444444")
    plain = Label("一", 5, 5, Font(14), "#000000", 4.9, 0.5)
    haloed = Label("一", 5, 5, Font(14), "#000000", 4.9, 0.5, halo="#FFFFFF")
    white = [
        sum(painted(Scene(10, 10, (ground, label)), 10.0).pixelColor(50, y).lightness() > 200 for y in range(100))
        for label in (plain, haloed)
    ]
    assert white[0] == 0
    assert white[1] >= 4  # 0.4 mm of paper on either side of the stroke


def test_a_png_is_packed(tmp_path: Path) -> None:
    scene = Scene(100.0, 100.0, (Shape(circle(50.0, 50.0, 30.0), "#2B83BA"),), "#FFFFFF")
    assert write_image(scene, str(tmp_path / "a.png"), 200.0, "")
    width = QImage(str(tmp_path / "a.png")).width()
    assert (tmp_path / "a.png").stat().st_size < width * width * 3 / 20
