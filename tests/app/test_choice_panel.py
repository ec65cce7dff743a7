from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.choice_keeping import kept_map
from app.choice_menu import fill_menu, trace_farther
from app.layers_dock import LAYERS
from core.findings import Ref
from core.map_layers import KeptLayer, keep_layers
from core.project import Project
from gis.choosing import EVERYTHING, Choice, Trace
from gis.grouping import BY_FIRM, Grouping
from gis.styling import PLAIN, Style
from tests.app.conftest import Desk

PARK = Grouping("region", "park")


def panel(desk: Desk) -> Any:
    return desk.bench.choosing.panel


def choose(desk: Desk, choice: Choice) -> None:
    desk.bench.session.choose_links(choice)
    desk.settle()


def test_a_filter_is_told_in_the_status_line_and_its_number_opens_the_list(desk: Desk) -> None:
    choose(desk, Choice(kinds=frozenset({"by-product"})))
    status = desk.bench.status
    assert "21 hidden by the filter" in status.links.text()  # the year has 24 links, three of them by-products
    status.open_group("filtered")
    assert desk.bench.links.panel.model.rowCount() == 21
    assert "21 hidden by the filter" in desk.bench.links.panel.count.text()


def test_a_chip_says_what_it_asks_and_hides_and_its_cross_takes_it_away(desk: Desk) -> None:
    choose(desk, Choice(least=30_000.0, unit="t", kinds=frozenset({"waste"})))
    kinds, amount = panel(desk).chips
    assert "Kinds: Waste" in kinds.words.text()
    assert "At least 30 000 t per year" in amount.words.text().replace("\u2009", " ")
    assert "1 below that amount" in amount.hides.text()
    amount.listed.emit("amount")
    assert desk.bench.links.panel.model.rowCount() == 1
    QTest.mouseClick(amount.closer, Qt.MouseButton.LeftButton)
    assert desk.bench.session.choice == Choice(kinds=frozenset({"waste"}))


def test_every_condition_is_reached_by_keyboard(desk: Desk) -> None:
    panel(desk).ask("amount")
    (field,) = panel(desk).editor.fields
    QTest.keyClicks(field, "30000")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert desk.bench.session.choice == Choice(least=30_000.0, unit="t")
    assert not panel(desk).editor.isVisible()
    panel(desk).ask("kinds")
    QTest.keyClick(panel(desk).editor.names, Qt.Key.Key_Down)
    QTest.keyClick(panel(desk).editor.names, Qt.Key.Key_Space)
    assert len(desk.bench.session.choice.kinds) == 1
    panel(desk).ask("findings")
    assert desk.bench.session.choice.flagged


@pytest.mark.parametrize("name", ["commodities", "statuses", "roles", "regions", "firms", "largest", "length"])
def test_every_condition_has_a_form(shared_desk: Desk, name: str) -> None:
    asked = panel(shared_desk)
    assert not asked.editor.isVisible()
    asked.ask(name)
    assert asked.editor.isVisible()
    asked.editor.end()
    assert shared_desk.bench.session.choice == EVERYTHING


def test_names_are_searched_and_ticked(desk: Desk) -> None:
    panel(desk).ask("commodities")
    editor = panel(desk).editor
    editor.fields[0].setText("sludge")
    assert editor.names.count() == 1
    editor.names.item(0).setCheckState(Qt.CheckState.Checked)
    desk.settle()
    assert len(desk.bench.status.counts.drawn) == 1


def test_show_all_brings_every_link_back(desk: Desk) -> None:
    choose(desk, Choice(most=1))
    QTest.mouseClick(panel(desk).everything, Qt.MouseButton.LeftButton)
    desk.settle()
    assert desk.bench.session.choice == EVERYTHING
    assert desk.bench.status.counts.filtered == ()
    assert not panel(desk).everything.isVisible()


def test_a_firm_is_traced_step_by_step_and_escape_ends_the_trace_before_the_selection(desk: Desk) -> None:
    session, uid = desk.bench.session, desk.uid("印染厂")
    session.select([Ref("actor", uid)])
    desk.ask("trace_down")
    desk.settle()
    assert len(desk.bench.status.counts.drawn) == 1  # to the treatment plant
    desk.ask("trace_down")
    desk.settle()
    assert session.choice.trace == Trace(uid, 2)
    assert len(desk.bench.status.counts.drawn) == 3  # and from there to the power plant and the compost works
    assert len(desk.bench.status.counts.actors_idle) == 2
    desk.ask("clear")
    assert (session.choice.trace, session.selection.uids) == (None, {uid})
    desk.ask("clear")
    assert session.selection.uids == frozenset()


def test_without_a_firm_a_trace_says_what_to_do(desk: Desk) -> None:
    assert not trace_farther(desk.bench.session, upstream=True)
    desk.ask("trace_up")
    assert "Choose one firm first" in desk.window.messages.label.text()


def test_the_menu_of_a_firm_offers_traces_in_both_directions(desk: Desk) -> None:
    menu, uid = QMenu(), desk.uid("水泥厂")
    fill_menu(menu, desk.bench.session, ("actor", uid))
    down, up, only = menu.actions()
    assert [action.text() for action in up.menu().actions()] == [
        "1 step",
        "2 steps",
        "3 steps",
        "5 steps",
        "to the end",
    ]
    up.menu().actions()[1].trigger()
    assert desk.bench.session.choice.trace == Trace(uid, 2, upstream=True)
    only.trigger()
    assert desk.bench.session.choice.firms == {uid}
    assert down.text() == "Trace what it gives on"


