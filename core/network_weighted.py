"""Which links flow-weighted indicators may read: one unit, enough known amounts; and the values they give."""

from dataclasses import dataclass

import numpy as np

from core.columns import Flags, Numbers
from core.evidence import enumerate_names
from core.figures import Figures, figures
from core.indicators import NO_REASON, Request
from core.kinds import FLOW_KINDS
from core.network import exchanging
from core.network_cycling import WANTED, Cycling
from core.network_flows import FlowMatrix, ascendency, finn_cycling, flow_matrix, mean_path_length, throughflow
from core.snapshot import Snapshot
from core.text import N_, Text

LEAST_COVERAGE = 0.8
LARGEST = 1e300  # beyond this, sums and products of amounts have no room in a number
_PHYSICAL = {kind.id: kind.physical for kind in FLOW_KINDS.values()}
SEVERAL_UNITS = N_("The links hold several units ({units}), which cannot be added; choose one of them.")


@dataclass(frozen=True, slots=True)
class Weighted:
    """The links of one unit with a known amount, those without, the known share, and a reason why it is no use."""

    unit: str
    value: Numbers
    known: Flags
    unknown: Flags
    coverage: float
    reason: Text | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its unit and sd (None where it is exact), or None with the reason."""

    value: float | None
    unit: str = ""
    sd: float | None = None
    reason: Text = NO_REASON


def weigh(snapshot: Snapshot, request: Request, told: Figures | None = None) -> Weighted:
    """The links that can be added up: physical kinds unless kinds were asked for, in the asked or the only unit.

    `told` are the figures of the links where they are known already. A link whose commodity has no unit may belong to
    any, so it counts among those of unknown amount.
    """
    told = told or figures(snapshot)
    physical = np.array(list(map(_PHYSICAL.__getitem__, snapshot.flow.kind.tolist())), dtype=np.bool_)
    candidates = np.ones(len(physical), dtype=np.bool_) if request.kinds else physical
    units = sorted(set(map(str, set(told.unit[candidates].tolist()) - {""})))
    unit = request.unit or (units[0] if len(units) == 1 else "")
    chosen = candidates & np.isin(told.unit, [unit, ""])
    stated = ~np.isnan(told.value)
    known, unknown = chosen & stated & exchanging(told.value), chosen & (~stated | told.partial)
    count = int(chosen.sum())
    coverage = 1 - int(unknown.sum()) / count if count else 0.0
    reason = _unit_reason(unit, units) or _coverage_reason(unit, coverage, count, request)
    if known.any() and float(told.value[known].max()) > LARGEST / int(known.sum()):
        reason = Text("The amounts are too large to be added. Correct the largest of them.")
    return Weighted(unit, told.value, known, unknown, coverage, reason)


def _unit_reason(unit: str, units: list[str]) -> Text | None:
    if not unit and len(units) > 1:
        return Text(SEVERAL_UNITS, {"units": units})
    if unit in units:
        return None
    if not unit:
        return Text("No link has a unit in which it could be added to others.")
    return Text("No link of the chosen kinds is counted in {unit}.", {"unit": unit})


def _coverage_reason(unit: str, coverage: float, count: int, request: Request) -> Text | None:
    if coverage >= LEAST_COVERAGE or request.complete:
        return None
    values = {"known": round(coverage * count), "count": count, "unit": unit}
    return Text(
        "The amount is fully known for {known} of {count} links in {unit}; at least 80 % are needed. "
        "Ask for the missing amounts.",
        values,
    )


def weighted_values(snapshot: Snapshot, weighted: Weighted) -> dict[str, Figure]:
    """The flow-weighted figures by name, of the known links alone."""
    flows = flow_matrix(snapshot.flow, weighted.value, weighted.known)
    total = float(throughflow(flows).sum())
    order = ascendency(flows)
    if order is None:
        nothing = Figure(None, reason=Text("No link has an amount above 0."))
        names = ("finn_cycling_index", "mean_path_length", "total_throughflow", "ascendency", "capacity", "robustness")
        return dict.fromkeys(names, nothing)
    bits = f"{weighted.unit}·bit"
    single = Text("A single flow has no order to compare with.")
    path = mean_path_length(flows)
    return {
        "finn_cycling_index": _cycling_figure(snapshot, flows),
        "mean_path_length": Figure(path, reason=NO_REASON if path else Text("Nothing comes in from outside.")),
        "total_throughflow": Figure(total, weighted.unit),
        "ascendency": Figure(order.ascendency, bits),
        "capacity": Figure(order.capacity, bits),
        "robustness": Figure(order.robustness, reason=NO_REASON if order.order else single),
    }


def rough_told(cycling: Cycling) -> Text | None:
    """How far a cycling index is known where it could only be estimated widely, None where it is known well."""
    if cycling.index is None or cycling.bound <= WANTED * cycling.index:
        return None
    values = {"bound": float(f"{cycling.bound:.1g}")}
    return Text("Too many firms exchange with too many others for an exact solution: known to ± {bound} only.", values)


def long_told(names: list[str]) -> Text:
    """Why the cycles of some actors, which do end, are not followed."""
    return Text(
        "What comes in to {names} goes round so long before it leaves that the index is not estimated. "
        "Choose a region or a unit with fewer firms, or check whether amounts that leave are missing.",
        {"names": enumerate_names(names)},
    )


def _cycling_figure(snapshot: Snapshot, flows: FlowMatrix) -> Figure:
    cycling = finn_cycling(flows)
    if cycling.index is not None:
        return Figure(cycling.index, sd=cycling.sd or None, reason=rough_told(cycling) or NO_REASON)
    if cycling.lasting is not None:
        names = [str(snapshot.actor.name[row]) for row in flows.actors[cycling.lasting]]
        return Figure(None, reason=long_told(names))
    if cycling.swelling is None:
        return Figure(None, reason=Text("Nothing comes in to any actor."))
    names = [str(snapshot.actor.name[row]) for row in flows.actors[cycling.swelling]]
    return Figure(
        None,
        reason=Text(
            "More goes round among {names} than comes in, so the cycles never end; add what comes in from outside.",
            {"names": enumerate_names(names)},
        ),
    )
