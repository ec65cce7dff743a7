"""Compositions as people write them: what is read as shares of substances, and what is left to people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reconcile_contents import composition


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("CaO 60 %, SiO2 22%", {"CaO": 0.6, "SiO2": 0.22}),
        ("铅 1.5%；锌：0.3 %", {"铅": 0.015, "锌": 0.003}),
        ("mostly water", {}),
        ("ash 120 %", {}),
        ("Pb15%", {"Pb": 0.15}),
        ("CaO60%、SiO222%", {"CaO": 0.6, "SiO2": 0.22}),
        ("CaO：60％，SiO₂ 22％", {"CaO": 0.6, "SiO2": 0.22}),
        ("主要成分: TFe58.5% Fe2O3 (总) 3 %", {"TFe": 0.585, "Fe2O3(总)": 0.03}),
        ("loss on ignition 5 wt%", {"loss on ignition": 0.05}),
    ],
)
def test_a_composition_is_read_as_people_write_it(text: str, shares: dict[str, float]) -> None:
    assert composition(text).shares == pytest.approx(shares)


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("水分<10 %, Pb 1 %", ("水分<10 %",)), ("Pb 5-10 %", ("Pb 5-10 %",)), ("Pb5-10%", ("Pb5-10%",)),
        ("Pb约10%", ("Pb约10%",)),
        ("CO25%", ("CO25%",)),  # 25 % of CO, or 5 % of CO2
        ("SiO2+Al2O3 70 %", ("SiO2+Al2O3 70 %",)), ("Pb 1 %, Pb 2 %", ("Pb 1 %", "Pb 2 %")),
        ("Pb 1,5 %", ("Pb 1,5 %",)),
        ("Pb 120 %", ("Pb 120 %",)), ("Pb 15 %", ()), ("", ()),
    ],
)  # fmt: skip
def test_what_may_be_read_in_two_ways_is_not_taken(text: str, unread: tuple[str, ...]) -> None:
    assert composition(text).unread == unread


@given(st.sampled_from(["Pb", "CaO", "SiO2", "Fe2O3", "Ca(OH)2", "灰分"]), st.integers(0, 1000), st.booleans())
def test_a_share_is_the_same_with_and_without_a_space(name: str, tenths: int, spaced: bool) -> None:
    shares = composition(f"{name}{' ' if spaced else ''}{tenths / 10}%").shares
    assert shares == pytest.approx({name: tenths / 1000})
