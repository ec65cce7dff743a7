"""Survey packets: which rows go out, what the project keeps of them, what never leaves, and that they come back."""

import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.survey_packs import MadePacket, make_packets
from core.errors import UserError
from core.imports import import_sheet
from core.project import Project
from core.records import insert
from core.sheets import read_sheet
from core.survey_codes import is_page_code
from core.survey_order import Order
from core.survey_packet import MANIFEST, packed_base, read_manifest, sha256_of
from core.text import Text
from tests.conftest import enter_small_cluster

WASTE_WORKS = "污水处理厂"


def packed(project: Project, folder: Path, **asked: object) -> list[MadePacket]:
    return make_packets(project, Order(**asked), folder / "packet.zip", "zh")  # type: ignore[arg-type]


@pytest.fixture
def survey(small_cluster: Project, tmp_path: Path) -> tuple[Project, MadePacket, Path]:
    """The six firms, an Excel packet of all of them, and its workbook."""
    (packet,) = packed(small_cluster, tmp_path, whom="一组")
    with zipfile.ZipFile(packet.path) as archive:
        archive.extract("survey.xlsx", tmp_path)
    return small_cluster, packet, tmp_path / "survey.xlsx"


def test_a_manifest_names_the_project_the_revision_and_the_hash_of_every_file(
    survey: tuple[Project, MadePacket, Path],
) -> None:
    project, packet, workbook = survey
    manifest = read_manifest(packet.path)
    assert manifest.project_uid == project.setting("uid")
    assert manifest.base_revision == project.revision - 1
    assert manifest.files["survey.xlsx"] == sha256_of(workbook)
    assert manifest.whom == "一组"
    assert manifest.year == 2024
    assert manifest.team == (1, 1)
    assert len(manifest.tables["actor"]) == 6
    assert all(map(is_page_code, manifest.pages))
    with zipfile.ZipFile(packet.path) as archive:
        assert archive.namelist() == [MANIFEST, "survey.xlsx", "day.pdf"]


def test_the_project_keeps_what_went_out_and_one_undo_takes_it_back(survey: tuple[Project, MadePacket, Path]) -> None:
    project, packet, _ = survey
    with project.reading() as db:
        base = packed_base(db, packet.manifest.packet_id)
    snapshot = project.snapshot()
    assert {name: sorted(rows) for name, rows in base.items()} == {
        name: sorted(uids) for name, uids in packet.manifest.tables.items()
    }
    told = base["flow_amount"][str(snapshot.flow_amount.uid[0])]
    assert (told["value_entered"], told["unit_entered"], told["year"], told["origin"]) == (40.0, "kt", 2024, "sender")
    assert told["flow_id"][0] == snapshot.flow.uid[0]
    firm = base["actor"][str(snapshot.actor.uid[0])]
    assert firm["name"] == "园区热电厂"
    assert firm["geom"] == [113.6, 23.1]
    assert firm["region_id"][1] == "示范园区"
    project.undo()
    with project.reading() as db, pytest.raises(UserError):
        packed_base(db, packet.manifest.packet_id)


def test_two_teams_visit_no_firm_twice_and_state_no_link_twice(small_cluster: Project, tmp_path: Path) -> None:
    one, two = (packet.manifest for packet in packed(small_cluster, tmp_path, teams=2))
    assert not set(one.tables["actor"]) & set(two.tables["actor"])
    assert len(one.tables["actor"]) == len(two.tables["actor"]) == 3
    assert set(one.tables["flow"]) & set(two.tables["flow"])  # both ends of a link are asked
    opened = [uid for each in (one, two) for uid in each.open["flow_amount"]]
    assert len(opened) == len(set(opened)) == len(small_cluster.snapshot().flow)
    assert sorted(path.name for path in tmp_path.glob("*.zip")) == ["packet-1.zip", "packet-2.zip"]


@pytest.fixture
def closed(project: Project) -> set[str]:
    """The six firms, of which some rows and one more firm rest on a source for sums only; what names those rows."""
    enter_small_cluster(project)
    with project.edit(Text("Let the ledger open to sums only")) as db:
        (closed,) = insert(db, "source", [{"title": "205-1", "permitted_use": "aggregate"}])
        db.execute("UPDATE flow SET source_id = ? WHERE id <= 2", (closed,))
        db.execute("UPDATE flow_amount SET source_id = ? WHERE id <= 3", (closed,))
        insert(db, "actor", [{"name": "只供汇总的企业", "source_id": closed}])
    return {"205-1", "只供汇总的企业", *(uid for _, uid in project.snapshot().closed_rows())}


