"""What stands behind the bars of a field besides its year: a unit, a region; whatever is neither is refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.display_names import regions_called
from core.snapshot import Snapshot
from core.text import Text
from core.units import find_unit


@dataclass(frozen=True, slots=True)
class Part:
    """In which unit, "" for its own, and of which region (row, -1 for the whole cluster) a field is told."""

    unit: str = ""
    region: int = -1


WHOLE = Part()


def understood(snapshot: Snapshot, words: Sequence[str], group: str) -> Part | Text:
    """What the words behind the bars of a field of a group ask for, or why that cannot be told.

    A region may be called by its name in any language or by its code.
    """
    unit, region = "", -1
    for word in words:
        rows = regions_called(snapshot, word)
        if not rows and find_unit(word) is None:
            return Text("{part} is neither a year, a region nor a unit.", {"part": word})
        if group not in ("indicators", "accounts"):
            return Text("Only a year can stand behind its bar, and {part} is none.", {"part": word})
        if rows and group == "indicators":
            return Text("It is told of the whole cluster alone, not of {region}.", {"region": word})
        if len(rows) > 1:
            return Text("Several regions are called {region}.", {"region": word})
        if (region >= 0) if rows else unit:
            return Text("{part} is one word too many; one unit and one region can be asked for.", {"part": word})
        unit, region = (unit, rows[0]) if rows else (word, region)
    return Part(unit, region)
