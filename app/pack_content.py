"""What a meeting pack holds: diagram, numbered map, findings, indicators, accounts and sources of one year."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.contents import Shown
from app.pack_leaf import leaf_of
from app.pack_order import PackOrder
from app.pack_tables import (
    accounts_table,
    findings_table,
    firms_table,
    indicators_table,
    links_table,
    sources_table,
    undrawn_table,
)
from app.progress import Tell, unheard
from core.analysis import Analysis
from core.display_names import in_language
from core.figures import figures
from core.findings import Finding
from core.i18n import LANGUAGES, show, translate
from core.renaming import analysis_in, names_in
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.cards import in_map_order
from gis.choosing import choose
from gis.choosing_words import choice_sentence, hidden_parts, hidden_sentence
from gis.exports import PaperSheet
from gis.figure_page import FigurePage
from gis.flow_diagram import compose_diagram, diagram_title
from gis.flow_diagram_bands import ROOM_FOR, FlowSystem, diagram_units, flow_system
from gis.flow_diagram_words import notes
from gis.links import narrowed
from gis.office_maps import LEGEND, map_and_legend, side_by_side
from gis.office_pages import TablePage, table_pages
from gis.office_tables import Leaf, Pack, Picture
from gis.page import CLASSES, compose, page_title
from gis.page_rules import left_out_rows
from gis.paper_table import PaperTable
from gis.public import listed_firms, openly_cited, published
from gis.scene import Scene
from gis.sheet import Measure

PICTURE = (300.0, 160.0)  # mm, of slides and reports
MOST_DIAGRAMS = 3  # pages: goods, water, energy
ITEMS = 8  # at each side of a diagram of that size


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What a pack is made from in one language: rows as the window shows them, analysis, findings in their order."""

    named: Snapshot
    shown: Shown
    analysis: Analysis
    findings: Sequence[Finding]
    order: PackOrder

    @property
    def title(self) -> str:
        """The title of map and pack."""
        return page_title(self.named.name, self.order.title, self.analysis.year, self.order.language)

    @property
    def units(self) -> list[str]:
        """The units of its diagrams: the one that is asked for, else that of most chosen amounts, then the others."""
        asked, links = self.order.unit, self.shown.links
        chosen = links.of_flows(choose(links, self.order.lens.choice, self.findings).kept)
        listed = diagram_units(chosen, self.analysis.year) or diagram_units(links, self.analysis.year) or ["t"]
        return list(dict.fromkeys([asked, *listed] if asked else listed))[:MOST_DIAGRAMS]

    def flows(self, items: int = ROOM_FOR, unit: str = "") -> FlowSystem:
        """The chosen flows of the year in the first or another unit, with so many items at each side."""
        order, year = self.order, self.analysis.year
        return flow_system(
            self.named, year, unit or self.units[0], order.partition, order.language,
            choice=order.lens.choice, findings=self.findings, public=order.public, items=items,
        )  # fmt: skip

    def drawn_words(self, drawn: Scene) -> list[str]:
        """What the filter asks of a map, what became of its links and why, and what a public one leaves out besides."""
        counts = drawn.counts
        left = {name: len(uids) for name, uids in counts.conditions.items()}
        told = (
            choice_sentence(self.shown.links, self.order.lens.choice),
            Text("{counts}.", {"counts": counts.sentence(hidden_parts(left))}),
            *left_out_rows([counts]),
        )
        return [show(text, self.order.language) for text in told if text is not None]

    def told(self, drawn: Scene, system: FlowSystem) -> tuple[str, ...]:
        """The sentences on a map and a diagram, each fact once: the counts of the map tell what the filter hides."""
        counts, language = drawn.counts, self.order.language
        hidden = hidden_sentence({name: len(uids) for name, uids in counts.conditions.items()}, counts.links)
        said = [*self.drawn_words(drawn), *notes(system, 0.0, language), self.order.unfiltered]
        repeated = ("", show(hidden, language) if hidden else "")
        return tuple(dict.fromkeys(words for words in said if words not in repeated))


# The tables of a pack and of a template, in their order; the title is their name in a template.
TABLES: dict[str, tuple[str, Callable[[Material], PaperTable]]] = {
    "findings": (N_("Findings"), lambda m: findings_table(m.findings, m.order.language)),
    "indicators": (N_("Indicators"), lambda m: indicators_table(m.analysis, m.order.language)),
    "accounts": (N_("Accounts of regions"), lambda m: accounts_table(m.analysis.accounts, m.order.language)),
    "firms": (N_("Firms and institutions"), lambda m: firms_table(m.shown, m.findings, m.order.language)),
    "links": (N_("Links of the year"), lambda m: links_table(m.shown, m.order.language)),
    "sources": (N_("Sources"), lambda m: sources_table(m.shown.links, m.order.language)),
}


def material_of(snapshot: Snapshot, analysis: Analysis, order: PackOrder) -> Material:
    """The material of a whole snapshot and its analysis, both with the names of the project.

    A public pack rests on public sources and statutory findings.
    """
    named = in_language(snapshot, order.language)
    told = analysis_in(analysis, names_in(snapshot, order.language))
    links, year = narrowed(named.without_aggregates(), analysis.year)
    links = published(links, listed_firms(told.findings)) if order.public else links
    findings = list(in_map_order(told.findings, named, public=order.public))
    findings = openly_cited(findings, snapshot) if order.public else findings
    return Material(named, Shown(links, figures(links), year), told, findings, order)


