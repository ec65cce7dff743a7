"""Firms that tell nothing of their solid waste are counted and named, but for those that may not be."""

from collections.abc import Callable
from dataclasses import replace

from core.account_books import account_books
from core.snapshot import Snapshot
from core.steps import quietly
from core.system_scope import scope_of
from core.text import Text
from core.waste_silence import EVERYBODY_TELLS, silence_of, waste_silence

Enter = Callable[..., Snapshot]


def told(actor: str, value: float, source: str = "") -> dict[str, object]:
    return {"actor": actor, "item": "waste_generated", "value": value, "unit": "t", "year": 2024, "source": source}


def park(enter: Enter) -> Snapshot:
    """Five firms: A and B tell 30 t, C tells what enters sums only, D nothing, E had ended before; F is an office."""
    actors = [{"name": name, "kind": "firm", "region": "P"} for name in "ABCD"]
    actors += [
        {"name": "E", "kind": "firm", "region": "P", "status": "ended", "status_date": "2020-01-01"},
        {"name": "F", "kind": "government", "region": "P"},
    ]
    sources = [{"title": "census", "permitted_use": "aggregate"}]
    return enter(source=sources, actor=actors, statistic=[told("A", 10), told("B", 20), told("C", 5, "census")])


def test_who_tells_nothing_of_waste_is_named_and_who_tells_it_for_sums_only_is_not(cluster: Enter) -> None:
    found = waste_silence(scope_of(park(cluster), 2024))
    assert (found.asked, found.names, found.unnamed) == (4, ("D",), 0)


def test_a_sum_of_an_area_says_how_many_of_its_firms_tell_nothing(cluster: Enter) -> None:
    whole = park(cluster)
    listed = account_books(whole.during(2024), 2024, quietly).accounts
    account = next(one for one in listed if one.id == "solid_waste_sum" and not one.matter)
    assert silence_of(account, whole).told == Text(
        "Not in these sums, since they tell nothing of their solid waste: {n} of {asked} firms.", {"n": 1, "asked": 4}
    )
    assert silence_of(replace(account, id="solid_waste"), whole) == EVERYBODY_TELLS


def test_a_page_that_is_laid_out_anew_asks_only_once_who_is_silent(cluster: Enter) -> None:
    whole = park(cluster)
    listed = account_books(whole.during(2024), 2024, quietly).accounts
    account = next(one for one in listed if one.id == "solid_waste_sum" and not one.matter)
    assert silence_of(account, whole) is silence_of(account, whole)
    later = replace(whole)
    assert silence_of(account, later) is not silence_of(account, whole)
