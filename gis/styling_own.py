"""A project's own indicators on the map: values of regions for shading and of firms for the size of signs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from core.figures import for_year
from core.indicator_map import by_firm, by_region, own_lines, told_by_firms
from core.snapshot import Snapshot
from core.system_words import line_title
from core.text import Text
from gis.choosing_rows import Same

OWN = "own:"


@dataclass(frozen=True, slots=True, eq=False)
class OwnRead:
    """What own indicators of a map are read from: the whole snapshot, since they may compare years."""

    snapshot: Snapshot
    year: int | None
    language: str

    def title(self, choice: str) -> Text:
        """The title of an indicator (`own:ID`) in the reader's language; of one that is gone its id."""
        line = own_lines(self.snapshot).get(choice.removeprefix(OWN))
        return Text("{name}", {"name": line_title(line, self.language) if line else choice.removeprefix(OWN)})

    def of_regions(self, choice: str) -> tuple[Mapping[str, float], str]:
        """Its values by uid of regions, and its unit."""
        return _values(Same(self.snapshot), self.year, choice.removeprefix(OWN), firms=False)

    def of_firms(self, choice: str) -> tuple[Mapping[str, float], str]:
        """Its values by uid of firms, and its unit."""
        return _values(Same(self.snapshot), self.year, choice.removeprefix(OWN), firms=True)


def own_choices(snapshot: Snapshot, *, firms: bool = False) -> list[str]:
    """The own indicators that maps can show, by region or by firm."""
    return [OWN + id for id, line in own_lines(snapshot).items() if not firms or told_by_firms(snapshot, line)]


@lru_cache(maxsize=4)
def _values(held: Same, year: int | None, id: str, *, firms: bool) -> tuple[Mapping[str, float], str]:
    """Kept while only the view moves."""
    snapshot: Snapshot = held.value
    line = own_lines(snapshot).get(id)
    shown = for_year(snapshot, year)[1]
    if line is None or shown is None:
        return {}, ""
    return (by_firm if firms else by_region)(snapshot, shown, line), line.unit
