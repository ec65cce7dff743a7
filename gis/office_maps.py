"""The map of a meeting's slides and report: the numbered map and its legend, without a page round them."""

from collections.abc import Sequence
from dataclasses import replace

from core.findings import Finding
from core.snapshot import Snapshot
from gis.furniture import SMALL
from gis.legend import column_marks, link_entries, sign_entries
from gis.lens import WHOLE, Lens
from gis.palette import palette
from gis.picture import draw_sheet, lay_out
from gis.public import shown_rows
from gis.scene import Font, Inset, Label, Scene
from gis.sheet import Measure
from gis.view import OFF_AT_FIRST, fit

LEGEND = 76.0  # mm
_LINE = 1.6  # of the height of its letters


def map_and_legend(
    snapshot: Snapshot,
    findings: Sequence[Finding],
    year: int | None,
    language: str,
    size: tuple[float, float],
    measure: Measure,
    *,
    public: bool = False,
    borders: bool = True,
    lens: Lens = WHOLE,
    hidden: frozenset[str] = OFF_AT_FIRST,
) -> tuple[Scene, Scene]:
    """A map of `size` mm and its legend; findings in the order of their numbers.

    A `public` one rests on public sources; without `borders` no outline of a region is drawn. `lens` says which links
    it shows and how, `hidden` names the layers that it leaves out.
    """
    view = fit(shown_rows(snapshot, year, findings, public=public), *size)
    hidden = hidden if borders else hidden | {"regions"}
    view = lens.on(replace(view, year=year, language=language, hidden=hidden, gathered=True))
    sheet = lay_out(snapshot, findings, view, measure, public=public)
    entries = [*link_entries(sheet), *sign_entries(sheet)]
    marks, height = column_marks(sheet, entries, (1.0, 1.0), LEGEND - 2.0)
    return draw_sheet(sheet), Scene(LEGEND, height + 1.0, tuple(marks), sheet.colours.page)


def with_line(drawn: Scene, words: str, measure: Measure, font: Font = SMALL) -> Scene:
    """A picture with a line of words beneath it."""
    width, ink, room = float(measure([words], font)[0]), palette().ink, _LINE * font.height
    marks = (Inset(drawn, 0.0, 0.0), Label(words, 1.0, drawn.height + room / 2, font, ink, width))
    return Scene(max(drawn.width, width + 2.0), drawn.height + room, marks, drawn.paper, drawn.counts)


def side_by_side(drawn: Scene, legend: Scene) -> Scene:
    """A map with its legend at the right."""
    left = drawn.width + 4.0
    marks = (Inset(drawn, 0.0, 0.0), Inset(legend, left, 0.0))
    return Scene(left + legend.width, max(drawn.height, legend.height), marks, legend.paper, drawn.counts)
