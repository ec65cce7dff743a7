"""What an authority decided about firms: statutory lists and permit classes, with document and year."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from core.catalogues import PermitLine, Row, permit_line, table
from core.evidence import enumerate_names, join_sources, ref, refs, sentences, sources
from core.findings import Finding, Inquiry, check
from core.list_entries import DENIED, NAMED, UNCLEAR, is_statutory, row_says
from core.snapshot import Snapshot
from core.text import N_, Text

LISTED = "pollution.statutory_list"
PERMIT = "pollution.permit_class"
HINT = "pollution.permit_hint"
LEFT = "data.left_list"
YEAR = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?:\d{4}(?!\d)|(?:\D\d{1,2}(?!\d)){0,2})"
)  # a year, or a date that begins with it
CHINA = (73.0, 136.0, 3.0, 54.0)  # longitudes and latitudes; GB/T 4754 codes say nothing about a cluster elsewhere


@dataclass(frozen=True, slots=True)
class Listing:
    """What the latest edition of one list that names a firm (row of `actor`) says: rows of `register`, first first.

    `known` is the line of tables/statutory_lists.csv; `edition` the year of that edition, `newest` the year of the
    newest edition up to the year asked that names anybody, or of a later row that says the firm is not on the list:
    then `denied` are these rows. NaN where no year is told.
    """

    actor: int
    known: Row
    edition: float
    newest: float
    rows: tuple[int, ...]
    denied: tuple[int, ...] = ()

    @property
    def current(self) -> bool:
        """Whether the firm stands in the newest edition; an undated entry does where no edition is dated."""
        return self.edition == self.newest or bool(np.isnan(self.newest))


def listings(inquiry: Inquiry) -> list[Listing]:
    """What lists about pollution say of firms, one listing per firm and list; green factories and the like are none.

    Editions of a list are told apart by their year and brought together by title and publisher. Entries whose
    validity ended before the year are left out, and those that do not say for certain that the list names the firm.
    A row that denies it says nothing of other firms, so it makes no edition.
    """
    return inquiry.once(_listings)


def _listings(inquiry: Inquiry) -> list[Listing]:
    register = inquiry.now.register
    editions = [_edition(inquiry.now, row) for row in range(len(register))]
    found = []
    for known, rows in _lists(inquiry, editions):
        told = {row: (_row_says(inquiry.now, row, known), editions[row]) for row in rows}
        newest = max((year for said, year in told.values() if said == NAMED and not np.isnan(year)), default=np.nan)
        by_actor: dict[int, list[int]] = defaultdict(list)
        for row in rows:
            by_actor[int(register.actor[row])].append(row)
        for actor, of_firm in by_actor.items():
            one = _listing(known, actor, newest, {row: told[row] for row in of_firm})
            if valid := tuple(row for row in one.rows if not _ended(str(register.valid_to[row]), inquiry.year)):
                found.append(replace(one, rows=valid))
    return found


def _listing(known: Row, actor: int, newest: float, told: dict[int, tuple[str, float]]) -> Listing:
    """What a list says of a firm by its rows, each with what it says and the year of its edition."""
    named = {row: year for row, (said, year) in told.items() if said == NAMED}
    edition = max((year for year in named.values() if not np.isnan(year)), default=np.nan)
    denied = {row: year for row, (said, year) in told.items() if said == DENIED and not np.isnan(year)}
    later = {row: year for row, year in denied.items() if np.isnan(edition) or year > edition}
    rows = tuple(row for row, year in named.items() if year == edition or np.isnan(year))
    return Listing(actor, known, edition, max(later.values(), default=newest), rows, tuple(later))


def _row_says(now: Snapshot, row: int, known: Row) -> str:
    """What a row says of its firm; each list has words of its own that deny it too."""
    return DENIED if _names_any(str(now.register.entry[row]), known["not_words"]) else row_says(now, row)


def told_of_lists(inquiry: Inquiry) -> set[int]:
    """The actors of which an edition of this year, or one without a year, says whether they are on a list."""
    register, told, unclear = inquiry.now.register, set[int](), set(unclear_rows(inquiry.now))
    for row, title in enumerate(register.list.tolist()):
        edition = _edition(inquiry.now, row)
        known = row not in unclear and is_statutory(str(title))
        if known and (np.isnan(edition) or inquiry.year is None or edition == inquiry.year):
            told.add(int(register.actor[row]))
    return told


def unclear_rows(now: Snapshot) -> list[int]:
    """The rows of statutory lists of which nobody can tell whether they name their firm or deny it."""
    register = now.register
    titles = [row for row, title in enumerate(register.list.tolist()) if is_statutory(str(title))]
    said = {row: _list_of(str(register.list[row])) for row in titles}
    return [row for row, known in said.items() if known is not None and _row_says(now, row, known) == UNCLEAR]


def _lists(inquiry: Inquiry, editions: list[float]) -> list[tuple[Row, list[int]]]:
    """The known lists with their rows of `register` in all editions up to the year."""
    told: dict[tuple[str, ...], tuple[Row, list[int]]] = {}
    for row, edition in enumerate(editions):
        known = _list_of(str(inquiry.now.register.list[row]))
        if known and not (inquiry.year is not None and edition > inquiry.year):
            told.setdefault(_list_key(inquiry.now, row, known), (known, []))[1].append(row)
    return list(told.values())


def _edition(now: Snapshot, row: int) -> float:
    """The year of an entry, else the first year in the title of its list; NaN where neither is told."""
    year = float(now.register.year[row])
    named = YEAR.search(str(now.register.list[row])) if np.isnan(year) else None
    return float(named[0][:4]) if named else year


def _list_key(now: Snapshot, row: int, known: Row) -> tuple[str, ...]:
    """What all editions of a list share: its kind, its title without the year, and who publishes it."""
    cited = int(now.register.source[row])
    publisher = str(now.source.publisher[cited] or now.source.title[cited]) if cited >= 0 else ""
    return known["id"], _undated(str(now.register.list[row])), _undated(publisher)


def _undated(title: str) -> str:
    """A title without years, words for editions and punctuation."""
    plain = YEAR.sub("", unicodedata.normalize("NFKC", title).casefold())
    for row in table("tables/edition_words.csv"):
        plain = plain.replace(row["word"], "")
    return "".join(filter(str.isalnum, plain))


def _list_of(title: str) -> Row | None:
    """The list that a title means; None where it names those that are not, or no longer, on a list."""
    for row in table("tables/statutory_lists.csv"):
        if _names_any(title, row["words"]) and not _names_any(title, row["not_words"]):
            return row
    return None


def _names_any(text: str, words: str) -> bool:
    return any(word.casefold() in text.casefold() for word in words.split("|"))


def _ended(valid_to: str, year: int | None) -> bool:
    """Whether a validity that begins with its year (2025-05-31) ended before the year."""
    return year is not None and valid_to[:4].isdigit() and int(valid_to[:4]) < year


@check(LISTED, N_("On a statutory list"))
def find_listed(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms that the newest edition of an authority's list names, such as the key units under supervision."""
    now, register = inquiry.now, inquiry.now.register
    for listing in filter(lambda listing: listing.current, listings(inquiry)):
        rows = listing.rows
        documents = join_sources(*(str(register.document[row]) for row in rows))
        yield Finding(
            rule=LISTED,
            layer="statutory",
            severity=int(listing.known["severity"]),
            subject=ref(now, "actor", listing.actor),
            sentence=_listed(now, listing, bool(documents)),
            step=Text("Treat the firm as the document demands, and check each year whether the entry still stands."),
            matter=str(register.list[rows[0]]),
            year=inquiry.year,
            evidence=(*refs(now, "register", rows), ref(now, "actor", listing.actor)),
            source=join_sources(documents, sources(now, "register", rows)),
        )


