"""What the network numbers mean in everyday words."""

from collections.abc import Callable

from core.evidence import sentences
from core.indicators import Result
from core.text import N_, Quantity, Text

PREFIX = "network."
_CYCLE = 1e-6  # below this a cyclicity of 1 differs from 1 by rounding only


def explain(result: Result) -> Text:
    """An indicator as a sentence: its value in words, or the reason why there is none.

    An official indicator brings its own sentence.
    """
    if result.value is None or not result.id.startswith(PREFIX):
        return result.reason
    name = result.id.removeprefix(PREFIX)
    if name in _SPOKEN:
        return _SPOKEN[name](result)
    figure = Quantity(float(f"{result.value:.5g}"), result.unit)
    return Text(_PLAIN[name], {"value": figure})


def _share(message: str) -> Callable[[Result], Text]:
    return lambda result: Text(message, {"share": float(f"{100 * (result.value or 0.0):.3g}")})


def _cyclicity(result: Result) -> Text:
    value = result.value or 0.0
    if value == 0:
        return Text("No cycle: nothing comes back, by whatever way, to an actor it left.")
    if value < 1 + _CYCLE:
        return Text("There are simple rings, none of them linked with another.")
    return Text("Rings are linked with each other: {value} ways on average lead on from one step to the next.",
                {"value": round(value, 4)})  # fmt: skip


def _cycling(result: Result) -> Text:
    values = {"share": float(f"{100 * (result.value or 0.0):.3g}")}
    if result.sd:
        values["sd"] = float(f"{100 * result.sd:.2g}")
        about = Text("Of every 100 t (or m³, GJ) about {share} ± {sd} flow through the same actor again.", values)
        return sentences(about, result.reason if result.reason.message_id else None)
    return Text("Of every 100 t (or m³, GJ) {share} flow through the same actor again.", values)


_PLAIN = {
    "actors": N_("{value} actors have at least one link."),
    "links": N_("{value} pairs of actors are linked, each direction counted once."),
    "linkage_density": N_("An actor has {value} links on average."),
    "generalization": N_("A receiver is served by {value} actors on average."),
    "vulnerability": N_("A giver serves {value} actors on average."),
    "mean_path_length": N_("What comes in from outside passes {value} actors on average before it leaves."),
    "total_throughflow": N_("{value} come in to the actors in a year, from outside and from each other."),
    "robustness": N_(
        "{value} of at most 0.3679: the highest value lies between a network too loose and one too rigid."
    ),
    "ascendency": N_("{value}: how much of the flows follows fixed paths; compare it with the capacity."),
    "capacity": N_("{value}: the most that order could reach with flows of this size and variety."),
}
_SPOKEN: dict[str, Callable[[Result], Text]] = {
    "connectance": _share(N_("Of every 100 links that could be, {share} are there.")),
    "prey_predator_ratio": _share(N_("To every 100 receivers there are {share} givers.")),
    "specialized_predator_fraction": _share(N_("Of every 100 receivers {share} depend on one actor alone.")),
    "cyclicity": _cyclicity,
    "finn_cycling_index": _cycling,
}
