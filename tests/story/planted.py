"""Which planted faults and clerks' slips were told when the forms came in, and which only the checks list."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from core.analysis import analyse
from core.catalogues import table
from core.findings import Finding
from core.i18n import show
from core.import_rows import Problem
from core.imports import Plan
from core.snapshot import Snapshot
from core.teaching_tables import read_park
from gis.cards import in_map_order

PLANTED = Path(__file__).parents[1] / "core" / "planted_faults.csv"
YEAR = 2025


# What speaks of each fault: words of the sentence at import, and the rule of the check.
MARKS = {
    "x1000": ("unit", "data.thousandfold"),
    "kg_for_t": ("unit", "data.thousandfold"),
    "no_receiver": ("receiver", "gap.no_receiver"),
    "no_site": ("site", "data.receiver_without_site"),
    "double": ("may be the firm", "data.same_firm_twice"),
    "growing_heap": ("heap", "gap.growing_heap"),
    "wrong_code": ("mistyped", "data.credit_code"),
    "twice": ("same as row", "data.same_firm_twice"),
    "kilograms": ("looks like kilograms", "data.ledger_in_kilograms"),
}


def told_and_found(plans: Sequence[Plan], snapshot: Snapshot) -> Iterator[str]:
    """One line per fault: told at import, listed by the checks, both, or not at all."""
    told = [(show(problem.reason, "en"), about) for plan in plans for problem, about in _told(plan)]
    found = [(one.rule, show(one.sentence, "en"), _about(one)) for one in analyse(snapshot, YEAR).findings]
    for name, words in [*_planted(), *_slips()]:
        phrase, rule = MARKS[name]
        at_import = [line for line, about in told if phrase in line and all(word in about + line for word in words)]
        by_check = [line for of, line, about in found if of == rule and all(word in about for word in words)]
        where = [place for place, lines in (("at import", at_import), ("by the checks", by_check)) if lines]
        sentence = (at_import or by_check or [""])[0][:140]
        yield f"planted {name} ({' '.join(words)}): {' and '.join(where) or 'NOT TOLD'}: {sentence}"


def planted_findings(snapshot: Snapshot, language: str) -> Iterator[tuple[bool, str]]:
    """One line per planted fault of the park: whether a finding tells of it, which, and what it says."""
    findings = in_map_order(analyse(snapshot, YEAR).findings, snapshot.without_aggregates())
    for name, words in _planted():
        rule = MARKS[name][1]
        found = [one for one in findings if one.rule == rule and all(word in _about(one) for word in words)]
        places = ", ".join(str(findings.index(one) + 1) for one in found) or "NONE"
        told = show(found[0].sentence, language) if found else ""
        yield bool(found), f"planted {name} ({' '.join(words)}): finding {places}, {rule}: {told[:160]}"


def _told(plan: Plan) -> Iterator[tuple[Problem, str]]:
    """What the check page says of rows, with the file, the titles and the row it says it of."""
    for (_, sheet), result in zip(plan.sheets, plan.results, strict=True):
        rows = {number: " ".join(map(str, cells)) for number, cells in sheet.rows}
        for problem in result.problems:
            yield problem, f"{sheet.file} {rows.get(problem.row, '')} {problem.value}"


def _about(finding: Finding) -> str:
    return " ".join([finding.subject.name, finding.matter, *(ref.name for ref in finding.evidence)])


def _planted() -> Iterator[tuple[str, list[str]]]:
    titles = {row["id"]: row["title_en"] for row in table("tables/items.csv")}
    with PLANTED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            words = [row[column] for column in ("actor", "other", "matter") if row[column]]
            yield row["fault"], [titles.get(word, word) for word in words]


def _slips() -> Iterator[tuple[str, list[str]]]:
    names = {firm.id: firm.row["name"] for firm in read_park().firms.values()}
    for row in table("teaching/forms/slips.csv"):
        yield row["slip"], [names.get(row["firm"], row["firm"])]
