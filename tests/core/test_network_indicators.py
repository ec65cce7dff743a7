"""The network indicators of a snapshot: units, coverage, unknown amounts, and the sentences that explain them."""

from collections.abc import Callable
from typing import Any

import pytest

from core import network_columns, network_cycling, network_elimination
from core.figures import for_year
from core.i18n import show
from core.indicators import INDICATORS, Request, Result
from core.network_indicators import FLOWS, STRUCTURE, network_indicators
from core.network_words import explain
from core.project import Project
from core.research import research
from core.snapshot import Snapshot

Enter = Callable[..., Snapshot]
Row = dict[str, Any]


def results(snapshot: Snapshot, **asked: Any) -> dict[str, Result]:
    found = network_indicators(for_year(snapshot)[0], Request(**asked))
    return {result.id.removeprefix("network."): result for result in found}


def link(sender: str | None, receiver: str | None, amount: float | None, commodity: str = "slag") -> Row:
    return {"sender": sender, "receiver": receiver, "commodity": commodity, "kind": "by-product", "amount": amount}


def ring_with_unknowns(unknown: int) -> list[Row]:
    """Ten links, the last of them of unknown amount."""
    ends = [("A", "B"), ("B", "C"), ("C", "A"), (None, "A"), (None, "B"), ("B", None), ("C", None)]
    rows = [link(*pair, 10.0) for pair in (*ends, ("A", None), ("D", "A"), ("E", "A"))]
    return [row | {"amount": None} if position >= 10 - unknown else row for position, row in enumerate(rows)]


def test_six_firms_give_the_worked_values_in_the_unit_of_their_links(small_cluster: Project) -> None:
    found = results(small_cluster.snapshot())
    assert found["connectance"].value == pytest.approx(0.194444, abs=1e-6)
    assert found["cyclicity"].value == pytest.approx(1)
    assert found["finn_cycling_index"].value == pytest.approx(0.072115, abs=1e-6)
    assert found["mean_path_length"].value == pytest.approx(2.06818, abs=1e-5)
    assert (found["total_throughflow"].value, found["total_throughflow"].unit) == (455_000, "t")
    assert (found["ascendency"].value, found["ascendency"].unit) == (pytest.approx(862_850, abs=5), "t·bit")
    assert found["robustness"].value == pytest.approx(0.363100, abs=1e-6)
    assert {result.status for result in found.values()} == {"ok"}


def test_every_indicator_is_registered_for_the_research_panel() -> None:
    members = {member.id for member in (*STRUCTURE, *FLOWS)}
    assert len(members) == 15
    assert {INDICATORS[name].panel for name in members} == {"research"}


def test_two_unknown_amounts_of_ten_leave_partial_values_and_are_listed(cluster: Enter) -> None:
    found = results(cluster(flow=ring_with_unknowns(2)))["total_throughflow"]
    assert (found.value, found.status, found.coverage) == (50, "partial", pytest.approx(0.8))
    assert [ref.name for ref in found.missing] == ["D → A (slag)", "E → A (slag)"]


