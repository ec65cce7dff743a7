"""The set-up: what it asks the system for, and when it has nothing left to do."""

import os
import runpy
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FunctionType

import pytest

SETUP = Path(__file__).resolve().parents[2] / "installer" / "setup.py"


@pytest.fixture
def setup(tmp_path: Path) -> dict[str, object]:
    """The names of a fresh copy of the set-up, at work on a small checkout of its own."""
    names = runpy.run_path(str(SETUP))
    (tmp_path / "installer" / "requirements").mkdir(parents=True)
    (tmp_path / "installer" / "requirements" / "run.txt").write_text("a==1", encoding="ascii")
    (tmp_path / "installer" / "requirements" / "dev.txt").write_text("a==1\nb==2", encoding="ascii")
    (tmp_path / "pyproject.toml").write_text("[project]", encoding="ascii")
    main = names["main"]
    assert isinstance(main, FunctionType)
    main.__globals__.update(ROOT=tmp_path, STAMP=tmp_path / "stamp", ENVIRONMENT=tmp_path / ".venv")
    return main.__globals__


@pytest.mark.parametrize("words", [[], ["build"], ["run", "test"]])
def test_it_says_which_jobs_there_are(setup, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert setup["main"](words) == 2
    assert "setup.py run" in capsys.readouterr().out


def test_only_what_the_loader_misses_is_installed(setup) -> None:
    setup["can_load"] = lambda library: library != "libEGL.so.1"
    assert setup["missing_packages"](window=False) == ["libegl1"]


def test_a_window_needs_more_libraries_than_a_picture(setup) -> None:
    setup["can_load"] = lambda library: False
    assert set(setup["missing_packages"](window=False)) < set(setup["missing_packages"](window=True))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems bring what Qt needs")
def test_who_may_not_install_is_told_the_exact_line(setup, capsys: pytest.CaptureFixture[str]) -> None:
    setup["can_load"] = lambda library: library != "libEGL.so.1"
    setup["may_install"] = lambda: False
    assert setup["main"](["test"]) == 1
    assert "sudo apt-get install --yes --no-install-recommends libegl1" in capsys.readouterr().out


def test_a_changed_lock_is_installed_again(setup, tmp_path: Path) -> None:
    before = setup["fingerprint"]("run")
    (tmp_path / "installer" / "requirements" / "run.txt").write_text("a==2", encoding="ascii")
    assert setup["fingerprint"]("run") != before


@pytest.mark.parametrize(("installed", "wanted", "pip_runs"), [("dev", "run", 0), ("dev", "dev", 0), ("run", "dev", 2)])
def test_packages_are_installed_only_where_the_stamp_is_old(
    setup, tmp_path: Path, installed: str, wanted: str, pip_runs: int
) -> None:
    ran = []
    setup["run_quietly"] = lambda command: ran.append(command) or type("Done", (), {"returncode": 0})
    (tmp_path / "stamp").write_text(setup["fingerprint"](installed), encoding="ascii")
    setup["install_packages"](wanted)
    assert len(ran) == pip_runs
    assert (tmp_path / "stamp").read_text(encoding="ascii") == setup["fingerprint"](wanted if pip_runs else installed)


def test_packages_are_checked_against_their_hashes(setup) -> None:
    ran = []
    setup["run_quietly"] = lambda command: ran.append(command) or type("Done", (), {"returncode": 0})
    setup["install_packages"]("run")
    assert "--require-hashes" in ran[0]


TELLING = "print('a.py:1: first line\\na.py:2: second line')\nraise SystemExit({code})"
WAITING = "import pathlib, time\nwhile not pathlib.Path('{file}').exists():\n    time.sleep(0.01)\n"
CLOSING = "import os, pathlib\nprint('the tests are over', flush=True)\npathlib.Path('over').touch()\nos._exit(0)"


def write_both(setup, folder: Path, quiet: str, loud: str) -> None:
    """Make two small programs that stand for the types and the tests."""
    (folder / "quiet.py").write_text(quiet, encoding="ascii")
    (folder / "loud.py").write_text(loud, encoding="ascii")
    setup.update(PYTHON=sys.executable, CHECKS=(), TYPES=("quiet",), TESTS=("loud",))


def test_what_the_types_find_is_told_whole_before_the_tests_end(
    setup, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    say = setup["say"]
    setup["say"] = lambda sentence: (say(sentence), sentence.startswith("\nquiet") and (tmp_path / "told").touch())
    write_both(setup, tmp_path, TELLING.format(code=3), WAITING.format(file="told") + CLOSING)
    assert setup["run_tests"]() == 3
    told = capfd.readouterr().out
    assert "quiet: a.py:1: first line\na.py:2: second line\nthe tests are over\n" in told
    assert told.endswith("Something was found by: quiet. See above.\n")


@pytest.mark.parametrize(("code", "last"), [(0, "over"), (1, "See above.")])
def test_after_the_tests_only_a_finding_is_told(
    setup, tmp_path: Path, capfd: pytest.CaptureFixture[str], code: int, last: str
) -> None:
    late = WAITING.format(file="over") + "time.sleep(0.5)\n" + TELLING.format(code=code)
    write_both(setup, tmp_path, late, CLOSING)
    assert setup["run_tests"]() == code
    told = capfd.readouterr().out
    assert told.endswith(f"{last}\n")
    assert ("second line" in told) == bool(code)


STOPPED = """
import runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background of a shell is deaf to it
names = runpy.run_path(sys.argv[1])["main"].__globals__
names.update(PYTHON=sys.executable, make_environment=int, install_libraries=lambda window: 0, install_packages=str)
names.update(compile_translations=int, CHECKS=(), TYPES=("lasting", "types"), TESTS=("lasting", "tests"))
names["ROOT"] = names["Path"].cwd()
sys.exit(names["main"](["test"]))
"""
LASTING = """
import os, pathlib, sys, time
pathlib.Path(sys.argv[1] + ".new").write_text(str(os.getpid()))
os.replace(sys.argv[1] + ".new", sys.argv[1])
time.sleep(60)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals are of other systems")
def test_who_stops_the_set_up_stops_types_and_tests(tmp_path: Path) -> None:
    (tmp_path / "lasting.py").write_text(LASTING, encoding="ascii")
    both = (tmp_path / "types", tmp_path / "tests")
    run = subprocess.Popen([sys.executable, "-c", STOPPED, str(SETUP)], cwd=tmp_path, stdout=subprocess.DEVNULL)
    while not all(one.exists() for one in both):
        time.sleep(0.01)
    run.send_signal(signal.SIGINT)
    assert run.wait(timeout=20) == 130
    for one in both:
        assert not is_running(int(one.read_text(encoding="ascii")))


def is_running(number: int) -> bool:
    """Whether a process still works; one that ended and was not asked for yet does not."""
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(number)], capture_output=True, text=True).stdout.strip()
    return bool(told) and not told.startswith("Z")
