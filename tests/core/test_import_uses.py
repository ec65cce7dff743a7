"""A source has one permitted use: what is told for another one is a source of its own, however the use is written."""

from itertools import permutations, product
from typing import Any

import pytest

from core.edits import set_values
from core.i18n import show
from core.import_results import ImportResult
from core.imports import import_sheet
from core.project import Project
from core.sheets import make_sheet

HEADER = ("from", "to", "commodity", "amount", "unit", "year", "source", "source use")
USES = ("", "public", "internal", "aggregate", "superior")


def take(project: Project, *uses: str, title: str = "Report", file: str = "t.csv") -> ImportResult:
    """A figure of 5 t under a title for each use."""
    rows: list[tuple[Any, ...]] = [("A", "B", "Ash", 5, "t", 2024, title, use or None) for use in uses]
    return import_sheet(project, make_sheet(file, "", list(enumerate([HEADER, *rows], 1))), "flows")


def uses_of(project: Project) -> dict[str, str]:
    source = project.snapshot().source
    return dict(zip(source.title.tolist(), source.permitted_use.tolist(), strict=True))


def test_what_is_told_for_another_use_is_a_source_of_its_own(project: Project) -> None:
    for place, use in enumerate(("public", "superior", "superior", "public")):
        take(project, use, file=f"{place}.csv")
    assert uses_of(project) == {"Report": "public", "Report (superior)": "superior"}
    assert len(project.snapshot().flow_amount) == 2


@pytest.mark.parametrize(("title", "own"), [("Report", "Report (superior)"), ("年报", "年报 (仅报上级)")])
def test_a_use_is_one_by_whatever_word_it_is_told(project: Project, title: str, own: str) -> None:
    words = ("superior", "superior office only", "仅报上级", "上级专用")
    take(project, "public", title=title)
    for word in words:
        take(project, word, title=title)
    take(project, *words, title=title)
    assert uses_of(project) == {title: "public", own: "superior"}
    assert len(project.snapshot().flow_amount) == 2


def test_a_source_that_an_earlier_word_named_is_found_again(project: Project) -> None:
    take(project, "superior", title="Report (仅报上级)")
    take(project, "public")
    take(project, "superior")
    assert uses_of(project) == {"Report (仅报上级)": "superior", "Report": "public"}


@pytest.mark.parametrize(("before", "now"), list(permutations(USES[1:], 2)))
def test_no_import_changes_the_use_of_what_was_told_before(project: Project, before: str, now: str) -> None:
    take(project, before)
    take(project, now)
    assert uses_of(project) == {"Report": before, f"Report ({now})": now}


def test_a_source_of_which_nobody_said_a_use_stays_internal(project: Project) -> None:
    take(project, "")
    take(project, "public")
    assert uses_of(project) == {"Report": "internal", "Report (public)": "public"}


def test_a_new_source_takes_the_first_use_that_is_told(project: Project) -> None:
    take(project, "", "public", "superior")
    assert uses_of(project) == {"Report": "public", "Report (superior)": "superior"}


@pytest.mark.parametrize("uses", list(product(("", "public", "superior"), repeat=3)))
def test_a_table_with_uses_in_any_order_adds_nothing_the_second_time(project: Project, uses: tuple[str, ...]) -> None:
    take(project, *uses)
    before = (uses_of(project), len(project.snapshot().flow_amount))
    take(project, *uses, file="again.csv")
    assert (uses_of(project), len(project.snapshot().flow_amount)) == before


def test_the_import_says_how_a_source_of_another_use_is_called(project: Project) -> None:
    for use, told in (("public", False), ("superior", True)):
        said = " ".join(show(remark, "en") for remark in take(project, use).remarks)
        assert ("Report is a source already, whose use is “public”" in said) == told
        assert ("is kept under the source Report (superior)." in said) == told


def test_a_use_that_was_changed_since_is_not_set_back_by_the_next_table(project: Project) -> None:
    take(project, "public")
    take(project, "superior")
    (own,) = (row for row, title in enumerate(project.snapshot().source.title) if title != "Report")
    set_values(project, "source", {int(project.snapshot().source.id[own]): {"permitted_use": "public"}})
    take(project, "superior")
    assert uses_of(project)["Report (superior)"] == "public"
    assert uses_of(project)["Report (superior) (superior)"] == "superior"
