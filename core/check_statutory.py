"""What an authority decided about firms: statutory lists and permit classes, with document and year."""

from collections.abc import Iterable

import numpy as np

from core.catalogues import PermitLine, Row, permit_line, table
from core.evidence import enumerate_names, join_sources, ref, refs, sentences, sources
from core.findings import Finding, Inquiry, Ref, check
from core.snapshot import Snapshot
from core.text import N_, Text

LISTED = "pollution.statutory_list"
PERMIT = "pollution.permit_class"
CHINA = (73.0, 136.0, 3.0, 54.0)  # longitudes and latitudes; GB/T 4754 codes say nothing about a cluster elsewhere


def statutory_entries(inquiry: Inquiry) -> list[tuple[int, Row]]:
    """Rows of `register` on lists about pollution (tables/statutory_lists.csv) in force in the year, and the list.

    Of a list with several editions only the newest up to the year counts; green factories and the like do not.
    """
    register, year = inquiry.now.register, inquiry.year
    entries = []
    newest: dict[str, float] = {}
    for row in range(len(register)):
        known = _list_of(register.list[row])
        edition = float(register.year[row])
        if known is None or (year is not None and edition > year) or _ended(register.valid_to[row], year):
            continue
        entries.append((row, known, edition))
        newest[register.list[row]] = max(newest.get(register.list[row], edition), edition)
    return [(row, known) for row, known, edition in entries if not edition < newest[register.list[row]]]


def _list_of(title: str) -> Row | None:
    plain = title.casefold()
    for row in table("tables/statutory_lists.csv"):
        if any(word.casefold() in plain for word in row["words"].split("|")):
            return row
    return None


def _ended(valid_to: str, year: int | None) -> bool:
    """Whether a validity that begins with its year (2025-05-31) ended before the year."""
    return year is not None and valid_to[:4].isdigit() and int(valid_to[:4]) < year


@check(LISTED, N_("On a statutory list"))
def find_listed(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms that a document of an authority lists, such as the key units under environmental supervision."""
    now = inquiry.now
    for row, known in statutory_entries(inquiry):
        actor = int(now.register.actor[row])
        document = str(now.register.document[row])
        yield Finding(
            rule=LISTED,
            layer="statutory",
            severity=int(known["severity"]),
            subject=ref(now, "actor", actor),
            sentence=_listed(now, row, actor, document),
            step=Text("Treat the firm as the document demands, and check each year whether the entry still stands."),
            matter=str(now.register.list[row]),
            year=inquiry.year,
            evidence=(Ref("register", str(now.register.uid[row])), ref(now, "actor", actor)),
            source=join_sources(document, sources(now, "register", [row])),
        )


def _listed(now: Snapshot, row: int, actor: int, document: str) -> Text:
    edition = now.register.year[row]
    values = {"firm": now.actor.name[actor], "list": now.register.list[row], "entry": now.register.entry[row]}
    entry = Text("Entry: {entry}.", values) if values["entry"] else None
    if np.isnan(edition):
        said = Text("{firm} is on the list “{list}”; the year of the list is not told.", values)
    else:
        said = Text("{firm} is on the list “{list}” of {year}.", {**values, "year": str(int(edition))})
    paper = None if document else Text("No document is told for this entry.")
    permit = Text("It is under key management of its permit.") if now.actor.permit_class[actor] == "key" else None
    return sentences(said, entry, permit, paper)


@check(PERMIT, N_("Key management of the pollution permit"))
def find_permits(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms whose permit class is key management, and those whose industry code suggests it, told as a hint.

    Where statutory lists are known the permit classes of the other firms are told together, else one by one. The
    reading of a code follows the catalogue of 2019 (abroad Directive 2010/75/EU) where no class is recorded; it is
    computed, never statutory.
    """
    now = inquiry.now
    listed = {int(now.register.actor[row]) for row, _ in statutory_entries(inquiry)}
    others = [actor for actor in range(len(now.actor)) if actor not in listed]
    keyed = [actor for actor in others if now.actor.permit_class[actor] == "key"]
    if listed and len(keyed) > 1:
        yield _permits(inquiry, keyed)
    else:
        yield from (_permit(inquiry, actor) for actor in keyed)
    chinese = _in_china(now)
    for actor in others:
        line = None if now.actor.permit_class[actor] else permit_line(now.actor.industry_code[actor])
        if line and ("." not in line.industry_code) == chinese and now.actor.status[actor] == "running":
            yield _hint(inquiry, actor, line)


def _in_china(now: Snapshot) -> bool:
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
        rule=PERMIT,
        layer="computed",
        severity=1,
        subject=ref(now, "actor", actor),
        sentence=Text(
            "By its industry code {code}, {firm} may need a pollution permit of the strictest class ({document}, line "
            "{line}: {condition}); its permit class is not recorded, so this is to be confirmed.",
            {**values, "condition": line.condition, "document": line.document},
        ),
        step=Text("Enter the permit class that stands in the firm's pollution permit."),
        year=inquiry.year,
        evidence=(ref(now, "actor", actor),),
        source=line.document,
    )
