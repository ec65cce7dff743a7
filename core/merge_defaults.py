"""What a new figure of a survey is where its row does not say: seen by the survey, on the firm's page, of its packet.

Figures of two packets about one link have two sources, so that they are compared and never added.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.fields import FIELDS
from core.i18n import show
from core.merge_values import Row, Tables
from core.text import Text

_NEW = uuid.UUID("f3c2d1de-07a4-5c0e-9b5e-64f1f5b7a2c3")
STATED = ("flow_amount", "statistic", "stock", "emission", "capacity")
Rows = dict[str, dict[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Sent:
    """What the project keeps of a packet that went out, as its manifest says."""

    packet_id: str
    title: str
    whom: str
    language: str
    made: str
    year: int
    pages: Mapping[str, str]  # codes by firm

    @property
    def source(self) -> dict[str, str]:
        """The source of what the packet states."""
        told = Text("Survey {title}, packet {packet}", {"title": self.title, "packet": self.packet_id[:8]})
        return {"title": show(told, self.language), "date": self.made[:10]}


def sent_packet(packet_id: str, title: str, content: Mapping[str, Any]) -> Sent:
    """A packet by its manifest."""
    pages = {str(uid): str(code) for code, uid in content.get("pages", {}).items()}
    return Sent(packet_id, title, str(content["for"]), str(content["language"]), str(content["made"]),
                int(content["year"]), pages)  # fmt: skip


def complete_figures(rows: Rows, base: Tables, office: Tables, sent: Sent) -> None:
    """Fill in what new figures do not say; the packet becomes a source where one of them has none."""
    source = str(uuid.uuid5(_NEW, sent.packet_id))
    for table in STATED:
        fresh = [
            row
            for uid, row in rows.get(table, {}).items()
            if uid not in base.get(table, {}) and uid not in office.get(table, {})
        ]
        for row in fresh:
            if row.get("origin") in (None, "", "survey"):
                _complete(table, row, rows, base, sent)
                if row.get("source_id") in (None, ""):
                    row["source_id"] = source
                    rows.setdefault("source", {})[source] = dict(sent.source)


def _complete(table: str, row: dict[str, Any], rows: Tables, base: Tables, sent: Sent) -> None:
    usual = {"origin": "survey", "grade": "surveyed", "year": sent.year, "document": _page(row, rows, base, sent)}
    for field in FIELDS[table]:
        if field.column in usual and row.get(field.column) in (None, ""):
            row[field.column] = usual[field.column]


def _page(row: Row, rows: Tables, base: Tables, sent: Sent) -> str:
    """The page of the firm, of a link of one of its ends."""
    flow = str(row.get("flow_id"))
    link = {**base.get("flow", {}).get(flow, {}), **rows.get("flow", {}).get(flow, {})}
    pages = (sent.pages.get(str(uid)) for uid in (row.get("actor_id"), link.get("sender_id"), link.get("receiver_id")))
    return next(filter(None, pages), "")
