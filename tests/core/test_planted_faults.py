"""The teaching park's planted faults are found by the checks on their own, without knowing where they are."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from core.analysis import analyse
from core.catalogues import table
from core.findings import Finding
from core.i18n import show
from core.snapshot import Snapshot

PLANTED = Path(__file__).with_name("planted_faults.csv")
# The rule that has to find each planted fault.
RULES = {
    "x1000": "data.thousandfold",
    "kg_for_t": "data.thousandfold",
    "no_receiver": "gap.no_receiver",
    "no_site": "data.receiver_without_site",
    "double": "data.same_firm_twice",
    "growing_heap": "gap.growing_heap",
}


def planted() -> list[dict[str, str]]:
    with PLANTED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def findings(sample_shot: Callable[[str, str], Snapshot]) -> list[Finding]:
    return list(analyse(sample_shot("teaching", "en")).findings)


def names(finding: Finding) -> str:
    """Everything that a finding is about, by name."""
    return " ".join([finding.subject.name, finding.matter, *(ref.name for ref in finding.evidence)])


@pytest.mark.parametrize("fault", planted(), ids=lambda fault: fault["fault"])
def test_every_planted_fault_is_found(findings: list[Finding], fault: dict[str, str]) -> None:
    titles = {row["id"]: row["title_en"] for row in table("tables/items.csv")}
    wanted = [titles.get(fault[column], fault[column]) for column in ("actor", "other", "matter") if fault[column]]
    hits = [f for f in findings if f.rule == RULES[fault["fault"]] and all(word in names(f) for word in wanted)]
    assert len(hits) == 1


def test_the_list_of_findings_stays_readable(findings: list[Finding]) -> None:
    assert 15 <= len(findings) <= 60


def test_every_finding_has_what_it_takes_to_defend_it(findings: list[Finding]) -> None:
    for finding in findings:
        assert show(finding.sentence, "zh")
        assert show(finding.step, "zh")
        assert finding.evidence or finding.rule in ("data.no_emissions", "data.sums_only")
        assert finding.subject.uid
        assert finding.severity in (1, 2, 3)


def test_findings_keep_their_identity(findings: list[Finding]) -> None:
    keys = [finding.key for finding in findings]
    assert len(set(keys)) == len(keys)
