"""Pages as files: vector PDF with searchable text, SVG, PNG; written beside their place and moved there when whole."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pikepdf

from core.analysis import Analysis
from core.base_maps import BaseMap
from core.errors import UserError
from core.snapshot import Snapshot
from core.text import Text
from gis import paint
from gis.lens import WHOLE, Lens
from gis.page import Page, compose_page, page_title
from gis.pdf_text import mend_text
from gis.scene import Scene, texts_of

DPI = 200.0


def export_page(
    snapshot: Snapshot,
    analysis: Analysis,
    path: Path,
    *,
    language: str = "zh",
    title: str = "",
    kind: str = "internal",
    stamp: str = "",
    approval: str = "",
    hidden: frozenset[str] | None = None,
    citation: Text | None = None,
    bases: tuple[BaseMap, ...] = (),
    lens: Lens = WHOLE,
    cancelled: Callable[[], bool] = lambda: False,
) -> Scene:
    """Compose the page of an analysis and write it to `path` by its suffix; give back what was drawn.

    `hidden` names layers and colour groups that are left out, `citation` the locked edition that is drawn, `bases` the
    base maps, `lens` which links are shown and how; once `cancelled` says so, no file is put in place.
    UserError for a suffix that no format has, and for a place that cannot be written.
    """
    checked_suffix(path)
    page = Page(language, title, kind, stamp, approval, date.today().isoformat(), hidden=hidden, citation=citation)
    page = replace(page, bases=bases, lens=lens)
    scene = compose_page(snapshot, analysis, page, paint.measure)
    export_scene(scene, path, page_title(snapshot.name, title, analysis.year, language), cancelled)
    return scene


def export_scene(scene: Scene, path: Path, title: str, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Write a scene to a file by its suffix; the file appears whole, or not at all once `cancelled` says so."""
    write = _FORMATS[checked_suffix(path)]
    waiting = path.with_name(f".{path.stem}-{uuid4().hex[:8]}{path.suffix}")
    try:
        if path.is_dir():
            raise _is_folder(path)
        waiting.touch()  # a place that refuses this is told by the operating system, not by a line of Qt's
        if not write(scene, str(waiting), title):
            raise _unwritable(path)
        if not cancelled():
            waiting.replace(path)
    except OSError as error:
        raise _unwritable(path) from error
    finally:
        with contextlib.suppress(OSError):
            waiting.unlink()


def _unwritable(path: Path) -> UserError:
    return UserError(
        Text("The page cannot be written to {file}.", {"file": str(path)}),
        Text("Choose a folder that exists and that you may write to, and close the file where it is open."),
        file=str(path),
    )


def _is_folder(path: Path) -> UserError:
    example = {"example": str(path / "map.pdf")}
    return UserError(
        Text("{file} is a folder, so no page was written.", {"file": str(path)}),
        Text("Name the file that shall be written in it, such as {example}.", example),
        file=str(path),
    )


def checked_suffix(path: Path) -> str:
    """The suffix of a path in small letters; UserError for one that no format has."""
    if path.is_dir():
        raise _is_folder(path)
    suffix = path.suffix.lower()
    if suffix not in _FORMATS:
        raise UserError(
            Text("{file} does not say what kind of file it shall be.", {"file": path.name}),
            Text("Let the name end in {suffixes}.", {"suffixes": list(_FORMATS)}),
            file=str(path),
            value=path.suffix,
        )
    return suffix


def _write_pdf(scene: Scene, path: str, title: str) -> bool:
    if not paint.write_pdf(scene, path, title):
        return False
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        mend_text(pdf, texts_of(scene), paint.glyphs)
        pdf.save(path)
    return True


def _write_png(scene: Scene, path: str, title: str) -> bool:
    return paint.write_png(scene, path, DPI, title)


_FORMATS: dict[str, Callable[[Scene, str, str], bool]] = {
    ".pdf": _write_pdf,
    ".svg": paint.write_svg,
    ".png": _write_png,
}
