from dataclasses import replace

import pytest

from core.findings import Finding, Ref
from core.snapshot import Snapshot
from core.text import Text
from gis.badges import badge_text
from gis.flags import Ring, flag_sign, flagged


def finding(rule: str, layer: str = "network") -> Finding:
    return Finding(rule, layer, 2, Ref("actor", "x"), Text("Something."), Text(""))


@pytest.mark.parametrize(
    ("rule", "layer", "sign"),
    [
        ("pollution.main_source", "computed", "ring"),
        ("pollution.permit_class", "statutory", "permit"),
        ("gap.no_receiver", "network", "stub"),
        ("gap.missing_decomposer", "network", "missing"),
        ("fragile.stranded", "network", "halo"),
        ("inspection", "entered", "ring"),
        ("data.growth", "data", "number"),
    ],
)
def test_each_rule_has_its_sign(rule: str, layer: str, sign: str) -> None:
    assert flag_sign(finding(rule, layer)) == sign


def test_a_listed_firm_and_a_computed_one_get_different_rings(park: Snapshot, findings: tuple[Finding, ...]) -> None:
    rings = flagged(park, findings).rings
    names = {str(park.actor.name[row]): ring for row, ring in rings.items()}
    assert names == {"乙钢铁厂": Ring(3, True), "氧化铝厂": Ring(2, False)}


def test_the_numbers_follow_the_order_of_the_findings(park: Snapshot, findings: tuple[Finding, ...]) -> None:
    flags = flagged(park, findings)
    assert [number for marks in flags.numbers.values() for number, _ in marks] == [1, 2, 4, 6]
    assert [stub.number for stub in flags.stubs] == [3]
    assert [gap.number for gap in flags.missing] == [5]


def test_beyond_the_cards_signs_stay_but_numbers_go(park: Snapshot, findings: tuple[Finding, ...]) -> None:
    flags = flagged(park, findings, numbered=1)
    assert len(flags.rings) == 2
    assert [number for marks in flags.numbers.values() for number, _ in marks] == [1]


def test_a_rule_that_names_several_firms_rings_them_all(park: Snapshot, findings: tuple[Finding, ...]) -> None:
    told = tuple(finding.subject for finding in findings[:2])
    together = replace(findings[1], subject=Ref("cluster", "cluster"), evidence=told)
    assert len(flagged(park, (together,), numbered=0).rings) == 2


@pytest.mark.parametrize(("numbers", "text"), [([3], "3"), ([1, 4], "1\u00b74"), ([1, 4, 6], "1 +2")])
def test_one_sign_has_one_badge(numbers: list[int], text: str) -> None:
    assert badge_text(numbers) == text
