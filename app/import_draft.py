"""An import on its way: what was read, how it is understood, and what it would do; no Qt, so that commands share it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.placing import Placing, place_points
from core import worker
from core.errors import UserError
from core.folders import Reading, Unread, no_tables, others_in, read_folder, tables_in
from core.import_choices import Choices
from core.import_results import ImportResult
from core.imports import Plan, plan_sheets
from core.profile_files import known_profiles, recognise
from core.profile_matching import mapped
from core.profile_memory import remembered
from core.profiles import Profile, signature
from core.project import Project
from core.shape_guess import fitting_columns, guess_profile, likely_kind
from core.shapes import shape
from core.sheet_text import TEXT_FILES, encodings
from core.sheet_workbook import OTHERS, WORKBOOKS
from core.sheets import Sheet, empty_table, load_sheet
from core.snapshot import Snapshot
from core.text import Text
from gis.coordinates import RAW, parse_system
from gis.geofile_encodings import layer_encodings
from gis.geofiles import is_map_file, layer_names, load_layer
from gis.guessing import Guess
from gis.locating import locate

PLACED = ("actors", "regions")  # kinds of tables with coordinates
# Tables that name things come before those that mention them.
ORDER = (
    "regions", "commodities", "actors", "aliases", "registers", "capacities", "stocks", "statistics", "emissions",
    "coefficients", "flows", "initiatives", "limits", "standards", "rules", "quantities", "indicators", "targets",
    "findings",
)  # fmt: skip
NO_SYSTEM = "no-system"
LIST, FORM, KNOWN = "list", "form", "known"  # mapped by its headings; a form of the office; met before by the project


@dataclass(frozen=True, slots=True)
class HowRead:
    """Sheet or layer, encoding of the text, row of the header; what is empty is found by itself."""

    name: str = ""
    encoding: str = ""
    header_row: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A file or folder that was read and how it is understood.

    `origin` says where the profile is from; `more` are further sheets of the file or files of the folder, each read by
    the form it is, or like the first; `told` says which were left out. `tables` are the tables of one kind each that
    all give, `unshaped` tells of sheets that give none; `guesses` are the coordinate systems that the points may be
    in, `placing` is where they lie, `plan` what the tables would do to the project; all of these are empty at first.
    """

    path: Path
    sheet: Sheet
    how: HowRead = HowRead()
    more: tuple[Sheet, ...] = ()
    told: tuple[Text, ...] = ()
    unshaped: tuple[Text, ...] = ()
    profile: Profile = Profile()
    origin: str = LIST
    system: str = ""
    choices: Choices = field(default_factory=Choices)
    tables: tuple[tuple[str, Sheet], ...] = ()
    guesses: tuple[Guess, ...] = ()
    plan: Plan | None = None
    placing: Placing | None = None
    needs_system: bool = False  # nothing says in which system the places are

    @property
    def has_places(self) -> bool:
        """Whether there is a coordinate system to look at or to tell."""
        return self.needs_system or bool(self.guesses)

    @property
    def name(self) -> Text | str:
        """What is imported, in a word: the file or folder, else how many files."""
        files = {self.sheet.file, *(sheet.file for sheet in self.more)}
        return self.path.name if len(files) == 1 or self.path.is_dir() else Text("{n} files", {"n": len(files)})


def as_read(draft: Draft, results: Sequence[ImportResult]) -> list[tuple[Sheet, ImportResult]]:
    """Each result of a draft's tables beside the table as it stands in its file, which is what its sender gets back."""
    read = {(sheet.file, sheet.name): sheet for sheet in (draft.sheet, *draft.more)}
    made = zip(draft.tables, results, strict=True)
    return [(read.get((sheet.file, sheet.name), sheet), result) for (_, sheet), result in made]


