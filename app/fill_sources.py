"""The documents on which the figures, pictures and tables of a filled template rest, and the annex that lists them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from app.pack_content import Material
from core.evidence import amount_sources, join_sources, sources
from core.findings import Ref
from core.i18n import show, translate
from core.office_fields import parse_field
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.choosing import choose
from gis.office_template import Annex, FieldValue

DRAWN = N_("a picture")
_MOST_DOCUMENTS = 6
_WIDTHS = (9.0, 30.0, 26.0, 57.0)  # shares of the columns of the annex


def cited_by(told: Material, rows: Iterable[Ref]) -> str:
    """The documents of rows as the material of a year knows them."""
    return documents_of(told.shown.links, told.named, rows)


def drawn_rows(told: Material) -> Iterator[Ref]:
    """The links that map and diagrams are drawn from."""
    links = told.shown.links
    kept = choose(links, told.order.lens.choice, told.findings).kept
    return (Ref("flow", str(uid)) for uid in links.flow.uid[kept])


def table_rows(told: Material, name: str) -> Iterable[Ref]:
    """What a table of the meeting pack rests on; the list of sources names them itself."""
    return _TABLE_ROWS[name](told) if name in _TABLE_ROWS else ()


_TABLE_ROWS: dict[str, Callable[[Material], Iterable[Ref]]] = {
    "findings": lambda m: (ref for finding in m.findings for ref in finding.evidence),
    "indicators": lambda m: (ref for result in m.analysis.indicators for ref in result.rows),
    "accounts": lambda m: (ref for account in m.analysis.accounts for term in account.terms for ref in term.rows),
    "firms": lambda m: (Ref("flow", str(uid)) for uid in m.shown.links.flow.uid),
    "links": lambda m: (Ref("flow", str(uid)) for uid in m.shown.links.flow.uid),
}


def documents_of(year: Snapshot, whole: Snapshot, rows: Iterable[Ref]) -> str:
    """The titles of the sources of rows, the first of them where there are many."""
    by_table: dict[str, set[str]] = {}
    for ref in rows:
        by_table.setdefault(ref.table, set()).add(ref.uid)
    titles = []
    for name, uids in by_table.items():
        kept = year if name in ("flow", "flow_amount") else whole
        table = getattr(kept, name, None)
        if table is None or not hasattr(table, "source"):
            continue
        chosen = [row for row, uid in enumerate(table.uid.tolist()) if uid in uids]
        titles.append(amount_sources(kept, chosen) if name == "flow" else sources(kept, name, chosen))
    listed = [part for part in join_sources(*titles).split("; ") if part]
    more = len(listed) - _MOST_DOCUMENTS
    return "; ".join(listed[:_MOST_DOCUMENTS]) + (f"; +{more}" if more > 0 else "")


def annex_of(values: Mapping[str, FieldValue], language: str) -> Annex:
    """The annex: figures, pictures and tables with their documents, what is to be checked of them, what is missing."""
    listed = [(written, value) for written, value in values.items() if _is_cited(value)]
    rows = tuple(
        (str(number), written, _shown(value, language), _cited(value, language))
        for number, (written, value) in enumerate(listed, 1)
    )
    headings = tuple(translate(title, language) for title in (N_("No."), N_("Field"), N_("Value"), N_("Documents")))
    return Annex(translate(N_("Annex: sources"), language), headings, rows, _WIDTHS)


def referred(values: Mapping[str, FieldValue]) -> dict[str, FieldValue]:
    """The values with the number of their row of the annex behind those of indicator systems."""
    numbers = {written: place for place, written in enumerate((w for w, v in values.items() if _is_cited(v)), 1)}
    return {
        written: replace(value, words=f"{value.words}[{numbers[written]}]")
        if written in numbers and parse_field(written).kind == "indicator"
        else value
        for written, value in values.items()
    }


def _is_cited(value: FieldValue) -> bool:
    """Whether a value rests on documents, or should."""
    return bool(value.number is not None or value.missing or value.picture or value.table is not None)


def _shown(value: FieldValue, language: str) -> str:
    """What the annex says of a value: its words, or what stands in their place."""
    if value.table is not None:
        return value.table.title
    return translate(DRAWN, language) if value.picture else value.words


def _cited(value: FieldValue, language: str) -> str:
    cited = value.cited or translate(N_("none stated"), language)
    told = {"cited": cited, "doubt": value.doubt}
    return show(Text("{cited}. {doubt}", told), language) if value.doubt else cited
