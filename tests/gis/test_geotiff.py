"""A GeoTIFF lies where its tags say; what it cannot be is told in a sentence with the next step."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from core.errors import UserError
from core.i18n import show
from gis import geotiff
from gis.geotiff import tiff_pixels, tiff_place
from gis.imagery import sheet_picture
from gis.projections import choose_projection, project
from gis.view import View
from gis.world_file import open_sheet

IN_DEGREES = (1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4490)
ZONE_111 = (1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 4546)
UNTOLD = (1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 32767)


def tiff(path: Path, tags: dict[int, Any], mode: str = "RGB", compression: str = "", size: int = 40) -> Path:
    """A picture whose left half is red and whose right half is blue, with tags of numbers or words."""
    pixels = np.zeros((size, size, 3), dtype=np.uint8)
    pixels[:, : size // 2, 0], pixels[:, size // 2 :, 2] = 200, 200
    directory = ImageFileDirectory_v2()
    for tag, value in tags.items():
        directory.tagtype[tag] = {str: 2}.get(type(value), 3 if tag == 34735 else 12)
        directory[tag] = value
    picture = Image.fromarray(pixels).convert(mode)
    picture.save(path, format="TIFF", tiffinfo=directory, compression=compression or None)
    return path


def placed(folder: Path, **how: Any) -> Path:
    """The same at the corner 113.55 E, 23.15 N, with 0.1 degrees to a side."""
    tags = {33550: (0.0025, 0.0025, 0.0), 33922: (0.0, 0.0, 0.0, 113.55, 23.15, 0.0), 34735: IN_DEGREES}
    return tiff(folder / "sheet.tif", tags, **how)


@pytest.mark.parametrize("compression", ["", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"])
def test_a_geotiff_is_drawn_at_its_true_place(tmp_path: Path, compression: str) -> None:
    place = np.array([[113.6, 23.1]])
    projection = choose_projection(place)
    x, y = project(projection, place)[0]
    view = View(projection, (float(x), float(y)), 20.0, 100.0, 80.0, sharpness=2.0)
    drawn = sheet_picture(view, open_sheet(placed(tmp_path, compression=compression), ""), lambda _: None)
    assert drawn[80, 60, 0] > 180  # a little west of the middle meridian: red
    assert drawn[80, 140, 2] > 180  # a little east of it: blue


def test_the_corner_of_an_area_is_half_a_pixel_from_the_middle_of_its_first_one(tmp_path: Path) -> None:
    assert tiff_place(placed(tmp_path)) == ("EPSG:4490", pytest.approx((0.0025, 0, 0, -0.0025, 113.55125, 23.14875)))


def test_a_whole_transformation_may_turn_the_picture(tmp_path: Path) -> None:
    matrix = (0.0, 2.0, 0.0, 500_000.0, 2.0, 0.0, 0.0, 2_560_000.0, *([0.0] * 7), 1.0)
    system, numbers = tiff_place(tiff(tmp_path / "t.tif", {34264: matrix, 34735: ZONE_111}))
    assert system == "EPSG:4546"
    assert numbers == pytest.approx((0.0, 2.0, 2.0, 0.0, 500_001.0, 2_560_001.0))


def test_a_system_without_a_number_is_known_by_its_name(tmp_path: Path) -> None:
    words = "CGCS2000_3_Degree_GK_CM_111E|"
    keys = (1, 1, 0, 3, 1024, 0, 1, 1, 3072, 0, 1, 32767, 3073, 34737, len(words), 0)
    tags = {33550: (2.0, 2.0, 0.0), 33922: (0.0, 0.0, 0.0, 5e5, 2.5e6, 0.0), 34735: keys, 34737: words}
    assert tiff_place(tiff(tmp_path / "t.tif", tags))[0] == "EPSG:4546"


def test_a_system_that_nothing_tells_has_to_be_stated(tmp_path: Path) -> None:
    tags = {33550: (2.0, 2.0, 0.0), 33922: (0.0, 0.0, 0.0, 5e5, 2.5e6, 0.0), 34735: UNTOLD}
    file = tiff(tmp_path / "t.tif", tags)
    with pytest.raises(UserError) as told:
        open_sheet(file, "")
    assert "does not say in which coordinate system" in show(told.value.sentence, "en")
    assert open_sheet(file, "EPSG:4546").crs == "EPSG:4546"


def test_a_world_file_beside_it_goes_first(tmp_path: Path) -> None:
    (tmp_path / "sheet.tfw").write_text("0.001\n0\n0\n-0.001\n100\n30\n", encoding="ascii")
    assert open_sheet(placed(tmp_path), "", "EPSG:4490").numbers[4:] == (100.0, 30.0)


def test_a_world_file_does_not_hide_the_system_that_the_tags_tell(tmp_path: Path) -> None:
    (tmp_path / "t.tfw").write_text("2\n0\n0\n-2\n500000\n2500000\n", encoding="ascii")
    tagged = tiff(tmp_path / "t.tif", {34735: ZONE_111})
    assert open_sheet(tagged, "", "EPSG:4490").crs == "EPSG:4546"
    assert open_sheet(tagged, "EPSG:4547", "EPSG:4490").crs == "EPSG:4547"
    assert open_sheet(tiff(tmp_path / "t.tif", {34735: UNTOLD}), "", "EPSG:4490").crs == "EPSG:4490"


@pytest.mark.parametrize(
    ("mode", "told", "holes"),
    [("RGB", "0", 0), ("L", " 60 ", 20), ("RGBA", "0", 0), ("L", "-9999", 0), ("L", "nan", 0), ("1", "255", 0)],
)
def test_pixels_of_which_nothing_is_known_are_clear(tmp_path: Path, mode: str, told: str, holes: int) -> None:
    # grey of red 200 is 200 * 0.299 = 60 (ITU-R BT.601)
    ground = tiff(tmp_path / "t.tif", {42113: told + "\0"}, mode=mode)
    alpha = tiff_pixels(ground)[0][0, :, 3]
    assert int((alpha[:20] == 0).sum()) == holes


def test_a_black_rim_is_clear_where_black_stands_for_nothing(tmp_path: Path) -> None:
    directory = ImageFileDirectory_v2()
    directory.tagtype[42113], directory[42113] = 2, "0"
    pixels = np.zeros((4, 4, 3), dtype=np.uint8)
    pixels[1:3, 1:3, 1] = 90  # green has no red and no blue, yet is a colour
    Image.fromarray(pixels).save(tmp_path / "t.tif", tiffinfo=directory)
    clear = tiff_pixels(tmp_path / "t.tif")[0][..., 3] == 0
    assert clear.sum() == 12
    assert not clear[1:3, 1:3].any()


def test_large_sheets_are_read_from_their_overviews(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, small = ImageFileDirectory_v2(), ImageFileDirectory_v2()
    small[254] = 1
    frames = [Image.new("RGB", (80, 80), "red"), Image.new("RGB", (20, 20), "blue")]
    frames[1].encoderinfo = {"tiffinfo": small}
    frames[0].save(tmp_path / "t.tif", format="TIFF", tiffinfo=whole, save_all=True, append_images=frames[1:])
    monkeypatch.setattr(geotiff, "MOST_PIXELS", 1000)
    pixels, reduced = tiff_pixels(tmp_path / "t.tif")
    assert (pixels.shape, reduced) == ((20, 20, 4), 4.0)
    assert pixels[0, 0].tolist() == [0, 0, 255, 255]


def test_a_sheet_that_is_too_large_is_told_with_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geotiff, "MOST_PIXELS", 1000)
    with pytest.raises(UserError) as told:
        tiff_pixels(placed(tmp_path))
    assert "million pixels" in show(told.value.sentence, "en")


@pytest.mark.parametrize(("mode", "words"), [("F", "measured values"), ("I;16", "measured values")])
def test_heights_are_no_picture(tmp_path: Path, mode: str, words: str) -> None:
    Image.new(mode, (4, 4)).save(tmp_path / "t.tif")
    with pytest.raises(UserError) as told:
        tiff_pixels(tmp_path / "t.tif")
    assert words in show(told.value.sentence, "en")


@pytest.mark.parametrize("content", [b"", b"II*\0", b"II*\0\x08\0\0\0\xff\xff", b"GIF89a", bytes(range(256)) * 20])
def test_nonsense_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.tif").write_bytes(content)
    for read in (tiff_place, tiff_pixels):
        with pytest.raises(UserError):
            read(tmp_path / "t.tif")


def test_a_cut_off_file_is_told(tmp_path: Path) -> None:
    content = placed(tmp_path, compression="tiff_lzw", size=400).read_bytes()
    (tmp_path / "cut.tif").write_bytes(content[: len(content) // 2])
    with pytest.raises(UserError):
        tiff_pixels(tmp_path / "cut.tif")


@pytest.mark.parametrize(
    "tags",
    [
        {33550: (float("nan"), 1.0, 0.0), 33922: (0.0,) * 6},
        {33550: (0.0, 0.0, 0.0), 33922: (0.0,) * 6},
        {34264: (0.0,) * 16},
        {33922: (0.0,) * 24},
    ],
)
def test_places_that_no_picture_can_have_are_told(tmp_path: Path, tags: dict[int, Any]) -> None:
    with pytest.raises(UserError):
        tiff_place(tiff(tmp_path / "t.tif", tags))


def test_a_tiff_without_a_place_is_told_to_need_one(tmp_path: Path) -> None:
    with pytest.raises(UserError) as told:
        open_sheet(tiff(tmp_path / "t.tif", {}), "")
    assert "does not say where it lies" in show(told.value.sentence, "en")
