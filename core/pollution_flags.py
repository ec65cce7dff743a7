"""The flags of a year by layer, with the rules and standard sets they were judged by, and what stands beside them.

Statutory, computed and entered flags are never mixed: each layer is a list of its own, and the severity of a firm is
the worst of its rules within a layer.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.analysis import finding_record
from core.catalogues import StandardSet
from core.check_screening import screening_findings
from core.check_statutory import in_china
from core.check_trades import trade_findings
from core.columns import json_number
from core.evidence import ref
from core.findings import CHECKS, LAYERS, Finding, Inquiry, Ref, inquire
from core.hazardous_units import HazardousUnit, hazardous_units
from core.i18n import translate
from core.own_standards import USUAL_UNITS, find_set, is_own
from core.pollution_regions import RegionUse, region_uses
from core.pollution_tax import TaxLine, WasteLine, tax_lines, waste_lines
from core.rule_lines import OWN, SHIPPED, RuleLine
from core.rule_set import RuleSet, rules_of
from core.rule_titles import RULES, SCREENING, SIXTEEN, STANDARD_SET, TAX_RATE, TWO_HIGH
from core.snapshot import Snapshot

FLAG_LAYERS = ("statutory", "computed", "entered")
TOGETHER = (SCREENING, TWO_HIGH, SIXTEEN)  # told of all firms at once in lists of findings, here firm by firm
_ASKED = ("pollution.", "region.", "entered.")


@dataclass(frozen=True, slots=True)
class Flags:
    """Everything that the flags of a year rest on; `findings` gravest first, of the three layers of flags alone."""

    inquiry: Inquiry
    findings: tuple[Finding, ...]
    rules: RuleSet
    standards: Mapping[str, StandardSet]
    taxes: tuple[TaxLine, ...]
    wastes: tuple[WasteLine, ...]
    regions: tuple[RegionUse, ...]
    classes: tuple[HazardousUnit, ...]


@dataclass(frozen=True, slots=True)
class Flagged:
    """A firm or place with its flags of one layer, gravest first; its severity is the worst of them."""

    subject: Ref
    layer: str
    findings: tuple[Finding, ...]

    @property
    def severity(self) -> int:
        """The worst severity of the flags."""
        return max(finding.severity for finding in self.findings)


def flag(snapshot: Snapshot, year: int | None = None) -> Flags:
    """The flags of a year of a whole snapshot; without a year the latest with figures."""
    inquiry = inquire(snapshot, year)
    asked = [check for rule, check in CHECKS.items() if rule.startswith(_ASKED)]
    found = [finding for check in asked for finding in check.find(inquiry) if finding.layer in FLAG_LAYERS]
    found = [finding for finding in found if finding.rule not in TOGETHER]
    found += [*trade_findings(inquiry), *screening_findings(inquiry)]
    found.sort(key=lambda f: (-f.severity, LAYERS.index(f.layer), f.rule, -(f.amount or 0.0), f.subject.name, f.matter))
    rules = rules_of(inquiry)
    taxed = taxes_apply(inquiry)
    sets = {line.item: find_set(snapshot, line.item, line.words[0]) for line in rules.of(STANDARD_SET) if line.words}
    return Flags(
        inquiry, tuple(found), rules, {medium: one for medium, one in sets.items() if one},
        tuple(tax_lines(inquiry)) if taxed else (),
        tuple(waste_lines(inquiry)) if taxed else (), tuple(region_uses(inquiry)[0]), tuple(hazardous_units(inquiry)),
    )  # fmt: skip


def taxes_apply(inquiry: Inquiry) -> bool:
    """Whether China's tax on pollution can apply: the cluster may lie there, or the project has rates of its own."""
    return in_china(inquiry.now) or any(line.origin == OWN for line in rules_of(inquiry).of(TAX_RATE))


def flagged(findings: Iterable[Finding]) -> list[Flagged]:
    """Firms and places by layer, each with all its reasons, gravest first."""
    told: dict[tuple[str, Ref], list[Finding]] = defaultdict(list)
    for finding in findings:
        told[finding.layer, finding.subject].append(finding)
    listed = [Flagged(subject, layer, tuple(found)) for (layer, subject), found in told.items()]
    return sorted(listed, key=lambda one: (LAYERS.index(one.layer), -one.severity, -len(one.findings)))


