"""One line about a row of the project, for tooltips, evidence lists and the card."""

from typing import Any

import numpy as np
import numpy.typing as npt

from app.contents import Shown
from core.catalogues import find_pollutant
from core.findings import Ref
from core.i18n import show, show_quantity, translate
from core.import_statistics import items
from core.kinds import ACTOR_KINDS, FLOW_KINDS, LIMIT_BASES, ROLES
from core.rule_titles import RULES
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text
from gis.scene import Target

OUTSIDE = N_("outside the cluster")


def row_of(uids: npt.NDArray[Any], uid: str) -> int | None:
    """The row of a uid, None where the table has none."""
    rows = np.flatnonzero(uids == uid)
    return int(rows[0]) if len(rows) else None


def row_of_id(ids: npt.NDArray[Any], id: int) -> int | None:
    """The row of an id among ascending ones, None where the table has none."""
    row = int(np.searchsorted(ids, id))
    return row if row < len(ids) and ids[row] == id else None


def end_name(snapshot: Snapshot, row: int, language: str) -> str:
    """The name of a link's end; -1 is the outside."""
    return str(snapshot.actor.name[row]) if row >= 0 else translate(OUTSIDE, language)


def actor_role(snapshot: Snapshot, row: int, language: str) -> str:
    """What an actor is in the network: its role, else its kind."""
    role, kind = snapshot.actor.role[row], snapshot.actor.kind[row]
    title = ROLES[role] if role in ROLES else ACTOR_KINDS.get(kind, "")
    return translate(title, language)


def link_amount(shown: Shown, row: int, language: str) -> str:
    """The figure that counts for a link, with its uncertainty."""
    figure = shown.figures
    return show_quantity(quantity(figure.value[row], figure.unit[row], figure.sd[row]), language)


def quantity(value: float, unit: str, sd: float = np.nan) -> Quantity:
    """A number of a column with its unit; NaN is unknown."""
    return Quantity(None if np.isnan(value) else float(value), str(unit), None if np.isnan(sd) else float(sd))


def describe_target(shown: Shown, target: Target, language: str) -> str:
    """What lies under the pointer, in one or two lines."""
    table, uid = target
    if table == "actor" and (row := row_of(shown.links.actor.uid, uid)) is not None:
        return f"{shown.links.actor.name[row]}\n{actor_role(shown.links, row, language)}"
    if table == "flow" and (row := row_of(shown.links.flow.uid, uid)) is not None:
        return describe_link(shown, row, language)
    if table == "region" and (row := row_of(shown.links.region.uid, uid)) is not None:
        return str(shown.links.region.name[row])
    return ""


def describe_link(shown: Shown, row: int, language: str) -> str:
    """Who gives how much of what to whom."""
    flows = shown.links.flow
    kind = FLOW_KINDS[flows.kind[row]].title if flows.kind[row] in FLOW_KINDS else ""
    values = {
        "sender": end_name(shown.links, int(flows.sender[row]), language),
        "receiver": end_name(shown.links, int(flows.receiver[row]), language),
        "commodity": str(shown.links.commodity.name[flows.commodity[row]]),
        "kind": translate(kind, language),
        "amount": link_amount(shown, row, language),
    }
    return show(Text("{sender} → {receiver}\n{commodity} ({kind}): {amount} per year", values), language)


def describe_ref(snapshot: Snapshot, ref: Ref, language: str) -> str:
    """A row that a finding rests on: its table's word and what it says."""
    table = getattr(snapshot, ref.table, None)
    row = row_of(table.uid, ref.uid) if table is not None and hasattr(table, "uid") else None
    if row is None:
        return ref.name
    return show(TOLD[ref.table](snapshot, row), language).strip() if ref.table in TOLD else ref.name


def source_of(snapshot: Snapshot, ref: Ref) -> str:
    """Title and date of the source of a row, '' where none is told."""
    table = getattr(snapshot, ref.table, None)
    row = row_of(table.uid, ref.uid) if table is not None and hasattr(table, "uid") else None
    if table is None or row is None or not hasattr(table, "source") or table.source[row] < 0:
        return ""
    cited = int(table.source[row])
    return " · ".join(part for part in (snapshot.source.title[cited], snapshot.source.date[cited]) if part)


def _year(value: float) -> str:
    return "" if np.isnan(value) else str(int(value))


def _dated(value: float) -> Text | str:
    """A year behind a number, in brackets, nothing where there is none."""
    return Text(" ({year})", {"year": _year(value)}) if _year(value) else ""


def _actor(snapshot: Snapshot, row: int) -> Text:
    return Text("Firm: {name}", {"name": snapshot.actor.name[row]})


def _flow(snapshot: Snapshot, row: int) -> Text:
    flow = snapshot.flow
    ends = (flow.sender[row], flow.receiver[row])
    sender, receiver = (snapshot.actor.name[end] if end >= 0 else Text(OUTSIDE) for end in ends)
    commodity = snapshot.commodity.name[flow.commodity[row]]
    return Text(
        "Link: {sender} → {receiver}, {commodity}", {"sender": sender, "receiver": receiver, "commodity": commodity}
    )


def _entered(value: float, unit: str) -> Quantity:
    """A number as somebody wrote it, with the unit as it stood there."""
    return quantity(value, unit)


def _amount(snapshot: Snapshot, row: int) -> Text:
    amounts = snapshot.flow_amount
    entered = _entered(amounts.value_entered[row], amounts.unit_entered[row])
    link = _flow(snapshot, int(amounts.flow[row]))
    return Text("{link}: {entered}{year}", {"link": link, "entered": entered, "year": _dated(amounts.year[row])})


def _item(name: str) -> Text | str:
    """The title of an item of the statistics, the word as it stands in the file where the list does not have it."""
    known = items().get(name)
    return Text(known["title_en"]) if known else name


