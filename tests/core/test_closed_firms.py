"""A firm that only sources which permit sums alone tell of is in no list, file, finding or account, but is counted."""

import pytest

from core.analysis import analyse
from core.edits import add_actor, add_flow, add_row, delete_rows, set_values
from core.export_rows import export_rows
from core.history_things import things
from core.i18n import show
from core.project import Project
from core.project_search import find
from core.records import insert
from core.text import Text
from core.year_locking import WITHHELD, lock_year, restate, restatements
from core.year_records import read_round

SECRET = "hidden works"


@pytest.fixture
def closed(small_cluster: Project) -> Project:
    """The six firms and two more from a census; of one of these an open link tells as well."""
    with small_cluster.edit(Text("Take the census")) as db:
        (census,) = insert(db, "source", [{"title": "census", "permitted_use": "aggregate"}])
        firms = [{"name": name, "source_id": census} for name in (SECRET, "known works")]
        hidden, known = insert(db, "actor", firms)
        insert(db, "actor_alias", [{"actor_id": hidden, "name": "other hidden name", "kind": "alias"}])
        told = {"item": "waste_generated", "year": 2024, "value": 5.0, "unit": "t", "source_id": census}
        insert(db, "statistic", [{"actor_id": hidden, **told}])
        insert(db, "flow", [{"sender_id": known, "receiver_id": 1, "commodity_id": 1}])
        insert(db, "flow", [{"sender_id": hidden, "receiver_id": 1, "commodity_id": 1, "source_id": census}])
    return small_cluster


def test_only_the_firm_that_nothing_open_names_is_left_out(closed: Project) -> None:
    snapshot = closed.snapshot()
    shown = snapshot.without_aggregates()
    assert [str(name) for name in snapshot.actor.name[snapshot.closed_actors()]] == [SECRET]
    assert set(snapshot.actor.name) - set(shown.actor.name) == {SECRET}
    assert len(shown.flow) == len(snapshot.flow) - 1


def test_a_firm_without_a_source_of_its_own_stays(small_cluster: Project) -> None:
    with small_cluster.edit(Text("Enter")) as db:
        insert(db, "actor", [{"name": "entered by hand"}])
    assert "entered by hand" in small_cluster.snapshot().without_aggregates().actor.name


@pytest.mark.parametrize("kind", ["actors", "aliases", "flows", "statistics"])
def test_no_export_names_it_and_each_counts_it(closed: Project, kind: str) -> None:
    table = export_rows(closed.snapshot(), kind, "en")
    assert not [cell for row in table.rows for cell in row if "hidden" in str(cell)]
    assert table.withheld == {"actors": 2, "aliases": 1, "flows": 1, "statistics": 1}[kind]


def test_no_search_finding_or_account_names_it(closed: Project) -> None:
    made = analyse(closed.snapshot(), 2024)
    assert find(closed.snapshot(), [], "hidden") == []
    named = [finding.subject.name for finding in made.findings] + [account.scope.name for account in made.accounts]
    assert SECRET not in named
    assert not [ref for finding in made.findings for ref in finding.evidence if SECRET in ref.name]


def test_no_network_indicator_names_it(closed: Project) -> None:
    for result in analyse(closed.snapshot(), 2024).indicators:
        assert SECRET not in [ref.name for ref in result.missing]
        assert getattr(result.scope, "name", "") != SECRET


def test_a_restatement_keeps_neither_its_name_nor_its_values(closed: Project) -> None:
    lock_year(closed, 2024)
    with closed.edit(Text("Correct")) as db:
        db.execute("UPDATE statistic SET value = 77 WHERE source_id = (SELECT id FROM source WHERE title = 'census')")
        db.execute("UPDATE actor SET address = 'secret street' WHERE name = ?", (SECRET,))
        db.execute("UPDATE flow_amount SET value = 4321 WHERE id = 1")
    restate(closed, 2024, "the census was mended")
    notes = read_round(closed).restatements
    assert {(note.tbl, note.field) for note in notes} == {
        ("statistic", WITHHELD),
        ("actor", WITHHELD),
        ("flow_amount", "value"),
    }
    assert [note.new for note in notes if note.field == WITHHELD] == ["", ""]
    assert not [note for note in notes if "hidden" in note.name or "secret" in note.new]


def test_an_amount_of_a_link_that_is_closed_is_closed_too(closed: Project) -> None:
    with closed.edit(Text("Tell an amount")) as db:
        (link,) = db.execute(
            "SELECT flow.id FROM flow JOIN source ON source.id = source_id WHERE title = 'census'"
        ).fetchone()
        insert(db, "flow_amount", [{"flow_id": link, "year": 2024, "origin": "sender", "value": 3.0}])
    closed_tables = sorted(table for table, _ in closed.snapshot().closed_rows())
    assert closed_tables == ["actor", "flow", "flow_amount", "statistic"]


