"""What a meeting pack or a filled template shall be, and what stands on its pages."""

from dataclasses import dataclass

from core.i18n import show, translate
from core.paths import VERSION
from core.text import N_, Text
from gis.choosing import EVERYTHING
from gis.lens import WHOLE, Lens
from gis.page import CLASSES, Page
from gis.page_texts import review_text
from gis.partitions import level_of
from gis.view import OFF_AT_FIRST

# What a document for the public may hold; firms, indicators and accounts rest on what firms declared for internal use.
PUBLIC_PARTS = ("findings", "links", "sources")
WHOLE_YEAR = N_(
    "Findings, tables, indicators and accounts are of the whole year; the filter is that of map and diagrams alone."
)


@dataclass(frozen=True, slots=True)
class PackOrder:
    """What a pack shall be: language, class of its pages (internal, public, draft), and what stands on them.

    Map and diagrams show what `lens` asks for, the map without the layers that are `hidden`; `level` says how the
    diagrams put firms together, "" as the map does; `unit` is that of the first diagram, "" the usual one.
    """

    language: str = "zh"
    kind: str = "internal"
    title: str = ""
    stamp: str = ""
    approval: str = ""
    made: str = ""
    level: str = ""
    unit: str = ""
    citation: Text | None = None
    lens: Lens = WHOLE
    hidden: frozenset[str] = OFF_AT_FIRST

    @property
    def public(self) -> bool:
        """Whether everybody may see the pack."""
        return self.kind == "public"

    @property
    def marking(self) -> str:
        """The words of the class."""
        return translate(CLASSES[self.kind], self.language)

    @property
    def review(self) -> str:
        """The map review number, or what its lack means."""
        return show(review_text(self.page), self.language)

    def holds(self, part: str) -> bool:
        """Whether a table, or figures of `indicators` or `accounts`, may stand in a document of this class."""
        return not self.public or part in PUBLIC_PARTS

    @property
    def footing(self) -> str:
        """When and with what the pack was made."""
        values = {"date": self.made, "version": VERSION}
        return show(Text("Made on {date} with Cluster Atlas {version}.", values), self.language)

    @property
    def page(self) -> Page:
        """The page of its map."""
        return Page(
            self.language, self.title, self.kind, self.stamp, self.approval, self.made, self.hidden, self.citation,
            lens=self.lens,
        )  # fmt: skip

    @property
    def partition(self) -> str:
        """How the diagrams put firms together."""
        return self.level or level_of(self.lens.grouping)

    @property
    def unfiltered(self) -> str:
        """What of a pack does not follow the filter of its map, "" where there is no filter."""
        return translate(WHOLE_YEAR, self.language) if self.lens.choice != EVERYTHING else ""
