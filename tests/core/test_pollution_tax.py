"""Pollution equivalents and tax against the worked numbers of the Environmental Protection Tax Law's rules."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from core.findings import Inquiry, inquire
from core.pollution_tax import TaxLine, tax_lines, waste_lines
from core.project import Project
from core.records import insert
from core.rule_titles import TAX_RATE
from core.snapshot import Snapshot
from core.text import Text

Cluster = Callable[..., Snapshot]
# t/a of one outlet: 120 000, 31 250, 2 000 and 500 equivalents.
WATER = {"COD": 120.0, "氨氮": 25.0, "总磷": 0.5, "总铬": 0.02}
AIR = {"SO2": 80.0, "NOx": 120.0, "烟尘": 15.0, "CO": 200.0}


def rows(masses: dict[str, float], medium: str = "water", **more: Any) -> list[dict[str, Any]]:
    told = {"actor": "化工", "outlet": "DW001", "medium": medium, "year": 2024, **more}
    return [{"pollutant": name, "mass": mass, **told} for name, mass in masses.items()]


@pytest.fixture
def asked(cluster: Cluster, project: Project) -> Callable[..., Inquiry]:
    """An inquiry into emissions with the lowest rates of the law entered in the project."""

    def enter(emission: list[dict[str, Any]], **tables: Any) -> Inquiry:
        with project.edit(Text("Enter rates")) as db:
            rates = (("water", 1.4), ("air", 1.2))
            insert(db, "rule_line", [{"rule": TAX_RATE, "item": item, "value": rate} for item, rate in rates])
        return inquire(cluster(emission=emission, **tables), 2024)

    return enter


def total(lines: list[TaxLine]) -> float:
    return sum(line.tax for line in lines)


def test_the_worked_outlet_of_water(asked: Callable[..., Inquiry]) -> None:
    lines = tax_lines(asked(rows(WATER)))
    assert [round(line.equivalents) for line in lines] == [120_000, 31_250, 2_000, 500]
    assert total(lines) == pytest.approx(215_250)


@pytest.mark.parametrize(
    ("mean", "days", "tax"),
    [(70.0, 0.0, 161_437.5), (50.0, 0.0, 107_625.0), (71.0, 0.0, 215_250.0), (50.0, 1.0, 215_250.0),
     (50.0, None, 215_250.0), (101.0, 0.0, 215_250.0)],
)  # fmt: skip
def test_a_mean_far_below_the_limit_lessens_the_tax_only_where_no_day_exceeded_it(
    asked: Callable[..., Inquiry], mean: float, days: float | None, tax: float
) -> None:
    told = rows(WATER, concentration=mean, limit_concentration=100.0, exceeding_days=days)
    assert total(tax_lines(asked(told))) == pytest.approx(tax)


@pytest.mark.parametrize(("days", "hours", "factor"), [(0.0, None, 1.0), (0.0, 0.0, 0.5), (None, 0.0, 0.5)])
def test_the_tax_on_air_is_lessened_by_told_hours_not_by_days(
    asked: Callable[..., Inquiry], days: float | None, hours: float | None, factor: float
) -> None:
    told = {"concentration": 40.0, "limit_concentration": 100.0, "exceeding_days": days, "exceeding_hours": hours}
    assert {(line.factor, line.possible) for line in tax_lines(asked(rows(AIR, "air", **told)))} == {(factor, 0.5)}


def test_what_a_mean_would_lessen_if_days_were_told_is_said_apart(asked: Callable[..., Inquiry]) -> None:
    lines = tax_lines(asked(rows(WATER, concentration=50.0, limit_concentration=100.0)))
    assert {(line.factor, line.possible) for line in lines} == {(1.0, 0.5)}


def test_of_air_the_three_largest_are_taxed(asked: Callable[..., Inquiry]) -> None:
    lines = tax_lines(asked(rows(AIR, "air")))
    told = {line.pollutant: (round(line.equivalents, 1), line.counted) for line in lines}
    assert told == {
        "nox": (126_315.8, True), "so2": (84_210.5, True), "co": (11_976.0, True), "smoke": (6_880.7, False),
    }  # fmt: skip
    assert total(lines) == pytest.approx(267_002.8, abs=0.1)


def test_of_cod_bod_and_toc_one_is_taxed(asked: Callable[..., Inquiry]) -> None:
    lines = tax_lines(asked(rows({"COD": 10.0, "BOD5": 4.0, "TOC": 3.0, "氨氮": 0.8, "石油类": 0.1, "总磷": 0.1})))
    assert {line.pollutant for line in lines if line.counted} == {"cod", "petroleum", "ammonia_nitrogen"}
    tied = tax_lines(asked(rows({"BOD5": 6.0, "COD": 10.0, "总磷": 0.025}, outlet="DW002")))
    assert {line.pollutant for line in tied if line.counted and line.outlet == "DW002"} == {"bod", "phosphorus"}


def test_discharge_into_a_central_plant_and_by_it_has_no_tax_line(asked: Callable[..., Inquiry]) -> None:
    told = [*rows(WATER, destination="plant", plant="污水厂"), *rows({"COD": 9.0}, actor="污水厂")]
    assert tax_lines(asked(told)) == []


def test_without_a_rate_there_are_equivalents_and_no_tax(cluster: Cluster) -> None:
    lines = tax_lines(inquire(cluster(emission=rows(WATER)), 2024))
    assert lines[0].equivalents == pytest.approx(120_000)
    assert all(np.isnan(line.tax) for line in lines if line.counted)


def test_only_solid_waste_that_was_discharged_is_taxed_by_its_kind(asked: Callable[..., Inquiry]) -> None:
    goods = [{"name": "煤矸石"}, {"name": "废酸", "code": "900-349-34"}, {"name": "粉煤灰"}]
    told = [
        ("煤矸石", 100.0, "waste_discharged"),
        ("废酸", 2.0, "waste_discharged"),
        ("粉煤灰", 9.0, "waste_generated"),
    ]
    figures = [
        {"actor": "化工", "commodity": name, "item": item, "value": value, "unit": "t", "year": 2024}
        for name, value, item in told
    ]
    lines = waste_lines(asked([], commodity=goods, statistic=figures))
    assert {line.item: line.tax for line in lines} == {"coal gangue": 500.0, "hazardous waste": 2000.0}


def test_a_total_of_waste_is_taxed_for_what_it_has_beyond_its_kinds(asked: Callable[..., Inquiry]) -> None:
    told = {"actor": "化工", "item": "waste_discharged", "unit": "t", "year": 2024}
    figures = [
        {**told, "value": 130.0},
        {**told, "commodity": "炉渣", "value": 100.0},
        {**told, "commodity": "污泥水", "value": 7.0, "unit": "m3"},
    ]
    lines = waste_lines(asked([], commodity=[{"name": "炉渣"}, {"name": "污泥水"}], statistic=figures))
    assert sorted((line.mass, line.unit, line.tax) for line in lines if line.unit == "t") == [
        (30.0, "t", 750.0),
        (100.0, "t", 2500.0),
    ]
    assert [(line.mass, np.isnan(line.tax)) for line in lines if line.unit == "m3"] == [(7.0, True)]
