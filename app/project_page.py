"""The page that a layout makes of a project: one way for the window that shows it and the command that prints it."""

from datetime import date

from app.base_files import placed
from app.choice_keeping import kept_map
from core.page_layouts import Layout
from core.project import Project
from core.samples import STAMP
from core.text import Text
from gis.lens import Lens
from gis.page import Page

APPROVAL = "map_review_number"  # the setting that holds the number of a reviewed map
OFFICE = "author_unit"  # the setting that names the office which makes the pages


def page_of(
    project: Project,
    layout: Layout,
    language: str,
    *,
    title: str = "",
    kind: str = "",
    citation: Text | None = None,
    lens: Lens | None = None,
    hidden: frozenset[str] | None = None,
) -> Page:
    """The page of a layout with what the project keeps of all its pages and of its map.

    A map item that has no choice of layers of its own leaves out those that the kept map leaves out. `kind` is the
    class, "" for that of the layout; `lens` and `hidden` stand in for those of the kept map, for a map that nobody has
    kept yet.
    """
    kept = kept_map(project)
    return Page(
        language, title, kind or layout.kind, project.setting(STAMP), project.setting(APPROVAL),
        date.today().isoformat(), kept.hidden if hidden is None else hidden, citation, layout, project.setting(OFFICE),
        bases=placed(project), lens=lens or kept.lens,
    )  # fmt: skip
