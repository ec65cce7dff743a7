"""How findings show on the map: which sign each rule gets, and the numbers that tie them to cards and table rows."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from core.findings import Finding, Ref
from core.paths import RESOURCES
from core.snapshot import Snapshot
from gis.scene import Target

NUMBERED = 8  # findings beyond this many keep their sign but no number
STATUTORY, COMPUTED = "statutory", "computed"


@dataclass(frozen=True, slots=True)
class Ring:
    """A polluter's ring: severity 1-3, 0 for a mere permit class; `listed` where an authority's list names the firm."""

    severity: int
    listed: bool


@dataclass(frozen=True, slots=True)
class Stub:
    """A waste (`matter`) of an actor (row) without receiver: the amount in its unit, None where unknown."""

    actor: int
    matter: str
    amount: float | None
    unit: str
    number: int
    target: Target


@dataclass(frozen=True, slots=True)
class Missing:
    """A role that is missing: the waste it would take, and the region or actor (rows, -1: the whole cluster)."""

    matter: str
    region: int
    actor: int
    number: int
    target: Target


@dataclass(frozen=True, slots=True, eq=False)
class Flagged:
    """Findings by what they do to the map; rings by actor row, halos and numbers by target."""

    rings: dict[int, Ring]
    stubs: tuple[Stub, ...]
    missing: tuple[Missing, ...]
    halos: frozenset[Target]
    numbers: dict[Target, tuple[tuple[int, str], ...]]


NO_FLAGS = Flagged({}, (), (), frozenset(), {})


@cache
def _signs() -> tuple[tuple[str, str], ...]:
    """Beginnings of rule ids with their signs, the longest first."""
    with (RESOURCES / "style" / "flags.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["rule"], row["sign"]) for row in csv.DictReader(file)]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


def flag_sign(finding: Finding) -> str:
    """The sign of a finding by its rule: ring, stub, missing or halo; ring too if entered by hand, else number.

    What only compares, simulates or doubts rings nobody: a ring says that a firm itself pollutes much.
    """
    for start, sign in _signs():
        if finding.rule.startswith(start):
            return sign
    return "ring" if finding.layer == "entered" else "number"


def flagged(snapshot: Snapshot, findings: Sequence[Finding], numbered: int = NUMBERED) -> Flagged:
    """The flags of findings; the first `numbered` of them are numbered from 1 in their order."""
    rows = {str(uid): row for row, uid in enumerate(snapshot.actor.uid)}
    regions = {str(uid): row for row, uid in enumerate(snapshot.region.uid)}
    rings: dict[int, Ring] = {}
    stubs, missing, halos = [], [], set()
    numbers: dict[Target, tuple[tuple[int, str], ...]] = {}
    for number, finding in enumerate(findings, 1):
        sign, target = flag_sign(finding), (finding.subject.table, finding.subject.uid)
        actor = rows.get(finding.subject.uid, -1)
        shown = number if number <= numbered else 0
        if sign == "stub" and actor >= 0:
            stubs.append(Stub(actor, finding.matter, finding.amount, finding.unit, shown, target))
        elif sign == "missing":
            region = regions.get(finding.subject.uid, -1)
            missing.append(Missing(finding.matter, region, actor, shown, target))
        else:
            if sign in ("ring", "permit"):
                for ringed in [rows[ref.uid] for ref in told_of(finding) if ref.uid in rows]:
                    rings[ringed] = _stronger(rings.get(ringed), finding, sign)
            elif sign == "halo":
                halos.add(target)
            if shown:
                numbers[target] = (*numbers.get(target, ()), (shown, sign))
    return Flagged(rings, tuple(stubs), tuple(missing), frozenset(halos), numbers)


def told_of(finding: Finding) -> tuple[Ref, ...]:
    """Whom a finding tells of: its subject, or the rows it rests on where it tells several of them together."""
    return finding.evidence if finding.subject.table == "cluster" else (finding.subject,)


def _stronger(ring: Ring | None, finding: Finding, sign: str) -> Ring:
    """The ring of an actor after one more finding."""
    severity = finding.severity if sign == "ring" else 0
    listed = sign == "ring" and finding.layer == STATUTORY
    if ring is None:
        return Ring(severity, listed)
    return Ring(max(ring.severity, severity), ring.listed or listed)
