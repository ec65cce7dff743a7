"""What air and river of a region can carry: worked out from a standard, an environmental capacity to compare with."""

from collections.abc import Sequence
from math import exp, isfinite, sqrt

from core.errors import UserError
from core.text import Text

SECONDS_IN_DAY = 86_400.0
SECONDS_IN_YEAR = 31_536_000.0
MOST_DAYS = 100.0  # on a reach: a slow river of a thousand kilometres
MOST_DECAY = 10.0  # K L / u: of what enters at the upper end less than a ten-thousandth is left
MOST_FLOW = 1e6  # m3/s: several times the largest river of the world in flood


def air_capacity(a: float, standards: Sequence[float], areas: Sequence[float], background: float = 0.0) -> float:
    """What the air above a region can carry, in t/a; negative where the background exceeds the standard.

    `a` in 10^4 km2/a (the geographic factor of the region), `standards` in mg/m3, one for all zones or one for each,
    `areas` of the zones in km2, `background` in mg/m3. Sum over zones of A (C - C_b) S_i / sqrt(S), in 10^4 t/a.
    UserError where a number cannot be. Source: GB/T 3840-91, GB/T 13201-91 (A-value method).
    """
    _check_above({"A": a, "standard": min(standards), "area": min(areas)})
    _check_not_below({"background": background})
    if len(standards) not in (1, len(areas)):
        counts = {"standards": len(standards), "n": len(areas)}
        raise UserError(
            Text(
                "There are {standards} standards for {n} zone.",
                counts,
                plural="There are {standards} standards for {n} zones.",
            ),
            Text("Name one standard for all zones, or one for each."),
        )
    each = list(standards) * (len(areas) if len(standards) == 1 else 1)
    root = sqrt(sum(areas))
    return 1e4 * sum(a * (limit - background) * area / root for limit, area in zip(each, areas, strict=True))


def river_capacity(
    flow: float, standard: float, upstream: float, decay: float = 0.0, length: float = 0.0, speed: float = 1.0
) -> float:
    """What a reach of a river can carry with its outlets at its middle, in t/a; negative where it must be relieved.

    `flow` in m3/s, `standard` and `upstream` concentration in mg/L, `decay` K in 1/d, `length` L in km, `speed` u in
    m/s: (C_s - C_0 exp(-KL/u)) exp(KL/2u) Q. Without decay or length it is the mixing alone, (C_s - C_0) Q.
    UserError where a number cannot be, or the reach is beyond what the formula is made for. Source: GB/T 25173-2010.
    """
    _check_above({"flow": flow, "standard": standard, "speed": speed})
    _check_not_below({"upstream": upstream, "decay": decay, "length": length})
    if flow > MOST_FLOW:
        raise _impossible("flow", flow, Text("No river carries so much; the flow is told in m3/s."))
    days = length * 1000.0 / speed / SECONDS_IN_DAY
    lost = decay * days
    _check_reach(days, lost)
    grams = (standard - upstream * exp(-lost)) * exp(lost / 2) * flow  # mg/L x m3/s = g/s
    return grams * SECONDS_IN_YEAR / 1e6


def _check_reach(days: float, lost: float) -> None:
    """UserError for a reach on which water stays so long, or so much decays, that the formula only swells."""
    if days > MOST_DAYS:
        raise UserError(
            Text("The water would stay {days} days in the reach.", {"days": f"{days:.3g}"}),
            Text("Check the speed (m/s) and the length (km)."),
        )
    if lost > MOST_DECAY:
        raise UserError(
            Text("All of the pollutant would decay in the reach, within {days} days.", {"days": f"{days:.3g}"}),
            Text("Check the decay (1/d), the length (km) and the speed (m/s)."),
        )


def _check_above(numbers: dict[str, float]) -> None:
    for name, number in numbers.items():
        if not isfinite(number) or number <= 0:
            raise _impossible(name, number, Text("Name a number above 0."))


def _check_not_below(numbers: dict[str, float]) -> None:
    for name, number in numbers.items():
        if not isfinite(number) or number < 0:
            raise _impossible(name, number, Text("Name 0 or a number above it."))


def _impossible(name: str, number: float, advice: Text) -> UserError:
    return UserError(Text("{number} cannot be the value of {name}.", {"number": f"{number:g}", "name": name}), advice)
