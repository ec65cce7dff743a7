"""An account settled: what is left over, and the sentence an official reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from core.account_terms import Entry, Form
from core.accounts import Account, Term
from core.evidence import enumerate_names, sentences
from core.findings import Ref
from core.statements import ACCURACY
from core.steps import pause
from core.text import Quantity, Text, later

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Lack:
    """What a sum of firms has to do without: names of firms that do not state their figures, and of anything else."""

    firms: Sequence[str] = ()
    others: Sequence[str] = ()


def settle(
    form: Form, scope: Ref, year: int | None, entries: Mapping[str, Entry], *,
    matter: str = "", lack: Lack = Lack(), notes: Sequence[Text] = (),
) -> Account:  # fmt: skip
    """Close an account: sources minus uses, None while a term is unknown, with its sentence and further remarks.

    `entries` are the figures by term; `lack` is what is missing beyond the terms without a value.
    """
    pause()
    terms = [item.term(entries[item.id]) for item in form.items if item.id in entries]
    blank = [term for term in terms if term.value is None]
    strange = {term.title: names for term in blank if (names := entries[term.id].unlike)}
    unlike = tuple(dict.fromkeys(name for names in strange.values() for name in names)) if strange else ()
    lacking = (*(term.title for term in blank), *unlike, *lack.firms, *lack.others)
    rest = None
    if not lacking and len({term.side for term in terms}) == 2:
        rest = _total(terms, "source") - _total(terms, "use")
    told = later(_told, form, (scope.name, matter), terms, rest, strange, lack.firms, notes)
    return Account(form.id, form.title, scope, year, form.unit, tuple(terms), rest, told, matter, lacking)


def _told(
    form: Form, about: tuple[str, str], terms: Sequence[Term], rest: float | None, strange: Mapping[str, Sequence[str]],
    firms: Sequence[str], notes: Sequence[Text],
) -> Text:  # fmt: skip
    """The sentence of an account about a holder and a matter, with the remarks.

    `strange` are the figures in another unit by the title of their term, `firms` those that state nothing.
    """
    holder, matter = about
    subject = Text("{holder}, {matter}", {"holder": holder, "matter": matter or _title(form.title)})
    if rest is None:
        unstated = tuple(term.title for term in terms if term.value is None and term.title not in strange)
        sentence = _open(form, subject, terms, _lacking(unstated, firms))
    else:
        sentence = _closed(form, subject, terms, rest, _total(terms, "source"))
    remarks = [_unlike(form.unit, _title(title), names) for title, names in strange.items()]
    return sentences(sentence, *remarks, *notes)


@cache
def _title(title: str) -> Text:
    return Text(title)


@cache
def _not_stated(titles: tuple[str, ...]) -> Text:
    return Text("not stated: {missing}", {"missing": enumerate_names([_title(title) for title in titles], SHOWN)})


def _lacking(unstated: tuple[str, ...], firms: Sequence[str]) -> Text | None:
    """'not stated: waste used', 'not stated by A, B', or both; None where neither is lacking."""
    terms = _not_stated(unstated) if unstated else None
    silent = Text("not stated by {firms}", {"firms": enumerate_names(firms, SHOWN)}) if firms else None
    if terms and silent:
        return Text("{first}; {second}", {"first": terms, "second": silent})
    return terms or silent


def _unlike(unit: str, term: Text, names: Sequence[str]) -> Text:
    """The remark about figures that cannot be told in the account's unit."""
    values = {"term": term, "unit": unit, "figures": enumerate_names(names, SHOWN)}
    if unit == "tce":
        return Text(
            "Not known in {unit}: {term}, since nobody says what heat these give: {figures}. "
            "Enter their heating values.",
            values,
        )
    return Text(
        "Not known in {unit}: {term}, since these figures are in another unit: {figures}. State them in {unit}.",
        values,
    )


def _total(terms: Sequence[Term], side: str) -> float:
    return float(sum(term.value for term in terms if term.side == side and term.value is not None))


def _closed(form: Form, subject: Text, terms: Sequence[Term], rest: float, sources: float) -> Text:
    """The sentence of an account all of whose terms are known."""
    share = round(100 * abs(rest) / sources, 1) if sources else 100.0
    values = {
        "subject": subject,
        "sources": _sum(form, _worth_telling(terms, "source"), form.unit),
        "uses": _sum(form, _worth_telling(terms, "use")),
        "rest": abs(round(rest, 6)),
        "share": share,
        "unit": Quantity(abs(round(rest, 6)), form.unit),
    }
    if abs(rest) <= 1e-9 * sources:
        return Text("{subject}: {sources} = {uses}.", values)
    if abs(rest) <= ACCURACY * sources:
        return Text("{subject}: {sources} = {uses}, to within {unit} ({share} %).", values)
    if rest > 0:
        return Text("{subject}: {sources} = {uses} + whereabouts to be checked {rest} ({share} %).", values)
    return Text(
        "{subject}: {sources}, but {uses}: {unit} ({share} %) more than there was. "
        "Correct the figures, or add what is missing on the other side.",
        values,
    )


def _worth_telling(terms: Sequence[Term], side: str) -> list[Term]:
    """The terms of a side that are not 0, or the first where all are."""
    mine = [term for term in terms if term.side == side]
    return [term for term in mine if term.value] or mine[:1]


def _open(form: Form, subject: Text, terms: Sequence[Term], lacking: Text | None) -> Text:
    """The sentence of an account with unknown terms: what is known, then what nobody stated."""
    known = [_phrase(form, term, form.unit) for term in terms if term.value is not None]
    values = {"subject": subject, "known": known, "lacking": lacking}
    if lacking is None:
        return Text("{subject}: {known}.", values) if known else Text("{subject}: no figure can be told.", values)
    if not known:
        return Text("{subject}: {lacking}.", values)
    return Text("{subject}: {known}; {lacking}.", values)


def _sum(form: Form, terms: Sequence[Term], unit: str = "") -> Text:
    """'generated 18 400 t + from old stock 200'; the unit stands with the first figure."""
    joined = _phrase(form, terms[0], unit)
    for term in terms[1:]:
        joined = Text("{before} + {after}", {"before": joined, "after": _phrase(form, term)})
    return joined


def _phrase(form: Form, term: Term, unit: str = "") -> Text:
    amount = Quantity(term.value, unit) if unit else term.value
    return Text(form.item(term.id).phrase, {"amount": amount})
