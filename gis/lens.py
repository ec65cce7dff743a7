"""What a map is asked to show and how, apart from the part of the ground: the same for screen, page and file."""

from dataclasses import dataclass, replace

from gis.choosing import EVERYTHING, Choice
from gis.grouping import BY_FIRM, Grouping
from gis.styling import PLAIN, Style
from gis.view import View


@dataclass(frozen=True, slots=True)
class Lens:
    """The choice of links, the grouping of firms, the style."""

    choice: Choice = EVERYTHING
    grouping: Grouping = BY_FIRM
    style: Style = PLAIN

    def on(self, view: View) -> View:
        """A view through this lens."""
        return replace(view, choice=self.choice, grouping=self.grouping, style=self.style)


WHOLE = Lens()
