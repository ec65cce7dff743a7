"""`cluster-atlas cascade PROJECT --energy|--water [--year Y] [--json]`: heat or water handed on from firm to firm."""

import argparse
import json
from pathlib import Path
from typing import Any

from app.messages import answer
from app.years import add_locked, named_year, read_chosen
from core.cascade_project import End, HeatCascade, ProjectWater, Refusal, project_heat, project_water
from core.cascade_words import heat_lines, water_lines
from core.findings import inquire
from core.i18n import show
from core.project import Project
from core.renaming import names_in, text_in
from core.snapshot import Snapshot
from core.text import N_, Text


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file to read (.gpkg)"))
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--energy", action="store_true", help=N_("heat that is left, by temperature"))
    which.add_argument("--water", action="store_true", help=N_("water that is discharged, by quality"))
    parser.add_argument("--year", type=int, help=N_("year to look at; without it the latest that has figures"))
    add_locked(parser)
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Tell what can be handed on and which rungs are missing, without changing a byte of the project."""
    with Project.open(arguments.project, read_only=True) as project:
        snapshot, year, edition = read_chosen(project, arguments, language)
    inquiry = inquire(snapshot, year)
    names = names_in(snapshot, language)
    now = inquiry.now
    if arguments.energy:
        heat = project_heat(inquiry)
        told, plain = list(heat_lines(now, heat)), _heat_json(now, heat, language)
    else:
        water = project_water(inquiry)
        told, plain = list(water_lines(now, water)), _water_json(now, water, language)
    lines = [show(text_in(text, names), language) for text in told]
    if arguments.json:
        plain |= {"project": now.name, "year": inquiry.year, "sentences": lines}
        answer(json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=1), language)
        return 0
    if edition:
        answer(Text("Numbers of {citation}.", {"citation": edition.citation}), language)
    named = {"project": now.name, "year": named_year(inquiry.year)}
    if arguments.energy:
        answer(Text("{project}, {year}: heat that can be handed on", named), language)
    else:
        answer(Text("{project}, {year}: water that can be handed on", named), language)
    for line in lines:
        answer(line, language)
    return 0


def _heat_json(now: Snapshot, heat: HeatCascade, language: str) -> dict[str, Any]:
    return {
        "sources": [{**_end(now, end), "temperature": end.temperature} for end in heat.sources],
        "sinks": [{**_end(now, end), "temperature": end.temperature} for end in heat.sinks],
        "heating": heat.table.heating,
        "cooling": heat.table.cooling,
        "recovered": heat.table.recovered,
        "pinch": list(heat.table.pinch),
        "sent": heat.handed.sent.tolist(),
        "delivered": heat.handed.delivered,
        "left_out": heat.left_out + len(heat.refused),
        "refused": [_refusal(now, one, language) for one in heat.refused],
    }


def _water_json(now: Snapshot, water: ProjectWater, language: str) -> dict[str, Any]:
    cascade = water.cascade
    return {
        "sources": [_end(now, end) for end in water.sources],
        "sinks": [_end(now, end) for end in water.sinks],
        "pollutants": list(water.pollutants),
        "fresh": cascade.fresh.tolist() if cascade else None,
        "reused": cascade.reused.tolist() if cascade else None,
        "waste": cascade.waste.tolist() if cascade else None,
        "targets": {
            name: {
                "fresh": told.fresh,
                "without_reuse": told.alone,
                "pinch": told.pinch,
                "firms": [
                    {"uid": str(now.actor.uid[row]), "name": str(now.actor.name[row])}
                    for row in water.target_firms[name]
                ],
                "fresh_by_firm": told.network.fresh.tolist() if told.network else None,
                "reused_by_firm": told.network.reused.tolist() if told.network else None,
            }
            for name, told in water.targets.items()
        },
        "left_out": water.left_out + len(water.refused),
        "refused": [_refusal(now, one, language) for one in water.refused],
    }


def _refusal(now: Snapshot, one: Refusal, language: str) -> dict[str, Any]:
    told = {"uid": str(now.actor.uid[one.actor]), "name": str(now.actor.name[one.actor])}
    return {**told, "reason": show(one.reason, language)}


def _end(now: Snapshot, end: End) -> dict[str, Any]:
    return {"uid": str(now.actor.uid[end.actor]), "name": str(now.actor.name[end.actor]), "amount": end.amount}
