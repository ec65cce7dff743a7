from dataclasses import replace

import numpy as np
import pytest

from core.findings import Finding
from core.snapshot import Snapshot
from gis.legend import link_entries, sign_entries
from gis.page_legend import columns_marks, legend_columns
from gis.paint import measure
from gis.picture import lay_out
from gis.scene import Shape
from gis.sheet import Sheet
from gis.view import fit


@pytest.fixture(scope="module")
def sheet(park: Snapshot, findings: tuple[Finding, ...]) -> Sheet:
    return lay_out(park, findings, replace(fit(park, 272.0, 228.0), language="en"), measure)


def test_the_legend_holds_only_what_occurs(sheet: Sheet) -> None:
    words = [entry.words for entry in (*link_entries(sheet), *sign_entries(sheet))]
    assert {"By-product and waste", "Energy", "Water", "Material", "Amount not known"} <= set(words)
    assert {"Producer", "Decomposer", "Research", "Government", "Waste without receiver"} <= set(words)
    assert not {"Product", "Emission", "Planned or proposed", "Residents", "Finance"} & set(words)


def test_samples_of_width_are_as_wide_as_such_a_link_on_the_map(sheet: Sheet) -> None:
    (sample,) = (entry for entry in link_entries(sheet) if entry.words == "200\u2009000 t/year")
    (line,) = (mark for mark in sample.draw(0, 0) if isinstance(mark, Shape))
    tonnes = np.array(["t"], dtype=object)
    assert line.stroke is not None
    assert line.stroke.width == pytest.approx(sheet.links.widths.of(np.array([200_000.0]), tonnes)[0])
    assert line.stroke.width <= sheet.links.width.max()


def test_a_map_without_findings_needs_no_words_for_flags(park: Snapshot) -> None:
    bare = lay_out(park, (), replace(fit(park, 272.0, 228.0), language="en"), measure)
    assert "Waste without receiver" not in {entry.words for entry in sign_entries(bare)}


def test_the_legend_stays_within_its_column(sheet: Sheet) -> None:
    columns = legend_columns(sheet, 112.0, 200.0)
    marks, bottom = columns_marks(sheet, columns, (100.0, 20.0), 112.0)
    boxes = np.array([mark.box for mark in marks if not isinstance(mark, Shape)])  # type: ignore[union-attr]
    assert boxes[:, 0].min() >= 100.0
    assert boxes[:, 2].max() <= 212.0
    assert boxes[:, 3].max() <= bottom


@pytest.mark.parametrize("law", ["linear", "root", "classes"])
def test_by_every_law_samples_are_drawn_by_the_function_of_the_map(park: Snapshot, law: str) -> None:
    words = np.array(["flow_style"], dtype=object), np.array([f'{{"law": "{law}"}}'], dtype=object)
    chosen = replace(park, layout=replace(park.layout, id=np.array([1]), name=words[0], content=words[1]))
    sheet = lay_out(chosen, (), replace(fit(park, 272.0, 228.0), language="en"), measure)
    assert sheet.links.widths.law == law
    entries = {entry.words: entry for entry in link_entries(sheet)}
    assert ("Four times the amount is twice as wide" in entries) == (law == "root")
    word = {"linear": "200\u2009000 t/year", "root": "200\u2009000 t/year", "classes": "100\u2009000 t/year and more"}[
        law
    ]
    (line,) = (mark for mark in entries[word].draw(0, 0) if isinstance(mark, Shape))
    amount = np.array([float("".join(filter(str.isdigit, word)))])
    assert line.stroke is not None
    assert line.stroke.width == pytest.approx(sheet.links.widths.of(amount, np.array(["t"], dtype=object))[0])
