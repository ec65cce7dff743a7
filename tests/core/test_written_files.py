"""Files that appear whole or not at all."""

from pathlib import Path

import pytest

from core.errors import UserError
from core.i18n import show
from core.written_files import DOCUMENT, LAYOUT, PAGE, TABLE, Writable, whole_file


def fill_the_disk(path: Path) -> None:
    """Write half of a file."""
    path.write_text("half", encoding="utf-8")
    raise OSError("no space left")


def test_a_file_of_the_longest_name_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / f"{'图' * 80}.json"
    with whole_file(path) as waiting:
        waiting.write_text("[]", encoding="utf-8")
    assert [(kept.name, kept.read_text("utf-8")) for kept in tmp_path.iterdir()] == [(path.name, "[]")]


def test_an_earlier_file_stays_where_writing_stops_or_is_cancelled(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("earlier", encoding="utf-8")
    with whole_file(path, lambda: True) as waiting:
        waiting.write_text("half", encoding="utf-8")
    with pytest.raises(UserError), whole_file(path) as waiting:
        fill_the_disk(waiting)
    assert [(kept.name, kept.read_text("utf-8")) for kept in tmp_path.iterdir()] == [("a.json", "earlier")]


@pytest.mark.parametrize(
    ("what", "noun", "chinese"),
    [
        (TABLE, "table", "表格"), (PAGE, "page", "图页"), (LAYOUT, "page layout", "版式"),
        (DOCUMENT, "document", "文件"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_named(tmp_path: Path, what: Writable, noun: str, chinese: str) -> None:
    with pytest.raises(UserError) as nowhere, whole_file(tmp_path / "none" / "a.x", what=what):
        pass
    assert show(nowhere.value.sentence, "en").startswith(f"The {noun} cannot be written to ")
    with pytest.raises(UserError) as folder, whole_file(tmp_path, what=what):
        pass
    assert show(folder.value.sentence, "zh").endswith(f"是文件夹，因此没有写出{chinese}。")
    assert what.example in show(folder.value.advice, "en")
