from typing import Any

from core.records import insert
from core.text import Text
from tests.app.conftest import wait_for


def test_years_run_one_after_another_to_the_last_and_stop_there(desk: Any) -> None:
    with desk.bench.session.project.edit(Text("Add figures of other years")) as db:
        insert(db, "flow_amount", [{"flow_id": 1, "year": year, "value": 5.0} for year in (2021, 2022)])
    desk.settle()
    slider, seen = desk.bench.map.years, []
    slider._beat.setInterval(5)
    desk.canvas.composed.connect(lambda *_: seen.append(desk.bench.session.shown.year))
    slider.play.click()
    assert wait_for(lambda: not slider.play.isChecked())
    desk.settle()
    assert list(dict.fromkeys(seen)) == [2021, 2022, 2024]  # each was drawn before the next
    slider.play.click()
    slider.play.click()
    assert desk.bench.session.shown.year == 2021
