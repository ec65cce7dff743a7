"""A user's .docx or .xlsx template: refused if it holds what we do not open, its fields found, the answers put in.

`fields_in` and `filled` run in a worker process with limits (`core.worker`), since the file is foreign.
"""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import fromstring

from core.errors import UserError
from core.sheet_container import check_container
from core.text import N_, Text
from gis.paper_table import PaperTable

TEMPLATES = (".docx", ".xlsx")
_MACROS = (".docm", ".dotm", ".xlsm", ".xlsb", ".xltm")
_FOLLOWED = ("hyperlink", "externalLinkPath")  # parts elsewhere that are opened only by who asks for them
SAVE_AS = N_("Save it as .docx or .xlsx without macros, and fill that.")


@dataclass(frozen=True, slots=True)
class FieldValue:
    """What stands for a field: words, with the number and unit behind them; or a picture (PNG and its mm); or a table.

    The words of a table stand where there is no room for it; `leading` of it counts all its rows. `cited` names the
    documents it rests on; a `missing` one is the mark that says so, and `why` the sentence that gives the reason. A
    number to be checked has its `mark` at the end of its words, and `doubt` is the sentence of the finding.
    """

    words: str
    number: float | None = None
    unit: str = ""
    picture: bytes = b""
    size: tuple[float, float] = (0.0, 0.0)
    table: PaperTable | None = None
    cited: str = ""
    missing: bool = False
    why: Text | None = None
    mark: str = ""
    doubt: Text | None = None


@dataclass(frozen=True, slots=True)
class Annex:
    """The annex of sources: its title, headings, and a row for each figure."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = (6.0, 30.0, 26.0, 60.0)


def check_template(path: Path) -> None:
    """UserError for a template that has macros, is protected, swells, points elsewhere or is of another kind."""
    suffix = path.suffix.lower()
    if suffix in _MACROS:
        raise _with_macros(path)
    if suffix not in TEMPLATES:
        raise UserError(
            Text("{file} is no template that can be filled.", {"file": path.name}),
            Text("Use a Word file (.docx) or an Excel file (.xlsx)."),
            file=str(path),
        )
    if not path.is_file():
        advice = Text("Check the name and the folder.")
        raise UserError(Text("There is no file {file}.", {"file": str(path)}), advice, file=str(path))
    if not path.stat().st_size:
        raise UserError(
            Text("{file} holds not a single byte.", {"file": path.name}),
            Text("Fetch it again from where it came, or save it anew in the program that wrote it."),
            file=str(path),
        )
    if not zipfile.is_zipfile(path):
        raise _unreadable(path)
    check_container(path)
    _check_parts(path)


def _check_parts(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
            raise _with_macros(path)
        for name in names:
            if name.lower().endswith(".rels") and _loads_elsewhere(archive.read(name), path):
                raise UserError(
                    Text("{file} takes a part of itself from another place.", {"file": path.name}),
                    Text("Put that part into the file itself, or delete it, and fill that."),
                    file=str(path),
                )


def _loads_elsewhere(relations: bytes, path: Path) -> bool:
    """Whether a list of relations names a part outside the file that is loaded when the file is opened."""
    try:
        listed = fromstring(relations)
    except (ParseError, ValueError) as cause:
        raise _unreadable(path) from cause
    return any(
        one.get("TargetMode", "").casefold() == "external" and one.get("Type", "").rpartition("/")[2] not in _FOLLOWED
        for one in listed.iter()
    )


def _unreadable(path: Path) -> UserError:
    return UserError(
        Text("{file} is not what its ending says, or it is protected by a password.", {"file": path.name}),
        Text("Save it anew in the program that wrote it, without a password."),
        file=str(path),
    )


def _with_macros(path: Path) -> UserError:
    return UserError(Text("{file} may hold macros, which are not opened here.", {"file": path.name}), Text(SAVE_AS))


def fields_in(path: Path) -> list[str]:
    """What stands between the braces of each field, in the order of the document, each once."""
    check_template(path)
    found = _module(path).fields_in(path)
    return list(dict.fromkeys(found))


def filled(path: Path, values: Mapping[str, FieldValue], annex: Annex) -> tuple[bytes, list[Text]]:
    """The bytes of the document with its values and the annex of sources at its end, and what it lacks."""
    check_template(path)
    written: tuple[bytes, list[Text]] = _module(path).filled(path, values, annex)
    return written


def _module(path: Path) -> Any:
    """Who reads and fills files of this kind; loaded at use, since the libraries are large."""
    return import_module("gis.office_template_words" if path.suffix.lower() == ".docx" else "gis.office_template_sheet")
