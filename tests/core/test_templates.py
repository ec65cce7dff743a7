"""Excel templates: filled by hand and imported without any mapping, in both languages."""

from pathlib import Path

import openpyxl
import pytest

from core.errors import UserError
from core.headers import find_column, table_kinds
from core.import_results import ImportResult
from core.import_table import is_example
from core.imports import import_sheet
from core.project import Project
from core.sheets import read_sheet
from core.templates import template_columns, write_template
from core.words import find_word, known_words, word_names

LANGUAGES = ("zh", "en")
CASES = [(kind, language) for kind in table_kinds() for language in LANGUAGES]


def fill(path: Path, kind: str, language: str) -> None:
    """Write the example's values into row 3, as a clerk would."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for place, column in enumerate(template_columns(kind, language), 1):
        number = column.format in ("number", "year") and column.example
        sheet.cell(3, place, float(column.example) if number else column.example or None)
    book.save(path)


def import_filled(project: Project, folder: Path, kind: str, language: str) -> ImportResult:
    path = folder / f"{kind}.xlsx"
    write_template(kind, path, language)
    fill(path, kind, language)
    return import_sheet(project, read_sheet(path), kind)


@pytest.mark.parametrize(("kind", "language"), CASES)
def test_a_filled_template_is_imported_without_a_word_about_its_columns(
    project: Project, kind: str, language: str, tmp_path: Path
) -> None:
    import_filled(project, tmp_path, "actors", language)
    result = import_filled(project, tmp_path, kind, language)
    assert result.unused == ()
    assert [(problem.row, problem.outcome) for problem in result.problems] == [(2, "skipped")]
    assert result.rejected == 0
    assert result.rows == 2
    assert [remark for remark in result.remarks if "already" not in remark.message_id] == []


@pytest.mark.parametrize(("kind", "language"), CASES)
def test_each_heading_of_a_template_means_its_column(kind: str, language: str) -> None:
    columns = template_columns(kind, language)
    assert {column.heading: find_column(column.heading, kind) for column in columns} == {
        column.heading: column.name for column in columns
    }


@pytest.mark.parametrize(("kind", "language"), CASES)
def test_each_column_of_a_template_is_explained(kind: str, language: str) -> None:
    assert [column.name for column in template_columns(kind, language) if not column.note] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_a_template_offers_is_understood(language: str) -> None:
    lists = {
        c.format[5:] for kind in table_kinds() for c in template_columns(kind, language) if c.format[:5] == "word:"
    }
    assert len(lists) > 10
    for words in lists:
        assert {find_word(words, name) for name in word_names(words, language).values()} == set(known_words(words))


def test_a_template_keeps_codes_as_text_and_offers_its_words(tmp_path: Path) -> None:
    write_template("actors", tmp_path / "a.xlsx", "zh")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    columns = {column.name: place for place, column in enumerate(template_columns("actors", "zh"), 1)}
    letter = openpyxl.utils.get_column_letter
    assert sheet.column_dimensions[letter(columns["credit code"])].number_format == "@"
    assert sheet.cell(2, columns["credit code"]).value == "91000000MA000901XJ"
    ranges = {str(rule.sqref) for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert f"{letter(columns['role'])}2:{letter(columns['role'])}5001" in ranges
    assert (sheet.freeze_panes, sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("B2", "landscape", 9)
    assert "18" in sheet.cell(1, columns["credit code"]).comment.text


@pytest.mark.parametrize("cell", ["示例：某厂", "Example: A works", "样例:某厂"])
def test_an_example_is_told_from_a_row_by_the_word_before_its_colon(cell: str) -> None:
    assert is_example((None, cell))
    assert not is_example(("示例公司", "Example works", "12:30"))


def test_a_template_is_written_to_an_excel_file_only(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        write_template("actors", tmp_path / "a.csv", "en")
    with pytest.raises(UserError):
        write_template("actors", tmp_path / "nowhere" / "a.xlsx", "en")
    assert list(tmp_path.iterdir()) == []
