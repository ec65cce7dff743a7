"""The command line: which command runs, in which language, and what its user sees of trouble."""

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from app import __main__ as program
from core.errors import UserError
from core.i18n import LANGUAGES
from core.text import Text

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SimpleNamespace:
    """A command `probe FILE [--times N]` in place of the real ones; `ask` may be replaced by what it shall do."""
    probe = SimpleNamespace(asked=[], ask=lambda options, language: 0)

    def describe(parser):
        parser.add_argument("file")
        parser.add_argument("--times", type=int)

    def run(options, language):
        probe.asked.append((options.file, language))
        return probe.ask(options, language)

    module = SimpleNamespace(describe=describe, run=run)
    monkeypatch.setitem(sys.modules, "app.command_probe", module)
    monkeypatch.setitem(program.COMMANDS, "probe", "app.command_probe")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return probe


def stop(error: BaseException):
    def ask(options, language):
        raise error

    return ask


def test_a_command_gets_its_words_and_language(command: SimpleNamespace) -> None:
    assert program.main(["probe", "a.csv", "--language", "zh"]) == 0
    assert program.main(["--language=en", "probe", "b.csv"]) == 0
    assert command.asked == [("a.csv", "zh"), ("b.csv", "en")]


def test_the_exit_code_is_the_commands(command: SimpleNamespace) -> None:
    command.ask = lambda options, language: 1
    assert program.main(["probe", "a.csv"]) == 1


def test_a_frozen_program_lets_its_worker_processes_begin(
    command: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = []
    monkeypatch.setattr(multiprocessing, "freeze_support", lambda: begun.append(True))
    program.main(["probe", "a.csv"])
    assert begun == []
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    program.main(["probe", "a.csv"])
    assert begun == [True]


def test_trouble_is_told_with_place_and_advice(command: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    sentence, advice = Text("The amount {v} is below 0.", {"v": "-5"}), Text("Correct it and import again.")
    command.ask = stop(UserError(sentence, advice, file="a.csv", row=14, column="amount", value="-5"))
    assert program.main(["probe", "a.csv"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        "The amount -5 is below 0.",
        "Found in file a.csv, row 14, column amount, value -5.",
        "Correct it and import again.",
    ]


def test_a_bug_is_told_in_two_sentences_and_kept_in_the_log(
    command: SimpleNamespace, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    command.ask = stop(KeyError("surprise"))
    assert program.main(["probe", "a.csv"]) == 1
    log = tmp_path / "cluster-atlas" / "details.log"
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert str(log) in told
    assert "KeyError: 'surprise'" in log.read_text(encoding="utf-8")


def test_a_name_that_the_system_finds_too_long_is_no_bug(
    command: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    command.ask = lambda options, language: (Path("长" * 300).stat(), 0)[1]
    assert program.main(["probe", "a.csv"]) == 1
    assert "longer than this system allows" in capsys.readouterr().err


def test_interrupting_a_command_is_told_in_one_sentence(
    command: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    command.ask = stop(KeyboardInterrupt())
    assert program.main(["probe", "a.csv", "--language", "en"]) == 130
    told = capsys.readouterr().err
    assert told == "Stopped; the project is as it was before the step that was running, and no file is half written.\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["probe"], "Still missing: file."),
        (["probe", "a", "b"], "These words have no meaning here: b."),
        (["probe", "a", "--times", "x"], "--times needs a number, not 'x'."),
        (["probe", "a", "--times"], "--times needs a value after it."),
        (["probe", "a", "--language", "fr"], "--language cannot be fr; it is one of en, zh."),
    ],
)
def test_wrong_usage_is_a_sentence_and_exit_code_2(
    command: SimpleNamespace, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(words)
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("verb", [("finding", "list"), ("survey", "photos")])
def test_an_option_that_a_verb_does_not_have_is_told_with_the_usage_of_the_verb(
    capsys: pytest.CaptureFixture[str], verb: tuple[str, str]
) -> None:
    with pytest.raises(SystemExit):
        program.main([*verb, "p.gpkg", *(["folder"] if verb[1] == "photos" else []), "--bogus", "--language", "en"])
    told = capsys.readouterr().err
    assert told.startswith(f"Usage: cluster-atlas {' '.join(verb)} [-h]")
    assert "These words have no meaning here: --bogus." in told


@pytest.mark.parametrize("words", [["bogus", "p.gpkg"], ["bogus"], ["--language", "en", "bogus", "p.gpkg"]])
def test_an_unknown_command_is_named_with_those_there_are(
    command: SimpleNamespace, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(words)
    assert ended.value.code == 2
    assert "There is no command bogus; the commands are new, import" in capsys.readouterr().err


def test_a_file_that_the_sentence_names_is_not_named_again(
    command: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    command.ask = stop(UserError(Text("There is no file {file}.", {"file": "a.csv"}), file="/there/a.csv"))
    program.main(["probe", "a.csv"])
    assert capsys.readouterr().err == "There is no file a.csv.\n"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_TW", "LANG": "de_DE"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_surroundings_choose_the_language(environment: dict[str, str], language: str) -> None:
    assert program.surrounding_language(environment) == language


def test_the_language_chosen_in_the_window_is_remembered(tmp_path: Path) -> None:
    settings = tmp_path / "cluster-atlas" / "window.ini"
    assert program.remembered_language({"XDG_CONFIG_HOME": str(tmp_path), "APPDATA": str(tmp_path)}) == ""
    settings.parent.mkdir()
    settings.write_text("[General]\ndark=false\nlanguage=zh\n", encoding="utf-8")
    assert program.remembered_language({"XDG_CONFIG_HOME": str(tmp_path), "APPDATA": str(tmp_path)}) == "zh"


def test_the_languages_are_those_of_the_catalogues() -> None:
    assert program.LANGUAGES == LANGUAGES


def test_every_command_can_be_described(capsys: pytest.CaptureFixture[str]) -> None:
    for name in program.COMMANDS:
        with pytest.raises(SystemExit) as ended:
            program.main([name, "--help", "--language", "zh"])
        assert ended.value.code == 0
        assert f"cluster-atlas {name}" in capsys.readouterr().out


def run_command(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run it with no settings of anybody."""
    return subprocess.run([sys.executable, "-m", "app", *words], capture_output=True, env=environment, cwd=ROOT)


def test_the_module_runs_as_a_program() -> None:
    assert run_command("--version", HOME="/nowhere").stdout.decode() == "cluster-atlas 0.1.0\n"


def test_chinese_reaches_a_pipe_of_any_encoding() -> None:
    shown = run_command("--help", HOME="/nowhere", LANG="zh_CN.GBK", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "用法" in shown.stdout.decode("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="Windows stops a process in another way")
def test_a_library_is_not_stopped_in_its_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["import os, signal", "os.kill(os.getpid(), signal.SIGINT)", "loaded = True"]
    (tmp_path / "slow_library.py").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(program.COMMANDS, "probe", "slow_library")
    assert program.main(["probe", "--language", "en"]) == 130
    assert sys.modules["slow_library"].loaded
    assert capsys.readouterr().err.startswith("Stopped;")


def test_an_interrupt_before_a_command_has_begun_shows_no_traceback() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import app; raise KeyboardInterrupt"], cwd=ROOT, stderr=subprocess.PIPE, check=False
    )
    assert told.stderr == b""
    assert told.returncode != 0
