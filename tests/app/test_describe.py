from app.describe import describe_ref
from core.findings import Ref
from core.project import Project
from core.records import insert
from core.text import Text


def test_an_item_that_no_list_has_is_told_as_it_stands(small_cluster: Project) -> None:
    with small_cluster.edit(Text("Enter figures")) as db:
        for item in ("area of the roofs", "output_value"):
            insert(db, "statistic", [{"actor_id": 1, "item": item, "year": 2024, "value": 5.0}])
    snapshot = small_cluster.snapshot()
    refs = [Ref("statistic", str(uid)) for uid in snapshot.statistic.uid[-2:]]
    own, listed = (describe_ref(snapshot, ref, "en") for ref in refs)
    assert "area of the roofs" in own
    assert "output_value" not in listed


def test_a_row_of_a_list_is_told_with_what_it_says_of_the_firm(small_cluster: Project) -> None:
    with small_cluster.edit(Text("Enter a list")) as db:
        insert(db, "register", [{"actor_id": 1, "list": "Key units", "entry": "not listed", "year": 2024}])
    snapshot = small_cluster.snapshot()
    assert "Key units (not listed)" in describe_ref(snapshot, Ref("register", str(snapshot.register.uid[0])), "en")
