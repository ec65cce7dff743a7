"""Reconciliation of a project: what is balanced, what is told of a wrong figure, and what bad input gives."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from core.errors import UserError
from core.i18n import show, show_quantity
from core.reconcile import Reconciliation, reconcile
from core.reconcile_imbalances import notable, tell_imbalance
from core.reconcile_json import to_json
from core.reconcile_layers import default_share, layers
from core.reconcile_model import CLASSES
from core.snapshot import Snapshot
from core.text import Quantity

Rows = list[dict[str, Any]]
Enter = Callable[..., Snapshot]
MARKED = [{"name": name, "balanced": "goods"} for name in ("甲", "乙", "丙")]


def link(sender: str | None, receiver: str | None, amount: float | None, sd: float | None = None, **more: Any) -> Any:
    told = {"amount": amount, "sd": sd, "year": 2024, "origin": "sender"}
    ends = {key: name for key, name in (("sender", sender), ("receiver", receiver)) if name}
    return {**ends, "commodity": "钢坯", "kind": "material", "amounts": [told], **more}


def chain(wrong: float = 130.0, **more: Any) -> Rows:
    """METHODS 1.6 (c): three firms in a row, of which one tells too much."""
    told = [(None, "甲", 100.0, 2.0), ("甲", "乙", 101.0, 2.0), ("乙", "丙", wrong, 2.6), ("丙", None, 99.0, 2.0)]
    return [link(*each, **more) for each in told]


def two_sides(sent: float, received: float) -> Rows:
    told = {"sender": sent, "receiver": received}
    return [{"amount": value, "year": 2024, "origin": side, "grade": "declared"} for side, value in told.items()]


def words(found: Reconciliation) -> str:
    return json.dumps(to_json(found, "en"), ensure_ascii=False, allow_nan=False)


def test_the_wrong_figure_of_a_chain_is_named_with_size_and_who_to_ask(cluster: Enter) -> None:
    found = reconcile(cluster(actor=MARKED, flow=chain()))
    (doubt,) = found.doubts
    assert show(doubt.sentence, "en") == (
        "乙 → 丙 (钢坯): 130 t (as the sender states) is probably 30 t too high; all other figures together say about "
        "100 t."
    )
    assert show(doubt.step, "en") == "Ask 乙 for the weighing lists of this amount."
    assert found.links.adjusted == pytest.approx([104.9423] * 4, abs=1e-4)
    assert [test.passed for test in found.tests] == [False]
    assert found.links.z == pytest.approx([2.909, 2.320, 10.545, 3.498], abs=1e-3)
    assert found.links.share == pytest.approx([float("nan"), 1, 1, 1], nan_ok=True)
    assert {CLASSES[kind] for kind in found.links.known} == {"redundant"}


def test_figures_that_one_balance_alone_checks_have_one_test_value(cluster: Enter) -> None:
    rows = [link(None, "甲", 100.0, 5.0), link("甲", "乙", 62.0, 4.0), link("甲", None, 3.0, 3.0)]
    found = reconcile(cluster(actor=MARKED[:1], flow=rows))
    assert found.links.z == pytest.approx([4.95] * 3, abs=5e-3)
    (doubt,) = found.doubts
    assert not doubt.apart


def test_declared_figures_stay_what_they_are(cluster: Enter) -> None:
    snapshot = cluster(actor=MARKED, flow=chain())
    before = snapshot.flow_amount.value.tolist()
    found = reconcile(snapshot)
    assert found.links.declared.tolist() == before == snapshot.flow_amount.value.tolist()
    assert to_json(found, "zh")["note"] == "平差参考值，不用于上报"


def test_a_figure_a_thousand_times_too_large_is_told_as_a_slip(cluster: Enter) -> None:
    found = reconcile(cluster(actor=MARKED, flow=chain(100_000.0)))
    told = show(found.doubts[0].sentence, "en")
    assert "probably another unit" in told
    assert f"is probably {show_quantity(Quantity(99_900, 't'), 'en')} too high" in told


def test_only_actors_with_a_complete_account_are_balanced(cluster: Enter) -> None:
    snapshot = cluster(actor=[{"name": "甲"}, {"name": "乙", "balanced": "water"}], flow=chain())
    plain, whole = reconcile(snapshot), reconcile(snapshot, balance="all")
    assert (plain.balanced, whole.balanced) == (0, 3)
    assert plain.doubts == ()
    assert "nothing is balanced" in words(plain)
    assert len(whole.doubts) == 1


def test_sides_that_nothing_checks_cannot_be_told_apart(cluster: Enter) -> None:
    both = two_sides(100.0, 160.0)
    found = reconcile(cluster(flow=[link("甲", "乙", None) | {"amounts": both}]))
    (doubt,) = found.doubts
    assert not doubt.apart
    assert "no balance says which side is right" in show(doubt.sentence, "en")


def test_of_three_figures_the_tiny_one_is_doubted_and_not_the_two_that_agree(cluster: Enter) -> None:
    slip = {"amount": 0.007, "year": 2024, "origin": "published"}
    told = [*two_sides(146_281.0, 145_676.0), slip]
    (doubt,) = reconcile(cluster(flow=[link("甲", "乙", None) | {"amounts": told}])).doubts
    assert doubt.apart
    assert "too low" in show(doubt.sentence, "en")
    assert "as published" in show(doubt.sentence, "en").split(" is probably ")[0]


def test_stated_figures_and_their_difference_are_told_as_stated(cluster: Enter) -> None:
    both = two_sides(487.0, 487_000.0)
    found = reconcile(cluster(flow=[link("甲", "乙", None) | {"amounts": both}]))
    told = show(found.doubts[0].sentence, "en")
    assert "487 t (as the sender states)" in told
    assert f"differ by {show_quantity(Quantity(486_513, 't'), 'en')};" in told
    assert show(found.tests[0].names[0], "zh") == "甲 → 乙（钢坯）"


def test_a_zero_is_exact_only_where_an_sd_of_0_was_entered(cluster: Enter) -> None:
    stock = [{"actor": "甲", "commodity": "煤", "year": 2024, "opening": 0.0, "closing": 0.0}]
    rows = [link(None, "甲", 10.0, 0.0), link("甲", None, 0.0), link("甲", None, 8.0, commodity="煤")]
    snapshot = cluster(actor=MARKED, flow=rows, stock=stock)
    (layer,) = layers(snapshot)
    assert layer.told.sd == pytest.approx([0] + [8 * default_share("")] * 3)
    assert "without any doubt" not in words(reconcile(snapshot))


def test_what_is_missing_is_told_before_a_heap_far_too_small_for_it(cluster: Enter) -> None:
    stock = [{"actor": "甲", "commodity": "煤", "year": 2024, "opening": 4.0, "closing": 4.0}]
    rows = [link(None, "甲", 20_000.0, 400.0), link("甲", None, 200.0, 4.0)]
    (doubt,) = reconcile(cluster(actor=MARKED, flow=rows, stock=stock)).doubts
    assert show(doubt.sentence, "en") == (
        f"At 甲 about {show_quantity(Quantity(19_800, 't'), 'en')} of goods that went out is probably not recorded. "
        "It may also be that a figure is off by as much: outside → 甲 (钢坯)."
    )
    assert [row.table for row in doubt.rows] == ["actor", "flow"]
    assert not doubt.apart


def test_a_balance_tells_which_of_two_sides_is_right(cluster: Enter) -> None:
    both = two_sides(100.0, 200.0)
    rows = [link(None, "甲", 100.0, 2.0), link("甲", "乙", None) | {"amounts": both}, link("乙", None, 101.0, 2.0)]
    (doubt,) = reconcile(cluster(actor=MARKED, flow=rows)).doubts
    assert show(doubt.sentence, "en").startswith("甲 → 乙 (钢坯): 200 t (as the receiver states) is probably ")
    assert show(doubt.step, "en") == "Ask 乙 for the weighing lists of this amount."


def test_what_comes_in_and_is_not_seen_to_leave_is_asked_for(cluster: Enter) -> None:
    rows = [link(None, "甲", 100.0, 2.0), link("甲", "乙", 101.0, 2.0), link("乙", "丙", 131.0, 2.0)]
    rows += [link("丙", None, 129.0, 2.0)]
    found = reconcile(cluster(actor=MARKED, flow=rows))
    assert "At 乙 about 29.5 t of goods that came in is probably not recorded." in words(found)


def test_the_change_of_a_stock_closes_a_balance(cluster: Enter) -> None:
    stock = [{"actor": "甲", "commodity": "煤", "year": 2024, "opening": 10.0, "closing": 50.0}]
    rows = [link(None, "甲", 100.0, 2.0), link("甲", None, 60.0, 2.0)]
    found = reconcile(cluster(actor=MARKED, flow=rows, stock=stock))
    assert found.links.adjusted == pytest.approx([100, 60])
    assert found.doubts == ()


def test_one_measurement_that_determines_others_is_advised(cluster: Enter) -> None:
    rows = [link(None, "甲", 150.0), link("甲", "乙", None), link("甲", None, None), link("乙", None, None)]
    found = reconcile(cluster(actor=MARKED, flow=rows))
    assert found.advice[0].determines == 3
    assert "would also determine 2 other amounts" in words(found)
    record = to_json(found, "en")["flows"][1]
    assert (record["class"], record["low"], record["high"]) == ("unobservable", 0, 150)


def test_an_actor_whose_output_is_not_recorded_is_left_out_and_named(cluster: Enter) -> None:
    found = reconcile(cluster(actor=MARKED[:1], flow=[link(None, "甲", 100.0)]))
    assert found.balanced == 0
    assert "nothing comes in to it or nothing goes out: 甲 (goods)" in words(found)


def test_a_firm_without_intake_is_told_once_with_all_its_kinds(cluster: Enter) -> None:
    water = link("甲", None, 7.0, commodity="水")
    goods = [{"name": "水", "medium": "water", "base_unit": "m3"}]
    found = reconcile(cluster(actor=MARKED[:1], commodity=goods, flow=[link("甲", None, 9.0), water]), balance="all")
    (note,) = [show(note, "en") for note in found.notes if "not balanced" in show(note, "en")]
    assert "nothing goes out: 甲 (goods, water)." in note


def test_a_firm_that_has_nothing_to_do_with_a_kind_is_not_told_as_unbalanced(cluster: Enter) -> None:
    found = reconcile(cluster(actor=MARKED, flow=chain()), balance="all")
    assert not any("not balanced" in show(note, "en") for note in found.notes)


def test_links_that_carry_nothing_measured_are_counted_with_their_kinds(cluster: Enter) -> None:
    found = reconcile(cluster(flow=[link("甲", "乙", 9.0), {**link("甲", "乙", 5.0), "kind": "capital"}]))
    told = [show(note, "en") for note in found.notes]
    assert "1 link (Capital) carries no amount that could be balanced and is not among these." in told


def test_means_of_both_sides_are_told_as_such_where_nothing_is_balanced(cluster: Enter) -> None:
    found = reconcile(cluster(flow=[link("甲", "乙", 100.0, amounts=two_sides(100.0, 101.0))]))
    told = [show(note, "en") for note in found.notes]
    assert any(note.startswith("No account is marked as complete, so nothing is balanced.") for note in told)
    assert any(note.startswith("No balance checks 1 link of which several sides state an amount") for note in told)


def test_the_imbalance_of_a_firm_is_told_as_stated_with_its_test_value(cluster: Enter) -> None:
    rows = [link(None, "甲", 100.0, 5.0), link("甲", "乙", 62.0, 4.0), link("甲", None, 3.0, 3.0)]
    found = reconcile(cluster(actor=MARKED[:1], flow=rows))
    (one,) = notable(found.imbalances)
    assert (one.excess, one.z) == (35, pytest.approx(35 / 50**0.5))
    assert (
        show(tell_imbalance(one), "en")
        == "甲: as stated, 35 t more of goods come in than go out (4.95 standard deviations)."
    )


def test_what_permits_only_sums_is_no_part_of_it(cluster: Enter) -> None:
    rows = chain()
    rows[2]["amounts"][0]["source"] = "名录"
    found = reconcile(cluster(source=[{"title": "名录", "permitted_use": "aggregate"}], actor=MARKED, flow=rows))
    assert found.doubts == ()
    assert not any(told in words(found) for told in ("130.0", "130 t"))


def leaching(lead: float) -> tuple[Rows, Rows]:
    """Ore of 10 % and slag of 1 % lead, concentrate of 55 %: what the goods cannot tell, the lead does."""
    goods = [
        {"name": "矿石", "composition": "Pb 10 %"}, {"name": "精矿", "composition": "Pb 55 %"},
        {"name": "矿渣", "composition": "Pb 1%"},
    ]  # fmt: skip
    rows = [
        link(None, "甲", 600.0, 6.0, commodity="矿石"), link("甲", None, lead, 1.0, commodity="精矿"),
        link("甲", None, 600.0 - lead, 60.0, commodity="矿渣"),
    ]  # fmt: skip
    return goods, rows


def test_substances_are_balanced_with_the_goods_they_are_in(cluster: Enter) -> None:
    goods, rows = leaching(100.0)  # 60 t of lead = 55 + 5
    found = reconcile(cluster(commodity=goods, actor=MARKED, flow=rows))
    assert found.links.adjusted == pytest.approx([600, 100, 500])
    assert found.doubts == ()
    assert [(test.kind, test.freedom) for test in found.tests if "with" in test.kind] == [("goods with Pb", 2)]


def test_a_figure_that_fits_as_goods_is_doubted_by_its_substance(cluster: Enter) -> None:
    goods, rows = leaching(200.0)  # 60 t of lead came in, 110 + 4 went out
    found = reconcile(cluster(commodity=goods, actor=MARKED, flow=rows))
    assert any(not test.passed for test in found.tests)
    assert found.doubts
    assert "精矿" in show(found.doubts[0].sentence, "en") or "矿石" in show(found.doubts[0].sentence, "en")


def test_a_composition_that_is_not_read_whole_is_named_in_a_note(cluster: Enter) -> None:
    goods, rows = leaching(100.0)
    goods[2]["composition"] = "Pb 1 %, 水分 5-10 %"
    notes = [show(note, "en") for note in reconcile(cluster(commodity=goods, actor=MARKED, flow=rows)).notes]
    assert any(note.startswith("A part of the composition of 1 commodity was not read: 矿渣 (水分 5-10 %).")
               for note in notes)  # fmt: skip


BAD: dict[str, Rows] = {
    "no flows": [],
    "all amounts unknown": [link("甲", "乙", None), link("乙", "甲", None)],
    "one actor": [link("甲", None, 5.0), link(None, "甲", 7.0)],
    "closed loop without import": [link("甲", "乙", 10.0), link("乙", "甲", 12.0)],
    "parallel links": [link("甲", "乙", 10.0), link("甲", "乙", 11.0, commodity="煤"), link(None, "甲", 30.0)],
    "links to oneself": [link("甲", "甲", 10.0), link("甲", "乙", 1.0), link(None, "甲", 1.2)],
    "tiny and huge": [link("甲", "乙", 1e12), link("乙", "丙", 1e-12), link("丙", None, 1e12), link(None, "甲", 1e-12)],
    "disconnected parts": [*chain(), link("丁", "戊", 7.0), link("戊", None, 9.0)],
    "a cycle of proposed links": [link("甲", "乙", 1.0, status="proposed"), link("乙", "甲", 1.0, status="proposed")],
    "units that do not fit": [link("甲", "乙", 1.0, commodity="件"), link("乙", "甲", 2.0, commodity="件")],
    "contradicting constants": [link(None, "甲", 10.0, 0.0), link("甲", None, 12.0, 0.0)],
    "nothing but zeros": [link(None, "甲", 0.0), link("甲", "乙", 0.0), link("乙", None, 0.0)],
    "one side unknown and too small": [link(None, "甲", 10.0), link("甲", None, 30.0), link("甲", "乙", None)],
}


SAID = {
    "no flows": "No link runs in this year",
    "all amounts unknown": "No amount of this year is known",
    "contradicting constants": "contradict each other, so that goods of 甲",
    "units that do not fit": "2 links in other units",
    "tiny and huge": "but which of them cannot be told",
}


@pytest.mark.parametrize("balance", ["marked", "all"])
@pytest.mark.parametrize("name", BAD)
def test_bad_input_gives_a_remark_and_no_number_that_is_none(cluster: Enter, name: str, balance: str) -> None:
    goods = [{"name": "件", "base_unit": "piece"}]
    found = reconcile(cluster(actor=MARKED, commodity=goods, flow=BAD[name]), balance=balance)
    told = words(found)  # raises on NaN and on infinite numbers
    assert found.notes or found.tests or found.doubts or found.advice, told
    assert SAID.get(name, "") in told
    sd = found.links.sd[~np.isnan(found.links.sd)]
    assert (sd <= 0.21 * max([abs(found.links.declared[~np.isnan(found.links.declared)]).max(initial=0.0), 1.0])).all()


def test_work_can_be_stopped_between_its_steps(cluster: Enter) -> None:
    def stop(done: int, whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reconcile(cluster(actor=MARKED, flow=chain()), step=stop)


def test_a_way_of_balancing_that_there_is_not_is_refused(cluster: Enter) -> None:
    with pytest.raises(UserError):
        reconcile(cluster(flow=chain()), balance="some")


def test_of_two_publications_neither_has_delivery_notes(cluster: Enter) -> None:
    told = [{"value": value, "origin": "published", "source": title} for value, title in ((100.0, "书"), (900.0, "刊"))]
    (doubt,) = reconcile(cluster(flow=[link("甲", "乙", None) | {"amounts": told}])).doubts
    assert "no balance says which of them is right" in show(doubt.sentence, "en")
    assert show(doubt.step, "en").endswith("and ask 甲, 乙 for a figure of their own.")
