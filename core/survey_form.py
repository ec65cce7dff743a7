"""The form of a packet for ODK Collect and Kobo: an XLSForm in both languages, firms and links chosen by name.

What comes back: `firm` and `link` are uids of the project, `packet` the id of the packet, `page` the document of what
is stated; each repeat has a row number made once on the phone. Who says the same of a link twice states it once
(`core.merge_answers`). A link that is not listed is `new`, with `direction` (gives or takes), `partner` and
`commodity` in words or the uid of a firm.
Written after the XLSForm specification (xlsform.org); groups of columns `label::Language (code)` are its own way.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from core.catalogues import table
from core.display_names import in_language
from core.disputes import side_values
from core.i18n import LANGUAGES, language_name, show, show_quantity, translate, unit_label
from core.import_statistics import items
from core.kinds import PROOFS, STATUSES
from core.row_names import names_of
from core.snapshot import Snapshot
from core.survey_rows import Packed
from core.text import N_, Quantity, Text
from core.written_files import PLAIN

PAYLOAD = "form.xlsx"
NEW = "new"
UNITS = ("t", "kg", "wan_t", "m3", "wan_m3", "GJ", "kWh", "wan_kWh", "tce")
MET = {"met": N_("met"), "stopped": N_("stopped"), "refused": N_("refused"), "moved": N_("moved")}
DIRECTIONS = {"gives": N_("the firm gives it"), "takes": N_("the firm takes it")}
_LISTED = "instance('firms')/root"
_FOUND = _LISTED + "/item[name=${{firm}}]/{}"
_OWN = "sender=${firm} or receiver=${firm} or name='new'"
_SMALL = {"parameters": "max-pixels=1600"}  # of the longer side of a photo
_ONCE = "once(uuid())"
_SHARE = ". >= 0 and . <= 100"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """A line of the form: type and name as XLSForm has them, marked label, and the other columns."""

    type: str
    name: str
    label: str = ""
    more: Mapping[str, str] | None = None


def write_survey_form(path: Path, packed: Packed, packet_id: str, made: str, language: str) -> None:
    """Write the XLSForm of a packet; `made` is its version, `language` the one that a phone shows first."""
    asked = [_labelled({"type": one.type, "name": one.name, **(one.more or {})}, one.label)
             for one in questions(packed, packet_id)]  # fmt: skip
    settings = {
        "form_title": show(Text("Survey {project}", {"project": packed.year.name}), language),
        "form_id": f"survey_{packet_id[:8]}",
        "version": made,
        "default_language": _language(language),
        "instance_name": "concat(${page}, ' ', ${today})",
    }
    with xlsxwriter.Workbook(path, PLAIN) as book:
        for name, rows in (("survey", asked), ("choices", list(choices(packed))), ("settings", [settings])):
            _write(book.add_worksheet(name), rows)


def questions(packed: Packed, packet_id: str) -> Iterator[Question]:
    """The form: who is visited, what became of it, links, capacities, people's answers."""
    yield Question("today", "today")
    yield Question("calculate", "packet", more={"calculation": f"'{packet_id}'"})
    yield Question("select_one firms", "firm", N_("Firm or institution"),
                   {"appearance": "minimal autocomplete", "required": "yes"})  # fmt: skip
    for column in ("page", "kind"):
        yield Question("calculate", column, more={"calculation": _FOUND.format(column)})
    yield Question("select_one met", "met", N_("The visit"), {"required": "yes"})
    yield Question("select_one statuses", "status", N_("Status"), {"relevant": "${met} = 'met'"})
    yield Question("geopoint", "place", N_("Place of the gate"))
    yield Question("image", "photo", N_("Photo"), _SMALL)
    if "flow" in packed.rows:
        yield from _link_questions()
    if len(packed.rows.get("capacity", ())):
        yield from _capacity_questions()
    yield from _answer_questions(packed)
    yield Question("text", "note", N_("Note"))


def _link_questions() -> Iterator[Question]:
    new = {"relevant": f"${{link}} = '{NEW}'"}
    yield Question("begin_repeat", "links", N_("Links and their amounts"))
    yield Question("calculate", "link_row", more={"calculation": _ONCE})
    yield Question("select_one links", "link", N_("Link"), {"choice_filter": _OWN, "required": "yes"})
    yield Question("select_one directions", "direction", N_("Direction"), new)
    yield Question("text", "partner", N_("The other firm"), new)
    yield Question("text", "commodity", N_("Commodity"), new)
    yield Question("decimal", "amount", N_("Amount in the year"), {"constraint": ". >= 0"})
    yield Question("select_one units", "unit", N_("Unit"), {"relevant": "${amount} != ''"})
    yield Question("image", "link_photo", N_("Photo of the paper or the books"), _SMALL)
    yield Question("end_repeat", "links")


