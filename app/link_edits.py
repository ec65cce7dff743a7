"""What the tools for firms and links do: each act is one edit, told with what followed from it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from app.map_form import Entry
from app.map_hand import Hand
from app.map_tools import MapTool, PutActor, ShiftActor, TieLink, distance_text, name_of
from app.session import Session
from core.cells import CellFault, as_whole_year
from core.deleting import counted
from core.edits import add_actor, add_flow, set_amount
from core.errors import UserError
from core.fields import field_of
from core.findings import Ref
from core.i18n import NO_BREAK
from core.kinds import ACTOR_KINDS, FLOW_KINDS, ORIGINS, ROLES
from core.map_edits import Deleted, delete_picked, shift_actor
from core.project import Project
from core.row_names import OUTSIDE
from core.snapshot import Snapshot
from core.text import N_, Text
from core.units import base_unit_of
from core.words import find_word
from gis.reshaping import Position, distance_m, home_after_move, region_at
from gis.tool_marks import Spot

NO_ROLE = {"": N_("not stated")}
UNITS = ("t", "kt", "GJ", "MWh", "m3", "tce")
WAYS = {"out": N_("it sends to the outside"), "in": N_("it receives from outside")}
NOT_DRAWN = N_("The map counts links with the outside below and does not draw them; the table of links lists them.")
ORIGIN_FIRST = ("estimate", "sender", "receiver", "survey", "published")  # what is typed in passing proves little


class Desk(Protocol):
    """What acts need of the editing: who is asked, and where it is told."""

    session: Session
    hand: Hand

    @property
    def tool(self) -> MapTool | None:
        """The tool in hand."""

    def ask(self, title: Text, entries: Sequence[Entry], spot: Spot, save: Callable[[dict[str, str]], object]) -> None:
        """Open the form."""

    def tell(self, *texts: Text) -> None:
        """Say what was done."""

    def advise(self, text: Text) -> None:
        """Say what has to be done first."""


class LinkEdits:
    """The acts on firms and links of one project at a time."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def acts(self) -> dict[type, Callable[[Any, Spot], object]]:
        """What carries out each request."""
        return {PutActor: self.put, ShiftActor: self.shift, TieLink: self.tie}

    def put(self, request: PutActor, spot: Spot) -> None:
        """Ask who it is that lies there."""
        entries = (
            Entry("name", N_("Name"), required=True),
            Entry("role", N_("Role"), choices=NO_ROLE | ROLES),
            Entry("kind", N_("Kind"), "firm", choices=ACTOR_KINDS),
        )
        title = Text("New firm or institution at {place}", {"place": place_text(request.place)})
        self.desk.ask(title, entries, spot, lambda texts: self._add_actor(request.place, texts))

    def _add_actor(self, place: Position, texts: Mapping[str, str]) -> None:
        project, snapshot = opened(self.desk.session)
        home = region_at(snapshot, place)
        name = texts["name"].strip()
        namesake = name in snapshot.actor.name
        region = int(snapshot.region.id[home]) if home >= 0 else None
        id = add_actor(project, name, *place, role=texts["role"], kind=texts["kind"], region_id=region)
        told = [Text("{name} was added.", {"name": name}), home_text(self.desk.session, home)]
        if namesake:
            told.append(Text("Another one has the same name; check that it is not the same firm."))
        self._choose("actor", id)
        self.desk.tell(*told)

    def shift(self, request: ShiftActor, spot: Spot) -> None:
        """Put an actor where it was released."""
        project, snapshot = opened(self.desk.session)
        row = int(np.flatnonzero(snapshot.actor.uid == request.uid)[0])
        name, before = name_of(self.desk.hand, request.uid), snapshot.actor.point[row]
        home, present = home_after_move(snapshot, row, request.place), int(snapshot.actor.region[row])
        region = int(snapshot.region.id[home]) if home >= 0 else None
        shift_actor(project, int(snapshot.actor.id[row]), request.place, region, name)
        told = [Text("{name} has a place on the map now.", {"name": name})]
        if not np.isnan(before).any():
            far = distance_text(distance_m((float(before[0]), float(before[1])), request.place))
            told = [Text("{name} was moved by {distance}.", {"name": name, "distance": far})]
        if request.sketched:
            told.append(Text("The sketch layout showed it elsewhere; what was moved is its true point."))
        if home != present:
            told += [home_text(self.desk.session, home), Text("Memberships stay as they were.")]
        self.desk.tell(*told)

    def tie(self, request: TieLink, spot: Spot) -> None:
        """Ask what goes from the sender to the receiver, and how much."""
        session = self.desk.session
        readable = session.readable
        known = sorted(set(map(str, readable.commodity.name))) if readable is not None else []
        year = session.shown.year if session.shown is not None else None
        way = () if request.receiver else (Entry("way", N_("Direction"), "out", choices=WAYS),)
        entries = (
            *way,
            Entry("commodity", N_("Commodity"), known=known, required=True),
            Entry("kind", N_("Kind"), choices={kind.id: kind.title for kind in FLOW_KINDS.values()}),
            Entry("amount", N_("Amount")),
            Entry("unit", N_("Unit"), "t", known=UNITS),
            Entry("year", N_("Year"), str(year) if year is not None else ""),
            Entry("origin", N_("Stated by"), choices={name: ORIGINS[name] for name in ORIGIN_FIRST}),
        )
        names = [name_of(self.desk.hand, uid) for uid in (request.sender, request.receiver)]
        title = Text("{sender} → {receiver}", {"sender": names[0], "receiver": names[1]})
        if not request.receiver:
            title = Text("A link of {name} with the outside", {"name": names[0]})
        self.desk.ask(title, entries, spot, lambda texts: self._add_link(request, texts))

    def _add_link(self, request: TieLink, texts: Mapping[str, str]) -> None:
        project, snapshot = opened(self.desk.session)
        uids = [request.sender, request.receiver]
        if texts.get("way") == "in":
            uids.reverse()
        names = [name_of(self.desk.hand, uid) if uid else Text(OUTSIDE) for uid in uids]
        ends = [int(snapshot.actor.id[snapshot.actor.uid == uid][0]) if uid else None for uid in uids]
        commodity = self._commodity(snapshot, texts["commodity"].strip())
        amount, unit, year = texts["amount"].strip(), texts["unit"].strip(), texts["year"].strip()
        stated: dict[str, object] = {"value": f"{amount} {unit}".strip(), "year": year, "origin": texts["origin"]}
        values = {"sender": names[0], "receiver": names[1], "commodity": texts["commodity"].strip()}
        known = _same_link(snapshot, ends, commodity, texts["kind"])
        if known is None:
            cells: dict[str, object] = {"kind": texts["kind"], **(stated if amount else {})}
            if isinstance(commodity, str):
                cells |= fresh_goods(texts["kind"], unit if amount else "")
            known = add_flow(project, ends[0], ends[1], commodity, **cells)
            told = Text("{sender} → {receiver} ({commodity}) was added.", values)
        elif amount:
            set_amount(project, known, stated["value"], _whole_year(year), origin=texts["origin"])
            told = Text("{sender} → {receiver} ({commodity}) was there already; the amount was added to it.", values)
        else:
            told = Text("{sender} → {receiver} ({commodity}) is there already; nothing was changed.", values)
        self._choose("flow", known)
        self.desk.tell(told, *([] if request.receiver else [Text(NOT_DRAWN)]))

    def _commodity(self, snapshot: Snapshot, name: str) -> int | str:
        """The id of a commodity by its name in the project or in the reader's language, the name where it is new."""
        readable = self.desk.session.readable
        for names, ids in (
            (snapshot.commodity.name, snapshot.commodity.id),
            *([(readable.commodity.name, readable.commodity.id)] if readable is not None else []),
        ):
            if name in names:
                return int(ids[list(names).index(name)])
        return name

    def delete(self) -> None:
        """Delete the chosen firms and links, and tell what went with them."""
        project, snapshot = opened(self.desk.session)
        chosen = self.desk.session.selection.uids
        picked = {
            table: set(getattr(snapshot, table).id[np.isin(getattr(snapshot, table).uid, list(chosen))].tolist())
            for table in ("actor", "flow")
        }
        if not any(picked.values()):
            self.desk.advise(Text("Choose the firms or links to delete first; regions are deleted in their table."))
            return
        names = [ref.name or name_of(self.desk.hand, ref.uid) for ref in self.desk.session.selection.refs]
        deleted = delete_picked(project, picked)
        self.desk.session.select([])
        self.desk.tell(*deleted_texts(deleted, names[0] if len(names) == 1 else ""))

    def _choose(self, table: str, id: int) -> None:
        snapshot = self.desk.session.snapshot
        rows = getattr(snapshot, table)
        uid = str(rows.uid[rows.id == id][0])
        self.desk.session.select([Ref(table, uid)])


