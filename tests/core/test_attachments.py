from pathlib import Path

import pytest

from core.attachments import CHANGED, GOOD, MISSING, attach_file, attached_files, detach_file
from core.edits import delete_rows
from core.errors import UserError
from core.project import Project


def states(project: Project) -> list[tuple[str, str]]:
    snapshot = project.snapshot()
    files = attached_files(snapshot, project.path.parent, "actor", str(snapshot.actor.uid[0]))
    return [(file.path.name, file.state) for file in files]


def test_a_photo_is_known_by_path_and_hash(small_cluster: Project) -> None:
    photo = small_cluster.path.parent / "photo.png"
    photo.write_bytes(b"first")
    attach_file(small_cluster, "actor", 1, photo)
    assert small_cluster.snapshot().attachment.path[0] == "photo.png"
    assert states(small_cluster) == [("photo.png", GOOD)]
    photo.write_bytes(b"another")
    assert states(small_cluster) == [("photo.png", CHANGED)]
    photo.unlink()
    assert states(small_cluster) == [("photo.png", MISSING)]


def test_a_photo_elsewhere_keeps_its_whole_path(
    small_cluster: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    photo = tmp_path_factory.mktemp("elsewhere") / "gate.jpg"
    photo.write_bytes(b"gate")
    id = attach_file(small_cluster, "actor", 1, photo)
    assert states(small_cluster) == [("gate.jpg", GOOD)]
    detach_file(small_cluster, id)
    assert states(small_cluster) == []
    assert photo.exists()


def test_attached_files_go_with_their_row_and_come_back_with_it(small_cluster: Project) -> None:
    photo = small_cluster.path.parent / "photo.png"
    photo.write_bytes(b"x")
    attach_file(small_cluster, "actor", 1, photo)
    delete_rows(small_cluster, "actor", [1], agreed=True)
    assert len(small_cluster.snapshot().attachment) == 0
    small_cluster.undo()
    assert states(small_cluster) == [("photo.png", GOOD)]


def test_a_file_that_is_not_there_cannot_be_attached(small_cluster: Project) -> None:
    with pytest.raises(UserError):
        attach_file(small_cluster, "actor", 1, Path("nowhere.png"))
    assert len(small_cluster.snapshot().attachment) == 0
