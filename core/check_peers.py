"""Firms whose emissions per output value lie far from those of like firms of the year.

Like firms have the same 4-digit trade, else the same 2-digit one, and are at least `fewest`. Their distance is told in
median absolute deviations of the logarithms, |0.6745 (x - median) / MAD| (Iglewicz & Hoaglin 1993).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.catalogues import Pollutant
from core.evidence import ref, refs, sentences, sources
from core.findings import Finding, Inquiry, check
from core.pollution_rows import left_out, rows_by_pollutant
from core.rule_set import cite, rules_of, with_cautions
from core.rule_titles import PEERS
from core.statements import Statement, best_statistics
from core.text import N_, Quantity, Text

NORMAL = 0.6745  # makes a MAD comparable with a standard deviation
OUTPUT = "output_value"
KG_PER_T = 1000.0
SAME = 1e-12  # a spread below this is none


@dataclass(frozen=True, slots=True)
class Peer:
    """A firm (row) far from its like: kg per 10,000 yuan, the median of `count` firms of `trade`, distance from it."""

    actor: int
    pollutant: Pollutant
    intensity: float
    median: float
    trade: str
    count: int
    distance: float
    rows: tuple[int, ...]
    output: int


@check(PEERS, N_("Computed attention: far from like firms per output"))
def find_unlike(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms whose emission per output value is far above or below that of like firms; one finding per pollutant."""
    yield from (_finding(inquiry, peer) for peer in outlying(inquiry))


def outlying(inquiry: Inquiry) -> list[Peer]:
    """Firms far from their like, by pollutant."""
    outputs = {actor: told for (actor, _), told in best_statistics(inquiry.now, OUTPUT).items() if told.value > 0}
    return [peer for item in rows_by_pollutant(inquiry) for peer in _of_pollutant(inquiry, item, outputs)]


def _of_pollutant(inquiry: Inquiry, item: Pollutant, outputs: dict[int, Statement]) -> Iterable[Peer]:
    emission, told = inquiry.now.emission, rows_by_pollutant(inquiry)[item]
    told = told[np.isin(emission.actor[told], list(outputs))]
    rows: dict[int, list[int]] = defaultdict(list)
    whole: dict[int, float] = defaultdict(float)
    columns = (told.tolist(), emission.actor[told].tolist(), emission.mass[told].tolist())
    for row, actor, mass in zip(*columns, strict=True):
        rows[actor].append(row)
        whole[actor] += mass
    known = {actor: KG_PER_T * mass / outputs[actor].value for actor, mass in whole.items() if mass > 0}
    codes = {actor: trade_code(str(inquiry.now.actor.industry_code[actor])) for actor in known}
    far = rules_of(inquiry).line(PEERS, "distance").value
    # Firms that are much alike have a tiny spread, so that a distance alone would flag what is near.
    least = float(np.log(rules_of(inquiry).line(PEERS, "factor").value))
    for trade, like, asked in trades_of(codes, int(rules_of(inquiry).line(PEERS, "fewest").value)):
        logs = np.log([known[actor] for actor in like])
        middle = float(np.median(logs))
        spread = float(np.median(np.abs(logs - middle)))
        for actor in asked if spread > SAME else ():
            apart = float(np.log(known[actor])) - middle
            distance = NORMAL * apart / spread
            if abs(distance) > far and abs(apart) >= least:
                yield Peer(
                    actor, item, known[actor], float(np.exp(middle)), trade, len(like), distance, tuple(rows[actor]),
                    outputs[actor].row,
                )  # fmt: skip


def trades_of(codes: dict[int, str], fewest: int) -> Iterable[tuple[str, list[int], list[int]]]:
    """Each trade with enough firms: its code, its firms, and those of them that no narrower trade asks about."""
    left = set(codes)
    for digits in (4, 2):
        trades: dict[str, list[int]] = defaultdict(list)
        for actor, code in codes.items():
            if len(code) >= digits:
                trades[code[:digits]].append(actor)
        for trade, like in trades.items():
            if len(like) >= fewest:
                yield trade, like, [actor for actor in like if actor in left]
                left -= set(like) if digits == 4 else set()


def trade_code(told: str) -> str:
    """The digits of an industry code, of several the first; "" for what is none."""
    code = told.split("/")[0].strip().lstrip("ABCDEFGHIJKLMNOPQRST")
    return code if code.isdigit() else ""


def _finding(inquiry: Inquiry, peer: Peer) -> Finding:
    now, line = inquiry.now, rules_of(inquiry).line(PEERS, "distance")
    lines = (line, rules_of(inquiry).line(PEERS, "factor"))
    unit = "kg/wan_yuan"
    factor = peer.intensity / peer.median
    values = {
        "firm": now.actor.name[peer.actor],
        "pollutant": Text(peer.pollutant.name),
        "own": Quantity(float(f"{peer.intensity:.3g}"), unit),
        "median": Quantity(float(f"{peer.median:.3g}"), unit),
        "n": peer.count,
        "trade": peer.trade,
        "factor": float(f"{max(factor, 1 / factor):.2g}"),
        "distance": float(f"{abs(peer.distance):.2g}"),
        "threshold": line.value,
    }
    if factor > 1:
        fact = Text(
            "{firm} states {own} of {pollutant} per output value, {factor} times the median {median} of {n} firms of "
            "trade {trade} ({distance} median deviations of the logarithm, threshold {threshold}).",
            values,
        )
    else:
        fact = Text(
            "{firm} states {own} of {pollutant} per output value, the median {median} of {n} firms of trade {trade} is "
            "{factor} times that ({distance} median deviations of the logarithm, threshold {threshold}).",
            values,
        )
    return Finding(
        rule=PEERS,
        layer="computed",
        severity=1,
        subject=ref(now, "actor", peer.actor),
        sentence=with_cautions(sentences(fact, left_out(inquiry)), *lines),
        step=Text("Check mass, unit and output value first, then ask what differs in the process or its treatment."),
        amount=float(f"{peer.intensity:.6g}"),
        unit=unit,
        matter=peer.pollutant.name,
        year=inquiry.year,
        evidence=(
            *refs(now, "emission", peer.rows),
            *refs(now, "statistic", [peer.output]),
            *(part for one in lines for part in one.evidence),
        ),
        source=cite(sources(now, "emission", peer.rows), *lines),
    )
