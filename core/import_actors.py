"""Firms and institutions. An actor is known by its credit code, else by name and region, then by the id that its source
gives it, then by an alias. An id that is a mere running number says nothing outside its own row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.code_search import industry_lists, present_edition
from core.geopackage import point_blob
from core.import_choices import NEW
from core.import_citing import becomes_source
from core.import_codes import credit_code_of, industry_code_of
from core.import_names import Token
from core.import_rows import Claim, Row
from core.intake import IMPORTED, SKIPPED, UPDATED, Intake, SourceNote
from core.ledger import Record
from core.names import name_key, tidy
from core.outlines import point_of
from core.text import Text
from core.words import find_word

_SEPARATORS = re.compile(r"[|;\uff1b\u3001]")
_ALIASES = {"alias": "alias", "former name": "former", "short name": "short"}
_WORDS = {
    "kind": ("kind", "actor_kind"),
    "role": ("role", "role"),
    "permit class": ("permit_class", "permit_class"),
    "status": ("status", "status"),
    "layer": ("layer", "network_layer"),
    "point quality": ("point_quality", "point_quality"),
    "balanced": ("balanced", "balanced"),
}
_DEFAULTS = {"kind": "firm", "status": "running", "layer": "core"}
_ENTERED = ("point_entered", "point_datum")
_RUNNING_NUMBER = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of an actor table; `values` are the columns that it gives, `mistyped` a credit code that is none."""

    name: str
    region: Token | None
    values: tuple[tuple[str, object], ...]
    aliases: tuple[tuple[str, str], ...]  # name, kind
    source: SourceNote
    mistyped: str

    def value(self, column: str) -> str:
        """What the row gives for a column of text, "" for nothing."""
        return str(dict(self.values).get(column, ""))


def read(row: Row, intake: Intake) -> Draft:
    """A draft of a row; rejected without a name or with coordinates that cannot be."""
    code, mistyped = credit_code_of(row)
    values: Record = {
        "source_key": row.code("id"),
        "credit_code": code,
        "industry_code": industry_code_of(row, intake.directory.own_codes),
        "industry_edition": row.text("industry edition"),
        "address": row.text("address"),
        "scale": row.text("scale"),
        "started": row.date("started"),
        "status_date": row.date("status date"),
        "point_source": row.text("point source"),
        "point_entered": row.text("point entered"),
        "point_datum": row.text("point datum"),
        "note": row.text("note"),
        **{target: row.word(column, words) for column, (target, words) in _WORDS.items()},
        **_position(row),
        "unclaimed": int(row.word("unclaimed", "yes") or 0),
    }
    code = str(values["industry_code"])
    values["industry_edition"] = values.get("industry_edition") or present_edition(code, industry_lists(code))
    for column, word in _role_or_kind(row, intake).items():
        values[column] = values[column] or word
    if values["point_quality"] in ("", "none") and "point" in values:
        values["point_quality"] = "dataset"
    return Draft(
        name=tidy(row.name("name")),
        region=intake.mention(intake.directory.regions, row, "region"),
        values=tuple((name, value) for name, value in values.items() if value not in ("", None)),
        aliases=tuple(_aliases(row)),
        source=intake.source(row),
        mistyped=mistyped,
    )


def _role_or_kind(row: Row, intake: Intake) -> Record:
    """Role or kind of an actor by a column such as "type", whichever list has its word."""
    text = row.text("class")
    for column, words in (("role", "role"), ("kind", "actor_kind")):
        if word := find_word(words, text):
            return {column: word}
    if text:
        intake.left_out[text] = None
    return {}


def _aliases(row: Row) -> Iterator[tuple[str, str]]:
    for column, kind in _ALIASES.items():
        for name in _SEPARATORS.split(row.text(column)):
            if tidy(name):
                yield tidy(name), kind


def _position(row: Row) -> Record:
    """Longitude and latitude from their columns or from a geometry, nothing where neither is given."""
    lon, lat = row.degrees("lon", 180), row.degrees("lat", 90)
    if (lon is None) != (lat is None):
        row.refuse("lon" if lon is None else "lat", Text("longitude and latitude go together; one of them is missing"))
    point = (lon, lat) if lon is not None and lat is not None else row.shape("geometry", point_of)
    if point == (0.0, 0.0):
        row.remark("lon", Text("0, 0 lies in the sea; the actor is taken without coordinates"))
        return {}
    return {"point": point} if point else {}


