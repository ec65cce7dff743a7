"""Which chart shows a finding or an indicator beside others."""

from core.check_decomposers import MISSING
from core.check_hot_spots import HOT_SPOT
from core.check_receivers import NO_RECEIVER
from core.findings import Finding
from core.loads import MEDIUM_TITLES
from core.rule_titles import MAIN_SOURCE
from core.system_results import Judged
from gis.chart_list import CHARTS

_BY_LOAD, _BY_WASTE = (MAIN_SOURCE, HOT_SPOT), (MISSING, NO_RECEIVER)


def chart_of_finding(finding: Finding) -> str:
    """The kind of chart, "" for none."""
    if finding.rule in _BY_LOAD:
        medium = next((name for name, title in MEDIUM_TITLES.items() if finding.matter.startswith(title)), "")
        return f"pareto-{medium}" if f"pareto-{medium}" in CHARTS else ""
    return "decomposers" if finding.rule in _BY_WASTE else ""


def item_of_indicator(judged: Judged) -> str:
    """What the series of an indicator is asked for by."""
    return f"{judged.line.system}:{judged.line.number}"
