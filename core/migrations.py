"""Every migration of a project file in its order; one that was released is never edited or moved."""

from sqlite_utils import Migrations

from core.schema import m001_tables, m002_as_entered, m003_catalogue_lines
from core.schema_findings import m014_finding_link
from core.schema_later import (
    m004_yearly_round,
    m005_balanced,
    m006_layer_styles,
    m007_transfer_coefficient,
    m008_entered_finding,
)
from core.schema_surveys import m011_surveys

IN_ORDER = (
    m001_tables,
    m002_as_entered,
    m003_catalogue_lines,
    m004_yearly_round,
    m005_balanced,
    m006_layer_styles,
    m007_transfer_coefficient,
    m008_entered_finding,
    m011_surveys,
    m014_finding_link,
)
migrations = Migrations("cluster-atlas")
for _step in IN_ORDER:
    migrations()(_step)