def test_the_card_of_a_firm_traces_it_too(desk: Desk) -> None:
    desk.bench.session.select([Ref("actor", desk.uid("水泥厂"))])
    menus = desk.bench.card.widget().findChildren(QMenu)
    assert any(action.text() == "Trace what it is given" for menu in menus for action in menu.actions())


def test_a_group_stands_for_its_firms_and_a_click_on_its_line_lists_its_links(desk: Desk) -> None:
    desk.bench.session.group_by(PARK)
    desk.settle()
    area, uid = desk.bench.map, next(uid for uid, bundle in desk.bench.map.bundles.items() if bundle.table == "flow")
    area.canvas.picked.emit(frozenset({("flow", uid)}), False)
    bundle = area.bundles[uid]
    assert desk.bench.session.selection.uids == set(bundle.uids)
    assert desk.bench.links.panel.model.rowCount() == len(bundle.uids)
    assert f"{len(bundle.uids)} of {len(bundle.uids)} amounts known" in desk.bench.links.panel.count.text()
    assert ("flow", uid) in area.canvas.chosen
    area.canvas.hovered.emit(("flow", uid), QPoint(5, 5))


def test_grouping_is_chosen_by_its_step_and_told_of_every_link(desk: Desk) -> None:
    QTest.mouseClick(panel(desk).steps["region"], Qt.MouseButton.LeftButton)
    desk.settle()
    assert desk.bench.session.grouping == PARK
    counts = desk.bench.status.counts
    assert (counts.links, len(counts.drawn), len(counts.loops)) == (24, 7, 7)
    assert "Findings are shown by firm" in panel(desk).note.text()


def test_the_kept_map_opens_again_and_keeping_is_undone_like_any_edit(open_desk: Any, cluster_file: Any) -> None:
    desk = open_desk(cluster_file)
    analysis = desk.bench.session.analysis
    choose(desk, Choice(most=2))
    desk.bench.session.group_by(PARK)
    panel(desk).keep.click()
    desk.settle()
    assert desk.bench.session.analysis is analysis  # no figure has changed, so that nothing is computed anew
    desk.window.close()
    again = open_desk(cluster_file)
    assert (again.bench.session.choice, again.bench.session.grouping) == (Choice(most=2), PARK)
    again.ask("undo")
    again.settle()
    assert (again.bench.session.choice, again.bench.session.grouping) == (EVERYTHING, BY_FIRM)


def test_a_kept_filter_that_cannot_be_read_is_told(open_desk: Any, cluster_file: Any) -> None:
    with Project.open(cluster_file) as project:
        keep_layers(project, [KeptLayer("links", style={"choice": {"colour": 5}}), KeptLayer("labels", False)])
        assert kept_map(project).hidden == {"labels", "grid"}
    desk = open_desk(cluster_file)
    assert "cannot be read" in desk.window.messages.label.text()
    assert desk.bench.layers.hidden == {"labels", "grid"}
    assert desk.bench.session.choice == EVERYTHING


def form(desk: Desk) -> Any:
    return desk.bench.layers.drawing


def pick(combo: Any, key: str) -> None:
    combo.setCurrentIndex(combo.findData(key))
    combo.activated.emit(combo.currentIndex())


def test_a_style_is_shown_on_the_map_at_once(desk: Desk) -> None:
    pick(form(desk).combos["colour"], "commodity")
    pick(form(desk).combos["size"], "t")
    pick(form(desk).combos["shade"], "firms")
    form(desk).strengths["links"].setValue(40)
    desk.settle()
    style = desk.canvas.frame.view.style
    assert (style.colour, style.size, style.shade, style.strength) == ("commodity", "t", "firms", (1.0, 0.4, 1.0, 1.0))
    assert form(desk).per_area.isVisibleTo(form(desk))
    form(desk).plain.click()
    assert desk.bench.session.style == PLAIN


def test_the_usual_style_draws_projects_that_keep_no_map(open_desk: Any, cluster_file: Any) -> None:
    desk = open_desk(cluster_file)
    pick(form(desk).combos["colour"], "status")
    form(desk).usual.click()
    desk.window.close()
    assert open_desk(cluster_file).bench.session.style == Style(colour="status")


def test_a_kept_style_is_undone_like_any_edit(desk: Desk) -> None:
    pick(form(desk).combos["colour"], "hazard")
    panel(desk).keep.click()
    desk.settle()
    assert kept_map(desk.bench.session.project).style == Style(colour="hazard")
    desk.ask("undo")
    assert desk.bench.session.style == PLAIN


def test_layers_that_are_switched_off_can_be_kept_alone(desk: Desk) -> None:
    layers = desk.bench.layers
    assert not panel(desk).keep.isVisibleTo(panel(desk))
    layers.tree.topLevelItem(1).setCheckState(0, Qt.CheckState.Unchecked)  # the names
    assert panel(desk).keep.isVisibleTo(panel(desk))
    panel(desk).keep.click()
    desk.settle()
    assert "labels" in kept_map(desk.bench.session.project).hidden
    assert not panel(desk).keep.isVisibleTo(panel(desk))


def test_layers_are_listed_as_they_lie_over_one_another(desk: Desk) -> None:
    drawn = [name for name, _ in desk.canvas.frame.scene.layers if name in LAYERS]
    listed = [name for name in LAYERS if name in drawn]
    assert listed == drawn[::-1]
