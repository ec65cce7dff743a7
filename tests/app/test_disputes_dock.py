from typing import Any

import pytest

from core.records import insert
from core.text import Text
from gis.scene import Label


@pytest.fixture
def disputed(desk: Any) -> Any:
    """The cement works states 32 000 t of the fly ash of which the power plant states 40 000 t, a survey 36 000 t."""
    project = desk.bench.session.project
    with project.edit(Text("Enter the other side")) as db:
        query = "SELECT f.id FROM flow f JOIN commodity c ON c.id = f.commodity_id WHERE c.name = '粉煤灰'"
        ((link,),) = db.execute(query).fetchall()
        (book,) = insert(db, "source", [{"title": "水泥厂台账", "date": "2025-04-01"}])
        told = {"flow_id": link, "year": 2024, "unit_entered": "t"}
        insert(
            db,
            "flow_amount",
            [
                told | {"origin": "receiver", "value": 32000.0, "value_entered": 32000.0, "grade": "audited",
                        "source_id": book},
                told | {"origin": "survey", "value": 36000.0, "value_entered": 36000.0, "grade": "surveyed"},
            ],
        )  # fmt: skip
    desk.settle()
    return desk


def shown(panel: Any) -> list[list[str]]:
    columns = range(panel.model.columnCount())
    rows = [[panel.model.index(row, column).data() for column in columns] for row in range(panel.model.rowCount())]
    return [[cell.replace("\u2009", "") for cell in row] for row in rows]


def test_the_list_tells_each_side_and_the_difference(disputed: Any) -> None:
    (row,) = shown(disputed.bench.disputes.panel)
    assert row[:2] == ["园区热电厂", "水泥厂"]
    assert row[3:9] == ["40000 t", "32000 t", "36000 t", "8000 t", "20 %", "2024"]
    assert disputed.window.panels["disputes"].windowTitle().endswith(" 1")


def test_a_click_on_a_dispute_selects_its_link_everywhere(disputed: Any) -> None:
    bench = disputed.bench
    bench.bring("disputes")
    disputed.settle()
    disputed.click_row(bench.disputes.panel, 0)
    (ref,) = bench.session.selection.refs
    assert (ref.table, ref.uid) == ("flow", bench.disputes.found[0].uid)
    assert bench.session.selection.zoom
    assert "In dispute" in bench.card.text()


def test_the_card_puts_the_sides_beside_one_another_and_says_why_one_counts(disputed: Any) -> None:
    disputed.click_row(disputed.bench.disputes.panel, 0)
    text = disputed.bench.card.text().replace("\u202f", "")
    for word in ("Sender", "Receiver", "Survey", "40 kt", "32000 t", "36000 t", "2025-04-01", "水泥厂台账"):
        assert word in text
    assert "It counts as audited, which stands before declared." in text
    assert "8000 t (20 %)" in text


def test_the_difference_is_written_on_the_link_when_its_layer_is_on(disputed: Any) -> None:
    def written() -> list[str]:
        marks = disputed.canvas.frame.scene.marks
        return [mark.text.replace("\u2009", "") for mark in marks if isinstance(mark, Label) and "Δ" in mark.text]

    assert written() == []
    disputed.ask("show.disputes")
    disputed.settle()
    assert written() == ["Δ 8000 t (20 %)"]


def test_links_that_cannot_be_compared_open_as_a_list(disputed: Any) -> None:
    bench = disputed.bench
    assert bench.disputes.unlike.isHidden()
    with bench.session.project.edit(Text("Enter barrels")) as db:
        row = {"flow_id": 2, "year": 2024, "origin": "receiver", "value_entered": 80.0, "unit_entered": "桶"}
        insert(db, "flow_amount", [row])
    disputed.settle()
    assert not bench.disputes.unlike.isHidden()
    bench.disputes.unlike.click()
    assert bench.links.panel.model.rowCount() == 1
