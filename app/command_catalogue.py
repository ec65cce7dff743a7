"""`cluster-atlas catalogue list|search|load|switch ...`: catalogues of codes, and a project's own lines of them."""

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from app.code_names import PAST, line_name
from app.messages import answer, say, say_notes
from app.usage import verb_parser
from core.code_files import (
    SWITCHED_ON,
    add_catalogue,
    catalogue_id,
    load_catalogue,
    project_lines,
    switch_catalogue,
    switched_on,
    taken_sentence,
)
from core.code_lists import CodeLine, CodeList, code_lists, held_sentence, list_lines, optional_lists
from core.code_search import Hit, build_index, catalogue_index, search
from core.i18n import translate
from core.project import Project
from core.text import N_, Text

LIMIT = 20
SHOWN_LEFT_OUT = 20


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of each verb."""
    parser.description = N_("List the catalogues of codes, look a code up, or load an office's own lines.")
    verbs = parser.add_subparsers(
        dest="verb",
        required=True,
        metavar="list|search|load|switch",
        prog=parser.prog,
        parser_class=verb_parser(parser),
    )
    listing = verbs.add_parser("list", help=N_("the catalogues with their editions, and how far they are whole"))
    listing.add_argument("project", type=Path, nargs="?", metavar="PROJECT", help=N_("project file (.gpkg)"))
    seeking = verbs.add_parser("search", help=N_("look up by code, name, pinyin or initials"))
    seeking.add_argument("text", metavar="TEXT", help=N_("code or name"))
    seeking.add_argument("--project", type=Path, help=N_("project file whose own lines are searched too"))
    seeking.add_argument("--in", dest="catalogue", default="", metavar="CATALOGUE", help=N_("only this catalogue"))
    seeking.add_argument("--limit", type=int, default=LIMIT, metavar="N", help=N_("how many lines are listed"))
    loading = verbs.add_parser("load", help=N_("take the lines of a file into a project"))
    loading.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    loading.add_argument("file", type=Path, metavar="FILE", help=N_("table with codes and names (.csv, .xlsx)"))
    loading.add_argument("--catalogue", default="", help=N_("catalogue of rows that do not name theirs"))
    loading.add_argument("--edition", default="", help=N_("edition of rows that do not name theirs"))
    switching = verbs.add_parser("switch", help=N_("switch an optional catalogue of a project on or off"))
    switching.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    optional = {item.id: item.title for item in code_lists() if item.optional}
    switching.add_argument("catalogue", metavar="CATALOGUE", choices=optional, help=N_("optional catalogue"))
    states = {"on": N_("search it"), "off": N_("leave it out")}
    switching.add_argument("state", metavar="on|off", choices=states, help=N_("what shall become of it"))
    for verb in (listing, seeking):
        verb.add_argument("--json", action="store_true", help=N_("write the result as JSON to standard output"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Do what the verb says."""
    return _VERBS[arguments.verb](arguments, language)


def _own(path: Path | None, language: str) -> tuple[list[CodeLine], tuple[str, ...]]:
    """A project's own lines, and the optional catalogues that it has switched on; all of these without a project."""
    if path is None:
        return [], optional_lists()
    with Project.open(path, read_only=True) as project:
        say_notes(project.notes, language)
        return project_lines(project.snapshot()), switched_on(project.setting(SWITCHED_ON))


def _list(arguments: argparse.Namespace, language: str) -> int:
    lines, chosen = _own(arguments.project, language)
    own: dict[tuple[str, str], int] = {}
    for line in lines:
        own[line.catalogue, line.edition] = own.get((line.catalogue, line.edition), 0) + 1
    known = {(item.id, item.edition): item for item in code_lists()}
    if arguments.json:
        records = [{**asdict(item), "lines": len(list_lines(*key)), "own": own.get(key, 0), "on": _on(item, chosen)}
                   for key, item in known.items()]  # fmt: skip
        more = [{"id": key[0], "edition": key[1], "own": n} for key, n in own.items() if key not in known]
        answer(json.dumps([*records, *more], ensure_ascii=False, indent=1), language)
        return 0
    for key, item in known.items():
        for text in _told(item, own.get(key, 0), _on(item, chosen)):
            answer(text, language)
    for (catalogue, edition), count in own.items():
        if (catalogue, edition) not in known:
            named = {"catalogue": catalogue, "edition": edition, "n": count}
            answer(Text("{catalogue} {edition}: {n} lines of the project's own.", named), language)
    return 0


def _on(item: CodeList, chosen: tuple[str, ...]) -> bool:
    return not item.optional or item.id in chosen


def _told(item: CodeList, own: int, on: bool) -> Iterable[Text | str]:
    """What a catalogue holds, in one line and remarks."""
    yield held_sentence(item)
    if item.document:
        yield f"  {item.document}"
    if own:
        yield Text("  The project has {n} lines of its own for it.", {"n": own})
    if not on:
        yield Text("  Optional and off; switch it on with: catalogue switch PROJECT {id} on", {"id": item.id})


def _search(arguments: argparse.Namespace, language: str) -> int:
    lines, chosen = _own(arguments.project, language)
    index = catalogue_index(chosen)
    wanted = catalogue_id(arguments.catalogue) if arguments.catalogue else ""
    hits = search(build_index(lines), arguments.text, wanted, arguments.limit) if lines else []
    hits += search(index, arguments.text, wanted, arguments.limit)
    hits = sorted(hits, key=lambda hit: hit.rank)[: arguments.limit]
    if arguments.json:
        records = [{**asdict(hit.line), "rank": hit.rank, "current": hit.current} for hit in hits]
        answer(json.dumps(records, ensure_ascii=False, indent=1), language)
    for hit in () if arguments.json else hits:
        answer(_line(hit, language), language)
    if not hits:
        say(Text("No catalogue has anything like {text}.", {"text": arguments.text}), language)
    return 0 if hits else 1


def _line(hit: Hit, language: str) -> str:
    line = hit.line
    parts = [line.code, line_name(line, language), f"{line.catalogue} {line.edition}".strip(), line.note]
    past = "" if hit.current else translate(PAST, language)
    return " · ".join(filter(None, [*parts, past]))


def _load(arguments: argparse.Namespace, language: str) -> int:
    read = load_catalogue(arguments.file, arguments.catalogue, arguments.edition)
    file = arguments.file.name
    with Project.open(arguments.project) as project:
        say_notes(project.notes, language)
        with project.edit(Text("Load catalogue lines of {file}", {"file": file}), file=file) as db:
            added = add_catalogue(db, read.lines)
    answer(taken_sentence(file, read, added), language)
    for row, reason in read.left_out[:SHOWN_LEFT_OUT]:
        answer(Text("- row {row}: {reason}", {"row": str(row), "reason": reason}), language)
    if len(read.left_out) > SHOWN_LEFT_OUT:
        answer(Text("- and {n} more rows", {"n": len(read.left_out) - SHOWN_LEFT_OUT}), language)
    for remark in read.remarks:
        answer(remark, language)
    return 0


def _switch(arguments: argparse.Namespace, language: str) -> int:
    on = arguments.state == "on"
    named = {"catalogue": arguments.catalogue}
    off = Text("Switch the catalogue {catalogue} off", named)
    label = Text("Switch the catalogue {catalogue} on", named) if on else off
    with Project.open(arguments.project) as project:
        say_notes(project.notes, language)
        with project.edit(label) as db:
            switch_catalogue(db, arguments.catalogue, on)
    answer(Text("Done: {label}.", {"label": label}), language)
    return 0


_VERBS = {"list": _list, "search": _search, "load": _load, "switch": _switch}
