"""What a reconciliation says about transfer coefficients: which do not fit the links, and which could not be used."""

from collections.abc import Iterator

import numpy as np

from core.check_coefficients import find_uneven_splits
from core.evidence import ref, sentences
from core.findings import Inquiry
from core.reconcile_coefficients import Coefficient, coefficient_text
from core.reconcile_gross import LEVEL, critical
from core.reconcile_outcome import EQUAL, Outcome
from core.reconcile_substances import LEAST_SD, MOST_AMOUNTS, SubstanceCheck, deviations
from core.reconcile_words import Doubt
from core.snapshot import Snapshot
from core.text import N_, Text

TIED = N_("transfer coefficients")
DIGITS = 3


def tell_coefficients(now: Snapshot, outcome: Outcome) -> Iterator[Doubt]:
    """Coefficients that the links contradict, where the amounts alone agree."""
    check = outcome.substances
    if check is None or check.solved.status != "ok" or check.solved.probability >= LEVEL:
        return
    if not outcome.tested.parts.passed.all():
        return
    told = outcome.layer.told
    others = np.nan_to_num(deviations(check, told.arc, told.value, told.sd)[0])
    z = [_deviation(check, each, place) for place, each in enumerate(check.coefficients)]
    limit = critical(int((others > 0).sum()) + len(z))
    for place, each in enumerate(check.coefficients):
        if z[place] > limit:
            alone = z[place] * (1 - EQUAL) > max([*others.tolist(), *z[:place], *z[place + 1 :]], default=0.0)
            yield _doubt(now, each, _fitted(check, place), z[place], alone)


def _fitted(check: SubstanceCheck, place: int) -> float:
    """The adjusted value of a coefficient: they stand behind the amounts."""
    return float(check.solved.value[len(check.solved.value) - len(check.coefficients) + place])


def _deviation(check: SubstanceCheck, of: Coefficient, place: int) -> float:
    """How far a coefficient is from what fits, in sd of the difference; 0 where nothing checks it."""
    after = float(check.solved.sd[len(check.solved.sd) - len(check.coefficients) + place])
    within = of.sd**2 - after**2
    return abs(of.value - _fitted(check, place)) / within**0.5 if within > LEAST_SD * of.sd**2 else 0.0


def _doubt(now: Snapshot, of: Coefficient, fitted: float, z: float, alone: bool) -> Doubt:
    table = now.transfer_coefficient
    values = {
        "coefficient": coefficient_text(now, of.row),
        "firm": now.actor.name[table.actor[of.row]],
        "told": round(of.value, DIGITS),
        "fitted": round(fitted, DIGITS),
    }
    if 0 <= fitted <= 1:
        sentence = Text("The transfer coefficient {coefficient} is told as {told}; the links say {fitted}.", values)
    else:
        sentence = Text(
            "The transfer coefficient {coefficient} is told as {told}; the links leave no share between 0 and 1 for "
            "it.",
            values,
        )
    step = Text("Ask {firm} how the share was found, and whether a link is missing or in another unit.", values)
    row = ref(now, "transfer_coefficient", of.row)
    return Doubt((row, ref(now, "actor", int(table.actor[of.row]))), sentence, step, of.value - fitted, "", z, alone)


def tell_oversums(now: Snapshot, year: int | None) -> Iterator[Text]:
    """Firms whose coefficients for a substance add up to more than all, with whom to ask."""
    for finding in find_uneven_splits(Inquiry(now, now, year)):
        if finding.severity > 1:  # below 1 is a remark alone
            yield sentences(finding.sentence, finding.step)


def tell_untied(outcome: Outcome) -> Iterator[Text]:
    """That a layer is too large for its coefficients."""
    n = len(outcome.layer.coefficients)
    if n and outcome.substances is None:
        yield Text(
            "{n} transfer coefficient is not used, since more than {most} amounts are balanced at once.",
            {"n": n, "most": MOST_AMOUNTS},
            plural="{n} transfer coefficients are not used, since more than {most} amounts are balanced at once.",
        )