def test_a_network_that_cannot_be_solved_says_how_far_its_cycling_is_known(
    cluster: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each of 60 firms hands 57 of 60 t on to three others; limits as low as if there were 60 times as many firms.
    pairs = [(place, (place + ahead) % 60) for place in range(60) for ahead in (7, 11, 26)]
    rows = [link(f"F{one}", f"F{other}", 19.0) for one, other in pairs]
    rows += [link(None, f"F{place}", 3.0) for place in range(60)]
    snapshot = cluster(flow=rows)
    exact = results(snapshot)["finn_cycling_index"]
    assert exact.reason.message_id == ""
    monkeypatch.setattr(network_cycling, "DENSE_ACTORS", 50)
    monkeypatch.setattr(network_cycling, "LASTING", 1.0)
    monkeypatch.setattr(network_cycling, "MOST_FOLLOWED", 2000)
    monkeypatch.setattr(network_elimination, "MOST_CORE", -1)
    monkeypatch.setattr(network_columns, "VECTOR_STEPS", 0)
    rough = results(snapshot)["finn_cycling_index"]
    assert rough.sd is not None
    assert exact.value is not None
    bound = 3 * rough.sd
    assert rough.value == pytest.approx(exact.value, abs=bound)
    sentence = f"an exact solution: known to ± {bound:.1g} only."
    assert show(explain(rough), "en").endswith(sentence)
    (study,) = (one for one in research(snapshot).studies if one.about.id == "flows.cycling")
    assert show(study.sentence, "en").endswith(sentence)
    assert "known to" not in show(explain(exact), "en")
    monkeypatch.setattr(network_cycling, "MOST_PASSED", 0.0)
    long = results(snapshot)["finn_cycling_index"]
    assert long.value is None
    said = "What comes in to F0, F7, F11, F26 and 56 more goes round so long before it leaves that the index"
    assert said in show(long.reason, "en")
    (study,) = (one for one in research(snapshot).studies if one.about.id == "flows.cycling")
    assert said in show(study.sentence, "en")


def test_three_unknown_amounts_of_ten_are_too_many(cluster: Enter) -> None:
    found = results(cluster(flow=ring_with_unknowns(3)))
    flows = found["finn_cycling_index"]
    assert (flows.value, flows.status, len(flows.missing)) == (None, "not_computable", 3)
    assert "7 of 10 links" in show(flows.reason, "en")
    assert (found["links"].value, found["links"].status) == (5, "ok")


def test_a_whole_account_is_computed_without_asking_for_coverage(cluster: Enter) -> None:
    found = results(cluster(flow=ring_with_unknowns(3)), complete=True)["total_throughflow"]
    assert (found.value, found.status, len(found.missing)) == (50, "partial", 3)


@pytest.fixture
def two_units(cluster: Enter) -> Snapshot:
    water = {"name": "water", "medium": "water", "base_unit": "m3"}
    rows = [link("A", "B", 5.0), link("B", "A", 500.0, "water"), link(None, "B", 1000.0, "water")]
    return cluster(commodity=[water], flow=rows)


def test_units_are_never_added(two_units: Snapshot) -> None:
    found = results(two_units)
    assert found["total_throughflow"].value is None
    assert "m3, t" in show(found["total_throughflow"].reason, "en")
    assert found["links"].value == 2


def test_one_of_several_units_can_be_chosen(two_units: Snapshot) -> None:
    found = results(two_units, unit="m3")["total_throughflow"]
    assert (found.value, found.unit, found.status) == (1500, "m3", "ok")


def test_a_unit_that_no_link_has_is_told(two_units: Snapshot) -> None:
    found = results(two_units, unit="GJ")["capacity"]
    assert (found.value, "GJ" in show(found.reason, "en")) == (None, True)


def test_the_structure_is_that_of_the_chosen_kinds(cluster: Enter) -> None:
    snapshot = cluster(flow=[link("A", "B", 5.0), link("B", "C", 5.0) | {"kind": "information"}])
    assert results(snapshot)["links"].value == 2
    assert results(snapshot, kinds=("information",))["links"].value == 1


def test_links_that_carry_nothing_physical_are_not_added_unless_asked_for(cluster: Enter) -> None:
    snapshot = cluster(flow=[link(None, "B", 5.0), link("B", "C", None) | {"kind": "information"}])
    assert results(snapshot)["total_throughflow"].status == "ok"
    assert results(snapshot, kinds=("information",))["total_throughflow"].status == "not_computable"


def test_nothing_can_be_computed_without_links(cluster: Enter) -> None:
    found = results(cluster(actor=[{"name": "A"}]))
    assert {(result.value, result.status) for result in found.values()} == {(None, "not_computable")}
    assert show(found["actors"].reason, "en") == "There is no link in the chosen year and of the chosen kinds."


def test_amounts_beyond_all_numbers_are_not_computed(cluster: Enter) -> None:
    found = results(cluster(flow=[link("A", "B", 9e299), link("B", "A", 9e299)]))
    assert (found["ascendency"].value, found["ascendency"].status) == (None, "not_computable")
    assert "too large" in show(found["ascendency"].reason, "en")


def test_ascendency_has_room_for_amounts_whose_product_has_none(cluster: Enter) -> None:
    # A pair of equal flows: each path is certain, so ascendency is the capacity, 2 flows of 1 bit each.
    found = results(cluster(flow=[link("A", "B", 1e290), link("B", "A", 1e290)]))
    assert found["ascendency"].value == pytest.approx(2e290)


def test_a_loop_that_swells_names_its_actors(cluster: Enter) -> None:
    found = results(cluster(flow=[link("A", "B", 6.0), link("B", "A", 13.0), link("A", "C", 1.0)]))
    assert "A, B" in show(found["finn_cycling_index"].reason, "en")
    assert show(found["mean_path_length"].reason, "en") == "Nothing comes in from outside."


CENSUS = {"title": "Census", "permitted_use": "aggregate"}


def test_links_open_to_sums_only_enter_no_indicator_and_are_counted(cluster: Enter) -> None:
    # The supplier gives to three others, so that the difference of two sums would tell a delivery of its own.
    closed = [link("A", end, 7.0) | {"source": "Census"} for end in ("B", "C", "D")]
    by_amount = link("A", "E", None) | {"amounts": [{"amount": 3.0, "source": "Census"}]}
    by_amount.pop("amount")
    found = results(cluster(source=[CENSUS], flow=[*closed, by_amount, link(None, "A", 10.0)]))
    assert (found["total_throughflow"].value, found["actors"].value, found["links"].value) == (10, 1, 0)
    assert [ref.name for ref in found["total_throughflow"].rows] == ["… → A (slag)"]
    told = "4 links may only be shown in sums of three firms or more and are left out."
    assert show(found["total_throughflow"].reason, "en") == told
    assert show(found["generalization"].reason, "en").endswith(f"kinds of links. {told}")


def test_a_link_with_an_open_figure_counts_by_that_figure(cluster: Enter) -> None:
    both = link("A", "B", None) | {
        "amounts": [{"amount": 3.0, "source": "Census", "grade": "audited"}, {"amount": 2.0}]
    }
    both.pop("amount")
    found = results(cluster(source=[CENSUS], flow=[both]))["total_throughflow"]
    assert (found.value, found.reason.message_id) == (2, "")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("finn_cycling_index", 0.03, "Of every 100 t (or m³, GJ) 3 flow through the same actor again."),
        ("connectance", 0.19444, "Of every 100 links that could be, 19.4 are there."),
        ("cyclicity", 0.0, "No cycle: nothing comes back, by whatever way, to an actor it left."),
        ("cyclicity", 1.0, "There are simple rings, none of them linked with another."),
        ("vulnerability", 1.75, "A giver serves 1.75 actors on average."),
    ],
)
def test_numbers_are_explained_in_everyday_words(name: str, value: float, words: str) -> None:
    assert show(explain(Result(f"network.{name}", value, "", "ok")), "en") == words


def test_an_estimated_index_tells_how_sure_it_is() -> None:
    told = explain(Result("network.finn_cycling_index", 0.0265, "", "ok", sd=0.0006))
    assert "2.65 ± 0.06" in show(told, "en")


def test_every_indicator_has_words(small_cluster: Project) -> None:
    found = results(small_cluster.snapshot())
    assert all(show(explain(result), "en") for result in found.values())
