"""Edits by hand on the six firms: what is typed is checked, converted, undoable and named in the history."""

from typing import Any

import numpy as np
import pytest

from core import edits
from core.code_files import add_catalogue
from core.code_lists import CodeLine
from core.errors import UserError
from core.fields import FIELDS, RefusedValues
from core.i18n import show
from core.map_edits import shift_actor
from core.model import TABLES
from core.project import Project
from core.review import kept_row
from core.snapshot import Snapshot
from core.text import Text


def actor(project: Project, name: str) -> int:
    actors = project.snapshot().actor
    return int(actors.id[actors.name == name][0])


def labels(project: Project, language: str = "en") -> list[str]:
    return [show(entry.label, language) for entry in project.history()]


def refusal(project: Project, table: str, id: int, **cells: object) -> tuple[str, str]:
    with pytest.raises(RefusedValues) as refused:
        edits.set_values(project, table, {id: cells})
    fault = refused.value.faults[0]
    return fault.column, show(fault.reason, "en")


@pytest.mark.parametrize("table", FIELDS)
def test_every_field_is_a_column_of_the_file_and_of_the_snapshot(project: Project, table: str) -> None:
    with project.edit(edits.Text("Look")) as db:
        columns = {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
    assert {each.column for each in FIELDS[table]} <= columns
    assert {each.attribute for each in FIELDS[table]} <= TABLES[table].__dataclass_fields__.keys()


def test_a_word_is_taken_in_either_language_and_named_in_the_history(small_cluster: Project) -> None:
    id = actor(small_cluster, "园区热电厂")
    edits.set_values(small_cluster, "actor", {id: {"status": "停产"}})
    assert small_cluster.snapshot().actor.status[0] == "suspended"
    assert labels(small_cluster)[0] == "园区热电厂: Status"
    assert labels(small_cluster, "zh")[0] == "园区热电厂：状态"
    small_cluster.undo()
    assert small_cluster.snapshot().actor.status[0] == "running"


def test_an_amount_brings_its_unit_and_is_kept_in_the_base_unit(small_cluster: Project) -> None:
    edits.set_values(small_cluster, "flow_amount", {1: {"value_entered": "3.5 万吨"}})
    amounts = small_cluster.snapshot().flow_amount
    assert (amounts.value_entered[0], amounts.unit_entered[0], amounts.value[0]) == (3.5, "万吨", 35000.0)


def test_another_unit_alone_converts_the_same_number_anew(small_cluster: Project) -> None:
    edits.set_values(small_cluster, "flow_amount", {1: {"sd": "4000"}})  # 10 % of 40 kt
    edits.set_values(small_cluster, "flow_amount", {1: {"unit_entered": "t"}})
    amounts = small_cluster.snapshot().flow_amount
    assert (amounts.value[0], amounts.sd[0]) == (40.0, pytest.approx(4.0))


def test_an_emptied_amount_is_unknown_and_not_zero(small_cluster: Project) -> None:
    edits.set_values(small_cluster, "flow_amount", {1: {"value_entered": ""}})
    assert np.isnan(small_cluster.snapshot().flow_amount.value[0])


def test_a_unit_that_is_not_understood_is_kept_and_told(small_cluster: Project) -> None:
    outcome = edits.set_values(small_cluster, "flow_amount", {1: {"unit_entered": "barrels"}})
    amounts = small_cluster.snapshot().flow_amount
    assert (amounts.value_entered[0], amounts.unit_entered[0]) == (40.0, "barrels")
    assert np.isnan(amounts.value[0])
    assert "barrels cannot become t" in show(outcome.remarks[0].reason, "en")


@pytest.mark.parametrize(
    ("cells", "column", "told"),
    [
        ({"value_entered": "-3"}, "value_entered", "below 0"),
        ({"value_entered": "many"}, "value_entered", "this is no number"),
        ({"unit_entered": ""}, "value_entered", "the amount has no unit"),
        ({"unit_entered": "12"}, "unit_entered", "this is no unit"),
        ({"year": "soon"}, "year", "this is no year"),
        ({"origin": "rumour"}, "origin", "this word is not known here"),
        ({"flow_id": "nobody → nobody"}, "flow_id", "nothing is called"),
        ({"flow_id": ""}, "flow_id", "must not be empty"),
        ({"value_entered": "3 kt", "unit_entered": "t"}, "value_entered", "which is right?"),
    ],
)
def test_what_cannot_be_taken_is_told_by_column(
    small_cluster: Project, cells: dict[str, object], column: str, told: str
) -> None:
    revision = small_cluster.revision
    found = refusal(small_cluster, "flow_amount", 1, **cells)
    assert found[0] == column
    assert told in found[1]
    assert small_cluster.revision == revision


def test_a_credit_code_belongs_to_one_firm(small_cluster: Project) -> None:
    edits.set_values(small_cluster, "actor", {1: {"credit_code": "91350100M000100Y43"}})
    assert refusal(small_cluster, "actor", 2, credit_code="91350100m000100y43")[0] == "credit_code"
    assert "ask for 3" in refusal(small_cluster, "actor", 2, credit_code="91350100M000100Y44")[1]
    edits.set_values(small_cluster, "actor", {1: {"credit_code": ""}, 2: {"credit_code": "91350100M000100Y43"}})
    assert list(small_cluster.snapshot().actor.credit_code[:2]) == ["", "91350100M000100Y43"]


def test_two_rows_can_exchange_a_name_that_only_one_may_have(small_cluster: Project) -> None:
    first, second, *_ = small_cluster.snapshot().commodity.name
    edits.set_values(small_cluster, "commodity", {1: {"name": second}, 2: {"name": first}})
    assert list(small_cluster.snapshot().commodity.name[:2]) == [second, first]


def test_a_link_needs_one_end_and_ends_after_it_begins(small_cluster: Project) -> None:
    assert "both empty" in refusal(small_cluster, "flow", 1, sender_id="", receiver_id="")[1]
    assert refusal(small_cluster, "flow", 1, since=2024, until=2020)[0] == "until"


def test_a_region_cannot_lie_in_itself(project: Project) -> None:
    county = edits.add_row(project, "region", {"name": "County"})
    park = edits.add_row(project, "region", {"name": "Park", "parent_id": "County"})
    assert refusal(project, "region", county, parent_id=park) == ("parent_id", "it would lie in itself")


def test_rows_in_order_are_taken_and_the_others_listed(small_cluster: Project) -> None:
    changes = {
        1: {"status": "planned"},
        2: {"status": "asleep"},
        3: {"status": "ended", "kind": "pub"},
        99: {"name": "x"},
    }
    outcome = edits.set_values(small_cluster, "actor", changes, partly=True)
    assert outcome.ids == (1,)
    assert [(fault.id, fault.column) for fault in outcome.faults] == [(2, "status"), (3, "kind"), (99, "name")]
    assert list(small_cluster.snapshot().actor.status[:3]) == ["planned", "running", "running"]


def test_equal_values_leave_no_entry(small_cluster: Project) -> None:
    edits.set_values(small_cluster, "actor", {1: {"name": "园区热电厂", "status": "运行"}})
    assert labels(small_cluster) == ["Enter six firms"]


def test_a_firm_is_added_moved_and_taken_back(small_cluster: Project) -> None:
    id = edits.add_actor(small_cluster, "新厂", 113.6, 23.1, role="producer", region_id="示范园区")
    shift_actor(small_cluster, id, (113.61, 23.11), 1, "新厂")
    actors = small_cluster.snapshot().actor
    assert actors.point[-1].tolist() == [113.61, 23.11]
    assert (actors.point_quality[-1], actors.region[-1]) == ("approximate", 0)
    assert labels(small_cluster)[:2] == ["新厂: move", "新厂: add"]
    small_cluster.undo()
    assert small_cluster.snapshot().actor.point[-1].tolist() == [113.6, 23.1]


def test_a_drawn_link_brings_commodity_and_amount_in_one_step(small_cluster: Project) -> None:
    flow = edits.add_flow(
        small_cluster, 1, 2, "热水", kind="energy", medium="energy", base_unit="GJ", value="3 TJ", year=2024
    )
    snapshot = small_cluster.snapshot()
    assert snapshot.flow.id[-1] == flow
    assert (snapshot.commodity.name[-1], snapshot.flow_amount.value[-1]) == ("热水", 3000.0)
    assert labels(small_cluster)[0] == "园区热电厂 → 化工厂 · 热水: add"
    small_cluster.undo()
    assert "热水" not in small_cluster.snapshot().commodity.name


def test_an_amount_of_the_same_year_and_origin_takes_the_place_of_the_old(small_cluster: Project) -> None:
    flow = edits.add_flow(small_cluster, 1, None, "蒸汽", kind="utility")
    first = edits.set_amount(small_cluster, flow, "6 kt", 2024, origin="sender")
    assert edits.set_amount(small_cluster, flow, "7 kt", 2024, origin="sender") == first
    assert edits.set_amount(small_cluster, flow, "8 kt", 2024, origin="receiver") != first
    assert edits.set_amount(small_cluster, flow, 9, 2023, origin="sender", unit="kt") != first
    amounts = small_cluster.snapshot().flow_amount
    assert amounts.value[-3:].tolist() == [7000.0, 8000.0, 9000.0]


def test_a_drawn_link_finds_its_commodity_however_the_name_is_typed(small_cluster: Project) -> None:
    before = len(small_cluster.snapshot().commodity)
    edits.add_flow(small_cluster, 1, 2, " 粉煤灰 ", kind="waste", value="3 t", year=2024)
    assert len(small_cluster.snapshot().commodity) == before


def test_another_base_unit_carries_amounts_stocks_and_heating_value(small_cluster: Project) -> None:
    ash = int(small_cluster.snapshot().commodity.id[small_cluster.snapshot().commodity.name == "粉煤灰"][0])
    edits.set_values(small_cluster, "commodity", {ash: {"heating_value": "2"}})
    with small_cluster.edit(Text("State the carbon")) as db:
        db.execute("UPDATE commodity SET carbon = 0.5 WHERE id = ?", (ash,))
    stock = {"actor_id": 1, "commodity_id": ash, "year": 2024, "closing": "3 kt"}
    edits.add_row(small_cluster, "stock", stock)
    edits.set_values(small_cluster, "commodity", {ash: {"base_unit": "kt"}})
    snapshot = small_cluster.snapshot()
    row = int(np.flatnonzero(snapshot.commodity.id == ash)[0])
    assert (snapshot.stock.closing[0], snapshot.commodity.heating_value[row]) == (3.0, 2000.0)
    assert snapshot.commodity.carbon[row] == pytest.approx(500.0)
    assert 40.0 in snapshot.flow_amount.value[snapshot.flow.commodity[snapshot.flow_amount.flow] == row]
    assert refusal(small_cluster, "commodity", ash, base_unit="m3")[0] == "base_unit"


def test_the_grid_refuses_what_an_import_refuses(small_cluster: Project) -> None:
    assert "no figures are of this year" in refusal(small_cluster, "flow_amount", 1, year="2924")[1]
    assert "too large" in refusal(small_cluster, "commodity", 1, heating_value="1e200")[1]
    assert "18 characters" in refusal(small_cluster, "actor", 1, credit_code="9135")[1]


def test_a_statistic_about_people_needs_no_unit(small_cluster: Project) -> None:
    people = next(row for row in FIELDS["statistic"] if row.column == "item").choices
    item = next(id for id in people if "mploy" in people[id])
    edits.add_row(small_cluster, "statistic", {"actor_id": 1, "item": item, "year": 2024, "value_entered": "120"})
    statistics = small_cluster.snapshot().statistic
    assert (statistics.value[0], statistics.unit[0]) == (120.0, "person")


def test_deleting_a_firm_asks_before_it_takes_the_links(small_cluster: Project) -> None:
    id = actor(small_cluster, "化工厂")
    edits.add_row(
        small_cluster, "statistic", {"actor_id": id, "item": "waste_used", "year": 2024, "value_entered": "1 t"}
    )
    with pytest.raises(UserError) as asked:
        edits.delete_rows(small_cluster, "actor", [id])
    assert asked.value.code == "referred"
    assert "Links: 5 refer to 1 row" in show(asked.value.sentence, "en")
    assert "would go Statistics: 1, Links: 5, Amounts of links: 5." in show(asked.value.advice, "en")
    gone = edits.delete_rows(small_cluster, "actor", [id], agreed=True)
    assert gone == {"actor": 1, "statistic": 1, "flow": 5, "flow_amount": 5}
    assert labels(small_cluster)[0] == "化工厂: delete, and with it Statistics: 1, Links: 5, Amounts of links: 5"


def test_undo_brings_back_everything_that_went_with_a_firm(small_cluster: Project, dump: Any) -> None:
    before = dump(small_cluster.path)
    edits.delete_rows(small_cluster, "actor", [1, 2, 3], agreed=True)
    assert len(small_cluster.snapshot().actor) == 3
    small_cluster.undo()
    assert dump(small_cluster.path) == before


def test_what_belongs_to_a_row_goes_without_a_question(small_cluster: Project) -> None:
    assert edits.delete_rows(small_cluster, "flow", [1]) == {"flow": 1, "flow_amount": 1}


def test_a_deleted_region_leaves_its_firms_without_one(small_cluster: Project) -> None:
    with pytest.raises(UserError) as asked:
        edits.delete_rows(small_cluster, "region", [1])
    assert "only lose the reference" in show(asked.value.advice, "en")
    edits.delete_rows(small_cluster, "region", [1], agreed=True)
    assert (small_cluster.snapshot().actor.region == -1).all()
    assert len(small_cluster.snapshot().actor) == 6


def test_pasted_rows_are_one_step_with_the_changed_ones(small_cluster: Project) -> None:
    label = edits.Text("Paste")
    changed, added = edits.change_and_add(
        small_cluster, "actor", {1: {"status": "ended"}}, [{"name": "甲"}, {"role": "consumer"}], label
    )
    assert (changed.ids, len(added.ids)) == ((1,), 1)
    assert [(fault.id, fault.column) for fault in added.faults] == [(1, "name")]
    small_cluster.undo()
    assert len(small_cluster.snapshot().actor) == 6


def test_a_row_read_back_from_the_snapshot_is_taken_as_it_is(small_cluster: Project) -> None:
    snapshot: Snapshot = small_cluster.snapshot()
    for table, fields in FIELDS.items():
        rows = getattr(snapshot, table)
        typed = {each.column for each in fields if each.typed}
        changes = {
            int(id): {name: cell for name, cell in kept_row(snapshot, table, row).items() if name in typed}
            for row, id in enumerate(rows.id)
        }
        assert edits.set_values(small_cluster, table, changes).ids == (), table


def test_a_typed_code_has_the_edition_that_holds_now_and_a_stated_one_goes_before_it(small_cluster: Project) -> None:
    def told(**cells: object) -> tuple[str, str]:
        edits.set_values(small_cluster, "actor", {1: cells})
        actors = small_cluster.snapshot().actor
        return str(actors.industry_code[0]), str(actors.industry_edition[0])

    assert told(industry_code="3011") == ("3011", "2017")
    assert told(industry_code="3011", industry_edition="2011") == ("3011", "2011")
    assert told(industry_code="of our own") == ("of our own", "")
    assert told(industry_code="") == ("", "")


def test_the_lines_of_a_project_tell_the_edition_of_its_codes(small_cluster: Project) -> None:
    line = CodeLine("hazardous_waste", "2025", "900-999-08", "本市废油", since="2025-01-01")
    with small_cluster.edit(Text("Load lines")) as db:
        add_catalogue(db, [line])
    id = edits.add_row(small_cluster, "commodity", {"name": "废油", "code": "900-999-08"})
    goods = small_cluster.snapshot().commodity
    assert goods.code_edition[goods.id == id].tolist() == ["2025"]