def read_files(
    paths: Sequence[Path], how: HowRead, srs: int, system: str = "", cancelled: Callable[[], bool] = lambda: False
) -> Reading:
    """The tables of a file, of several or of a folder, read in processes of their own.

    Of a known form all sheets of its workbook are read, and where every one is a plain list. UserError for a single
    file that cannot be read; of several those that cannot be read are told and stop no other.
    """
    path = paths[0]
    if path.is_dir() or len(paths) > 1:
        tables, others = (tables_in(path), others_in(path)) if path.is_dir() else (paths, [])
        if not tables:
            raise no_tables(path)
        found = read_several(tables, path.name, cancelled, how.encoding)
        return replace(found, unread=(*found.unread, *others))
    if is_map_file(path):
        return Reading((_read_layer(path, how, srs, system, cancelled),))
    sheet = load_sheet(path, how.name, cancelled, encoding=how.encoding, header_row=how.header_row)
    if path.suffix.lower() not in WORKBOOKS or how.name or how.header_row:
        return Reading((sheet,))
    if known_form(sheet) is not None:
        return read_several([path], path.name, cancelled)
    return _read_lists(path, sheet, cancelled)


def _read_lists(path: Path, sheet: Sheet, cancelled: Callable[[], bool]) -> Reading:
    """All sheets of a workbook where each is a list whose headings are all known, else the one that was read."""
    if own_profile(sheet) is None or all(remark.message_id != OTHERS for remark in sheet.remarks):
        return Reading((sheet,))
    found = read_several([path], path.name, cancelled)
    every = len(found.sheets) > 1 and not found.unread and all(map(own_profile, found.sheets))
    return found if every else Reading((sheet,))


def read_several(paths: Sequence[Path], name: str, cancelled: Callable[[], bool], encoding: str = "") -> Reading:
    """Every sheet of several files; UserError where none of them holds a table."""
    found = read_folder(paths, cancelled, encoding=encoding, all_sheets=True)
    if not found.sheets:
        raise empty_table(name)
    return found


def _read_layer(path: Path, how: HowRead, srs: int, system: str, cancelled: Callable[[], bool]) -> Sheet:
    """A layer in degrees of the project, or as it stands where nothing says its system: that is found out later."""
    try:
        return load_layer(path, how.name, srs, cancelled, encoding=how.encoding, system=system)
    except UserError as problem:
        if problem.code != NO_SYSTEM:
            raise
    return load_layer(path, how.name, srs, cancelled, encoding=how.encoding, system=RAW)


def understand(project: Project, path: Path, found: Reading, how: HowRead) -> Draft:
    """A draft with the profile that fits: the one the project remembers, a known form's, else the headings mapped."""
    sheets = sorted(found.sheets, key=lambda sheet: known_form(sheet) is None)  # a cover sheet goes behind the forms
    first = sheets[0]
    alike = [sheet for sheet in sheets[1:] if own_profile(sheet) or signature(sheet) == signature(first)]
    told = [_told_apart(sheet) for sheet in sheets[1:] if sheet not in alike]
    draft = Draft(path, first, how, tuple(alike), (*told, *map(_told_unread, found.unread)))
    if known := remembered(project, first):
        return replace(draft, profile=known, origin=KNOWN, system=known.crs)
    if (form := known_form(first)) is not None:
        return as_form(draft, form)
    return as_guessed(draft)


def known_form(sheet: Sheet) -> str | None:
    """The known form that a table is; a form of one firm a sheet is none where every heading is one of a plain list."""
    form = recognise(sheet)
    one_firm = form is not None and any(part.shape == "form" for part in known_profiles()[form].parts)
    return None if one_firm and _is_whole_list(sheet) else form


def own_profile(sheet: Sheet) -> Profile | None:
    """How a table among others is read: as the form it is, or as a list whose headings are all known."""
    if form := known_form(sheet):
        return known_profiles()[form]
    return mapped(sheet, likely_kind(sheet))[0] if _is_whole_list(sheet) else None


def _is_whole_list(sheet: Sheet) -> bool:
    """Whether every heading of a table is one of the likeliest kind of list."""
    return fitting_columns(sheet, likely_kind(sheet)) == len([heading for heading in sheet.columns if heading])


def _told_apart(sheet: Sheet) -> Text:
    values = {"file": sheet.file, "sheet": sheet.name}
    return Text("Not read: {file}, sheet {sheet}; it is none of the known forms. Import it by itself.", values)


