"""The research panel of a cluster in a year: numbers from the literature, each with its sentence; none to be reported.

It is the one reader of adjusted reference values outside the diagnosis, and only its group of flows reads them.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.columns import Flags, Numbers
from core.figures import for_year
from core.findings import Inquiry, Ref
from core.i18n import show, translate
from core.indicators import CLUSTER
from core.reconcile import reconcile
from core.research_chains import chain_studies, exchanged
from core.research_clusters import cluster_studies
from core.research_flows import flow_studies
from core.research_fragility import fragility_studies
from core.research_open import open_to_research
from core.research_results import GROUPS, Study
from core.research_stability import stability_studies
from core.research_supply import supply_studies
from core.research_symbiosis import symbiosis_studies
from core.research_use import use_studies
from core.snapshot import Snapshot
from core.steps import Step, quietly
from core.text import Text
from core.waste_uses import veiled_wastes


@dataclass(frozen=True, slots=True)
class Research:
    """The studies of a year, those of flows in `unit`; `note` says what was left out, None where nothing was."""

    year: int | None
    unit: str
    studies: tuple[Study, ...]
    note: Text | None


def research(snapshot: Snapshot, year: int | None = None, unit: str = "", step: Step = quietly) -> Research:
    """All studies of the running links of a year of a whole snapshot; without a year the latest with figures.

    Without a unit that of most known amounts counts. `step` is told of progress and may stop the work by raising.
    """
    narrowed, year = for_year(snapshot, year)
    shown = open_to_research(narrowed)
    kept: dict[object, Any] = {veiled_wastes: shown.veiled}
    inquiry = Inquiry(shown.now, snapshot.without_aggregates(), year, shown.links + shown.figures, kept)
    unit = unit or _common_unit(inquiry)
    studies = []
    for study in _studies(inquiry, unit, _adjusted(inquiry, shown.incomplete, step), step):
        step(0, 1)
        studies.append(replace(study, result=replace(study.result, year=year)))
    order = list(GROUPS)
    ranked = tuple(sorted(studies, key=lambda study: order.index(study.group)))
    return Research(year, unit, ranked, shown.note)


def _studies(inquiry: Inquiry, unit: str, adjusted: Numbers, step: Step) -> Iterator[Study]:
    yield from flow_studies(inquiry, unit, adjusted)
    yield from use_studies(inquiry)
    yield from symbiosis_studies(inquiry)
    yield from chain_studies(inquiry)
    yield from fragility_studies(inquiry, unit, step)
    yield from supply_studies(inquiry, unit, step)
    yield from stability_studies(inquiry)
    yield from cluster_studies(inquiry)


def _adjusted(inquiry: Inquiry, incomplete: Flags, step: Step) -> Numbers:
    """The adjusted reference value (links,) of every link that has one, NaN for the others.

    The books of `incomplete` actors would be closed over figures that were left out, so they are not adjusted.
    """
    actor = inquiry.now.actor
    open_books = replace(actor, balanced=np.where(incomplete, "", actor.balanced))
    found = reconcile(replace(inquiry.now, actor=open_books), inquiry.year, step=step)
    place = {uid: row for row, uid in enumerate(inquiry.now.flow.uid.tolist())}
    values = np.full(len(inquiry.now.flow), np.nan)
    links = found.links
    there = ~np.isnan(links.adjusted) & (links.adjusted >= 0)
    rows = [place[uid] for uid in found.now.flow.uid[links.flow[there]].tolist()]
    values[rows] = links.adjusted[there]
    return values


def _common_unit(inquiry: Inquiry) -> str:
    """The unit of most physical links with a known amount; without any that of most statistics of what firms use."""
    told, statistic = inquiry.figures, inquiry.now.statistic
    used = statistic.unit[(statistic.item == "consumption") & ~np.isnan(statistic.value)]
    for stated in (told.unit[exchanged(inquiry) & ~np.isnan(told.value)], used):
        if units := Counter(str(unit) for unit in stated if unit):
            return units.most_common(1)[0][0]
    return ""


def of_cluster(found: Research) -> list[Study]:
    """The studies of the cluster as a whole, without those of regions, firms and wastes."""
    return [study for study in found.studies if study.result.scope == CLUSTER]


def to_json(found: Research, language: str) -> dict[str, Any]:
    """The studies as plain values for JSON: ids as they are, sentences in a language, unknown numbers None."""
    return {
        "unit": found.unit,
        "note": show(found.note, language) if found.note else None,
        "studies": [_study(study, language) for study in found.studies],
    }


def _study(study: Study, language: str) -> dict[str, Any]:
    result = study.result
    return {
        "id": study.about.id,
        "group": translate(GROUPS[study.group], language),
        "title": translate(study.about.title, language),
        "literature": translate(study.about.doc, language),
        "adjusted": study.adjusted,
        "scope": result.scope if isinstance(result.scope, str) else _row(result.scope),
        "year": result.year,
        "value": None if result.value is None else float(result.value),
        "unit": result.unit,
        "status": result.status,
        "coverage": float(result.coverage),
        "missing": [_row(ref) for ref in result.missing],
        "sentence": show(study.sentence, language),
    }


def _row(ref: Ref) -> dict[str, str]:
    return {"table": ref.table, "uid": ref.uid, "name": ref.name}
