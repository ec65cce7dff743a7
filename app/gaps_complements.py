"""Firms that would complete the chain, to read: the best site of each kind of plant, by tonnes and by money."""

from collections.abc import Iterable, Iterator

from core.complement_words import LEAST_LOAD, LIMITS, complement_step, complement_told, together_told
from core.matching_complements import Complement
from core.matching_report import GapReport
from core.text import Text

SHOWN = 5


def complement_lines(report: GapReport) -> Iterator[tuple[int, Text]]:
    """The lines about such firms; none where nothing is left over that one of them takes."""
    found, now = report.complements, report.inquiry.now
    if not found.plants:
        return
    yield 0, Text("Firms that would complete the chain, most tonnes first")
    yield 2, Text(LIMITS)
    best = _best_sites(found.plants)
    told = [one for one in best if one.load >= LEAST_LOAD]
    for number, one in enumerate(told[:SHOWN], 1):
        yield 2, Text("{number}. {sentence}", {"number": number, "sentence": complement_told(now, report.gaps, one)})
        yield 5, Text("Next step: {step}", {"step": complement_step(now, report.gaps, one)})
    if small := len(best) - len(told):
        values = {"n": small, "share": round(100 * LEAST_LOAD)}
        yield (
            2,
            Text(
                "For {n} further kind of plant too little is left: less than {share} % of its size.",
                values,
                plural="For {n} further kinds of plants too little is left: less than {share} % of their size.",
            ),
        )
    by_net = _best_sites(found.plants[place] for place in found.by_net)
    if len(by_net) > 1:
        yield 2, Text("By what they are worth the order is: {plants}.", {
            "plants": [Text(one.template.title) for one in by_net[:SHOWN]]
        })  # fmt: skip
    if (together := together_told(now, found)) is not None and len(told) > 1:
        yield 2, together


def _best_sites(plants: Iterable[Complement]) -> list[Complement]:
    """The first of each kind of plant."""
    first: dict[str, Complement] = {}
    for one in plants:
        first.setdefault(one.template.id, one)
    return list(first.values())
