"""Working copies: brought back whole, never over what somebody else has changed meanwhile."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.checkout_words import elsewhere_texts, return_texts
from core.attachments import CHANGED, GOOD, attach_file, attached_files
from core.base_maps import TRACK, BaseMap, put_base_map
from core.checkout import check_in, check_out, copies_elsewhere, copy_of, file_hash, give_up, ticket_of, work_folder
from core.edits import set_values
from core.errors import UserError
from core.media import LOCAL, SHARE, STICK, medium_in
from core.merge_copies import plan_copies
from core.project import Project
from core.records import insert
from core.text import Text

ROOT = Path(__file__).resolve().parent.parent.parent
MOUNTS = [
    "/dev/sda1 / ext4 rw 0 0",
    "//office/files /net/office cifs rw 0 0",
    "/dev/sdb1 /media/li/BLUE\\040STICK vfat rw 0 0",
    "/dev/sda2 /boot/efi vfat rw 0 0",
    "li@host:/ /data/li/far fuse.sshfs rw 0 0",
]


@pytest.fixture
def share(small_cluster: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed project, as if it lay on a share."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    small_cluster.close()
    (tmp_path / "share").mkdir()
    return small_cluster.path.rename(tmp_path / "share" / "park.gpkg")


def rename(path: Path, row: int, name: str) -> None:
    with Project.open(path) as project:
        set_values(project, "actor", {row: {"name": name}})


def first_names(path: Path) -> list[str]:
    with Project.open(path, read_only=True) as project:
        return [str(name) for name in project.snapshot().actor.name[:2]]


@pytest.mark.parametrize(
    ("path", "medium"),
    [
        ("/data/li/park.gpkg", LOCAL),
        ("/net/office/park.gpkg", SHARE),
        ("/net/officer/park.gpkg", LOCAL),
        ("/media/li/BLUE STICK/park.gpkg", STICK),
        ("/boot/efi/park.gpkg", LOCAL),
        ("/data/li/far/park.gpkg", SHARE),
    ],
)
def test_a_medium_is_told_by_the_mount_that_lies_nearest(path: str, medium: str) -> None:
    assert medium_in(MOUNTS, Path(path)) == medium


def test_a_copy_goes_back_whole_with_its_generation_and_its_history(share: Path) -> None:
    copy = check_out(share)
    assert (copy_of(share), check_out(share), copy.is_relative_to(work_folder())) == (copy, copy, True)
    rename(copy, 1, "甲")
    assert first_names(share)[0] != "甲"
    done = check_in(copy)
    assert (done.generation, done.clash, done.file) == (1, False, share)
    assert first_names(share)[0] == "甲"
    assert (copy.exists(), ticket_of(copy), copy_of(share)) == (False, None, None)
    assert [path.name for path in share.parent.glob("*.gpkg*")] == [share.name]
    with Project.open(share) as project:
        assert (project.notes, project.check(), project.history()[0].label.values["n"]) == ((), [], 1)


def test_a_copy_that_was_not_changed_leaves_the_project_as_it_is(share: Path) -> None:
    before, moment = file_hash(share), share.stat().st_mtime_ns
    done = check_in(check_out(share))
    assert (done.generation, done.unchanged) == (0, True)
    assert (file_hash(share), share.stat().st_mtime_ns) == (before, moment)


def test_one_goes_on_in_a_copy_that_is_kept(share: Path) -> None:
    copy = check_out(share)
    for number, name in enumerate(("甲", "乙"), 1):
        rename(copy, 1, name)
        assert check_in(copy, keep=True).generation == number
        assert first_names(share)[0] == name
    assert copy_of(share) == copy


def test_a_project_that_moved_on_is_kept_beside_the_copy_and_both_merge(share: Path) -> None:
    copy = check_out(share)
    rename(copy, 1, "甲")
    rename(share, 2, "乙")
    office = file_hash(share)
    done = check_in(copy)
    assert done.clash
    assert (done.file.parent, file_hash(share)) == (share.parent, office)
    assert first_names(done.file)[0] == "甲"
    with Project.open(share) as project:
        meeting = plan_copies(project, done.file)
        assert (len(meeting.plan.updates), meeting.plan.conflicts, meeting.left_alone) == (1, [], {})


def test_what_was_stopped_after_the_project_was_replaced_is_no_clash(share: Path) -> None:
    copy = check_out(share)
    rename(copy, 1, "甲")
    ticket = copy.with_name(copy.name + ".checkout.json")
    kept = ticket.read_bytes()
    check_in(copy, keep=True)
    ticket.write_bytes(kept)  # as it was before the replacement
    done = check_in(copy)
    assert (done.clash, done.generation) == (False, 1)


def test_what_is_open_or_no_copy_is_not_brought_back(share: Path) -> None:
    with pytest.raises(UserError, match="no working copy"):
        check_in(share)
    copy = check_out(share)
    with Project.open(copy), pytest.raises(UserError, match="still open"):
        check_in(copy)
    with Project.open(share):
        rename(copy, 1, "甲")
        with pytest.raises(UserError) as refused:
            check_in(copy)
    assert refused.value.code == "open_elsewhere"
    assert copy_of(share) == copy


def test_a_copy_that_is_given_up_leaves_the_project(share: Path) -> None:
    copy = check_out(share)
    rename(copy, 1, "甲")
    give_up(copy)
    assert copy_of(share) is None
    assert first_names(share)[0] != "甲"


def test_a_share_that_does_not_answer_keeps_the_copy(share: Path) -> None:
    copy = check_out(share)
    rename(copy, 1, "甲")
    share.parent.rename(share.parent.with_name("pulled out"))
    with pytest.raises(UserError) as refused:
        check_in(copy)
    assert (refused.value.code, copy_of(share)) == ("unreachable", copy)


def test_a_copy_takes_the_place_of_a_project_that_is_gone(share: Path) -> None:
    copy = check_out(share)
    share.unlink()
    done = check_in(copy)
    assert (done.file, done.clash, done.unchanged, copy.exists()) == (share, False, False, False)
    with Project.open(share) as project:
        assert project.check() == []


def test_an_unchanged_copy_of_a_project_that_moved_on_is_not_told_as_brought_back(share: Path) -> None:
    copy = check_out(share)
    rename(share, 2, "乙")
    done = check_in(copy)
    (told,) = return_texts(done)
    assert (done.unchanged, first_names(share)[1], copy.exists()) == (True, "乙", False)
    assert "Nothing was changed" in told.message_id


HOLDING = """
import sys
from core.project import Project
with Project.open(sys.argv[1]):
    print("open", flush=True)
    sys.stdin.readline()
