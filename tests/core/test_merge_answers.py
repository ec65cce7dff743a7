"""A form for ODK and Kobo goes out, is converted by its makers' converter, filled in, exported by a server, merged."""

import csv
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyxform.xls2xform import convert

from app.survey_packs import make_packets
from core.errors import UserError
from core.i18n import show
from core.merge_answers import answer_sheets
from core.merge_apply import apply_plan
from core.merge_export import Answers, is_export, read_export
from core.merge_packets import packet_label
from core.photo_keeping import asked_photos
from core.project import Project
from core.records import insert
from core.survey_order import QUESTIONS, Order
from core.survey_photos import PhotoFile, plan_photos
from core.survey_visits import read_visits
from core.text import Text
from tests.core.test_merge_faults import asked, compared, steps

Row = dict[str, Any]
# As ODK Central's tests and exports have them; of repeats only PARENT_KEY and KEY follow.
CENTRAL = ("SubmissionDate", "today", "packet", "firm", "page", "kind", "met", "status", "place-Latitude",
           "place-Longitude", "place-Altitude", "place-Accuracy", "photo", "note", "satisfaction_environment",
           "meta-instanceID", "meta-instanceName", "KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent",
           "AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion")  # fmt: skip
LINKS = ("link_row", "link", "direction", "partner", "commodity", "amount", "unit", "link_photo")
NOTE = "已搬迁，" * 30 + "见照片"
CAPACITIES = ("capacity_row", "capacity", "proof", "proof_photo")


@pytest.fixture
def form(small_cluster: Project, tmp_path: Path) -> Path:
    """The unpacked form of six firms, one of which can take gypsum, and a village."""
    with small_cluster.edit(Text("Enter a capacity and a village")) as db:
        row = {"actor_id": 3, "commodity_id": 3, "value": 50000.0, "value_entered": 50, "unit_entered": "kt"}
        insert(db, "capacity", [row])
        insert(db, "actor", [{"name": "南村", "kind": "residents"}])
    make_packets(small_cluster, Order("odk", (), (), tuple(QUESTIONS), "李明", 2024, 1), tmp_path / "out.zip", "zh")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        archive.extractall(tmp_path)
    return tmp_path / "form.xlsx"


def answered(project: Project, form: Path) -> tuple[list[Row], list[Row], list[Row]]:
    """What three firms and a village say, under the names that the converted form has."""
    converted = convert(form, validate=False).xform
    assert all(f"/{name}" in converted for name in (*LINKS, *CAPACITIES, "firm", "packet", "satisfaction_environment"))
    with project.reading() as db:
        (packet,) = db.execute("SELECT uid FROM survey_package").fetchone()
    now = project.snapshot()
    firms = dict(zip(now.actor.name.tolist(), map(str, now.actor.uid), strict=True))
    ash = str(now.flow.uid[0])
    base = {"packet": packet, "today": "2024-05-01", "met": "met", "SubmitterName": "王芳"}
    main = [
        {**base, "KEY": "uuid:1", "firm": firms["园区热电厂"], "status": "running"},
        {**base, "KEY": "uuid:2", "firm": firms["水泥厂"], "note": NOTE, "lat": 23.113, "lon": 113.607},
        {**base, "KEY": "uuid:3", "firm": firms["化工厂"], "met": "refused"},
        {**base, "KEY": "uuid:4", "firm": firms["南村"], "satisfaction_environment": 80},
        {**base, "KEY": "uuid:5", "firm": firms["化工厂"], "status": "closed", "ReviewState": "rejected"},
    ]
    new = {"link": "new", "direction": "takes", "partner": "化工厂", "commodity": "窑灰", "amount": 7, "unit": "kt"}
    links = [
        {"parent": "uuid:1", "link_row": "a", "link": ash, "amount": 4.1, "unit": "wan_t"},
        {"parent": "uuid:2", "link_row": "b", "link": ash, "amount": 38, "unit": "kg"},
        {"parent": "uuid:2", "link_row": "c", **new, "unit": "t"},
        {"parent": "uuid:9", "link_row": "d", "link": ash, "amount": 1, "unit": "t"},
    ]
    capacities = [{"parent": "uuid:2", "capacity": str(now.capacity.uid[0]), "proof": "visited"}]
    return main, links, capacities


