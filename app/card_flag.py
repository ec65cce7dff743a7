"""A finding on the card: its badge, sentence, next step, grounds and evidence."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from app.card_blocks import Flag
from app.card_labels import card_label, link_label
from app.chart_rules import chart_of_finding
from app.decision_form import deciding, standing, standing_words
from app.describe import describe_ref, source_of
from app.finding_said import said_block
from app.finding_same import same_block
from app.finding_steps import FindingSteps
from app.finding_subjects import subjects
from app.pictures import painted
from app.rows import finding_amount, finding_title
from app.session import Session
from core.check_entered import ENTERED
from core.finding_correction import FIGURES
from core.findings import LAYER_TITLES, Finding
from core.i18n import NO_BREAK, show, translate
from core.text import N_, Text
from gis.badges import BADGE, badge_marks
from gis.flags import NUMBERED, flag_sign
from gis.paint import measure
from gis.palette import palette
from gis.scene import Scene

MOST_EVIDENCE = 30
CORRECTED = (*FIGURES, "flow")  # evidence that names figures
BADGE_PIXELS = 5.2  # per millimetre, so that a badge is as high as a line of text


class FlagCard(QWidget):
    """Built once for a finding; a click on it or its evidence chooses the rows everywhere."""

    def __init__(
        self, session: Session, flag: Flag, dark: bool, steps: FindingSteps, charted: Callable[[Finding], object]
    ) -> None:
        super().__init__()
        self.session, self.steps, self.number, self.charted = session, steps, flag.number, charted
        language, finding = session.language, flag.finding
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 6)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(_badge(flag.number, finding, dark), 0, Qt.AlignmentFlag.AlignTop)
        parts = (finding_title(finding, language), finding_amount(finding, language).replace(" ", NO_BREAK))
        heading = card_label(" · ".join(part for part in parts if part), "heading")
        heading.setToolTip(show(finding.sentence, language))
        head.addWidget(heading, 1)
        column.addLayout(head)
        column.addWidget(card_label(show(finding.sentence, language), "plain"))
        column.addWidget(card_label(show(Text("Next step: {step}", {"step": finding.step}), language), "plain"))
        column.addWidget(card_label(self._grounds(finding), "soft"))
        found = standing(session, finding)
        column.addWidget(card_label(standing_words(found, language), "soft"))
        if found.decisions:
            column.addWidget(said_block(session, found, steps))
        if (same := same_block(session, finding, steps)) is not None:
            column.addWidget(same)
        column.addLayout(self._verbs(finding, column))
        column.addLayout(self._paper_verbs(finding, column))

    def _grounds(self, finding: Finding) -> str:
        """Rule, layer, rows and source: what it takes to defend the finding."""
        language = self.session.language
        values = {
            "rule": finding.rule,
            "layer": Text(LAYER_TITLES[finding.layer]),
            "n": len(finding.evidence),
        }
        told = Text(
            "Rule {rule} ({layer}); rests on {n} row", values, plural="Rule {rule} ({layer}); rests on {n} rows"
        )
        source = Text("source: {source}", {"source": finding.source}) if finding.source else Text("no source told")
        return show(Text("{told}; {source}.", {"told": told, "source": source}), language)

    def _verbs(self, finding: Finding, column: QVBoxLayout) -> QHBoxLayout:
        row = QHBoxLayout()
        looking = QPushButton(translate(N_("Show on the map"), self.session.language))
        looking.clicked.connect(lambda *_: self.session.select(subjects(finding), finding, zoom=True))
        looking.setProperty("leading", True)
        row.addWidget(looking)
        if finding.evidence:
            evidence = self._evidence(finding)
            evidence.hide()
            unfold = QPushButton(translate(N_("Show the evidence"), self.session.language))
            unfold.clicked.connect(lambda *_: evidence.setVisible(not evidence.isVisible()))
            row.addWidget(unfold)
            column.addWidget(evidence)
        row.addStretch(1)
        return row

    def _paper_verbs(self, finding: Finding, column: QVBoxLayout) -> QHBoxLayout:
        """Note what was said, and what else a person can do with the finding."""
        session, language = self.session, self.session.language
        row = QHBoxLayout()
        if session.writing:
            unfold, form = deciding(session, finding, QPushButton)
            row.addWidget(unfold)
            column.addWidget(form)
        menu = QMenu(self)
        for title, act in self._acts(finding):
            menu.addAction(translate(title, language), act)
        more = QPushButton(translate(N_("More"), language))
        more.setMenu(menu)
        row.addWidget(more)
        row.addStretch(1)
        return row

    def _acts(self, finding: Finding) -> list[tuple[str, Callable[[], object]]]:
        """Sheet and chart; where it can be written, putting a figure right and wording an entered one anew."""
        sheet = (N_("Inquiry sheet…"), lambda: self.steps.write_sheet(finding))
        acts: list[tuple[str, Callable[[], object]]] = [sheet]
        if chart_of_finding(finding):
            acts.append((N_("Show the chart"), lambda: self.charted(finding)))
        if not self.session.writing:
            return acts
        if any(ref.table in CORRECTED for ref in finding.evidence):
            acts.append((N_("Correct a figure…"), lambda: self.steps.correct(finding)))
        if finding.rule == ENTERED:
            acts.append((N_("Change the finding…"), lambda: self.steps.edit(finding)))
            acts.append((N_("Delete the finding"), lambda: self.steps.delete(finding)))
        return acts

    def _evidence(self, finding: Finding) -> QWidget:
        """The rows a finding rests on, each with its source and date."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(8, 2, 0, 2)
        column.setSpacing(3)
        snapshot, language = self.session.readable, self.session.language
        for ref in finding.evidence[:MOST_EVIDENCE]:
            if snapshot is not None:
                column.addWidget(link_label(self.session, describe_ref(snapshot, ref, language), ref))
                if source := source_of(snapshot, ref):
                    column.addWidget(card_label(source, "soft"))
        rest = len(finding.evidence) - MOST_EVIDENCE
        if rest > 0:
            column.addWidget(card_label(show(Text("and {n} more rows", {"n": rest}), language), "soft"))
        return holder


def _badge(number: int, finding: Finding, dark: bool) -> QLabel:
    """The badge that the finding carries on the map; like there only the first have their number in it."""
    told = str(number) if number <= NUMBERED else ""
    marks = badge_marks((3.2, 2.4), told, flag_sign(finding), float(measure([told], BADGE)[0]), palette(dark))
    badge = QLabel()
    badge.setPixmap(painted(Scene(6.4, 4.8, tuple(marks)), BADGE_PIXELS))
    badge.setFixedSize(badge.pixmap().deviceIndependentSize().toSize())
    return badge
