"""What is for the superior office or for sums only leaves in no file made for a firm, whichever way it is written."""

import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from app.inquiry_folder import write_inquiry_folder
from app.inquiry_sheet import inquiry_sheet
from app.survey_packs import make_packets
from core.analysis import analyse
from core.data_requests import asked, needed
from core.decisions import NOBODY, standing_of
from core.errors import UserError
from core.finding_register import register
from core.i18n import show
from core.indicator_systems import systems
from core.project import Project
from core.records import insert
from core.request_books import write_requests
from core.rule_requests import asked_by_rules, rule_needs, rules_named
from core.samples import create_sample
from core.survey_order import Order
from core.survey_packet import packed_base
from core.system_scope import scope_of
from core.text import Text

SUPERIOR = "上报专用材料"
FIGURE = 43219  # of each row of that source, in its unit
SUMS, OPEN = "Fly ash", "粉煤灰"  # one title to a Chinese reader


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The teaching park with a discharge above its permit, a waste and every link told to the superior office only."""
    yield from telling(tmp_path_factory, {"title": SUPERIOR, "permitted_use": "superior", "date": "2027-06-01"})


@pytest.fixture(scope="module")
def summed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The same from a source that opens to sums only and has the title of an open one."""
    open_source = {"title": OPEN, "permitted_use": "public"}
    yield from telling(tmp_path_factory, {"title": SUMS, "permitted_use": "aggregate"}, open_source)


def telling(factory: pytest.TempPathFactory, *sources: dict[str, str]) -> Iterator[Project]:
    path = factory.mktemp("park") / "park.gpkg"
    create_sample(path, "teaching").close()
    with Project.open(path) as project:
        with project.edit(Text("Tell the superior office")) as db:
            source, *_ = insert(db, "source", sources)
            flows = project.snapshot().flow.id.tolist()
            insert(db, "emission", [{"actor_id": 8, "medium": "air", "pollutant": "SO2", "mass": FIGURE, "year": 2025,
                                     "mass_entered": FIGURE, "unit_entered": "t", "permit_mass": 1.0, "outlet": "Q1",
                                     "destination": "direct", "grade": "audited", "source_id": source}])  # fmt: skip
            insert(db, "statistic", [{"actor_id": 1, "item": "waste_generated", "value": FIGURE, "unit": "t",
                                      "value_entered": FIGURE, "unit_entered": "t", "year": 2025,
                                      "source_id": source}])  # fmt: skip
            insert(db, "flow_amount", [{"flow_id": flow, "value": FIGURE, "value_entered": FIGURE, "unit_entered": "t",
                                        "year": 2025, "origin": "sender", "grade": "audited", "source_id": source}
                                       for flow in flows])  # fmt: skip
        yield project


def texts_in(folder: Path) -> Iterator[str]:
    """Every text of the workbooks, documents and packets in a folder."""
    for path in sorted(folder.rglob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            archive.extractall(path.with_suffix(""))
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".xlsx":
            yield from ("|".join(map(str, row)) for sheet in load_workbook(path) for row in sheet.values)
        elif path.suffix == ".docx":
            document = Document(str(path))
            yield from (one.text for one in document.paragraphs)
            yield from (cell.text for table in document.tables for row in table.rows for cell in row.cells)
        elif path.is_file() and path.suffix != ".pdf":
            yield path.read_bytes().decode("utf-8", "ignore")


def sheets(project: Project, folder: Path) -> None:
    snapshot = project.snapshot()
    rows = register(analyse(snapshot, 2025).findings, snapshot, 2025, date.today())
    sent = write_inquiry_folder(snapshot.without_aggregates(), rows, folder / "sheets", ".docx", "zh")
    assert sent.sheets > 0
    assert (sent.held > 0) == any(
        "superior office only and got no sheet" in show(text, "en") for text in sent.sentences()
    )


def requests_of_systems(project: Project, folder: Path) -> None:
    scope = scope_of(project.snapshot(), 2025)
    wanted = needed(scope, list(systems().values()))
    write_requests(folder / "systems", wanted, asked(scope, wanted), "zh")


def requests_of_rules(project: Project, folder: Path) -> None:
    scope = scope_of(project.snapshot(), 2025)
    needs = rule_needs(scope, rules_named([]))
    write_requests(folder / "rules", [], asked_by_rules(scope, needs), "zh", by_rules=(scope.snapshot, needs))


def packets(kind: str) -> Callable[[Project, Path], None]:
    def write(project: Project, folder: Path) -> None:
        (packet,) = make_packets(project, Order(kind=kind), folder / "packet.zip", "zh")
        with project.reading() as db:
            (folder / "base.json").write_text(
                json.dumps(packed_base(db, packet.manifest.packet_id), ensure_ascii=False)
            )

    return write


WRITERS = {"sheets": sheets, "systems": requests_of_systems, "rules": requests_of_rules,
           **{kind: packets(kind) for kind in ("excel", "qfield", "odk")}}  # fmt: skip


@pytest.mark.parametrize("writer", WRITERS)
def test_what_is_for_the_superior_office_only_is_in_no_file_for_firms(
    told: Project, writer: str, tmp_path: Path
) -> None:
    WRITERS[writer](told, tmp_path)
    texts = [text.replace("\u2009", "") for text in texts_in(tmp_path)]
    assert len(texts) > 4
    assert [text[:200] for text in texts if SUPERIOR in text or str(FIGURE) in text] == []


@pytest.mark.parametrize("writer", WRITERS)
def test_what_may_only_enter_sums_is_in_no_file_for_firms(summed: Project, writer: str, tmp_path: Path) -> None:
    WRITERS[writer](summed, tmp_path)
    assert [text[:200] for text in texts_in(tmp_path) if str(FIGURE) in text.replace("\u2009", "")] == []


def test_a_single_sheet_of_such_a_finding_is_refused_with_what_to_do(told: Project) -> None:
    snapshot = told.snapshot()
    uid = str(snapshot.emission.uid[snapshot.emission.mass == FIGURE][0])
    finding = next(one for one in analyse(snapshot, 2025).findings if any(ref.uid == uid for ref in one.evidence))
    with pytest.raises(UserError, match="for the superior office only"):
        inquiry_sheet(snapshot, finding, standing_of(finding, NOBODY), "en")
