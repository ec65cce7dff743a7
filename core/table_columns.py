"""The columns of a kind of table as a reader writes them: headings that the import understands, formats, notes."""

from functools import cache

from core.catalogues import Row, table
from core.headers import find_column
from core.i18n import THIN, UNIT_LABELS, translate
from core.units import unit_name


@cache
def columns_of(kind: str) -> tuple[Row, ...]:
    """The lines of tables/headers.csv for a kind of table, its own before those that every table has."""
    own = [row for row in table("tables/headers.csv") if row["table"] == kind]
    names = {row["column"] for row in own}
    return (*own, *(row for row in table("tables/headers.csv") if row["table"] == "*" and row["column"] not in names))


@cache
def described(kind: str, column: str) -> Row:
    """The line of tables/template_columns.csv for a column; a text without a note where there is none."""
    lines = {row["table"]: row for row in table("tables/template_columns.csv") if row["column"] == column}
    return lines.get(kind) or lines.get("*") or dict.fromkeys(table("tables/template_columns.csv")[0], "")


@cache
def heading(kind: str, column: str, language: str) -> str:
    """What heads a column in a language, such that the import finds the column again."""
    row = next(row for row in columns_of(kind) if row["column"] == column)
    if language == "zh":
        possible = [row["title_zh"], *(alias for alias in row["aliases"].split("|") if not alias.isascii())]
    else:
        possible = [row["title_en"].removeprefix("the "), column]
    found = next((name for name in possible if find_column(name, kind) == column), column)
    return found[0].upper() + found[1:]


@cache
def heading_with_unit(kind: str, column: str, language: str, mark: str = "") -> str:
    """A heading with `mark`, such as that it must be filled, and in brackets the unit of a column that has only one."""
    unit = described(kind, column)["unit"]
    shown = unit_name(unit, language) if language == "zh" else translate(UNIT_LABELS.get(unit, unit), language)
    shown = shown.replace(THIN, " ")  # a reader of tables shows no thin space
    brackets = "（{}）" if language == "zh" else " ({})"
    return heading(kind, column, language) + "".join(brackets.format(told) for told in (mark, shown) if told)
