"""Profiles as JSON: {kind, columns: {heading: field}, units: {field: unit}, crs ...}, or with several parts."""

import json
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from core.errors import UserError
from core.headers import kind_columns, table_kinds
from core.paths import RESOURCES
from core.profiles import HOW_JOINED, RULES, SHAPES, Joined, Pairs, Part, Places, Profile, Rule, Value
from core.sheet_text import ENCODINGS
from core.sheets import Sheet
from core.text import Text
from core.units import find_unit
from core.words import known_words

LARGEST = 1_000_000  # bytes; a profile is a page of text
_PART = ("kind", "shape", "columns", "units", "values", "told", "joined", "needs", "without")
_WHOLE = ("sheet", "header_row", "encoding", "crs", "permitted_use", "left_out", "commodities", "rules", "parts")
_NAMES = ("id", "title", "note", "signs", *_WHOLE, *_PART)


T = TypeVar("T")


class ProfileFault(Exception):
    """What a profile says that cannot be."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.message_id)
        self.reason = reason


def read_profile(path: Path, kind: str = "") -> Profile:
    """A profile from its file, of a `kind` where it names none; UserError that names the entry that cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            raise ProfileFault(Text("it is larger than a profile can be"))
        return parse_profile(path.read_text(encoding="utf-8-sig"), path.stem, kind)
    except OSError as cause:
        advice = Text("Check the path, or choose the table without a profile.")
        raise UserError(Text("There is no file {file}.", {"file": str(path)}), advice, file=str(path)) from cause
    except UnicodeDecodeError as cause:
        raise _unreadable(path, Text("it is not written in UTF-8")) from cause
    except ProfileFault as fault:
        raise _unreadable(path, fault.reason) from fault


def _unreadable(path: Path, reason: Text) -> UserError:
    return UserError(
        Text("{file} is no profile that can be used: {reason}.", {"file": path.name, "reason": reason}),
        Text("Correct it in a text editor, or import the table without it and save its profile again."),
        file=str(path),
    )


