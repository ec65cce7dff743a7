"""What the card says about the selection, as blocks from above to below; the panel only draws them."""

from collections.abc import Sequence

import numpy as np

from app.card_blocks import Bar, Block, Flag, Grid, Line, Photo, Traces, Verbs
from app.card_energy import energy_blocks
from app.card_grids import MOST_ROWS, capacity_grid, emission_grid, flow_grid, heading, joined, rest, statistic_grid
from app.card_sides import side_blocks
from app.contents import Shown
from app.describe import actor_role, describe_ref, end_name, link_amount, row_of
from app.rows import finding_title, year_text
from app.session import Selection, Session
from app.survey_board import visit_blocks
from core.accounts import Account
from core.attachments import attached_files
from core.findings import Ref
from core.i18n import show, translate
from core.kinds import (
    FLOW_KINDS,
    NETWORK_LAYERS,
    PERMIT_CLASSES,
    POINT_QUALITIES,
    STATUSES,
)
from core.text import N_, Text
from gis.adjusted_links import adjustment

FIRST_FINDINGS = 8
TABLES_OF = {"actor": ("statistic",), "flow": ("flow_amount",), "region": ("statistic",)}


def card_blocks(session: Session) -> list[Block]:
    """The card of the present selection, of the whole cluster where nothing is chosen."""
    shown, selection = session.shown, session.selection
    if shown is None:
        return []
    flags = _flags_of(session, selection)
    if len(selection.refs) > 1 and selection.finding is None:
        return [*_several(session, shown, selection.refs), *_first(flags, session.language)]
    if not selection.refs:
        return [*_cluster(session, shown), *flags]
    subject = selection.refs[0] if selection.finding is None else selection.finding.subject
    head, body = _about(session, shown, subject)
    head = [*head[:1], *_verbs(session, subject), *_traces(shown, subject), *_photos(session, subject), *head[1:]]
    asked = 1 if selection.finding is not None else 0  # what was clicked stands first
    if subject.table == "flow" and not asked:  # what the sides state, before what is computed from it
        return [*head, *body, *_bars(session, subject), *flags]
    energy = energy_blocks(session, subject.uid)
    return [*head, *flags[:asked], *_bars(session, subject), *energy, *flags[asked:], *body]


def _about(session: Session, shown: Shown, subject: Ref) -> tuple[list[Block], list[Block]]:
    """Head and body of the card of one row."""
    language = session.language
    table = getattr(shown.links, subject.table, None)
    row = row_of(table.uid, subject.uid) if table is not None and hasattr(table, "uid") else None
    if row is None:
        return _absent(session, shown, subject), []
    if subject.table == "actor":
        return _actor_head(session, shown, row), _actor_body(session, shown, row)
    if subject.table == "flow":
        return _link_head(shown, row, language), _link_body(session, shown, row)
    if subject.table == "region":
        return _region_head(shown, row, language), []
    return [Line(describe_ref(shown.links, subject, language), "title")], []


def _verbs(session: Session, subject: Ref) -> list[Block]:
    """What can be done with a row of the project, where it can be written to."""
    table = getattr(session.snapshot, subject.table, None)
    if not session.writing or subject.table not in TABLES_OF or subject.uid not in getattr(table, "uid", ()):
        return []
    return [Verbs(subject, TABLES_OF[subject.table])]


def _traces(shown: Shown, subject: Ref) -> list[Block]:
    """How a firm that has links in the year can be followed on the map."""
    row = row_of(shown.links.actor.uid, subject.uid) if subject.table == "actor" else None
    flow = shown.links.flow
    return [Traces(subject.uid)] if row is not None and (row in flow.sender or row in flow.receiver) else []


def _photos(session: Session, subject: Ref) -> list[Block]:
    """The pictures of a row; of one that is missing its path."""
    if session.readable is None or session.path is None:
        return []
    files = attached_files(session.readable, session.path.parent, subject.table, subject.uid)
    return [Photo(file) for file in files if file.is_picture]


def _absent(session: Session, shown: Shown, subject: Ref) -> list[Block]:
    """A row that the shown year does not have, by what the project knows of it."""
    whole, language = session.readable, session.language
    table = getattr(whole, subject.table, None)
    if whole is None or table is None or not hasattr(table, "uid") or subject.uid not in table.uid:
        return [Line(subject.name or shown.links.name, "title")]
    absent = show(Text("Not in {year}", {"year": str(shown.year)}) if shown.year is not None else "", language)
    return [Line(describe_ref(whole, subject, language), "title"), Line(absent, "soft")]


