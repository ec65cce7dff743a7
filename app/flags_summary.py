"""The flags of a year to read: layer by layer, each firm with all its reasons, then regions and equivalents."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from core.compared_with import AGREE, CHOICE, CODES, MEMORY
from core.evidence import enumerate_names, join_sources
from core.findings import Finding
from core.hazardous_units import KEY, REGISTERED, SIMPLIFIED, UNKNOWN, HazardousUnit
from core.kinds import LIMIT_BASES, SEVERITIES
from core.loads import MEDIUM_TITLES
from core.pollution_flags import Flagged, Flags, flagged, taxes_apply
from core.pollution_tax import TaxLine, WasteLine
from core.renaming import Names
from core.rule_lines import ASKED, OWN, RuleLine
from core.rule_set import RuleSet
from core.rule_titles import RULES, TAX_RATE
from core.table_titles import table_title
from core.text import N_, Quantity, Text

Line = tuple[int, Text]  # how far it is indented, and what it says
HEADS = {
    "statutory": N_("Decided by authorities: {n} firms and places"),
    "computed": N_("Computed attention, no judgement of an authority: {n} firms and places"),
    "entered": N_("Entered by people: {n} firms and places"),
}
MEDIA = ("water", "air")
CLASSES = {
    KEY: N_("conditions of a key unit"),
    SIMPLIFIED: N_("simplified management"),
    REGISTERED: N_("registration management"),
    UNKNOWN: N_("not known, no amount is told in tonnes"),
}


def flags_summary(flags: Flags, findings: tuple[Finding, ...], names: Names) -> Iterator[Line]:
    """The lines; `findings` are those of `flags` with the names of the reader's language, `names` these names."""
    year = Text("no year named") if flags.inquiry.year is None else str(flags.inquiry.year)
    yield 0, Text("{project}, {year}", {"project": _named(flags.inquiry.now.name, names), "year": year})
    for medium, one in flags.standards.items():
        yield 0, Text("Common standard set for {medium}: {document}", {
            "medium": Text(MEDIUM_TITLES[medium]), "document": one.document,
        })  # fmt: skip
    if not taxes_apply(flags.inquiry):
        yield (
            0,
            Text(
                "The firms lie outside China: its standard sets are a common yardstick here and no limits that apply, "
                "and no tax by its law is reckoned. Lines of your own in the table of rules count before them."
            ),
        )
    yield from _undated(flags, names)
    by_layer: dict[str, list[Flagged]] = {layer: [] for layer in HEADS}
    for one_firm in flagged(findings):
        by_layer[one_firm.layer].append(one_firm)
    for layer, listed in by_layer.items():
        if listed or layer != "entered":
            yield 0, Text(HEADS[layer], {"n": len(listed)})
        for firm in listed:
            yield from _firm(firm)
    yield from _classes(flags, names)
    yield from _regions(flags, names)
    yield from _taxes(flags, names)
    if flags.inquiry.withheld:
        yield 0, Text("{n} figures whose sources permit only sums are in none of this.", {"n": flags.inquiry.withheld})


def _undated(flags: Flags, names: Names) -> Iterator[Line]:
    """Whose emissions name no year, since such figures count in every one."""
    emission, actor = flags.inquiry.now.emission, flags.inquiry.now.actor
    rows = np.flatnonzero(np.isnan(emission.year))
    if len(rows):
        firms = dict.fromkeys(_named(actor.name[row], names) for row in emission.actor[rows])
        yield (
            0,
            Text(
                "{n} figure of emissions names no year and is read for every one: {firms}. Look into its source.",
                {"n": len(rows), "firms": enumerate_names(list(firms))},
                plural="{n} figures of emissions name no year and are read for every one: {firms}. Look into their "
                "sources.",
            ),
        )


def _named(name: object, names: Names) -> str:
    return names.get(str(name), str(name))


