"""A locked year: its numbers can be computed again byte for byte, its hash follows its rows, restatements are told."""

import json
import sqlite3
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.analysis import analyse, to_json
from core.errors import UserError
from core.i18n import show
from core.project import Project
from core.records import insert
from core.text import Text
from core.year_contents import contents_hash, year_contents
from core.year_locking import WITHHELD, lock_year, locked_snapshot, restate, restatements
from core.year_naming import told_name
from core.year_records import read_round, touches_locked
from core.yearly_round import open_year


def numbers(snapshot, year=2024):
    return json.dumps(to_json(analyse(snapshot, year), "zh"), ensure_ascii=False)


def change(project, *statements):
    with project.edit(Text("Correct a figure")) as db:
        for statement in statements:
            db.execute(statement)


@pytest.fixture
def locked(small_cluster):
    """The six firms with 2024 locked under a title."""
    lock_year(small_cluster, 2024, "上报版")
    return small_cluster


def test_locked_numbers_are_computed_again_byte_for_byte(locked):
    before = numbers(locked.snapshot())
    change(
        locked,
        "UPDATE flow_amount SET value = value * 3 WHERE id = 4",
        "UPDATE flow SET status = 'ended' WHERE id = 2",
        "DELETE FROM flow_amount WHERE id = 7",
        "UPDATE actor SET name = 'another' WHERE id = 1",
        "UPDATE source SET permitted_use = 'aggregate'",
    )
    assert numbers(locked.snapshot()) != before
    assert numbers(locked_snapshot(locked, 2024)) == before


def test_locked_numbers_outlive_closing_and_reading_without_writing(locked):
    before, path = numbers(locked.snapshot()), locked.path
    change(locked, "UPDATE flow_amount SET value = 1")
    locked.close()
    with Project.open(path, read_only=True) as again:
        assert numbers(locked_snapshot(again, 2024)) == before


def test_locked_copy_is_every_column_of_the_moment(locked):
    then, now = locked_snapshot(locked, 2024), locked.snapshot()
    assert (then.revision, then.name) == (now.revision, now.name)
    assert then.actor.point.tobytes() == now.actor.point.tobytes()
    assert then.region.outline.tolist() == now.region.outline.tolist()
    assert then.flow_amount.value.tobytes() == now.flow_amount.value.tobytes()


def test_edition_names_the_edit_that_made_it_and_is_cited_with_day_and_code(locked):
    edition = read_round(locked).edition(2024)
    assert edition.seq == locked.history()[0].seq
    assert show(edition.citation, "en") == (f"2024 (locked on {edition.locked_at[:10]}, check code {edition.hash[:8]})")


def test_a_year_is_locked_once_and_undo_unlocks_it(locked):
    with pytest.raises(UserError, match="locked already"):
        lock_year(locked, 2024)
    locked.undo()
    assert not read_round(locked).is_locked(2024)
    with pytest.raises(UserError, match="not locked"):
        locked_snapshot(locked, 2024)
    locked.redo()
    assert numbers(locked_snapshot(locked, 2024))


def test_a_year_without_figures_is_not_locked(small_cluster):
    with pytest.raises(UserError, match="nothing to lock"):
        lock_year(small_cluster, 2031)
    assert read_round(small_cluster).years == ()


def test_a_corrected_figure_is_a_restatement_with_old_new_and_who(locked):
    change(locked, "UPDATE flow_amount SET value = 41000, value_entered = 41 WHERE id = 1")
    (found,) = restatements(locked, 2024)
    assert (found.tbl, found.field, found.old, found.new) == ("flow_amount", "value", "40000", "41000")
    assert found.name == "园区热电厂 → 水泥厂 · 粉煤灰"
    assert found.person == locked.history()[0].person
    assert found.figure


def test_a_changed_transfer_coefficient_of_the_year_is_a_restatement(small_cluster):
    with small_cluster.edit(Text("Tell the shares")) as db:
        shares = [{"year": 2024, "value": 0.9}, {"year": 2023, "value": 0.8}]
        owned = {"actor_id": 1, "commodity_id": 1, "substance": "Na2O"}
        insert(db, "transfer_coefficient", [owned | share for share in shares])
    lock_year(small_cluster, 2024)
    change(small_cluster, "UPDATE transfer_coefficient SET value = 0.7 WHERE year = 2023")
    assert restatements(small_cluster, 2024) == []
    change(small_cluster, "UPDATE transfer_coefficient SET value = 0.95 WHERE year = 2024")
    (found,) = restatements(small_cluster, 2024)
    assert (found.field, found.old, found.new) == ("value", "0.9", "0.95")
    assert "Na2O" in found.name