def fresh_goods(kind: str, unit: str) -> dict[str, object]:
    """Medium and base unit of a commodity that a link of this kind names for the first time."""
    return {"medium": find_word("medium_of_kind", kind) or "goods", "base_unit": base_unit_of(unit) if unit else ""}


def deleted_texts(deleted: Deleted, name: str) -> list[Text]:
    """What was deleted, and what went with it."""
    values = {"firms": deleted.picked.get("actor", 0), "links": deleted.picked.get("flow", 0), "name": name}
    told = Text("{firms} firms and {links} links were deleted.", values)
    if name:
        told = Text("{name} was deleted.", values)
    elif not values["firms"]:
        told = Text("{n} link was deleted.", {"n": values["links"]}, plural="{n} links were deleted.")
    elif not values["links"]:
        told = Text("{n} firm was deleted.", {"n": values["firms"]}, plural="{n} firms were deleted.")
    if not deleted.parts:
        return [told]
    return [told, Text("With it went {parts}.", {"parts": counted(dict(deleted.parts))})]


def home_text(session: Session, home: int) -> Text:
    """In which region something lies now."""
    if home < 0:
        return Text("It lies in no region of this project.")
    return Text("It lies in {region}.", {"region": region_name(session, home)})


def region_name(session: Session, region: int) -> str:
    """The name of a region (row) as the reader knows it."""
    return str(session.readable.region.name[region]) if session.readable is not None else ""


