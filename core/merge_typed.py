"""Pages of paper that somebody types: found by their code, asked line by line in their order, merged as any packet.

Nothing that was left empty on the page is changed. What is typed are cells of the same sheets that a workbook has.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from core.catalogues import table
from core.cells import Cell
from core.errors import UserError
from core.merge_answers import Cells, added_note
from core.merge_returned import Payload
from core.merge_values import Tables
from core.merge_workbook import base_rows
from core.survey_codes import is_mistyped, typed_code
from core.survey_packet import packed_base
from core.survey_workbook import UID
from core.text import Text

_UNLISTED = 2  # lines for links that nobody knew of


@dataclass(frozen=True, slots=True)
class Page:
    """A page that went out: its code, packet and firm, the year, and what its lines ask as (table, uid or item).

    `noted` is the note that the firm had, `packet` the title of the packet.
    """

    code: str
    packet_id: str
    firm: str
    year: int
    asked: tuple[tuple[str, str], ...]
    noted: str = ""
    packet: str = ""


@dataclass(frozen=True, slots=True)
class TypedLine:
    """What was written on a line: a number with its unit or a word; of a link that was not listed also what it is."""

    table: str
    uid: str
    value: str
    unit: str = ""
    partner: str = ""
    commodity: str = ""
    takes: bool = False


@dataclass(frozen=True, slots=True)
class TypedPage:
    """A page as it was typed: what became of the visit, the day, who was there, a note, and the lines that say more."""

    page: Page
    met: str
    day: str
    person: str
    note: str
    lines: tuple[TypedLine, ...]


def find_page(connection: sqlite3.Connection, text: str) -> Page:
    """The page of a code; UserError where the code was typed wrong, or no packet or several have the page."""
    pages = find_pages(connection, text)
    if len(pages) != 1:
        raise _of_several(pages[0].code, [page.packet for page in pages])
    return pages[0]


def find_pages(connection: sqlite3.Connection, text: str) -> list[Page]:
    """The page of a code in each packet that has it, the first sent first; old packets may share one.

    UserError where the code was typed wrong, or no packet has the page.
    """
    code = typed_code(text)
    if is_mistyped(code):
        raise UserError(
            Text("The code {code} was typed wrong: its last two digits do not fit it.", {"code": code}),
            Text("Compare it with the page."),
            value=code,
        )
    query = "SELECT uid, title, content, year FROM survey_package WHERE instr(content, ?) ORDER BY id"
    told = [(*row, json.loads(row[2])) for row in connection.execute(query, (f'"{code}"',)).fetchall()]
    sent = [row for row in told if code in row[-1].get("pages", {})]
    if not sent:
        raise _of_none(code)
    return [
        _page(code, str(uid), str(title), int(year), manifest, base_rows(packed_base(connection, str(uid))))
        for uid, title, _, year, manifest in sent
    ]


def _page(code: str, uid: str, title: str, year: int, manifest: dict[str, Any], base: Tables) -> Page:
    firm = manifest["pages"][code]
    asked = manifest.get("asked", {}).get(code) or list(_asked_of(base, firm))
    noted = str(base.get("actor", {}).get(firm, {}).get("note") or "")
    return Page(code, uid, firm, year, tuple((str(one), str(two)) for one, two in asked), noted, title)


def _of_none(code: str) -> UserError:
    return UserError(
        Text("No packet of this project has a page {code}.", {"code": code}),
        Text("Open the project that the page came from, or look at the code again."),
        value=code,
    )


def _of_several(code: str, packets: Sequence[str]) -> UserError:
    return UserError(
        Text("Several packets have a page {code}: {packets}.", {"code": code, "packets": list(packets)}),
        Text("Note the visit on the board of the survey, and enter the figures at the firm that the page names."),
        value=code,
    )


def _asked_of(base: Tables, firm: str) -> Iterator[tuple[str, str]]:
    """What a packet asked a firm that does not say so line by line, in the order of its rows."""
    for name, columns in {
        "flow": ("sender_id", "receiver_id"),
        "stock": ("actor_id",),
        "capacity": ("actor_id",),
    }.items():
        own = [(name, uid) for uid, row in base.get(name, {}).items() if firm in [row[column] for column in columns]]
        yield from [*own, *([("flow", "")] * _UNLISTED if name == "flow" else [])]


def typed_payload(pages: Sequence[TypedPage]) -> Payload:
    """Typed pages of one packet as what comes back of it; the same pages typed alike are the same packet."""
    told = json.dumps(sorted((asdict(page) for page in pages), key=lambda one: one["page"]["code"]), sort_keys=True)
    seen: dict[str, dict[str, Any]] = {
        page.page.firm: {
            name: value for name, value in (("met", page.met), ("visited", page.day), ("person", page.person)) if value
        }
        for page in pages
    }
    cells = tuple(pair for page in pages for pair in _cells(page))
    return Payload(pages[0].page.packet_id, hashlib.sha256(told.encode()).hexdigest(), seen=seen, cells=cells)


def _cells(typed: TypedPage) -> Iterator[tuple[str, Cells]]:
    if typed.note:
        yield "actors", {UID: typed.page.firm, "note": added_note(typed.page.noted, typed.note)}
    for line in typed.lines:
        unit: Cell = line.unit or None
        if line.table == "flow":
            stated = {"amount": line.value or None, "unit": unit, "year": typed.page.year}
            ends = (typed.page.firm, line.partner)
            sender, receiver = ends[::-1] if line.takes else ends
            new = {"from": sender, "to": receiver, "commodity": line.commodity}
            yield "flows", {**({UID: line.uid} if line.uid else new), **stated}
        elif line.table == "stock":
            yield "stocks", {UID: line.uid, "closing": f"{line.value} {line.unit}".strip()}
        elif line.table == "capacity":
            yield "capacities", {UID: line.uid, "proof": line.value}
        else:
            asked = next(one for one in table("tables/survey_questions.csv") if one["item"] == line.uid)
            told = {"actor": typed.page.firm, "item": line.uid, "value": line.value, "unit": asked["unit"]}
            yield "statistics", {**told, "year": typed.page.year}