def claims(draft: Draft) -> Iterator[Claim]:
    """Code, id and every name of an actor belong to one row of a file."""
    code = draft.value("credit_code")
    if code:
        yield Claim("credit code", ("code", code), draft)
    if key := draft.value("source_key"):
        yield Claim("id", ("id", key, draft.source.token), draft)
    for name in dict.fromkeys(name_key(name) for name in (draft.name, *(alias for alias, _ in draft.aliases))):
        yield Claim("name", ("name", name, draft.region, code), draft)
        yield Claim("credit code", ("code given", name, draft.region), bool(code))
    yield Claim("region", ("region given", name_key(draft.name)), draft.region is not None)


def store(draft: Draft, row: Row, intake: Intake) -> str:
    """Find the actor that a row means, else add it; then its aliases."""
    found = _chosen(draft, row, intake)
    if found is not None and intake.ledger.keeps and not intake.ledger.is_new("actor", found):
        intake.ledger.kept = ("actor", found) if _differs(found, draft, intake) else None
        return SKIPPED
    values = _columns(draft, intake)
    actors = intake.directory.actors
    if found is None:
        values["source_id"] = intake.settle_source(draft.source)
        added = {**_DEFAULTS, "name": draft.name, "point_quality": "none", **values}
        id = intake.ledger.add("actor", added)
        intake.directory.learn_actor(id, added)
        outcome = IMPORTED
    else:
        id = found
        outcome = UPDATED if _change(id, draft, values, intake) else SKIPPED
        outcome = IMPORTED if actors.claim(id) else outcome
    more = [_store_alias(id, name, kind, intake) for name, kind in draft.aliases]
    return UPDATED if outcome == SKIPPED and any(more) else outcome


def _chosen(draft: Draft, row: Row, intake: Intake) -> int | None:
    """The actor that a row means by the user's choice, else the one it is known by; None for a new one."""
    choice, rows = intake.chosen(row.place), intake.ledger.rows("actor")
    holders = intake.directory.actors.find(code, "code") if (code := draft.value("credit_code")) else []
    if choice and choice.uid:
        id = next((id for id, actor in rows.items() if actor.get("uid") == choice.uid), None)
        if id is not None:
            _refuse_other_holder([holder for holder in holders if holder != id], row, intake)
            if name_key(rows[id]["name"]) != name_key(draft.name):
                _store_alias(id, draft.name, "alias", intake)
            return id
    new = intake.action(row.place) == NEW
    found = None if choice and new else _find(draft, row, intake)
    if found is not None and rows[found].get("unclaimed"):
        intake.ledger.keeps = False  # a mere name is completed, whatever was chosen for what the project has
    elif new:
        _refuse_other_holder(holders, row, intake)
        return None if found is None or not intake.ledger.is_new("actor", found) else found
    return found


def _refuse_other_holder(holders: list[int], row: Row, intake: Intake) -> None:
    """Reject a row whose credit code another actor bears already: one code is one firm."""
    if holders:
        told = {"name": intake.ledger.rows("actor")[holders[0]]["name"]}
        row.refuse("credit code", Text("{name} has this credit code already; no two actors can share one", told))


def _find(draft: Draft, row: Row, intake: Intake) -> int | None:
    """The existing actor that a row means, None for a new one; rejected where several could be meant."""
    actors, rows = intake.directory.actors, intake.ledger.rows("actor")
    code, region = draft.value("credit_code"), intake.directory.regions.current(draft.region)
    if code and (same := actors.find(code, "code")):
        return same[0]
    for tier, name in (("name", draft.name), ("key", draft.value("source_key")), ("alias", draft.name)):
        possible = [id for id in actors.find(name, tier) if _may_be(rows[id], code, region)] if name else []
        if tier == "key":
            possible = [id for id in possible if _same_source(rows[id], name, draft, intake)]
        exact = [id for id in possible if rows[id].get("region_id") == region] or possible
        exact = actors.spelt_so(exact, name) if tier == "name" else exact
        if len(exact) > 1:
            reason = Text("{name} means several actors of the project; give its credit code", {"name": draft.name})
            row.refuse("name", reason)
        if exact:
            return _settled(exact[0], draft, row, intake)
    return None


