"""Transfer coefficients in a project: imported, exported, reconciled with the links, and summed per firm."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.check_coefficients import find_uneven_splits
from core.edits import delete_rows
from core.exported import write_table
from core.findings import inquire
from core.i18n import show
from core.imports import import_sheet, import_sheets
from core.project import Project
from core.reconcile import reconcile
from core.reconcile_model import CLASSES
from core.sheets import Cell, Sheet, read_sheet
from core.snapshot import Snapshot
from core.text import Text

Rows = list[dict[str, Any]]
Enter = Callable[..., Snapshot]
HEADER = ("企业", "物质", "去向物料", "转移系数", "标准差", "年份")


def sheet(header: tuple[Cell, ...], *rows: tuple[Cell, ...]) -> Sheet:
    return Sheet("a.csv", "", header, tuple(enumerate(rows, 2)))


def benchmark() -> list[tuple[str, Sheet]]:
    """METHODS 1.6 (a), Cencic (2016): three processes, m4 = TC · m3 going back, m2 a constant."""
    firms = sheet(("name", "balanced"), ("P1", "goods"), ("P2", "goods"), ("P3", "goods"))
    links = sheet(
        ("from", "to", "commodity", "amount", "unit", "sd", "year"),
        ("", "P1", "m1", 100, "t", 10, 2024), ("", "P1", "m2", 50, "t", 0, 2024),
        ("P1", "P2", "m3", 300, "t", 30, 2024), ("P2", "P1", "m4", None, "t", None, 2024),
        ("P2", "P3", "m5", 160, "t", 16, 2024),
        ("P3", "", "m6", None, "t", None, 2024), ("P3", "", "m7", None, "t", None, 2024),
    )  # fmt: skip
    return [("actors", firms), ("flows", links), ("coefficients", sheet(HEADER, ("P2", "", "m4", 0.5, 0.05, "")))]


def test_the_benchmark_of_cencic_comes_out_of_a_project_file(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p.gpkg") as project:
        import_sheets(project, benchmark(), Text("test"))
        found = reconcile(project.snapshot(), 2024)
    names = [str(found.now.commodity.name[row]) for row in found.now.flow.commodity[found.links.flow]]
    adjusted = dict(zip(names, found.links.adjusted.tolist(), strict=True))
    spread = dict(zip(names, found.links.sd.tolist(), strict=True))
    kinds = dict(zip(names, (CLASSES[kind] for kind in found.links.known), strict=True))
    measured = ("m1", "m3", "m5", "m4")
    assert [adjusted[name] for name in measured] == pytest.approx(
        [102.42596, 302.416229, 152.42596, 149.99027], abs=1e-5
    )
    assert [spread[name] for name in measured] == pytest.approx([7.882792, 22.608614, 7.882792, 21.213297], abs=1e-5)
    assert kinds == {
        "m1": "redundant", "m2": "constant", "m3": "redundant", "m4": "observable", "m5": "redundant",
        "m6": "unobservable", "m7": "unobservable",
    }  # fmt: skip
    (test,) = [each for each in found.tests if "coefficients" in each.kind]
    assert (test.chi_square, test.freedom) == (pytest.approx(0.29591, abs=1e-5), 2)


def test_the_same_coefficients_twice_add_nothing_and_leave_as_they_came(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p.gpkg") as one, Project.create(tmp_path / "q.gpkg") as other:
        import_sheets(one, benchmark(), Text("test"))
        again = import_sheet(one, benchmark()[2][1], "coefficients")
        assert (again.imported, again.skipped) == (0, 1)
        write_table(one.snapshot(), "coefficients", tmp_path / "c.xlsx", "zh")
        import_sheet(other, read_sheet(tmp_path / "c.xlsx"), "coefficients")
        kept = other.snapshot().transfer_coefficient
    assert (kept.value.tolist(), kept.sd.tolist(), kept.substance.tolist()) == ([0.5], [0.05], [""])


@pytest.mark.parametrize(
    ("cell", "value"), [("95 %", 0.95), (0, 0.0), (1, 1.0), (1.2, None), ("120%", None), (-0.1, None)]
)
def test_a_share_is_a_number_from_0_to_1_or_in_per_cent(tmp_path: Path, cell: Cell, value: float | None) -> None:
    with Project.create(tmp_path / "p.gpkg") as project:
        result = import_sheet(project, sheet(HEADER, ("甲", "Pb", "精矿", cell, "", 2024)), "coefficients")
        kept = project.snapshot().transfer_coefficient.value.tolist()
    assert (result.rejected, kept) == ((1, []) if value is None else (0, [value]))


def test_deleting_a_firm_takes_its_coefficients_and_undo_brings_them_back(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p.gpkg") as project:
        import_sheets(project, benchmark(), Text("test"))
        now = project.snapshot()
        firm = int(now.actor.id[now.transfer_coefficient.actor[0]])
        assert delete_rows(project, "actor", [firm], agreed=True)["transfer_coefficient"] == 1
        assert len(project.snapshot().transfer_coefficient) == 0
        project.undo()
        kept = project.snapshot()
        assert kept.actor.name[kept.transfer_coefficient.actor].tolist() == ["P2"]


GOODS = [
    {"name": "矿石", "composition": "Pb 10 %"}, {"name": "精矿", "composition": "Pb 55 %"},
    {"name": "矿渣", "composition": "Pb 1 %"},
]  # fmt: skip


def leaching(share: float, **more: Any) -> dict[str, Rows]:
    """Of 60 t of lead in ore 55 t leave in concentrate: a share of 0.917."""

    def link(**told: Any) -> dict[str, Any]:
        amount, sd = told.pop("amount")
        return {"kind": "material", "amounts": [{"amount": amount, "sd": sd, "year": 2024}], **told}

    flow = [
        link(receiver="甲", commodity="矿石", amount=(600.0, 6.0)),
        link(sender="甲", commodity="精矿", amount=(100.0, 1.0)),
        link(sender="甲", commodity="矿渣", amount=(500.0, 50.0)),
    ]  # fmt: skip
    told = {"actor": "甲", "substance": "pb", "commodity": "精矿", "value": share, "sd": 0.01, **more}
    return {
        "actor": [{"name": "甲", "balanced": "goods"}],
        "commodity": GOODS,
        "flow": flow,
        "transfer_coefficient": [told],
    }


def test_a_coefficient_of_a_substance_that_fits_raises_no_doubt(cluster: Enter) -> None:
    found = reconcile(cluster(**leaching(0.917)), 2024)
    assert found.doubts == ()
    assert [test.kind for test in found.tests if "with" in test.kind] == ["goods with Pb, transfer coefficients"]


def test_a_coefficient_that_the_links_contradict_is_told_with_the_share_that_fits(cluster: Enter) -> None:
    found = reconcile(cluster(**leaching(0.4)), 2024)
    told = [show(doubt.sentence, "en") for doubt in found.doubts if doubt.rows[0].table == "transfer_coefficient"]
    assert told == ["The transfer coefficient pb into 精矿 at 甲 is told as 0.4; the links say 0.917."]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"value": None}, "no value is told"), ({"commodity": "烟尘"}, "no link takes the commodity away"),
        ({"substance": "Zn"}, "the composition of what comes in or leaves is not told"),
        ({"actor": "乙"}, "the account of the firm is not balanced"),
    ],
)  # fmt: skip
def test_a_coefficient_that_ties_nothing_is_named_with_the_reason(
    cluster: Enter, changed: dict[str, Any], reason: str
) -> None:
    tables = leaching(0.917)
    tables["transfer_coefficient"][0] |= changed
    notes = [show(note, "en") for note in reconcile(cluster(**tables), 2024).notes]
    assert any(f"1 transfer coefficient is not used, since {reason}" in note for note in notes)


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ((0.9, 0.1), None), ((0.9, 0.3), "add up to 1.2 (精矿, 矿渣); more than 1 cannot leave."),
        ((0.9, 0.05), "add up to 0.95 (精矿, 矿渣), although these are all that leaves."), ((0.9,), None),
    ],
)  # fmt: skip
def test_coefficients_of_a_firm_that_do_not_add_up_are_a_finding(
    cluster: Enter, shares: tuple[float, ...], told: str | None
) -> None:
    tables = leaching(0.917)
    tables["transfer_coefficient"] = [
        {"actor": "甲", "substance": "Pb", "commodity": name, "value": share}
        for name, share in zip(("精矿", "矿渣"), shares, strict=False)
    ]
    found = [show(each.sentence, "en") for each in find_uneven_splits(inquire(cluster(**tables), 2024))]
    assert found == ([] if told is None else [f"The transfer coefficients of 甲 for Pb {told}"])


def test_coefficients_of_one_firm_in_goods_and_in_energy_are_findings_of_their_own(cluster: Enter) -> None:
    heat = [{"name": name, "medium": "energy", "base_unit": "GJ"} for name in ("steam", "hot water")]
    shares = {"ash": 0.8, "slag": 0.8, "steam": 1.0, "hot water": 0.7}
    told = [{"actor": "甲", "commodity": name, "value": share} for name, share in shares.items()]
    now = cluster(actor=[{"name": "甲"}], commodity=[{"name": "ash"}, *heat], transfer_coefficient=told)
    found = list(find_uneven_splits(inquire(now, 2024)))
    assert len({each.key for each in found}) == 2
    assert [show(each.sentence, "en") for each in found] == [
        "The transfer coefficients of 甲 for all goods add up to 1.6 (ash, slag); more than 1 cannot leave.",
        "The transfer coefficients of 甲 for all energy add up to 1.7 (steam, hot water); more than 1 cannot leave.",
    ]


def test_a_coefficient_of_the_year_stands_instead_of_one_without_a_year(cluster: Enter) -> None:
    usual = {"actor": "甲", "commodity": "精矿", "value": 0.2}
    whole = cluster(transfer_coefficient=[usual, usual | {"value": 0.3, "year": 2024}])
    assert whole.during(2024).transfer_coefficient.value.tolist() == [0.3]
    assert whole.during(2023).transfer_coefficient.value.tolist() == [0.2]


def test_a_row_without_a_coefficient_is_skipped_and_throws_out_no_other(project: Project) -> None:
    rows = (
        ("甲", "Pb", "精矿", "95%", "", 2024),
        ("甲", "Pb", "精矿", "", "", 2024),
        ("甲", "Zn", "精矿", 0.2, 0.1, 2024),
    )
    result = import_sheet(project, sheet(HEADER, *rows, ("甲", "Zn", "精矿", 0.2, "", 2024)), "coefficients")
    assert (result.imported, result.rejected, result.skipped) == (2, 0, 2)
    assert show(result.problems[0].reason, "en") == "no coefficient is filled in"
    assert 0.1 in project.snapshot().transfer_coefficient.sd.tolist()


def test_a_reconciliation_names_the_firm_whose_coefficients_are_more_than_all(cluster: Enter) -> None:
    tables = leaching(0.917)
    tables["transfer_coefficient"] = [
        {"actor": "甲", "substance": "Pb", "commodity": name, "value": share}
        for name, share in (("精矿", 0.9), ("矿渣", 0.3))
    ]
    notes = [show(note, "en") for note in reconcile(cluster(**tables), 2024).notes]
    assert any("The transfer coefficients of 甲 for Pb add up to 1.2 (精矿, 矿渣)" in note for note in notes)
