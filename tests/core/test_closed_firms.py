"""A firm that only sources which permit sums alone tell of is in no list, file, finding or account, but is counted."""

import pytest

from core.analysis import analyse
from core.export_rows import export_rows
from core.project import Project
from core.project_search import find
from core.records import insert
from core.text import Text
from core.year_contents import closed_rows, year_contents
from core.year_locking import WITHHELD, lock_year, restate
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
    with closed.reading() as connection:
        contents = year_contents(connection, 2024)
    closed_tables = sorted(table for table, _ in closed_rows(contents))
    assert closed_tables == ["actor", "flow", "flow_amount", "statistic"]
