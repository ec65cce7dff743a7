"""The measures of the source that CONTRIBUTING names: sizes, names, where imports stand, what code may hold."""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import TypeGuard

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("core", "gis", "app", "installer", "tests")
FILE_LINES, MEDIAN_LINES, FUNCTION_LINES, SHARE_OF_FUNCTIONS = 400, 150, 25, 0.9
FORBIDDEN_NAMES = re.compile(r"(Manager|Helper|Utils?|Base|Handler|Abstract|Impl|Mixin)$")
CHINESE = re.compile("[\u3400-\u9fff]")
STUBS = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b")


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders or FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@dataclass(frozen=True, slots=True)
class Read:
    """What the tests ask of every file, found in one walk: trees that are kept fill the memory and take seconds."""

    names: tuple[str, ...]
    lengths: tuple[int, ...]
    imports_inside: tuple[int, ...]
    chinese: tuple[tuple[int, str], ...]
    silent: tuple[str, ...]
    tests: tuple[str, ...]
    idle: tuple[str, ...]


@cache
def read(path: Path) -> Read:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    spans = [(node.lineno, node.end_lineno or node.lineno) for node in functions]
    imports = [node.lineno for node in nodes if isinstance(node, ast.Import | ast.ImportFrom) and node.col_offset]
    texts = [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    told, tests = docstrings(nodes), [node for node in tree.body if is_test(node)]
    return Read(
        tuple(node.name for node in nodes if isinstance(node, ast.ClassDef | ast.FunctionDef)),
        tuple(last - first + 1 for first, last in spans),
        tuple(line for line in imports if any(first < line <= last for first, last in spans)),
        tuple((node.lineno, str(node.value)) for node in texts if node not in told and CHINESE.search(str(node.value))),
        tuple(node.name for node in tree.body if is_public(node) and not ast.get_docstring(node)),
        tuple(node.name for node in tests),
        tuple(node.name for node in tests if not claims(node)),
    )


def told_by(names: Callable[[Read], tuple[str, ...]], *folders: str) -> list[str]:
    return [f"{name_of(path)}: {name}" for path in sources(*folders) for name in names(read(path))]


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_400_lines() -> None:
    long = {name_of(path): line_count(path) for path in sources() if line_count(path) > FILE_LINES}
    assert long == {}


def test_half_of_the_files_have_at_most_150_lines() -> None:
    assert median(map(line_count, sources("core", "gis", "app"))) <= MEDIAN_LINES


def test_nine_functions_of_ten_have_at_most_25_lines() -> None:
    lengths = [length for path in sources("core", "gis", "app") for length in read(path).lengths]
    short = sum(length <= FUNCTION_LINES for length in lengths)
    assert short / len(lengths) >= SHARE_OF_FUNCTIONS


def test_names_say_what_a_thing_is_in_the_field() -> None:
    named = told_by(lambda read: tuple(name for name in read.names if FORBIDDEN_NAMES.search(name)))
    assert named == []


def test_imports_stand_at_the_top_of_their_module() -> None:
    inside = [f"{name_of(path)}:{line}" for path in sources() for line in read(path).imports_inside]
    assert inside == []


def test_code_holds_no_chinese_text() -> None:
    literals = [
        f"{name_of(path)}:{line} {value}"
        for path in sources("core", "gis", "app", "installer")
        for line, value in read(path).chinese
    ]
    assert literals == []


def docstrings(nodes: list[ast.AST]) -> set[ast.expr]:
    """Those of modules, classes and functions, which may cite the field's Chinese terms: nobody is shown them."""
    owners = [node for node in nodes if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body]
    return {owner.body[0].value for owner in owners if isinstance(owner.body[0], ast.Expr)}


def test_public_functions_and_classes_say_in_a_sentence_what_they_are_for() -> None:
    assert told_by(lambda read: read.silent, "core", "gis", "app", "installer") == []


def is_public(node: ast.stmt) -> TypeGuard[ast.ClassDef | ast.FunctionDef]:
    """A function or class for others; one of fields alone, such as a table of the snapshot, is named by its fields."""
    if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_"):
        return False
    return not (isinstance(node, ast.ClassDef) and all(isinstance(part, ast.AnnAssign) for part in node.body))


def test_nothing_is_left_for_later() -> None:
    left = [
        name_of(path) for path in sources("core", "gis", "app", "installer") if STUBS.search(path.read_text("utf-8"))
    ]
    assert left == []


def is_test(node: ast.stmt) -> TypeGuard[ast.FunctionDef]:
    return isinstance(node, ast.FunctionDef) and node.name.startswith("test_")


def test_every_test_says_in_its_name_what_is_true() -> None:
    short = told_by(lambda read: tuple(name for name in read.tests if name.count("_") < 3), "tests")
    assert short == []


def test_every_test_asserts_something() -> None:
    assert told_by(lambda read: read.idle, "tests") == []


def claims(function: ast.FunctionDef) -> bool:
    """Whether a test asserts, expects an exception, or hands on to a checking function of the test files."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called == "raises" or called.startswith(("assert_", "check_", "expect_", "run_state_machine")):
                return True
    return False
