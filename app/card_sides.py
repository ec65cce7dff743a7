"""What sender, receiver and survey state of a link, side by side in its card, and which of it counts."""

import numpy as np

from app.card_blocks import Block, Grid, Line
from app.card_grids import MOST_ROWS, heading, joined
from app.contents import Shown
from app.describe import quantity
from core.disputes import SIDES, Stated, disputes_in, side_by_side, why_it_counts
from core.figures import figures
from core.i18n import show, show_number, show_quantity, translate
from core.kinds import GRADE_TITLES, ORIGINS
from core.text import N_, Quantity, Text

SIDE_TITLES = {"sender": N_("Sender"), "receiver": N_("Receiver"), "survey": N_("Survey")}
NOBODY = "–"


def side_blocks(shown: Shown, row: int, language: str) -> list[Block]:
    """The figures of the year: sides beside one another, their difference, then every other statement."""
    shown, row = _alone(shown, row)
    stated = side_by_side(shown.links, row)
    if not stated:
        return []
    blocks: list[Block] = [heading(N_("Figures of this year"), language)]
    told: set[int] = set()
    if sides := {origin: stated[origin] for origin in SIDES if origin in stated}:
        blocks += [*_side_blocks(shown, sides, language), *_difference(shown, row, language)]
        told = {amount for side in sides.values() for amount in side.rows}
    blocks += _others(shown, row, told, language)
    return [*blocks, *_counting(shown, row, language)]


def _alone(shown: Shown, row: int) -> tuple[Shown, int]:
    """The link with its own statements alone: of 100,000 others nothing has to be ranked again at every click."""
    chosen = np.zeros(len(shown.links.flow), dtype=np.bool_)
    chosen[row] = True
    links = shown.links.of_flows(chosen)
    return Shown(links, figures(links), shown.year), 0


def _side_blocks(shown: Shown, sides: dict[str, Stated], language: str) -> list[Block]:
    """One column for each side, one row for each thing that is known of its figure; below, where each comes from."""
    columns = [_column(shown, sides[origin], language) if origin in sides else () for origin in SIDES]
    titles = [N_("As entered"), N_("Per year"), N_("Grade"), N_("Date"), N_("Counts")]
    rows = tuple(
        (translate(title, language), *(column[place] or NOBODY if column else NOBODY for column in columns))
        for place, title in enumerate(titles)
    )
    heads = ("", *(translate(SIDE_TITLES[origin], language) for origin in SIDES))
    cited = []
    for origin, side in sides.items():
        if side.source >= 0:
            values = {"side": Text(SIDE_TITLES[origin]), "source": str(shown.links.source.title[side.source])}
            cited.append(Line(show(Text("{side}: {source}", values), language), "soft"))
    return [Grid(heads, rows), *cited]


def _column(shown: Shown, side: Stated, language: str) -> tuple[str, ...]:
    amounts, sources = shown.links.flow_amount, shown.links.source
    first = side.rows[0]
    entered = show_quantity(quantity(amounts.value_entered[first], amounts.unit_entered[first]), language)
    if len(side.rows) > 1:
        entered = show(Text("{n} parts", {"n": len(side.rows)}), language)
    unit = str(shown.links.commodity.base_unit[shown.links.flow.commodity[amounts.flow[first]]])
    yearly = show_quantity(quantity(side.value, unit, side.sd), language)
    if side.partial:
        yearly = show(Text("at least {amount}", {"amount": quantity(side.value, unit)}), language)
    date = str(sources.date[side.source]) if side.source >= 0 else ""
    grade = translate(GRADE_TITLES.get(side.grade, ""), language)
    return (entered, yearly, grade, date, "●" if side.counts else "○")


def _difference(shown: Shown, row: int, language: str) -> list[Block]:
    """By how much the sides differ, where it is more than their accuracy."""
    found = next((item for item in disputes_in(shown.links, shown.year) if item.row == row), None)
    if found is None:
        return []
    values = {"difference": Quantity(found.difference, found.unit), "share": show_number(100 * found.share, 3)}
    told = [Line(show(Text("In dispute: {difference} ({share} %)", values), language), "heading")]
    if found.slip:
        told.append(Line(show(Text("About a thousandfold: did one side write another unit?"), language)))
    return [*told]


def _others(shown: Shown, row: int, told: set[int], language: str) -> list[Block]:
    """Statements of other origins, and further ones of the same."""
    amounts, sources = shown.links.flow_amount, shown.links.source
    rows, notes = [], []
    for index in [place for place in np.flatnonzero(amounts.flow == row).tolist() if place not in told][:MOST_ROWS]:
        value = quantity(amounts.value_entered[index], amounts.unit_entered[index])
        counts = "●" if shown.figures.counted[index] else "○"
        origin = translate(ORIGINS.get(amounts.origin[index], ""), language)
        rows.append((f"{counts} {origin}", show_quantity(value, language)))
        title = str(sources.title[amounts.source[index]]) if amounts.source[index] >= 0 else ""
        notes.append(joined([translate(GRADE_TITLES.get(amounts.grade[index], ""), language), title]))
    if not rows:
        return []
    heads = tuple(translate(head, language) for head in (N_("Stated by"), N_("As entered")))
    return [Grid(heads, tuple(rows), notes=tuple(notes))]


def _counting(shown: Shown, row: int, language: str) -> list[Block]:
    reason = show(why_it_counts(shown.links, row), language)
    told = show(Text("● counts; figures of different sources are compared, never added."), language)
    return [*([Line(reason)] if reason else []), Line(told, "soft")]
