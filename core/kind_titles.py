"""What the kinds of tables that are imported and exported are called before people."""

from core.text import N_, Text

KIND_TITLES = {
    "actors": N_("Firms and institutions"),
    "flows": N_("Links with amounts"),
    "regions": N_("Regions"),
    "emissions": N_("Emissions"),
    "statistics": N_("Figures of firms or regions"),
    "capacities": N_("What firms can accept"),
    "commodities": N_("Commodities"),
    "stocks": N_("Stocks"),
    "coefficients": N_("Transfer coefficients"),
    "limits": N_("Targets and limits of regions"),
    "rules": N_("Rules and thresholds"),
    "standards": N_("Limits of own standard sets"),
    "registers": N_("Lists of authorities"),
    "aliases": N_("Other names of firms"),
    "findings": N_("Findings of inspections and complaints"),
    "initiatives": N_("Improvement projects"),
    "quantities": N_("Own quantities"),
    "indicators": N_("Own indicators"),
    "targets": N_("Targets of indicators"),
}


def kind_title(kind: str) -> Text | str:
    """What a kind of table is called; one that has no title yet keeps its name."""
    return Text(KIND_TITLES[kind]) if kind in KIND_TITLES else kind
