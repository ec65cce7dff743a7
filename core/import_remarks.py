"""What is told about a table as a whole after its import: titles, units from titles, links completed, rows skipped."""

from collections.abc import Iterator, Mapping

from core.cells import as_shown
from core.fields import FIELDS
from core.headers import Columns
from core.import_parts import part_remarks
from core.intake import Intake
from core.kinds import PERMITTED_USES
from core.sheets import Sheet
from core.text import Text


def table_remarks(kind: str, columns: Columns, intake: Intake, known: int) -> Iterator[Text]:
    """The sentences about a table of a kind; `known` rows say what the project holds already."""
    yield from intake.sheet.remarks
    yield from _titles(intake.sheet)
    yield from _understood(kind, columns)
    yield from _words(intake)
    yield from _links(intake)
    yield from _emissions(intake)
    yield from _cells_beside(intake)
    yield from part_remarks(intake.ledger)
    yield from _other_use(intake)
    if known:
        yield Text(
            "{n} row was skipped: the project holds the same already.",
            {"n": known},
            plural="{n} rows were skipped: the project holds the same already.",
        )


def _understood(kind: str, columns: Columns) -> Iterator[Text]:
    """What was taken for granted where the table has no column for it."""
    if columns.title_unit:
        told = {"unit": columns.title_unit}
        yield Text("Amounts without a unit of their own were read in {unit}, as the title says.", told)
    if kind == "flows" and "kind" not in columns.places:
        yield Text("The table has no column for the kind of links; all links were taken as material.")
    if kind == "flows" and "amount" in columns.places and "origin" not in columns.places:
        yield Text(
            "The table does not say who states its amounts; they were kept as published and not as the sender's or the "
            "receiver's figures."
        )


def _words(intake: Intake) -> Iterator[Text]:
    """Words that mean nothing here, and names that were read as others."""
    if intake.left_out:
        words = {"words": list(intake.left_out)}
        yield Text("Neither roles nor kinds of actors that are known here, left out: {words}.", words)
    if intake.respelt:
        names = {"names": _read_as(intake.respelt)}
        yield Text("Spaces between Chinese characters tell no names apart; these were read as one: {names}.", names)
    if intake.translated:
        names = {"names": _read_as(intake.translated)}
        yield Text("Goods named in another language or with other capital letters were read as one: {names}.", names)
    goods = intake.directory.commodities
    if goods.kept_apart:
        yield Text(
            "Goods whose names differ in language or capital letters only were kept apart, since what is told of them "
            "differs, such as unit, medium, code or figures: {names}.",
            {"names": _beside(goods.kept_apart)},
        )
    if goods.twins:
        yield Text(
            "Several goods have names that differ in language or capital letters only; if they are one, write one name "
            "in all tables: {names}.",
            {"names": _beside(goods.twins)},
        )


def _beside(names: Mapping[str, list[str]]) -> list[Text]:
    return [Text("{name} beside {known}", {"name": name, "known": known}) for name, known in names.items()]


def _read_as(names: Mapping[str, str]) -> list[Text]:
    return [Text("{name} as {known}", {"name": name, "known": known}) for name, known in names.items()]


def _other_use(intake: Intake) -> Iterator[Text]:
    """Where the file was a source before, for another use than is asked for now."""
    for source, (known, now, title) in intake.other_uses.items():
        uses = {
            "source": source,
            "title": title,
            "known": Text(PERMITTED_USES[known]),
            "use": Text(PERMITTED_USES[now]),
        }
        yield Text(
            "{title} is a source already, whose use is “{known}”; what is told here for the use “{use}” is kept "
            "under the source {source}.",
            uses,
        )
    use = intake.permitted_use
    for id in intake.directory.sources.find(intake.sheet.file):
        known = intake.ledger.rows("source")[id].get("permitted_use", use)
        if use and known != use:
            told = {"file": intake.sheet.file, "known": Text(PERMITTED_USES[known]), "use": Text(PERMITTED_USES[use])}
            yield Text("{file} is a source already; its use stays “{known}” and is not “{use}” now.", told)


def _titles(sheet: Sheet) -> Iterator[Text]:
    if sheet.titles:
        shown = [" ".join(filter(None, map(as_shown, cells))) for _, cells in sheet.titles]
        yield Text(
            "{n} title row above the header was not imported: {titles}.",
            {"n": len(shown), "titles": shown},
            plural="{n} title rows above the header were not imported: {titles}.",
        )


def _cells_beside(intake: Intake) -> Iterator[Text]:
    """What actors got from the table that keep the source from which the rest is known."""
    if not intake.cells_beside:
        return
    sources = intake.ledger.rows("source")
    kept = dict.fromkeys(str(sources[id]["title"]) for id, _ in intake.cells_beside.values())
    told = dict.fromkeys(name for _, columns in intake.cells_beside.values() for name in columns)
    words = {"n": len(intake.cells_beside), "columns": [_titled(name) for name in told], "sources": list(kept)}
    yield Text(
        "{n} actor got further cells from this table ({columns}) and keeps its source ({sources}), since the table "
        "does not tell all that it is cited for; the history shows what came from the table.",
        words,
        plural="{n} actors got further cells from this table ({columns}) and keep their source ({sources}), since the "
        "table does not tell all that it is cited for; the history shows what came from the table.",
    )


def _titled(column: str) -> Text:
    return Text(next((each.title for each in FIELDS["actor"] if each.column == column), column))


def _emissions(intake: Intake) -> Iterator[Text]:
    """How many emissions were taken as direct discharges because nobody tells where they go."""
    if intake.unsent:
        yield Text(
            "{n} row does not tell where its emission goes; it was taken as discharged directly. Name the central "
            "plant that treats it, if there is one.",
            {"n": intake.unsent},
            plural="{n} rows do not tell where their emissions go; they were taken as discharged directly. Name the "
            "central plant that treats them, if there is one.",
        )


def _links(intake: Intake) -> Iterator[Text]:
    """Which ends are empty and which amounts without a year; how many links are new or got further figures."""
    if intake.open_ended:
        yield Text(
            "{n} row leaves an end of its link empty; what lies there was taken as outside the cluster.",
            {"n": intake.open_ended},
            plural="{n} rows leave an end of their link empty; what lies there was taken as outside the cluster.",
        )
    if intake.undated:
        yield Text(
            "{n} row states an amount without a year; it counts in each year for which its link has none of its own.",
            {"n": intake.undated},
            plural="{n} rows state an amount without a year; they count in each year for which their link has none of "
            "its own.",
        )
    if not intake.completed_links:
        return
    if n := len(intake.new_links):
        yield Text("{n} link is new.", {"n": n}, plural="{n} links are new.")
    yield Text(
        "{n} link that was there already was completed with further figures.",
        {"n": len(intake.completed_links)},
        plural="{n} links that were there already were completed with further figures.",
    )