def _statistic(snapshot: Snapshot, row: int) -> Text:
    table = snapshot.statistic
    owner = table.actor[row] if table.actor[row] >= 0 else table.region[row]
    names = snapshot.actor.name if table.actor[row] >= 0 else snapshot.region.name
    values = {"name": names[owner], "item": _item(str(table.item[row])), "year": _dated(table.year[row]),
              "entered": _entered(table.value_entered[row], table.unit_entered[row])}  # fmt: skip
    return Text("Figure: {name}, {item}: {entered}{year}", values)


def _stock(snapshot: Snapshot, row: int) -> Text:
    table = snapshot.stock
    unit = snapshot.commodity.base_unit[table.commodity[row]]
    values = {"name": snapshot.actor.name[table.actor[row]], "commodity": snapshot.commodity.name[table.commodity[row]],
              "closing": quantity(table.closing[row], unit), "year": _year(table.year[row])}  # fmt: skip
    return Text("Stock: {name}, {commodity}: {closing} at the end of {year}", values)


def _pollutant(medium: str, name: str) -> Text | str:
    known = find_pollutant(medium, name)
    return Text(known.name) if known else name


def _emission(snapshot: Snapshot, row: int) -> Text:
    table = snapshot.emission
    pollutant = _pollutant(table.medium[row], table.pollutant[row])
    values = {"name": snapshot.actor.name[table.actor[row]], "pollutant": pollutant,
              "entered": _entered(table.mass_entered[row], table.unit_entered[row]),
              "year": _dated(table.year[row])}  # fmt: skip
    return Text("Emission: {name}, {pollutant}: {entered}{year}", values)


def _capacity(snapshot: Snapshot, row: int) -> Text:
    table = snapshot.capacity
    unit = snapshot.commodity.base_unit[table.commodity[row]]
    values = {"name": snapshot.actor.name[table.actor[row]], "commodity": snapshot.commodity.name[table.commodity[row]],
              "value": quantity(table.value[row], unit), "licence": table.licence[row]}  # fmt: skip
    return Text("Capacity: {name} accepts {commodity}: {value} {licence}", values)


def _coefficient(snapshot: Snapshot, row: int) -> Text:
    table = snapshot.transfer_coefficient
    values = {"name": snapshot.actor.name[table.actor[row]], "commodity": snapshot.commodity.name[table.commodity[row]],
              "share": float(table.value[row]), "substance": table.substance[row],
              "year": _year(table.year[row])}  # fmt: skip
    if table.substance[row]:
        return Text("Transfer coefficient: {name}, {share} of {substance} into {commodity} {year}", values)
    return Text("Transfer coefficient: {name}, {share} of what comes in into {commodity} {year}", values)


def _register(snapshot: Snapshot, row: int) -> Text:
    table = snapshot.register
    values = {"name": snapshot.actor.name[table.actor[row]], "list": table.list[row], "document": table.document[row],
              "year": _year(table.year[row]), "entry": table.entry[row]}  # fmt: skip
    if table.entry[row]:
        return Text("List entry: {name}, {list} ({entry}) {document} {year}", values)
    return Text("List entry: {name}, {list} {document} {year}", values)


def _region(snapshot: Snapshot, row: int) -> Text:
    return Text("Region: {name}", {"name": snapshot.region.name[row]})


def _commodity(snapshot: Snapshot, row: int) -> Text:
    return Text("Commodity: {name}", {"name": snapshot.commodity.name[row]})


def _entered_finding(snapshot: Snapshot, row: int) -> Text:
    table = snapshot.entered_finding
    values = {"number": table.number[row], "text": table.text[row], "demand": table.demand[row],
              "deadline": table.deadline[row]}  # fmt: skip
    return Text("Entered: {number} {text} {demand} {deadline}", values)


def _rule_line(snapshot: Snapshot, row: int) -> Text:
    table = snapshot.rule_line
    value = "" if np.isnan(table.value[row]) else quantity(table.value[row], str(table.unit[row]))
    values = {"rule": Text(RULES.get(table.rule[row], table.rule[row])), "item": table.item[row], "value": value,
              "words": table.listed[row], "document": table.document[row], "edition": table.edition[row]}  # fmt: skip
    return Text("Own rule: {rule}, {item} {value} {words} {document} {edition}", values)


def _standard_limit(snapshot: Snapshot, row: int) -> Text:
    table = snapshot.standard_limit
    known = find_pollutant(str(table.medium[row]), str(table.pollutant[row]))
    values = {"set": table.standard[row], "pollutant": Text(known.name) if known else table.pollutant[row],
              "value": quantity(table.value[row], str(table.unit[row])), "document": table.document[row]}  # fmt: skip
    return Text("Own standard set {set}: {pollutant} {value} {document}", values)


def _region_limit(snapshot: Snapshot, row: int) -> Text:
    table = snapshot.region_limit
    values = {"region": snapshot.region.name[table.region[row]], "pollutant": table.pollutant[row],
              "basis": Text(LIMIT_BASES[table.basis[row]]), "value": quantity(table.value[row], str(table.unit[row])),
              "year": _year(table.year[row])}  # fmt: skip
    return Text("Limit: {region}, {pollutant}, {basis} {value} {year}", values)


TOLD = {
    "rule_line": _rule_line,
    "standard_limit": _standard_limit,
    "region_limit": _region_limit,
    "entered_finding": _entered_finding,
    "actor": _actor,
    "flow": _flow,
    "flow_amount": _amount,
    "statistic": _statistic,
    "stock": _stock,
    "emission": _emission,
    "capacity": _capacity,
    "transfer_coefficient": _coefficient,
    "register": _register,
    "region": _region,
    "commodity": _commodity,
}
