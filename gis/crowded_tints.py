"""What colours the lines of a large project's map: links of one class alone are added up, so that no line is mixed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.columns import Integers, Numbers, Words
from core.figures import figures
from core.kinds import STATUSES
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.palette import GROUPS, Palette, blend

_HAZARDOUS = 4  # of the series: no red, which is kept for pollution
_MOST_COMMODITIES = 7  # that have a colour of their own; more nobody tells apart
_OTHERS = ""


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """The class of each link (n,) by what is to colour it, and the titles of all classes in their order."""

    colouring: str
    of_link: Words
    titles: Mapping[str, Text]

    def colours(self, colours: Palette) -> Mapping[str, str]:
        """The colour (#RRGGBB) of each class in a palette."""
        if self.colouring == "kind":
            return colours.links
        if self.colouring == "hazard":
            return {"stated": colours.series[_HAZARDOUS], _OTHERS: blend(colours.faint, colours.paper, 0.7)}
        named = [name for name in self.titles if name != _OTHERS]
        return dict(zip(named, colours.series, strict=False)) | {_OTHERS: colours.faint}


def link_classes(snapshot: Snapshot, links: Integers, group: Words, colouring: str) -> Classes:
    """The classes of `links` (rows of the flow table) of a colour `group` (n,) each, by one of `COLOURINGS`."""
    flow = snapshot.flow
    if colouring == "commodity":
        return _by_commodity(snapshot, links)
    if colouring == "status":
        return Classes(colouring, flow.status[links], {status: Text(title) for status, title in STATUSES.items()})
    if colouring == "hazard":
        of_link = np.full(len(links), _OTHERS, dtype=object)
        of_link[snapshot.commodity.hazard[flow.commodity[links]] != ""] = "stated"
        titles = {"stated": Text(N_("Hazardous by what is stated")), _OTHERS: Text(N_("No hazard stated"))}
        return Classes(colouring, of_link, titles)
    return Classes("kind", group, {name: Text(title) for name, title in GROUPS.items()})


def _by_commodity(snapshot: Snapshot, links: Integers) -> Classes:
    """The commodities with the largest shares of what is known in their units, each by itself; the others together."""
    code, names = snapshot.flow.commodity[links], snapshot.commodity.name
    stated = figures(snapshot)
    share = np.bincount(code, _shares(stated.value[links], stated.unit[links]), len(names))
    first = [row for row in np.lexsort((names.astype(str), -share)).tolist() if share[row] > 0][:_MOST_COMMODITIES]
    told = np.full(len(names), _OTHERS, dtype=object)
    told[first] = names[first]
    titles = {str(names[row]): Text("{name}", {"name": str(names[row])}) for row in first}
    return Classes("commodity", told[code], titles | {_OTHERS: Text(N_("Other commodities"))})


def _shares(amount: Numbers, unit: Words) -> Numbers:
    """Amounts (n,) as shares of all that is known in their unit, 0 where unknown."""
    _, of = np.unique(unit.astype(str), return_inverse=True)
    known = np.nan_to_num(amount)
    return np.asarray(known / np.maximum(np.bincount(of, known), 1e-300)[of], dtype=np.float64)
