"""A reconciliation as plain values for JSON."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from core.columns import json_number
from core.i18n import show, translate
from core.reconcile import PartTest, Reconciliation
from core.reconcile_imbalances import Imbalance, tell_imbalance
from core.reconcile_model import CLASSES
from core.reconcile_words import MARK, Doubt


def to_json(of: Reconciliation, language: str) -> dict[str, Any]:
    """A reconciliation as plain values for JSON, sentences in a language, unknown numbers None."""
    return {
        "year": of.year,
        "balance": of.balance,
        "note": translate(MARK, language),
        "flows": list(_flow_records(of, language)),
        "tests": [_test_record(test, language) for test in of.tests],
        "firms": [_imbalance_record(one, language) for one in of.imbalances],
        "suspects": [_doubt_record(doubt, language) for doubt in of.doubts],
        "measure_next": [
            {"flows": [row.uid for row in each.rows], "determines": each.determines,
             "sentence": show(each.sentence, language)}
            for each in of.advice
        ],
        "remarks": [show(note, language) for note in of.notes],
    }  # fmt: skip


def _flow_records(of: Reconciliation, language: str) -> Iterator[dict[str, Any]]:
    links, flow, actor = of.links, of.now.flow, of.now.actor
    for place, row in enumerate(links.flow.tolist()):
        sender, receiver = int(flow.sender[row]), int(flow.receiver[row])
        record = {
            "flow": str(flow.uid[row]),
            "from": str(actor.name[sender]) if sender >= 0 else None,
            "to": str(actor.name[receiver]) if receiver >= 0 else None,
            "commodity": str(of.now.commodity.name[flow.commodity[row]]),
            "unit": str(links.unit[place]),
            "declared": json_number(links.declared[place]),
            "adjusted": json_number(links.adjusted[place]),
            "sd": json_number(links.sd[place]),
            "class": CLASSES[links.known[place]],
            "z": json_number(links.z[place]),
            "at_bound": bool(links.held[place]),
            "share": json_number(links.share[place]),
            "share_sd": json_number(links.share_sd[place]),
        }
        if not np.isnan(links.low[place]):
            record |= {"low": json_number(links.low[place]), "high": json_number(links.high[place])}
        yield record


def _test_record(test: PartTest, language: str) -> dict[str, Any]:
    return {
        "kind": test.kind,
        "unit": test.unit,
        "firms": [
            {"uid": firm.uid, "name": show(name, language)} for firm, name in zip(test.firms, test.names, strict=True)
        ],
        "chi_square": json_number(test.chi_square),
        "freedom": test.freedom,
        "probability": json_number(test.probability),
        "limit": json_number(test.limit),
        "passed": test.passed,
    }


def _imbalance_record(one: Imbalance, language: str) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "unit": one.unit,
        "firms": [{"uid": firm.uid, "name": firm.name} for firm in one.firms],
        "excess": json_number(one.excess),
        "z": json_number(one.z),
        "sentence": show(tell_imbalance(one), language),
    }


def _doubt_record(doubt: Doubt, language: str) -> dict[str, Any]:
    return {
        "rows": [{"table": row.table, "uid": row.uid, "name": row.name} for row in doubt.rows],
        "sentence": show(doubt.sentence, language),
        "step": show(doubt.step, language),
        "amount": json_number(doubt.amount),
        "unit": doubt.unit,
        "z": json_number(doubt.z),
        "which_is_known": doubt.apart,
    }
