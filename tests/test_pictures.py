"""The pictures of README: ten of them, each small and each shown."""

from core.paths import RESOURCES
from tests.pictures import LARGEST, PAGES

README = (RESOURCES.parent / "README.md").read_text("utf-8")
KEPT = sorted((RESOURCES / "pictures").glob("*"))


def test_ten_pictures_are_kept_each_below_300_kilobytes() -> None:
    assert len(KEPT) == 10
    assert [path.name for path in KEPT if path.suffix != ".png" or path.stat().st_size >= LARGEST] == []


def test_every_picture_stands_in_the_readme_and_can_be_made_again() -> None:
    assert [path.name for path in KEPT if f"resources/pictures/{path.name}" not in README] == []
    assert {path.stem for path in KEPT} == {name for name, *_ in PAGES} | {"window", "window-dark"}