@pytest.mark.parametrize("kind", ["excel", "qfield", "odk"])
def test_what_opens_to_sums_only_is_in_no_packet(project: Project, closed: set[str], kind: str, tmp_path: Path) -> None:
    assert len(closed) >= 6
    (packet,) = packed(project, tmp_path, kind=kind)
    with project.reading() as db:
        base = packed_base(db, packet.manifest.packet_id)
    shown = [json.dumps(base, ensure_ascii=False), json.dumps(packet.manifest.record(), ensure_ascii=False)]
    with zipfile.ZipFile(packet.path) as archive:
        archive.extractall(tmp_path)
        shown += [archive.read(name).decode("utf-8", "ignore") for name in archive.namelist()]
    for book in tmp_path.glob("*.xlsx"):
        shown += ["|".join(map(str, row)) for sheet in load_workbook(book) for row in sheet.values]
    assert [told for told in closed if any(told in text for text in shown)] == []


def test_a_region_and_firms_by_name_are_what_is_packed(small_cluster: Project, tmp_path: Path) -> None:
    (packet,) = packed(small_cluster, tmp_path, firms=(WASTE_WORKS,))
    assert len(packet.manifest.tables["actor"]) == 1
    assert len(packet.manifest.tables["flow"]) == 6  # two come in, two go out, one product, one loss
    (packet,) = packed(small_cluster, tmp_path, regions=("示范园区",), questions=("stocks",))
    assert len(packet.manifest.tables["actor"]) == 6
    assert "flow" not in packet.manifest.tables
    with pytest.raises(UserError, match="region called"):
        packed(small_cluster, tmp_path, regions=("nowhere",))


def test_a_workbook_that_nobody_filled_in_changes_nothing(survey: tuple[Project, MadePacket, Path]) -> None:
    project, _, workbook = survey
    names = [name for name in load_workbook(workbook).sheetnames if "模板" not in name]
    assert len(names) == 4
    for name, kind in zip(names, ("actors", "flows", "capacities", "stocks"), strict=True):
        if load_workbook(workbook)[name].max_row > 1:
            result = import_sheet(project, read_sheet(workbook, name), kind)
            assert (result.imported, result.updated, result.rejected) == (0, 0, 0)
            assert result.rows == result.skipped


def test_what_is_written_on_a_yellow_row_comes_back_as_a_surveyed_figure_of_its_page(
    survey: tuple[Project, MadePacket, Path],
) -> None:
    project, packet, workbook = survey
    book = load_workbook(workbook)
    sheet = book["链接与数量"]
    heads = [cell.value for cell in sheet[1]]
    amount, document = (heads.index(next(h for h in heads if h.startswith(word))) for word in ("数量", "单据"))
    row = next(row for row in sheet.iter_rows(min_row=2) if row[amount].value is None)
    row[amount].value = 38000
    code = row[document].value
    assert packet.manifest.pages[code]
    book.save(workbook)
    result = import_sheet(project, read_sheet(workbook, "链接与数量"), "flows")
    assert (result.imported, result.updated, result.rejected) == (1, 0, 0)
    amounts = project.snapshot().flow_amount
    (found,) = (amounts.document == code).nonzero()[0]
    assert (amounts.origin[found], amounts.grade[found], amounts.value[found]) == ("survey", "surveyed", 38000.0)


def test_headings_are_locked_and_uids_hidden_but_kept(survey: tuple[Project, MadePacket, Path]) -> None:
    project, _, workbook = survey
    sheet = load_workbook(workbook)["链接与数量"]
    heads = {str(cell.value): cell for cell in sheet[1]}
    assert sheet.protection.sheet
    assert sheet["A1"].protection.locked
    assert not sheet["A2"].protection.locked
    assert sheet.column_dimensions[heads["uid"].column_letter].hidden
    assert {row[heads["uid"].column - 1] for row in sheet.iter_rows(min_row=2, values_only=True)} == set(
        project.snapshot().flow.uid
    )


def test_a_packet_cut_short_is_told_from_a_whole_one(survey: tuple[Project, MadePacket, Path]) -> None:
    packet = survey[1].path
    packet.write_bytes(packet.read_bytes()[:-200])
    with pytest.raises(UserError, match="no survey packet"):
        read_manifest(packet)


def test_people_are_asked_what_nobody_answered_yet(project: Project, tmp_path: Path) -> None:
    with project.edit(Text("Enter a village")) as db:
        insert(db, "actor", [{"name": "南村", "kind": "residents"}])
        insert(db, "statistic", [{"actor_id": 1, "item": "will_cooperate", "year": 2025, "value": 80.0, "unit": "%"}])
    (packet,) = packed(project, tmp_path, year=2025)
    assert len(packet.manifest.open["statistic"]) == 3
    with zipfile.ZipFile(packet.path) as archive:
        archive.extract("survey.xlsx", tmp_path)
    assert "人员意见" in load_workbook(tmp_path / "survey.xlsx").sheetnames
