"""What firms of two-high trades consume is told as the accounts of energy know it, without what may not be shown."""

from collections.abc import Callable
from typing import Any

import pytest

from core.check_trades import energy_of, find_two_high, trade_findings
from core.findings import Finding, Inquiry, inquire
from core.i18n import THIN, show
from core.project import Project
from core.rule_requests import rule_needs
from core.rule_titles import TWO_HIGH
from core.snapshot import Snapshot
from core.system_scope import scope_of

Enter = Callable[..., Snapshot]
Row = dict[str, Any]
FIRMS = [{"name": name, "industry_code": "3011"} for name in "ABCDE"]
GOODS = [{"name": "raw coal", "base_unit": "t"}, {"name": "sawdust X", "base_unit": "t"}]
SOURCES = [
    {"title": "report", "permitted_use": "internal"},
    {"title": "secret", "permitted_use": "superior"},
    {"title": "form 205", "permitted_use": "aggregate"},
]


def whole(actor: str, value: float, source: str = "report") -> Row:
    return {"actor": actor, "item": "energy_consumption", "value": value, "unit": "tce", "year": 2024, "source": source}


def fuel(actor: str, name: str, value: float, source: str = "report") -> Row:
    return {**whole(actor, value, source), "item": "energy_input", "commodity": name, "unit": "t"}


def asked(enter: Enter, *rows: Row) -> Inquiry:
    return inquire(enter(source=SOURCES, commodity=GOODS, actor=FIRMS, statistic=list(rows)), 2024)


def said(finding: Finding) -> str:
    return show(finding.sentence, "en").replace(THIN, " ")


def of_firm(inquiry: Inquiry, name: str) -> Finding:
    return next(one for one in trade_findings(inquiry) if (one.subject.name, one.rule) == (name, TWO_HIGH))


def together(inquiry: Inquiry) -> Finding:
    (found,) = find_two_high(inquiry)
    return found


def test_energy_told_by_fuel_is_known_and_not_asked_for_again(cluster: Enter, project: Project) -> None:
    """50 t of raw coal at 0.7143 tce a tonne."""
    inquiry = asked(cluster, fuel("A", "raw coal", 50.0))
    assert "It consumes 35.715 tce of energy. Not in it: electricity (not listed, not even as 0)" in said(
        of_firm(inquiry, "A")
    )
    assert "Energy consumed: 35.715 tce, told by 1 of 5. 1 firm among them lists carriers" in said(together(inquiry))
    for finding in (of_firm(inquiry, "A"), together(inquiry)):
        assert "statistic" in {ref.table for ref in finding.evidence}
    (energy,) = (one for one in rule_needs(scope_of(project.snapshot(), 2024), [TWO_HIGH]).figures
                 if one.column == "energy")  # fmt: skip
    assert (energy.there, {firm.name for firm in energy.silent}) == (1, set("BCDE"))


def test_what_is_lacking_is_named_where_the_energy_is_not_known(cluster: Enter) -> None:
    inquiry = asked(cluster, fuel("A", "sawdust X", 50.0))
    assert "is not known. Needed: the heating value of sawdust X (told in t)." in said(of_firm(inquiry, "A"))
    assert "Needed" not in said(of_firm(inquiry, "B"))


def test_the_energy_of_all_firms_is_computed_once(cluster: Enter) -> None:
    inquiry = asked(cluster, whole("A", 12.0))
    assert energy_of(inquiry) is energy_of(inquiry)


@pytest.mark.parametrize(("hidden", "sum_told"), [("A", "40 tce, told by 1 of 5"), ("AB", "40 tce, told by 1 of 5"),
                                                  ("ABD", "2040 tce, told by 4 of 5")])  # fmt: skip
def test_what_is_for_the_superior_office_enters_sums_of_three_such_firms_alone(
    cluster: Enter, hidden: str, sum_told: str
) -> None:
    """A to D told 500, 700, 40 and 800 tce, of which C alone openly."""
    figures = {"A": 500.0, "B": 700.0, "C": 40.0, "D": 800.0}
    inquiry = asked(cluster, *(whole(name, figures[name], "report" if name == "C" else "secret")
                               for name in (*hidden, "C")))  # fmt: skip
    assert f"Energy consumed: {sum_told}." in said(together(inquiry))
    assert "is told to the superior office only." in said(of_firm(inquiry, "A"))
    assert [ref.table for ref in of_firm(inquiry, "A").evidence].count("statistic") == 0
    assert "It consumes 40 tce of energy." in said(of_firm(inquiry, "C"))


def test_what_permits_only_sums_reaches_no_sentence_about_these_firms(cluster: Enter) -> None:
    inquiry = asked(cluster, whole("A", 500.0, "form 205"), fuel("B", "raw coal", 50.0, "form 205"), whole("C", 40.0))
    assert "Energy consumed: 40 tce, told by 1 of 5." in said(together(inquiry))
    for name in "AB":
        assert "How much energy it consumes is not told." in said(of_firm(inquiry, name))
