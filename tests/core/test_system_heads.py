"""The head of an indicator system: whose lines are listed, how many are kept, and which thresholds nobody bears out."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from core.edits import add_row
from core.i18n import show
from core.indicator_own import find_system
from core.project import Project
from core.snapshot import Snapshot
from core.system_heads import answers, head, head_json
from core.system_results import Report, evaluate
from core.system_scope import scope_of
from core.system_words import answer_of, remarks

Enter = Callable[..., Snapshot]
OWN: tuple[dict[str, Any], ...] = (
    {"number": "6", "threshold": ">= 90"},
    {"number": "7", "title": "Employees", "unit": "person", "formula": "employees", "need": "must",
     "threshold": ">= 9"},
    {"number": "8", "title": "Fresh water", "unit": "m3", "formula": "water_fresh", "document": "DB37/T 1",
     "threshold": "<= 50", "need": "must"},
    {"number": "9", "title": "Energy", "unit": "tce", "formula": "energy"},
)  # fmt: skip
FIGURES = {"employees": 10.0, "water_fresh": 100.0, "water_repeated": 300.0, "energy_consumption": 500_000.0}


@pytest.fixture
def judged(project: Project, cluster: Enter) -> Report:
    """The zero-carbon system with one line instead of a standard's and three beside them; 75 % of water is reused."""
    cluster(statistic=[{"region": "P", "item": item, "value": value, "year": 2024} for item, value in FIGURES.items()])
    for line in OWN:
        add_row(project, "own_indicator", {"system": "zero-carbon", **line})
    snapshot = project.snapshot()
    return evaluate(scope_of(snapshot, 2024), find_system("zero-carbon", snapshot))


def test_the_head_says_how_many_lines_are_the_documents_and_how_many_the_projects(judged: Report) -> None:
    told = [show(text, "en") for text in head(judged)]
    assert "Lines of the document: 5. Lines of the project: 1 instead of the document's, 3 beside them." in told
    assert "文件原有指标 5 项；工程自有指标：替代文件指标 1 项，另行增加 3 项。" in [
        show(text, "zh") for text in head(judged)
    ]


def test_the_counts_of_the_head_are_those_of_the_lines(judged: Report) -> None:
    listed = Counter(answer_of(one) for one in judged.lines)
    assert answers(judged) == {"met": 1, "missed": 2, "open": 5, "without": 1}
    assert listed == {"kept": 1, "missed": 2, "not judged": 5, "": 1}
    told = " ".join(show(text, "en") for text in head(judged))
    assert "Mandatory: 1 kept, 1 missed, 1 not judged." in told
    assert "Lines listed: 9, of which 1 kept, 2 missed, 5 not judged, 1 without a threshold." in told


def test_a_threshold_that_the_project_typed_without_a_document_is_not_called_ours_from_memory(judged: Report) -> None:
    said = {one.line.number: " ".join(show(text, "en") for text in remarks(one)) for one in judged.lines}
    assert "The threshold was typed by the project, no document named." in said["6"]
    assert "from memory" not in said["6"] + said["7"] + said["8"]
    assert "You have not compared the threshold with its document yet." in said["8"]
    counted = head_json(judged)["mandatory"]
    assert (counted["from_memory"], counted["typed"], counted["not_compared"]) == (0, 1, 1)


def test_a_system_of_the_project_alone_has_no_line_of_a_document(project: Project, cluster: Enter) -> None:
    cluster(statistic=[{"region": "P", "item": "employees", "value": 10, "year": 2024}])
    add_row(project, "own_indicator", {"number": "1", "formula": "employees"})
    snapshot = project.snapshot()
    found = evaluate(scope_of(snapshot, 2024), find_system("own", snapshot))
    assert "Lines of the project itself: 1, which is all." in [show(text, "en") for text in head(found)]
