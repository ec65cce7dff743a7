"""A table on its way into a project: the names it uses, its sources, and what became of its rows."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core.code_files import FIELDS
from core.code_lists import CodeLine
from core.display_names import language_of, term
from core.i18n import LANGUAGES
from core.import_choices import Choices, RowChoice
from core.import_goods import GoodNames
from core.import_names import Ambiguous, Names, Token
from core.import_rows import Problem, Row
from core.kinds import BASE_UNITS
from core.ledger import Ledger, Record
from core.names import name_key, spaced_apart, tidy
from core.sheets import Sheet
from core.text import Text
from core.words import word_aliases, word_names

_SOURCE_COLUMNS = ("source date", "source use", "publisher")
IMPORTED, UPDATED, SKIPPED, REJECTED = "imported", "updated", "skipped", "rejected"
TAKEN = "taken"  # outcome of what is only told of a row
_PLAIN_CHOICES = Choices()
_NOTHING: Record = {}


class Directory:
    """The names of actors, regions, commodities and sources, shared by all tables of one import."""

    def __init__(self, ledger: Ledger, srs: int, choices: Choices = _PLAIN_CHOICES) -> None:
        self.ledger = ledger
        self.srs = srs
        self.choices = choices
        self.actors = Names(ledger, "actor", ("name", "code", "key", "alias"), _actor_stub)
        self.regions = Names(ledger, "region", ("name", "code", "translation"), dict)
        self.commodities = GoodNames(ledger, _commodity_stub)
        self.sources = Names(ledger, "source", ("title",), _source_stub)
        self.source_uses: dict[Token, str] = {}  # of sources that are not there yet
        self._learn()
        self._learn_chosen()

    @cached_property
    def own_codes(self) -> list[CodeLine]:
        """The lines of catalogues that the project holds itself."""
        held = self.ledger.rows("catalogue_line").values()
        return [CodeLine(*(str(line[name]) for name in FIELDS)) for line in held]

    def _learn(self) -> None:
        for id, row in self.ledger.rows("actor").items():
            self.learn_actor(id, row)
        for alias in self.ledger.rows("actor_alias").values():
            self.actors.learn("alias", alias["name"], alias["actor_id"])
        for id, row in self.ledger.rows("region").items():
            self.regions.learn("name", row["name"], id)
            self.regions.learn("code", row["code"], id)
            for language in LANGUAGES:  # our own workbooks name it in the language they are written in
                self.regions.learn("translation", term(row["name"], language), id)
        for id, row in self.ledger.rows("commodity").items():
            self.commodities.learn("name", row["name"], id)
        for id, row in self.ledger.rows("source").items():
            self.sources.learn("title", row["title"], id)

    def _learn_chosen(self) -> None:
        """Make aliases of the new names that the user knows to mean an actor of the project."""
        if not self.choices.same_as:
            return
        ids = {row["uid"]: id for id, row in self.ledger.rows("actor").items()}
        for name, uid in self.choices.same_as.items():
            if uid in ids and not self.actors.find(name):
                self.ledger.add("actor_alias", {"actor_id": ids[uid], "name": tidy(name), "kind": "alias"})
                self.actors.learn("alias", name, ids[uid])

    def learn_actor(self, id: int, row: Record) -> None:
        """Let an actor answer to its name, credit code and the id of its source."""
        self.actors.learn("name", row["name"], id)
        self.actors.learn("code", row.get("credit_code", ""), id)
        self.actors.learn("key", row.get("source_key", ""), id)


def _source_stub(known: Record) -> Record:
    return {"title": known["name"], **{column: value for column, value in known.items() if column != "name"}}


def _actor_stub(known: Record) -> Record:
    return {**known, "kind": "firm", "unclaimed": 1, "point_quality": "none"}


def _commodity_stub(known: Record) -> Record:
    """A commodity as its first rows told it: what is measured in joules is energy, water is kept in cubic metres."""
    medium = str(known.get("medium") or "goods")
    base = known.get("base_unit") or BASE_UNITS.get(medium, "")
    if medium == "goods" and base == BASE_UNITS["energy"]:
        medium = "energy"
    if medium == "water" and base == BASE_UNITS["goods"]:
        base = BASE_UNITS["water"]
    return {**known, "medium": medium, "base_unit": base}


@dataclass(frozen=True, slots=True, eq=False)
class SourceNote:
    """Who says it: the source's token, and what rows tell of it; `own` marks the file itself as the source.

    An intake makes one note for the rows that tell the same, so that notes compare by identity.
    """

    token: Token
    told: tuple[tuple[str, str], ...]  # column of the table of sources, value
    own: bool = False


class Intake:
    """One table under import. `indexes` find existing rows by their identity; `problems` collects what is told."""

    def __init__(self, directory: Directory, sheet: Sheet) -> None:
        self.directory = directory
        self.ledger = directory.ledger
        self.sheet = sheet
        self.problems: list[Problem] = []
        self._indexes: dict[tuple[str, ...], dict[tuple[Any, ...], int]] = {}
        self._known: dict[tuple[str, ...], dict[tuple[Any, ...], list[Record]]] = {}
        self.paired: dict[int, int] = {}  # rows of the file that repeat or replace an existing row without a key
        self.new_links: set[int] = set()
        self.completed_links: set[int] = set()  # links that were there before and got further figures
        self.undated = 0  # rows of links whose amount names no year, so that it counts in every year without one
        self.open_ended = 0  # rows of links that leave an end empty, which then lies outside the cluster
        self.unsent = 0  # rows of emissions that do not tell where they go, which then count as direct
        self.cells_beside: dict[str, tuple[int, tuple[str, ...]]] = {}  # by actor: the source it keeps, columns told
        self.left_out: dict[str, None] = {}  # words that no list knows, each once, whose rows were taken
        self.source_changed = False  # whether something new was told of an existing source
        self._notes: dict[tuple[str, ...], SourceNote] = {}
        self._settled_notes: dict[SourceNote, int] = {}
        self._choices = directory.choices
        self.respelt: dict[str, str] = {}  # names of rows that were taken, by what they were taken for
        self._noticed: dict[str, str] = {}
        self.translated: dict[str, str] = {}  # goods in another language or case, by what they were taken for
        self.other_uses: dict[str, tuple[str, str, str]] = {}  # by source: use before and now, title before
        for names in self._names():
            names.start()

    @property
    def permitted_use(self) -> str:
        """What a source that the table makes may be used for: the user's choice goes before the profile's."""
        return self._choices.permitted_use or self.sheet.permitted_use

    def _names(self) -> tuple[Names, ...]:
        named = self.directory
        return named.actors, named.regions, named.commodities, named.sources

    def noticed(self) -> dict[str, str]:
        """Names by what they were taken for, noted since this was asked last: those of the row that was just read.

        Only spaces between Chinese characters tell the two spellings apart.
        """
        found, self._noticed = self._noticed, {}
        for names in self._names():
            if names.respelt:
                found |= names.respelt
                names.respelt = {}
        return found

    def notice(self, known: object, name: object) -> None:
        """Note that a name was taken for another spelling of it."""
        if isinstance(known, str) and isinstance(name, str) and spaced_apart(known, name):
            self._noticed[tidy(name)] = tidy(known)

    def notice_good(self, known: str, name: str) -> None:
        """Note that a good was named in another language or with other capital letters."""
        if known != name and name_key(known) != name_key(name):
            self.translated[tidy(name)] = known

    def number(self, place: int) -> int:
        """The row of the file that a row of the table comes from."""
        return self.sheet.origins[place][0] if self.sheet.origins else self.sheet.rows[place][0]

    def heading(self, place: int) -> str:
        """The column of the file that a row of a table made from another comes from, "" for a plain table."""
        return self.sheet.origins[place][1] if self.sheet.origins else ""

    def label(self, place: int) -> str:
        """How a row is named in a sentence: by its number, and by its heading where several come from one."""
        heading = self.heading(place)
        return f"{self.number(place)} ({heading})" if heading else str(self.number(place))

    def chosen(self, place: int) -> RowChoice | None:
        """What the user decided of this very row."""
        if not self._choices.rows:
            return None
        return self._choices.of_row((self.sheet.file, self.sheet.name, self.number(place)))

    def action(self, place: int) -> str:
        """What becomes of a row about something that the project has: update, skip or new."""
        chosen = self.chosen(place)
        return chosen.action if chosen else self._choices.on_duplicate

    def tell(self, row: int, column: str, value: str, reason: Text, outcome: str) -> None:
        """Add to the list of what is told about rows."""
        self.problems.append(Problem(self.sheet.name or self.sheet.file, row, column, value, reason, outcome))

    def mention(self, names: Names, row: Row, column: str, told: Record = _NOTHING) -> Token | None:
        """The row of the project that a cell names and of which the row tells so much, None where it is empty."""
        text = row.text(column)
        if not text:
            return None
        try:
            token = names.mention(text, told)
        except Ambiguous as doubt:
            row.refuse(column, doubt.reason)
        if names is self.directory.commodities:
            self.notice_good(names.called(token), text)
        return token

    def actor(self, row: Row, column: str = "actor") -> Token:
        """The actor that a cell names, which must name one."""
        token = self.mention(self.directory.actors, row, column)
        if token is None:
            row.refuse(column, Text("the cell is empty"))
        return token

    def commodity(self, row: Row, medium: str = "", base_unit: str = "") -> Token:
        """The commodity that a row names; medium and base unit are those it gets if it has to be created."""
        stated = row.word("medium", "medium")
        told = {"medium": stated, "base_unit": base_unit, "carried": medium}
        token = self.mention(self.directory.commodities, row, "commodity", told)
        if token is None:
            row.refuse("commodity", Text("the cell is empty"))
        self.directory.commodities.describe(token, medium=medium, base_unit=base_unit)
        if medium == "water" and token in self.directory.commodities.guessed:
            self._turn_to_water(token)
        return token

    def _turn_to_water(self, id: int) -> None:
        """Keep in cubic metres what an earlier table of the import gave in tonnes, since a link of water carries it.

        What was stored of it stays as it is: a tonne of water is a cubic metre.
        """
        if self.ledger.rows("commodity")[id]["base_unit"] == BASE_UNITS["goods"]:
            self.ledger.change("commodity", id, {"medium": "water", "base_unit": BASE_UNITS["water"]})

    def source(self, row: Row) -> SourceNote:
        """The source a row names, else the file itself; rejected where another row told its date otherwise."""
        title = row.text("source")
        told = tuple((column, row.text(column)) for column in _SOURCE_COLUMNS if title and column in row.given)
        key = (title, *(text for pair in told for text in pair))
        if key not in self._notes:
            self._notes[key] = self._read_source(row) if title else self._file_source()
        return self._notes[key]

    def _read_source(self, row: Row) -> SourceNote:
        token = self._source_of_use(row)
        self.directory.sources.describe(token, permitted_use=self.permitted_use)
        read = {
            "date": row.date("source date"),
            "permitted_use": row.word("source use", "permitted_use"),
            "publisher": row.text("publisher"),
        }
        told = {name: value for name, value in read.items() if value}
        for note in self._notes.values():
            other = dict(note.told) if note.token == token else {}
            for name, value in told.items():
                if other.get(name, value) != value:
                    reason = Text("another row says {value} of the same source", {"value": other[name]})
                    row.refuse(_SOURCE_COLUMNS[list(read).index(name)], reason)
        alike = (note for note in self._notes.values() if (note.token, note.told) == (token, tuple(told.items())))
        return next(alike, None) or SourceNote(token, tuple(told.items()))

    def _source_of_use(self, row: Row) -> Token:
        """The source that a row names; for another use than is known of it a source of its own, so that no import
        makes public what was told for less.

        A source that is new in this import and of whose use nothing was told takes the first that is told.
        """
        sources, use = self.directory.sources, row.word("source use", "permitted_use")
        token = self.mention(sources, row, "source") or 0
        known = self._use_of(token)
        if use and known and known != use:
            title = sources.called(token)
            token = self._own_source(title, use)
            self.other_uses[sources.called(token)] = (known, use, title)
        if sources.is_pending(token) and (use or self.permitted_use):
            self.directory.source_uses.setdefault(token, use or self.permitted_use)
        return token

    def _use_of(self, token: Token) -> str:
        """What a source may be used for, "" of a new one of which nobody said it."""
        if self.directory.sources.is_pending(token):
            return self.directory.source_uses.get(token, "")
        return str(self.ledger.rows("source")[token].get("permitted_use") or "")

    def _own_source(self, title: str, use: str) -> Token:
        """The source of a title for a use: one that any word of the use names, else that of the word in the language
        of the title."""
        sources = self.directory.sources
        for word in word_aliases("permitted_use", use):
            found = sources.find(f"{title} ({word})", "title")
            if token := next((one for one in found if self._use_of(one) == use), None):
                return token
        word = word_names("permitted_use", language_of(title))[use]
        token = sources.mention(f"{title} ({word})")
        return token if self._use_of(token) in ("", use) else self._own_source(f"{title} ({word})", use)

    def _file_source(self) -> SourceNote:
        """The file as a source; a copy under another name is the same source."""
        sheet = self.sheet
        if sheet.file_hash:
            for id, row in self.ledger.rows("source").items():
                if row.get("file_hash") == sheet.file_hash:
                    return SourceNote(id, (), own=True)
        sources = self.directory.sources
        token = next(iter(sources.spelt_so(sources.find(sheet.file), sheet.file)), None) or sources.mention(sheet.file)
        sources.describe(token, permitted_use=self.permitted_use)
        return SourceNote(token, (("file", sheet.file), ("file_hash", sheet.file_hash)), own=True)

    def settle(self, names: Names, token: Token, note: SourceNote) -> int:
        """The id of what a token stands for; a name that is created now cites the source of the row that needs it."""
        if names.is_pending(token):
            return names.settle(token, source_id=self.settle_source(note))
        return names.settle(token)

    def settle_source(self, note: SourceNote) -> int:
        """The id of a source, with what is newly told of it."""
        if note not in self._settled_notes:
            sources = self.directory.sources
            known = not sources.is_pending(note.token)
            id = sources.settle(note.token)
            told = {name: value for name, value in note.told if value}
            self.source_changed |= self.ledger.change("source", id, told) and known
            self._settled_notes[note] = id
        return self._settled_notes[note]

    def index(self, table: str, columns: tuple[str, ...]) -> dict[tuple[Any, ...], int]:
        """The rows of a table by the columns that identify them."""
        name = (table, *columns)
        if name not in self._indexes:
            rows = self.ledger.rows(table)
            self._indexes[name] = {identity(row, columns): id for id, row in rows.items()}
        return self._indexes[name]

    def known(self, table: str, columns: tuple[str, ...]) -> dict[tuple[Any, ...], list[Record]]:
        """The rows that a table had when this was first asked, by columns that several may share."""
        name = (table, *columns)
        if name not in self._known:
            self._known[name] = {}
            for row in self.ledger.rows(table).values():
                self._known[name].setdefault(identity(row, columns), []).append(row)
        return self._known[name]

    def store(self, table: str, columns: tuple[str, ...], values: Record, defaults: Record | None = None) -> str:
        """Add a row or change the one with the same identity; empty cells leave what is known as it is.

        Its identity keeps its first spelling, and what a second source says just the same keeps its first source, so
        that no two rows take turns.
        """
        index = self.index(table, columns)
        key = identity(values, columns)
        if key not in index:
            index[key] = self.ledger.add(table, _with_defaults(values, defaults or {}))
            return IMPORTED
        given = {name: value for name, value in values.items() if value not in (None, "") and name not in columns}
        known = self.ledger.rows(table)[index[key]]
        for column in columns:
            self.notice(known[column], values[column])
        if known.get("source_id") and {name for name in given if known.get(name) != given[name]} <= {"source_id"}:
            return SKIPPED
        return UPDATED if self.ledger.change(table, index[key], given) else SKIPPED


def identity(row: Record, columns: tuple[str, ...]) -> tuple[Any, ...]:
    """The values that identify a row; names count as equal however their letters are typed."""
    values = (row[column] for column in columns)
    return tuple(name_key(value) if isinstance(value, str) else value for value in values)


def _with_defaults(values: Record, defaults: Record) -> Record:
    return {name: defaults.get(name, value) if value in (None, "") else value for name, value in values.items()}
