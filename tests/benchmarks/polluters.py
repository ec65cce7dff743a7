"""Our flags of 220 listed firms of Ningxia against the level 1-4 that the data give: `-m tests.benchmarks.polluters`.

The firms, the list they stand on and their 1,038 monitored series are imported like any table. `exceed` of a series is
read as days (no count is above 92, the days of a quarter), its median as the mean. Furnace temperatures, whose limit is
a least one, are left out. Level 4 is taken as the gravest: all its firms are of the highest 程度 with a rising trend.
"""

import csv
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from core.findings import CHECKS, Finding
from core.i18n import translate
from core.pollution_flags import flag
from core.project import Project
from tests.app.ordinary import imported

FIRMS = {
    "kind": "actors",
    "columns": {
        "企业名称": "name",
        "lng": "lon",
        "lat": "lat",
        "代码": "credit code",
        "市": "region",
        "行业": "industry",
    },
}
LISTED = {"1": "水环境", "2": "大气环境", "3": "水环境、大气环境"}
TEMPERATURE = "炉膛温度"
OUT = Path(__file__).parent / "POLLUTERS.md"


@dataclass(frozen=True, slots=True)
class Compared:
    """A firm with the level of the data, the worst severity of each of our layers (0 none) and our rules."""

    name: str
    level: int
    statutory: int
    computed: int
    rules: tuple[str, ...]
    told: dict[str, str]

    @property
    def verdict(self) -> str:
        """Whether both call it grave (level 3-4, attention or more), neither does, or which of the two alone."""
        grave, flagged = self.level >= 3, self.computed >= 2
        return {(True, True): "both", (False, False): "neither", (True, False): "level", (False, True): "flags"}[
            grave, flagged
        ]


def compare(data: Path, folder: Path) -> list[Compared]:
    """Import firms, list and series into a new project in `folder`, flag them and set both side by side."""
    firms = json.loads((data / "DataAll.json").read_text(encoding="utf-8"))
    series = json.loads((data / "Enterprise_All_trend.json").read_text(encoding="utf-8"))
    with Project.create(folder / "ningxia.gpkg") as project:
        imported(project, _table(folder / "firms.csv", firms), profile=FIRMS)
        imported(project, _table(folder / "list.csv", _listed(firms)), "registers")
        imported(project, _table(folder / "series.csv", _series(series)), "emissions")
        flags = flag(project.snapshot())
    by_firm: dict[str, list[Finding]] = {}
    for finding in flags.findings:
        by_firm.setdefault(finding.subject.name, []).append(finding)
    known = set(flags.inquiry.now.actor.name.tolist())
    return [_compared(row, by_firm.get(row["企业名称"], [])) for row in firms if row["企业名称"] in known]


def _table(path: Path, rows: list[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _listed(firms: list[dict[str, str]]) -> list[dict[str, Any]]:
    title = "重点排污单位名录"
    return [{"企业": row["企业名称"], "名录": title, "条目": LISTED[row["种类"]]} for row in firms]


def _series(firms: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"企业": firm["enterpriseName"], "排放口": outlet["outletName"],
         "介质": "水" if one["unit"] == "mg/L" else "气",
         "污染物": one["pollutantName"], "浓度": one["median"],
         "浓度限值": one["standard"] or "", "超标天数": one["exceed"]}
        for firm in firms
        for outlet in firm["outlets"]
        for one in outlet["pollutants"]
        if one["pollutantName"] != TEMPERATURE
    ]  # fmt: skip


def _compared(row: dict[str, str], found: list[Finding]) -> Compared:
    worst = {layer: max((one.severity for one in found if one.layer == layer), default=0) for layer in
             ("statutory", "computed")}  # fmt: skip
    rules = tuple(dict.fromkeys(one.rule for one in found if one.layer == "computed" and one.severity >= 2))
    return Compared(row["企业名称"], int(row["level"]), worst["statutory"], worst["computed"], rules, row)


def reason(one: Compared) -> str:
    """Why the two differ: what our rules saw, and what the data weigh that a project does not hold."""
    told = one.told
    if one.verdict == "flags":
        titles = ", ".join(
            translate(CHECKS[rule].title, "en").removeprefix("Computed attention: ") for rule in one.rules
        )
        return f"{titles}; the data count {told['超标']} exceedances"
    weighed = []
    if told["程度"] == "3":
        weighed.append("degree (程度) 3")
    if told["风险"] == "3":
        weighed.append("risk (风险) 3")
    if told["趋势"] == "1":
        weighed.append("rising trend")
    if told["投诉"] != "0":
        weighed.append(f"{told['投诉']} complaints")
    if told["超标"] != "0":
        weighed.append(f"{told['超标']} exceedances that no series shows")
    return "level rests on " + (", ".join(weighed) or "what the data do not tell")


def report(rows: list[Compared]) -> Iterable[str]:
    """The table as lines of Markdown."""
    yield "# What our flags say of 220 listed firms of Ningxia, and what the data say"
    yield ""
    told = " ".join((__doc__ or "").split("\n")[2:]).strip()
    yield f"`python -m tests.benchmarks.polluters`, {date.today()}. {told}"
    yield ""
    yield "Six firms share a credit code with another one; their row is refused, and they come by the list's name."
    yield f"All {sum(one.statutory == 3 for one in rows)} stand on the list, so the statutory layer tells none apart."
    yield ""
    yield "| level in the data | no computed flag | hint | attention | key attention |"
    yield "|---|---|---|---|---|"
    cells = Counter((one.level, one.computed) for one in rows)
    for level in range(1, 5):
        yield f"| {level} | " + " | ".join(str(cells[level, severity]) for severity in range(4)) + " |"
    yield ""
    verdicts = Counter(one.verdict for one in rows)
    yield f"Agree: {verdicts['both']} grave by both (level 3-4, attention or more), {verdicts['neither']} by neither."
    yield f"Differ: {verdicts['level']} by their level alone, {verdicts['flags']} by our flags alone."
    yield "The level seems to weigh degree, risk, trend and complaints, none of which a project holds."
    yield "Our flags alone rest on days above a limit that the series tell and the level does not count."
    for verdict, title in (
        ("both", "Grave by both"),
        ("flags", "By our flags alone"),
        ("level", "By their level alone"),
    ):
        yield from ("", f"## {title}", "", "| firm | level | ours | reason |", "|---|---|---|---|")
        for one in sorted((one for one in rows if one.verdict == verdict), key=lambda one: (-one.level, one.name)):
            said = ", ".join(one.rules) if verdict == "both" else reason(one)
            yield f"| {one.name} | {one.level} | {one.computed} | {said} |"


def main() -> None:
    """Write the table beside this module."""
    data = os.environ.get("CLUSTER_ATLAS_DATA", "")
    if not data:
        sys.exit("CLUSTER_ATLAS_DATA does not name the folder of test data")
    with tempfile.TemporaryDirectory() as folder:
        rows = compare(Path(data) / "cn_ningxia", Path(folder))
    OUT.write_text("\n".join(report(rows)) + "\n", encoding="utf-8")
    sys.stdout.write(f"{OUT.name}: {len(rows)} firms\n")


if __name__ == "__main__":
    main()
