"""The research panel of whole projects: what is computed, what is not and why, and bad input that does no harm."""

from collections.abc import Callable
from math import isfinite
from typing import Any

import pytest

from core.i18n import show
from core.project import Project
from core.research import of_cluster, research, to_json
from core.research_results import GROUPS, Study
from core.snapshot import Snapshot

Enter = Callable[..., Snapshot]
Row = dict[str, Any]


def studies(snapshot: Snapshot, **asked: Any) -> dict[str, Study]:
    return {study.about.id: study for study in of_cluster(research(snapshot, **asked))}


def link(sender: str | None, receiver: str | None, amount: float | None, commodity: str = "slag", **more: Any) -> Row:
    row = {"sender": sender, "receiver": receiver, "commodity": commodity, "kind": "by-product", "amount": amount}
    return row | more


def told(study: Study, language: str = "en") -> str:
    return show(study.sentence, language)


def test_six_firms_give_the_worked_values(small_cluster: Project) -> None:
    found = studies(small_cluster.snapshot())
    values = {name: study.result.value for name, study in found.items()}
    assert values["flows.cycling"] == pytest.approx(0.072115, abs=1e-6)
    assert values["flows.aggradation"] == pytest.approx(2.06818, abs=1e-5)
    assert values["flows.robustness"] == pytest.approx(0.363100, abs=1e-6)
    assert values["flows.overhead"] == pytest.approx(1 - 0.310195, abs=1e-6)
    assert values["structure.eco_connectance"] == pytest.approx(0.46667, abs=5e-6)
    assert values["fragility.modularity"] == pytest.approx(0.0632, abs=5e-5)
    assert (values["fragility.core"], values["symbiosis.vertical"]) == (2, 3)  # D, W, P, K
    assert values["fragility.stop"] == pytest.approx(0.617, abs=5e-4)
    assert told(found["fragility.stop"]).startswith("If 污水处理厂 stops and nobody steps in")
    assert values["flows.closure"] == pytest.approx(1)  # 105 = 70 + 35 at P, and so on
    assert "98.7 % of the highest robustness" in told(found["flows.robustness"])


def test_of_all_that_six_firms_give_off_84_84_per_cent_is_used(cluster: Enter) -> None:
    # METHODS 2.5: 235 kt go to others, 42 kt are lost: 10 of P, 5 of C, 15 of K, 5 of D, 5 of W, 2 of B.
    ways = {"PK": 40, "PD": 30, "CK": 20, "DW": 50, "CW": 30, "WP": 45, "WB": 20}
    lost = dict(zip("PCKDWB", (10, 5, 15, 5, 5, 2), strict=True))
    made = {firm: more + sum(amount for way, amount in ways.items() if way[0] == firm) for firm, more in lost.items()}
    rows = [
        {"actor": firm, "item": "waste_generated", "commodity": f"rest of {firm}", "value": amount, "unit": "t",
         "year": 2024} for firm, amount in made.items()
    ]  # fmt: skip
    links = [link(way[0], way[1], amount, f"rest of {way[0]}", year=2024) for way, amount in ways.items()]
    value = studies(cluster(flow=links, statistic=rows))["symbiosis.utilisation"].result.value
    assert value == pytest.approx(0.8484, abs=5e-5)


def test_only_flows_read_adjusted_values_and_stand_first(small_cluster: Project) -> None:
    found = research(small_cluster.snapshot()).studies
    assert {study.group for study in found if study.adjusted} == {"flows"}
    assert [study.group for study in found] == sorted((s.group for s in found), key=list(GROUPS).index)


def test_an_adjusted_value_stands_for_an_unknown_one_in_flows_alone(cluster: Enter) -> None:
    # B's account is complete: what it gets is what it gives, 60 t, though nobody tells it.
    goods = [link(None, "A", 100.0), link("A", "B", None), link("B", "C", 60.0), link("C", None, 60.0)]
    snapshot = cluster(
        actor=[{"name": name, "balanced": "goods"} for name in "AB"], flow=[*goods, link("A", None, 40.0)]
    )
    found = studies(snapshot)
    assert found["flows.aggradation"].result.value == pytest.approx(220 / 100)
    assert found["symbiosis.utilisation"].result.value is None


def test_below_eighty_per_cent_nothing_is_computed_and_the_missing_are_listed(cluster: Enter) -> None:
    rows = [link(None, "A", 10.0), link("A", "B", 5.0), link("B", "C", None), link("C", "A", None)]
    found = studies(cluster(flow=rows))
    cycling = found["flows.cycling"].result
    assert (cycling.value, cycling.status, len(cycling.missing)) == (None, "not_computable", 2)
    assert found["fragility.supplier_hhi"].result.status == "not_computable"
    assert found["fragility.core"].result.value == 2


