"""What substances amounts hold, by the compositions of their commodities.

A composition is text such as "CaO 60 %, SiO2 22 %": a substance that it does not name is unknown and not 0.
"""

import re
from dataclasses import dataclass

import numpy as np

from core.columns import Integers, Numbers
from core.snapshot import Snapshot

_PART = re.compile(r"([^\W\d_][\w()]*)\s*[:=\uff1a]?\s*(\d+(?:\.\d+)?)\s*%")


@dataclass(frozen=True, slots=True)
class Content:
    """A substance and the share (0 to 1) of it in every amount (m,) of a layer, NaN unknown."""

    name: str
    share: Numbers


def composition(text: str) -> dict[str, float]:
    """Shares (0 to 1) by substance of a composition as people write it; what is no share in per cent is passed over."""
    return {match[1]: float(match[2]) / 100 for match in _PART.finditer(text) if float(match[2]) <= 100}


def contents(now: Snapshot, commodity: Integers) -> tuple[Content, ...]:
    """The substances that the compositions of commodities name, by the commodities (rows, (m,)) of amounts."""
    told = [composition(str(text)) for text in now.commodity.composition.tolist()]
    names = sorted({name for shares in told for name in shares})
    return tuple(
        Content(name, np.array([shares.get(name, np.nan) for shares in told])[commodity]) for name in names
    )  # fmt: skip
