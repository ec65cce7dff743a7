"""Finding anything of a project as one types: firms, materials, regions, links and findings, in both languages."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from core.columns import Flags
from core.display_names import term
from core.findings import CHECKS, Finding, Ref
from core.i18n import LANGUAGES, translate
from core.names import word_key
from core.snapshot import Snapshot
from core.spelling import EXACT, INSIDE, Spelling, answer, spell
from core.text import N_, Text

KINDS = {
    "actor": N_("Firms and institutions"),
    "commodity": N_("Commodities"),
    "region": N_("Regions"),
    "finding": N_("Findings"),
    "flow": N_("Links"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that was found: its kind (a key of `KINDS`), its name, what else is known of it, and its rows.

    `rank` says how well it answers, lower is better; `finding` is set where it is one.
    """

    kind: str
    title: str
    detail: Text | str
    refs: tuple[Ref, ...]
    rank: int
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """All that a row is known by; `letters` is everything of it in one text, to pass over most rows quickly."""

    names: tuple[Spelling, ...]
    letters: str

    def answers(self, word: str) -> int | None:
        """How well the best of the names answers a word, None where none does."""
        if word not in self.letters:
            return None
        return min((rank for name in self.names if (rank := answer(word, name)) is not None), default=None)


@dataclass(frozen=True, slots=True)
class ProjectIndex:
    """The names of a snapshot, ready to be searched: per row of actors, commodities and regions all it is known by."""

    snapshot: Snapshot
    actors: tuple[Known, ...]
    commodities: tuple[Known, ...]
    regions: tuple[Known, ...]


Ranks = list[dict[int, int]]  # per word that was typed: how well rows answer it, by row


def project_index(snapshot: Snapshot, shown: Snapshot | None = None) -> ProjectIndex:
    """Make a snapshot ready to be searched; about 0.1 ms a name the first time it is spelt.

    `shown` is the same snapshot as its reader sees it (`core.display_names.in_language`); titles are taken from it.
    """
    seen = shown or snapshot
    actors = [list(map(str, names)) for names in _columns(snapshot, seen, "actor", "credit_code", "source_key")]
    for row, name in zip(snapshot.actor_alias.actor, snapshot.actor_alias.name, strict=True):
        actors[int(row)].append(str(name))
    goods, regions = _columns(snapshot, seen, "commodity", "code"), _columns(snapshot, seen, "region", "code")
    return ProjectIndex(seen, tuple(map(_known, actors)), tuple(map(_known, goods)), tuple(map(_known, regions)))


def _columns(snapshot: Snapshot, seen: Snapshot, table: str, *codes: str) -> Iterator[tuple[object, ...]]:
    """Per row the name as kept, as shown and in each language by the glossary, and its codes."""
    columns = [getattr(getattr(snapshot, table), column) for column in codes]
    for name, shown, *told in zip(getattr(snapshot, table).name, getattr(seen, table).name, *columns, strict=True):
        yield name, *{shown, *(term(str(name), language) for language in LANGUAGES)} - {name}, *told


def _known(names: Iterable[object]) -> Known:
    spelled = tuple(spell(str(name)) for name in names if name)
    return Known(spelled, "\n".join(text for name in spelled for text in (name.plain, name.pinyin, name.initials)))


def find(snapshot: Snapshot, findings: Sequence[Finding], text: str, limit: int = 50) -> list[Found]:
    """What of a snapshot answers a text, best first of each kind; kinds in the order of `KINDS`.

    Links that permit only sums are not found; `find_in` finds what its index holds.
    """
    return find_in(project_index(snapshot.without_aggregates()), findings, text, limit)


def find_in(index: ProjectIndex, findings: Sequence[Finding], text: str, limit: int = 50) -> list[Found]:
    """The same for an index that is made already; every word must be answered, at most `limit` of each kind."""
    words = [key for word in text.split() if (key := word_key(word))]
    if not words:
        return []
    ranks = {
        "actor": _answers(index.actors, words),
        "commodity": _answers(index.commodities, words),
        "region": _answers(index.regions, words),
    }
    found = [*_rows(index.snapshot, ranks), *_findings(index, findings, words), *_links(index, ranks, limit)]
    chosen = []
    for kind in KINDS:
        one = sorted((each for each in found if each.kind == kind), key=lambda each: (each.rank, len(each.title)))
        chosen += one[:limit]
    return chosen


