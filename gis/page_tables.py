"""Tables of a page: the links behind the map with exact amounts, facts of the subject, indicators."""

import math
from collections.abc import Sequence

import numpy as np

from core.energy_indicators import HEADLINES
from core.evidence import unit_order
from core.figures import figures
from core.i18n import show, show_list, show_number, show_quantity, translate
from core.indicators import CLUSTER, INDICATORS, Result
from core.kinds import ACTOR_KINDS, FLOW_KINDS, ROLES
from core.network_weighted import LEAST_COVERAGE
from core.page_layouts import Item
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text
from gis.furniture import SMALL
from gis.page_parts import ROW, Column, Drawn, Material, head_height, head_marks, note_marks, table_marks
from gis.typeset import LINE_HEIGHT

OUTSIDE = N_("outside")
_NOTE = LINE_HEIGHT * SMALL.height
_LINKS = (
    Column(N_("From"), 0.27), Column(N_("To"), 0.27), Column(N_("Commodity"), 0.24), Column(N_("Amount"), 0.22, True),
)  # fmt: skip
_PARTNERS = (
    Column("", 0.1), Column(N_("Partner"), 0.4), Column(N_("Commodity"), 0.27), Column(N_("Amount"), 0.23, True),
)  # fmt: skip
_FACTS = (Column("", 0.4), Column("", 0.6))
_INDICATORS = (Column(N_("Indicator"), 0.66), Column(N_("Value"), 0.34, True))
TITLES = {"links": N_("Links"), "facts": N_("Facts"), "indicators": N_("Indicators")}


def link_cells(snapshot: Snapshot, language: str, uid: str = "") -> list[list[str]]:
    """Sender, receiver, commodity and exact amount of every link, by unit and the largest first.

    For the actor `uid` direction and partner stand in place of sender and receiver.
    """
    stated = figures(snapshot)
    known = np.nan_to_num(stated.value, nan=-1.0)
    rows = sorted(range(len(snapshot.flow)), key=lambda row: (unit_order(str(stated.unit[row])), -known[row]))
    names, flow = [*map(str, snapshot.actor.name), translate(OUTSIDE, language)], snapshot.flow
    matters = [*map(str, snapshot.commodity.name), ""]
    own = [*(snapshot.actor.uid == uid), False]
    cells = []
    for row in rows:
        value, sender, receiver = stated.value[row], flow.sender[row], flow.receiver[row]
        amount = Quantity(None if np.isnan(value) else float(value), str(stated.unit[row]))
        ends = [names[sender], names[receiver]]
        if uid:
            direction = N_("to") if own[sender] else N_("from")
            ends = [translate(direction, language), names[receiver] if own[sender] else names[sender]]
        kind = FLOW_KINDS.get(str(flow.kind[row]))
        matter = matters[flow.commodity[row]] or translate(kind.title if kind else "", language)
        cells.append([*ends, matter, show_quantity(amount, language)])
    return cells


def fact_cells(material: Material) -> list[list[str]]:
    """What is known of the subject of a page, each fact with its name; facts that nobody told are left out.

    A 0 that may only mean that a public page leaves rows out is no fact.
    """
    subject, language, snapshot = material.page.subject, material.language, material.sheet.snapshot
    counts = material.sheet.counts
    left_out = bool(counts.internal or counts.actors_internal)
    facts: list[tuple[str, str]] = []
    if subject is not None and subject.ref.table == "actor":
        facts = _actor_facts(snapshot, subject.ref.uid, language)
    elif subject is not None and subject.ref.table == "region":
        facts = _region_facts(snapshot, subject.ref.uid)
    if subject is None or not facts:
        facts = [(N_("Firms and institutions"), show_number(len(snapshot.actor)))]
    facts.append((N_("Links of the year"), show_number(counts.links - len(counts.internal))))
    return [[translate(name, language), value] for name, value in facts if value and not (left_out and value == "0")]


def _actor_facts(snapshot: Snapshot, uid: str, language: str) -> list[tuple[str, str]]:
    actors, found = snapshot.actor, np.flatnonzero(snapshot.actor.uid == uid)
    if not len(found):
        return []
    row = int(found[0])
    region = int(actors.region[row])
    roles = [ACTOR_KINDS.get(str(actors.kind[row]), ""), ROLES.get(str(actors.role[row]), "")]
    return [
        (N_("Kind"), show_list([translate(role, language) for role in roles if role], language)),
        (N_("Region"), str(snapshot.region.name[region]) if region >= 0 else ""),
        (N_("Industry code"), str(actors.industry_code[row])),
        (N_("Address"), str(actors.address[row])),
        (N_("Gives to"), show_number(int((snapshot.flow.sender == row).sum()))),
        (N_("Takes from"), show_number(int((snapshot.flow.receiver == row).sum()))),
    ]


