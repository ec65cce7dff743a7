"""Forms of a year: which are due, what came in, whom to chase; and a year against the one before."""

from datetime import date

import openpyxl
import pytest

from core.chase_list import cells, chase_list, write_chase_list
from core.errors import UserError
from core.i18n import show
from core.records import insert
from core.text import Text
from core.year_comparison import compare_years
from core.year_forms import (
    board,
    counted,
    expect_forms,
    find_form,
    forms,
    set_receipts,
)
from core.year_imports import form_of_file, locked_notices, note_import, told_in_edits
from core.year_locking import lock_year
from core.year_records import read_round
from core.yearly_round import open_year

TWO = ("firm_register", "solid_waste")


@pytest.fixture
def opened(small_cluster):
    """The six firms with 2025 open and two forms due: the register of all, the ledger of who hands over wastes."""
    open_year(small_cluster, 2025)
    expect_forms(small_cluster, 2025, [forms()[name] for name in TWO])
    return small_cluster


def lines(project):
    return {row.firm.name: row for row in board(read_round(project), project.snapshot(), 2025)}


def test_each_firm_owes_the_forms_that_concern_it(opened):
    due = {name: sorted(row.receipts) for name, row in lines(opened).items()}
    assert due["印染厂"] == ["firm_register", "solid_waste"]
    assert due["水泥厂"] == ["firm_register"]  # hands over a product only
    assert len(due) == 6


def test_expecting_twice_adds_nothing(opened):
    assert expect_forms(opened, 2025, [forms()[name] for name in TWO]) == 0


def test_a_form_is_known_by_id_and_by_either_title():
    assert {find_form(word).id for word in ("solid_waste", "一般工业固体废物年报", "Solid waste report")} == {
        "solid_waste"
    }
    with pytest.raises(UserError, match="no form called"):
        find_form("x")


def test_what_came_in_and_what_went_back_is_counted(opened):
    uids = {name: row.firm.uid for name, row in lines(opened).items()}
    ledger = forms()["solid_waste"]
    assert set_receipts(opened, 2025, [uids["印染厂"], uids["化工厂"]], ledger, "received", file="台账.xlsx") == 2
    assert set_receipts(opened, 2025, [uids["化工厂"]], ledger, "sent_back", note="kg") == 1
    counts = counted(lines(opened).values())
    assert (counts["received"], counts["sent_back"]) == (1, 1)
    assert lines(opened)["印染厂"].receipts["solid_waste"].file == "台账.xlsx"


def test_an_imported_file_marks_the_form_of_the_firms_that_it_tells_of(opened):
    with opened.edit(Text("Import"), file="固废年报2025.xlsx") as db:
        insert(db, "flow_amount", [{"flow_id": 4, "year": 2025, "value": 5.0, "origin": "sender"}])  # the dyeing works
    assert note_import(opened, "固废年报2025.xlsx") == {2025: 1}
    assert lines(opened)["印染厂"].receipts["solid_waste"].state == "received"
    assert lines(opened)["化工厂"].receipts["solid_waste"].state == "waiting"
    assert note_import(opened, "固废年报2025.xlsx") == {}


def test_a_file_whose_name_tells_no_form_marks_nothing(opened):
    assert form_of_file("data.xlsx") is None
    assert form_of_file("能源与危废.xlsx") is None  # two forms
    assert note_import(opened, "data.xlsx") == {}


def test_an_edit_that_was_taken_back_tells_nothing_any_more(opened):
    with opened.edit(Text("Import"), file="固废年报2025.xlsx") as db:
        insert(db, "flow_amount", [{"flow_id": 4, "year": 2025, "value": 5.0}])
    assert set(told_in_edits(opened, file="固废年报2025.xlsx")) == {2025}
    opened.undo()
    assert told_in_edits(opened, file="固废年报2025.xlsx") == {}


def test_an_edit_of_a_locked_year_is_told(small_cluster):
    lock_year(small_cluster, 2024)
    with small_cluster.edit(Text("Correct")) as db:
        db.execute("UPDATE flow_amount SET value = 1 WHERE id = 1")
    (notice,) = locked_notices(small_cluster, small_cluster.revision)
    assert "2024 (locked on" in show(notice, "en")
    with small_cluster.edit(Text("Another year")) as db:
        insert(db, "flow_amount", [{"flow_id": 1, "year": 2025, "value": 5.0}])
    assert locked_notices(small_cluster, small_cluster.revision) == []