def test_a_change_of_what_permits_only_sums_is_counted_without_firm_and_figure(small_cluster):
    with small_cluster.edit(Text("Tell the source")) as db:
        (source,) = insert(db, "source", [{"title": "205-1表", "permitted_use": "aggregate"}])
        db.execute("UPDATE flow_amount SET source_id = ? WHERE id = 1", (source,))
    lock_year(small_cluster, 2024)
    change(small_cluster, "UPDATE flow_amount SET value = 41000, value_entered = 41 WHERE id = 1")
    (found,) = restatements(small_cluster, 2024)
    assert (found.field, found.name, found.old, found.new, found.figure) == (WITHHELD, "", "", "", True)
    restate(small_cluster, 2024, "a slip")
    assert read_round(small_cluster).restatements[0].name == ""


def test_rows_that_came_or_went_are_restatements_as_a_whole(locked):
    change(locked, "DELETE FROM flow_amount WHERE id = 1", "INSERT INTO statistic(uid, actor_id, item, year, value) "
           "SELECT '00000000-0000-4000-8000-000000000001', 1, 'output_value', 2024, 5")  # fmt: skip
    went, came = restatements(locked, 2024)
    assert (went.tbl, went.field, went.old, went.new) == ("flow_amount", "", "40000", "")
    assert (came.tbl, came.field, came.old, came.new) == ("statistic", "", "", "5")


def test_a_restatement_is_a_new_edition_while_the_old_one_stays(locked):
    before = numbers(locked.snapshot())
    change(locked, "UPDATE flow_amount SET value = 41000 WHERE id = 1")
    corrected = numbers(locked.snapshot())
    edition = restate(locked, 2024, "the works had told kilograms")
    assert (edition.edition, restatements(locked, 2024)) == (2, [])
    assert numbers(locked_snapshot(locked, 2024, 1)) == before
    again = json.loads(numbers(locked_snapshot(locked, 2024))) | {"revision": 0}
    assert again == json.loads(corrected) | {"revision": 0}
    (note,) = read_round(locked).restatements
    assert (note.edition, note.old, note.new, note.reason) == (2, "40000", "41000", "the works had told kilograms")


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_restatement_needs_a_reason(locked, reason):
    change(locked, "UPDATE flow_amount SET value = 41000 WHERE id = 1")
    with pytest.raises(UserError, match="needs a reason"):
        restate(locked, 2024, reason)


def test_nothing_is_restated_where_nothing_differs(locked):
    with pytest.raises(UserError, match="Nothing differs"):
        restate(locked, 2024, "because")


def test_an_edition_that_is_not_there_is_told_with_those_that_are(locked):
    with pytest.raises(UserError, match="no locked edition") as refusal:
        locked_snapshot(locked, 2024, 5)
    assert show(refusal.value.advice, "en") == "Its editions are 1."


def test_damaged_locked_rows_are_noticed(locked):
    with locked.edit(Text("Damage")) as db:
        db.execute("UPDATE locked_table SET content = x'00' WHERE tbl = 'flow'")
    with pytest.raises(UserError, match="not as they were"):
        locked_snapshot(locked, 2024)


def test_who_imports_into_a_locked_year_is_told(locked):
    told = read_round(locked)
    assert "2024 (locked on" in show(touches_locked(told, 2024), "en")
    assert (touches_locked(told, 2023), touches_locked(told, None)) == (None, None)


def year_hash(project, year):
    """The hash over the rows of a year as they are now."""
    with project.reading() as connection:
        return contents_hash(year_contents(connection, year))


def test_a_link_that_ends_after_the_year_leaves_the_year_as_it_was(locked):
    before = year_hash(locked, 2024)
    change(locked, "UPDATE flow SET until = 2024 WHERE id = 1")
    assert year_hash(locked, 2024) == before
    change(locked, "UPDATE flow SET until = 2023 WHERE id = 1")
    assert {(one.tbl, one.new) for one in restatements(locked, 2024)} >= {("flow", ""), ("flow_amount", "")}


