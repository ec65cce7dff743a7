"""The words that a project's own quantities, indicators, targets and R-tags are chosen from."""

from core.text import N_

# What an indicator is to its system; a letter is a group of which one must be met.
NEEDS = {"must": N_("mandatory"), "guide": N_("guiding"), "tell": N_("to be told")}
INDICATOR_NEEDS = {
    **NEEDS,
    "a": N_("one of group a"),
    "b": N_("one of group b"),
    "c": N_("one of group c"),
    "d": N_("one of group d"),
    "e": N_("one of group e"),
    "f": N_("one of group f"),
}
QUANTITY_READS = {
    "links_in": N_("links from outside"),
    "links_out": N_("links to outside"),
    "links_within": N_("links within"),
    "links_all": N_("all links"),
    "statistics": N_("statistics of firms"),
}
TARGET_PARTS = {"base": N_("base year"), "target": N_("target")}
TARGET_SIDES = {"least": N_("at least"), "most": N_("at most")}
R_TAGS = {
    "fit": N_("right amount"),
    "rethink": N_("rethinking"),
    "reduce": N_("reduction"),
    "reuse": N_("reuse"),
    "repair": N_("repair"),
    "recycle": N_("recycling"),
    "recover": N_("recovery as a resource"),
    "harmless": N_("making harmless"),
}
