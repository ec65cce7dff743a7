"""A GeoJSON that says a key twice in one object."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.i18n import show
from gis.geofile_keys import told_doubles
from gis.geofiles import load_layer

POINT = '"geometry": {"type": "Point", "coordinates": [109, 23]}'


def written(folder: Path, *properties: str, more: str = "") -> Path:
    features = ", ".join(f'{{"type": "Feature", "properties": {each}, {POINT}}}' for each in properties)
    path = folder / "p.geojson"
    path.write_text(f'{{"type": "FeatureCollection", {more}"features": [{features}]}}', encoding="utf-8")
    return path


def told(path: Path) -> list[str]:
    return [show(text, "en") for text in told_doubles(path)]


def test_a_key_that_stands_twice_is_told_with_its_feature(tmp_path: Path) -> None:
    path = written(tmp_path, '{"name": "A", "t": 1}', '{"name": "B", "t": 1, "t": 2}')
    remark = "1 key stands twice in its feature; only its last value is read (row 2: t)."
    assert told(path) == [remark]
    sheet = load_layer(path)
    assert remark in [show(text, "en") for text in sheet.remarks]
    assert dict(zip(sheet.columns, sheet.rows[1][1], strict=True))["t"] == 2


def test_many_are_counted_and_the_first_are_named(tmp_path: Path) -> None:
    path = written(tmp_path, *(f'{{"name": "{n}", "a": 1, "a": 2, "in": {{"b": 1, "b": 2}}}}' for n in range(4)))
    (sentence,) = told(path)
    assert sentence.startswith("8 keys stand twice in their features")
    assert "row 1: a, row 1: b" in sentence
    assert "…" in sentence


def test_a_key_of_the_file_itself_is_told(tmp_path: Path) -> None:
    assert told(written(tmp_path, "{}", more='"name": 1, "name": 2, ')) == [
        "The file itself says name twice; only the last is read."
    ]


def test_what_is_no_json_is_left_to_its_reader(tmp_path: Path) -> None:
    path = tmp_path / "p.geojson"
    for content in (b"{", b"[" * 100_000, b"\xff\xfe{}", b"[1]"):
        path.write_bytes(content)
        assert told_doubles(path) == []


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.lists(st.dictionaries(st.text(max_size=3), st.none()))))
def test_nothing_is_told_where_every_key_stands_once(
    tmp_path_factory: pytest.TempPathFactory, properties: dict[str, object]
) -> None:
    path = tmp_path_factory.getbasetemp() / "p.geojson"
    path.write_text(json.dumps({"features": [{"properties": properties}]}), encoding="utf-8")
    assert told_doubles(path) == []