def _region_facts(snapshot: Snapshot, uid: str) -> list[tuple[str, str]]:
    regions, found = snapshot.region, np.flatnonzero(snapshot.region.uid == uid)
    if not len(found):
        return []
    row = int(found[0])
    inside = np.append(snapshot.members(row), False)
    sender, receiver = inside[snapshot.flow.sender], inside[snapshot.flow.receiver]
    area = float(regions.area_km2[row])
    return [
        (N_("Function"), str(regions.function_zone[row])),
        (N_("Area"), "" if np.isnan(area) else f"{show_number(area, 4)} km²"),
        (N_("Firms and institutions"), show_number(int(inside.sum()))),
        (N_("Links within"), show_number(int((sender & receiver).sum()))),
        (N_("Links out of it"), show_number(int((sender & ~receiver).sum()))),
        (N_("Links into it"), show_number(int((receiver & ~sender).sum()))),
    ]


def indicator_cells(results: Sequence[Result], language: str) -> list[list[str]]:
    """Name and value of the indicators of the whole cluster, those of research last and called so.

    One that has no value says so, and so does one that is known of less than 80 % of the firms.
    """
    cells = []
    whole = [result for result in results if result.scope == CLUSTER and _has_place(result)]
    for result in sorted(whole, key=lambda result: INDICATORS[result.id].panel == "research"):
        indicator = INDICATORS[result.id]
        title = Text(indicator.title)
        if indicator.panel == "research":
            title = Text("{indicator} (research)", {"indicator": title})
        cells.append([show(_limited(title, result), language), _amount(result, language)])
    return cells


def _limited(title: Text, result: Result) -> Text:
    """The name of an indicator, with the share that it is known of where that is not the whole."""
    if result.value is None or result.coverage < LEAST_COVERAGE:
        return title
    if result.coverage < 1:
        share = Quantity(math.floor(100 * result.coverage + 1e-9), "percent")
        return Text("{indicator} (known of {share})", {"indicator": title, "share": share})
    return Text("{indicator} (incomplete)", {"indicator": title}) if result.status == "partial" else title


def _amount(result: Result, language: str) -> str:
    if result.value is None or result.coverage < LEAST_COVERAGE:
        return translate(N_("not computable"), language)
    return show_quantity(Quantity(float(f"{result.value:.4g}"), result.unit), language)


def _has_place(result: Result) -> bool:
    """Whether a page tells a result: those of research, and of the official ones the headlines."""
    return INDICATORS[result.id].panel == "research" or result.id in HEADLINES


def _actor_of(material: Material) -> str:
    """The uid of the actor that the page is about, "" where it is about something else."""
    subject = material.page.subject
    return subject.ref.uid if subject is not None and subject.ref.table == "actor" else ""


def _cells(material: Material, kind: str) -> list[list[str]]:
    if kind == "links":
        return link_cells(material.sheet.snapshot, material.language, _actor_of(material))
    if kind == "facts":
        return fact_cells(material)
    return [] if material.page.public else indicator_cells(material.analysis.indicators, material.language)


def table_needs(material: Material, item: Item) -> float:
    """The height in mm that a table needs; one without rows needs none."""
    rows = len(_cells(material, item.kind))
    heads = 0 if item.kind == "facts" else 1
    return head_height(item) + (rows + heads) * ROW + 1.0 if rows else 0.0


def draw_table(material: Material, item: Item) -> Drawn:
    """A table in its box; rows that find no room are counted in a line below the others."""
    cells = _cells(material, item.kind)
    if not cells:
        return Drawn()
    marks, top = head_marks(material, item, TITLES[item.kind])
    heads = 0 if item.kind == "facts" else 1
    room = int((item.bottom - top + 0.1) // ROW) - heads
    if len(cells) > room:
        room = max(int((item.bottom - top - _NOTE) // ROW) - heads, 0)
    shown, lost = cells[:room], max(len(cells) - room, 0)
    if shown:
        columns = {"links": _PARTNERS if _actor_of(material) else _LINKS, "facts": _FACTS, "indicators": _INDICATORS}[
            item.kind
        ]
        marks += table_marks(material, columns, shown, item, top - (0.0 if heads else ROW))
    if not lost:
        return Drawn(tuple(marks))
    told = Text(
        "{n} more row stands in the project file.", {"n": lost}, plural="{n} more rows stand in the project file."
    )
    note, _ = note_marks(material, told, item, top + (len(shown) + heads) * ROW + 0.5, 1)
    return Drawn((*marks, *note) if shown else tuple(note), (told,))