def _flags_of(session: Session, selection: Selection) -> list[Block]:
    """The chosen finding first, then the others about the chosen rows."""
    findings = session.findings
    uids = selection.uids | ({selection.finding.subject.uid} if selection.finding else set())
    about = [(number, found) for number, found in enumerate(findings, 1) if found.subject.uid in uids]
    if selection.finding is not None:
        key = selection.finding.key
        about = [pair for pair in enumerate(findings, 1) if pair[1].key == key] + [
            pair for pair in about if pair[1].key != key
        ]
    return [Flag(number, found) for number, found in about]


def _first(flags: list[Block], language: str) -> list[Block]:
    """The first of very many findings, and how many more there are."""
    more = len(flags) - FIRST_FINDINGS
    if more <= 0:
        return flags
    told = Text("and {n} more finding about them", {"n": more}, plural="and {n} more findings about them")
    return [*flags[:FIRST_FINDINGS], Line(show(told, language), "soft")]


def _bars(session: Session, subject: Ref) -> list[Block]:
    accounts = session.analysis.accounts if session.analysis else ()
    return [Bar(account) for account in accounts if account.scope.uid == subject.uid]


def _actor_head(session: Session, shown: Shown, row: int) -> list[Block]:
    actors, language = shown.links.actor, session.language
    region = shown.links.region.name[actors.region[row]] if actors.region[row] >= 0 else ""
    layer = translate(NETWORK_LAYERS.get(actors.layer[row], ""), language)
    facts = joined([actor_role(shown.links, row, language), actors.industry_code[row], region, layer])
    permit = PERMIT_CLASSES.get(actors.permit_class[row], "")
    aliases = _other_names(session, shown, row)
    blocks: list[Block] = [Line(str(actors.name[row]), "title"), Line(facts, "soft")]
    if aliases:
        blocks.append(Line(show(Text("Also called: {names}", {"names": aliases}), language), "soft"))
    if permit:
        values = {"title": Text(permit)}
        blocks.append(Line(show(Text("Pollution permit: {title}", values), language), "soft"))
    blocks += visit_blocks(session, str(actors.uid[row]))
    if actors.unclaimed[row]:
        told = Text("An import created this name; nobody has confirmed yet which firm it is.")
        blocks.append(Line(show(told, language)))
    return blocks


def _other_names(session: Session, shown: Shown, row: int) -> list[str]:
    """The name in the project and the aliases, without the name that the language has chosen among them."""
    actors, aliases = shown.links.actor, shown.links.actor_alias
    named = list(aliases.name[aliases.actor == row])
    if session.snapshot is not None and (own := row_of(session.snapshot.actor.uid, actors.uid[row])) is not None:
        named.insert(0, session.snapshot.actor.name[own])
    return [str(name) for name in dict.fromkeys(named) if name != actors.name[row]]


def _actor_body(session: Session, shown: Shown, row: int) -> list[Block]:
    language, uid = session.language, str(shown.links.actor.uid[row])
    return [
        *flow_grid(shown, row, language),
        *(statistic_grid(session.readable, uid, language) if session.readable else []),
        *emission_grid(shown, row, language),
        *capacity_grid(shown, row, language),
        *_actor_foot(shown, row, language),
    ]


def _actor_foot(shown: Shown, row: int, language: str) -> list[Block]:
    """Where its place and its data come from."""
    actors = shown.links.actor
    quality = translate(POINT_QUALITIES.get(actors.point_quality[row], ""), language)
    place = Text("Coordinates: {quality}", {"quality": joined([quality, actors.point_source[row]])})
    lines: list[Block] = [Line(show(place, language), "soft")] if quality else []
    if actors.note[row]:
        lines.append(Line(str(actors.note[row]), "soft"))
    return [*lines, *_source_line(shown, int(actors.source[row]), language)]


def _source_line(shown: Shown, source: int, language: str) -> list[Block]:
    if source < 0:
        return []
    cited = joined([shown.links.source.title[source], shown.links.source.date[source]])
    return [Line(show(Text("Source: {source}", {"source": cited}), language), "soft")]


