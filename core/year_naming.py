"""How the rows of a year are named in a note: a link by its ends and commodity, a figure by firm and item."""

from typing import Any

from core.fields import ITEMS
from core.i18n import translate
from core.renaming import Names
from core.year_contents import Contents, Entry

BETWEEN, ONWARD = " · ", " → "  # the parts of a name, and the ends of a link
_REFERRED = ("actor", "commodity", "region", "source")


def row_name(contents: Contents, key: tuple[str, str]) -> str:
    """What people call a row of a year; names stay in the language in which they were entered."""
    table, _ = key
    values = contents[key].values
    if table == "flow":
        return _link_name(contents, contents[key])
    if table == "flow_amount":
        link = contents.get(("flow", values.get("flow_id", "")))
        parts = [_link_name(contents, link) if link else "", values.get("period", ""), values.get("document", "")]
        return BETWEEN.join(str(part) for part in parts if part)
    if table in _REFERRED:
        return str(values.get("name") or values.get("title") or "")
    owner = _named(contents, "actor", values.get("actor_id")) or _named(contents, "region", values.get("region_id"))
    about = values.get("item") or values.get("pollutant") or values.get("list") or values.get("substance") or ""
    return BETWEEN.join(str(part) for part in (owner, about, _named(contents, "commodity", values.get("commodity_id")),
                                             values.get("outlet", "")) if part)  # fmt: skip


def told_name(name: str, names: Names, language: str) -> str:
    """A name that was kept with a year as a reader knows it: its firms and matters by `names`, its items by title."""
    return BETWEEN.join(
        ONWARD.join(names.get(end) or _item_title(end, language) for end in part.split(ONWARD))
        for part in name.split(BETWEEN)
    )


def _item_title(part: str, language: str) -> str:
    """The title of an item of statistics; what is none stays as it is."""
    return translate(ITEMS[part], language) if part in ITEMS else part


def _link_name(contents: Contents, link: Entry) -> str:
    ends = [_named(contents, "actor", link.values.get(end)) or "…" for end in ("sender_id", "receiver_id")]
    return f"{ONWARD.join(ends)}{BETWEEN}{_named(contents, 'commodity', link.values.get('commodity_id'))}"


def _named(contents: Contents, table: str, uid: Any) -> str:
    entry = contents.get((table, str(uid))) if uid else None
    return str(entry.values.get("name") or entry.values.get("title") or "") if entry else ""


def shown_value(value: Any, contents: Contents | None = None) -> str:
    """A value as text: numbers as short as they read back the same, references by the name of their row."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    text = str(value)
    for table in _REFERRED if contents and len(text) == 36 else ():
        if name := _named(contents or {}, table, text):
            return name
    return text