def make_pack(
    snapshot: Snapshot, analysis: Analysis, order: PackOrder, measure: Measure, tell: Tell = unheard
) -> Pack:  # fmt: skip
    """The pack of a whole snapshot and its analysis, both with the names of the project; `tell` hears what it is at.

    A public pack has no accounts and indicators, since these rest on internal figures too.
    """
    language, given = order.language, material_of(snapshot, analysis, order)
    system = given.flows()
    tell(Text("The map and the diagrams are being drawn …"))
    made = compose(given.named, given.analysis, order.page, measure)
    map_page = PaperSheet(made.scene, given.title, made.frames)
    tables = _tables(given, made.scene)
    others = (_diagram_page(given.flows(unit=unit), order, measure) for unit in given.units[1:])
    pages = (_diagram_page(system, order, measure), *others, map_page, *_table_pages(tables, order, measure))
    drawn = map_of(given, (PICTURE[0] - LEGEND - 4.0, PICTURE[1]), measure)
    small = compose_diagram(given.flows(ITEMS), bare_diagram(order, PICTURE), measure)
    pictures = (
        _diagram_picture(system, small, order),
        _map_picture(given, side_by_side(*drawn), given.drawn_words(made.scene)),
    )
    tell(Text("The cards of firms, links and findings are being written …"))
    leaves = tuple(_leaf(material_of(snapshot, analysis, replace(order, language=one)), measure) for one in LANGUAGES)
    cited = show(Text("Numbers of {citation}.", {"citation": order.citation}), language) if order.citation else ""
    stamp = translate(order.stamp, language)
    return Pack(
        language, given.title, order.footing, order.marking, stamp, given.told(made.scene, system), pages, pictures,
        (*(table.noted(order.unfiltered) for table in tables[:-2]), *tables[-2:]), leaves, cited, order.review,
    )  # fmt: skip


def _diagram_picture(system: FlowSystem, drawn: Scene, order: PackOrder) -> Picture:
    """A diagram as a picture, with what the filter asks and hides beneath it."""
    asked = tuple(show(text, order.language) for text in system.asked) if order.unfiltered else ()
    return Picture(
        diagram_title(system, order.language), drawn, tuple(notes(system, 0.0, order.language)), beneath=asked
    )


def _map_picture(given: Material, drawn: Scene, words: Sequence[str]) -> Picture:
    """The map as a picture, with what the filter asks and hides, which its first two sentences tell, beneath it."""
    asked = tuple(words[:2]) if given.order.unfiltered else ()
    return Picture(given.title, drawn, tuple(words), given.order.review, asked)


def _leaf(given: Material, measure: Measure) -> Leaf:
    """The HTML file in the language of the material."""
    order, system = given.order, given.flows()
    drawn, legend = map_of(given, (360.0, 220.0), measure)
    flows = compose_diagram(system, bare_diagram(order, (400.0, 240.0)), measure)
    marked = tuple(filter(None, (order.marking, order.review, translate(order.stamp, order.language))))
    foot = " ".join(part for part in (*given.told(drawn, system), order.footing) if part)
    scenes = (drawn, flows, legend)
    return leaf_of(given.shown, given.findings, system, scenes, order.language, given.title, foot, marked)


def map_of(given: Material, size: tuple[float, float], measure: Measure) -> tuple[Scene, Scene]:
    """The map and its legend as the lens asks, by the rules of the class."""
    order, year = given.order, given.analysis.year
    return map_and_legend(
        given.named, given.findings, year, order.language, size, measure,
        public=order.public, borders=order.page.outlines != "none", lens=order.lens, hidden=order.hidden,
    )  # fmt: skip


def bare_diagram(order: PackOrder, size: tuple[float, float]) -> FigurePage:
    """A diagram of `size` mm without title and foot, to stand in a document."""
    return FigurePage(order.language, width=size[0], height=size[1], bare=True)


def _tables(given: Material, map_page: Scene) -> tuple[PaperTable, ...]:
    """The tables of the pack; last those of the links that the map does not draw and of the sources."""
    tables = [make(given) for name, (_, make) in TABLES.items() if given.order.holds(name)]
    *others, documents = tables
    return (*others, undrawn_table(given.shown, map_page.counts, given.order.language), documents)


def _diagram_page(system: FlowSystem, order: PackOrder, measure: Measure) -> PaperSheet:
    title = CLASSES[order.kind]
    page = FigurePage(order.language, order.stamp, order.made, citation=order.citation, class_title=title)
    return PaperSheet(compose_diagram(system, page, measure), diagram_title(system, order.language))


def _table_pages(tables: Sequence[PaperTable], order: PackOrder, measure: Measure) -> list[PaperSheet]:
    joint = " " if order.language == "en" else ""
    foot = joint.join(filter(None, (order.unfiltered, order.footing)))
    page = TablePage(order.language, order.marking, translate(order.stamp, order.language), foot)
    listed = [table for table in tables if table.rows and not table.detail]
    return [
        PaperSheet(scene, "" if number else table.title)
        for table in listed
        for number, scene in enumerate(table_pages(table.on_paper(order.language), page, measure))
    ]