def _link_head(shown: Shown, row: int, language: str) -> list[Block]:
    flows = shown.links.flow
    ends = (
        end_name(shown.links, int(flows.sender[row]), language),
        end_name(shown.links, int(flows.receiver[row]), language),
    )
    kind = FLOW_KINDS[flows.kind[row]].title if flows.kind[row] in FLOW_KINDS else ""
    since = Text("since {year}", {"year": year_text(flows.since[row])})
    facts = [
        str(shown.links.commodity.name[flows.commodity[row]]),
        translate(kind, language),
        translate(STATUSES.get(flows.status[row], ""), language),
        "" if np.isnan(flows.since[row]) else show(since, language),
    ]
    amount = show(Text("{amount} per year", {"amount": link_amount(shown, row, language)}), language)
    unknown = np.isnan(shown.figures.value[row])
    told = translate(N_("Nobody has stated an amount for this year."), language) if unknown else amount
    return [Line(" → ".join(ends), "title"), Line(joined(facts), "soft"), Line(told, "heading")]


def _link_body(session: Session, shown: Shown, row: int) -> list[Block]:
    """What the sides state of the link in this year, and where the link itself comes from."""
    language = session.language
    adjusted = adjustment(session.adjusted, str(shown.links.flow.uid[row]))
    told = [Line(show(adjusted.sentence, language), "soft")] if adjusted is not None else []
    return [
        *side_blocks(shown, row, language),
        *told,
        *_source_line(shown, int(shown.links.flow.source[row]), language),
    ]


def _region_head(shown: Shown, row: int, language: str) -> list[Block]:
    regions = shown.links.region
    inside = int(shown.links.members(row).sum())
    counted = Text("{n} firm or institution lies here", {"n": inside}, plural="{n} firms and institutions lie here")
    facts = joined([regions.level[row], regions.code[row], regions.function_zone[row]])
    blocks: list[Block] = [Line(str(regions.name[row]), "title")]
    blocks += [Line(facts, "soft")] if facts else []
    blocks.append(Line(show(counted, language)))
    blocks += [Line(str(regions.note[row]), "soft")] if regions.note[row] else []
    return [*blocks, *_source_line(shown, int(regions.source[row]), language)]


def _several(session: Session, shown: Shown, refs: Sequence[Ref]) -> list[Block]:
    """A choice of several rows: how many of what, and their names."""
    language = session.language
    actors = [ref for ref in refs if ref.table == "actor"]
    flows = [ref for ref in refs if ref.table == "flow"]
    counted = Text("{actors} firms and {flows} links chosen", {"actors": len(actors), "flows": len(flows)})
    listed = [*actors, *flows][:MOST_ROWS]
    whole = session.readable or shown.links
    rows = tuple((describe_ref(whole, ref, language),) for ref in listed)
    return [
        Line(show(counted, language), "title"),
        Grid((), rows, tuple(listed)),
        *rest(len(actors) + len(flows), language),
    ]


def _cluster(session: Session, shown: Shown) -> list[Block]:
    """The whole cluster: how much is there, its accounts, and how to go on."""
    language, links = session.language, shown.links
    counts = [
        Text("{n} firm or institution", {"n": len(links.actor)}, plural="{n} firms and institutions"),
        Text("{n} link", {"n": len(links.flow)}, plural="{n} links"),
        Text("{n} region", {"n": len(links.region)}, plural="{n} regions"),
    ]
    facts = Text("{counts}", {"counts": counts})
    hint = N_("Click a firm, a link or a finding to see its figures here.")
    blocks: list[Block] = [
        Line(links.name, "title"),
        Line(show(facts, language), "soft"),
        Line(translate(hint, language)),
    ]
    blocks += [Bar(account) for account in _whole_accounts(session)]
    blocks += energy_blocks(session)
    return [*blocks, *_first_findings(session, language)]


def _first_findings(session: Session, language: str) -> list[Block]:
    """The findings that an official should read first; a click shows them in full."""
    first = [pair for pair in enumerate(session.findings, 1) if pair[1].layer != "data"][:FIRST_FINDINGS]
    if not first:
        return []
    rows = tuple((f"{number}  {found.subject.name}", finding_title(found, language)) for number, found in first)
    refs = tuple(found.subject for _, found in first)
    return [heading(N_("Look at these first"), language), Grid((), rows, refs)]


def _whole_accounts(session: Session) -> list[Account]:
    """Of each kind of account the largest about a region and all its matters together."""
    largest: dict[str, Account] = {}
    for account in session.analysis.accounts if session.analysis else ():
        whole = account.scope.table in ("region", "cluster") and not account.matter
        if whole and (account.id not in largest or _size(account) > _size(largest[account.id])):
            largest[account.id] = account
    return list(largest.values())


def _size(account: Account) -> float:
    return sum(term.value or 0.0 for term in account.terms if term.side == "source")
