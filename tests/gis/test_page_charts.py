"""Charts of a page: every bar bears its number, nothing is added that is not known, what is left out is counted."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook

from core.analysis import Analysis, analyse
from core.findings import Finding
from core.page_layouts import Item, Layout
from core.snapshot import Snapshot
from gis.chart_numbers import chart_numbers
from gis.choosing import Choice
from gis.choosing_words import choice_sentence
from gis.lens import WHOLE, Lens
from gis.number_tables import write_numbers
from gis.page import Composed, Page, compose
from gis.page_parts import Chart
from gis.paint import measure
from gis.scene import Shape, texts_of


@pytest.fixture(scope="module")
def analysis(park: Snapshot, findings: tuple[Finding, ...]) -> Analysis:
    return replace(analyse(park), findings=findings)


@pytest.fixture(scope="module")
def teaching(sample_shot: Callable[[str, str], Snapshot]) -> Snapshot:
    return sample_shot("teaching", "en")


def charted(snapshot: Snapshot, analysis: Analysis, code: str, high: float = 90.0, kind: str = "internal") -> Composed:
    layout = Layout("chart", 200, 120, (Item("chart", 10, 10, 150, high, code),))
    return compose(snapshot, analysis, Page("en", kind=kind, layout=layout), measure)


def test_the_largest_amounts_stand_in_order_and_unknown_ones_are_counted(park: Snapshot, analysis: Analysis) -> None:
    ((_, chart),) = charted(park, analysis, "amounts").charts
    values = [value for _, value in chart.bars]
    assert values[:3] == [1_500_000.0, 420_000.0, 340_000.0]
    assert values == sorted(values, reverse=True)
    assert chart.unit == "t"
    assert chart.notes[0].values == {"n": 1}


def test_bars_are_as_long_as_their_numbers(park: Snapshot, analysis: Analysis) -> None:
    page = charted(park, analysis, "amounts")
    ((_, chart),) = page.charts
    bars = [np.ptp(mark.path.points[:, 0]) for mark in page.scene.marks if isinstance(mark, Shape) and mark.fill]
    values = [value for _, value in chart.bars]
    assert [bar / bars[0] for bar in bars] == pytest.approx([value / values[0] for value in values])


def test_loads_bear_the_share_of_all_up_to_them_and_stand_on_no_public_page(teaching: Snapshot) -> None:
    analysis = analyse(teaching)
    ((_, chart),) = charted(teaching, analysis, "loads").charts
    assert list(chart.shares) == sorted(chart.shares)
    assert chart.shares[-1] <= 1.0
    public = charted(teaching, analysis, "loads", kind="public")
    assert public.charts == ()
    assert [text for text in public.remarks if "rests on what firms declared" in text.message_id]


def test_years_are_sums_of_known_amounts_and_tell_how_many(teaching: Snapshot) -> None:
    page = charted(teaching, analyse(teaching), "years")
    ((_, chart),) = page.charts
    assert [name for name, _ in chart.bars] == sorted(str(name) for name, _ in chart.bars)
    assert len(chart.counts) == len(chart.bars)
    assert {f"({count})" for count in chart.counts} <= set(texts_of(page.scene))


def test_years_follow_the_filter_of_the_page_and_say_so(teaching: Snapshot) -> None:
    layout = Layout("chart", 200, 120, (Item("chart", 10, 10, 150, 90.0, "years"),))
    lens = Lens(choice=Choice(kinds=frozenset({"waste"})))
    pages = [
        compose(teaching, analyse(teaching), Page("en", layout=layout, lens=one), measure) for one in (WHOLE, lens)
    ]
    ((_, whole),), ((_, chosen),) = (page.charts for page in pages)
    assert all(fewer < all_of for fewer, all_of in zip(chosen.counts, whole.counts, strict=True))
    assert chosen.notes[0] == choice_sentence(teaching, lens.choice)


def test_an_amount_known_in_part_is_told_as_at_least_so_much() -> None:
    chart = Chart("Largest amounts", "t", (("a", 5.0), ("b", 4.0)), least=(True, False))
    assert chart.amounts("en") == ["≥5 t", "4 t"]
    assert [row[1] for row in chart_numbers(chart, "en").rows] == ["≥5", 4.0]


def test_a_chart_without_room_says_so_and_one_with_little_counts_the_rest(park: Snapshot, analysis: Analysis) -> None:
    assert "has no room" in charted(park, analysis, "amounts", 12.0).remarks[0].message_id
    assert "smaller ones are not shown" in " ".join(texts_of(charted(park, analysis, "amounts", 32.0).scene))


def test_the_numbers_of_a_chart_are_saved_in_full(park: Snapshot, analysis: Analysis, tmp_path: Path) -> None:
    ((_, chart),) = charted(park, analysis, "amounts").charts
    write_numbers([chart_numbers(chart, "en")], tmp_path / "chart.xlsx")
    rows = list(load_workbook(tmp_path / "chart.xlsx").active.iter_rows(min_row=4, values_only=True))
    assert rows[0][1] == 1_500_000.0


def test_a_chart_of_which_nothing_more_is_to_be_said_has_no_note(park: Snapshot, analysis: Analysis) -> None:
    known = ~np.isnan(park.flow_amount.value)
    few = park.of_flows(np.isin(np.arange(len(park.flow)), park.flow_amount.flow[known][:3]))
    ((_, chart),) = charted(few, analysis, "amounts").charts
    assert (len(chart.bars), chart.rest, chart.notes) == (3, 0, ())