def _told_unread(unread: Unread) -> Text:
    values = {"sentence": unread.sentence, "advice": unread.advice}
    return Text("Not read: {sentence} {advice}", values)


def as_list(draft: Draft, kind: str) -> Draft:
    """The same file with its headings mapped to the columns of a kind."""
    profile = mapped(draft.sheet, kind)[0]
    return _read_anew(draft, profile, LIST, draft.system)


def as_guessed(draft: Draft, kind: str = "") -> Draft:
    """The same file read by its looks: blocks, months, quantities in headings, else a list; `kind` "" for any."""
    profile = guess_profile(draft.sheet, kind)
    return _read_anew(draft, profile, LIST, draft.system)


def as_form(draft: Draft, form: str) -> Draft:
    """The same file read as a known form."""
    profile = known_profiles()[form]
    return _read_anew(draft, profile, FORM, profile.crs)


def _read_anew(draft: Draft, profile: Profile, origin: str, system: str) -> Draft:
    """The same file read by another profile; what came of the one before is not known any more."""
    draft = replace(draft, tables=(), guesses=(), placing=None, plan=None)
    return replace(draft, profile=profile, origin=origin, system=system)


def work_out(draft: Draft, snapshot: Snapshot, project: Path, srs: int) -> Draft:
    """Shape, place and plan a draft; it may be called from a worker thread, since the plan reads by itself."""
    tables: list[tuple[str, Sheet]] = []
    guesses: list[Guess] = []
    draft = _read_as_told(draft, srs)
    brought = bool(draft.sheet.brought_from)  # by the reader: to locate it in the same system moves it twice
    made, told = _shaped(draft)
    for kind, table in sorted(made, key=lambda one: ORDER.index(one[0])):
        if kind in PLACED:
            table, found, _ = locate(table, None if brought else draft.system or None, snapshot, srs)
            guesses += draft.guesses if brought else found
        tables.append((kind, table))
    plan = plan_sheets(project, tables, draft.choices)
    placing = place_points(snapshot, tables) if guesses else None
    return replace(
        draft, tables=tuple(tables), guesses=tuple(guesses), plan=plan, placing=placing, unshaped=tuple(told)
    )


def _read_as_told(draft: Draft, srs: int) -> Draft:
    """A map file read anew where it was read in another system than the one that is now told, or in none."""
    stated = parse_system(draft.system).name if draft.system else ""
    if not is_map_file(draft.path) or draft.sheet.brought_from == stated or not draft.path.is_file():
        return draft
    sheet = _read_layer(draft.path, draft.how, srs, draft.system, lambda: False)
    return replace(draft, sheet=sheet)


def _shaped(draft: Draft) -> tuple[list[tuple[str, Sheet]], list[Text]]:
    """The tables of all sheets, and what is told of those that give none; UserError where no sheet gives any."""
    made: list[tuple[str, Sheet]] = []
    told: list[Text] = []
    for sheet in (draft.sheet, *draft.more):
        try:
            made += shape(sheet, _profile_of(sheet, draft))
        except UserError as problem:
            if not draft.more:
                raise
            told.append(_told_unread(Unread(sheet.file, sheet.name, problem.sentence, problem.advice)))
    if not made:
        raise empty_table(draft.path.name)
    return made, told


def _profile_of(sheet: Sheet, draft: Draft) -> Profile:
    """The profile of the draft for tables with its headings, else the table's own."""
    if sheet is draft.sheet or signature(sheet) == signature(draft.sheet):
        return draft.profile
    return own_profile(sheet) or draft.profile


def parts_of(path: Path, cancelled: Callable[[], bool] = lambda: False) -> tuple[list[str], list[str]]:
    """The sheets or layers of a file, and the encodings in which it can be read; none where there is no choice."""
    if path.is_dir():
        return [], []
    if is_map_file(path):
        return layer_names(path, cancelled), [found.encoding for found in layer_encodings(path)]
    if path.suffix.lower() in TEXT_FILES:
        return [], [name for name, _ in encodings(path)]
    return list(worker.run("core.sheet_workbook", "sheet_names", (path,), file=path, cancelled=cancelled)), []
