"""What was found and computed, with the names that a reader of a language knows: sentences stay, values change."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from core.accounts import Account
from core.analysis import Analysis
from core.display_names import in_language, term
from core.errors import UserError
from core.evidence import join_sources, link_refs, source_titles
from core.findings import Finding, Ref
from core.indicators import Result
from core.snapshot import Snapshot
from core.text import Text

Names = Mapping[str, str]  # the name in the project: the name in the language


def names_in(snapshot: Snapshot, language: str) -> dict[str, str]:
    """The names of the project, actors, commodities, regions, links, sources, lists that a language tells otherwise."""
    shown = in_language(snapshot, language)
    pairs = [(snapshot.name, shown.name), *zip(snapshot.source.title, shown.source.title, strict=True)]
    for table in ("actor", "commodity", "region"):
        pairs += zip(getattr(snapshot, table).name, getattr(shown, table).name, strict=True)
    listed = {str(word) for column in (snapshot.register.list, snapshot.register.entry) for word in column}
    pairs += ((word, term(word, language)) for word in listed)
    names = {str(name): str(known) for name, known in pairs if name != known}
    links = _renamed_links(snapshot, shown)
    told = zip(link_refs(snapshot, links), link_refs(shown, links), strict=True)
    return names | {before.name: after.name for before, after in told}


def _renamed_links(snapshot: Snapshot, shown: Snapshot) -> list[int]:
    """The rows of links whose ends or commodity have another name; of many links most have none."""
    flow, (actors, commodities) = (
        snapshot.flow,
        (
            np.append(getattr(snapshot, table).name != getattr(shown, table).name, False)  # -1 is the outside
            for table in ("actor", "commodity")
        ),
    )
    changed = actors[flow.sender] | actors[flow.receiver] | commodities[flow.commodity]
    return np.flatnonzero(changed).tolist()


def analysis_in(analysis: Analysis, names: Names) -> Analysis:
    """An analysis whose subjects and sentences use these names; numbers, rules and rows stay."""
    if not names:
        return analysis
    return replace(
        analysis,
        project=names.get(analysis.project, analysis.project),
        findings=findings_in(analysis.findings, names),
        accounts=tuple(_account(account, names) for account in analysis.accounts),
        indicators=tuple(_result(result, names) for result in analysis.indicators),
    )


def findings_in(findings: Iterable[Finding], names: Names) -> tuple[Finding, ...]:
    """Findings whose subjects and sentences use these names."""
    return tuple(_finding(finding, names) if names else finding for finding in findings)


@contextmanager
def problems_in(snapshot: Snapshot, language: str) -> Iterator[None]:
    """Lets a UserError that names firms or regions do so in the language of who reads it."""
    try:
        yield
    except UserError as problem:
        names = names_in(snapshot, language)
        problem.sentence, problem.advice = text_in(problem.sentence, names), text_in(problem.advice, names)
        raise


def text_in(text: Text, names: Names) -> Text:
    """A sentence with every value that is a name told in the language; texts inside it too.

    A sentence that is nothing but a name, such as the matter of a finding, is told so as well.
    """
    return replace(
        text,
        message_id=names.get(text.message_id, text.message_id),
        values={key: _value(value, names) for key, value in text.values.items()},
    )


def _value(value: object, names: Names) -> object:
    if isinstance(value, Text):
        return text_in(value, names)
    if isinstance(value, list | tuple):
        return [_value(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


def _ref(ref: Ref, names: Names) -> Ref:
    return replace(ref, name=names.get(ref.name, ref.name))


def _finding(finding: Finding, names: Names) -> Finding:
    return replace(
        finding,
        subject=_ref(finding.subject, names),
        sentence=text_in(finding.sentence, names),
        step=text_in(finding.step, names),
        source=join_sources(*(names.get(title, title) for title in source_titles(finding.source))),
    )


def _result(result: Result, names: Names) -> Result:
    scope = result.scope if isinstance(result.scope, str) else _ref(result.scope, names)
    missing = tuple(_ref(ref, names) for ref in result.missing)
    return replace(result, scope=scope, missing=missing, reason=text_in(result.reason, names))


def _account(account: Account, names: Names) -> Account:
    return replace(
        account,
        scope=_ref(account.scope, names),
        sentence=text_in(account.sentence, names),
        matter=names.get(account.matter, account.matter),
        doubt=account.doubt and text_in(account.doubt, names),
    )
