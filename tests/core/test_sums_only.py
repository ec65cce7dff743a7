"""What a source opens to sums only (statistics law): it is in no list, file or comparison that names a firm."""

from pathlib import Path

import pytest

from core.chase_list import chase_list, last_told
from core.disputes import disputes, uncompared_in
from core.export_rows import EXPORTED, export_rows
from core.figures import for_year
from core.i18n import show
from core.project import Project
from core.project_search import find
from core.records import insert
from core.text import Text
from core.year_comparison import compare_years
from core.year_forms import expect_forms
from core.year_records import read_round
from core.yearly_round import open_year

SECRET = 77123.0  # a figure that must stand nowhere


@pytest.fixture
def closed(small_cluster: Project) -> Project:
    """The six firms, and of each kind of row one that permits only sums: a link, amounts, a statistic, an emission."""
    with small_cluster.edit(Text("Take a form of the statistics office")) as db:
        (source,) = insert(db, "source", [{"title": "205-1", "permitted_use": "aggregate"}])
        (matter,) = insert(db, "commodity", [{"name": "secret matter", "base_unit": "t"}])
        cited = {"value": SECRET, "value_entered": SECRET, "unit_entered": "t", "source_id": source}
        row = {"sender_id": 1, "receiver_id": 2, "commodity_id": matter, "source_id": source}
        (link,) = insert(db, "flow", [row])
        for year, flow in ((2024, link), (2023, 1), (2024, 1)):
            insert(db, "flow_amount", [{"flow_id": flow, "year": year, "origin": "survey", **cited}])
        for year in (2023, 2024):
            figure = {"actor_id": 1, "item": "waste_generated", "year": year, **cited, "value": SECRET * (year - 2022)}
            insert(db, "statistic", [figure])
        mass = {"mass": SECRET, "mass_entered": SECRET, "unit_entered": "t", "source_id": source}
        insert(db, "emission", [{"actor_id": 1, "medium": "water", "pollutant": "COD", "year": 2024, **mass}])
        insert(db, "stock", [{"actor_id": 1, "commodity_id": matter, "year": 2024, "closing": SECRET,
                              "source_id": source}])  # fmt: skip
        insert(db, "initiative", [{"name": "secret works", "owner": "a", "source_id": source}])
    return small_cluster


@pytest.mark.parametrize("kind", EXPORTED)
def test_no_export_holds_it(closed: Project, kind: str) -> None:
    table = export_rows(closed.snapshot(), kind, "en")
    cells = [cell for row in table.rows for cell in row]
    assert SECRET not in cells
    assert "secret works" not in cells


def test_exports_count_what_stayed(closed: Project) -> None:
    withheld = {kind: export_rows(closed.snapshot(), kind, "en").withheld for kind in EXPORTED}
    kept = {"flows": 3, "statistics": 2, "emissions": 1, "stocks": 1, "initiatives": 1}
    assert {kind: n for kind, n in withheld.items() if n} == kept


def test_no_dispute_comparison_or_search_tells_it(closed: Project) -> None:
    snapshot = closed.snapshot()
    told = [value for item in disputes(snapshot, 2024) for value in (item.sender, item.receiver, item.survey)]
    assert SECRET not in told
    assert snapshot.flow.uid[0] not in uncompared_in(for_year(snapshot.without_aggregates(), 2024)[0])
    assert all(SECRET not in (one.now.value, one.before.value) for one in compare_years(snapshot, 2024))
    assert not [each for each in find(snapshot, [], "secret") if each.kind == "flow"]


def test_the_round_and_its_chase_list_do_not_tell_it(closed: Project, tmp_path: Path) -> None:
    carried = open_year(closed, 2025)
    assert not [link for link in carried.links if "secret" in link.name]
    expect_forms(closed, 2025)
    rows = chase_list(read_round(closed), closed.snapshot(), 2025)
    told = " ".join(show(last_told(row, 2025), "en") for row in rows)
    assert "secret" not in told
    assert "77" not in told