def _capacity_questions() -> Iterator[Question]:
    yield Question("begin_repeat", "capacities", N_("What the firm can take"))
    yield Question("calculate", "capacity_row", more={"calculation": _ONCE})
    yield Question("select_one capacities", "capacity", N_("What it takes"), {"choice_filter": "holder=${firm}"})
    yield Question("select_one proofs", "proof", N_("Now proved by"))
    yield Question("image", "proof_photo", N_("Photo"), _SMALL)
    yield Question("end_repeat", "capacities")


def _answer_questions(packed: Packed) -> Iterator[Question]:
    """What people are asked, each question of the kinds of actors that it is meant for."""
    asked = {str(row["item"]) for row in packed.open.get("statistic", ())}
    for line in table("tables/survey_questions.csv"):
        if line["item"] in asked:
            kinds = " or ".join(f"${{kind}} = '{kind}'" for kind in line["kinds"].split("|"))
            limit = {"constraint": _SHARE} if line["unit"] == "percent" else {"constraint": ". >= 0"}
            yield Question("decimal", line["item"], items()[line["item"]]["title_en"], {"relevant": kinds, **limit})


def choices(packed: Packed) -> Iterator[Row]:
    """The lists of words, then firms, links and capacities by uid with what filters them."""
    lists: tuple[tuple[str, Mapping[str, str]], ...] = (
        ("met", MET), ("statuses", STATUSES), ("directions", DIRECTIONS), ("proofs", PROOFS),
    )  # fmt: skip
    for name, words in lists:
        for id, title in words.items():
            yield _labelled({"list_name": name, "name": id}, title)
    for unit in UNITS:
        yield {"list_name": "units", "name": unit} | {_label(one): unit_label(unit, one) for one in LANGUAGES}
    year, shown = packed.year, {one: in_language(packed.year, one) for one in LANGUAGES}
    for row, page in packed.pages.items():
        told = {"list_name": "firms", "name": str(year.actor.uid[row]), "page": page, "kind": str(year.actor.kind[row])}
        yield told | {_label(one): f"{page} {snapshot.actor.name[row]}" for one, snapshot in shown.items()}
    yield from _links(packed, shown)
    yield from _capacities(packed, shown)


def _links(packed: Packed, shown: Mapping[str, Snapshot]) -> Iterator[Row]:
    """The links with both sides' figures in their label, and the one for links that are not listed."""
    if "flow" not in packed.rows:
        return
    year, actors = packed.year, packed.year.actor.uid
    names = {one: names_of(snapshot, "flow", one) for one, snapshot in shown.items()}
    sides = [side_values(year, side)[0] for side in ("sender", "receiver")]
    for row in packed.rows["flow"].tolist():
        unit = str(year.commodity.base_unit[year.flow.commodity[row]])
        ends = (int(year.flow.sender[row]), int(year.flow.receiver[row]))
        sender, receiver = (str(actors[end]) if end >= 0 else "" for end in ends)
        told = {"list_name": "links", "name": str(year.flow.uid[row]), "sender": sender, "receiver": receiver}
        figures = {
            one: " / ".join(show_quantity(Quantity(float(side[row]), unit), one) for side in sides) for one in LANGUAGES
        }
        yield told | {_label(one): f"{names[one][row]}: {figures[one]}" for one in LANGUAGES}
    yield _labelled({"list_name": "links", "name": NEW}, N_("a link that is not listed"))


def _capacities(packed: Packed, shown: Mapping[str, Snapshot]) -> Iterator[Row]:
    capacity = packed.year.capacity
    for row in packed.rows.get("capacity", ()):
        told = {
            "list_name": "capacities", "name": str(capacity.uid[row]),
            "holder": str(packed.year.actor.uid[capacity.actor[row]]),
        }  # fmt: skip
        matter = int(capacity.commodity[row])
        yield told | {_label(one): str(snapshot.commodity.name[matter]) for one, snapshot in shown.items()}


def _language(code: str) -> str:
    return f"{language_name(code)} ({code})"


def _label(code: str) -> str:
    return f"label::{_language(code)}"


def _labelled(row: Row, label: str) -> Row:
    """A row with its label in every language, where it has one."""
    return row | ({_label(one): _in(label, one) for one in LANGUAGES} if label else {})


def _in(label: str, language: str) -> str:
    """A marked label in a language; the title of an item comes from its table."""
    item = next((row for row in items().values() if row["title_en"] == label), None)
    return item[f"title_{language}"] if item else translate(label, language)


def _write(sheet: Any, rows: Sequence[Row]) -> None:
    headings = list(dict.fromkeys(name for row in rows for name in row))
    sheet.write_row(0, 0, headings)
    for number, row in enumerate(rows, 1):
        for place, name in enumerate(headings):
            if row.get(name):
                sheet.write_string(number, place, str(row[name]))
