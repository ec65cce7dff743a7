"""What an import is told as: the sum, then each row that was not simply taken, then what was created."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from core.i18n import show
from core.import_choices import Candidate
from core.import_results import ImportResult, NewName, total_identity
from core.import_rows import Problem
from core.kind_titles import kind_title
from core.text import Text

CLOSE = 60  # of 100: likeness from which a name of the project is worth asking about
LISTED = 20  # names that are shown of a list; --json gives all


def describe_results(results: Sequence[ImportResult]) -> Iterable[Text]:
    """What happened to several tables: all rejected rows, the sum of all and of each, then the rest, all once."""
    yield from _by_file(results, _rejected)
    yield total_identity(results)
    for result in results:
        values = {"file": result.file, "kind": kind_title(result.kind), "identity": result.identity}
        yield Text("{file}, {kind}: {identity}", values)
    yield from _by_file(results, _further)


def _by_file(results: Sequence[ImportResult], tell: Callable[[ImportResult], Iterable[Text]]) -> Iterable[Text]:
    """What is told of the tables of each file, below its name."""
    told: dict[str, dict[Text, None]] = {}
    for result in results:
        told.setdefault(result.file, {}).update(dict.fromkeys(tell(result)))
    for file, lines in told.items():
        if lines:
            yield Text("{file}:", {"file": file})
            yield from lines


def describe_result(result: ImportResult) -> Iterable[Text]:
    """What happened: the sum first, then each row that was not simply taken, then what was created on the way."""
    yield result.identity
    yield from _rejected(result)
    yield from _further(result)


def _rejected(result: ImportResult) -> Iterable[Text]:
    """The rows that were not taken, each with its reason."""
    return _titled(Text("Rejected:"), result.of("rejected"), result)


def _further(result: ImportResult) -> Iterable[Text]:
    """What is told beside the rows that were rejected."""
    yield from _titled(Text("Skipped:"), result.of("skipped"), result)
    yield from _titled(Text("Taken, with a remark:"), result.of("taken"), result)
    yield from _created(result)
    if result.unused:
        yield Text("Columns not used: {names}.", {"names": list(result.unused)})
    yield from result.remarks


def _titled(title: Text, problems: Sequence[Problem], result: ImportResult) -> Iterable[Text]:
    if problems:
        yield title
        yield from _listed(problems, result)


def _listed(problems: Sequence[Problem], result: ImportResult) -> Iterable[Text]:
    """Each reason with its rows; where very many have the same kind, the first of them and how many more."""
    alike: dict[Problem, dict[int, None]] = {}
    for problem in problems:
        alike.setdefault(replace(problem, row=0), {})[problem.row] = None
    told, more, example = Counter[str](), Counter[str](), dict[str, Text]()
    for problem, rows in alike.items():
        kind = problem.reason.message_id
        told[kind] += 1
        example.setdefault(kind, problem.reason)
        if told[kind] <= LISTED:
            yield _problem(problem, sorted(rows), result)
        else:
            more[kind] += len(rows)
    for kind, count in more.items():
        yield Text("- {n} more rows for the same kind of reason, such as: {reason}",
                   {"n": count, "reason": example[kind]})  # fmt: skip


def _problem(problem: Problem, rows: Sequence[int], result: ImportResult) -> Text:
    """Rows with what was told of them; the sheet is named where the file has sheets."""
    place = [Text("sheet {sheet}", {"sheet": problem.sheet})] if result.sheet else []
    place.append(_rows(rows))
    if problem.column:
        place.append(Text("column {column}", {"column": problem.column}))
    if problem.value:
        place.append(Text("value {value}", {"value": problem.value}))
    return Text("- {place}: {reason}", {"place": place, "reason": problem.reason})


def _rows(rows: Sequence[int]) -> Text:
    """Rows in ascending order, those that follow one another as from and to."""
    if len(rows) == 1:
        return Text("row {row}", {"row": str(rows[0])})
    runs = [[row for _, row in run] for _, run in groupby(enumerate(rows), lambda each: each[1] - each[0])]
    told: list[str | Text] = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs[:LISTED]]
    if left := sum(map(len, runs[LISTED:])):
        told.append(Text("{n} more", {"n": left}))
    return Text("rows {rows}", {"rows": told})


def _created(result: ImportResult) -> Iterable[Text]:
    if result.created_actors:
        names = _some(result.created_actors)
        yield Text("Actors created because rows name them, without coordinates and unclaimed: {names}.", names)
    near = [_near(new) for new in result.new_names if new.nearest and new.nearest[0].score >= CLOSE]
    if near:
        yield Text("New names that are like names of the project; are they the same? {names}.", _some(near))
    if result.created_commodities:
        yield Text("Commodities created because rows name them: {names}.", _some(result.created_commodities))
    if result.created_regions:
        yield Text("Regions created because rows name them, without outline: {names}.", _some(result.created_regions))


def _near(new: NewName) -> Text:
    """A new name, how many rows mention it, and the nearest names of the project with their likeness."""
    near = [f"{near.name} {near.score}" for near in new.nearest]
    return Text("{name} ({rows}): {near}", {"name": new.name, "rows": str(new.rows), "near": near})


def _some(names: Sequence[str | Text]) -> dict[str, object]:
    more = [Text("{n} more", {"n": len(names) - LISTED})] if len(names) > LISTED else []
    return {"names": [*names[:LISTED], *more]}


def candidate_record(candidate: Candidate, language: str) -> dict[str, Any]:
    """A row that may be double, for JSON."""
    return {
        "sheet": candidate.place[1] or candidate.place[0],
        "row": candidate.place[2],
        "name": candidate.name,
        "other": candidate.other_name,
        "other_row": candidate.other_row or None,
        "uid": candidate.uid,
        "why": show(candidate.why, language),
        "likely": candidate.likely,
    }
