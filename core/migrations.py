"""Every migration of a project file in its order; one that was released is never edited or moved."""

from sqlite_utils import Migrations

from core.schema import m001_tables, m002_as_entered, m003_catalogue_lines
from core.schema_findings import m014_finding_link
from core.schema_history import m013_history_chain, m016_history_contents
from core.schema_later import (
    m004_yearly_round,
    m005_balanced,
    m006_layer_styles,
    m007_transfer_coefficient,
    m008_entered_finding,
)
from core.schema_merges import m012_merges
from core.schema_rules import m009_rule_line
from core.schema_standards import m015_standard_limit
from core.schema_surveys import m011_surveys
from core.schema_targets import m010_own_indicators

IN_ORDER = (
    m001_tables,
    m002_as_entered,
    m003_catalogue_lines,
    m004_yearly_round,
    m005_balanced,
    m006_layer_styles,
    m007_transfer_coefficient,
    m008_entered_finding,
    m009_rule_line,
    m010_own_indicators,
    m011_surveys,
    m012_merges,
    m013_history_chain,
    m014_finding_link,
    m015_standard_limit,
    m016_history_contents,
)
migrations = Migrations("cluster-atlas")
for _step in IN_ORDER:
    migrations()(_step)
