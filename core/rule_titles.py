"""The rules whose thresholds, rates and lists are lines of a table, and what each is called before people."""

from core.text import N_

STANDARD_SET = "pollution.standard_set"
MAIN_SOURCE = "pollution.main_source"
OVER_LIMIT = "pollution.over_limit"
HAZARDOUS = "pollution.hazardous_waste"
SCREENING = "pollution.screening"
TWO_HIGH = "pollution.two_high"
SIXTEEN = "pollution.sixteen_trades"
TAX = "pollution.tax"
TAX_RATE = "pollution.tax_rate"
NEIGHBOURS = "pollution.neighbours"
PEERS = "pollution.peers"
REGION_LIMIT = "region.over_limit"
FORBIDDEN = "region.forbidden_industry"
RESTRICTED = "region.restricted_industry"

RULES = {
    STANDARD_SET: N_("Common standard set of a medium"),
    MAIN_SOURCE: N_("Main source by equal-standard load"),
    OVER_LIMIT: N_("Concentration and its limit"),
    HAZARDOUS: N_("Class of a hazardous-waste generator"),
    SCREENING: N_("Screening by share of emissions"),
    TWO_HIGH: N_("Two-high trade"),
    SIXTEEN: N_("Sixteen heavy-polluting trades (historical list)"),
    TAX: N_("Counting of the environmental protection tax"),
    TAX_RATE: N_("Rate of the environmental protection tax"),
    NEIGHBOURS: N_("Distance to sensitive neighbours"),
    PEERS: N_("Comparison with like firms"),
    REGION_LIMIT: N_("Target or environmental capacity of a region"),
    FORBIDDEN: N_("Forbidden industry of a region or function zone"),
    RESTRICTED: N_("Restricted industry of a region or function zone"),
}
