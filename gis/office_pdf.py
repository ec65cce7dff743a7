"""A meeting pack as one PDF: layers and bookmarks, and a map that knows where it lies."""

from collections.abc import Callable
from pathlib import Path

from gis.exports import Writing, export_sheets
from gis.office_tables import Pack


def write_book(pack: Pack, path: Path, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Write the pages of a pack as one PDF; UserError for a place that cannot be written."""
    export_sheets(pack.pages, path, Writing(pack.title, pack.language), cancelled)
