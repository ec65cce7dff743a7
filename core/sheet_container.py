"""What a workbook is before it is parsed: its kind by its first bytes, its parts, and whether they can be trusted."""

import html
import re
import zipfile
from pathlib import Path

from core.errors import UserError
from core.text import Text

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
MOST_PARTS, MOST_BYTES, MOST_RATIO, RATIO_FROM = 10_000, 500_000_000, 100, 10_000_000
MOST_CELLS, MOST_EMPTY = 20_000_000, 4  # of the area from the first to the last cell, and its cells per filled one
LONGEST_PROLOG = 65_536  # bytes before the first element of an XML part
_ZIPPED = (".xlsx", ".xlsm", ".xlsb", ".ods")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_LINK = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ELEMENT = re.compile(rb"<[A-Za-z_]")
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_COLUMN = re.compile(rb'<c [^>]*?\br="([A-Z]{1,3})\d')
_ROW = re.compile(rb'<row [^>]*?\br="(\d{1,7})"')
_FAR_COLUMN = re.compile(rb'<c [^>]*?\br="([A-Z]{3})\d')
_ZEROS = re.compile(rb'<numFmt numFmtId="(\d+)" formatCode="(0{2,18})"')
_CELL_STYLES = re.compile(rb"<cellXfs[^>]*>(.*?)</cellXfs>", re.DOTALL)
_STYLE = re.compile(rb'<xf [^>]*?numFmtId="(\d+)"')
_PERCENT = re.compile(rb'<numFmt numFmtId="(\d+)" formatCode="[^"]*%[^"]*"')
_PERCENT_BUILT_IN = (b"9", b"10")  # 0% and 0.00%, which no list names
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|div|style)\b",
    re.IGNORECASE | re.DOTALL,
)


def check_container(path: Path) -> None:
    """UserError for a workbook that is none, is protected by a password, holds a DTD, or swells out of proportion."""
    with path.open("rb") as file:
        start = file.read(4096)
    zipped = path.suffix.lower() in _ZIPPED
    if zipped and start.startswith(_OLE):
        raise old_workbook(path) if _is_old(path) else locked_workbook(path)
    if not start.startswith(_ZIP if zipped else (_OLE, _ZIP, b"\x09")):
        raise disguised(path, start)
    if start.startswith(_ZIP):
        _check_zip(path)


