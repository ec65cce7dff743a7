"""Energy by both conventions and carbon dioxide of what a card is about, each figure with what it says."""

from app.card_blocks import Block, Grid, Line
from app.card_grids import heading
from app.session import Session
from core.energy_indicators import HEADLINES, TOTAL
from core.i18n import show, show_quantity, translate
from core.indicators import CLUSTER, INDICATORS, Result
from core.network_words import explain
from core.text import N_, Quantity

_DIGITS = 6


def energy_blocks(session: Session, uid: str = "") -> list[Block]:
    """The table of a firm, a region or the whole cluster (uid ""); none where nothing of it is known or stated."""
    results = session.analysis.indicators if session.analysis else ()
    told = [result for result in results if _about(result, uid) and INDICATORS[result.id].panel == "official"]
    if not any(result.value is not None for result in told):
        return []
    told = [result for result in told if result.value is not None or result.id in HEADLINES]
    language = session.language
    rows = tuple((translate(INDICATORS[result.id].title, language), _value(result, language)) for result in told)
    notes = tuple(show(explain(result), language) if _asks_for_words(result) else "" for result in told)
    caution = N_("Figures by calorific value and by equivalent value are never added or compared.")
    table = Grid((), rows, (), notes)
    return [heading(N_("Energy and carbon dioxide"), language), table, Line(translate(caution, language), "soft")]


def _asks_for_words(result: Result) -> bool:
    """Whether a figure is told in a sentence: the total by its parts, and a headline that lacks by what it needs."""
    return result.id == TOTAL or (result.id in HEADLINES and result.value is None)


def _about(result: Result, uid: str) -> bool:
    if isinstance(result.scope, str):
        return not uid and result.scope == CLUSTER
    return result.scope.uid == uid


def _value(result: Result, language: str) -> str:
    if result.value is None:
        return translate(N_("not computable"), language)
    return show_quantity(Quantity(result.value, result.unit), language, _DIGITS)