def test_use_by_other_firms_is_told_from_own_use_and_central_plants(cluster: Enter) -> None:
    # Of 100 t of slag B uses 50 and A itself 20; 25 t go to the central plant.
    statistics = [
        {"actor": "A", "item": item, "commodity": "slag", "value": value, "unit": "t", "year": 2024}
        for item, value in (("waste_generated", 100.0), ("waste_used_own", 20.0), ("waste_discharged", 5.0))
    ]
    rows = [link("A", "B", 50.0, year=2024), link("A", "plant", 25.0, year=2024)]
    actors = [{"name": "plant", "role": "treatment"}]
    snapshot = cluster(region=[{"name": "east"}], actor=[{"name": "A", "region": "east"}, *actors],
                       statistic=statistics, flow=rows)  # fmt: skip
    found = studies(snapshot)
    assert (found["symbiosis.utilisation"].result.value, found["symbiosis.own_use"].result.value) == (0.5, 0.2)
    assert found["symbiosis.zero_emission"].result.value == 0.05
    assert found["symbiosis.indicator"].result.value == pytest.approx(50 / (1 + 30))
    assert told(found["symbiosis.utilisation"]).endswith(
        "50 % of 100 t of wastes and by-products, as statistics tell it."
    )
    scopes = [s.result.scope for s in research(snapshot).studies if s.about.id == "symbiosis.own_use"]
    assert [getattr(scope, "name", scope) for scope in scopes] == ["cluster", "A", "slag", "east"]


def test_wastes_of_one_code_are_one_and_what_is_not_known_is_listed(cluster: Enter) -> None:
    goods = [{"name": name, "code": "SW01"} for name in ("slag", "dust")] + [{"name": "ash"}]
    rows = [link("A", "B", 5.0), link("A", None, 5.0, "dust"), link("A", "B", None, "ash")]
    found = research(cluster(commodity=goods, flow=rows)).studies
    told_of = {getattr(s.result.scope, "name", ""): s.result for s in found if s.about.id == "symbiosis.utilisation"}
    assert told_of["SW01 slag"].value == 0.5
    assert (told_of["ash"].value, [ref.name for ref in told_of["ash"].missing]) == (None, ["A → B (ash)"])


def test_three_firms_with_two_by_products_are_named(cluster: Enter) -> None:
    found = studies(cluster(flow=[link("A", "B", 1.0), link("B", "C", 1.0, "ash")]))["symbiosis.kernel"]
    assert (found.result.value, told(found)) == (1, "Symbiosis is established: B, A, C exchange slag and ash.")


def test_a_recycler_makes_no_symbiosis(cluster: Enter) -> None:
    rows = [link("A", "B", 1.0), link("B", "C", 1.0, "ash")]
    found = studies(cluster(actor=[{"name": "C", "role": "decomposer"}], flow=rows))["symbiosis.kernel"]
    assert (found.result.value, told(found)[:8]) == (0, "Not met:")


def test_years_are_compared_by_what_they_tell(cluster: Enter) -> None:
    rows = [
        link("A", "B", None, since=2020) | {"amounts": [{"amount": 5.0, "year": 2024}]},
        link("B", "C", None, since=2020, until=2023, status="ended") | {"amounts": [{"amount": 5.0, "year": 2023}]},
        link("C", "D", None, since=2024) | {"amounts": [{"amount": 5.0, "year": 2024}]},
    ]
    for row in rows:
        row.pop("amount")
    found = studies(cluster(flow=rows))
    assert found["stability.jaccard"].result.value == pytest.approx(1 / 3)
    assert told(found["stability.jaccard"]).endswith("1 are new, 1 are gone. Gone: B → C.")
    assert found["stability.contract_age"].result.value == 2


def test_over_entry_is_told_of_each_waste(cluster: Enter) -> None:
    rows = [link("A", "B", 10.0), link(None, "B", 15.0)]
    found = studies(cluster(flow=rows, capacity=[{"actor": "B", "commodity": "slag", "value": 100.0}]))
    assert found["fragility.over_entry"].result.value == 4
    assert told(found["fragility.over_entry"]).startswith("slag: room for 100 t, 25 t to be taken.")