def _listed(now: Snapshot, listing: Listing, documented: bool) -> Text:
    values = {"firm": now.actor.name[listing.actor], "list": now.register.list[listing.rows[0]]}
    entries = [str(now.register.entry[row]) for row in listing.rows if now.register.entry[row]]
    entry = Text("Entry: {entry}.", {"entry": list(dict.fromkeys(entries))}) if entries else None
    if np.isnan(listing.edition):
        said = Text("{firm} is on the list “{list}”; the year of the list is not told.", values)
    else:
        said = Text("{firm} is on the list “{list}” of {year}.", {**values, "year": str(int(listing.edition))})
    paper = None if documented else Text("No document is told for this entry.")
    permit = now.actor.permit_class[listing.actor] == "key"
    keyed = Text("It is under key management of its permit.") if permit else None
    return sentences(said, entry, keyed, paper)


@check(LEFT, N_("No longer on the newest list"))
def find_left(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms in an older or undated edition of a list, not in its newest one or denied since; one finding per list."""
    now = inquiry.now
    left: dict[tuple[str, ...], list[Listing]] = defaultdict(list)
    for listing in listings(inquiry):
        if not listing.current:
            left[_list_key(now, listing.rows[0], listing.known)].append(listing)
    yield from (_left(inquiry, told) for told in left.values())


def _left(inquiry: Inquiry, told: list[Listing]) -> Finding:
    now = inquiry.now
    rows = [row for listing in told for row in (*listing.rows, *listing.denied)]
    title = str(now.register.list[rows[0]])
    older, denied = ([one for one in told if bool(one.denied) == gone] for gone in (False, True))
    return Finding(
        rule=LEFT,
        layer="data",
        severity=1,
        subject=inquiry.cluster,
        sentence=sentences(_older(now, title, older), _denied(now, title, denied)),
        step=Text("Check that the newest edition was entered whole; a firm that left the list needs nothing more."),
        amount=float(len(told)),
        matter=title,
        year=inquiry.year,
        evidence=refs(now, "register", rows),
        source=sources(now, "register", rows),
    )


def _older(now: Snapshot, title: str, told: list[Listing]) -> Text | None:
    if not told:
        return None
    names = enumerate_names([_dated_name(now, listing) for listing in told])
    return Text(
        "{n} firm stands in an older edition of “{list}” and not in its newest one of {year}: {names}.",
        {"n": len(told), "list": title, "year": str(int(told[0].newest)), "names": names},
        plural="{n} firms stand in older editions of “{list}” and not in its newest one of {year}: {names}.",
    )


def _denied(now: Snapshot, title: str, told: list[Listing]) -> Text | None:
    if not told:
        return None
    return Text(
        "{n} firm stood on “{list}”, and a later row says that it does not: {names}.",
        {"n": len(told), "list": title, "names": enumerate_names([_dated_name(now, listing) for listing in told])},
        plural="{n} firms stood on “{list}”, and later rows say that they do not: {names}.",
    )


def _dated_name(now: Snapshot, listing: Listing) -> Text:
    firm = str(now.actor.name[listing.actor])
    if np.isnan(listing.edition):
        return Text("{firm} (year not told)", {"firm": firm})
    return Text("{firm} ({year})", {"firm": firm, "year": str(int(listing.edition))})


@check(PERMIT, N_("Key management of the pollution permit"))
def find_permits(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms not ended whose permit class is key management.

    Where statutory lists are known the permit classes of the other firms are told together, else one by one.
    """
    listed, others = _unlisted(inquiry)
    classes = inquiry.now.actor.permit_class
    keyed = [actor for actor in others if classes[actor] == "key"]
    if listed and len(keyed) > 1:
        yield _permits(inquiry, keyed)
    else:
        yield from (_permit(inquiry, actor) for actor in keyed)


def _unlisted(inquiry: Inquiry) -> tuple[set[int], list[int]]:
    """The firms on a list, and the actors not ended that are on none."""
    listed = {listing.actor for listing in listings(inquiry) if listing.current}
    going = np.flatnonzero(inquiry.now.actor.status != "ended").tolist()
    return listed, [row for row in going if row not in listed]


@check(HINT, N_("Computed attention: permit of the strictest class by the industry"))
def find_permit_hints(inquiry: Inquiry) -> Iterable[Finding]:
    """Running firms on no list, without a permit class, whose industry code suggests key management of the permit.

    The reading of a code follows the catalogue of 2019 (abroad Directive 2010/75/EU); it is computed, never statutory,
    and a rule of its own, so that what is decided of it says nothing about what the authority enters later.
    """
    now, lines = inquiry.now, strict_lines(inquiry)
    for actor in _unlisted(inquiry)[1] if lines else ():
        if actor in lines and not now.actor.permit_class[actor]:
            yield _hint(inquiry, actor, lines[actor])


def strict_lines(inquiry: Inquiry) -> dict[int, PermitLine]:
    """By running firm (row) the line that suggests key management of its permit by its industry code."""
    actor, chinese = inquiry.now.actor, in_china(inquiry.now)
    running = np.flatnonzero((actor.status == "running") & (actor.industry_code != "")).tolist()
    lines = {row: permit_line(str(actor.industry_code[row])) for row in running}
    return {row: line for row, line in lines.items() if line and ("." not in line.industry_code) == chinese}


def in_china(now: Snapshot) -> bool:
    """Whether the cluster may lie in China: most of its points do, or none is known."""
    if np.isnan(now.actor.point).all():
        return True
    east, north = np.nanmedian(now.actor.point, axis=0)
    return bool(CHINA[0] <= east <= CHINA[1] and CHINA[2] <= north <= CHINA[3])


def _permit(inquiry: Inquiry, actor: int) -> Finding:
    now = inquiry.now
    return Finding(
        rule=PERMIT,
        layer="statutory",
        severity=2,
        subject=ref(now, "actor", actor),
        sentence=Text("{firm} is under key management of its pollution permit.", {"firm": now.actor.name[actor]}),
        step=Text("Compare its yearly permit report with the permitted masses and limits."),
        year=inquiry.year,
        evidence=(ref(now, "actor", actor),),
        source=join_sources(sources(now, "actor", [actor])),
    )


def _permits(inquiry: Inquiry, actors: list[int]) -> Finding:
    now = inquiry.now
    names = enumerate_names([str(now.actor.name[actor]) for actor in actors])
    return Finding(
        rule=PERMIT,
        layer="statutory",
        severity=1,
        subject=inquiry.cluster,
        sentence=Text(
            "{count} more firms are under key management of their pollution permit without standing on a list of the "
            "project: {names}.",
            {"count": len(actors), "names": names},
        ),
        step=Text("Check that the lists are complete; compare the yearly permit reports with the permits."),
        amount=float(len(actors)),
        year=inquiry.year,
        evidence=refs(now, "actor", actors),
        source=sources(now, "actor", actors),
    )


def _hint(inquiry: Inquiry, actor: int, line: PermitLine) -> Finding:
    now = inquiry.now
    values = {"firm": now.actor.name[actor], "code": now.actor.industry_code[actor], "line": line.line}
    return Finding(
        rule=HINT,
        layer="computed",
        severity=1,
        subject=ref(now, "actor", actor),
        sentence=Text(
            "By its industry code {code}, {firm} may need a pollution permit of the strictest class ({document}, line "
            "{line}: {condition}); its permit class is not recorded, so this is to be confirmed.",
            {**values, "condition": Text(line.condition), "document": Text(line.document)},
        ),
        step=Text("Enter the permit class that stands in the firm's pollution permit."),
        year=inquiry.year,
        evidence=(ref(now, "actor", actor),),
        source=line.document,
    )
