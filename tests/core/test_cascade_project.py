"""Whose water counts in the cascade of a project: proved users with limits that can be read, no treatment plants."""

from collections.abc import Callable

import pytest

from core.cascade_acidity import ANY, split_ph
from core.cascade_project import ProjectWater, project_water, read_limits
from core.cascade_words import water_lines
from core.findings import inquire
from core.i18n import show
from core.snapshot import Snapshot

Cluster = Callable[..., Snapshot]
Rows = list[dict[str, object]]

FIRMS: Rows = [{"name": "化工厂"}, {"name": "染厂"}, {"name": "污水厂", "role": "treatment"}]
WATER: Rows = [{"name": "再生水", "medium": "water", "base_unit": "m3"}]
TAKES: dict[str, object] = {"commodity": "再生水", "value": 1000.0, "quality": "COD ≤ 40 mg/L", "proof": "visited"}


def discharged(actor: str, value: float) -> dict[str, object]:
    return {"actor": actor, "item": "water_discharged", "value": value, "unit": "m3", "year": 2024}


def cod(actor: str, level: float) -> dict[str, object]:
    told = {"actor": actor, "medium": "water", "pollutant": "COD", "year": 2024, "concentration": level}
    return {**told, "destination": "direct"}


def water(cluster: Cluster, capacity: Rows, flow: Rows = [], more: Rows = []) -> tuple[ProjectWater, str]:  # noqa: B006
    """The cascade of 900 m3 at 100 mg/L of a chemical plant, and its sentences."""
    firms = {"actor": FIRMS, "commodity": WATER, "statistic": [discharged("化工厂", 900.0), *more]}
    emission = [cod("化工厂", 100.0), *(cod(str(told["actor"]), 160.0) for told in more)]
    inquiry = inquire(cluster(**firms, emission=emission, capacity=capacity, flow=flow), 2024)
    found = project_water(inquiry)
    return found, "\n".join(show(line, "en") for line in water_lines(inquiry.now, found)).replace("\u2009", " ")


def test_a_treatment_plant_is_no_demand_for_water(cluster: Cluster) -> None:
    found, _ = water(cluster, [{**TAKES, "actor": "污水厂"}])
    assert (found.sinks, found.cascade, found.refused) == ((), None, ())


@pytest.mark.parametrize(("amount", "sources"), [(600.0, [300.0]), (900.0, []), (None, [])])
def test_what_is_handed_to_others_is_not_offered_again(
    cluster: Cluster, amount: float | None, sources: list[float]
) -> None:
    link = {"sender": "化工厂", "receiver": "染厂", "commodity": "再生水", "amount": amount, "year": 2024}
    found, _ = water(cluster, [{**TAKES, "actor": "染厂", "value": 5000.0}], [{**link, "kind": "water"}])
    assert [end.amount for end in found.sources] == sources


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"proof": "registered"}, "its capacity is only registered"),
        ({"valid_to": "2023-12-31"}, "its licence is not valid in the year"),
        ({"quality": "COD ≤ 40 mg/L; pH 不限高"}, "its limit pH 不限高 cannot be read"),
        ({"quality": "COD ≤ 40 mg/L; 怪素 ≤ 1 mg/L"}, "its limit 怪素 ≤ 1 mg/L cannot be read"),
        ({"quality": "COD ≤ 4 %"}, "its limit COD ≤ 4 % cannot be read"),
    ],
)
def test_a_taker_that_does_not_count_is_named_with_the_reason(
    cluster: Cluster, told: dict[str, object], reason: str
) -> None:
    found, said = water(cluster, [{**TAKES, "actor": "染厂", **told}])
    assert (len(found.sinks), len(found.refused)) == (0, 1)
    assert f"染厂 is left out as a taker: {reason}." in said


def test_the_stricter_of_two_limits_holds() -> None:
    assert read_limits("COD ≤ 60 mg/L；COD ≤ 40 mg/L") == ({"cod": 40.0}, "")


def test_firms_that_take_and_give_off_water_have_a_target_of_fixed_load(cluster: Cluster) -> None:
    # 500 m3 at 160 mg/L are 80 kg; entering at 40 mg/L they need 80 kg / 160 mg/L = 500 m3 of fresh water.
    found, said = water(cluster, [{**TAKES, "actor": "染厂"}], more=[discharged("染厂", 500.0)])
    (target,) = found.targets.values()
    assert (target.fresh, target.alone, target.pinch) == pytest.approx((500.0, 500.0, 160.0))
    assert "own loads of 染厂 without water of any other firm takes at least 500 m³ of fresh water" in said


@pytest.mark.parametrize(
    ("limits", "between", "rest"),
    [
        ("COD ≤ 40 mg/L; pH 6-9", (6.0, 9.0), "COD ≤ 40 mg/L"),
        ("pH值：6～9，COD ≤ 40 mg/L", (6.0, 9.0), "COD ≤ 40 mg/L"),
        ("6.5≤pH≤8.5", (6.5, 8.5), ""), ("pH ≥ 6", (6.0, float("inf")), ""), ("pH 6 to 9; pH ≤ 8", (6.0, 8.0), ""),
        ("SS ≤ 10 mg/L", (-float("inf"), float("inf")), "SS ≤ 10 mg/L"), ("pH 6–9", (6.0, 9.0), ""),
        ("pH：6—9", (6.0, 9.0), ""), ("pH = 7", (7.0, 7.0), ""), ("pH≥6且≤9", (6.0, 9.0), ""),
        ("6 ≤ pH ≤ 14", (6.0, 14.0), ""),
    ],
)  # fmt: skip
def test_the_ph_of_limits_is_read_apart_from_the_others(limits: str, between: tuple[float, float], rest: str) -> None:
    assert split_ph(limits) == (between, rest)


@pytest.mark.parametrize("limits", ["pH 60-90", "pH ≤ 15", "pH ≥ 6; pH ≤ 5", "pH≥6且≤5"])
def test_a_ph_that_no_water_can_keep_is_not_read(limits: str) -> None:
    assert split_ph(limits) == (ANY, limits)


def acid_water(cluster: Cluster, ph: float | None) -> tuple[float, str]:
    """How much of the chemical plant's water a dyeing mill that asks for pH 6 to 9 takes, and the sentences."""
    limits = {**TAKES, "actor": "染厂", "quality": "COD ≤ 40 mg/L; pH 6-9"}
    told = [] if ph is None else [cod("化工厂", ph) | {"pollutant": "pH"}]
    tables: dict[str, Rows] = {"actor": FIRMS, "commodity": WATER, "statistic": [discharged("化工厂", 900.0)]}
    inquiry = inquire(cluster(**tables, emission=[cod("化工厂", 100.0), *told], capacity=[limits]), 2024)
    found = project_water(inquiry)
    assert found.cascade is not None
    said = "\n".join(show(line, "en") for line in water_lines(inquiry.now, found))
    return float(found.cascade.reused.sum()), said


@pytest.mark.parametrize(
    ("ph", "reused", "said"),
    [
        (7.0, 400.0, "can go to 染厂"), (3.0, 0.0, "with a pH of 3 is none for 染厂, which takes 6 to 9."),
        (None, 400.0, "染厂 takes a pH of 6 to 9; that of the water of 化工厂 is to be measured."),
    ],
)  # fmt: skip
def test_water_goes_only_where_its_ph_may_be_and_an_unknown_one_is_to_be_measured(
    cluster: Cluster, ph: float | None, reused: float, said: str
) -> None:
    found, told = acid_water(cluster, ph)
    assert found == pytest.approx(reused)
    assert said in told