"""


def test_a_copy_that_another_window_has_open_is_neither_brought_back_nor_given_up(share: Path) -> None:
    copy = check_out(share)
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(copy)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "open"
        for step in (check_in, give_up):
            with pytest.raises(UserError, match="still open"):
                step(copy)
        other.communicate("\n")
    assert copy.exists()
    assert not check_in(copy).clash


def test_two_sticks_at_one_place_have_a_copy_each(share: Path) -> None:
    first = check_out(share)
    rename(first, 1, "甲")
    stick = share.rename(share.parent.parent / "first stick.gpkg")
    Project.create(share, name="another").close()
    assert copy_of(share) is None
    other = check_out(share)
    assert other != first
    with pytest.raises(UserError, match="Another project lies at"):
        check_in(first)
    assert check_in(other).unchanged
    stick.replace(share)
    assert copy_of(share) == first
    assert not check_in(first).clash
    assert first_names(share)[0] == "甲"


def test_photos_and_tracks_go_out_and_come_back_with_the_copy(share: Path) -> None:
    gate, track = share.parent / "park photos" / "gate.jpg", share.parent / "park tracks" / "ab.json"
    for file in (gate, track, track.with_suffix(".gpx")):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"of the share")
    with Project.open(share) as project:
        attach_file(project, "actor", 1, gate)
        with project.edit(Text("Keep a track")) as db:
            put_base_map(db, BaseMap("walk", TRACK, "park tracks/ab.json"))
            insert(db, "attachment", [{"table_name": "actor", "row_uid": "x", "path": "../outside.jpg"}])
    (share.parent.parent / "outside.jpg").write_bytes(b"not the project's")
    copy = check_out(share)
    there = sorted(path.name for path in copy.parent.rglob("*") if path.suffix in (".jpg", ".json", ".gpx"))
    assert [name for name in there if "checkout" not in name] == ["ab.gpx", "ab.json", "gate.jpg"]
    with Project.open(copy) as project:
        for name in ("yard.jpg", "clash.jpg"):
            (copy.parent / "park photos" / name).write_bytes(b"of the copy")
            attach_file(project, "actor", 1, copy.parent / "park photos" / name)
    gate.with_name("clash.jpg").write_bytes(b"another of the share")
    done = check_in(copy)
    assert done.left == (copy.parent / "park photos" / "clash.jpg",)
    assert done.left[0].exists()
    assert gate.with_name("clash.jpg").read_bytes() == b"another of the share"
    with Project.open(share, read_only=True) as project:
        uid = str(project.snapshot().actor.uid[0])
        files = attached_files(project.snapshot(), share.parent, "actor", uid)
        assert {file.path.name: file.state for file in files} == {
            "gate.jpg": GOOD, "yard.jpg": GOOD, "clash.jpg": CHANGED,
        }  # fmt: skip


def test_a_project_has_one_copy_however_its_path_is_spelt(share: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (share.parent / "home").mkdir()
    (share.parent.parent / "linked").symlink_to(share.parent)
    copy = check_out(share.parent / "home" / ".." / share.name)
    monkeypatch.chdir(share.parent.parent)
    for path in (share, Path("share") / share.name, Path("linked") / share.name):
        assert (copy_of(path), check_out(path), copies_elsewhere(path)) == (copy, copy, [])


def test_a_copy_of_the_same_project_from_another_place_is_told(share: Path) -> None:
    home = Path(shutil.copyfile(share, share.with_name("home.gpkg")))
    first, second = check_out(share), check_out(home)
    assert first != second
    ((found, ticket),) = copies_elsewhere(home)
    assert (found, ticket.project) == (first, str(share))
    (told,) = elsewhere_texts(copies_elsewhere(home))
    assert told.values["project"] == str(share)