def _firm(one: Flagged) -> Iterator[Line]:
    severity = Text(SEVERITIES[one.severity])
    name = one.subject.name or Text("the whole project")
    yield 2, Text("{firm}: {severity}", {"firm": name, "severity": severity})
    for finding in one.findings:
        yield 4, finding.sentence
        if finding.source:
            yield 6, Text("Source: {source}", {"source": join_sources(finding.source)})


def _classes(flags: Flags, names: Names) -> Iterator[Line]:
    """The firms of each class of management that their figures ask for, the largest first, and what is open of them."""
    actor = flags.inquiry.now.actor
    for kind, title in CLASSES.items():
        told = sorted((unit for unit in flags.classes if unit.kind == kind), key=lambda unit: -_largest(unit))
        if told:
            firms = [_class_of(_named(actor.name[unit.actor], names), unit) for unit in told]
            values = {"class": Text(title), "n": len(told), "firms": enumerate_names(firms)}
            yield 0, Text("Class for hazardous waste, computed: {class}, {n} firms ({firms})", values)
    yield from _open_classes([unit for unit in flags.classes if unit.kind != KEY])


def _open_classes(below: list[HazardousUnit]) -> Iterator[Line]:
    """Of how many firms below a key unit something is not told that could make them one."""
    if partly := sum(not unit.complete for unit in below):
        yield (
            2,
            Text(
                "Of {n} firm below a key unit not every year is told in tonnes; its class may be higher.",
                {"n": partly},
                plural="Of {n} firms below a key unit not every year is told in tonnes; their class may be higher.",
            ),
        )
    if silent := sum(not unit.own_told for unit in below):
        yield (
            2,
            Text(
                "{n} firm below a key unit tells nothing of its own use or disposal, which would make it a key unit.",
                {"n": silent},
                plural="{n} firms below a key unit tell nothing of their own use or disposal, which would make them "
                "key units.",
            ),
        )


def _largest(unit: HazardousUnit) -> float:
    return unit.largest.known if unit.largest else -1.0


def _class_of(firm: str, unit: HazardousUnit) -> Text | str:
    """A firm with its largest year, or with the condition that it meets at any amount."""
    largest = unit.largest
    if unit.own and not unit.large:
        return Text("{firm}, own treatment", {"firm": firm})
    if unit.permits and not unit.large:
        return Text("{firm}, permit", {"firm": firm})
    if largest is None:
        return firm
    values = {"firm": firm, "mass": Quantity(largest.known, "t"), "year": str(largest.year)}
    return Text("{firm} {mass}", values) if largest.year is None else Text("{firm} {mass} in {year}", values)


def _regions(flags: Flags, names: Names) -> Iterator[Line]:
    if not flags.regions:
        return
    yield 0, Text("Targets and environmental capacities of regions")
    region = flags.inquiry.now.region
    for use in flags.regions:
        known = Quantity(None if use.actual != use.actual else float(f"{use.actual:.6g}"), "t")
        values = {
            "region": _named(region.name[use.region], names),
            "pollutant": Text(use.pollutant),
            "basis": Text(LIMIT_BASES[use.basis]),
            "limit": Quantity(use.limit, "t"),
            "actual": Text("at least {amount}", {"amount": known}) if use.unknown and known.value else known,
            "left": Quantity(None if use.headroom != use.headroom else float(f"{use.headroom:.6g}"), "t"),
        }
        yield 2, Text("{region}, {pollutant}: {basis} {limit}, discharged {actual}, left {left}", values)


