"""What the tables of a project file are called before people."""

from core.text import N_, Text

TABLE_TITLES = {
    "source": N_("Sources"),
    "region": N_("Regions"),
    "region_limit": N_("Targets and limits of regions"),
    "commodity": N_("Commodities"),
    "actor": N_("Firms and institutions"),
    "actor_alias": N_("Other names of firms"),
    "membership": N_("Membership in parks"),
    "statistic": N_("Statistics"),
    "stock": N_("Stocks"),
    "flow": N_("Links"),
    "flow_amount": N_("Amounts of links"),
    "emission": N_("Emissions"),
    "capacity": N_("Capacities of receivers"),
    "initiative": N_("Improvement projects"),
    "decision": N_("Decisions on findings"),
    "scenario": N_("Scenarios"),
    "scenario_action": N_("Actions of scenarios"),
    "layer": N_("Layers"),
    "layout": N_("Layouts"),
    "setting": N_("Settings"),
    "register": N_("Lists and registers"),
    "survey_package": N_("Survey packages"),
    "survey_conflict": N_("Conflicts of surveys"),
    "survey_return": N_("Packets merged"),
    "attachment": N_("Attached files"),
    "capacity_proof": N_("Proof of receivers"),
    "year": N_("Years"),
    "year_item": N_("To confirm in a year"),
    "receipt": N_("Forms received"),
    "year_edition": N_("Locked editions of years"),
    "locked_table": N_("Rows of locked years"),
    "restatement": N_("Restatements"),
    "transfer_coefficient": N_("Transfer coefficients"),
    "rule_line": N_("Rules and thresholds"),
    "standard_limit": N_("Limits of own standard sets"),
    "entered_finding": N_("Entered findings"),
    "own_quantity": N_("Own quantities"),
    "own_indicator": N_("Own indicators"),
    "indicator_target": N_("Targets of indicators"),
    "finding_link": N_("Findings that tell of the same"),
    "figure_correction": N_("Figures that were put right"),
    "catalogue_line": N_("Own lines of catalogues"),
    "layer_styles": N_("Styles for QGIS"),
    "edit": N_("History"),
}


def table_title(table: str) -> Text | str:
    """The title of a table as a value of a sentence; a table that is not the user's keeps its own name."""
    title = TABLE_TITLES.get(table)
    return Text(title) if title else table
