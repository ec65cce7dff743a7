"""What a command may replace and what it keeps."""

from pathlib import Path

from app.own_files import remember, set_aside

NAMES = ("teaching.gpkg",)


def test_an_unchanged_file_of_ours_makes_room(tmp_path: Path) -> None:
    (tmp_path / "teaching.gpkg").write_text("as made")
    remember(tmp_path, tmp_path / "made.json", NAMES)
    assert set_aside(tmp_path, tmp_path / "made.json", NAMES) == {}
    assert not (tmp_path / "teaching.gpkg").exists()


def test_a_changed_file_is_kept_under_a_free_name(tmp_path: Path) -> None:
    project = tmp_path / "teaching.gpkg"
    project.write_text("as made")
    remember(tmp_path, tmp_path / "made.json", NAMES)
    project.write_text("with the user's work")
    (tmp_path / "teaching (1).gpkg").write_text("older work")
    moved = set_aside(tmp_path, tmp_path / "made.json", NAMES)
    assert moved == {project: tmp_path / "teaching (2).gpkg"}
    assert moved[project].read_text() == "with the user's work"


def test_without_a_record_nothing_is_ours(tmp_path: Path) -> None:
    (tmp_path / "teaching.gpkg").write_text("somebody's")
    (tmp_path / "made.json").write_text("not a record")
    assert set_aside(tmp_path, tmp_path / "made.json", NAMES)
