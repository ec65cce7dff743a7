"""What a public page may not show and why: borders without a map review number, internal rows, adjusted amounts."""

from collections.abc import Sequence

from core.errors import UserError
from core.text import Text
from gis.counts import Counts, internal_figures, internal_firms
from gis.page_parts import Page


def refuse_adjusted(page: Page) -> None:
    """UserError for a page that is public: it shows declared amounts only."""
    if page.public:
        raise UserError(
            Text("Adjusted amounts are for diagnosis only, so they stand on no public page."),
            Text("Print the declared amounts, or a page of class internal or draft."),
        )


def public_limits(page: Page, counts: Sequence[Counts]) -> list[Text]:
    """Why public pages with these counts show less than internal ones, each with the way on; for other classes nothing.

    A row that several pages leave out counts once.
    """
    if not page.public:
        return []
    told = [Text("Only what an authority has listed is flagged; computed attention stays in internal pages.")]
    if not page.approval and page.layout.outlines == "all":
        told.append(
            Text(
                "Borders of regions may not be published without a map review number, so they are left out; "
                "the outlines of parks alone may be drawn."
            )
        )
    if links := {uid for one in counts for uid in one.internal}:
        told.append(
            Text(
                "{n} link rests on a source that is not public and is left out.",
                {"n": len(links)},
                plural="{n} links rest on sources that are not public and are left out.",
            )
        )
    return told + left_out_rows(counts)


def left_out_rows(counts: Sequence[Counts]) -> list[Text]:
    """How many firms and figures public pages with these counts leave out; one of which several tell counts once."""
    firms = {uid for one in counts for uid in one.actors_internal}
    figures = {uid for one in counts for uid in one.figures_internal}
    told = (internal_firms(len(firms)), internal_figures(len(figures)))
    return [Text("{sentences}.", {"sentences": said}) for said in told if said]
