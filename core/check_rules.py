"""Own lines of rules and standard sets that cannot be read, so that they do not count."""

from collections.abc import Iterable

from core.evidence import enumerate_names, refs
from core.findings import Finding, Inquiry, check
from core.own_standards import limit_of, unread_limits
from core.rule_set import unread_lines
from core.rule_titles import RULES
from core.text import N_, Text


@check("data.rule_unread", N_("Own lines of rules that are not read"))
def find_unread_rules(inquiry: Inquiry) -> Iterable[Finding]:
    """Said once where own lines, as another program may write them, do not fit their rule."""
    told = inquiry.now.rule_line
    unread = unread_lines(inquiry.now)
    if not unread:
        return
    names = [
        Text("{rule}, {item} ({reason})", {
            "rule": Text(RULES.get(str(told.rule[row]), str(told.rule[row]))), "item": told.item[row], "reason": reason,
        })
        for row, reason in unread
    ]  # fmt: skip
    yield Finding(
        rule="data.rule_unread",
        layer="data",
        severity=2,
        subject=inquiry.cluster,
        sentence=Text(
            "{n} own line of rules is not read, so that what is shipped counts: {lines}.",
            {"n": len(unread), "lines": enumerate_names(names)},
            plural="{n} own lines of rules are not read, so that what is shipped counts: {lines}.",
        ),
        step=Text("Mend or delete the line under rules and thresholds."),
        amount=float(len(unread)),
        year=inquiry.year,
        evidence=refs(inquiry.now, "rule_line", [row for row, _ in unread]),
    )


@check("data.limit_unread", N_("Limits of own standard sets that are not read"))
def find_unread_limits(inquiry: Inquiry) -> Iterable[Finding]:
    """Said once where limits of own sets, as another program may write them, can stand in no set."""
    unread = unread_limits(inquiry.now)
    if not unread:
        return
    names = [
        Text("{set}, {pollutant} ({reason})", {
            "set": told["standard"], "pollutant": told["pollutant"], "reason": reason,
        })
        for told, reason in ((limit_of(inquiry.now, row), reason) for row, reason in unread)
    ]  # fmt: skip
    yield Finding(
        rule="data.limit_unread",
        layer="data",
        severity=2,
        subject=inquiry.cluster,
        sentence=Text(
            "{n} limit of own standard sets is not read, so that its pollutant is in no load: {lines}.",
            {"n": len(unread), "lines": enumerate_names(names)},
            plural="{n} limits of own standard sets are not read, so that their pollutants are in no load: {lines}.",
        ),
        step=Text("Mend or delete the line among the limits of own standard sets."),
        amount=float(len(unread)),
        year=inquiry.year,
        evidence=refs(inquiry.now, "standard_limit", [row for row, _ in unread]),
    )
