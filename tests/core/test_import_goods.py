"""Names of goods in another language or case are one good only where nothing that is told of them differs."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest

from core.display_names import good_key
from core.i18n import show
from core.import_results import ImportResult
from core.imports import import_sheet
from core.project import Project
from core.records import insert
from core.sheets import make_sheet
from core.text import Text

LINK = ("from", "to", "commodity")
FLOW = (*LINK, "amount", "unit", "year")
STATISTIC = ("actor", "item", "commodity", "value", "unit", "year")


def take(project: Project, kind: str, *rows: tuple[Any, ...]) -> ImportResult:
    return import_sheet(project, make_sheet("t.csv", "", list(enumerate(rows, 1))), kind)


def goods(project: Project) -> list[str]:
    return list(map(str, project.snapshot().commodity.name))


def told(result: ImportResult) -> str:
    return " ".join(show(remark, "en") for remark in result.remarks)


@pytest.mark.parametrize(
    "names", ["PbS PBS", "COS CoS Cos", "SiC SIC Sic", "CO Co", "NO No", "CO2渣 Co2渣", "CO渣 Co渣"]
)
def test_formulas_and_symbols_are_told_apart_by_their_case(names: str) -> None:
    for one, other in combinations(names.split(), 2):
        assert good_key(one) != good_key(other)


WORDS = [
    ("Fly ash", "FLY ASH", "fly Ash", "粉煤灰"),
    ("Gypsum", "GYPSUM"),
    ("PVC Dust", "PVC dust"),
    ("Coal", "COAL"),
]


@pytest.mark.parametrize("names", WORDS)
def test_words_are_one_whatever_their_case(names: tuple[str, ...]) -> None:
    assert len({good_key(name) for name in names}) == 1


def test_of_twins_the_one_of_the_same_language_is_taken_and_both_are_told(project: Project) -> None:
    with project.edit(Text("Goods")) as db:
        insert(db, "commodity", [{"name": name, "medium": "goods"} for name in ("Fly ash", "粉煤灰")])
    result = take(project, "flows", LINK, ("A", "B", "FLY ASH"))
    assert (goods(project), result.created_commodities) == (["Fly ash", "粉煤灰"], ())
    assert "FLY ASH as Fly ash" in told(result)
    assert "write one name in all tables: FLY ASH beside Fly ash, 粉煤灰." in told(result)


@pytest.mark.parametrize(
    ("header", "one", "other"),
    [
        (("name", "unit"), ("Ash", "t"), ("ash", "m3")),
        (("name", "code"), ("Fly ash", "900-001-S02"), ("粉煤灰", "900-002-S02")),
        (("name", "medium"), ("Steam", "goods"), ("steam", "energy")),
        (("name", "heating value"), ("Raw coal", 20), ("原煤", 21)),
    ],
)
def test_goods_of_one_table_of_which_it_tells_otherwise_are_kept_apart(
    project: Project, header: tuple[str, ...], one: tuple[Any, ...], other: tuple[Any, ...]
) -> None:
    result = take(project, "commodities", header, one, other)
    assert (result.imported, goods(project)) == (2, [one[0], other[0]])
    assert f"were kept apart, since what is told of them differs, such as unit, medium, code or figures: {other[0]} " \
        f"beside {one[0]}." in told(result)  # fmt: skip
    assert take(project, "commodities", header, one, other).skipped == 2


@pytest.mark.parametrize(("column", "value"), [("code", "900-002-S02"), ("unit", "m3"), ("medium", "water")])
def test_a_good_of_the_project_takes_nothing_that_speaks_against_it(project: Project, column: str, value: str) -> None:
    with project.edit(Text("Goods")) as db:
        good = {"name": "Fly ash", "medium": "goods", "code": "900-001-S02", "base_unit": "t"}
        insert(db, "commodity", [good])
    take(project, "commodities", ("name", column), ("粉煤灰", value))
    assert goods(project) == ["Fly ash", "粉煤灰"]


def test_what_only_one_name_of_a_good_tells_is_told_of_the_good(project: Project) -> None:
    take(project, "commodities", ("name", "code"), ("Fly ash", "900-001-S02"), ("粉煤灰", ""))
    assert project.snapshot().commodity.code.tolist() == ["900-001-S02"]


def test_amounts_that_do_not_become_each_other_stay_with_two_goods(project: Project) -> None:
    rows = (FLOW, ("A", "B", "Water", 5, "t", 2024), ("A", "B", "water", 7, "m3", 2024))
    result = take(project, "flows", *rows)
    assert (goods(project), project.snapshot().flow_amount.value.tolist()) == (["Water", "water"], [5.0, 7.0])
    assert "water beside Water" in told(result)
    assert take(project, "flows", *rows).skipped == 2


def test_amounts_of_one_dimension_come_to_one_good(project: Project) -> None:
    take(project, "flows", FLOW, ("A", "B", "Fly ash", 5, "t", 2024), ("A", "C", "粉煤灰", 7, "kt", 2024))
    assert (goods(project), project.snapshot().flow_amount.value.tolist()) == (["Fly ash"], [5.0, 7000.0])


def test_an_amount_that_a_good_of_the_project_cannot_hold_has_a_good_of_its_own(project: Project) -> None:
    take(project, "commodities", ("name", "unit"), ("Fly ash", "t"))
    take(project, "flows", FLOW, ("A", "B", "粉煤灰", 7, "m3", 2024))
    assert (goods(project), project.snapshot().flow_amount.value.tolist()) == (["Fly ash", "粉煤灰"], [7.0])


def test_figures_of_one_good_under_names_that_contradict_each_other_are_kept_apart(project: Project) -> None:
    figures = (("Raw coal", 5), ("原煤", 7), ("raw coal", 9))
    rows = (STATISTIC, *(("A", "production", name, value, "t", 2024) for name, value in figures))
    result = take(project, "statistics", *rows)
    assert (result.imported, goods(project)) == (3, ["Raw coal", "原煤", "raw coal"])
    assert np.array_equal(project.snapshot().statistic.value, [5.0, 7.0, 9.0])
    assert "原煤 beside Raw coal, raw coal beside Raw coal, 原煤" in told(result)
    assert take(project, "statistics", *rows).skipped == 3


def test_figures_of_one_name_that_contradict_each_other_are_rejected_as_ever(project: Project) -> None:
    rows = [("A", "production", "Raw coal", value, "t", 2024) for value in (5, 7)]
    assert take(project, "statistics", STATISTIC, *rows).rejected == 2


def test_a_name_without_a_unit_means_the_same_when_its_table_comes_again(project: Project) -> None:
    rows = (
        FLOW,
        ("A", "B", "Water", 5, "t", 2024),
        ("A", "C", "水", None, None, 2024),
        ("A", "D", "water", 7, "m3", 2024),
    )
    take(project, "flows", *rows)
    assert take(project, "flows", *rows).skipped == 3
    assert goods(project) == ["Water", "water"]