def _answers(rows: Sequence[Known], words: Sequence[str]) -> Ranks:
    return [
        {row: rank for row, known in enumerate(rows) if (rank := known.answers(word)) is not None} for word in words
    ]


def _of_all(ranks: Ranks) -> dict[int, int]:
    """Rows that answer every word, as well as they answer the worst of them."""
    rows = set(ranks[0]).intersection(*ranks[1:])
    return {row: max(rank[row] for rank in ranks) for row in rows}


def _rows(snapshot: Snapshot, ranks: dict[str, Ranks]) -> Iterator[Found]:
    details: dict[str, Callable[[int], str]] = {
        "actor": lambda row: str(snapshot.actor.credit_code[row]),
        "commodity": lambda row: str(snapshot.commodity.code[row]),
        "region": lambda row: str(snapshot.region.code[row]),
    }
    for kind, ranked in ranks.items():
        table = getattr(snapshot, kind)
        for row, rank in sorted(_of_all(ranked).items()):
            name = str(table.name[row])
            yield Found(kind, name, details[kind](row), (Ref(kind, str(table.uid[row]), name),), rank)


def _findings(index: ProjectIndex, findings: Sequence[Finding], words: Sequence[str]) -> Iterator[Found]:
    """Findings by their rule and its title, matter and subject with all its names; the title is the subject's name."""
    names = dict(zip(index.snapshot.actor.uid, index.actors, strict=True)) if findings else {}
    for finding in findings:
        told = tuple(_told(name) for name in (finding.subject.name, finding.matter, finding.rule) if name)
        subject = names.get(finding.subject.uid)
        every = (*told, _rule_known(finding.rule), *((subject,) if subject else ()))
        if not all(any(word in known.letters for known in every) for word in words):
            continue
        if answered := _of_all(_merged([_answers(every, [word])[0] for word in words])):
            yield Found("finding", finding.subject.name, finding.sentence, (finding.subject,), answered[0], finding)


def _merged(ranks: Ranks) -> Ranks:
    """The best of several names as if they were one row."""
    return [{0: min(rank.values())} if rank else {} for rank in ranks]


@lru_cache(maxsize=65536)
def _told(name: str) -> Known:
    """A name of which findings tell; many tell of the same."""
    return _known((name,))


@cache
def _rule_known(rule: str) -> Known:
    """The title of a check in each language."""
    title = CHECKS[rule].title if rule in CHECKS else ""
    return _known(translate(title, language) for language in LANGUAGES)


def _links(index: ProjectIndex, ranks: dict[str, Ranks], limit: int) -> Iterator[Found]:
    """Links of which every word names an end or the commodity, in the order of the file."""
    flow, actor = index.snapshot.flow, index.snapshot.actor
    answered = np.ones(len(flow), dtype=bool)
    for actors, goods in zip(ranks["actor"], ranks["commodity"], strict=True):
        ends = np.append(_mask(actors, len(actor)), False)  # -1, the outside, reads the last
        moved = _mask(goods, len(index.snapshot.commodity))
        answered &= ends[flow.sender] | ends[flow.receiver] | moved[flow.commodity]
    rank = EXACT if len(ranks["actor"]) > 1 else INSIDE
    for row in np.flatnonzero(answered)[:limit]:
        yield _link(index.snapshot, int(row), rank)


def _mask(rows: dict[int, int], length: int) -> Flags:
    mask = np.zeros(length, dtype=bool)
    mask[list(rows)] = True
    return mask


def _link(snapshot: Snapshot, row: int, rank: int) -> Found:
    flow, names = snapshot.flow, snapshot.actor.name
    ends = (int(flow.sender[row]), int(flow.receiver[row]))
    title = " → ".join(str(names[end]) if end >= 0 else "…" for end in ends)
    commodity = str(snapshot.commodity.name[flow.commodity[row]])
    return Found("flow", title, commodity, (Ref("flow", str(flow.uid[row]), title),), rank)