def write(path: Path, columns: Sequence[str], rows: Sequence[Row], delimiter: str = ",") -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(columns)
        writer.writerows([[row.get(name.rpartition("/")[2], "") for name in columns] for row in rows])


def central(project: Project, form: Path) -> Path:
    """The zip that ODK Central hands out."""
    main, links, capacities = answered(project, form)
    folder = form.parent / "central"
    folder.mkdir()
    points = [{**row, "place-Latitude": row.get("lat", ""), "place-Longitude": row.get("lon", "")} for row in main]
    write(folder / "survey_1.csv", CENTRAL, points)
    for name, columns, rows in (("links", LINKS, links), ("capacities", CAPACITIES, capacities)):
        keyed = [{**row, "PARENT_KEY": row["parent"], "KEY": f"{row['parent']}/{name}[1]"} for row in rows]
        write(folder / f"survey_1-{name}.csv", (*columns, "PARENT_KEY", "KEY"), keyed)
    with zipfile.ZipFile(form.parent / "survey_1.csv.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    return form.parent / "survey_1.csv.zip"


def kobo(project: Project, form: Path) -> Path:
    """The workbook that Kobo hands out, with XML values and headings."""
    main, links, capacities = answered(project, form)
    book, index = openpyxl.Workbook(), {row["KEY"]: number for number, row in enumerate(main, 1)}
    told = [
        {**row, "place": f"{row['lat']} {row['lon']} 0 5" if "lat" in row else "", "_index": index[row["KEY"]],
         "_submitted_by": row["SubmitterName"], "_validation_status": "Not Approved" if "ReviewState" in row else ""}
        for row in main
    ]  # fmt: skip
    columns = ("today", "packet", "firm", "page", "kind", "met", "status", "place", "photo", "satisfaction_environment",
               "note", "_id", "_uuid", "_submission_time", "_validation_status", "_submitted_by", "_index")  # fmt: skip
    below = ("_index", "_parent_table_name", "_parent_index", "_submission__id", "_submission__uuid")
    sheets = (("Survey", columns, told), ("links", LINKS, links), ("capacities", CAPACITIES, capacities))
    for title, names, rows in sheets:
        sheet = book.active if title == "Survey" else book.create_sheet()
        sheet.title = title
        prefix = "" if title == "Survey" else f"{title}/"
        sheet.append([f"{prefix}{name}" for name in names] + (list(below) if prefix else []))
        for row in rows:
            cells = [row.get(name, "") for name in names]
            sheet.append([*cells, 1, "Survey", index.get(row["parent"], 99), 1, "u"] if prefix else cells)
    book.save(form.parent / "kobo.xlsx")
    return form.parent / "kobo.xlsx"


@pytest.mark.parametrize("server", [central, kobo])
def test_an_export_is_merged_reviewed_and_undone_whatever_the_server(  # T22
    small_cluster: Project, form: Path, server: Any
) -> None:
    back = server(small_cluster, form)
    before = small_cluster.snapshot()
    meeting = compared(small_cluster, back)
    assert [show(note, "en") for note in meeting.notes] == [
        "1 submission was rejected on the server and was not read.",
        "1 row of a repeat belongs to no submission and was not read.",
    ]
    merged = apply_plan(small_cluster, meeting.plan, meeting.returned, packet_label(meeting))
    now = small_cluster.snapshot()
    assert merged.faults == ()
    assert now.actor.point[2].tolist() == [113.607, 23.113]
    assert (now.actor.note[2], now.actor.status[1]) == (NOTE, "running")
    survey = now.flow_amount.origin == "survey"
    assert sorted(now.flow_amount.value[survey].tolist()) == [7, 41_000]
    assert (len(now.flow), now.commodity.name[-1]) == (len(before.flow) + 1, "窑灰")
    assert now.flow.sender[-1] == 1
    assert now.statistic.value[now.statistic.item == "satisfaction_environment"].tolist() == [80]
    assert steps(small_cluster) == [("visited", "2024-05-01", "王芳")]
    assert meeting.returned.seen[str(now.actor.uid[1])]["met"] == "refused"
    assert asked(small_cluster)["value_entered"].conflict.returned.value == 38  # what the other side says of the ash
    revision = small_cluster.revision
    again = compared(small_cluster, back)
    apply_plan(small_cluster, again.plan, again.returned, packet_label(again))
    assert small_cluster.revision == revision
    small_cluster.undo()
    assert len(small_cluster.snapshot().flow) == len(before.flow)


def test_files_of_a_folder_one_of_them_and_the_zip_are_one_export(small_cluster: Project, form: Path) -> None:
    packed = central(small_cluster, form)
    folder = packed.parent / "central"
    ways = (packed, folder, folder / "survey_1.csv", folder / "survey_1-links.csv")
    assert all(map(is_export, ways))
    assert len({read_export(way).hash for way in ways}) == 1
    assert not is_export(packed.parent / "out.zip")


def test_what_is_no_export_of_one_packet_is_told(small_cluster: Project, form: Path, tmp_path: Path) -> None:
    write(tmp_path / "labels.csv", ("Firm or institution", "The visit"), [{}])
    folder = central(small_cluster, form).parent / "central"
    write(folder / "survey_1-2.csv", ("packet", "firm"), [{"packet": "other", "firm": "x"}])
    for wrong in (tmp_path / "labels.csv", folder):
        with pytest.raises(UserError, match="no export of one packet"):
            compared(small_cluster, wrong)


@pytest.mark.parametrize(("before", "day", "told"), [
    ("running", "2024-05-01", "2024-05-01"), ("running", "2999-01-01", None), ("ended", "2024-05-01", None),
])  # fmt: skip
def test_a_new_status_has_the_day_of_the_visit_where_that_is_past(before: str, day: str, told: str | None) -> None:
    row = {"firm": "u", "status": "ended", "today": day}
    answers = Answers(submissions=[(row, {"links": [], "capacities": []})])
    ((_, grid),) = answer_sheets(answers, {"actor": {"u": {"status": before}}}, 2024, "en")
    assert dict(zip(*grid, strict=True)).get("status date") == told


def test_a_visit_of_a_day_to_come_has_the_day_of_its_return(project: Project) -> None:
    with project.edit(Text("Send")) as db:
        package = {"title": "t", "base_revision": 0, "content": "{}"}
        (id,) = insert(db, "survey_package", [package])
        seen = json.dumps({"seen": {"u": {"met": "met", "visited": "2999-01-01"}}})
        insert(db, "survey_return", [{"package_id": id, "packet": "p", "at": "2024-05-02T10:00:00", "counts": seen}])
    with project.reading() as connection:
        assert [visit.day for visit in read_visits(connection)] == ["2024-05-02"]


def test_every_submission_of_a_firm_is_a_visit_with_its_photos(small_cluster: Project, form: Path) -> None:
    main, *_ = answered(small_cluster, form)
    firm = main[2]["firm"]
    two = [
        {**main[2], "KEY": "uuid:7", "today": "2024-05-03", "photo": "9.jpg"},
        {**main[2], "KEY": "uuid:6", "today": "2024-05-01", "met": "met", "photo": "1.jpg"},
    ]
    folder = form.parent / "twice"
    folder.mkdir()
    write(folder / "survey_1.csv", CENTRAL, two)
    link = {"link_row": "a", "link": "new", "link_photo": "2.jpg", "PARENT_KEY": "uuid:6", "KEY": "uuid:6/links[1]"}
    write(folder / "survey_1-links.csv", (*LINKS, "PARENT_KEY", "KEY"), [link])
    meeting = compared(small_cluster, folder)
    apply_plan(small_cluster, meeting.plan, meeting.returned, packet_label(meeting))
    with small_cluster.reading() as db:
        visits = [one for one in read_visits(db) if one.firm == firm]
        asked = asked_photos([], visits)
    assert [(one.outcome, one.day, one.photos) for one in visits] == [
        ("met", "2024-05-01", ("1.jpg", "2.jpg")), ("refused", "2024-05-03", ("9.jpg",)),
    ]  # fmt: skip
    files = [PhotoFile(f"{number}.jpg", str(number)) for number in (1, 2, 9)]
    plan = plan_photos(small_cluster.snapshot(), asked, files)
    assert ([one.firm for one in plan.matches], plan.missing) == ([firm] * 3, ())
