import pytest

from gis.palette import palette


def lightness(colour: str) -> float:
    """L* of a #RRGGBB colour (CIE 15:2004, from sRGB)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 116 * float((0.2126 * red + 0.7152 * green + 0.0722 * blue) ** (1 / 3)) - 16


def test_white_has_the_lightness_100() -> None:
    assert lightness("#FFFFFF") == pytest.approx(100.0)


@pytest.mark.parametrize("dark", [False, True])
def test_by_products_and_energy_differ_without_colour(dark: bool) -> None:
    links = palette(dark).links
    assert abs(lightness(links["residue"]) - lightness(links["energy"])) >= 15
