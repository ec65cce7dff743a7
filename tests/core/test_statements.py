"""One pollutant under several names is told once: the best source counts, outlets before totals."""

from collections.abc import Callable

import numpy as np

from core.indicator_systems import quantities
from core.loads import equal_standard_loads
from core.snapshot import Snapshot
from core.statements import counted_emissions, numbered_pollutants
from core.system_quantities import measure
from core.system_scope import scope_of

Enter = Callable[..., Snapshot]
SOURCES = [{"title": "old", "date": "2024-01-01"}, {"title": "new", "date": "2025-01-01"}]
NAMES = (("NH3-N", 4.0, "old"), ("氨氮", 3.0, "new"), ("ammonia nitrogen", 2.0, "new"))


def told(name: str, mass: float, source: str, **more: object) -> dict[str, object]:
    return {"actor": "A", "pollutant": name, "mass": mass, "source": source, "year": 2024, **more}


def test_the_newest_source_counts_whatever_it_calls_the_pollutant(cluster: Enter) -> None:
    """3 + 2 t of the newer report are parts; the 4 t of the older one are the same pollutant again."""
    now = cluster(source=SOURCES, emission=[told(*row) for row in NAMES]).during(2024)
    assert now.emission.mass[counted_emissions(now)].tolist() == [3.0, 2.0]
    assert len(set(numbered_pollutants(now.emission).tolist())) == 1
    load = next(table for table in equal_standard_loads(now) if table.medium == "water").actors[0]
    assert len(load.rows) == 2


def test_a_total_under_another_name_does_not_count_beside_its_outlets(cluster: Enter) -> None:
    rows = [
        told("氨氮", 5.0, "new"),
        told("NH3-N", 3.0, "new", outlet="DW001"),
        told("氨氮", 1.0, "new", outlet="DW002"),
    ]
    snapshot = cluster(source=SOURCES, emission=rows)
    now = snapshot.during(2024)
    assert now.emission.mass[counted_emissions(now)].sum() == 4.0
    assert measure(scope_of(snapshot, 2024), quantities()["ammonia"].id, 0).value == 4.0


def test_names_that_no_table_knows_and_media_stay_apart(cluster: Enter) -> None:
    rows = [told("甲物质", 1.0, "new"), told("乙物质", 1.0, "new"), told("mercury", 1.0, "new", medium="air"),
            told("mercury", 1.0, "new")]  # fmt: skip
    now = cluster(source=SOURCES, emission=rows).during(2024)
    assert len(np.unique(numbered_pollutants(now.emission))) == 4