def parse_profile(text: str, id: str = "", kind: str = "") -> Profile:
    """A profile from its JSON, of a `kind` where it names none; ProfileFault with the reason where it is none."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as cause:
        line = str(getattr(cause, "lineno", 1))
        raise ProfileFault(Text("line {line} is no JSON", {"line": line})) from cause
    _require(content, dict, Text("the whole"))
    if unknown := [name for name in content if name not in _NAMES]:
        raise ProfileFault(Text("nothing is called {name} in a profile", {"name": unknown[0]}))
    own = {name: content[name] for name in _PART if name in content}
    parts = tuple(_part(part, kind) for part in _list(content, "parts")) or ((_part(own, kind),) if own else ())
    return Profile(
        id=_text(content, "id") or id,
        title=_pairs(content, "title"),
        note=_text(content, "note"),
        signs=_texts(content, "signs"),
        sheet=_text(content, "sheet"),
        header_row=_count(content, "header_row"),
        encoding=_chosen(content, "encoding", tuple(ENCODINGS)),
        crs=_system(content),
        permitted_use=_chosen(content, "permitted_use", tuple(known_words("permitted_use"))),
        left_out=_texts(content, "left_out"),
        commodities=_texts(content, "commodities"),
        rules=tuple(_rule(rule) for rule in _list(content, "rules")),
        parts=parts,
    )


def _part(content: Any, usual: str) -> Part:
    _require(content, dict, "parts")
    part = Part(
        kind=_needed("kind", _chosen(content, "kind", table_kinds()) or usual),
        shape=_chosen(content, "shape", SHAPES) or "list",
        columns=_pairs(content, "columns"),
        units=_pairs(content, "units"),
        values=tuple(_value(value) for value in _list(content, "values")),
        told=_pairs(content, "told"),
        joined=tuple(_joined(joined) for joined in _list(content, "joined")),
        needs=_texts(content, "needs"),
        without=_texts(content, "without"),
    )
    _check_fields(part)
    return part


def _check_fields(part: Part) -> None:
    """ProfileFault for a field that the kind of table does not have, and for a unit that nobody knows."""
    known = kind_columns(part.kind)
    named = [field for _, field in part.columns] + [field for field, _ in part.units + part.told]
    named += [value.field for value in part.values] + [joined.field for joined in part.joined]
    named += [field for value in part.values for field, _ in value.told]
    for name in named:
        if name not in known:
            told = {"name": name, "kind": part.kind, "fields": list(known)}
            raise ProfileFault(Text("{kind} has no field {name}; its fields are {fields}", told))
    for _, unit in part.units:
        if find_unit(unit) is None:
            raise ProfileFault(Text("{unit} is no unit that is known here", {"unit": unit}))


def _value(content: Any) -> Value:
    _require(content, dict, "values")
    return Value(_text(content, "heading"), _text(content, "field"), _pairs(content, "told"))


def _joined(content: Any) -> Joined:
    _require(content, dict, "joined")
    how = _chosen(content, "how", HOW_JOINED) or "text"
    headings = _needed("headings", _texts(content, "headings"))
    return Joined(_text(content, "field"), headings, how)


def _rule(content: Any) -> Rule:
    _require(content, dict, "rules")
    rule = _needed("rule", _chosen(content, "rule", RULES))
    return Rule(rule, _text(content, "heading"), _texts(content, "by"))


def _needed(name: str, told: T) -> T:
    """What an entry says; ProfileFault where it says nothing."""
    if not told:
        raise ProfileFault(Text("{name} is missing", {"name": name}))
    return told


def _require(content: Any, kind: type | tuple[type, ...], name: Text | str) -> None:
    if not isinstance(content, kind):
        raise ProfileFault(Text("{name} is not written as a profile has it", {"name": name}))


def _text(content: dict[str, Any], name: str) -> str:
    _require(text := content.get(name, ""), str, name)
    return str(text)


def _system(content: dict[str, Any]) -> str:
    """The coordinate system: an EPSG number or a name."""
    _require(system := content.get("crs", ""), (str, int), "crs")
    return str(system)


def _count(content: dict[str, Any], name: str) -> int:
    _require(number := content.get(name, 0), int, name)
    if isinstance(number, bool) or number < 0:
        raise ProfileFault(Text("{name} is not written as a profile has it", {"name": name}))
    return int(number)


def _list(content: dict[str, Any], name: str) -> list[Any]:
    _require(items := content.get(name, []), list, name)
    return list(items)


def _texts(content: dict[str, Any], name: str) -> tuple[str, ...]:
    items = _list(content, name)
    for item in items:
        _require(item, str, name)
    return tuple(items)


def _pairs(content: dict[str, Any], name: str) -> Pairs:
    _require(told := content.get(name, {}), dict, name)
    for value in told.values():
        _require(value, (str, int), name)
    return tuple((str(key), str(value)) for key, value in told.items())


def _chosen(content: dict[str, Any], name: str, known: tuple[str, ...]) -> str:
    text = _text(content, name)
    if text and text.lower() not in known:
        told = {"name": name, "value": text, "known": list(known)}
        raise ProfileFault(Text("{name} cannot be {value}; it is one of {known}", told))
    return text.lower()


def profile_text(profile: Profile) -> str:
    """A profile as JSON; what is empty is left out, and a single part stands in the profile itself."""
    whole = {name: getattr(profile, name) for name in ("id", "title", "note", "signs", *_WHOLE) if name != "parts"}
    whole["title"] = dict(profile.title)
    whole["rules"] = [_filled({"rule": r.rule, "heading": r.heading, "by": r.by}) for r in profile.rules]
    parts = [_part_record(part) for part in profile.parts]
    whole.update(parts[0] if len(parts) == 1 else {"parts": parts})
    return json.dumps(_filled(whole), ensure_ascii=False, indent=1)


def _part_record(part: Part) -> dict[str, Any]:
    told = {name: dict(getattr(part, name)) for name in ("columns", "units", "told")}
    values = [_filled({"heading": v.heading, "field": v.field, "told": dict(v.told)}) for v in part.values]
    joined = [{"field": j.field, "headings": j.headings, "how": j.how} for j in part.joined]
    shape = "" if part.shape == "list" else part.shape
    needs = {"needs": part.needs, "without": part.without}
    return _filled({"kind": part.kind, "shape": shape, **told, "values": values, "joined": joined, **needs})


def _filled(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value}


@cache
def known_profiles() -> dict[str, Profile]:
    """The profiles of the forms that are known, by their ids, from resources/profiles."""
    paths = sorted((RESOURCES / "profiles").glob("*.json"))
    return {path.stem: parse_profile(path.read_text(encoding="utf-8"), path.stem) for path in paths}


def recognise(sheet: Sheet) -> str | None:
    """The id of the known form that a table is: all its signs are there, and of several the one with most of them."""
    places = Places(sheet.columns)
    fitting = [
        profile
        for profile in known_profiles().values()
        if profile.signs and all(places.find(sign) is not None for sign in profile.signs)
    ]
    return max(fitting, key=lambda profile: len(profile.signs)).id if fitting else None
