"""What is to be said of the figures behind a coupling: open findings about units and scale, firms that told none."""

from collections.abc import Mapping, Sequence

from core.coupling_years import CouplingYears
from core.doubts import doubt_text, doubted, doubts_of, open_doubts
from core.evidence import enumerate_names
from core.snapshot import Snapshot
from core.system_results import Judged
from core.text import Quantity, Text

Remarks = Mapping[int, Sequence[Text]]  # by year


def coupling_doubts(snapshot: Snapshot, found: CouplingYears) -> dict[int, list[Text]]:
    """By year of a coupling of a whole snapshot: open findings on the figures that it reads, and who told none."""
    numbers = {one.line.number for one in found.used}
    remarks: dict[int, list[Text]] = {}
    for year in found.years:
        read = [judged for judged in found.judged if judged.result.year == year and judged.line.number in numbers]
        rows = (row for judged in read for row in judged.result.rows)
        doubt = doubt_text(doubted(rows, doubts_of(open_doubts(snapshot, year), snapshot, year)))
        impossible = (judged.result.reason for judged in read if judged.result.coverage == 1.0)
        said = [doubt, _silent(read), *dict.fromkeys(text for text in impossible if text.message_id)]
        remarks[year] = [text for text in said if text is not None]
    return remarks


def _silent(read: Sequence[Judged]) -> Text | None:
    """The smallest share of firms that told a figure, and which did not; None where all told all."""
    share = min((judged.result.coverage for judged in read), default=1.0)
    if share == 1.0:
        return None
    told = {"share": Quantity(round(100 * share, 1), "%")}
    names = list(dict.fromkeys(firm.name for judged in read for firm in judged.result.missing))
    if not names:
        return Text("Some of its figures are of {share} of the firms only.", told)
    values = {**told, "names": enumerate_names(names)}
    return Text("Some of its figures are of {share} of the firms only: not every one is told by {names}.", values)
