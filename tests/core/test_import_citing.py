"""An actor keeps the source of what it is cited for when another table tells some cells more."""

import pytest

from core.i18n import show
from core.import_results import ImportResult
from core.imports import import_sheet
from core.project import Project
from core.sheets import make_sheet

WHOLE = ("name", "region", "industry", "lon", "lat", "permit class", "source")


def take(project: Project, file: str, *rows: tuple[object, ...]) -> ImportResult:
    return import_sheet(project, make_sheet(file, "", list(enumerate(rows, 1))), "actors")


@pytest.fixture
def firm(project: Project) -> Project:
    """A firm of a register, with point, industry and permit class."""
    take(project, "register.csv", WHOLE, ("Works", "North", "2611", 113.6, 23.1, "key", "Register"))
    return project


def cited(project: Project) -> str:
    now = project.snapshot()
    return str(now.source.title[now.actor.source[list(now.actor.name).index("Works")]])


def remarks(result: ImportResult) -> str:
    return " ".join(show(remark, "en") for remark in result.remarks)


def test_an_address_of_another_file_leaves_the_register_the_source(firm: Project) -> None:
    result = take(firm, "x1.csv", ("name", "address"), ("Works", "1 North Road"))
    assert (result.updated, cited(firm), firm.snapshot().actor.address[0]) == (1, "Register", "1 North Road")
    assert "1 actor got further cells from this table (Address) and keeps its source (Register)" in remarks(result)
    again = take(firm, "x1.csv", ("name", "address"), ("Works", "1 North Road"))
    assert (again.skipped, cited(firm), remarks(again).count("further cells")) == (1, "Register", 0)


def test_a_file_that_tells_all_that_is_cited_becomes_the_source(firm: Project) -> None:
    result = take(firm, "new.csv", WHOLE[:-1], ("Works", "North", "2619", 113.7, 23.2, "key"))
    assert (cited(firm), "further cells" in remarks(result)) == ("new.csv", False)


def test_an_actor_without_a_source_or_known_by_name_alone_takes_the_file(project: Project) -> None:
    take(project, "links.csv", ("name",), ("Works",))
    take(project, "x1.csv", ("name", "address"), ("Works", "1 North Road"))
    assert cited(project) == "x1.csv"


def test_cells_for_sums_only_are_not_cited_by_a_source_of_wider_use(firm: Project) -> None:
    row = ("Works", "1 North Road", "Statistics", "aggregate")
    take(firm, "x1.csv", ("name", "address", "source", "source use"), row)
    assert cited(firm) == "Statistics"