def _settled(id: int, draft: Draft, row: Row, intake: Intake) -> int:
    """The actor of the row's name; rejected where it has a code of its own and the row's is mistyped."""
    actor = intake.ledger.rows("actor")[id]
    if draft.mistyped and actor.get("credit_code"):
        told = {"name": actor["name"]}
        row.refuse("credit code", Text("the code is mistyped, and {name} of the project has another; correct it", told))
    return id


def _may_be(actor: Record, code: str, region: Token | None) -> bool:
    """Whether credit code and region do not speak against it."""
    codes, regions = {code, actor.get("credit_code") or ""} - {""}, {region, actor.get("region_id")} - {None}
    return len(codes) < 2 and len(regions) < 2


def _same_source(actor: Record, key: str, draft: Draft, intake: Intake) -> bool:
    """Whether an id comes from the same source and is more than a running number."""
    source = intake.directory.sources.current(draft.source.token)
    running = draft.source.own and _RUNNING_NUMBER.fullmatch(key)
    return not running and actor.get("source_id") == source


def _columns(draft: Draft, intake: Intake) -> Record:
    """The columns of the table that a row gives."""
    values: Record = dict(draft.values)
    if point := values.pop("point", None):
        lon, lat = point
        values["geom"] = point_blob(lon, lat, intake.directory.srs)
    if draft.region is not None:
        values["region_id"] = intake.settle(intake.directory.regions, draft.region, draft.source)
    return values


def _change(id: int, draft: Draft, values: Record, intake: Intake) -> bool:
    """Take over what a row gives for an existing actor; it is claimed now, and cites the source that says all."""
    existing = intake.ledger.rows("actor")[id]
    told = {"unclaimed": 0, **_with_news(values, existing, draft)}
    renamed = name_key(existing["name"]) != name_key(draft.name)
    if renamed and not intake.directory.actors.find(draft.name, "alias"):
        told["name"] = draft.name
        _store_alias(id, existing["name"], "former", intake)
    cites = becomes_source(existing, told, draft.source, intake)
    if not cites:
        told.pop("source_key", None)  # an id of another source
    news = [column for column, value in told.items() if existing.get(column) != value]
    if news and not cites:
        intake.cells_beside[existing["name"]] = (existing["source_id"], tuple(news))
    elif news or not draft.source.own:
        told["source_id"] = intake.settle_source(draft.source)
    changed = intake.ledger.change("actor", id, told)
    intake.directory.learn_actor(id, existing)
    return changed


def _with_news(values: Record, existing: Record, draft: Draft) -> Record:
    """The columns of a row without an entered point that repeats the point which the actor has already."""
    entered = str(values.get("point_entered", ""))
    if not entered or values.get("geom") != existing.get("geom"):
        return values
    try:
        same = tuple(map(float, entered.split(","))) == dict(draft.values).get("point")
    except ValueError:  # as degrees, minutes and seconds, or a text of geometry
        same = False
    return {name: value for name, value in values.items() if name not in _ENTERED} if same else values


def _differs(id: int, draft: Draft, intake: Intake) -> bool:
    """Whether a row says anything else of an existing actor than the project does."""
    existing = intake.ledger.rows("actor")[id]
    told = dict(draft.values)
    if point := told.pop("point", None):
        told["geom"] = point_blob(*point, intake.directory.srs)  # type: ignore[call-arg,misc]
    told = _with_news(told, existing, draft)
    told["region_id"] = intake.directory.regions.current(draft.region)
    other = name_key(existing["name"]) != name_key(draft.name)
    return other or any(existing.get(name) != value for name, value in told.items() if value is not None)


def _store_alias(id: int, name: str, kind: str, intake: Intake) -> bool:
    """Let an actor answer to an alias; whether that is new."""
    key = ("actor_id", "name")
    if (id, name_key(name)) in intake.index("actor_alias", key):
        return False
    intake.store("actor_alias", key, {"actor_id": id, "name": name, "kind": kind})
    intake.directory.actors.learn("alias", name, id)
    return True
