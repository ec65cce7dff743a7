"""The firm through which most others reach each other."""

from collections.abc import Callable

from core.check_key_nodes import STARTS, find_key_node
from core.findings import inquire
from core.i18n import show
from core.snapshot import Snapshot

Cluster = Callable[..., Snapshot]


def link(sender: str, receiver: str) -> dict[str, object]:
    return {"sender": sender, "receiver": receiver, "commodity": "steam", "amount": 1.0, "year": 2024}


def star(givers: int, takers: int) -> list[dict[str, object]]:
    return [link(f"giver {row}", "hub") for row in range(givers)] + [
        link("hub", f"taker {row}") for row in range(takers)
    ]


def test_the_hub_of_a_star_is_the_key_node(cluster: Cluster) -> None:
    # 5 givers x 4 takers: 20 chains over a third, all of them through the hub.
    (found,) = find_key_node(inquire(cluster(flow=star(5, 4)), 2024))
    assert (found.subject.name, found.amount, found.unit, len(found.evidence)) == ("hub", 100.0, "%", 9)
    assert show(found.sentence, "en").replace("\u2009", " ").startswith("100 % of the shortest chains")


def test_few_chains_make_no_key_node(cluster: Cluster) -> None:
    assert list(find_key_node(inquire(cluster(flow=star(4, 4)), 2024))) == []


def test_a_sample_of_givers_is_told(cluster: Cluster) -> None:
    (found,) = find_key_node(inquire(cluster(flow=star(STARTS + 1, 2)), 2024))
    assert f"Estimated from the chains of {STARTS} of {STARTS + 2} giving firms." in show(found.sentence, "en")
