from pathlib import Path
from typing import Any

import pytest

from app.account_bar import AccountBar
from app.card_blocks import Flag, Grid
from core import edits
from core.accounts import Account, Term
from core.findings import Ref
from core.project import Project
from core.text import Text


def grids(desk: Any) -> list[Grid]:
    return [block for block in desk.bench.card.blocks if isinstance(block, Grid)]


def test_a_firm_s_card_lists_what_comes_in_and_goes_out_largest_first(desk: Any) -> None:
    desk.bench.session.select([Ref("actor", desk.uid("水泥厂"))])
    rows = grids(desk)[0].rows
    assert rows[0] == ("← outside the cluster", "原料", "50\u2009000 t")
    assert [row[0] for row in rows] == [
        "← outside the cluster",
        "← 园区热电厂",
        "← 化工厂",
        "→ outside the cluster",
        "→ outside the cluster",
    ]
    assert "In: 3 · Out: 2" in desk.bench.card.text()


def test_a_row_of_the_card_leads_to_its_link(desk: Any) -> None:
    desk.bench.session.select([Ref("actor", desk.uid("水泥厂"))])
    link = grids(desk)[0].refs[1]
    desk.bench.session.select([link])
    assert desk.bench.card.text().startswith("园区热电厂 → 水泥厂")
    assert grids(desk)[0].rows[0] == ("As entered", "40 kt", "–", "–")
    assert grids(desk)[0].rows[-1] == ("Counts", "●", "–", "–")


def test_a_finding_s_card_defends_it(desk: Any) -> None:
    number, finding = next((n, f) for n, f in enumerate(desk.bench.session.findings, 1) if f.subject.table == "actor")
    desk.bench.session.select([finding.subject], finding)
    flag = next(block for block in desk.bench.card.blocks if isinstance(block, Flag))
    assert (flag.number, flag.finding) == (number, finding)
    text = desk.bench.card.text()
    assert finding.rule in text
    assert f"rests on {len(finding.evidence)} row" in text
    assert "六家企业台账" in text


def test_several_chosen_rows_are_counted_and_listed(desk: Any) -> None:
    desk.bench.session.select([Ref("actor", desk.uid(name)) for name in ("水泥厂", "堆肥厂")])
    assert "2 firms and 0 links chosen" in desk.bench.card.text()
    assert grids(desk)[0].rows == (("Firm: 水泥厂",), ("Firm: 堆肥厂",))


@pytest.mark.parametrize("rest", [None, 12.0])
def test_the_parts_of_a_bar_are_the_terms_of_its_account(qt: object, rest: float | None) -> None:
    """184 = 95 used + 20 disposed + 57 stored + 12 whereabouts: the account of the design's sketch, in 10 000 t."""
    terms = (
        Term("generated", "generation", "source", 184.0),
        Term("used", "use", "use", 95.0),
        Term("disposed", "disposal", "use", 20.0),
        Term("stored", "addition to storage", "use", 57.0),
    )
    account = Account("solid_waste", "solid waste", Ref("actor", "u"), 2025, "t", terms, rest, Text("told"))
    bar = AccountBar(account, "en", dark=False)
    bar.resize(184, 22)
    lengths = [round(area.width()) for _, area in bar.areas()]
    assert lengths == ([95, 20, 57, 12] if rest else [102, 21, 61])


@pytest.mark.parametrize(("language", "told"), [("en", "Ammonia nitrogen"), ("zh", "氨氮")])
def test_emissions_on_the_card_are_told_by_their_names(
    open_desk: Any, cluster_file: Path, language: str, told: str
) -> None:
    with Project.open(cluster_file) as project:
        edits.add_rows(project, "emission", [{"actor_id": 1, "medium": "water", "pollutant": "ammonia_nitrogen"}])
        firm = str(project.snapshot().actor.uid[0])
    desk = open_desk(cluster_file, language)
    desk.bench.session.select([Ref("actor", firm)])
    assert told in {row[0] for grid in grids(desk) for row in grid.rows}
