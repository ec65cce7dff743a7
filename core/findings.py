"""Pollution flags and network gaps are one type: a finding with its rule, subject, amount, evidence and next step."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.snapshot import Snapshot
from core.text import Text

LAYERS = ("statutory", "computed", "entered", "network", "data")


@dataclass(frozen=True, slots=True)
class Ref:
    """A row of the project: its table, its uid and the name that a person knows it by ('' where it has none)."""

    table: str
    uid: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth looking at, with everything needed to defend it.

    `severity` 1-3 (3 gravest); `amount` in `unit`, None where unknown; `matter` is the commodity or pollutant, part
    of the identity with rule, subject and year; `evidence` are the rows it rests on; `source` names the documents.
    """

    rule: str
    layer: str
    severity: int
    subject: Ref
    sentence: Text
    step: Text
    amount: float | None = None
    unit: str = ""
    matter: str = ""
    year: int | None = None
    evidence: tuple[Ref, ...] = ()
    source: str = ""

    @property
    def key(self) -> tuple[str, str, str, int | None]:
        """What a decision about this finding is kept under, so that it survives recomputation."""
        return (self.rule, self.subject.uid, self.matter, self.year)


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that looks for findings of one kind in the links and figures of one year."""

    rule: str
    title: str
    doc: str
    find: Callable[[Snapshot, int | None], Iterable[Finding]]


CHECKS: dict[str, Check] = {}

Find = Callable[[Snapshot, int | None], Iterable[Finding]]


def check(rule: str, title: str) -> Callable[[Find], Find]:
    """Register a function as the check `rule`; `title` is marked with N_ and names it in lists."""

    def register(find: Find) -> Find:
        CHECKS[rule] = Check(rule, title, (find.__doc__ or "").strip(), find)
        return find

    return register


def find_all(snapshot: Snapshot, year: int | None) -> list[Finding]:
    """Findings of every registered check on a snapshot narrowed to `year`, gravest and largest first.

    Statutory findings stand before computed ones of the same severity, since they were decided by an authority.
    """
    found = [finding for item in CHECKS.values() for finding in item.find(snapshot, year)]
    return sorted(found, key=lambda f: (-f.severity, LAYERS.index(f.layer), f.rule, -(f.amount or 0.0), f.subject.name))
