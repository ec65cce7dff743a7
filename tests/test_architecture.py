"""Imports run app -> gis -> core and never back, and the heavy libraries stay where the design has put them."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
QT = "PySide6"
# What a package may not import, by the first names of a dotted path.
FORBIDDEN = {
    "core": {"gis", "app", QT, "pyqtgraph", "geopandas", "shapely", "pandas", "pyproj"},
    "gis": {"app", "pyqtgraph", "sqlite3", "sqlite_utils", "core.project", "core.records", f"{QT}.QtWidgets"},
    "app": {"sqlite3", "sqlite_utils"},
}
PAINTERS = {"gis/paint.py", "gis/paint_layers.py"}  # what of gis draws with Qt


def imports_of(path: Path) -> Iterator[str]:
    """Dotted names that a module imports, `from a.b import c` as both a.b and a.b.c."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("package", FORBIDDEN)
def test_packages_import_only_what_lies_below_them(package: str) -> None:
    found = [
        f"{name_of(path)} imports {name}"
        for path in modules(package)
        for name in imports_of(path)
        if any(name == forbidden or name.startswith(forbidden + ".") for forbidden in FORBIDDEN[package])
    ]
    assert found == []


def test_only_the_painter_of_gis_knows_qt() -> None:
    knowing = {name_of(path) for path in modules("gis") if any(name.startswith(QT) for name in imports_of(path))}
    assert knowing == PAINTERS


def test_adjusted_values_reach_only_the_diagnosis() -> None:
    shown = {
        "app/command_reconcile.py",
        "app/command_analyse.py",
        "app/reconcile_dock.py",
        "app/adjusted_map.py",
        "core/research.py",
    }
    readers = {
        name_of(path)
        for package in ("core", "gis", "app")
        for path in modules(package)
        if any(name.startswith("core.reconcile") for name in imports_of(path))
    }
    assert {name for name in readers if not name.startswith("core/reconcile")} <= shown


def test_the_research_panel_reaches_no_official_number() -> None:
    shown = {"app/command_analyse.py", "app/indicators_dock.py", "app/research_table.py"}
    readers = {
        name_of(path)
        for package in ("core", "gis", "app")
        for path in modules(package)
        if any(name.startswith(("core.research", "app.research")) for name in imports_of(path))
    }
    assert {name for name in readers if not name.startswith("core/research")} <= shown


def test_modules_of_core_import_each_other_without_a_circle() -> None:
    below = {
        f"core.{path.stem}": {name for name in imports_of(path) if name.startswith("core.")} for path in modules("core")
    }
    left = {module: names & below.keys() for module, names in below.items()}
    while free := {module for module, names in left.items() if not names}:
        left = {module: names - free for module, names in left.items() if module not in free}
    assert left == {}


def loaded_after(statement: str) -> set[str]:
    """Top-level names of the modules that a fresh interpreter has loaded after a statement."""
    program = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_the_command_starts_with_the_standard_library_alone() -> None:
    heavy = {QT, "numpy", "core", "gis", "sqlite_utils", "pandas"}
    assert loaded_after("import app.__main__") & heavy == set()


def test_the_first_window_loads_no_library_but_qt() -> None:
    heavy = {"numpy", "scipy", "pandas", "geopandas", "shapely", "pyproj", "pyqtgraph", "sqlite_utils", "gis"}
    assert loaded_after("import app.window") & heavy == set()


def test_the_filled_window_loads_no_library_of_office_documents() -> None:
    assert loaded_after("import app.workbench") & {"docx", "pptx"} == set()


def test_opening_a_project_needs_no_table_library() -> None:
    heavy = {QT, "scipy", "pandas", "geopandas", "shapely", "pyproj", "sqlite_utils"}
    assert loaded_after("import core.project") & heavy == set()