def told_by_history(project: Project) -> str:
    """All that lists of the history can show of rows."""
    told = [project.changed_rows(entry.seq) for entry in project.history()]
    with project.reading() as connection:
        snapshot = project.snapshot().without_aggregates()
        named = [each.name for each in things(connection, [snapshot], "en")]
    return " ".join([*named, *(str((change.before, change.after)) for one in told for change in one.rows)])


def test_an_undone_census_leaves_no_name_in_the_history(closed: Project) -> None:
    assert "hidden" not in told_by_history(closed)
    closed.undo()
    told = told_by_history(closed)
    assert "hidden" not in told
    assert "known works" not in told
    closed.redo()
    assert "hidden" not in told_by_history(closed)


def test_what_the_history_withholds_is_counted(closed: Project) -> None:
    seq = closed.revision
    changes = closed.changed_rows(seq)
    assert [(change.table, change.after) for change in changes.rows if change.table == "actor"]  # the known works
    assert changes.withheld == 4  # firm, its other name, statistic and link
    closed.undo()
    undone = closed.changed_rows(seq)
    assert [change.table for change in undone.rows] == ["source"]
    assert undone.withheld == 6


def test_an_undone_import_that_is_open_is_shown_all_the_same(small_cluster: Project) -> None:
    with small_cluster.edit(Text("Import")) as db:
        (source,) = insert(db, "source", [{"title": "register"}])
        insert(db, "actor", [{"name": "open works", "source_id": source}])
    small_cluster.undo()
    assert "open works" in told_by_history(small_cluster)


def test_a_source_that_was_narrowed_before_it_went_stays_closed(small_cluster: Project) -> None:
    with small_cluster.edit(Text("Import")) as db:
        (source,) = insert(db, "source", [{"title": "register"}])
        (firm,) = insert(db, "actor", [{"name": SECRET, "source_id": source}])
    with small_cluster.edit(Text("Narrow")) as db:
        db.execute("UPDATE source SET permitted_use = 'aggregate' WHERE id = ?", (source,))
    assert SECRET not in told_by_history(small_cluster)
    with small_cluster.edit(Text("Delete")) as db:
        db.execute("DELETE FROM actor WHERE id = ?", (firm,))
        db.execute("DELETE FROM source WHERE id = ?", (source,))
    assert SECRET not in told_by_history(small_cluster)


def test_the_former_name_of_a_closed_firm_is_not_offered(closed: Project) -> None:
    with closed.edit(Text("Rename")) as db:
        db.execute("UPDATE actor SET name = 'renamed works' WHERE name = ?", (SECRET,))
        db.execute("UPDATE actor SET name = 'open works' WHERE name = 'known works'")
    told = told_by_history(closed)
    assert "hidden" not in told
    assert "renamed" not in told
    assert {"open works", "known works"} <= {word for word in ("open works", "known works") if word in told}


def test_a_firm_with_an_open_link_of_another_year_is_told_in_a_locked_year(closed: Project) -> None:
    with closed.edit(Text("Link of 2020")) as db:
        (firm,) = db.execute("SELECT id FROM actor WHERE name = ?", (SECRET,)).fetchone()
        insert(db, "flow", [{"sender_id": firm, "receiver_id": 1, "commodity_id": 1, "since": 2020, "until": 2020}])
        insert(db, "membership", [{"actor_id": firm, "region_id": 1, "year": 2024}])
    lock_year(closed, 2024)
    with closed.edit(Text("Correct")) as db:
        db.execute("UPDATE actor SET address = 'open street' WHERE id = ?", (firm,))
    (found,) = restatements(closed, 2024)
    assert (found.name, found.new) == (SECRET, "open street")


def test_no_label_of_an_edit_names_what_may_only_enter_sums(closed: Project) -> None:
    census = int(closed.snapshot().source.id[-1])
    before = closed.revision
    firm = add_row(closed, "actor", {"name": "secret works", "source_id": census})
    add_actor(closed, "secret plant", source_id=census)
    set_values(closed, "actor", {firm: {"address": "x"}})
    flow = add_flow(closed, 1, 2, 1, kind="waste", source_id=census)
    set_values(closed, "flow", {flow: {"contract": "y"}})
    delete_rows(closed, "flow", [flow])
    delete_rows(closed, "actor", [firm])
    labels = [show(entry.label, "en") for entry in closed.history() if entry.seq > before]
    assert labels == [
        "Firms and institutions: 1: delete",
        "Links: 1: delete",
        "Links: Contract of one row",
        "Links: add 1 row",
        "Firms and institutions: Address of one row",
        "Firms and institutions: add 1 row",
        "Firms and institutions: add 1 row",
    ]


def test_a_firm_that_is_closed_by_an_edit_is_not_named_by_it(closed: Project) -> None:
    census = int(closed.snapshot().source.id[-1])
    firm = add_row(closed, "actor", {"name": "open works"})
    assert show(closed.history()[0].label, "en") == "open works: add"
    set_values(closed, "actor", {firm: {"source_id": census}})
    assert "open works" not in show(closed.history()[0].label, "en")
