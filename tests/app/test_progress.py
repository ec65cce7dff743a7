"""What a long command says while it works, and what it leaves when it is stopped."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app import command_demo
from app.__main__ import main

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The teaching park."""
    file = tmp_path_factory.mktemp("progress") / "park.gpkg"
    assert main(["new", str(file), "--sample", "teaching", "--language", "en"]) == 0
    return file


def test_an_atlas_tells_each_page_to_a_terminal_and_takes_the_line_away(
    park: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    words = ["map", str(park), str(tmp_path / "a.pdf"), "--atlas", "regions", "--language", "en"]
    assert main(words) == 0
    lines = capsys.readouterr().err.split("\r")
    assert [line for line in lines if line.startswith("Page ")] == [
        f"Page {number} of 5 is being drawn …\x1b[K" for number in range(1, 6)
    ]
    assert lines[-1].startswith("\x1b[K")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["search", "{park}", "steel"], "Names are being looked through …"),
        (["year", "open", "{park}", "2026"], "The rows of 2026 are being gone through …"),
        (["demo", "--no-window", "--out", "{folder}"], "The figures are being checked …"),
    ],
)
def test_a_command_that_takes_long_tells_what_it_is_at(
    park: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    words: list[str], told: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(command_demo, "sample_names", lambda: ["guigang"])  # each is told of alike
    own = tmp_path / "own.gpkg"
    own.write_bytes(park.read_bytes())
    assert main([word.format(park=own, folder=tmp_path) for word in words] + ["--language", "en"]) == 0
    assert f"\r{told}\x1b[K" in capsys.readouterr().err


def test_nothing_of_the_progress_reaches_a_pipe(park: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyse", str(park), "--json"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(os.name == "nt", reason="Windows stops a process in another way")
@pytest.mark.parametrize("words", [["map", "--atlas", "actors"], ["pack"]])
def test_a_command_that_is_interrupted_leaves_no_half_file(park: Path, tmp_path: Path, words: list[str]) -> None:
    command, *options = words
    asked = [command, str(park), str(tmp_path / "a.pdf"), *options, "--language", "en"]
    running = subprocess.Popen(
        [sys.executable, "-m", "app", *asked],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    while running.poll() is None and not list(tmp_path.glob(".a-*")):
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate()
    assert running.returncode == 130
    assert b"no file is half written" in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows stops a process in another way")
def test_a_demo_that_is_interrupted_ends_in_a_sentence(tmp_path: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "app", "demo", "--no-window", "--out", str(tmp_path), "--language", "en"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    while running.poll() is None and not list(tmp_path.glob(".*.png*")):
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate()
    assert running.returncode == 130
    assert told.startswith(b"Stopped;")
