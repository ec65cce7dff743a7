from dataclasses import replace

import numpy as np
import pytest

from core.map_layouts import FLOW_BENDS
from core.snapshot import Snapshot
from gis import flow_bending
from gis.flow_bends import bends_of
from gis.paint import measure
from gis.picture import lay_anew, lay_out
from gis.sheet import Sheet
from gis.view import View, fit


@pytest.fixture(autouse=True)
def nothing_laid() -> None:
    flow_bending.forget()


@pytest.fixture
def view(park: Snapshot) -> View:
    return fit(park, 272.0, 228.0)


def with_kept(park: Snapshot, content: str) -> Snapshot:
    words = np.array([FLOW_BENDS], dtype=object), np.array([content], dtype=object)
    return replace(park, layout=replace(park.layout, id=np.array([1]), name=words[0], content=words[1]))


def by_uid(sheet: Sheet) -> dict[str, tuple[float, float]]:
    uids = sheet.snapshot.flow.uid[sheet.links.flow]
    return {str(uid): tuple(bend) for uid, bend in zip(uids, sheet.routes.bends.tolist(), strict=True)}


def test_the_same_links_have_the_same_bends_at_every_scale_and_in_every_part_of_the_map(
    park: Snapshot, view: View
) -> None:
    whole = by_uid(lay_out(park, (), view, measure))
    closer = by_uid(lay_out(park, (), view.zoomed(3.0, 60.0, 40.0), measure))
    aside = by_uid(lay_out(park, (), view.moved(40.0, -25.0), measure))
    assert all(closer[uid] == pytest.approx(whole[uid], nan_ok=True) for uid in closer)
    assert all(aside[uid] == pytest.approx(whole[uid], nan_ok=True) for uid in aside)


def test_a_small_window_and_a_page_lay_the_same_curves_each_for_itself(park: Snapshot, view: View) -> None:
    page = by_uid(lay_out(park, (), view, measure))
    flow_bending.forget()
    window = by_uid(lay_out(park, (), fit(park, 160.0, 110.0), measure))
    assert all(window[uid] == pytest.approx(page[uid], nan_ok=True) for uid in page)


def test_links_that_stay_keep_their_bends_when_others_go_and_come(park: Snapshot, view: View) -> None:
    few = park.of_flows(np.arange(len(park.flow)) % 3 > 0)
    before = by_uid(lay_out(few, (), view, measure))
    after = by_uid(lay_out(park, (), view, measure))
    assert all(after[uid] == pytest.approx(before[uid], nan_ok=True) for uid in before)


def test_a_kept_bend_is_what_is_drawn(park: Snapshot, view: View) -> None:
    uid = str(park.flow.uid[3])
    sheet = lay_out(with_kept(park, f'{{"{uid}": [0.5, 0.31, true, "", "", ""]}}'), (), view, measure)
    row = list(sheet.snapshot.flow.uid[sheet.links.flow]).index(uid)
    assert by_uid(sheet)[uid] == pytest.approx((0.5, 0.31))
    ends = (sheet.places[[side[row]]] for side in (sheet.links.sender, sheet.links.receiver))
    drawn = bends_of(*ends, sheet.routes.curves[row : row + 1, 1])[0]
    assert drawn[1] == pytest.approx(0.31, abs=0.12)  # what is drawn is cut at the signs, its ends fanned out


def test_laying_anew_moves_all_but_the_locked_links(park: Snapshot, view: View) -> None:
    uid, other = str(park.flow.uid[3]), str(park.flow.uid[4])
    kept = f'{{"{uid}": [0.5, 0.31, true, "", "", ""], "{other}": [0.5, -0.69, false, "", "", ""]}}'
    told: list[float] = []
    fresh = lay_anew(with_kept(park, kept), (), view, measure, lambda: False, told.append)
    assert (fresh[uid].across, fresh[uid].locked) == (0.31, True)
    assert fresh[other].across != pytest.approx(-0.69)
    assert told[-1] == 1.0


def test_a_layout_that_another_program_spoilt_does_not_stop_the_map(park: Snapshot, view: View) -> None:
    assert by_uid(lay_out(with_kept(park, "no json"), (), view, measure)).keys()
