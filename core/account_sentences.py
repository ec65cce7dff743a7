"""An account settled: what is left over, and the sentence an official reads."""

from collections.abc import Sequence

from core.account_terms import ACCURACY, Form
from core.accounts import Account, Term
from core.evidence import enumerate_names, sentences
from core.findings import Ref
from core.text import Quantity, Text

SHOWN = 6


def settle(
    form: Form, scope: Ref, year: int | None, terms: Sequence[Term], *,
    matter: str = "", missing: Sequence[str] = (), notes: Sequence[Text] = (),
) -> Account:  # fmt: skip
    """Close an account: sources minus uses, None while a term is unknown, with its sentence and further remarks.

    `missing` names what is lacking beyond the terms without a value, such as firms that a sum has to do without.
    """
    blank = [term.title for term in terms if term.value is None]
    lacking = (*blank, *missing)
    sources, uses = _total(terms, "source"), _total(terms, "use")
    rest = None if lacking else sources - uses
    subject = Text("{holder}, {matter}", {"holder": scope.name, "matter": matter or Text(form.title)})
    names: list[str | Text] = [*(Text(title) for title in blank), *missing]
    sentence = _open(form, subject, terms, names) if rest is None else _closed(form, subject, terms, rest, sources)
    told = sentences(sentence, *notes)
    return Account(form.id, form.title, scope, year, form.unit, tuple(terms), rest, told, matter, lacking)


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


def _open(form: Form, subject: Text, terms: Sequence[Term], lacking: Sequence[str | Text]) -> Text:
    """The sentence of an account with unknown terms: what is known, then what nobody stated."""
    known = [_phrase(form, term, form.unit) for term in terms if term.value is not None]
    values = {"subject": subject, "known": known, "missing": enumerate_names(lacking, SHOWN)}
    if not known:
        return Text("{subject}: not stated: {missing}.", values)
    return Text("{subject}: {known}; not stated: {missing}.", values)


def _sum(form: Form, terms: Sequence[Term], unit: str = "") -> Text:
    """'generated 18 400 t + from old stock 200'; the unit stands with the first figure."""
    joined = _phrase(form, terms[0], unit)
    for term in terms[1:]:
        joined = Text("{before} + {after}", {"before": joined, "after": _phrase(form, term)})
    return joined


def _phrase(form: Form, term: Term, unit: str = "") -> Text:
    amount = Quantity(term.value, unit) if unit else term.value
    return Text(form.item(term.id).phrase, {"amount": amount})
