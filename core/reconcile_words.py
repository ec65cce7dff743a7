"""Sentences about a reconciliation: which figure is most likely wrong, by how much, whom to ask, what to measure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.columns import Integers
from core.evidence import enumerate_names, link_ref, link_text, ref, sentences
from core.findings import Ref
from core.reconcile_layers import KINDS, Layer
from core.reconcile_model import OUTSIDE
from core.reconcile_outcome import Outcome, Suspect
from core.series import is_slip
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text

MARK = N_("Adjusted value for diagnosis only, not for reports")
FAR = 10.0  # times what a figure says: by more than that it is hardly off, unless in its unit
THOUSANDFOLD = N_("The two differ about a thousandfold: probably another unit.")
ONE_SIDE = {
    "sender": N_("as the sender states"),
    "receiver": N_("as the receiver states"),
    "survey": N_("as surveyed"),
    "estimate": N_("as estimated"),
    "published": N_("as published"),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A suspect in words: `sentence` says what is probably wrong and by how much, `step` whom to ask.

    `rows` are the links or firms it is about, `amount` what is off in `unit` (above 0: stated too high), `z` its test
    value; `apart` says that the figures alone can tell which of the rows is wrong.
    """

    rows: tuple[Ref, ...]
    sentence: Text
    step: Text
    amount: float
    unit: str
    z: float
    apart: bool


def tell_suspect(now: Snapshot, outcome: Outcome, suspect: Suspect) -> Doubt:
    """A suspect of a layer in words."""
    if not suspect.statements:
        return _missing(now, outcome.layer, suspect)
    if suspect.others and any(_dwarfed(now, outcome.layer, place, suspect) for place in suspect.statements):
        return _rather_missing(now, outcome.layer, suspect)
    arcs = outcome.layer.told.arc[list(suspect.statements)]
    if len(suspect.statements) == 1 and not suspect.others:
        return _one(now, outcome, suspect)
    if len(set(arcs.tolist())) == 1 and not suspect.others:
        return _sides(now, outcome.layer, suspect)
    return _several(now, outcome.layer, suspect)


def _one(now: Snapshot, outcome: Outcome, suspect: Suspect) -> Doubt:
    layer, place = outcome.layer, suspect.statements[0]
    value = float(layer.told.value[place])
    expected = value - suspect.excess
    slipped = is_slip(value, expected)
    values = {
        "thing": arc_text(now, layer, int(layer.told.arc[place])),
        "side": _side(now, layer, place),
        "value": Quantity(value, layer.unit),
        "expected": Quantity(rounded(max(expected, 0.0)), layer.unit),
        "off": Quantity(rounded(abs(suspect.excess), 6 if slipped else 3), layer.unit),  # 3 would hide the smaller
    }
    if expected < 0:
        sentence = Text(
            "{thing}: {value} ({side}) does not fit the other figures; they leave no room for it. It is probably much "
            "too high.",
            values,
        )
    elif suspect.excess > 0:
        sentence = Text(
            "{thing}: {value} ({side}) is probably {off} too high; all other figures together say about {expected}.",
            values,
        )
    else:
        sentence = Text(
            "{thing}: {value} ({side}) is probably {off} too low; all other figures together say about {expected}.",
            values,
        )
    slip = Text(THOUSANDFOLD) if slipped else None
    rows = (arc_ref(now, layer, int(layer.told.arc[place])),)
    return Doubt(rows, sentences(sentence, slip), _ask(now, layer, place), suspect.excess, layer.unit, suspect.z, True)


def _sides(now: Snapshot, layer: Layer, suspect: Suspect) -> Doubt:
    """Statements about one link that nothing else checks."""
    arc = int(layer.told.arc[suspect.statements[0]])
    values = [float(layer.told.value[place]) for place in suspect.statements]
    told = [
        Text("{value} ({side})", {"value": Quantity(value, layer.unit), "side": _side(now, layer, place)})
        for place, value in zip(suspect.statements, values, strict=True)
    ]
    named = {
        "thing": arc_text(now, layer, arc),
        "figures": enumerate_names(told),
        "off": Quantity(max(values) - min(values), layer.unit),
        "firms": enumerate_names(_firms(now, layer, arc)),
    }
    slip = Text(THOUSANDFOLD) if is_slip(max(values), min(values)) else None
    if any(_origin(now, layer, place) in ("published", "estimate") for place in suspect.statements):
        sentence = Text("{thing}: {figures} differ by {off}; no balance says which of them is right.", named)
        step = Text(
            "Look up of what year each is and what it counts, and ask {firms} for a figure of their own.", named
        )
    else:
        sentence = Text("{thing}: {figures} differ by {off}; no balance says which side is right.", named)
        step = Text("Put the delivery notes of both sides side by side.")
    return Doubt(
        (arc_ref(now, layer, arc),), sentences(sentence, slip), step, suspect.excess, layer.unit, suspect.z, False
    )