def place_text(place: Position) -> str:
    """Longitude and latitude as the status line writes them."""
    lon, lat = place
    told = (f"{'E' if lon >= 0 else 'W'} {abs(lon):.4f}", f"{'N' if lat >= 0 else 'S'} {abs(lat):.4f}")
    return " ".join(part.replace(" ", NO_BREAK) for part in told)  # no line ends between letter and number


def _whole_year(text: str) -> int | None:
    """A year as it is typed, None where nothing is; UserError for what is no year."""
    try:
        return as_whole_year(text)
    except CellFault as fault:
        told = {"column": Text(field_of("flow_amount", "year").title), "reason": fault.reason}
        raise UserError(Text("{column}: {reason}", told), value=text, column="year") from fault


def _same_link(snapshot: Snapshot, ends: Sequence[int | None], commodity: int | str, kind: str) -> int | None:
    """The id of a link that says the same already, None where there is none."""
    if isinstance(commodity, str):
        return None
    flows, ids = snapshot.flow, np.append(snapshot.actor.id, -1)
    sender, receiver = (-1 if end is None else end for end in ends)
    same = (ids[flows.sender] == sender) & (ids[flows.receiver] == receiver) & (flows.kind == kind)
    same &= snapshot.commodity.id[flows.commodity] == commodity
    same &= np.isnan(flows.until) & (flows.status == "running")
    rows = np.flatnonzero(same)
    return int(flows.id[rows[0]]) if len(rows) else None


def opened(session: Session) -> tuple[Project, Snapshot]:
    """The project and its present snapshot; a tool is in hand only where both are there."""
    if session.project is None or session.snapshot is None:
        raise RuntimeError("no project is open")
    return session.project, session.snapshot
