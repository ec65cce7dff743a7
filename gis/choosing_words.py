"""The conditions of a choice in words, for chips beside the map and for the foot of a page."""

from collections.abc import Iterable, Mapping, Sequence

from core.columns import Words
from core.evidence import clauses
from core.kinds import FLOW_KINDS, ROLES, STATUSES
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text
from gis.choosing import REASONS, SIDES, TO_THE_END, Choice, Trace, conditions

CONDITION_TITLES = {
    "kinds": N_("Kinds"),
    "commodities": N_("Commodities"),
    "statuses": N_("Status"),
    "amount": N_("Amount"),
    "largest": N_("The largest"),
    "length": N_("Length"),
    "roles": N_("Roles"),
    "regions": N_("Regions"),
    "firms": N_("Firms"),
    "findings": N_("Only links with a finding"),
    "linked": N_("Only firms with a shown link"),
    "trace": N_("Trace"),
}
GONE = N_("no longer in the project")
_NAMED = 3  # names that a condition tells; of the others it says how many


def choice_sentence(snapshot: Snapshot, choice: Choice) -> Text | None:
    """Everything that a choice asks in one line, None where it asks nothing."""
    told = [condition_text(snapshot, choice, name) for name in conditions(choice)]
    if not told:
        return None
    return Text("Shown: {conditions}.", {"conditions": clauses(told)})


def hidden_sentence(left: Mapping[str, int], links: int) -> Text | None:
    """How many of so many links the filter hides, by the condition that they do not meet; None where it hides none."""
    if not left:
        return None
    values = {"n": sum(left.values()), "links": links, "parts": hidden_parts(left)}
    return Text("{n} of {links} links are hidden by the filter: {parts}.", values)


def hidden_parts(left: Mapping[str, int]) -> list[Text]:
    """How many links do not meet each condition."""
    return [Text(REASONS[name], {"n": count}) for name, count in left.items()]


def condition_text(snapshot: Snapshot, choice: Choice, name: str) -> Text:
    """One condition of a choice, with the names that a snapshot has for its rows."""
    if name in ("kinds", "statuses"):
        titles = {kind.id: kind.title for kind in FLOW_KINDS.values()} if name == "kinds" else STATUSES
        return _listing(name, [Text(titles.get(word, word)) for word in sorted(getattr(choice, name))])
    if name == "commodities":
        return _listing(name, _named(snapshot.commodity.uid, snapshot.commodity.name, choice.commodities))
    if name in ("roles", "regions", "firms"):
        return _at_side(snapshot, choice, name)
    if name == "amount":
        return Text("At least {amount} per year", {"amount": Quantity(choice.least, choice.unit)})
    if name == "largest":
        return Text("The largest of each unit", {}) if choice.most == 1 else Text(
            "The {n} largest of each unit", {"n": choice.most}
        )  # fmt: skip
    if name == "length":
        return _length(choice.shortest, choice.longest)
    if name == "trace" and choice.trace is not None:
        return _trace(snapshot, choice.trace)
    return Text(CONDITION_TITLES[name])


def _listing(name: str, told: Sequence[object]) -> Text:
    """A title with the first names and how many there are beside them."""
    values = {"title": Text(CONDITION_TITLES[name]), "names": list(told[:_NAMED]), "n": len(told) - _NAMED}
    if len(told) > _NAMED:
        return Text("{title}: {names} and {n} more", values)
    return Text("{title}: {names}", values)


def _named(uids: Words, names: Words, wanted: Iterable[str]) -> list[object]:
    known = dict(zip(uids.tolist(), names.tolist(), strict=True))
    return sorted(str(known[uid]) for uid in wanted if uid in known) + [
        Text(GONE) for uid in wanted if uid not in known
    ]


def _at_side(snapshot: Snapshot, choice: Choice, name: str) -> Text:
    """Whom a choice asks for, and at which side of a link."""
    if name == "roles":
        told: list[object] = [Text(ROLES.get(role, role)) for role in sorted(choice.roles)]
    else:
        table = snapshot.region if name == "regions" else snapshot.actor
        told = _named(table.uid, table.name, getattr(choice, name))
    return Text("{condition} ({side})", {"condition": _listing(name, told), "side": Text(SIDES[choice.side])})


def _length(shortest: float | None, longest: float | None) -> Text:
    values = {"shortest": shortest, "longest": longest}
    if longest is None:
        return Text("{shortest} km and longer", values)
    if shortest is None:
        return Text("Up to {longest} km long", values)
    return Text("{shortest} to {longest} km long", values)


def _trace(snapshot: Snapshot, asked: Trace) -> Text:
    (name,) = _named(snapshot.actor.uid, snapshot.actor.name, [asked.firm])
    values = {"firm": name, "n": asked.steps}
    if asked.steps >= TO_THE_END:
        every = N_("What {firm} is given, to the end") if asked.upstream else N_("What {firm} gives on, to the end")
        return Text(every, values)
    if asked.upstream:
        return Text("What {firm} is given, {n} step up", values, plural="What {firm} is given, {n} steps up")
    return Text("What {firm} gives on, {n} step down", values, plural="What {firm} gives on, {n} steps down")
