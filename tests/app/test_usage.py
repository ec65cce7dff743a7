"""Help of the commands: every word explained in the reader's language, in lines that fit a terminal."""

from collections.abc import Iterable

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
