"""The page of a project from the command line."""

import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from app.__main__ import main
from app.adjusted_map import adjusted_page
from app.project_page import APPROVAL
from core.page_layouts import save_layout
from core.page_templates import template
from core.project import Project
from core.records import insert
from core.samples import STAMP
from core.text import Text
from gis.page import Page


def test_a_pdf_is_written_and_the_counts_are_told(
    cluster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "page.pdf"
    assert main(["map", str(cluster_file), str(out), "--language", "en"]) == 0
    told = capsys.readouterr()
    assert str(out) in told.out
    assert "7 drawn" in told.err
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) == 1


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_other_formats_follow_the_suffix(cluster_file: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"page{suffix.upper()}"
    assert main(["map", str(cluster_file), str(out), "--year", "2024", "--class", "draft"]) == 0
    assert out.stat().st_size > 10_000


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is a place that nobody may write to, on Linux alone")
def test_a_place_that_cannot_be_written_is_told_by_us_alone(
    cluster_file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["map", str(cluster_file), "/proc/m.pdf", "--language", "en"]) == 1
    told = capfd.readouterr().err
    assert "cannot be written to /proc/m.pdf" in told
    assert "QPainter" not in told


def test_a_folder_in_place_of_the_page_is_told_with_a_next_step(
    cluster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["map", str(cluster_file), str(tmp_path), "--language", "en"]) == 1
    told = capsys.readouterr().err
    assert "is a folder" in told
    assert str(tmp_path / "map.pdf") in told


def test_title_stamp_and_review_number_stand_on_the_page(small_cluster: Project, tmp_path: Path) -> None:
    with small_cluster.edit(Text("Settings")) as db:
        insert(db, "setting", [{"name": STAMP, "value": "Invented"}, {"name": APPROVAL, "value": "GS(2026)1"}])
    small_cluster.close()
    out = tmp_path / "page.svg"
    assert main(["map", str(small_cluster.path), str(out), "--title", "Six firms", "--language", "en"]) == 0
    drawn = out.read_text(encoding="utf-8")
    assert all(words in drawn for words in ("Six firms", "Invented", "Map review number GS(2026)1"))


def test_drawing_leaves_every_byte_of_the_project_as_it_was(cluster_file: Path, tmp_path: Path) -> None:
    before = hashlib.sha256(cluster_file.read_bytes()).hexdigest()
    main(["map", str(cluster_file), str(tmp_path / "page.svg")])
    assert hashlib.sha256(cluster_file.read_bytes()).hexdigest() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["page.docx"], ".pdf, .svg, .png, .tif, .tiff"),
        (["nowhere/page.pdf"], "Choose a folder that exists"),
        (["page.pdf", "--year", "1850"], "no figures of the year 1850"),
        (["page.pdf", "--layout", "wall"], "no page layout called wall"),
        (["page.png", "--dpi", "5"], "Choose from 30 to 1200 dpi"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    cluster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    name, *options = words
    assert main(["map", str(cluster_file), str(tmp_path / name), *options, "--language", "en"]) == 1
    said = capsys.readouterr()
    assert told in said.err
    assert "Traceback" not in said.err
    assert said.out == ""


def test_an_unknown_class_is_wrong_usage(cluster_file: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as left:
        main(["map", str(cluster_file), str(tmp_path / "page.pdf"), "--class", "secret"])
    assert left.value.code == 2


def test_the_order_of_findings_does_not_depend_on_the_language(
    cluster_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    orders = []
    for language in ("zh", "en"):
        assert main(["analyse", str(cluster_file), "--json", "--language", language]) == 0
        found = json.loads(capsys.readouterr().out)["findings"]
        orders.append([(finding["rule"], finding["subject"]["uid"]) for finding in found])
    assert orders[0] == orders[1]
    assert orders[0]


def test_a_public_page_is_never_told_to_be_unfit_for_the_public(cluster_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.svg"
    assert main(["map", str(cluster_file), str(out), "--class", "public", "--language", "en"]) == 0
    drawn = out.read_text(encoding="utf-8")
    assert "Public" in drawn
    assert "not for publication" not in drawn


def test_an_atlas_is_written_with_one_page_for_each_firm(
    cluster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "atlas.pdf"
    asked = ["--atlas", "actors", "--paper", "A4", "--portrait", "--language", "en"]
    assert main(["map", str(cluster_file), str(out), *asked]) == 0
    assert "6 pages were written to" in capsys.readouterr().out
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) == 6
        assert [round(float(side) / 72 * 25.4) for side in pdf.pages[5].MediaBox[2:]] == [210, 297]


def test_a_firm_that_only_sums_are_open_of_has_no_page_and_is_counted(
    small_cluster: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with small_cluster.edit(Text("Take the census")) as db:
        (census,) = insert(db, "source", [{"title": "census", "permitted_use": "aggregate"}])
        insert(db, "actor", [{"name": "hidden works", "source_id": census}])
    small_cluster.close()
    out, asked = tmp_path / "atlas.pdf", ["--atlas", "actors", "--paper", "A4", "--language", "en"]
    assert main(["map", str(small_cluster.path), str(out), *asked]) == 0
    told = capsys.readouterr()
    assert "6 pages were written to" in told.out
    assert "1 firm is known from sources that open to sums only and has no page." in told.err


def test_a_public_atlas_holds_firms_of_public_sources_and_counts_the_others_once(
    small_cluster: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with small_cluster.edit(Text("Cite a list")) as db:
        (listing,) = insert(db, "source", [{"title": "list", "permitted_use": "public"}])
        db.execute("UPDATE actor SET source_id = ? WHERE id <= 2", (listing,))
    small_cluster.close()
    asked = ["--atlas", "actors", "--class", "public", "--language", "en"]
    assert main(["map", str(small_cluster.path), str(tmp_path / "atlas.pdf"), *asked]) == 0
    told = capsys.readouterr()
    assert "2 pages were written to" in told.out
    assert "4 firms rest on sources that are not public and have no page." in told.err
    with Project.open(small_cluster.path, read_only=True) as project:
        flow = project.snapshot().flow
    touching = int(((flow.sender < 2) & (flow.sender >= 0) | (flow.receiver < 2) & (flow.receiver >= 0)).sum())
    assert f"{touching} links rest on sources that are not public" in told.err


def test_a_public_atlas_of_internal_firms_says_why_it_has_no_page(
    cluster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--atlas", "actors", "--class", "public", "--language", "en"]
    assert main(["map", str(cluster_file), str(tmp_path / "atlas.pdf"), *asked]) == 1
    assert "rests on sources that may not be told of here" in capsys.readouterr().err


def test_a_page_of_the_project_is_printed_by_its_name(small_cluster: Project, tmp_path: Path) -> None:
    save_layout(small_cluster, replace(template("A2"), name="墙图", kind="draft"))
    small_cluster.close()
    out = tmp_path / "page.svg"
    assert main(["map", str(small_cluster.path), str(out), "--layout", "墙图", "--language", "en"]) == 0
    drawn = out.read_text(encoding="utf-8")
    assert 'width="594.0mm"' in drawn
    assert ">Draft<" in drawn


def test_why_a_public_page_shows_less_is_told(
    cluster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "page.svg")
    assert main(["map", str(cluster_file), out, "--class", "public", "--language", "en"]) == 0
    told = capsys.readouterr().err
    assert "the outlines of parks alone may be drawn" in told
    again = [out, "--class", "public", "--outlines", "parks", "--replace", "--language", "en"]
    assert main(["map", str(cluster_file), *again]) == 0
    assert "drawn with outlines of parks alone" in Path(out).read_text(encoding="utf-8")


@pytest.mark.parametrize(("command", "name"), [("map", "page.svg"), ("diagram", "flows.svg")])
def test_a_file_that_is_there_is_left_as_it_is_unless_asked(
    cluster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, name: str
) -> None:
    out = tmp_path / name
    out.write_text("notes", encoding="utf-8")
    assert main([command, str(cluster_file), str(out), "--language", "en"]) == 1
    assert "add --replace" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == "notes"
    assert main([command, str(cluster_file), str(out), "--replace"]) == 0
    assert out.read_text(encoding="utf-8").startswith("<?xml")


def test_the_pictures_of_an_atlas_are_left_as_they_are_unless_asked(
    cluster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["map", str(cluster_file), str(tmp_path / "atlas.png"), "--atlas", "actors", "--dpi", "40"]
    assert main(asked) == 0
    made = sorted(tmp_path.glob("atlas *.png"))
    made[0].write_bytes(b"notes")
    assert main([*asked, "--language", "en"]) == 1
    assert made[0].name in capsys.readouterr().err
    assert made[0].read_bytes() == b"notes"
    assert main([*asked, "--replace"]) == 0
    assert made[0].read_bytes() != b"notes"


def test_adjusted_amounts_are_printed_where_asked_for_and_on_no_public_page(
    cluster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "page.png"
    command = ["map", str(cluster_file), str(out), "--adjusted", "all", "--language", "en"]
    assert main([*command, "--class", "public"]) == 1
    assert "they stand on no public page" in capsys.readouterr().err
    assert not out.exists()
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(command) == 0
    told = capsys.readouterr().err
    assert "so no line is hatched" in told  # the six firms were made to fit
    assert told.index("The figures are being reconciled …") < told.index("The figures are being checked …")
    assert out.exists()


def test_a_reconciliation_for_a_map_can_be_stopped(cluster_file: Path) -> None:
    def stop(done: int, whole: int) -> None:
        raise KeyboardInterrupt

    with Project.open(cluster_file, read_only=True) as project:
        snapshot = project.snapshot()
    with pytest.raises(KeyboardInterrupt):
        adjusted_page(Page("en"), snapshot, 2024, "all", stop)
