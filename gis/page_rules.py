"""What a public page may not show and why: borders without a map review number, links of internal sources."""

from core.text import Text
from gis.counts import Counts
from gis.page_parts import Page


def public_limits(page: Page, counts: Counts) -> list[Text]:
    """Why a public page shows less than an internal one, each with the way on; nothing for pages of other classes."""
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
    if counts.internal:
        told.append(
            Text(
                "{n} link rests on a source that is not public and is left out.",
                {"n": len(counts.internal)},
                plural="{n} links rest on sources that are not public and are left out.",
            )
        )
    return told
