"""Which planted faults and clerks' slips were told when the forms came in, and which only the checks list."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from core.analysis import analyse
from core.catalogues import Row, table
from core.i18n import show
from core.imports import Plan
from core.snapshot import Snapshot
from core.teaching_tables import read_park

PLANTED = Path(__file__).parents[1] / "core" / "planted_faults.csv"
YEAR = 2025


def told_and_found(plans: Sequence[Plan], snapshot: Snapshot, language: str) -> Iterator[str]:
    """One line per fault: at import, by the checks, or not at all."""
    told = list(_told(plans, language))
    found = [
        f"{show(one.sentence, language)} {one.subject.name} {one.matter} {' '.join(ref.name for ref in one.evidence)}"
        for one in analyse(snapshot, YEAR).findings
        if one.rule.startswith(("data", "gap"))
    ]
    for fault in _planted():
        words = [word for word in (fault["actor"], fault["other"], fault["matter"]) if word]
        yield _line(fault["fault"], words, told, found)
    for slip in _slips():
        yield _line(slip["slip"], [slip["firm"]], told, found)


def _told(plans: Sequence[Plan], language: str) -> Iterator[str]:
    """What the check page says of rows, with the row it says it of."""
    for plan in plans:
        for (_, sheet), result in zip(plan.sheets, plan.results, strict=True):
            rows = {number: " ".join(map(str, cells)) for number, cells in sheet.rows}
            titles = " ".join(str(cell) for _, cells in sheet.titles for cell in cells)
            for problem in result.problems:
                about = f"{sheet.file} {titles} {rows.get(problem.row, '')}"
                yield f"{show(problem.reason, language)} ({about})"


def _line(fault: str, words: Sequence[str], told: Iterable[str], found: Iterable[str]) -> str:
    at_import = [line for line in told if all(word in line for word in words)]
    by_check = [line for line in found if all(word in line for word in words)]
    where = "at import" if at_import else "by the checks" if by_check else "NOT TOLD"
    sentence = (at_import or by_check or [""])[0][:150]
    return f"planted {fault} ({' '.join(words)}): {where}: {sentence}"


def _planted() -> list[dict[str, str]]:
    with PLANTED.open(encoding="utf-8", newline="") as file:
        titles = {row["id"]: row["title_zh"] for row in table("tables/items.csv") if "title_zh" in row}
        return [{**row, "matter": titles.get(row["matter"], row["matter"])} for row in csv.DictReader(file)]


def _slips() -> list[Row]:
    names = {firm.id: firm.row["name"] for firm in read_park().firms.values()}
    return [{**row, "firm": names.get(row["firm"], row["firm"])} for row in table("teaching/forms/slips.csv")]
