"""What a keystroke costs: python -m tests.benchmarks.search [--quick] [--json].

One row per task, medians in seconds over the keystrokes of some words typed letter by letter, and the slowest of them.
The peer of the catalogue search is rapidfuzz's extraction over the same names, which knows neither codes nor pinyin;
that of the search in a project is one loop over the names with `in`. Goals are seconds a keystroke.
"""

import random
import time
from collections.abc import Callable
from functools import partial

from rapidfuzz import process

from core.code_lists import built_in_lines, optional_lists
from core.code_search import CodeIndex, build_index, catalogue_index, search
from core.project_search import ProjectIndex, find_in, project_index
from tests.benchmarks.analysis import snapshot_of, tables_of
from tests.benchmarks.report import Row, figure_row, run

TYPED = ("900-041-49", "水泥制造", "fenmeihui", "hdrd", "sludges from", "化学需氧量", "炼钢厂业", "C3011")
GOALS = {"catalogue keystroke": 0.03, "slowest word": 0.03, "index of catalogues": 1.0, "project keystroke": 0.03}
SIGNS = "宏达华新鑫源盛热电化工水泥印染污水处理造纸制药铝业集团有限公司长行重"


Work = Callable[[str], object]


def typed(ours: Work, peer: Work) -> list[tuple[float, float]]:
    """Seconds of each keystroke, ours and the peer's."""
    return [(timed(partial(ours, text)), timed(partial(peer, text))) for text in keystrokes()]


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def keystrokes() -> list[str]:
    return [word[:end] for word in TYPED for end in range(1, len(word) + 1)]


def catalogue_rows(index: CodeIndex) -> list[Row]:
    names = [zh or en for zh, en in zip(index.zh, index.en, strict=True)]
    taken = typed(lambda text: search(index, text), lambda text: process.extract(text, names, limit=20))
    size = str(len(names))
    slowest = max(taken)
    return [
        figure_row("catalogue keystroke", size, taken, GOALS["catalogue keystroke"]),
        figure_row("slowest word", size, [slowest], GOALS["slowest word"]),
    ]


def project_rows(index: ProjectIndex, size: str) -> list[Row]:
    names = [str(name) for name in index.snapshot.actor.name]
    taken = typed(lambda text: find_in(index, [], text), lambda text: [name for name in names if text in name])
    return [figure_row("project keystroke", size, taken, GOALS["project keystroke"])]


def index_row() -> Row:
    """Spelling every name for the first time, with the loading of pypinyin."""
    lines = built_in_lines(optional_lists())
    first = timed(lambda: build_index(lines))
    return figure_row("index of catalogues", str(len(lines)), [(first, float("nan"))], GOALS["index of catalogues"])


def named(size: str) -> ProjectIndex:
    """A cluster whose firms have Chinese names."""
    dice = random.Random(1)
    tables = tables_of(size)
    for number, row in enumerate(tables["actor"]):
        row["name"] = "".join(dice.choices(SIGNS, k=8)) + str(number)
    return project_index(snapshot_of(tables))


def measure(size: str) -> list[Row]:
    first = index_row()
    return [first, *catalogue_rows(catalogue_index(optional_lists())), *project_rows(named(size), size)]


if __name__ == "__main__":
    raise SystemExit(run(__doc__, lambda quick: measure("S" if quick else "M")))
