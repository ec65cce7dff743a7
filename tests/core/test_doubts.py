"""Figures to be checked: the rows behind findings about units and scale, and the accounts that hold them."""

from collections.abc import Callable
from time import sleep

import pytest

from core.accounts import Account
from core.analysis import Analysis, analyse
from core.check_figures import THOUSAND
from core.doubts import doubted, doubts_of, open_doubts
from core.doubts_over_years import doubts_over
from core.findings import Finding, Ref
from core.i18n import show
from core.snapshot import Snapshot
from core.steps import PAUSE, stoppable
from core.text import Text

Enter = Callable[..., Snapshot]


@pytest.fixture(scope="module")
def park(sample_shot: Callable[[str, str], Snapshot]) -> Snapshot:
    """The teaching park, in whose figures of 2025 a brewery entered its water a thousandfold."""
    return sample_shot("teaching", "en")


def water_of(analysis: Analysis, name: str) -> Account:
    return next(one for one in analysis.accounts if one.id == "water" and one.scope.name == name)


def test_an_account_says_that_one_of_its_figures_is_a_thousandfold_slip(park: Snapshot) -> None:
    found = analyse(park, 2025)
    told = water_of(found, "啤酒厂").doubt
    assert told
    assert "to be checked (1 finding): Fresh water taken of 啤酒厂" in show(told, "en")
    doubtful = [one.scope.name for one in found.accounts if one.doubt and one.id.startswith("water")]
    assert doubtful == ["啤酒厂", "教学园区", "南片区"]
    assert water_of(analyse(park, 2024), "啤酒厂").doubt is None


def test_only_figures_of_the_year_are_in_doubt_in_it(park: Snapshot) -> None:
    rows = tuple(Ref("statistic", str(uid)) for uid in park.statistic.uid)
    slip = Finding(THOUSAND, "data", 3, rows[0], Text("slip"), Text("look"), evidence=rows)
    doubts = doubts_of([slip], park, 2025)
    kept = [row for row in rows if doubted([row], doubts)]
    assert len(kept) == int((park.statistic.year == 2025).sum()) < len(rows)


def test_a_link_is_in_doubt_with_its_amounts(park: Snapshot) -> None:
    amount = Ref("flow_amount", str(park.flow_amount.uid[0]))
    slip = Finding(THOUSAND, "data", 3, amount, Text("slip"), Text("look"), evidence=(amount,))
    link = Ref("flow", str(park.flow.uid[park.flow_amount.flow[0]]))
    assert doubted([link], doubts_of([slip], park, int(park.flow_amount.year[0]))) == [slip]


def test_doubts_over_all_years_are_those_of_each_year(park: Snapshot) -> None:
    rows = [Ref(name, str(uid)) for name in ("statistic", "emission", "flow") for uid in getattr(park, name).uid]
    over = doubts_over(park, rows, park.years())
    year_by_year = {key for year in park.years() for key in doubts_of(open_doubts(park, year), park, year)}
    assert year_by_year
    assert over.keys() == year_by_year


def test_a_figure_is_in_doubt_in_its_year_though_a_later_one_slips_against_it(cluster: Enter) -> None:
    """5 t generated of 4,900 t that links carry in 2023, and 4,950 t generated in 2024."""
    made = {"actor": "甲", "commodity": "钢渣", "item": "waste_generated", "unit": "t"}
    link = {"sender": "甲", "receiver": "乙", "commodity": "钢渣"}
    carried = [{"value": value, "year": year, "origin": origin} for year in (2023, 2024)
               for origin, value in (("sender", 4900.0), ("receiver", 4_900_000.0))]  # fmt: skip
    now = cluster(
        statistic=[{**made, "value": 5.0, "year": 2023}, {**made, "value": 4950.0, "year": 2024}],
        flow=[{**link, "amounts": [carried[0], carried[2]]}, {**link, "commodity": "炉渣", "amounts": carried}],
    )
    rows = [Ref(name, str(uid)) for name in ("statistic", "flow") for uid in getattr(now, name).uid]
    over = doubts_over(now, rows, [2023, 2024])
    assert over.keys() == {key for year in (2023, 2024) for key in doubts_of(open_doubts(now, year), now, year)}
    assert {uid for table, uid in over if table == "statistic"} == set(now.statistic.uid)
    assert len([key for key in over if key[0] == "flow_amount"]) == len(carried)


def test_looking_for_doubts_can_be_stopped(park: Snapshot) -> None:
    def stop() -> None:
        raise InterruptedError

    rows = [Ref("statistic", str(uid)) for uid in park.statistic.uid]
    with stoppable(stop):
        sleep(PAUSE)
        with pytest.raises(InterruptedError):
            doubts_over(park, rows, park.years())
