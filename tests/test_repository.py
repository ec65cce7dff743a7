"""What the repository holds: pinned and hashed packages, no address of an index, no path of a machine."""

import re
import stat
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "installer" / "requirements"
LOCKS = ("run", "dev")
ADDRESS_OF_INDEX = re.compile(rb"https?://[\w.:-]+/(simple|packages|debian|pypi)\b|--(extra-)?index-url|--find-links")
# Home and scratch folders of a machine; a path written for a reader, such as ~/Documents, is none.
MACHINE_PATH = re.compile(rb"(?<![\w.~])/(home|root|Users|work|tmp|var/tmp)/[\w.-]+|[A-Z]:\\\\Users\\\\")
BINARY = {".png", ".jpg", ".gpkg", ".ttf", ".otf", ".pdf", ".xlsx", ".mo", ".ico"}


def kept_files() -> list[Path]:
    """The files that git keeps or would keep."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is a copy of the source without its git repository")
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def texts() -> dict[str, bytes]:
    kept = [path for path in kept_files() if path.suffix not in BINARY]
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in kept}


def names_in(requirements: Path) -> set[str]:
    """Normalised names of the packages that a requirements file lists."""
    lines = requirements.read_text(encoding="utf-8").splitlines()
    found = [match for line in lines if (match := re.match(r"[A-Za-z0-9][\w.-]*", line))]
    return {re.sub(r"[-_.]+", "-", match[0]).lower() for match in found}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_is_pinned_and_hashed(lock: str) -> None:
    text = (REQUIREMENTS / f"{lock}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    entries = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert [
        entry.split()[0] for entry in entries if "==" not in entry.split()[0] or "--hash=sha256:" not in entry
    ] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_holds_every_package_that_is_asked_for(lock: str) -> None:
    assert names_in(REQUIREMENTS / f"{lock}.in") - names_in(REQUIREMENTS / f"{lock}.txt") == set()


def test_the_development_lock_holds_the_run_lock() -> None:
    pinned = {
        lock: set(re.findall(r"^\S+==\S+", (REQUIREMENTS / f"{lock}.txt").read_text("utf-8"), re.M)) for lock in LOCKS
    }
    assert pinned["run"] - pinned["dev"] == set()


def test_qt_is_older_than_6_10() -> None:
    """From 6.10 on Qt needs a newer C library than Kylin and UOS have; 6.12.0 stops Python 3.11."""
    version = re.search(r"^pyside6-essentials==(\d+)\.(\d+)", (REQUIREMENTS / "run.txt").read_text("utf-8"), re.M)
    assert version
    assert (6, 8) <= (int(version[1]), int(version[2])) < (6, 10)


def test_no_file_names_an_index_of_packages() -> None:
    own = Path(__file__).relative_to(ROOT).as_posix()
    assert [name for name, content in texts().items() if name != own and ADDRESS_OF_INDEX.search(content)] == []


def test_no_file_names_a_path_of_a_machine() -> None:
    own = Path(__file__).relative_to(ROOT).as_posix()
    found = {
        name: match[0] for name, content in texts().items() if name != own and (match := MACHINE_PATH.search(content))
    }
    assert found == {}


def test_text_files_are_utf8_with_plain_line_ends() -> None:
    wrong = [name for name, content in texts().items() if b"\r\n" in content and not name.startswith("tests/")]
    assert wrong == []
    for content in texts().values():
        content.decode("utf-8")


def test_no_kept_file_is_larger_than_two_megabytes() -> None:
    assert [path.name for path in kept_files() if path.stat().st_size > 2_000_000] == []


def test_the_version_is_the_same_wherever_it_stands() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f'VERSION = "{declared}"' in (ROOT / "core" / "paths.py").read_text("utf-8")
    assert re.search(rf"^## \[({re.escape(declared)}|Unreleased)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)


def test_the_readme_and_the_continuous_test_run_the_same_command() -> None:
    script = ROOT / ".ci" / "run"
    assert script.read_text("utf-8").rstrip().endswith("exec make test")
    assert "make test" in (ROOT / "README.md").read_text("utf-8")
    assert script.stat().st_mode & stat.S_IXUSR


def test_files_that_the_papers_name_exist() -> None:
    papers = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"]
    named = re.compile(r"[(`]((?:core|gis|app|resources|tests|installer|docs)/[\w./-]+\.\w+)[)`]")
    missing = {
        f"{paper}: {name}"
        for paper in papers
        for name in named.findall((ROOT / paper).read_text("utf-8"))
        if not (ROOT / name).exists()
    }
    assert missing == set()
