"""Opening a year: what ran last year comes forward to be confirmed, never with its amounts."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UserError
from core.findings import Ref
from core.i18n import show
from core.project import Project
from core.records import insert
from core.text import Text
from core.year_records import read_round
from core.yearly_round import confirm, leave, newcomers, open_year

AMOUNTS = ("flow_amount", "statistic", "stock", "emission", "region_limit", "capacity")


def rows(project, query, *values):
    with project.reading() as connection:
        return connection.execute(query, values).fetchall()


def states(project, year, table):
    return {item.row_uid: item.state for item in read_round(project).items_of(year, table)}


def test_firms_links_and_memberships_come_forward_counted(small_cluster):
    carried = open_year(small_cluster, 2025)
    assert (carried.previous, len(carried.firms), len(carried.links), carried.memberships) == (2024, 6, 24, 6)
    assert show(carried.sentence, "en") == (
        "2025 is open. From 2024 came, without amounts, 6 firms and 24 links to confirm, with 6 memberships; "
        "nothing was left behind."
    )
    assert rows(small_cluster, "SELECT DISTINCT year, basis FROM membership") == [(2025, "carried forward")]
    assert set(states(small_cluster, 2025, "actor").values()) == {"to_confirm"}


def test_links_that_permit_only_sums_are_in_no_list_of_the_round(small_cluster):
    with small_cluster.edit(Text("Tell the source")) as db:
        (source,) = insert(db, "source", [{"title": "205-1表", "permitted_use": "aggregate"}])
        db.execute("UPDATE flow SET source_id = ? WHERE id = 1", (source,))
        insert(db, "flow_amount", [{"flow_id": 1, "year": 2025, "value": 5.0, "source_id": source}])
    carried = open_year(small_cluster, 2025)
    assert (carried.previous, len(carried.links)) == (2024, 23)
    assert newcomers(read_round(small_cluster), small_cluster.snapshot(), 2025) == []


def test_opening_is_one_edit_that_undo_takes_back(small_cluster):
    before = small_cluster.revision
    open_year(small_cluster, 2025)
    assert small_cluster.revision == before + 1
    small_cluster.undo()
    assert read_round(small_cluster).years == ()
    assert rows(small_cluster, "SELECT * FROM membership") == []


def test_what_ended_is_left_behind_and_listed_with_its_reason(small_cluster):
    with small_cluster.edit(Text("End a firm and a link")) as db:
        db.execute("UPDATE actor SET status = 'ended' WHERE name = '堆肥厂'")
        db.execute("UPDATE flow SET until = 2024 WHERE id = 1")
    carried = open_year(small_cluster, 2025)
    reasons = {one.row.name: one.reason for one in carried.left}
    assert reasons["堆肥厂"] == "firm_ended"
    assert reasons["园区热电厂 → 水泥厂 (粉煤灰)"] == "link_ended"
    assert reasons["污水处理厂 → 堆肥厂 (污泥)"] == "end_has_ended"
    assert (len(carried.firms), carried.memberships) == (5, 5)
    assert sorted(set(states(small_cluster, 2025, "actor").values())) == ["left", "to_confirm"]


def test_last_years_memberships_decide_who_comes_forward(small_cluster):
    with small_cluster.edit(Text("Two members of 2024")) as db:
        insert(db, "membership", [{"actor_id": id, "region_id": 1, "year": 2024, "basis": "名录"} for id in (1, 2)])
    carried = open_year(small_cluster, 2025)
    assert ([firm.name for firm in carried.firms], carried.memberships) == (["园区热电厂", "化工厂"], 2)


def test_a_membership_that_is_there_already_is_not_written_twice(small_cluster):
    with small_cluster.edit(Text("Members")) as db:
        insert(
            db, "membership", [{"actor_id": 1, "region_id": 1, "year": year, "basis": "名录"} for year in (2024, 2025)]
        )
    assert open_year(small_cluster, 2025).memberships == 0


def test_a_year_is_opened_once(small_cluster):
    open_year(small_cluster, 2025)
    with pytest.raises(UserError, match="open already"):
        open_year(small_cluster, 2025)


def test_a_first_year_carries_nothing(project):
    carried = open_year(project, 2025)
    assert (carried.previous, carried.firms, carried.memberships) == (None, (), 0)
    assert "no year before it" in show(carried.sentence, "en")


def test_confirmed_rows_are_counted_once(small_cluster):
    carried = open_year(small_cluster, 2025)
    assert confirm(small_cluster, 2025, carried.firms[:4]) == 4
    assert confirm(small_cluster, 2025, carried.firms) == 2
    assert set(states(small_cluster, 2025, "actor").values()) == {"confirmed"}


def test_a_firm_that_left_takes_membership_and_links_with_it_and_no_earlier_year(small_cluster):
    carried = open_year(small_cluster, 2025)
    before = small_cluster.snapshot().during(2024)
    (compost,) = [firm for firm in carried.firms if firm.name == "堆肥厂"]
    left = leave(small_cluster, 2025, [compost], "moved away")
    assert {row.table for row in left} == {"actor", "flow"}
    assert len(left) == 1 + 4  # sludge from the sewage works, its input, its product and its loss
    assert rows(small_cluster, "SELECT count(*) FROM membership") == [(5,)]
    assert len(small_cluster.snapshot().during(2025).flow) == 20
    after = small_cluster.snapshot().during(2024)
    assert after.flow.uid.tolist() == before.flow.uid.tolist()
    assert after.flow_amount.value.tolist() == before.flow_amount.value.tolist()


def test_what_was_left_behind_is_not_confirmed_as_if_nothing_had_ended(small_cluster):
    carried = open_year(small_cluster, 2025)
    (compost,) = [firm for firm in carried.firms if firm.name == "堆肥厂"]
    leave(small_cluster, 2025, [compost], "moved away")
    with pytest.raises(UserError, match="left behind"):
        confirm(small_cluster, 2025, [compost])
    small_cluster.undo()
    assert confirm(small_cluster, 2025, [compost]) == 1


def test_a_link_with_an_amount_of_the_year_is_not_left(small_cluster):
    open_year(small_cluster, 2025)
    with small_cluster.edit(Text("Amount")) as db:
        insert(db, "flow_amount", [{"flow_id": 1, "year": 2025, "value": 3.0}])
    uid = str(small_cluster.snapshot().flow.uid[0])
    with pytest.raises(UserError, match="cannot be left behind"):
        leave(small_cluster, 2025, [Ref("flow", uid, "粉煤灰")])


def test_what_a_year_tells_first_is_new_until_it_is_confirmed(small_cluster):
    open_year(small_cluster, 2025)
    with small_cluster.edit(Text("A new firm")) as db:
        (firm,) = insert(db, "actor", [{"name": "新厂"}])
        insert(db, "statistic", [{"actor_id": firm, "item": "output_value", "year": 2025, "value": 3.0}])
    (fresh,) = newcomers(read_round(small_cluster), small_cluster.snapshot(), 2025)
    assert fresh.name == "新厂"
    confirm(small_cluster, 2025, [fresh])
    assert newcomers(read_round(small_cluster), small_cluster.snapshot(), 2025) == []
    assert states(small_cluster, 2025, "actor")[fresh.uid] == "new"


def test_nothing_is_confirmed_in_a_year_that_was_not_opened(small_cluster):
    with pytest.raises(UserError, match="was not opened"):
        confirm(small_cluster, 2025, [])


FIGURE = st.tuples(
    st.sampled_from([2022, 2023, 2024, None]), st.one_of(st.none(), st.floats(0, 1e12)), st.integers(1, 3)
)


@settings(max_examples=12, deadline=None)
@given(st.lists(FIGURE, max_size=8), st.lists(st.sampled_from(["running", "ended", "planned"]), min_size=3, max_size=3))
def test_carrying_forward_never_copies_an_amount(tmp_path_factory, figures, statuses):
    path = tmp_path_factory.mktemp("carry") / "a.gpkg"
    with Project.create(path) as project, project.edit(Text("Enter")) as db:
        (park,) = insert(db, "region", [{"name": "park"}])
        (ash,) = insert(db, "commodity", [{"name": "ash", "base_unit": "t"}])
        insert(db, "actor", [{"name": f"A{n}", "region_id": park, "status": s} for n, s in enumerate(statuses)])
        insert(db, "flow", [{"sender_id": n, "commodity_id": ash} for n in (1, 2, 3)])
        for year, value, of in figures:
            insert(db, "flow_amount", [{"flow_id": of, "year": year, "value": value}])
            insert(db, "statistic", [{"actor_id": of, "item": "output_value", "year": year, "value": value}])
            insert(db, "emission", [{"actor_id": of, "pollutant": "cod", "year": year, "mass": value}])
            insert(db, "stock", [{"actor_id": of, "commodity_id": ash, "year": year, "closing": value}])
    before = amounts(path)
    with Project.open(path) as project:
        open_year(project, 2025)
        assert not {2025} & set(project.snapshot().years())
    assert amounts(path) == before


def amounts(path):
    with closing(sqlite3.connect(path)) as connection:
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in AMOUNTS}


@pytest.mark.parametrize("portion", [0, 1, 2])
def test_a_year_whose_opening_is_stopped_is_not_open(small_cluster, portion):
    def stop(done, whole):
        if (done, whole) == (portion, 3):
            raise UserError(Text("Stopped."))

    with pytest.raises(UserError, match="Stopped"):
        open_year(small_cluster, 2025, stop)
    assert (read_round(small_cluster).years, small_cluster.revision) == ((), 1)
