"""Regions whose total-control target or environmental capacity is used up or nearly so, by what is declared."""

from collections.abc import Iterable

from core.evidence import enumerate_names, ref, refs, sentences, sources
from core.findings import Finding, Inquiry, Ref, check
from core.kinds import LIMIT_BASES
from core.pollution_regions import RegionUse, UnreadLimit, region_uses
from core.pollution_rows import left_out
from core.rule_lines import RuleLine
from core.rule_set import cite, rules_of, with_cautions
from core.rule_titles import REGION_LIMIT
from core.text import N_, Quantity, Text

UNREAD = "data.limit_unread"
REASONS = {
    "medium": N_("the pollutant is one of water and of air; name it so that only one is meant"),
    "pollutant": N_("the pollutant is not known"),
    "unit": N_("its value or unit is not understood"),
}


@check(REGION_LIMIT, N_("Target or environmental capacity of a region"))
def find_region_limits(inquiry: Inquiry) -> Iterable[Finding]:
    """Regions where the known discharge reaches the shares of their limit that the rules name, per pollutant."""
    rules = rules_of(inquiry)
    over, critical = rules.line(REGION_LIMIT, "over"), rules.line(REGION_LIMIT, "critical")
    for use in region_uses(inquiry)[0]:
        if 100 * use.share > over.value:
            yield _finding(inquiry, use, 3, over)
        elif 100 * use.share >= critical.value:
            yield _finding(inquiry, use, 2, critical)


def _finding(inquiry: Inquiry, use: RegionUse, severity: int, line: RuleLine) -> Finding:
    now = inquiry.now
    limit = Ref("region_limit", str(now.region_limit.uid[use.limit_row]))
    return Finding(
        rule=REGION_LIMIT,
        layer="computed",
        severity=severity,
        subject=ref(now, "region", use.region),
        sentence=with_cautions(_sentence(inquiry, use), line),
        step=Text("Compare with the permits of the largest sources before a new one is let in."),
        amount=float(f"{use.actual:.6g}"),
        unit="t",
        matter=use.pollutant,
        year=inquiry.year,
        evidence=(limit, *refs(now, "emission", use.rows), *line.evidence),
        source=cite(
            "; ".join(
                filter(None, (sources(now, "region_limit", [use.limit_row]), sources(now, "emission", use.rows)))
            ),
            line,
        ),
    )


def _sentence(inquiry: Inquiry, use: RegionUse) -> Text:
    known = Quantity(float(f"{use.actual:.6g}"), "t")
    values = {
        "region": inquiry.now.region.name[use.region],
        "pollutant": Text(use.pollutant),
        "actual": Text("at least {amount}", {"amount": known}) if use.unknown else known,
        "limit": Quantity(use.limit, "t"),
        "basis": Text(LIMIT_BASES[use.basis]),
        "share": Quantity(round(100 * use.share, 1), "%"),
        "left": Quantity(float(f"{abs(use.limit - use.actual):.6g}"), "t"),
    }
    if use.limit == 0:
        none = Text("In {region} {actual} of {pollutant} is discharged, where its {basis} allows none.", values)
        return sentences(none, left_out(inquiry))
    fact = Text("In {region} {actual} of {pollutant} is discharged, {share} of its {basis} of {limit}.", values)
    more = Text("That is {left} more than it allows.", values)
    left = Text("{left} is left.", values)
    return sentences(fact, _room(use, more, left), left_out(inquiry))


def _room(use: RegionUse, more: Text, left: Text) -> Text | None:
    if use.actual > use.limit:
        return more
    return None if use.unknown else left


@check(UNREAD, N_("Limits of regions that cannot be compared"))
def find_unread_limits(inquiry: Inquiry) -> Iterable[Finding]:
    """Said once where limits of regions cannot be compared with discharges."""
    unread = region_uses(inquiry)[1]
    if unread:
        now = inquiry.now
        rows = [one.limit_row for one in unread]
        yield Finding(
            rule=UNREAD,
            layer="data",
            severity=1,
            subject=inquiry.cluster,
            sentence=Text(
                "{n} limit of a region cannot be compared: {limits}.",
                {"n": len(unread), "limits": enumerate_names([_unread(inquiry, one) for one in unread])},
                plural="{n} limits of regions cannot be compared: {limits}.",
            ),
            step=Text("Write the pollutant as the table of pollutants does, and the limit in tonnes."),
            amount=float(len(unread)),
            year=inquiry.year,
            evidence=tuple(Ref("region_limit", str(now.region_limit.uid[row])) for row in rows),
            source=sources(now, "region_limit", rows),
        )


def _unread(inquiry: Inquiry, one: UnreadLimit) -> Text:
    limits = inquiry.now.region_limit
    values = {
        "region": inquiry.now.region.name[limits.region[one.limit_row]],
        "pollutant": limits.pollutant[one.limit_row],
        "reason": Text(REASONS[one.reason]),
    }
    return Text("{region}, {pollutant} ({reason})", values)
