"""The form for ODK and Kobo: the converter of its makers takes it, in both languages, links in a repeat."""

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import ConvertResult, convert

from core.project import Project
from core.records import insert
from core.survey_form import write_survey_form
from core.survey_order import USUAL
from core.survey_rows import Packed, packed_rows, part_of
from core.survey_xform import write_xform
from core.text import Text

PACKET = "3f2a0000-0000-4000-8000-000000000000"
XF, JR = "{http://www.w3.org/2002/xforms}", "{http://openrosa.org/javarosa}"


@pytest.fixture
def packed(small_cluster: Project) -> Packed:
    """The six firms with a capacity, and a village whose people are asked."""
    with small_cluster.edit(Text("Enter a village and a capacity")) as db:
        insert(db, "actor", [{"name": "南村", "kind": "residents"}])
        insert(db, "capacity", [{"actor_id": 3, "commodity_id": 1, "value": 50000.0}])
    snapshot = small_cluster.snapshot()
    everybody = np.ones(len(snapshot.actor), dtype=bool)
    rows = packed_rows(snapshot, everybody, 2024, USUAL)
    return part_of(rows, list(range(len(snapshot.actor))), everybody, PACKET)


@pytest.fixture
def converted(packed: Packed, tmp_path: Path) -> ConvertResult:
    """The form as the converter of pyxform understands it."""
    write_survey_form(tmp_path / "form.xlsx", packed, PACKET, "2026-11-26", "zh")
    return convert(tmp_path / "form.xlsx", validate=False)


def test_the_converter_has_nothing_to_say_against_the_form(converted: ConvertResult) -> None:
    assert converted.warnings == []
    form = ElementTree.fromstring(converted.xform)
    languages = [one.get("lang") for one in form.iter(f"{XF}translation")]
    assert sorted(map(str, languages)) == ["English (en)", "中文 (zh)"]
    repeats = [one.get("nodeset", "").rpartition("/")[2] for one in form.iter(f"{XF}repeat")]
    assert repeats == ["links", "capacities"]


def test_firms_links_and_the_packet_come_back_by_their_uids(packed: Packed, converted: ConvertResult) -> None:
    form, now = converted.xform, packed.year
    assert all(str(uid) in form for uid in (*now.actor.uid, *now.flow.uid, *now.capacity.uid, PACKET))
    assert all(code in form for code in packed.pages.values())
    assert "once(uuid())" in form


def test_a_link_shows_what_both_sides_state(packed: Packed, converted: ConvertResult, tmp_path: Path) -> None:
    choices = load_workbook(tmp_path / "form.xlsx")["choices"]
    heads = [cell.value for cell in choices[1]]
    rows = [dict(zip(heads, row, strict=True)) for row in choices.iter_rows(min_row=2, values_only=True)]
    (ash,) = [row for row in rows if "粉煤灰" in str(row["label::中文 (zh)"]) and row["list_name"] == "links"]
    assert ash["label::中文 (zh)"] == "园区热电厂 → 水泥厂 · 粉煤灰: 40\u2009000 t / 未知"
    assert ash["sender"] == packed.year.actor.uid[0]


def test_a_phone_gets_the_form_without_a_server(packed: Packed, converted: ConvertResult, tmp_path: Path) -> None:
    write_xform(tmp_path / "form.xlsx", tmp_path / "form.xml")
    assert (tmp_path / "form.xml").read_text(encoding="utf-8") == converted.xform


def test_only_villagers_are_asked_what_villagers_are_asked(converted: ConvertResult) -> None:
    form = ElementTree.fromstring(converted.xform)
    (bind,) = [one for one in form.iter(f"{XF}bind") if one.get("nodeset", "").endswith("/satisfaction_environment")]
    assert "'residents'" in bind.get("relevant", "")
    assert "'firm'" not in bind.get("relevant", "")
