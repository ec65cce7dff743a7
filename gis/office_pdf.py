"""Several scenes as one PDF: each page at its own size, its text searchable."""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf

from core.written_files import whole_file
from gis import paint
from gis.office_tables import Pack
from gis.pdf_text import mend_text
from gis.scene import Scene, texts_of


def write_book(pack: Pack, path: Path) -> None:
    """Write the pages of a pack as one PDF; UserError for a place that cannot be written."""
    write_pages(pack.pages, path, pack.title)


def write_pages(scenes: Sequence[Scene], path: Path, title: str, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Write scenes as the pages of a PDF; the file appears whole, or not at all once `cancelled` says so.

    UserError for a place that cannot be written.
    """
    with TemporaryDirectory() as folder, whole_file(path, cancelled) as waiting, pikepdf.new() as book:
        for number, scene in enumerate(scenes):
            if cancelled():
                break
            page = Path(folder) / f"{number}.pdf"
            paint.write_pdf([scene], str(page), title)
            with pikepdf.open(page) as single:
                mend_text(single, texts_of(scene), paint.glyphs)
                book.pages.extend(single.pages)
        with book.open_metadata() as said:
            said["dc:title"] = title
            said["xmp:CreatorTool"] = "Cluster Atlas"
        book.save(waiting)
