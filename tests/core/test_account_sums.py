"""Sums with figures open to sums only: no combination of what is published tells of fewer than three firms."""

from itertools import combinations

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from core.account_areas import Area
from core.account_sums import Sums, sum_areas
from core.account_waste import SOLID_WASTE
from core.accounts import Account, Term
from core.findings import Ref
from core.project import Project
from core.records import insert
from core.text import Text

FIRMS, MATTERS = 6, ("", "ash", "lime", "slag")
Cell = tuple[int, str]  # firm and matter
OPEN, CLOSED = "open", "closed"
CLUSTERS = st.dictionaries(
    st.tuples(st.integers(0, FIRMS - 1), st.sampled_from(MATTERS)), st.sampled_from([OPEN, CLOSED, CLOSED]), min_size=4
)


def account(uid: str, matter: str, value: float | None) -> Account:
    terms = () if value is None else (Term("generated", "", "source", value),)
    return Account("solid_waste", "", Ref("actor", uid, uid), 2024, "t", terms, value, Text(""), matter)


def published(sums: Sums, cells: dict[Cell, str]) -> tuple[npt.NDArray[np.float64], list[Cell]]:
    """The sums as a matrix over the hidden cells: the n-th hidden figure is 2^n, open ones are 0."""
    hidden = [cell for cell, state in cells.items() if state == CLOSED]
    value = {cell: float(2 ** hidden.index(cell)) if cell in hidden else 0.0 for cell in cells}
    uids = [str(uid) for uid in sums.snapshot.actor.uid]
    whole = [account(uids[firm], matter, value[firm, matter]) for firm, matter in cells]
    shown = [each for each, state in zip(whole, cells.values(), strict=True) if state == OPEN]
    totals = [int(term.value or 0) for area in sum_areas(sums, shown, whole) for each in area for term in each.terms]
    held = [total >> place & 1 for total in totals for place in range(len(hidden))]
    return np.array(held, dtype=np.float64).reshape(len(totals), len(hidden)), hidden


def merged(matrix: npt.NDArray[np.float64], cells: list[Cell]) -> tuple[npt.NDArray[np.float64], list[Cell]]:
    """The same with each hidden total of a firm replaced by the hidden wastes that it is the sum of, if there are."""
    totals = [place for place, (firm, matter) in enumerate(cells) if not matter]
    matrix, gone = matrix.copy(), []
    for place in totals:
        parts = [other for other, cell in enumerate(cells) if cell[0] == cells[place][0] and cell[1]]
        if parts:
            matrix[:, parts] += matrix[:, [place]]
            gone.append(place)
    return np.delete(matrix, gone, axis=1), [cell for place, cell in enumerate(cells) if place not in gone]


def isolated(matrix: npt.NDArray[np.float64], cells: list[Cell]) -> list[tuple[int, ...]]:
    """The pairs of firms of whose hidden figures alone some combination of the sums consists."""
    rank = np.linalg.matrix_rank(matrix) if matrix.size else 0
    found = []
    for pair in combinations(range(FIRMS), 2):
        others = matrix[:, [cell[0] not in pair for cell in cells]]
        if rank > (np.linalg.matrix_rank(others) if others.size else 0):
            found.append(pair)
    return found


def test_no_combination_of_sums_tells_of_fewer_than_three_firms(project: Project) -> None:
    with project.edit(Text("Enter firms")) as db:
        insert(db, "actor", [{"name": str(firm)} for firm in range(FIRMS)])
    everybody = Area(Ref("cluster", "cluster"), np.ones(FIRMS, dtype=np.bool_), -1, True)
    sums = Sums(project.snapshot(), 2024, SOLID_WASTE, [everybody])

    @settings(max_examples=300, deadline=None)
    @given(CLUSTERS)
    def holds(cells: dict[Cell, str]) -> None:
        matrix, hidden = published(sums, cells)
        assert isolated(matrix, hidden) == []
        assert isolated(*merged(matrix, hidden)) == []

    holds()


def test_three_firms_that_hide_the_same_waste_enter_its_sum_and_the_total(project: Project) -> None:
    with project.edit(Text("Enter firms")) as db:
        insert(db, "actor", [{"name": str(firm)} for firm in range(FIRMS)])
    everybody = Area(Ref("cluster", "cluster"), np.ones(FIRMS, dtype=np.bool_), -1, True)
    cells = {(0, "ash"): CLOSED, (1, "ash"): CLOSED, (2, "ash"): CLOSED, (3, "lime"): OPEN}
    matrix, _ = published(Sums(project.snapshot(), 2024, SOLID_WASTE, [everybody]), cells)
    assert matrix.tolist() == [[1, 1, 1], [1, 1, 1]]
