"""How much of wastes and by-products is used, for the research panel: by the cluster, its regions, firms and codes."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from core.evidence import link_refs, ref, refs
from core.findings import Inquiry, Ref
from core.indicators import CLUSTER, Indicator
from core.network_weighted import LEAST_COVERAGE
from core.research_results import Study, known, member, per_cent, unknown
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text
from core.waste_uses import UseShare, WasteUse, use_shares, waste_uses

_USE = N_("Declared figures. A link to another firm is use, one to a central plant is not.")

EXTERNAL = member("symbiosis.utilisation", N_("Used by other firms (external utilisation)"), _USE)
INTERNAL = member("symbiosis.own_use", N_("Used in own works (internal utilisation)"), _USE)


def use_studies(inquiry: Inquiry) -> Iterable[Study]:
    """External and internal use in tonnes, else the first unit there is; then of each region, firm and code by unit."""
    uses = inquiry.once(waste_uses)
    shares = use_shares(uses)
    if not shares:
        nothing = Text("No waste or by-product is recorded in this year.")
        yield from (unknown(about, nothing, applicable=False) for about in (EXTERNAL, INTERNAL))
        return
    yield from _of_cluster(inquiry.now, shares[0], len(uses) - len(shares[0].uses))
    for scope, told in _scopes(inquiry.now, uses).items():
        for share in use_shares(told):
            yield from _of_scope(inquiry.now, scope, share)


def _scopes(now: Snapshot, uses: list[WasteUse]) -> dict[Ref, list[WasteUse]]:
    """Wastes by firm, code and region; a waste without a code stands for itself, a region counts those below it."""
    found: dict[Ref, list[WasteUse]] = defaultdict(list)
    first: dict[str, Ref] = {}
    for use in uses:
        waste, code = ref(now, "commodity", use.commodity), str(now.commodity.code[use.commodity])
        coded = Ref(waste.table, waste.uid, f"{code} {waste.name}") if code else waste
        found[ref(now, "actor", use.actor)].append(use)
        found[first.setdefault(code, coded) if code else waste].append(use)
    firms = np.array([use.actor for use in uses], dtype=np.int64)
    for region in range(len(now.region)):
        if len(inside := np.flatnonzero(now.members(region)[firms])):
            found[ref(now, "region", region)] = [uses[place] for place in inside.tolist()]
    return found


def _of_cluster(now: Snapshot, share: UseShare, others: int) -> Iterable[Study]:
    if (reason := _too_little(share)) is not None:
        yield from (_unknown(now, about, share, reason, CLUSTER) for about in (EXTERNAL, INTERNAL))
        return
    told = all(use.told for use in share.uses)
    basis = Text("as statistics tell it") if told else Text("as far as links alone tell it")
    values = {**_values(share), "basis": basis}
    sentence = Text("Other firms use {share} % of {generated} of wastes and by-products, {basis}.", values)
    if others:
        more = {"sentence": sentence, "n": others}
        sentence = Text("{sentence} Not added, since they are measured in other units: {n}.", more)
    yield _known(now, EXTERNAL, share, sentence, CLUSTER)
    yield _known(now, INTERNAL, share, Text("Own works use {own} % of {generated}.", values), CLUSTER)


def _of_scope(now: Snapshot, scope: Ref, share: UseShare) -> Iterable[Study]:
    """External use of one region, firm or code, and internal use where there is any."""
    if (reason := _too_little(share)) is not None:
        yield _unknown(now, EXTERNAL, share, reason, scope)
        return
    values = {"name": scope.name, **_values(share)}
    sentence = Text("{name}: other firms use {share} % of {generated}, own works {own} %.", values)
    yield _known(now, EXTERNAL, share, sentence, scope)
    if share.internal > 0:
        yield _known(now, INTERNAL, share, sentence, scope)


def _too_little(share: UseShare) -> Text | None:
    """Why there is no share, None where there is one."""
    if share.coverage < LEAST_COVERAGE:
        counts = {"known": sum(use.whole for use in share.uses), "count": len(share.uses)}
        return Text("Generation and use are known, and no more used than generated, for {known} of {count} wastes; "
                    "at least 80 % are needed.", counts)  # fmt: skip
    return None if share.generated > 0 else Text("Nothing was generated.")


def _known(now: Snapshot, about: Indicator, share: UseShare, sentence: Text, scope: str | Ref) -> Study:
    value = (share.external_share if about is EXTERNAL else share.internal_share) or 0.0
    rows = link_refs(now, [row for use in share.uses for row in use.links])
    return known(about, value, sentence, rows=rows, missing=_missing(now, share), coverage=share.coverage, scope=scope)


def _unknown(now: Snapshot, about: Indicator, share: UseShare, reason: Text, scope: str | Ref) -> Study:
    return unknown(about, reason, missing=_missing(now, share), coverage=share.coverage, scope=scope)


def _values(share: UseShare) -> dict[str, object]:
    shares = {"share": per_cent(share.external_share or 0.0), "own": per_cent(share.internal_share or 0.0)}
    return {**shares, "generated": Quantity(share.generated, share.unit)}


def _missing(now: Snapshot, share: UseShare) -> tuple[Ref, ...]:
    """The links of unknown amount, and the firms of whose waste another figure is unknown or too large."""
    firms = [use.actor for use in share.uses if not use.whole and not use.open_links]
    return (*link_refs(now, [row for use in share.uses for row in use.open_links]), *refs(now, "actor", firms))
