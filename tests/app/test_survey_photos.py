"""A folder of photos is looked at in a process apart, attached in one step, and never twice."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from app.__main__ import main
from app.survey_photos import photo_source, plan_folder, small_picture
from app.survey_photos_window import PhotosWindow, match
from core.attachments import GOOD, attached_files
from core.errors import UserError
from core.photo_keeping import take_photos
from core.project import Project
from core.records import insert
from core.survey_photos import AGAIN, MATCHED, UNREADABLE
from core.text import Text
from gis.photo_files import gps_place, read_photos, unpack_photos
from tests.app.conftest import Desk, wait_for


def photo(path: Path, colour: str, place: tuple[float, float] | None = None) -> None:
    """A photo as a phone makes it, with its place where one is given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    if place is not None:
        told = {1: "N", 2: dms(place[1]), 3: "E", 4: dms(place[0])}
        exif.get_ifd(0x8825).update(told)
        exif.get_ifd(0x8769)[0x9003] = "2026:06:12 09:30:00"
    Image.new("RGB", (640, 400), colour).save(path, exif=exif)


def dms(angle: float) -> tuple[IFDRational, ...]:
    seconds = round(angle * 3_600_000)
    return IFDRational(seconds // 3_600_000), IFDRational(seconds // 60_000 % 60), IFDRational(seconds % 60_000, 1000)


@pytest.fixture
def folder(small_cluster: Project, tmp_path: Path) -> Path:
    """Photos of two firms, one taken far off, one of nobody, one that is cut short, and a text."""
    photos = tmp_path / "from the phone"
    lon, lat = small_cluster.snapshot().actor.point[1].tolist()
    photo(photos / "化工厂 大门.jpg", "red", (lon + 0.02, lat))
    photo(photos / "水泥厂" / "IMG_1.png", "green")
    photo(photos / "IMG_2.jpg", "blue", (lon, lat))
    whole = (photos / "IMG_2.jpg").read_bytes()
    (photos / "堆肥厂.jpg").write_bytes(whole[: len(whole) // 2])
    (photos / "notes.txt").write_text("two gates", encoding="utf-8")
    return photos


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def test_a_folder_is_taken_in_one_step_and_a_second_time_adds_nothing(small_cluster: Project, folder: Path) -> None:
    plan = plan_folder(small_cluster, folder)
    assert {one.file.name: one.state for one in plan.matches} == {
        "化工厂 大门.jpg": MATCHED, "水泥厂/IMG_1.png": MATCHED, "IMG_2.jpg": "unmatched", "堆肥厂.jpg": UNREADABLE,
    }  # fmt: skip
    (gate,) = (one for one in plan.matches if one.name == "化工厂")
    assert gate.told is not None
    assert gate.file.taken == "2026-06-12T09:30:00"
    assert plan.others == 1
    before = small_cluster.revision
    assert take_photos(small_cluster, folder, plan) == 2
    assert small_cluster.revision == before + 1
    (kept,) = attached_files(small_cluster.snapshot(), Path(small_cluster.path).parent, "actor", gate.firm)
    assert (kept.state, kept.title) == (GOOD, "化工厂 大门.jpg")
    assert kept.path.stem == gate.file.hash
    assert small_picture(kept.path) == Path(gate.file.thumbnail)
    with Image.open(gate.file.thumbnail) as small:
        assert small.size == (480, 300)
    assert take_photos(small_cluster, folder, plan) == 0  # the plan of a second window
    again = plan_folder(small_cluster, folder)
    assert [one.state for one in again.matches if one.firm] == [AGAIN, AGAIN]
    small_cluster.undo()
    assert len(small_cluster.snapshot().attachment) == 0


def test_firms_of_photos_are_called_as_their_reader_knows_them(
    small_cluster: Project, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with small_cluster.edit(Text("Tell")) as db:
        insert(db, "actor_alias", [{"actor_id": 1, "name": "Chemical works", "kind": "alias"}])
    first = str(small_cluster.snapshot().actor.name[0])
    (folder / "化工厂 大门.jpg").rename(folder / f"{first} 大门.jpg")
    small_cluster.close()
    main(["survey", "photos", str(small_cluster.path), str(folder), "--dry-run", "--language", "en"])
    assert f"{first} 大门.jpg: Chemical works (" in capsys.readouterr().out


def test_a_photo_that_was_changed_meanwhile_is_not_taken(small_cluster: Project, folder: Path) -> None:
    plan = plan_folder(small_cluster, folder)
    photo(folder / "化工厂 大门.jpg", "black")
    with pytest.raises(UserError):
        take_photos(small_cluster, folder, plan)
    assert len(small_cluster.snapshot().attachment) == 0


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({1: "N", 2: (25, 30, 0), 3: "E", 4: (119, 15, 36)}, (119.26, 25.5)),
        ({1: "S", 2: (25, 30, 0), 3: "W", 4: (119, 15, 36)}, (-119.26, -25.5)),
        ({1: "N", 2: (0, 0, 0), 3: "E", 4: (0, 0, 0)}, None),
        ({1: "N", 2: (95, 0, 0), 3: "E", 4: (119, 0, 0)}, None),
        ({1: "N", 2: (float("nan"), 0, 0), 3: "E", 4: (119, 0, 0)}, None),
        ({2: (25, 0), 4: (119, 0, 0)}, None),
    ],
)
def test_a_place_is_read_in_degrees_or_not_at_all(told: dict[int, object], place: tuple[float, float] | None) -> None:
    assert gps_place(told) == pytest.approx(place)


def test_a_part_of_an_archive_that_would_leave_the_folder_goes_nowhere(tmp_path: Path) -> None:
    photo(tmp_path / "a.jpg", "red")
    victim = tmp_path / "victim.jpg"
    outside = ("../out.jpg", "/root.jpg", "C:\\b.jpg", f"/{victim}", f"//{victim}", "\\\\server\\share\\y.jpg")
    with zipfile.ZipFile(tmp_path / "back.zip", "w") as archive:
        for name in ("DCIM/a.jpg", *outside, "data.gpkg"):
            archive.writestr(zipfile.ZipInfo(name), (tmp_path / "a.jpg").read_bytes())
    out = tmp_path / "inside" / "out"
    unpack_photos(tmp_path / "back.zip", out)
    assert [path.relative_to(tmp_path).as_posix() for path in (tmp_path / "inside").rglob("*.jpg")] == [
        "inside/out/DCIM/a.jpg"
    ]
    assert not victim.exists()


def test_a_file_of_another_kind_with_the_name_of_a_photo_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "化工厂.jpg").write_bytes(b"%PDF-1.7")
    (file,) = read_photos(tmp_path, ["化工厂.jpg"], tmp_path / "cache")
    assert file.fault is not None


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError), photo_source(tmp_path / "nowhere"):
        pass


def test_the_command_tells_and_takes(small_cluster: Project, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(small_cluster.path)
    small_cluster.close()
    words = ["survey", "photos", path, str(folder), "--json", "--language", "en"]
    assert main([*words, "--dry-run"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["taken"], told["counts"]["matched"], told["counts"]["unreadable"]) == (None, 2, 1)
    assert main(words[:-3] + words[-2:]) == 0
    assert "2 photos were attached." in capsys.readouterr().out


def test_the_window_shows_the_plan_and_attaches(
    small_cluster: Project, folder: Path, open_desk: Callable[[Path], Desk]
) -> None:
    path = Path(small_cluster.path)
    small_cluster.close()
    desk = open_desk(path)
    match(desk.window, desk.bench.session, folder)
    assert wait_for(lambda: desk.window.findChildren(PhotosWindow))
    (opened,) = desk.window.findChildren(PhotosWindow)
    assert opened.panel.model.rowCount() == 4
    desk.click_row(opened.panel, 2)
    assert not opened.picture.pixmap().isNull()
    assert opened.reason.text() == opened.panel.model.data_rows.columns[2].show(2)
    opened.taking.click()
    desk.settle()
    assert len(desk.bench.session.snapshot.attachment) == 2