def _several(now: Snapshot, layer: Layer, suspect: Suspect) -> Doubt:
    arcs = list(dict.fromkeys(layer.told.arc[list(suspect.statements)].tolist()))
    values = {
        "off": Quantity(rounded(abs(suspect.excess)), layer.unit),
        "names": enumerate_names([arc_text(now, layer, arc) for arc in arcs]),
        "thing": arc_text(now, layer, arcs[0]),
    }
    sentence = Text("{thing}: the figure does not fit the others by about {off}.", values)
    if len(arcs) > 1:
        sentence = Text(
            "One of these figures is off by about {off}, but which of them cannot be told: {names}.", values
        )
    firms = [str(now.actor.name[layer.actor[node]]) for node in suspect.others]
    hidden = Text(
        "It may also be an amount that was not recorded at {firms}.", {"firms": enumerate_names(firms)}
    ) if firms else None  # fmt: skip
    step = Text(
        "Ask {firms} for the weighing lists; one more measured figure would tell which is wrong.",
        {"firms": enumerate_names(list(dict.fromkeys(name for arc in arcs for name in _firms(now, layer, arc))))},
    )
    rows = tuple(arc_ref(now, layer, arc) for arc in arcs)
    return Doubt(rows, sentences(sentence, hidden), step, suspect.excess, layer.unit, suspect.z, False)


def _missing(now: Snapshot, layer: Layer, suspect: Suspect) -> Doubt:
    rows = tuple(ref(now, "actor", int(layer.actor[node])) for node in suspect.nodes)
    names = enumerate_names([row.name for row in rows])
    values = {
        "firm": names, "amount": Quantity(rounded(abs(suspect.excess)), layer.unit),
        "kind": Text(KINDS[layer.kind][2]),
    }  # fmt: skip
    if suspect.excess > 0:
        sentence = Text("At {firm} about {amount} of {kind} that went out is probably not recorded.", values)
    else:
        sentence = Text("At {firm} about {amount} of {kind} that came in is probably not recorded.", values)
    step = Text("Ask {firm} for deliveries, losses, emissions and stocks that are not in the file.", {"firm": names})
    return Doubt(rows, sentence, step, suspect.excess, layer.unit, suspect.z, len(rows) == 1)


def _dwarfed(now: Snapshot, layer: Layer, place: int, suspect: Suspect) -> bool:
    """Whether a figure is far smaller than what it would have to be off by, and no thousandfold slip explains it."""
    off, value = abs(suspect.excess), float(layer.told.value[place])
    size, held = abs(value), int(layer.told.arc[place]) - len(layer.flow)
    if held >= 0:
        row = int(layer.stock[held])
        size = max(float(now.stock.opening[row]), float(now.stock.closing[row]))
    return off > FAR * size and not is_slip(value, value + off)


def _rather_missing(now: Snapshot, layer: Layer, suspect: Suspect) -> Doubt:
    """An amount nobody recorded, since it is far above a figure that could be off as well; then the larger figures."""
    doubt = _missing(now, layer, replace(suspect, nodes=suspect.others, excess=suspect.hidden))
    likely = [place for place in suspect.statements if not _dwarfed(now, layer, place, suspect)]
    arcs = list(dict.fromkeys(layer.told.arc[likely].tolist()))
    if not arcs:
        return doubt
    also = Text(
        "It may also be that a figure is off by as much: {names}.",
        {"names": enumerate_names([arc_text(now, layer, arc) for arc in arcs])},
    )
    rows = doubt.rows + tuple(arc_ref(now, layer, arc) for arc in arcs)
    return replace(doubt, rows=rows, sentence=sentences(doubt.sentence, also), apart=False)


def _origin(now: Snapshot, layer: Layer, place: int) -> str:
    """Where a statement comes from, "" for a stock."""
    row = int(layer.told.row[place])
    return str(now.flow_amount.origin[row]) if row >= 0 else ""


def _side(now: Snapshot, layer: Layer, place: int) -> Text:
    """Who states a figure; what was published is named by its source."""
    row = int(layer.told.row[place])
    if row < 0:
        return Text("opening and closing stock")
    origin, cited = str(now.flow_amount.origin[row]), int(now.flow_amount.source[row])
    if origin == "published" and cited >= 0:
        return Text("as published: {source}", {"source": str(now.source.title[cited])})
    return Text(ONE_SIDE[origin])


def _firms(now: Snapshot, layer: Layer, arc: int) -> list[str]:
    """The names of those who know of an amount: both ends of a link, the holder of a stock."""
    if arc >= len(layer.flow):
        return [str(now.actor.name[layer.actor[layer.tail[arc]]])]
    link = int(layer.flow[arc])
    ends = (int(now.flow.sender[link]), int(now.flow.receiver[link]))
    return [str(now.actor.name[end]) for end in dict.fromkeys(ends) if end >= 0]


