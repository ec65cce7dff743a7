"""A line of the research panel: a number from the literature with its meaning, never one to be reported."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.findings import Ref
from core.indicators import CLUSTER, Indicator, Result
from core.text import N_, Text

# What the lines of the panel are about, by the first word of their id.
GROUPS = {
    "flows": N_("Flows, adjusted (not for reports)"),
    "structure": N_("Structure"),
    "symbiosis": N_("Symbiosis"),
    "fragility": N_("Fragility"),
    "stability": N_("Stability"),
    "clusters": N_("Clusters of firms"),
}


@dataclass(frozen=True, slots=True)
class Study:
    """An indicator of the research panel, its result, and what it means in one sentence (or why there is none)."""

    about: Indicator
    result: Result
    sentence: Text

    @property
    def group(self) -> str:
        """The key of `GROUPS` that it stands under."""
        return self.about.id.partition(".")[0]

    @property
    def adjusted(self) -> bool:
        """Whether it reads adjusted reference values (平差参考值), which no official number may."""
        return self.group == "flows"


def member(name: str, title: str, doc: str) -> Indicator:
    """An indicator of the research panel; `doc` is its literature and what it is counted from."""
    return Indicator(name, title, doc, "research")


def known(
    about: Indicator, value: float, sentence: Text, *, unit: str = "",
    rows: Iterable[Ref] = (), missing: Iterable[Ref] = (), coverage: float = 1.0, scope: str | Ref = CLUSTER,
) -> Study:  # fmt: skip
    """A number that could be had; it is partly known where something is missing."""
    lacking = tuple(missing)
    status = "partial" if lacking or coverage < 1 else "ok"
    result = Result(about.id, value, unit, status, coverage, None, scope, None, lacking, tuple(rows))
    return Study(about, result, sentence)


def unknown(
    about: Indicator, reason: Text, *, missing: Iterable[Ref] = (), coverage: float = 0.0,
    scope: str | Ref = CLUSTER, applicable: bool = True,
) -> Study:  # fmt: skip
    """A number that cannot be had, with the reason; not `applicable` where there is nothing that it could be about."""
    status = "not_computable" if applicable else "not_applicable"
    result = Result(about.id, None, "", status, coverage, scope=scope, missing=tuple(missing), reason=reason)
    return Study(about, result, reason)


def per_cent(share: float) -> float:
    """A share as a number of hundredths, as sentences tell it."""
    return float(f"{100 * share:.3g}")


def digits(value: float) -> float:
    """A number as sentences tell it, to three digits."""
    return float(f"{value:.3g}")
