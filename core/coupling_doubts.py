"""What is to be said of the figures behind a coupling: open findings about units and scale, firms that told none."""

from collections.abc import Mapping, Sequence

from core.coupling_years import CouplingYears
from core.doubts import doubt_text, doubted
from core.doubts_over_years import doubts_over
from core.evidence import enumerate_names
from core.snapshot import Snapshot
from core.steps import pause
from core.system_results import Judged
from core.text import Quantity, Text

Remarks = Mapping[int, Sequence[Text]]  # by year


def coupling_doubts(snapshot: Snapshot, found: CouplingYears) -> dict[int, list[Text]]:
    """By year of a coupling of a whole snapshot: open findings on the figures that it reads, and who told none."""
    return coupling_remarks(found, doubtful_years(snapshot, found))


def doubtful_years(snapshot: Snapshot, found: CouplingYears) -> dict[int, Text]:
    """The years of a coupling of a whole snapshot that rest on a figure to be checked, with the sentence about it."""
    rows = {year: [row for judged in _read(found, year) for row in judged.result.rows] for year in found.years}
    doubts = doubts_over(snapshot, (row for told in rows.values() for row in told), found.years)
    said = {year: doubt_text(doubted(told, doubts)) for year, told in rows.items()}
    return {year: text for year, text in said.items() if text is not None}


def coupling_remarks(found: CouplingYears, doubtful: Mapping[int, Text]) -> dict[int, list[Text]]:
    """By year what is to be said of the figures that a coupling reads, the doubt about them first."""
    remarks: dict[int, list[Text]] = {}
    for year in found.years:
        pause()
        read = _read(found, year)
        impossible = (judged.result.reason for judged in read if judged.result.coverage == 1.0)
        said = [doubtful.get(year), _silent(read), *dict.fromkeys(text for text in impossible if text.message_id)]
        remarks[year] = [text for text in said if text is not None]
    return remarks


def remarks_together(remarks: Remarks) -> list[Text]:
    """What is to be said of the years, once where it is the same of several."""
    years: dict[Text, list[str]] = {}
    for year, texts in remarks.items():
        for text in texts:
            years.setdefault(text, []).append(str(year))
    return [Text("{year}: {remark}", {"year": named, "remark": text}) for text, named in years.items()]


def _read(found: CouplingYears, year: int) -> list[Judged]:
    numbers = {one.line.number for one in found.used}
    return [judged for judged in found.judged if judged.result.year == year and judged.line.number in numbers]


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
