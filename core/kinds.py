"""The closed word lists of the model: flow kinds, media, roles, origins, grades. Adding one is adding a line."""

from dataclasses import dataclass

from core.text import N_


@dataclass(frozen=True, slots=True)
class FlowKind:
    """A kind of link; `physical` kinds can be balanced, the others are drawn as thin dashes."""

    id: str
    title: str
    physical: bool


FLOW_KINDS = {
    kind.id: kind
    for kind in (
        FlowKind("material", N_("Material"), True),
        FlowKind("product", N_("Product"), True),
        FlowKind("by-product", N_("By-product"), True),
        FlowKind("waste", N_("Waste"), True),
        FlowKind("utility", N_("Utility"), True),
        FlowKind("energy", N_("Energy"), True),
        FlowKind("water", N_("Water"), True),
        FlowKind("emission", N_("Emission"), True),
        FlowKind("information", N_("Information"), False),
        FlowKind("capital", N_("Capital"), False),
        FlowKind("technology", N_("Technology"), False),
        FlowKind("people", N_("People"), False),
    )
}

MEDIA = {
    "goods": N_("Goods"), "energy": N_("Energy"), "water": N_("Water"), "emission": N_("Emission"),
    "information": N_("Information"), "capital": N_("Capital"), "technology": N_("Technology"), "people": N_("People"),
}  # fmt: skip

# The unit in which amounts of a commodity are kept, per year, by its medium; the others have no physical unit.
BASE_UNITS = {"goods": "t", "energy": "GJ", "water": "m3", "emission": "t", "capital": "wan_yuan", "people": "person"}

ROLES = {
    "producer": N_("Producer"),
    "consumer": N_("Consumer"),
    "decomposer": N_("Decomposer"),
    "treatment": N_("Central treatment"),
}
ACTOR_KINDS = {
    "firm": N_("Firm"),
    "government": N_("Government"),
    "intermediary": N_("Intermediary"),
    "research": N_("Research"),
    "finance": N_("Finance"),
    "association": N_("Association"),
    "residents": N_("Residents"),
    "cluster": N_("Other cluster"),
    "environment": N_("Natural source or sink"),
}
NETWORK_LAYERS = {"core": N_("Core value network"), "support": N_("Support network"), "environment": N_("Environment")}
STATUSES = {
    "running": N_("Running"),
    "planned": N_("Planned"),
    "proposed": N_("Proposed"),
    "suspended": N_("Suspended"),
    "ended": N_("Ended"),
}
ORIGINS = {
    "sender": N_("Stated by the sender"),
    "receiver": N_("Stated by the receiver"),
    "survey": N_("Survey"),
    "estimate": N_("Estimate"),
    "published": N_("Published"),
}
# The higher rank counts (audited > declared > surveyed > estimated); at equal rank the newest source.
GRADES = {"audited": 4, "declared": 3, "surveyed": 2, "estimate": 1}
GRADE_TITLES = {
    "audited": N_("audited"),
    "declared": N_("declared"),
    "surveyed": N_("surveyed"),
    "estimate": N_("estimate"),
}
# Of which kinds the account of an actor is complete: everything that comes in and goes out is a link or a stock.
BALANCED = {
    "goods": N_("Goods (t)"),
    "water": N_("Water (m3)"),
    "energy": N_("Energy (GJ)"),
    "goods_water": N_("Goods and water"),
    "goods_energy": N_("Goods and energy"),
    "water_energy": N_("Water and energy"),
    "all": N_("Goods, water and energy"),
}
PERMIT_CLASSES = {
    "key": N_("Key management"),
    "simplified": N_("Simplified management"),
    "registered": N_("Registration"),
}
PROOFS = {
    "registered": N_("registered"),
    "papers": N_("papers seen"),
    "visited": N_("visited"),
    "books": N_("books match"),
}
LIMIT_BASES = {"target": N_("total-control target"), "capacity": N_("environmental capacity")}
DESTINATIONS = {
    "direct": N_("direct discharge"),
    "plant": N_("to a central plant"),
    "generated": N_("generated only"),
}
POINT_QUALITIES = {
    "surveyed": N_("surveyed"),
    "dataset": N_("from a dataset"),
    "approximate": N_("approximate"),
    "none": N_("no coordinates"),
}
FINDING_KINDS = {"inspection": N_("Inspection"), "complaint": N_("Complaint"), "own": N_("Own observation")}
SEVERITIES = {1: N_("hint"), 2: N_("attention"), 3: N_("key attention")}
SUMS_ONLY = "aggregate"  # what a source opens to sums of three firms and more alone (statistics law)
SUPERIOR = "superior"
NOT_FOR_FIRMS = (SUMS_ONLY, SUPERIOR)  # uses of sources whose figures go out to no firm
PERMITTED_USES = {
    "public": N_("public"),
    "internal": N_("internal"),
    SUMS_ONLY: N_("sums only (statistics law)"),
    SUPERIOR: N_("superior office only"),
}