def _ask(now: Snapshot, layer: Layer, place: int) -> Text:
    """Whom to ask: the side that stated the figure, else both ends."""
    arc, row = int(layer.told.arc[place]), int(layer.told.row[place])
    if row < 0:
        firm = str(now.actor.name[layer.actor[layer.tail[arc]]])
        return Text("Ask {firm} for the stock lists of both year ends.", {"firm": firm})
    link = int(layer.flow[arc])
    ends = {"sender": int(now.flow.sender[link]), "receiver": int(now.flow.receiver[link])}
    told = ends.get(str(now.flow_amount.origin[row]), OUTSIDE)
    names = [str(now.actor.name[told])] if told >= 0 else _firms(now, layer, arc)
    return Text("Ask {firms} for the weighing lists of this amount.", {"firms": enumerate_names(names)})


def arc_text(now: Snapshot, layer: Layer, arc: int) -> Text:
    """An amount of a layer as a sentence names it: a link, or the change of a stock."""
    if arc < len(layer.flow):
        return link_text(now, int(layer.flow[arc]))
    row = int(layer.stock[arc - len(layer.flow)])
    values = {
        "commodity": str(now.commodity.name[now.stock.commodity[row]]),
        "firm": str(now.actor.name[now.stock.actor[row]]),
    }
    return Text("change of the stock of {commodity} at {firm}", values)


def arc_ref(now: Snapshot, layer: Layer, arc: int) -> Ref:
    """The row of an amount of a layer."""
    if arc < len(layer.flow):
        return link_ref(now, int(layer.flow[arc]))
    row = int(layer.stock[arc - len(layer.flow)])
    return Ref("stock", str(now.stock.uid[row]), str(now.actor.name[now.stock.actor[row]]))


def rounded(value: float, digits: int = 3) -> float:
    """A value to some digits, since a diagnosis is no more exact."""
    return float(f"{value:.{digits}g}") if np.isfinite(value) else value


@dataclass(frozen=True, slots=True)
class Advice:
    """What measuring one amount would tell: the amounts (`rows`, the first the one to measure) it would determine."""

    rows: tuple[Ref, ...]
    determines: int
    sentence: Text


def tell_measurements(now: Snapshot, outcome: Outcome) -> list[Advice]:
    """For each set of undetermined amounts what one measurement of any of them would determine, the largest first."""
    layer, solved = outcome.layer, outcome.bounded.balanced
    group = solved.classified.group
    sets: dict[int, list[int]] = {}
    for arc in np.flatnonzero(group >= 0).tolist():
        sets.setdefault(int(group[arc]), []).append(arc)
    ranked = sorted((arcs for arcs in sets.values() if _matters(layer, arcs)), key=lambda arcs: (-len(arcs), arcs[0]))
    return [_advice(now, layer, arcs) for arcs in ranked]


def _matters(layer: Layer, arcs: Sequence[int]) -> bool:
    """Whether the amounts touch a balanced node: elsewhere a measurement tells of itself only."""
    return any(layer.tail[arc] >= 0 or layer.head[arc] >= 0 for arc in arcs)


def _advice(now: Snapshot, layer: Layer, arcs: list[int]) -> Advice:
    first, others = arcs[0], arcs[1:]
    values = {
        "thing": arc_text(now, layer, first),
        "others": enumerate_names([arc_text(now, layer, arc) for arc in others]),
        "n": len(others),
    }
    rows = tuple(arc_ref(now, layer, arc) for arc in arcs)
    if not others:
        return Advice(rows, 1, Text("{thing}: only a figure of its own would determine it.", values))
    sentence = Text(
        "A figure for {thing} would also determine {n} other amount: {others}.",
        values,
        plural="A figure for {thing} would also determine {n} other amounts: {others}.",
    )
    return Advice(rows, len(arcs), sentence)


def tell_contradictions(now: Snapshot, outcome: Outcome) -> list[Text]:
    """Fixed figures that keep actors from balancing, whose amounts stay as told."""
    layer, solved = outcome.layer, outcome.bounded.balanced
    merged = solved.classified.merged[: len(layer.actor)]
    nodes: Integers = np.flatnonzero(solved.contradicting[merged])
    if not len(nodes):
        return []
    names = [str(now.actor.name[layer.actor[node]]) for node in nodes]
    return [
        Text(
            "Figures without any doubt (sd 0) contradict each other, so that {kind} of {names} are not adjusted. Give "
            "them an accuracy or correct them.",
            {"kind": Text(KINDS[layer.kind][2]), "names": enumerate_names(names)},
        )
    ]
