"""What the cells of a printed table say of figures that are not known of everybody."""

import pytest

from core.energy_indicators import MEMBERS, TOTAL
from core.i18n import THIN
from core.indicators import CLUSTER, Result
from gis.page_tables import indicator_cells


@pytest.mark.parametrize(
    ("status", "coverage", "told"),
    [
        ("ok", 1.0, ("", "1234 t")),
        ("partial", 1.0, (" (incomplete)", "1234 t")),
        ("partial", 0.899, (" (known of 89 %)", "1234 t")),
        ("partial", 0.79, ("", "not computable")),
        ("partial", 0.01, ("", "not computable")),
    ],
)
def test_a_printed_figure_tells_what_it_is_known_of(status: str, coverage: float, told: tuple[str, str]) -> None:
    result = Result(TOTAL, 1234.0, "t", status, coverage, scope=CLUSTER)
    ((title, cell),) = indicator_cells([result], "en")
    plain = next(member.title for member in MEMBERS if member.id == TOTAL)
    assert (title.removeprefix(plain).replace(THIN, " "), cell.replace(THIN, " ")) == told
