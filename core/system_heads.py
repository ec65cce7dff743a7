"""The head of an indicator system: what it comes to by its rule, how many lines are whose, how many are kept."""

from collections import Counter
from typing import Any

from core.compared_with import MEMORY
from core.evidence import sentences
from core.indicator_own import OWN_DOCUMENT
from core.indicator_systems import System
from core.system_results import TYPED, UNCOMPARED, Report, standard_line, verdict
from core.text import N_, Text

_DOUBTED = {
    MEMORY: N_("Judged by a threshold from memory: {n} of the mandatory ones; check the original."),
    TYPED: N_("Judged by a threshold that the project typed, with no document named: {n} of the mandatory ones."),
    UNCOMPARED: N_("Judged by a threshold that you have not compared with its document: {n} of the mandatory ones."),
}

_OURS = (N_("the rule of this program"), N_("the registers of this project"))  # of systems that no document defines


def head(report: Report) -> list[Text]:
    """The sentences above the lines: verdict, counts of what is listed, document, whose lines they are, rule."""
    told = [verdict_text(report), _listed(report), cited(report.system), _whose(report), Text(report.system.rule)]
    return [text for text in told if text.message_id]


def cited(system: System) -> Text:
    """The document of a system, with its edition where one is told."""
    if system.document == OWN_DOCUMENT:
        return Text("By the project's own table.")
    if system.document in _OURS:
        return Text("By {document}.", {"document": Text(system.document)})
    if not system.edition or system.edition in system.document:
        return Text("By {document}.", {"document": system.document})
    return Text("By {document}, edition {edition}.", {"document": system.document, "edition": system.edition})


def verdict_text(report: Report) -> Text:
    """What a system comes to by its own rule; it is no certificate, the office decides."""
    if report.outside.message_id:
        return report.outside
    counted = verdict(report)
    if counted is None:
        known = sum(judged.result.value is not None for judged in report.lines)
        return Text("{known} of {all} figures can be told.", {"known": known, "all": len(report.lines)})
    values = {"met": counted.met, "missed": counted.missed, "open": counted.open}
    told = Text("Mandatory: {met} kept, {missed} missed, {open} not judged.", values)
    if counted.groups:
        values |= {"groups": counted.groups, "kept": counted.groups_met}
        told = Text(
            "Mandatory: {met} kept, {missed} missed, {open} not judged; {kept} of {groups} groups have one that is "
            "kept.",
            values,
        )
    return sentences(told, *(Text(_DOUBTED[why], {"n": n}) for why, n in counted.doubted.items()))


def answers(report: Report) -> dict[str, int]:
    """How many of the listed lines are kept, missed, not judged, and have no threshold."""
    names = {True: "met", False: "missed", None: "open"}
    found = Counter(names[judged.met] if judged.line.cases else "without" for judged in report.lines)
    return {name: found[name] for name in ("met", "missed", "open", "without")}


def whose_lines(report: Report) -> dict[str, int]:
    """How many lines are the document's, the project's instead of one of those, and the project's beside them."""
    found = Counter(
        "document" if not judged.line.own else "instead" if standard_line(judged.line) else "beside"
        for judged in report.lines
    )
    return {name: found[name] for name in ("document", "instead", "beside")}


def head_json(report: Report) -> dict[str, Any]:
    """Verdict and counts as plain values; `mandatory` is None where a system judges nothing or does not apply."""
    counted, doubted = verdict(report), {"from_memory": MEMORY, "typed": TYPED, "not_compared": UNCOMPARED}
    mandatory = {"met": counted.met, "missed": counted.missed, "open": counted.open} if counted else {}
    told = {name: counted.doubted.get(why, 0) for name, why in doubted.items()} if counted else {}
    return {"mandatory": mandatory | told or None, "answers": answers(report), "lines": whose_lines(report)}


def _listed(report: Report) -> Text:
    counts = answers(report)
    if counts["without"] == len(report.lines):
        return Text("")
    values = {**counts, "all": len(report.lines)}
    if not counts["without"]:
        return Text("Lines listed: {all}, of which {met} kept, {missed} missed, {open} not judged.", values)
    return Text(
        "Lines listed: {all}, of which {met} kept, {missed} missed, {open} not judged, {without} without a threshold.",
        values,
    )


def _whose(report: Report) -> Text:
    counts = whose_lines(report)
    if not counts["instead"] and not counts["beside"]:
        return Text("")
    if counts["beside"] == len(report.lines):
        return Text("Lines of the project itself: {beside}, which is all.", counts)
    return Text(
        "Lines of the document: {document}. Lines of the project: {instead} instead of the document's, {beside} beside "
        "them.",
        counts,
    )
