"""The styles of a project's own layers draw each row as the map does, and rows that came later plainly."""

import json
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pytest

from core.project import Project
from core.snapshot import Snapshot
from gis.live_styles import file_styles, live_styles, plain_styles
from gis.map_layers import map_view
from gis.paint import font_family, measure
from gis.picture import lay_out
from gis.view import OFF_AT_FIRST, View

NUMBERS = re.compile(r"json_to_map\('(\{[^']*\})'\)")


@pytest.fixture
def snapshot(small_cluster: Project) -> Snapshot:
    return small_cluster.snapshot()


def view_of(snapshot: Snapshot) -> View:
    return map_view(snapshot, 2024, "en", OFF_AT_FIRST)


def styles_of(snapshot: Snapshot, view: View) -> dict[str, str]:
    return live_styles(lay_out(snapshot, [], view, measure), snapshot, font_family())


def expressions(qml: str) -> list[str]:
    root = ElementTree.fromstring(qml)
    told = [option.get("value", "") for option in root.iter("Option") if option.get("name") == "expression"]
    return told + [prop.get("v", "") for prop in root.iter("prop") if prop.get("k") == "geometryModifier"]


def test_each_layer_of_the_file_has_a_style_of_well_formed_xml(snapshot: Snapshot) -> None:
    found = styles_of(snapshot, view_of(snapshot))
    assert set(found) == {"region", "flow_line", "actor"}
    assert all(ElementTree.fromstring(qml).tag == "qgis" for qml in found.values())


def test_the_widths_of_a_style_are_those_of_the_map_by_the_id_of_the_link(snapshot: Snapshot) -> None:
    sheet = lay_out(snapshot, [], view_of(snapshot), measure)
    qml = live_styles(sheet, snapshot, font_family())["flow_line"]
    told = [json.loads(found) for text in expressions(qml) for found in NUMBERS.findall(text)]
    ids = snapshot.flow.id[sheet.links.flow]
    widths = {str(id): round(float(width), 3) for id, width in zip(ids, sheet.links.width, strict=True)}
    assert any(column == widths for column in told)


def test_links_that_the_map_leaves_out_are_hidden_and_later_ones_are_not(snapshot: Snapshot) -> None:
    sheet = lay_out(snapshot, [], view_of(snapshot), measure)
    qml = live_styles(sheet, snapshot, font_family())["flow_line"]
    (hidden,) = {found for text in expressions(qml) if "IS NULL" in text for found in NUMBERS.findall(text)}
    drawn = set(map(str, snapshot.flow.id[sheet.links.flow].tolist()))
    assert set(json.loads(hidden)) == set(map(str, snapshot.flow.id.tolist())) - drawn


def test_a_layer_that_is_switched_off_has_no_style(snapshot: Snapshot) -> None:
    view = replace(view_of(snapshot), hidden=OFF_AT_FIRST | {"regions"})
    assert set(styles_of(snapshot, view)) == {"flow_line", "actor"}


def test_a_sign_that_had_to_move_tells_how_far_and_turned_ones_by_their_own_axes(park: Snapshot) -> None:
    together = replace(park, actor=replace(park.actor, point=np.repeat(park.actor.point[:1], len(park.actor), axis=0)))
    sheet = lay_out(together, [], map_view(together, None, "zh", OFF_AT_FIRST), measure)
    qml = live_styles(sheet, together, font_family())["actor"]
    offsets = [text for text in expressions(qml) if "|| ',' ||" in text]
    ring, sign = ([json.loads(column) for column in NUMBERS.findall(text)] for text in offsets)
    row = int(np.flatnonzero(park.actor.role == "treatment")[0])
    id, away = str(park.actor.id[row]), sheet.places[row] - sheet.view.to_paper(together.actor.point)[row]
    np.testing.assert_allclose([column[id] for column in ring], away, atol=0.01)
    np.testing.assert_allclose([column[id] for column in sign], -away, atol=0.01)  # its triangle stands on its tip


def test_a_large_project_is_styled_without_telling_row_by_row(park: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    view = map_view(park, None, "zh", OFF_AT_FIRST)
    monkeypatch.setattr("gis.crowded.CROWDED_LINKS", 3)
    assert file_styles(park, [], view, measure, font_family()) == plain_styles(view, font_family())
