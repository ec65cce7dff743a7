"""The measures of the source that CONTRIBUTING names: sizes, names, where imports stand, what code may hold."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

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
    """What the tests ask of every file, found in one walk: a walk of all files takes seconds."""

    names: tuple[str, ...]
    lengths: tuple[int, ...]
    imports_inside: tuple[int, ...]
    chinese: tuple[tuple[int, str], ...]


@cache
def read(path: Path) -> Read:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    spans = [(node.lineno, node.end_lineno or node.lineno) for node in functions]
    imports = [node.lineno for node in nodes if isinstance(node, ast.Import | ast.ImportFrom) and node.col_offset]
    texts = [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return Read(
        tuple(node.name for node in nodes if isinstance(node, ast.ClassDef | ast.FunctionDef)),
        tuple(last - first + 1 for first, last in spans),
        tuple(line for line in imports if any(first < line <= last for first, last in spans)),
        tuple(
            (node.lineno, str(node.value))
            for node in texts
            if CHINESE.search(str(node.value)) and not is_docstring(tree, node)
        ),
    )


def trees(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in sources(*folders):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


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
    named = [
        f"{name_of(path)}: {name}" for path in sources() for name in read(path).names if FORBIDDEN_NAMES.search(name)
    ]
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


def is_docstring(tree: ast.Module, literal: ast.Constant) -> bool:
    """Docstrings may cite the field's Chinese terms: nobody is shown them."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    owners = [node for node in ast.walk(tree) if isinstance(node, documented) and node.body]
    return any(isinstance(owner.body[0], ast.Expr) and owner.body[0].value is literal for owner in owners)


def test_public_functions_and_classes_say_in_a_sentence_what_they_are_for() -> None:
    silent = [
        f"{name_of(path)}: {node.name}"
        for path, tree in trees("core", "gis", "app", "installer")
        for node in tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_")
        if not ast.get_docstring(node) and not is_plain_record(node)
    ]
    assert silent == []


def is_plain_record(node: ast.ClassDef | ast.FunctionDef) -> bool:
    """A class of fields alone, such as a table of the snapshot, is named by its fields."""
    return isinstance(node, ast.ClassDef) and all(isinstance(part, ast.AnnAssign) for part in node.body)


def test_nothing_is_left_for_later() -> None:
    left = [
        name_of(path) for path in sources("core", "gis", "app", "installer") if STUBS.search(path.read_text("utf-8"))
    ]
    assert left == []


def test_every_test_says_in_its_name_what_is_true() -> None:
    short = [
        f"{name_of(path)}: {node.name}"
        for path, tree in trees("tests")
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and node.name.count("_") < 3
    ]
    assert short == []


def test_every_test_asserts_something() -> None:
    idle = [
        f"{name_of(path)}: {node.name}"
        for path, tree in trees("tests")
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not claims(node)
    ]
    assert idle == []


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
