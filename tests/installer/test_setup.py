"""The set-up: what it asks the system for, and when it has nothing left to do."""

import runpy
import sys
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
