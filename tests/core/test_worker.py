import sys
from pathlib import Path

import pytest

from core import worker
from core.errors import UserError
from core.worker import run

FILE = Path("flows.xlsx")
pytestmark = pytest.mark.usefixtures("cold_start")


def test_the_result_of_a_function_comes_back() -> None:
    assert run("math", "sqrt", (9.0,), file=FILE) == 3.0


def test_the_environment_is_set_before_the_work() -> None:
    assert run("os", "getenv", ("CLUSTER",), file=FILE, environment={"CLUSTER": "yes"}) == "yes"


def test_processes_begin_with_nothing_imported() -> None:
    assert worker.CONTEXT.get_start_method() == "spawn"
    assert run("builtins", "eval", ("'geopandas' in __import__('sys').modules",), file=FILE) is False


def test_a_crash_of_the_child_becomes_a_sentence_that_names_the_file() -> None:
    with pytest.raises(UserError) as told:
        run("os", "_exit", (3,), file=FILE)
    assert told.value.file == "flows.xlsx"


def test_an_unexpected_exception_of_the_child_becomes_the_same_sentence() -> None:
    with pytest.raises(UserError, match="could not be read"):
        run("math", "sqrt", ("nine",), file=FILE)


def test_a_sentence_of_the_child_comes_through_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(UserError, match="no row below a header") as told:
        run("core.sheets", "read_sheet", (path,), file=path)
    assert told.value.file == "empty.csv"


def test_the_time_limit_ends_the_work() -> None:
    with pytest.raises(UserError, match="too long"):
        run("time", "sleep", (60,), file=FILE, seconds=0.3)


def test_cancelling_ends_the_work() -> None:
    with pytest.raises(UserError, match="stopped"):
        run("time", "sleep", (60,), file=FILE, cancelled=lambda: True)


@pytest.mark.skipif(sys.platform == "win32", reason="the memory limit is one of POSIX systems")
def test_the_memory_limit_ends_the_work() -> None:
    with pytest.raises(UserError, match="more memory"):
        run("builtins", "bytearray", (3_000_000_000,), file=FILE)
