"""A cascade in sentences: what is handed on, what a plant for all in one place would need, and the missing rungs."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from core.cascade_acidity import Range, unlike
from core.cascade_project import LEAST_DIFFERENCE, End, HeatCascade, ProjectWater, Refusal, unserved, unused
from core.cascade_water import WaterCascade, WaterNetwork
from core.catalogues import find_pollutant
from core.evidence import enumerate_names, sentences
from core.snapshot import Snapshot
from core.text import Quantity, Text

NOTABLE = 1e-6  # shares below it are rounding


def heat_lines(now: Snapshot, cascade: HeatCascade) -> Iterator[Text]:
    """The heat cascade of a project for people."""
    if not cascade.sources or not cascade.sinks:
        values = {"sources": len(cascade.sources), "sinks": len(cascade.sinks)}
        yield Text(
            "No heat can be handed on yet. Known with temperature and amount: {sources} givers, {sinks} takers.", values
        )
        yield Text(
            "Record the temperature with the commodity, what is left as waste generated, what is taken as a capacity."
        )
    else:
        yield _heat_handed(cascade)
        yield from _pairs(now, cascade)
    yield from _heat_rungs(now, cascade)
    yield from refused_told(now, cascade.refused)
    yield from left_out_told(cascade.left_out)


def _heat_handed(cascade: HeatCascade) -> Text:
    table = cascade.table
    values = {
        "delivered": Quantity(cascade.handed.delivered, "GJ"),
        "recovered": Quantity(table.recovered, "GJ"),
        "heating": Quantity(table.heating, "GJ"),
        "cooling": Quantity(table.cooling, "GJ"),
        "pinch": [Quantity(round(step, 1), "°C") for step in table.pinch],
    }
    return sentences(
        Text("{delivered} of heat a year can be handed on from firm to firm, 2 % lost a km.", values),
        Text(
            "Were all in one place, {recovered} could be; {heating} of heating and {cooling} of cooling stay.", values
        ),
        Text("The cascade is pinched at {pinch}.", values) if table.pinch else None,
    )


def _pairs(now: Snapshot, cascade: HeatCascade) -> Iterator[Text]:
    for source, sink in np.argwhere(cascade.handed.sent > 0).tolist():
        one, other = cascade.sources[source], cascade.sinks[sink]
        values = {
            "amount": Quantity(round(float(cascade.handed.sent[source, sink])), "GJ"),
            "from": now.actor.name[one.actor],
            "hot": one.temperature,
            "to": now.actor.name[other.actor],
            "cold": other.temperature,
        }
        yield Text("{amount} of {from} at {hot} °C can go to {to}, which needs {cold} °C.", values)


def _heat_rungs(now: Snapshot, cascade: HeatCascade) -> Iterator[Text]:
    """Who gets no heat and why, and whose heat nobody takes."""
    hottest = max((source.temperature for source in cascade.sources), default=-np.inf)
    coldest = min((sink.temperature for sink in cascade.sinks), default=np.inf)
    for sink, missing in zip(cascade.sinks, unserved(cascade).tolist(), strict=True):
        if missing > NOTABLE * sink.amount:
            yield _missing(now, sink, missing, sink.temperature > hottest - LEAST_DIFFERENCE)
    for source, left in zip(cascade.sources, unused(cascade).tolist(), strict=True):
        if left > NOTABLE * source.amount:
            yield _left(now, source, left, source.temperature < coldest + LEAST_DIFFERENCE)


def _missing(now: Snapshot, sink: End, missing: float, too_hot: bool) -> Text:
    values = {"firm": now.actor.name[sink.actor], "amount": Quantity(round(missing), "GJ"), "degrees": sink.temperature}
    if too_hot:
        return Text("Missing rung: {firm} needs {amount} at {degrees} °C, and nobody has hotter heat left.", values)
    return Text("Missing rung: {firm} needs {amount} more at {degrees} °C than is left in reach.", values)


def _left(now: Snapshot, source: End, left: float, too_cold: bool) -> Text:
    values = {
        "firm": now.actor.name[source.actor],
        "amount": Quantity(round(left), "GJ"),
        "degrees": source.temperature,
    }
    if too_cold:
        return Text("Missing rung: nobody takes heat as cool as the {amount} of {firm} at {degrees} °C.", values)
    return Text("Missing rung: {amount} of {firm} at {degrees} °C find nobody in reach.", values)


def water_lines(now: Snapshot, water: ProjectWater) -> Iterator[Text]:
    """The water cascade of a project for people."""
    cascade = water.cascade
    if cascade is None:
        values = {"sources": len(water.sources), "sinks": len(water.sinks)}
        yield Text("No water can be handed on yet. Known with their quality: {sources} givers, {sinks} takers.", values)
        yield Text("Record what a plant can take as a capacity with its limits, such as COD ≤ 50 mg/L.")
    else:
        yield from _water_handed(now, water, cascade)
    yield from _acidity_told(now, water)
    yield from _targets_told(now, water)
    yield from refused_told(now, water.refused)
    yield from left_out_told(water.left_out)


def _water_handed(now: Snapshot, water: ProjectWater, cascade: WaterCascade) -> Iterator[Text]:
    need, fresh = sum(sink.amount for sink in water.sinks), float(cascade.fresh.sum())
    sums = {"need": Quantity(need, "m3"), "fresh": Quantity(fresh, "m3"), "reused": Quantity(need - fresh, "m3")}
    yield Text("Of {need} a year, {reused} can be water that firms give off; {fresh} must be fresh.", sums)
    yield _held_to(now, water)
    for source, sink in np.argwhere(cascade.reused > NOTABLE * need).tolist():
        values = {
            "amount": Quantity(float(cascade.reused[source, sink]), "m3"),
            "from": now.actor.name[water.sources[source].actor],
            "to": now.actor.name[water.sinks[sink].actor],
        }
        if water.sources[source].actor == water.sinks[sink].actor:
            yield Text("{amount} of {from} can be used again in its own works.", values)
        else:
            yield Text("{amount} of {from} can go to {to}, mixed with the other water that it takes.", values)


def _held_to(now: Snapshot, water: ProjectWater) -> Text:
    """Which takers and pollutants the least fresh water is for, and whose water may take its place."""
    names = dict.fromkeys(str(now.actor.name[sink.actor]) for sink in water.sinks)
    values: dict[str, object] = {"firms": enumerate_names(list(names))}
    if not water.pollutants:
        return Text("This is for {firms}, with all water of known quality that firms give off.", values)
    values["pollutants"] = enumerate_names([_pollutant(name) for name in water.pollutants])
    return Text(
        "This is for {firms} within their limits of {pollutants}, with all water of known quality that firms give off.",
        values,
    )


def _pollutant(name: str) -> Text:
    known = find_pollutant("water", name)
    return Text(known.name) if known else Text("{name}", {"name": name})


def _acidity_told(now: Snapshot, water: ProjectWater) -> Iterator[Text]:
    """Whose pH keeps its water from whom, and whose is to be measured before it is handed on."""
    for source, sink in np.argwhere(unlike(water.ph, water.acid)).tolist():
        values = _ph_values(now, water, source, sink) | {"ph": _range_told(water.ph[source])}
        yield Text("Water of {from} with a pH of {ph} is none for {to}, which takes {between}.", values)
    if water.cascade is None:
        return
    used = water.cascade.reused > NOTABLE * water.cascade.reused.sum()
    for sink in np.flatnonzero([bool(np.isfinite(asked).any()) for asked in water.acid]).tolist():
        unknown = [row for row in np.flatnonzero(used[:, sink]).tolist() if np.isnan(water.ph[row][0])]
        if unknown:
            names = enumerate_names([str(now.actor.name[water.sources[row].actor]) for row in unknown])
            values = _ph_values(now, water, unknown[0], sink) | {"names": names}
            yield Text("{to} takes a pH of {between}; that of the water of {names} is to be measured.", values)


def _ph_values(now: Snapshot, water: ProjectWater, source: int, sink: int) -> dict[str, object]:
    return {
        "from": now.actor.name[water.sources[source].actor],
        "to": now.actor.name[water.sinks[sink].actor],
        "between": _range_told(water.acid[sink]),
    }


def _range_told(between: Range) -> Text:
    low, high = between
    values = {"low": low, "high": high}
    if low == high:
        return Text("{low}", values)
    if not np.isfinite(high):
        return Text("{low} and more", values)
    return Text("{low} to {high}", values) if np.isfinite(low) else Text("up to {high}", values)


def _targets_told(now: Snapshot, water: ProjectWater) -> Iterator[Text]:
    """Per pollutant the least fresh water of firms of known quality that take their own water alone, and which."""
    for name, target in water.targets.items():
        values = {
            "pollutant": _pollutant(name),
            "firms": enumerate_names([str(now.actor.name[firm]) for firm in water.target_firms[name]]),
            "fresh": Quantity(target.fresh, "m3"),
            "alone": Quantity(target.alone, "m3"),
            "level": Quantity(target.pinch, "mg/L"),
        }
        yield Text(
            "Another question, by {pollutant} alone: to carry off the own loads of {firms} without water of any other "
            "firm takes at least {fresh} of fresh water, {alone} without reuse; {level} decides.",
            values,
        )
        if target.network is not None and target.fresh < target.alone:
            yield _shares_told(now, water.target_firms[name], target.network)


def _shares_told(now: Snapshot, firms: Sequence[int], network: WaterNetwork) -> Text:
    """Which firms take the fresh water at the target."""
    shares = [
        Text("{firm} {amount}", {"firm": now.actor.name[firm], "amount": Quantity(amount, "m3")})
        for firm, amount in zip(firms, network.fresh.tolist(), strict=True)
        if amount > NOTABLE * network.fresh.sum()
    ]
    return Text("Of it {shares}; all others run on water that these give off.", {"shares": enumerate_names(shares)})


def refused_told(now: Snapshot, refused: Iterable[Refusal]) -> Iterator[Text]:
    """Whose capacity does not count, and why."""
    for one in refused:
        values = {"firm": now.actor.name[one.actor], "reason": one.reason}
        yield Text("{firm} is left out as a taker: {reason}.", values)


def left_out_told(count: int) -> Iterator[Text]:
    """How many givers and takers were left out."""
    if count:
        yield Text(
            "{n} giver or taker is left out, since its quality, temperature or amount is unknown.",
            {"n": count},
            plural="{n} givers and takers are left out, since their quality, temperature or amount is unknown.",
        )
