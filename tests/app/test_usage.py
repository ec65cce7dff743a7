"""Help of the commands: every word explained in the reader's language, in lines that fit a terminal."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from app import __main__ as program
from app.usage import TITLES, Usage, titled_words
from app.usage_lines import columns, terminal_lines
from core.export_rows import EXPORTED
from core.headers import table_kinds
from core.i18n import LANGUAGES, NO_BREAK, show
from core.imports import IMPORTERS
from core.kind_titles import KIND_TITLES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["", *program.COMMANDS])
def test_help_explains_each_word_in_lines_that_fit(
    name: str, language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        program.main([*([name] if name else []), "--help", "--language", language])
    told = capsys.readouterr().out
    assert max(map(columns, told.splitlines())) <= 80
    shown = " ".join(told.split())
    for word in words_of(name, language):
        assert " ".join(word.split()) in shown.replace("- ", "-")


def words_of(name: str, language: str) -> Iterable[str]:
    """The words of a command with their meanings, as far as they stay on one line."""
    parser = Usage(f"cluster-atlas {name}", language)
    if name:
        program.import_module(program.COMMANDS[name]).describe(parser)
    for action in parser._actions:
        for word in titled_words(action.choices):
            told = show(word, language).replace(NO_BREAK, " ")
            yield told if language == "en" else told.split()[0]


def test_the_meaning_of_a_word_does_not_leave_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert terminal_lines(f"企业：role{NO_BREAK}按角色", 11) == ["企业：", "role 按角色"]
    assert terminal_lines("（甲），乙", 7) == ["（甲），", "乙"]


def test_every_kind_of_table_can_be_asked_for_by_its_title() -> None:
    assert set(KIND_TITLES) == set(IMPORTERS) == set(table_kinds()) == set(EXPORTED)


def test_the_front_tells_every_command() -> None:
    assert list(TITLES) == list(program.COMMANDS)


def test_one_of_several_options_is_asked_for_in_the_readers_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        program.main(["cascade", str(tmp_path / "a.gpkg"), "--language", "zh"])
    assert "以下选项须选其一" in capsys.readouterr().err


def test_a_projection_that_is_none_is_answered_with_that_of_the_project(
    cluster_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["map", str(cluster_file), str(cluster_file.with_suffix(".pdf")), "--language", "en", "--projection"]
    for name in ("foo", "EPSG:4326"):
        assert program.main([*words, name]) == 1
        assert "write EPSG:4547 (CGCS2000" in capsys.readouterr().err


def test_a_system_of_a_base_map_that_is_none_is_blamed(cluster_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["base-map", str(cluster_file), "--add", "x.tif", "--crs", "foo", "--language", "en"]
    assert program.main(words) == 1
    assert "known here: foo" in capsys.readouterr().err


def test_an_empty_template_is_said_to_be_empty(cluster_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = cluster_file.with_name("empty.docx")
    empty.touch()
    out = str(cluster_file.with_name("out.docx"))
    assert program.main(["fill", str(cluster_file), str(empty), out, "--language", "en"]) == 1
    assert "holds not a single byte" in capsys.readouterr().err
