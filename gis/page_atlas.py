"""Printing pages: one of the whole cluster, or an atlas with a page for each region, firm or finding."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.analysis import Analysis
from core.i18n import show
from core.page_templates import CLUSTER
from core.snapshot import Snapshot
from core.steps import Step, quietly
from core.text import Text
from gis import paint
from gis.cards import rule_title
from gis.counts import Counts
from gis.exports import DPI, PaperSheet, Writing, checked_suffix, export_sheets
from gis.page import Page, compose, page_title
from gis.page_parts import Subject
from gis.page_subjects import subjects_of, without_page


@dataclass(slots=True)
class Printed:
    """What was printed: the files, the counts of each page, and what has to be said of them, each with its page."""

    files: list[Path] = field(default_factory=list)
    counts: list[Counts] = field(default_factory=list)
    remarks: list[tuple[str, Text]] = field(default_factory=list)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self.counts)


def atlas_pages(snapshot: Snapshot, analysis: Analysis, page: Page, about: str) -> list[Page]:
    """The pages of an atlas, or the one page of the whole cluster; UserError where there is nothing to be about."""
    if about == CLUSTER:
        return [page]
    subjects = subjects_of(snapshot, analysis, about, public=page.public)
    pages = len(subjects)
    return [replace(page, subject=subject, number=number, pages=pages) for number, subject in enumerate(subjects, 1)]


def bookmark(page: Page, snapshot: Snapshot, analysis: Analysis) -> str:
    """What a page is called in the bookmarks of a PDF and in names of files."""
    if page.subject is None:
        return page_title(snapshot.name, page.title, analysis.year, page.language)
    return _subject_name(page.subject, page)


def _subject_name(subject: Subject, page: Page) -> str:
    if subject.finding is None:
        return subject.name
    rule = rule_title(subject.finding)
    told = Text("{subject}: {rule}", {"subject": subject.name, "rule": rule}) if subject.name else rule
    return show(told, page.language)


def print_pages(
    snapshot: Snapshot,
    analysis: Analysis,
    pages: Sequence[Page],
    path: Path,
    *,
    dpi: float = DPI,
    cancelled: Callable[[], bool] = lambda: False,
    step: Step = quietly,
) -> Printed:
    """Compose pages one after the other and write them by the suffix of `path`.

    `step` hears of each page before it is drawn. UserError for a suffix that no format has, and for a place that
    cannot be written.
    """
    checked_suffix(path)
    printed = Printed(remarks=[("", told) for told in without_page(snapshot, pages)])

    def sheets() -> Iterator[PaperSheet]:
        for number, page in enumerate(pages, 1):
            step(number, len(pages))
            made = compose(snapshot, analysis, page, paint.measure)
            name = bookmark(page, snapshot, analysis)
            printed.counts.append(made.scene.counts)
            printed.remarks += [(name if len(pages) > 1 else "", remark) for remark in made.remarks]
            yield PaperSheet(made.scene, name, made.frames)

    first = pages[0]
    title = page_title(snapshot.name, first.title, analysis.year, first.language)
    writing = Writing(title, first.language, dpi)
    printed.files = export_sheets(sheets(), path, writing, cancelled, many=len(pages) > 1)
    return printed