def test_hash_is_the_same_whatever_the_ids(small_cluster, tmp_path):
    before = year_hash(small_cluster, 2024)
    change(
        small_cluster,
        "PRAGMA defer_foreign_keys = ON",
        "UPDATE flow_amount SET flow_id = flow_id + 1000, id = id + 500",
        "UPDATE flow SET id = id + 1000",
    )
    assert year_hash(small_cluster, 2024) == before


@pytest.fixture(scope="module")
def years(tmp_path_factory):
    """A firm with figures of 2023, 2024 and without a year, and another that is only known of 2023."""
    path = tmp_path_factory.mktemp("years") / "a.gpkg"
    with Project.create(path) as project:
        with project.edit(Text("Enter figures")) as db:
            (ash,) = insert(db, "commodity", [{"name": "ash", "base_unit": "t"}])
            one, other = insert(db, "actor", [{"name": "A"}, {"name": "B"}])
            link, old = insert(db, "flow", [
                {"sender_id": one, "commodity_id": ash}, {"sender_id": other, "commodity_id": ash, "until": 2023},
            ])  # fmt: skip
            for year in (2023, 2024, None):
                figure = {"year": year, "value": 1.0}
                insert(db, "statistic", [{"actor_id": one, "item": "output_value", **figure}])
                insert(db, "flow_amount", [{"flow_id": link, **figure}])
                insert(db, "emission", [{"actor_id": one, "pollutant": "cod", "year": year, "mass": 1.0}])
            insert(db, "flow_amount", [{"flow_id": old, "year": 2023, "value": 1.0}])
        lock_year(project, 2024)
        yield project


CHANGES = st.one_of(
    st.tuples(st.sampled_from(["statistic", "flow_amount"]), st.integers(1, 3), st.just("value"), st.floats(2, 1e9)),
    st.tuples(st.just("emission"), st.integers(1, 3), st.just("mass"), st.floats(2, 1e9)),
    st.tuples(st.just("flow_amount"), st.just(4), st.just("value"), st.floats(2, 1e9)),
    st.tuples(st.just("actor"), st.integers(1, 2), st.just("role"), st.sampled_from(["producer", "consumer"])),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(CHANGES)
def test_the_hash_changes_if_and_only_if_a_row_of_the_year_changes(years, changed):
    table, id, column, value = changed
    locked = read_round(years).edition(2024).hash
    with years.edit(Text("Change")) as db:
        db.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (value, id))
    # of the year: rows of 2024 (the second of each table), those without a year (the third), and the firm they name
    of_year = id in (2, 3) if table != "actor" else id == 1
    assert (year_hash(years, 2024) != locked) == of_year
    assert [one.field for one in restatements(years, 2024)] == ([column] if of_year else [])
    years.undo()
    assert year_hash(years, 2024) == locked


def test_an_older_project_gets_the_tables_of_the_round_and_lists_them(small_cluster, tmp_path):
    path = small_cluster.path
    small_cluster.close()
    names = ("year", "year_item", "receipt", "restatement", "locked_table", "year_edition")
    with closing(sqlite3.connect(path)) as connection, connection:
        for name in names:
            connection.execute(f"DROP TABLE {name}")
            connection.execute("DELETE FROM gpkg_contents WHERE table_name = ?", (name,))
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'm004_yearly_round'")
    with Project.open(path) as project:
        lock_year(project, 2024)
    with closing(sqlite3.connect(path)) as connection:
        listed = {name for (name,) in connection.execute("SELECT table_name FROM gpkg_contents")}
    assert set(names) <= listed


def test_members_alone_are_no_figures_to_lock(small_cluster):
    open_year(small_cluster, 2025)
    with pytest.raises(UserError, match="nothing to lock"):
        lock_year(small_cluster, 2025)


def test_a_note_names_firms_matters_and_items_as_the_reader_knows_them():
    names = {"丙印染厂": "Dyeing mill Bing", "蒸汽": "Steam"}
    assert told_name("丙印染厂 · employees", names, "en") == "Dyeing mill Bing · Employees"
    assert told_name("电厂 → 丙印染厂 · 蒸汽", names, "en") == "电厂 → Dyeing mill Bing · Steam"
    assert told_name("丙印染厂 · employees", {}, "zh") == "丙印染厂 · 从业人数"