def flags_json(flags: Flags, findings: tuple[Finding, ...], language: str) -> dict[str, Any]:
    """The flags as plain values for JSON; `findings` those of `flags`, with names in the language."""
    now = flags.inquiry.now
    return {
        "project": now.name,
        "revision": flags.inquiry.whole.revision,
        "year": flags.inquiry.year,
        "standards": {medium: _standard(now, one) for medium, one in flags.standards.items()},
        "findings": [_finding(flags, finding, language) for finding in findings],
        "firms": [
            {
                "subject": _ref(one.subject),
                "layer": one.layer,
                "severity": one.severity,
                "rules": list(dict.fromkeys(finding.rule for finding in one.findings)),
            }
            for one in flagged(findings)
        ],
        "regions": [_region(now, use) for use in flags.regions],
        "equivalents": [_tax(now, line) for line in flags.taxes],
        "solid_waste_tax": [_waste(now, line) for line in flags.wastes],
        "hazardous_waste": [_hazardous(now, unit) for unit in flags.classes],
        "left_out": {"sums_only": flags.inquiry.withheld},
        "rules": [_line(line, language) for line in flags.rules.lines.values()],
    }


def _finding(flags: Flags, finding: Finding, language: str) -> dict[str, Any]:
    lines = [_line(line, language) for line in flags.rules.of(finding.rule)]
    return finding_record(finding, language) | {"lines": lines}


def _line(line: RuleLine, language: str) -> dict[str, Any]:
    return {
        "rule": line.rule,
        "title": translate(RULES.get(line.rule, line.rule), language),
        "item": line.item,
        "item_title": translate(line.title, language) or line.item,
        "value": json_number(line.value),
        "unit": line.unit,
        "words": list(line.words),
        "document": line.document,
        "edition": line.edition,
        "from": line.origin,
        "checked": line.checked,
        "uid": line.uid,
    }


def _standard(now: Snapshot, one: StandardSet) -> dict[str, Any]:
    """A common set with its limits as they were compared, so that a kept result can be reckoned again."""
    return {
        "set": one.id,
        "document": one.document,
        "from": OWN if is_own(now, one) else SHIPPED,
        "unit": USUAL_UNITS[one.medium],
        "limits": one.limits,
        "not_compared": sorted(one.from_memory),
    }


def _hazardous(now: Snapshot, unit: HazardousUnit) -> dict[str, Any]:
    """The class that a firm's figures ask for, with all years of which the largest counts; mass in t."""
    largest = unit.largest
    met = {"amount": unit.large, "own_treatment": bool(unit.own), "permit": bool(unit.permits)}
    return {
        "subject": _ref(ref(now, "actor", unit.actor)),
        "class": unit.kind,
        "mass": largest.known if largest else None,
        "year": largest.year if largest else None,
        "complete": unit.complete,
        "conditions": [name for name, holds in met.items() if holds],
        "own_treatment_told": unit.own_told,
        "years": [{"year": one.year, "mass": json_number(one.known), "unknown": one.open} for one in unit.years],
    }


def _region(now: Snapshot, use: RegionUse) -> dict[str, Any]:
    return {
        "region": _ref(ref(now, "region", use.region)),
        "medium": use.medium,
        "pollutant": use.pollutant,
        "basis": use.basis,
        "limit": use.limit,
        "actual": json_number(use.actual),
        "unknown": use.unknown,
        "headroom": json_number(use.headroom),
    }


def _tax(now: Snapshot, line: TaxLine) -> dict[str, Any]:
    return {
        "firm": _ref(ref(now, "actor", line.actor)),
        "outlet": line.outlet,
        "medium": line.medium,
        "pollutant": line.pollutant,
        "equivalents": json_number(line.equivalents),
        "counted": line.counted,
        "factor": line.factor,
        "possible_factor": line.possible,
        "tax": json_number(line.tax),
    }


def _waste(now: Snapshot, line: WasteLine) -> dict[str, Any]:
    goods = ref(now, "commodity", line.commodity) if line.commodity >= 0 else None
    return {
        "firm": _ref(ref(now, "actor", line.actor)),
        "waste": goods.name if goods else "",
        "item": line.item,
        "mass": line.mass,
        "unit": line.unit,
        "rate": line.rate,
        "tax": json_number(line.tax),
    }


def _ref(one: Ref) -> dict[str, str]:
    return {"table": one.table, "uid": one.uid, "name": one.name}
