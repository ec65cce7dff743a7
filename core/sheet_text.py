"""Tables as text: encoding and delimiter found, quotes strict, so that no row is lost without a word."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from core.cells import Cell
from core.errors import UserError
from core.text import Text

TEXT_FILES = (".csv", ".tsv", ".txt")
DELIMITERS = ",;\t"
LONGEST_CELL = 1_000_000
Record = tuple[int, Sequence[Cell]]
# What can be chosen, by the name that Python knows, with the title for the reader.
ENCODINGS = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030",
    "gbk": "GBK",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "big5": "Big5",
}

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What files begin with that are often given a wrong ending.
_OTHERS = (
    (b"%PDF", Text("a PDF document")),
    (b"\x89PNG", Text("a picture (PNG)")),
    (b"\xff\xd8\xff", Text("a picture (JPEG)")),
    (b"GIF8", Text("a picture (GIF)")),
    (b"PK\x03\x04", Text("a packed file, such as an Office workbook or a ZIP archive")),
    (b"\xd0\xcf\x11\xe0", Text("an old Office file, such as .xls or .doc")),
    (b"Rar!", Text("a packed file (RAR)")),
    (b"7z\xbc\xaf", Text("a packed file (7z)")),
    (b"SQLite format 3", Text("a database, such as a GeoPackage")),
)
GUARD, FORMULA_SIGNS = "'", tuple("=+-@\t\r")  # what a spreadsheet would take for a formula is written behind a guard
_FOREIGN = re.compile("[A-Za-z0-9]?[^\x00-\x7f]+[A-Za-z0-9]?")
_BY_CHANCE = re.compile("[\u0080-\u07ff]{2,}")


def read_text(path: Path, encoding: str = "") -> tuple[list[Record], list[Text]]:
    """The records of a text table with their row numbers, and a remark where it was not UTF-8.

    An `encoding` that is given is used strictly: UserError where the file is not written in it.
    """
    data = path.read_bytes()
    _refuse_others(data, path)
    text, remarks = (_text_in(data, encoding, path), []) if encoding else _text_found(data, path)
    if encoding:
        remarks.append(Text("Read as {encoding}, as was asked for.", {"encoding": encoding_title(encoding)}))
    if "\x00" in text:
        raise UserError(
            Text("{file} is no text table: it holds binary content.", {"file": path.name}),
            Text("Open it in the program that wrote it and save it as .xlsx or .csv."),
            file=str(path),
        )
    return _records(text, path), remarks


def _text_found(data: bytes, path: Path) -> tuple[str, list[Text]]:
    encoding = find_encoding(data)
    if encoding is None:
        raise UserError(
            Text("{file} is written in no known encoding: neither UTF-8 nor GB18030.", {"file": path.name}),
            Text("Save it as CSV UTF-8, then import that."),
            file=str(path),
        )
    told = {"encoding": encoding_title(encoding)}
    return data.decode(encoding), [] if encoding.startswith("utf-8") else [Text("Read as {encoding}.", told)]


def _text_in(data: bytes, encoding: str, path: Path) -> str:
    """The text in an encoding that the user chose; UserError where it is none, or where a byte does not fit."""
    if encoding.lower() not in ENCODINGS:
        raise UserError(
            Text("There is no encoding {encoding} here.", {"encoding": encoding}),
            Text("Choose one of these: {encodings}.", {"encodings": list(ENCODINGS)}),
            file=str(path),
        )
    try:
        return data.decode("utf-8-sig" if encoding.lower() == "utf-8" else encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as cause:
        line = data.count(b"\n", 0, cause.start) + 1
        told = {"file": path.name, "encoding": encoding_title(encoding), "line": str(line)}
        raise UserError(
            Text("{file} is not written in {encoding}: line {line} holds bytes that mean nothing in it.", told),
            Text("Choose another encoding, or none, and look at the first lines."),
            file=str(path),
            row=line,
        ) from cause


def encoding_title(encoding: str) -> str:
    """How an encoding is called for the reader."""
    return ENCODINGS.get(encoding.lower().removesuffix("-sig"), encoding.upper())


def encodings(path: Path, lines: int = 5) -> list[tuple[str, tuple[str, ...]]]:
    """The encodings in which a text table can be read, the likeliest first, each with the first lines as it reads."""
    data = path.read_bytes()
    _refuse_others(data, path)
    found = find_encoding(data)
    names = [name for name in ENCODINGS if _may_be(data, name)]
    likely = (found or "").removesuffix("-sig")
    names.sort(key=lambda name: name != likely)
    return [(name, tuple((_decoded(data, name) or "").removeprefix("\ufeff").splitlines()[:lines])) for name in names]


def _may_be(data: bytes, encoding: str) -> bool:
    """Whether a text can be read in an encoding; UTF-16 is thought of only where its zero bytes show."""
    if (
        encoding.startswith("utf-16")
        and b"\x00" not in data
        and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    ):
        return False
    text = _decoded(data, encoding)
    return text is not None and "\x00" not in text


def _refuse_others(data: bytes, path: Path) -> None:
    """UserError that says what a file is whose ending says text and whose first bytes say otherwise."""
    if kind := next((kind for start, kind in _OTHERS if data.startswith(start)), None):
        raise UserError(
            Text("{file} is {kind}, not a text table.", {"file": path.name, "kind": kind}),
            Text("Open it in the program that wrote it and save the table as .xlsx or .csv, or correct its ending."),
            file=str(path),
        )


def find_encoding(data: bytes) -> str | None:
    """The encoding by byte-order mark, else strict UTF-8, else strict GB18030, None for neither.

    A file with few Chinese words in GBK can be valid UTF-8 by chance. It is taken as Chinese where every word that is
    not ASCII is two or more letters of U+0080-U+07FF in UTF-8, touches no ASCII letter and is plain GB2312.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding if _decoded(data, encoding) is not None else None
    if b"\x00" in data:
        return next((name for name in ("utf-16-le", "utf-16-be") if _is_readable(_decoded(data, name))), "utf-8")
    text = _decoded(data, "utf-8")
    if text is None:
        return "gb18030" if _decoded(data, "gb18030") is not None else None
    words = _FOREIGN.findall(text)
    return "gb18030" if words and all(_is_chinese_by_chance(word) for word in words) else "utf-8"


