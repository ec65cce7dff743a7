"""Random tables as no office should write them, and files of them in every format that is read."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import numpy as np
import pyogrio
import shapely
import xlsxwriter
from hypothesis import strategies as st

from core.catalogues import table
from core.headers import find_column
from core.imports import IMPORTERS
from tests.core.test_imports_property import NUMERIC
from tests.core.test_imports_property import cells as column_cells

Cell = Any  # a text, number, date, truth, None or Formula
Row = list[Cell]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of a spreadsheet with the value that was kept beside it; text formats hold the formula alone."""

    text: str
    value: str | float


@dataclass(frozen=True, slots=True)
class RandomTable:
    """A kind of table, "" to let the headings tell it, the rows above and below its header, and how to write it.

    `points` are for map files: where a row lies, None for nowhere.
    """

    kind: str
    titles: tuple[Row, ...]
    header: Row
    rows: tuple[Row, ...]
    points: tuple[tuple[float, float] | None, ...]
    encoding: str
    delimiter: str

    @property
    def records(self) -> list[Row]:
        """Titles, header and rows."""
        return [*self.titles, self.header, *self.rows]


NAMES = [
    "甲厂",
    "乙厂",
    "Ａ化工",
    " 甲厂 ",
    "A works",
    "Works, the 2nd",
    "丙\n厂",
    "合计",
    "小计",
    "总计（吨）",
    "注：以上为估算",
    "—",
    "示例：甲厂",
]
NUMBERS = [0, 1, 5.5, -1, 12_345.678, 1e12, 1e308, 2024, 9.14508001998123e17, 0.1 + 0.2]
NUMERALS = [
    "5",
    "1,234.5",
    "１２３",
    "12。5",
    "约12吨",
    "12 t",
    "<0.05",
    "inf",
    "nan",
    "1e400",
    "-3",
    "5%",
    "无",
    "未检出",
]
DATES = [date(2024, 3, 1), date(1900, 2, 28), "2024年", "2024-03", "2024.5", "2月30日", "民国113年", "24"]
FAULTS = [
    Formula("=1/0", "#DIV/0!"),
    Formula("=1+1", 2.0),
    Formula('=HYPERLINK("http://a")', "a"),
    "#REF!",
    "=1+1",
    "+1",
    "@a",
]
ODD = [
    "",
    " ",
    "\t",
    "\u3000",
    "\x01",
    "\x0b",
    "_x0001_",
    "字" * 5000,
    "NA",
    "null",
    "TRUE",
    True,
    False,
    '"',
    "a,b;c",
    "''",
    "'=1",
    "\r\n",
]
CODES = ["91450800199812345X", "914508002000000000", "0012", "900-041-49", "2522", "1E5", "3-4"]
PLACES = [113.6, 23.1, "113.6", "23°6′", 180.5, "POINT (113.6 23.1)", "SRID=4326;POINT(113 23)", "POINT (a b)"]
WORDS = [
    "t",
    "t/a",
    "万吨",
    "m3",
    "kg",
    "桶",
    "waste",
    "副产品",
    "COD",
    "氨氮",
    "water",
    "产量",
    "2024",
    "declared",
    "running",
    "停产",
]
HEADINGS = [
    "备用",
    "Unknown",
    "数量（吨）",
    "COD(t)",
    "1月",
    "化学需氧量排放量(吨)",
    "序号",
    "联系电话",
    "",
    "x" * 300,
    "名称",
    "单位",
    "合计",
]
FIRMS, QUANTITIES = (
    ["甲厂", "Ａ化工", "A works", *(f"{number}号厂" for number in range(60))],
    [5, 5.5, "1,234.5", "１２３"],
)
SOUND: dict[str, list[Cell]] = {
    "unit": ["t", "t/a", "万吨"],
    "year": [2024, 2023, "2024年"],
    "item": ["产量", "consumption"],
    "pollutant": ["COD", "氨氮"],
    "medium": ["water", None],
    "geometry": [None, "POINT (113.6 23.1)"],
    "lon": [113.6, "113.61"],
    "lat": [23.1, "23.11"],
    "source": ["台账", "Survey"],
}
EMPTY = (
    "kind",
    "grade",
    "status",
    "origin",
    "destination",
    "credit code",
    "role",
    "layer",
    "permit class",
    "sd",
    "class",
)
cells = st.one_of(
    st.none(),
    *(st.sampled_from(chosen) for chosen in (NAMES, NUMBERS, NUMERALS, DATES, FAULTS, ODD, CODES, PLACES, WORDS)),
    st.text(max_size=12),
    st.floats(allow_nan=False, allow_infinity=False),
)
BELOW: list[Callable[[int], Row]] = [
    lambda width: ["合计", *[7.0] * (width - 1)],
    lambda width: ["备注：数据为初步统计"],
    lambda width: [None] * width,
    lambda width: ["填表人：", None, "日期："],
    lambda width: [*["甲厂"] * width, "too many"],
]


def _headings(kind: str) -> st.SearchStrategy[Row]:
    """Headings that a kind of table needs by any of their names, and others: known, unknown, twice, with a unit."""
    described = [row for row in table("tables/headers.csv") if row["table"] in (kind, "*")]
    names = {row["column"]: [row["column"], row["title_zh"], *row["aliases"].split("|")] for row in described}
    needed = [st.sampled_from(names[row["column"]]) for row in described if row["need"]]
    known = st.sampled_from(sorted({name for aliases in names.values() for name in aliases}))
    others = st.lists(known | st.sampled_from(HEADINGS), max_size=6)
    return st.tuples(st.tuples(*needed), others).flatmap(lambda told: st.permutations([*told[0], *told[1]]))


