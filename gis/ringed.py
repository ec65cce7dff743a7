"""The line beneath the cards that names the firms whose rings no card explains, each with its reason."""

from collections.abc import Sequence

from core.findings import Finding
from core.text import Text
from gis.cards import rule_title
from gis.flags import STATUTORY, flag_sign, told_of
from gis.sheet import Sheet


def also_ringed(findings: Sequence[Finding], told: int, sheet: Sheet) -> Text | None:
    """The firms ringed on the map that the first `told` findings do not name, by rule, statutory ones first.

    None where there are none.
    """
    actors = sheet.snapshot.actor
    names = {str(uid): str(name) for uid, name in zip(actors.uid, actors.name, strict=True)}
    drawn = set(sheet.counts.marked.get("actor", ()))
    named = {ref.uid for finding in findings[:told] for ref in told_of(finding)}
    reasons: dict[str, tuple[Text, list[str]]] = {}
    for finding in sorted(findings[told:], key=lambda item: item.layer != STATUTORY):
        if flag_sign(finding) == "ring":
            fresh = [ref.uid for ref in told_of(finding) if ref.uid in drawn and ref.uid not in named]
            reasons.setdefault(finding.rule, (rule_title(finding), []))[1].extend(names[uid] for uid in fresh)
            named.update(fresh)
    parts = [Text("{firms} ({reason})", {"firms": firms, "reason": rule}) for rule, firms in reasons.values() if firms]
    return Text("Also ringed: {parts}.", {"parts": parts}) if parts else None
