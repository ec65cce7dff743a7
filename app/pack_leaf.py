"""What the HTML file of a meeting pack tells: a card for each firm and link on the map, and for each finding."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from app.contents import Shown
from app.describe import actor_role, describe_link
from app.rows import finding_title
from core.findings import Finding
from core.i18n import language_name, show, translate
from core.text import N_, Text
from gis.flow_diagram_bands import FlowSystem
from gis.office_tables import Leaf, LeafEntry
from gis.scene import Scene

WORDS = {
    "search": N_("Find a firm, link or finding"),
    "map": N_("Map"),
    "flows": N_("Material flows"),
    "zoom_in": N_("Zoom in"),
    "zoom_out": N_("Zoom out"),
    "whole": N_("Show the whole map"),
    "hint": N_("Click a firm, a line or a finding to see its card. Drag to move, turn the wheel to zoom."),
    "nothing": N_("Nothing of that name."),
}
MOST_LINKS = MOST_ACTORS = 2000  # with a card of their own; a file with more would open slowly
MOST_FINDINGS = 500
MOST_LINES = 24


def leaf_of(
    shown: Shown,
    findings: Sequence[Finding],
    system: FlowSystem,
    scenes: tuple[Scene, Scene, Scene],
    language: str,
    title: str,
    foot: str,
    marked: tuple[str, ...],
) -> Leaf:
    """The file in one language; `scenes` are map, diagram and legend, `marked` its class, map review and stamp."""
    words = {name: translate(told, language) for name, told in WORDS.items()} | {"name": language_name(language)}
    about: dict[str, list[int]] = defaultdict(list)
    for number, finding in enumerate(findings, 1):
        about[finding.subject.uid].append(number)
    entries = [*_finding_entries(findings, language), *_actor_entries(shown, findings, about, language)]
    entries += _link_entries(shown, findings, about, language)
    counts = ((shown.links.flow, MOST_LINKS), (shown.links.actor, MOST_ACTORS), (findings, MOST_FINDINGS))
    if more := sum(max(len(rows) - most, 0) for rows, most in counts):
        foot += " " + show(Text("{n} smaller firms, links and findings have no card here.", {"n": more}), language)
    keys = {entry.key for entry in entries}
    bands = tuple(tuple(key for row in band.rows if (key := ":".join(row)) in keys) for band in system.bands)
    return Leaf(language, title, foot, words, *scenes, tuple(entries), bands, marked)


def _finding_entries(findings: Sequence[Finding], language: str) -> Iterator[LeafEntry]:
    for number, finding in enumerate(findings[:MOST_FINDINGS], 1):
        step = show(Text("Next: {step}", {"step": finding.step}), language) if finding.step.message_id else ""
        lines = (show(finding.sentence, language), step, finding.source)
        meant = (finding.subject, *finding.evidence[:MOST_LINES])
        targets = tuple(f"{ref.table}:{ref.uid}" for ref in meant if ref.table in ("actor", "flow", "region"))
        said = finding_title(finding, language)
        named = Text("{subject}: {rule}", {"subject": finding.subject.name, "rule": said})
        title = show(named, language) if finding.subject.name and said else finding.subject.name or said
        kind = translate(N_("Finding"), language)
        yield LeafEntry(f"finding:{number}", title, kind, tuple(filter(None, lines)), number, targets)


def _actor_entries(
    shown: Shown, findings: Sequence[Finding], about: dict[str, list[int]], language: str
) -> Iterator[LeafEntry]:
    """Who it is, its links with their amounts, and what was found."""
    links = shown.links
    by_actor: dict[int, list[int]] = defaultdict(list)
    for row, ends in enumerate(zip(links.flow.sender.tolist(), links.flow.receiver.tolist(), strict=True)):
        for actor in set(ends):
            by_actor[actor].append(row)
    busiest = sorted(range(len(links.actor)), key=lambda row: -len(by_actor[row]))[:MOST_ACTORS]
    for row in sorted(busiest):
        uid = str(links.actor.uid[row])
        mine = sorted(by_actor[row], key=lambda link: -np.nan_to_num(shown.figures.value[link]))
        told = [" · ".join(describe_link(shown, link, language).split("\n")) for link in mine[:MOST_LINES]]
        if len(mine) > MOST_LINES:
            told.append(show(Text("{n} links more", {"n": len(mine) - MOST_LINES}), language))
        lines = (*_found(findings, about[uid], language), *told)
        targets = tuple(f"flow:{links.flow.uid[link]}" for link in mine)
        role = actor_role(links, row, language)
        yield LeafEntry(f"actor:{uid}", str(links.actor.name[row]), role, lines, targets=targets)


def _link_entries(
    shown: Shown, findings: Sequence[Finding], about: dict[str, list[int]], language: str
) -> Iterator[LeafEntry]:
    kind = translate(N_("Link"), language)
    for row in _largest(shown):
        uid = str(shown.links.flow.uid[row])
        title, *more = describe_link(shown, row, language).split("\n")
        cited = int(shown.links.flow.source[row])
        source = (str(shown.links.source.title[cited]),) if cited >= 0 else ()
        lines = (*more, *_found(findings, about[uid], language), *source)
        yield LeafEntry(f"flow:{uid}", title, kind, lines)


def _largest(shown: Shown) -> list[int]:
    """The rows of the links that have cards, in their order: where they are very many, those of the largest amounts."""
    order = np.argsort(-np.nan_to_num(shown.figures.value), kind="stable")[:MOST_LINKS]
    return sorted(order.tolist())


def _found(findings: Sequence[Finding], numbers: Sequence[int], language: str) -> tuple[str, ...]:
    """The sentences of findings with their numbers."""
    return tuple(f"{number}. {show(findings[number - 1].sentence, language)}" for number in numbers)