def _taxes(flags: Flags, names: Names) -> Iterator[Line]:
    """Equivalents and tax of each firm; where no rate was entered, equivalents alone."""
    if not flags.taxes and not flags.wastes:
        return
    yield (
        0,
        Text(
            "Pollution equivalents by the Environmental Protection Tax Law, reckoned from declared figures and no "
            "assessment; what goes to a central plant has no tax line"
        ),
    )
    firms = flags.inquiry.now.actor.name
    by_firm: dict[int, list[TaxLine]] = defaultdict(list)
    for line in flags.taxes:
        by_firm[line.actor].append(line)
    for actor, lines in by_firm.items():
        for medium in MEDIA:
            if told := [line for line in lines if line.medium == medium]:
                yield 2, _tax(_named(firms[actor], names), medium, told)
    if any(line.counted and line.tax != line.tax for line in flags.taxes):
        yield 2, Text("A rate is entered in the table “{table}”: rule {rule}, item water or air, yuan each.", {
            "table": table_title("rule_line"), "rule": Text(RULES[TAX_RATE]),
        })  # fmt: skip
    for waste in flags.wastes:
        yield 2, _waste(_named(firms[waste.actor], names), waste)


def _waste(firm: str, waste: WasteLine) -> Text:
    values = {
        "firm": firm,
        "mass": Quantity(waste.mass, waste.unit),
        "rate": Quantity(waste.rate, "yuan/t"),
        "tax": Quantity(float(f"{waste.tax:.8g}"), "yuan"),
    }
    if waste.tax != waste.tax:
        return Text("{firm}, solid waste declared as discharged {mass}: not reckoned, since {rate} asks for t", values)
    return Text("{firm}, solid waste declared as discharged {mass} at {rate}: {tax}", values)


def _tax(firm: str, medium: str, lines: list[TaxLine]) -> Text:
    counted = [line for line in lines if line.counted]
    unknown = sum(line.equivalents != line.equivalents for line in lines)
    values = {"firm": firm, "medium": Text(MEDIUM_TITLES[medium]), "n": unknown}
    if not counted:
        told = Text("{firm}, {medium}: equivalents unknown", values)
    else:
        values |= {
            "equivalents": _least(Quantity(float(f"{sum(line.equivalents for line in counted):.8g}")), unknown),
            "tax": _least(Quantity(float(f"{sum(line.tax for line in counted):.8g}"), "yuan"), unknown),
        }
        if any(line.tax != line.tax for line in counted):
            told = Text("{firm}, {medium}: {equivalents} taxed equivalents; no rate is entered for it", values)
        else:
            told = Text("{firm}, {medium}: {equivalents} taxed equivalents, {tax}", values)
    if not unknown:
        return told
    more = {"told": told, "n": unknown}
    return Text("{told}; {n} mass is unknown", more, plural="{told}; {n} masses are unknown")


def _least(known: Quantity, unknown: int) -> Quantity | Text:
    """A sum, told as a lower bound where a part of it is unknown."""
    return Text("at least {amount}", {"amount": known}) if unknown else known


def rule_lines(rules: RuleSet) -> Iterator[Line]:
    """Every line that counts, by rule: what it applies to, its value or words, its document and where it is from."""
    by_rule: dict[str, list[RuleLine]] = defaultdict(list)
    for line in rules.lines.values():
        by_rule[line.rule].append(line)
    for rule, lines in by_rule.items():
        yield 0, Text("{rule} ({id})", {"rule": Text(RULES[rule]) if rule in RULES else rule, "id": rule})
        for line in lines:
            said = [Quantity(line.value, line.unit)] if line.value == line.value else []
            values = {
                "item": Text(line.title) if line.title else line.item,
                "said": [*said, *line.words],
                "document": line.cited or Text("no document is told"),
                "origin": _origin(line),
            }
            yield 2, Text("{item}: {said}; {document}; {origin}", values)


def _origin(line: RuleLine) -> Text:
    """Where a line is from and how far it was checked."""
    if line.origin == OWN:
        return Text("own line of the project")
    if line.origin == ASKED:
        return Text("asked for now")
    checked = {
        AGREE: Text("shipped, as others copy it, not the document itself: check the original"),
        MEMORY: Text("shipped, from memory: check the original"),
        CHOICE: Text("shipped, a choice of this program"),
        CODES: Text("shipped, its industry codes are a choice of this program"),
    }
    return checked.get(line.checked, Text("shipped, compared with a copy"))