def test_a_closed_loop_cycles_wholly_and_is_told_so(cluster: Enter) -> None:
    found = studies(cluster(flow=[link("A", "B", 10.0), link("B", "A", 10.0)]))
    assert found["flows.cycling"].result.value == 1
    assert told(found["flows.cycling"]) == "Nothing comes in from outside: the flows go round in a closed loop."
    assert "A, B pass on" in told(found["flows.indirect_direct"])


def test_environs_are_not_drawn_where_accounts_do_not_close(cluster: Enter) -> None:
    found = studies(cluster(flow=[link(None, "A", 100.0), link("A", "B", 30.0), link("B", None, 30.0)]))
    assert found["flows.closure"].result.value == pytest.approx(30 / 130)
    assert found["flows.indirect_direct"].result.status == "not_computable"
    assert told(found["flows.indirect_direct"]).startswith("1 of 2 actors pass on what comes in, 23.1 % of what moves.")
    assert found["flows.cycling"].result.value == 0


def test_a_cycle_of_proposed_links_is_none(cluster: Enter) -> None:
    rows = [link(None, "A", 9.0), link("A", "B", 9.0), link("B", "A", 5.0, status="proposed")]
    found = studies(cluster(flow=rows))
    assert (found["flows.cycling"].result.value, found["symbiosis.vertical"].result.value) == (0, 1)


BAD: dict[str, dict[str, list[Row]]] = {
    "nothing": {},
    "one actor": {"actor": [{"name": "A"}]},
    "an actor with itself": {"flow": [link("A", "A", 5.0)]},
    "all unknown": {"flow": [link("A", "B", None), link("B", "A", None)]},
    "all zero": {"flow": [link("A", "B", 0.0), link("B", "A", 0.0)]},
    "parallel links": {"flow": [link("A", "B", 1.0), link("A", "B", 2.0, "ash"), link(None, "A", 3.0)]},
    "tiny and huge": {
        "flow": [link(None, "A", 1e12), link("A", "B", 1e-12), link("B", "A", 1e-12), link("A", None, 1e12)]
    },
    "apart": {"flow": [link("A", "B", 5.0), link("C", "D", 5.0), link(None, "A", 5.0), link(None, "C", 5.0)]},
    "only out": {"flow": [link("A", None, 5.0)]},
    "one flow in": {"flow": [link(None, "A", 5.0)]},
    "units apart": {
        "commodity": [{"name": "water", "medium": "water", "base_unit": "m3"}],
        "flow": [
            link("A", "B", 5.0),
            link("B", "A", 5.0, "water", kind="water"),
            link("A", "B", 1.0, kind="information"),
        ],
    },
    "a star": {"flow": [link("A", name, amount) for name, amount in zip("BCDEFG", (5.0, *[10.0] * 5), strict=True)]},
    "a firm whose use is unknown": {
        "statistic": [{"actor": "A", "item": "waste_used_own", "commodity": "slag", "value": None, "unit": "t"}],
        "flow": [link("A", "B", 5.0)],
    },
    "no unit": {"commodity": [{"name": "slag", "base_unit": ""}], "flow": [link("A", "B", 5.0)]},
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gives_a_status_and_a_sentence(cluster: Enter, name: str) -> None:
    found = research(cluster(**BAD[name]))
    assert len(of_cluster(found)) == 54
    for study in found.studies:
        result = study.result
        assert (result.value is None) == (result.status in ("not_computable", "not_applicable"))
        assert result.value is None or isfinite(result.value)
        for language in ("en", "zh"):
            words = told(study, language)
            assert words
            assert not any(word in words for word in (" nan", " inf", "{"))


def test_links_open_to_sums_only_are_left_out_and_counted(cluster: Enter) -> None:
    census = {"title": "Census", "permitted_use": "aggregate"}
    rows = [link("A", "hidden works", 7.0, source="Census"), link("A", "C", 5.0), link(None, "A", 5.0)]
    found = research(cluster(source=[census], flow=rows))
    assert found.note is not None
    assert show(found.note, "en").startswith("Links that may only be shown in sums and are left out: 1.")
    assert "hidden" not in " ".join(told(study) for study in found.studies)


def test_json_holds_every_study_with_its_sentence_and_literature(small_cluster: Project) -> None:
    made = to_json(research(small_cluster.snapshot()), "zh")
    first = made["studies"][1]
    assert (made["unit"], first["id"], first["adjusted"], first["status"]) == ("t", "flows.cycling", True, "ok")
    assert first["sentence"] == "每 100 t 中只有 7.21 t 再次流经同一主体。"
    assert "不用于上报" in first["group"]


def test_long_work_stops_where_somebody_asks_it_to(small_cluster: Project) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, whole: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        research(small_cluster.snapshot(), step=stop)