def _suiting(column: str) -> list[Cell]:
    return SOUND.get(column) or ([None] if column in EMPTY else QUANTITIES if column in NUMERIC else FIRMS)


def _rows(header: Row, kind: str) -> st.SearchStrategy[Row]:
    """Rows whose cells suit their headings, at least half of them, or not at all."""
    columns = [find_column(str(heading), kind) for heading in header]
    sound = [st.sampled_from(_suiting(column)) for column in columns]
    likely = [column_cells(column) | own for column, own in zip(columns, sound, strict=True)]
    odd = [own | cells for own in sound]
    return st.one_of(*(st.tuples(*chosen).map(list) for chosen in (sound, likely, odd)))


@st.composite
def random_tables(draw: st.DrawFn) -> RandomTable:
    """A table of any kind with up to twelve rows, some of which are no data."""
    kind = draw(st.sampled_from(list(IMPORTERS)))
    header: Row = list(draw(_headings(kind)))
    if draw(st.integers(0, 9)) == 0:
        header = header[1:] or header
    width = len(header)
    row = _rows(header, kind)
    rows = draw(st.lists(row | st.sampled_from(BELOW).map(lambda make: make(width)), min_size=1, max_size=12))
    if draw(st.booleans()):
        rows += draw(st.lists(st.sampled_from(rows), max_size=3))
    points = st.none() | st.tuples(st.floats(100, 120), st.floats(20, 40))
    return RandomTable(
        kind if draw(st.integers(0, 3)) else "",
        tuple(draw(st.lists(st.sampled_from([["2024年企业台账"], ["单位：万吨"], [None]]), max_size=2))),
        header,
        tuple(rows),
        tuple(draw(points) for _ in rows),
        draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"])),
        draw(st.sampled_from([",", ";", "\t"])),
    )


def as_text(cell: Cell) -> str:
    """What a text format holds of a cell."""
    if isinstance(cell, Formula):
        return cell.text
    return "" if cell is None else str(cell).upper() if isinstance(cell, bool) else str(cell)


def is_empty(cell: Cell) -> bool:
    """Whether a cell shows nothing at all."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def write_csv(made: RandomTable, path: Path) -> None:
    """A text table in one of several encodings and delimiters; what no text can hold is left out."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=made.delimiter)
    writer.writerows([[as_text(cell).replace("\x00", "") for cell in row] for row in made.records])
    path.write_bytes(target.getvalue().encode(made.encoding, "ignore"))


def write_xlsx(made: RandomTable, path: Path) -> None:
    """A workbook with formulas, dates and truths as such."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, cells_of_row in enumerate(made.records):
            for place, cell in enumerate(cells_of_row):
                if isinstance(cell, Formula):
                    sheet.write_formula(number, place, cell.text, None, cell.value)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                elif cell is not None:
                    sheet.write(number, place, cell)


_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:body><office:spreadsheet><table:table table:name={name}>{rows}</table:table>"
    "</office:spreadsheet></office:body></office:document-content>"
)
_MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def write_ods(made: RandomTable, path: Path) -> None:
    """An OpenDocument table, texts as `office:string-value`, so that every letter of XML comes through."""
    rows = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in made.records)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", _ODS.format(name='"表"', rows=rows))


def xml_text(cell: Cell) -> str:
    """What XML can hold of a cell."""
    kept = (letter for letter in as_text(cell) if (letter >= " " and letter not in "\ufffe\uffff") or letter in "\t\n")
    return "".join(kept)


def _ods_cell(cell: Cell) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return f'<table:table-cell office:value-type="float" office:value="{cell!r}"/>'
    text = xml_text(cell)
    if not text:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string" office:string-value={quoteattr(text)}/>'


def map_columns(made: RandomTable) -> dict[str, int]:
    """The headings that a map file can hold, each once whatever its case, with the place of their cells."""
    found: dict[str, int] = {}
    for place, heading in enumerate(made.header):
        name = str(heading)
        if name.strip() and name.lower() not in {other.lower() for other in (*found, "fid", "geom", "geometry", "id")}:
            found[name] = place
    return found or {"名称": 0}


def _plain(cell: Cell) -> str | float | bool | None:
    return cell if cell is None or isinstance(cell, bool | int | float) else as_text(cell).replace("\x00", "")


def write_geojson(made: RandomTable, path: Path) -> None:
    """Points and places without a point, with the cells of their rows."""
    features = [
        {
            "type": "Feature",
            "properties": {n: _plain(row[p]) if p < len(row) else None for n, p in map_columns(made).items()},
            "geometry": {"type": "Point", "coordinates": list(point)} if point else None,
        }
        for row, point in zip(made.rows, made.points, strict=True)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def write_gpkg(made: RandomTable, path: Path) -> None:
    """The same as a layer of a GeoPackage, in which a column holds one type; run where no project is open."""
    named = map_columns(made)
    told = [[_plain(row[place]) if place < len(row) else None for row in made.rows] for place in named.values()]
    shapes = [shapely.to_wkb(shapely.Point(point)) if point else None for point in made.points]
    pyogrio.raw.write(
        path, np.array(shapes, dtype=object), [_typed(column) for column in told], list(named), layer="layer",
        driver="GPKG", geometry_type="Point", crs="EPSG:4326",
    )  # fmt: skip


def _typed(column: list[Any]) -> Any:
    if all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in column):
        return np.array(column, dtype=float)
    return np.array([None if cell is None else as_text(cell) for cell in column], dtype=object)


WRITERS: dict[str, Callable[[RandomTable, Path], None]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "ods": write_ods,
    "geojson": write_geojson,
    "gpkg": write_gpkg,
}