def _is_old(path: Path) -> bool:
    """Whether an OLE file holds the stream of an old workbook and not that of one under a password."""
    content = path.read_bytes()
    return "Workbook".encode("utf-16-le") in content and "EncryptedPackage".encode("utf-16-le") not in content


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            swollen = [part for part in parts if part.file_size > max(RATIO_FROM, MOST_RATIO * part.compress_size)]
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES or swollen:
                raise bomb(path)
            for part in parts:
                _check_part(archive, part, path)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError) as cause:
        raise broken_workbook(path) from cause


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path) -> None:
    name = part.filename.lower()
    if not name.endswith((".xml", ".rels")):
        return
    with archive.open(part) as file:
        prolog = file.read(LONGEST_PROLOG)
    if prolog[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in prolog[:4]:
        prolog = prolog.replace(b"\x00", b"")
    element = _ELEMENT.search(prolog)
    if _DTD.search(prolog, 0, element.start() if element else len(prolog)) or (prolog and not element):
        raise defined_entities(path)
    if name.startswith("xl/worksheets/") and name.endswith(".xml"):
        _check_area(archive.read(part), path)


def _check_area(part: bytes, path: Path) -> None:
    """UserError where a far cell, such as XFD1048576, spans an area that no memory holds."""
    far = _FAR_COLUMN.findall(part)
    last = max(map(int, _ROW.findall(part)), default=0)
    width = column_number(max(far)) + 1 if far else 702
    if last * width <= MOST_CELLS:
        return
    columns = _COLUMN.findall(part)
    width = max((column_number(letters) + 1 for letters in set(columns)), default=0)
    if last * width > max(MOST_CELLS, MOST_EMPTY * len(columns)):
        raise far_cell(path)


def column_number(letters: bytes) -> int:
    """The place of a column by its letters, from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def sheet_part(path: Path, name: str) -> bytes:
    """The XML of a sheet inside an XLSX file, b"" where the file does not say which it is."""
    if not zipfile.is_zipfile(path):
        return b""
    with zipfile.ZipFile(path) as archive:
        parts = set(archive.namelist())
        if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= parts:
            return b""
        sheets = _SHEET.findall(archive.read("xl/workbook.xml").decode("utf-8", "replace"))
        links = _LINK.findall(archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace"))
        key = next((_attribute(tag, r"\w+:id") for tag in sheets if _attribute(tag, "name") == name), "")
        target = next((_attribute(tag, "Target") for tag in links if _attribute(tag, "Id") == key), "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        return archive.read(part) if part in parts else b""


def cell_styles(path: Path) -> tuple[dict[bytes, int], set[bytes]]:
    """Cell styles of an XLSX file by their numbers: how many digits those that are all zeros show, and which of them
    show per cent."""
    if not zipfile.is_zipfile(path):
        return {}, set()
    with zipfile.ZipFile(path) as archive:
        styles = archive.read("xl/styles.xml") if "xl/styles.xml" in archive.namelist() else b""
    zeros = {match[1]: len(match[2]) for match in _ZEROS.finditer(styles)}
    shares = {*_PERCENT_BUILT_IN, *_PERCENT.findall(styles)}
    listed = _CELL_STYLES.search(styles)
    found = [(str(place).encode(), id) for place, id in enumerate(_STYLE.findall(listed[1]) if listed else ())]
    return {place: zeros[id] for place, id in found if id in zeros}, {place for place, id in found if id in shares}


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf'\s{name}="([^"]*)"', tag)
    return html.unescape(match[1]) if match else ""


def disguised(path: Path, start: bytes) -> UserError:
    """A file with the ending of a workbook that holds something else, named where its first bytes tell."""
    told = {"file": path.name, "ending": path.suffix}
    advice = Text("Open it in Excel or WPS and save it as .xlsx, then import that.")
    sentence = None
    if _PAGE.match(start):
        sentence = Text("{file} is a web page with the ending {ending}, not a workbook.", told)
    elif b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        sentence = Text("{file} is an XML table of Excel 2003 with the ending {ending}, not a workbook.", told)
    elif start[:13].upper() == b"MIME-VERSION:":
        sentence = Text("{file} is a web archive with the ending {ending}, not a workbook.", told)
    elif _is_text(start):
        sentence = Text("{file} is a text table with the ending {ending}, not a workbook.", told)
        advice = Text("Change its ending to .csv and import that, or save it as .xlsx in Excel or WPS.")
    if sentence is None:
        return broken_workbook(path)
    return UserError(sentence, advice, file=str(path), code="disguised")


def _is_text(start: bytes) -> bool:
    """Whether bytes look like lines of a table: no control characters, and a mark between cells."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start[: len(start) // 2 * 2].decode("utf-16", "ignore").encode()
    return bool(start) and not _BINARY.search(start) and any(mark in start for mark in b",;\t")


def broken_workbook(path: Path) -> UserError:
    """A file with the ending of a workbook that holds none, or a damaged one."""
    return UserError(
        Text("{file} is no readable workbook: it is damaged, or another kind of file.", {"file": path.name}),
        Text("Open it in Excel or WPS and save it as .xlsx; a text table needs the ending .csv."),
        file=str(path),
    )


def locked_workbook(path: Path) -> UserError:
    """A workbook that opens only with a password."""
    return UserError(
        Text("{file} is protected by a password.", {"file": path.name}),
        Text("Save a copy without the password, then import that."),
        file=str(path),
    )


def old_workbook(path: Path) -> UserError:
    """A workbook of the old format with the ending of the new one."""
    return UserError(
        Text("{file} is an old workbook (.xls) with the ending {ending}.", {"file": path.name, "ending": path.suffix}),
        Text("Change its ending to .xls and import that, or save it as .xlsx in Excel or WPS."),
        file=str(path),
        code="disguised",
    )


def bomb(path: Path) -> UserError:
    """A workbook of few bytes that unpacks to very many."""
    return UserError(
        Text("{file} unpacks to far more than a table holds and was not opened.", {"file": path.name}),
        Text("Copy the cells you need into a new workbook, then import that."),
        file=str(path),
    )


def far_cell(path: Path) -> UserError:
    """A sheet with a cell so far from the others that the area between would fill the memory."""
    return UserError(
        Text("{file} has cells far away from its table, and was not opened.", {"file": path.name}),
        Text("Press Ctrl+End in Excel, delete the empty rows and columns up to there, and save; or copy the table."),
        file=str(path),
    )


def defined_entities(path: Path) -> UserError:
    """A workbook whose parts define entities or name other documents, which no spreadsheet program writes."""
    return UserError(
        Text("{file} holds definitions that no spreadsheet program writes, and was not opened.", {"file": path.name}),
        Text("Ask where the file comes from; copy the cells you need into a new workbook."),
        file=str(path),
    )