def test_the_chase_list_tells_form_lateness_and_last_years_figure(opened):
    rows = chase_list(read_round(opened), opened.snapshot(), 2025, date(2026, 2, 10))
    (row,) = [one for one in rows if (one.firm.name, one.form.id) == ("印染厂", "firm_register")]
    assert (row.late, row.largest[0], row.largest[1].value, row.figures) == (10, "印染废水", 50000.0, 3)
    assert cells(row, 2025, "en")[3] == "10 days late (due on 2026-01-31)"
    assert [one.late for one in rows] == sorted((one.late for one in rows), reverse=True)


def test_another_reason_to_send_a_form_back_takes_the_place_of_the_first(opened):
    uid = next(iter(lines(opened).values())).firm.uid
    form = forms()["firm_register"]
    for reason, changed in (("no stamp", 1), ("no stamp", 0), ("no signature", 1)):
        assert set_receipts(opened, 2025, [uid], form, "sent_back", note=reason) == changed
    assert [one.note for one in read_round(opened).receipts if one.state == "sent_back"] == ["no signature"]


def test_the_largest_amount_is_looked_for_within_one_unit(opened):
    with opened.edit(Text("Sell steam")) as db:
        (steam,) = insert(db, "commodity", [{"name": "蒸汽二", "medium": "energy", "base_unit": "GJ"}])
        (link,) = insert(db, "flow", [{"sender_id": 4, "receiver_id": 1, "commodity_id": steam}])
        insert(db, "flow_amount", [{"flow_id": link, "year": 2024, "value": 9e9}])
    rows = chase_list(read_round(opened), opened.snapshot(), 2025, date(2026, 2, 10))
    sender = str(opened.snapshot().actor.uid[opened.snapshot().actor.id == 4][0])
    assert {row.largest[1].unit for row in rows if row.firm.uid == sender and row.largest} == {"t"}


def test_received_forms_are_not_chased(opened):
    uids = [row.firm.uid for row in lines(opened).values()]
    set_receipts(opened, 2025, uids, forms()["firm_register"], "received")
    rows = chase_list(read_round(opened), opened.snapshot(), 2025)
    assert {row.form.id for row in rows} == {"solid_waste"}


def test_the_written_list_holds_text_alone(opened, tmp_path):
    with opened.edit(Text("A name like a formula")) as db:
        db.execute("UPDATE actor SET name = '=1+1' WHERE id = 1")
    rows = chase_list(read_round(opened), opened.snapshot(), 2025)
    write_chase_list(rows, tmp_path / "催报表.xlsx", 2025, "zh")
    sheet = openpyxl.load_workbook(tmp_path / "催报表.xlsx").active
    kinds = {cell.data_type for line in sheet.iter_rows() for cell in line if cell.value is not None}
    assert (kinds, sheet.max_row) == ({"s"}, len(rows) + 3)
    assert "=1+1" in [sheet.cell(line, 1).value for line in range(4, sheet.max_row + 1)]


def test_a_place_that_cannot_be_written_is_told(opened, tmp_path):
    with pytest.raises(UserError, match="cannot be written"):
        write_chase_list([], tmp_path / "none" / "a.xlsx", 2025, "en")


def test_forms_are_expected_only_in_an_opened_year(small_cluster):
    with pytest.raises(UserError, match="was not opened"):
        expect_forms(small_cluster, 2025)


def test_a_year_is_compared_with_the_last_one_told(cluster):
    """1000 -> 1400 is within half, 100 -> 40 is below, 5 -> 5000 is a slip of the unit."""
    snapshot = cluster(
        flow=[
            {"sender": "A", "receiver": "B", "commodity": name, "amounts": [
                {"year": 2024, "amount": before, "source": "台账 2024"}, {"year": 2025, "amount": now},
            ]}
            for name, before, now in (("ash", 1000.0, 1400.0), ("slag", 100.0, 40.0), ("gypsum", 5.0, 5000.0))
        ]
    )  # fmt: skip
    slip, fall = compare_years(snapshot, 2025)
    assert (slip.thousandfold, slip.ratio, slip.now.value) == (True, 1000.0, 5000.0)
    assert (fall.thousandfold, fall.ratio, fall.before.unit) == (False, 0.4, "t")
    assert fall.source_before == "台账 2024"
    assert show(fall.what, "en") == "A → B (slag)"
