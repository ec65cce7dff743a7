"""Tracks of surveyors: which firms they passed, what a gap leaves open, what is kept; nothing is kept twice."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from app.__main__ import main
from app.survey_board import visit_lines
from app.survey_packs import make_packets
from app.survey_tracks import find_track, keep_found, take_in, track_lines, tracks_record
from core.base_maps import TRACK, base_maps
from core.columns import Numbers
from core.errors import UserError
from core.i18n import show
from core.project import Project
from core.survey_board import OUT, read_board
from core.survey_order import Order
from core.survey_tracks import TrackFile, passes
from core.survey_visits import read_visits
from core.text import Text
from gis.bases import permitted, underlay
from gis.palette import palette
from gis.track_files import read_track
from tests.app.conftest import Desk, wait_for

FIRM = "化工厂"
DEGREE = 111_195.0  # metres of a degree of latitude on the mean earth
START = datetime(2026, 6, 12, 4, tzinfo=UTC).timestamp()


def place(project: Project) -> tuple[float, float]:
    actor = project.snapshot().actor
    lon, lat = actor.point[actor.name.tolist().index(FIRM)].tolist()
    return lon, lat


def gpx(path: Path, points: list[tuple[float, float]], seconds: float = 60) -> Path:
    told = [
        f'<trkpt lat="{lat:.8f}" lon="{lon:.8f}"><time>'
        f"{datetime.fromtimestamp(START + at * seconds, UTC).isoformat()}</time></trkpt>"
        for at, (lon, lat) in enumerate(points)
    ]
    head = '<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk><trkseg>'
    path.write_text(f"{head}{''.join(told)}</trkseg></trk></gpx>", encoding="utf-8")
    return path


def past(project: Project, metres: float) -> list[tuple[float, float]]:
    """A way from west to east that passes a firm to the north at a distance, a point every 30 m."""
    lon, lat = place(project)
    step = 30 / (DEGREE * np.cos(np.radians(lat)))
    return [(lon + part * step, lat + metres / DEGREE) for part in range(-10, 11)]


@pytest.mark.parametrize(("metres", "passed"), [(0, True), (49, True), (51, False)])
def test_a_firm_within_50_m_of_the_way_was_passed(
    small_cluster: Project, tmp_path: Path, metres: float, passed: bool
) -> None:
    found = find_track(small_cluster, gpx(tmp_path / "walk.gpx", past(small_cluster, metres)), "zh")
    near = {one.name: one for one in found.passed}
    assert (FIRM in near) is passed
    if passed:
        assert near[FIRM].metres == pytest.approx(metres, abs=0.1)
        assert near[FIRM].since[:10] == found.track.day
    assert found.track.km == pytest.approx(0.6, rel=1e-3)


def test_how_long_somebody_stayed_is_told_in_minutes(small_cluster: Project, tmp_path: Path) -> None:
    lon, lat = place(small_cluster)
    found = find_track(small_cluster, gpx(tmp_path / "stay.gpx", [(lon, lat)] * 15), "zh")
    (near,) = (one for one in found.passed if one.name == FIRM)
    assert near.minutes == pytest.approx(14)


def line(*points: tuple[float, float]) -> Numbers:
    return np.array([(*point, np.nan) for point in points])


def test_nobody_knows_how_a_gap_of_more_than_300_m_was_crossed(small_cluster: Project) -> None:
    lon, lat = place(small_cluster)
    for part, passed in ((100, True), (200, False)):
        way = line((lon, lat - part / DEGREE), (lon, lat + part / DEGREE))
        names = {one.name for one in passes(small_cluster.snapshot(), TrackFile("gap", "", (way,), ()))}
        assert (FIRM in names) is passed


def test_a_line_of_kml_without_times_says_where_and_not_when(small_cluster: Project, tmp_path: Path) -> None:
    lon, lat = place(small_cluster)
    path = tmp_path / "walk.kml"
    path.write_text(
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><LineString><coordinates>'
        f"{lon},{lat},3 {lon},{lat + 0.001},3</coordinates></LineString></Placemark></Document></kml>",
        encoding="utf-8",
    )
    found = find_track(small_cluster, path, "zh")
    (near,) = (one for one in found.passed if one.name == FIRM)
    assert (near.since, found.track.day) == ("", "")
    assert np.isnan(near.minutes)
    (told,) = (firm for firm in tracks_record([found])["tracks"][0]["firms"] if firm["name"] == FIRM)
    assert (told["since"], told["minutes"]) == (None, None)


def timed(path: Path, points: list[tuple[float, float]], *times: str) -> Path:
    told = [
        f'<trkpt lat="{lat}" lon="{lon}"><time>{at}</time></trkpt>'
        for (lon, lat), at in zip(points, times, strict=True)
    ]
    path.write_text(f"<gpx><trk><trkseg>{''.join(told)}</trkseg></trk></gpx>", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("first", "then", "since"),
    [
        ("2026-06-12T09:00:00Z", "2026-06-13T09:00:00Z", "2026-06-12"),  # switched off for the night
        ("2026-06-12T09:00:00Z", "2026-06-12T08:00:00Z", "2026-06-12"),  # backwards
        ("9999-12-31T23:00:00Z", "9999-12-31T23:00:10Z", ""),
    ],
)
def test_time_in_which_nothing_was_recorded_is_no_stay(
    small_cluster: Project, tmp_path: Path, first: str, then: str, since: str
) -> None:
    lon, lat = place(small_cluster)
    found = find_track(small_cluster, timed(tmp_path / "t.gpx", [(lon, lat), (lon, lat + 1e-4)], first, then), "zh")
    (near,) = (one for one in found.passed if one.name == FIRM)
    assert np.isnan(near.minutes)
    assert near.since[:10] == since


def test_a_point_without_a_place_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "odd.gpx"
    point = '<trkpt lat="30" lon="113"/>'
    path.write_text(f'<gpx><trkseg><trkpt lat="30"/>{point}{point}</trkseg></gpx>', encoding="utf-8")
    assert len(read_track(path).lines[0]) == 2


def test_the_places_near_a_long_track_are_looked_up(small_cluster: Project) -> None:
    lon, lat = place(small_cluster)
    steps = np.random.default_rng(1).normal(0, 1e-5, (2, 200_000)).cumsum(axis=1)
    way = np.column_stack([lon + steps[0], lat + steps[1], START + np.arange(200_000.0)])
    near = {one.name: one for one in passes(small_cluster.snapshot(), TrackFile("long", "", (way,), ()))}
    away = np.hypot(*((way[:, :2] - (lon, lat)) * np.radians([np.cos(np.radians(lat)), 1]) * 6_371_008.8).T)
    assert near[FIRM].minutes == pytest.approx((away <= 50).sum() / 60, rel=0.01)


def test_a_track_of_google_earth_has_its_moments(tmp_path: Path) -> None:
    path = tmp_path / "walk.kml"
    path.write_text(
        '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><gx:Track>'
        "<when>2026-06-12T04:00:00Z</when><when>2026-06-12T04:01:00Z</when>"
        "<gx:coord>119.5 25.5 0</gx:coord><gx:coord>119.6 25.5 0</gx:coord></gx:Track></kml>",
        encoding="utf-8",
    )
    assert read_track(path).lines[0].tolist() == [[119.5, 25.5, START], [119.6, 25.5, START + 60]]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<gpx><trk><trkseg>",
        "<gpx></gpx>",
        '<!DOCTYPE g [<!ENTITY a "b">]><gpx>&a;</gpx>',
        '<gpx><trkseg><trkpt lat="x" lon="1"/></trkseg></gpx>',
        '<gpx><trkseg><trkpt lat="95" lon="1"/><trkpt lat="96" lon="1"/></trkseg></gpx>',
    ],
)
def test_what_is_no_track_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "odd.gpx"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UserError):
        read_track(path)


def test_a_track_is_kept_in_one_step_with_the_firms_of_a_packet_and_not_twice(
    small_cluster: Project, tmp_path: Path
) -> None:
    for file in ("old.zip", "p.zip"):
        make_packets(small_cluster, Order("paper", firms=(FIRM, "水泥厂")), tmp_path / file, "en")
    with small_cluster.edit(Text("Send the packets before the track")) as db:
        db.execute("UPDATE survey_package SET sent = '2026-06-01T08:00:00+08:00'")
        db.execute("UPDATE survey_package SET sent = '2024-05-01', returned = '2024-06-01' WHERE id = 1")
    found = find_track(small_cluster, gpx(tmp_path / "walk.gpx", past(small_cluster, 10)), "zh")
    before = small_cluster.revision
    assert keep_found(small_cluster, found)
    assert small_cluster.revision == before + 1
    (layer,) = base_maps(small_cluster)
    assert (layer.kind, layer.name, layer.path(Path(small_cluster.path)).is_file()) == (TRACK, "walk", True)
    assert not keep_found(small_cluster, found)
    assert small_cluster.revision == before + 1
    with small_cluster.reading() as db:
        old, packet = read_board(db, small_cluster.snapshot())
        visits = read_visits(db)
    (firm,) = (one for one in packet.firms if one.name == FIRM)
    assert (firm.state, firm.passed is not None) == (OUT, True)  # that somebody came by is no answer
    assert all(one.passed is None for one in old.firms)  # that packet was back two years before
    (told,) = visit_lines(visits, firm.uid, "en")
    assert "a track passed 10 m away at" in told
    small_cluster.undo()
    assert (base_maps(small_cluster), len(small_cluster.snapshot().attachment)) == ((), 0)


def test_no_public_page_shows_where_a_surveyor_went(small_cluster: Project, tmp_path: Path) -> None:
    keep_found(small_cluster, find_track(small_cluster, gpx(tmp_path / "w.gpx", past(small_cluster, 0)), "zh"))
    bases = base_maps(small_cluster)
    assert [len(permitted(bases, public)[0]) for public in (True, False)] == [0, 1]


def test_the_command_tells_and_keeps(
    small_cluster: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, path = gpx(tmp_path / "walk.gpx", past(small_cluster, 0)), str(small_cluster.path)
    small_cluster.close()
    assert main(["survey", "tracks", path, str(file), "--dry-run", "--json", "--language", "en"]) == 0
    (track,) = json.loads(capsys.readouterr().out)["tracks"]
    assert [firm["name"] for firm in track["firms"]]
    for told in ("1 firm passed within 50 m", "nothing was added"):
        assert main(["survey", "tracks", path, str(file), "--language", "en"]) == 0
        assert told in capsys.readouterr().out
    assert main(["survey", "tracks", path, str(tmp_path / "none.gpx"), "--language", "en"]) == 1


def test_the_window_takes_a_track_and_the_map_shows_it_over_the_regions(
    small_cluster: Project, tmp_path: Path, open_desk: Callable[[Path], Desk]
) -> None:
    file, path = gpx(tmp_path / "walk.gpx", past(small_cluster, 0)), Path(small_cluster.path)
    small_cluster.close()
    desk = open_desk(path)
    take_in(desk.window, desk.bench.session, file)
    assert wait_for(lambda: desk.bench.session.bases)
    desk.settle()
    view = desk.canvas.frame.view
    beneath = underlay(view, palette(), lambda *_: pytest.fail("no picture is asked for"))
    assert len(beneath.over) == 1
    layers = dict(desk.canvas.frame.scene.layers)
    assert layers["tracks"] == 1


def clocked(path: Path, points: list[tuple[float, float]], minutes: list[float | None]) -> Path:
    """A way whose points tell these minutes after the start, or no time."""
    told = [
        f'<trkpt lat="{lat:.8f}" lon="{lon:.8f}">'
        + ("" if at is None else f"<time>{datetime.fromtimestamp(START + 60 * at, UTC).isoformat()}</time>")
        + "</trkpt>"
        for (lon, lat), at in zip(points, minutes, strict=True)
    ]
    path.write_text(f"<gpx version='1.1'><trk><trkseg>{''.join(told)}</trkseg></trk></gpx>", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("minutes", "near", "counts", "said"),
    [
        ([0, 1, 2, 3, 4], 4, (0, 0), ""),
        ([0, 1, None, 3, 4], 2, (1, 0), "Of 5 points 1 tell no time; no minutes are made of them."),
        ([0, 1, -9, 3, 4], 2, (0, 1), "At 1 of 5 points the time runs back; no minutes are made of them."),
        ([0, 99, 2, 3, None], 1, (1, 1), "Of 5 points 1 tell no time and 1 one that runs back"),
        ([None] * 5, None, (5, 0), "Of 5 points 5 tell no time"),
    ],
)
def test_times_that_are_missing_or_run_back_are_counted_and_make_no_minutes(
    small_cluster: Project, tmp_path: Path, minutes: list[float | None], near: float | None,
    counts: tuple[int, int], said: str,
) -> None:  # fmt: skip
    ways = past(small_cluster, 0)[8:13]
    found = find_track(small_cluster, clocked(tmp_path / "walk.gpx", ways, minutes), "en")
    assert (found.track.untimed, found.track.back, found.track.points) == (*counts, 5)
    lines = [show(line, "en") for line in track_lines([found], "en")]
    assert said in lines[1]
    (record,) = tracks_record([found])["tracks"]
    assert (record["points_without_time"], record["points_time_back"]) == counts
    (passed,) = [one for one in record["firms"] if one["name"] == FIRM]
    assert passed["minutes"] == near
    assert passed["since"] or near is None