def _is_readable(text: str | None) -> bool:
    """Whether a text that has no byte-order mark has lines, cells and nothing but letters that can be printed."""
    if not text or not any(mark in text for mark in DELIMITERS):
        return False
    return all(letter.isprintable() or letter in "\r\n\t" for letter in text[:4096])


def _is_chinese_by_chance(word: str) -> bool:
    return bool(_BY_CHANCE.fullmatch(word)) and _decoded(word.encode(), "gb2312") is not None


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def find_delimiter(text: str) -> str:
    """The delimiter that divides the first line that has one into most columns, a comma where none does."""
    lines = (Counter(re.sub(r'"[^"]*"', "", line)) for line in text.splitlines())
    marks = next((line for line in lines if any(line[mark] for mark in DELIMITERS)), Counter[str]())
    return max(DELIMITERS, key=lambda mark: marks[mark])


def _records(text: str, path: Path) -> list[Record]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=find_delimiter(text), strict=True)
    records: list[Record] = []
    try:
        for number, cells in enumerate(reader, 1):
            records.append((number, [_without_guard(cell) or None for cell in cells]))
    except csv.Error as cause:
        where = {"file": path.name, "line": str(reader.line_num)}
        raise UserError(
            Text("{file} has a quotation mark out of place in line {line}.", where),
            Text('A cell in quotation marks ends with one, and a mark inside it is doubled: "".'),
            file=str(path),
            row=len(records) + 1,
        ) from cause
    return records


def _without_guard(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula, as our exports write it."""
    return cell[1:] if cell.startswith(GUARD) and cell[1:].startswith(FORMULA_SIGNS) else cell


def guarded(cell: str) -> str:
    """A cell with that apostrophe where a spreadsheet would take it for a formula."""
    return GUARD + cell if cell.startswith(FORMULA_SIGNS) else cell
