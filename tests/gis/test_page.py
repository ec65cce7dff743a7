from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from core.accounts import Account, Term
from core.analysis import Analysis
from core.findings import Finding, Ref
from core.i18n import show
from core.page_templates import template
from core.snapshot import Snapshot
from core.text import Text
from gis.account_strip import parts, waste_account
from gis.cards import card_of, ranked, rule_title
from gis.furniture import round_scale
from gis.page import Page, compose
from gis.paint import measure
from gis.palette import palette
from gis.picture import compose_map, lay_out
from gis.ringed import also_ringed
from gis.scene import Inset, Label, Scene, Shape
from gis.view import fit

REGION = Ref("region", "r", "教学园区")
# Generated 184 = used 119 + disposed of 20 + stored 33 + whereabouts to be checked 12, in ten thousand t.
ACCOUNT = Account(
    "solid_waste_sum", "solid waste", REGION, 2025, "t",
    (
        Term("generated", "generation", "source", 1_840_000.0), Term("used", "use", "use", 1_190_000.0),
        Term("disposed", "disposal", "use", 200_000.0), Term("stored", "storage", "use", 330_000.0),
    ),
    120_000.0, Text("Generated 1 840 000 t = used 1 190 000 + disposed 200 000 + stored 330 000 + open 120 000."),
)  # fmt: skip


@pytest.fixture(scope="module")
def analysis(findings: tuple[Finding, ...]) -> Analysis:
    return Analysis("教学园区", 1, 2025, (), findings, (ACCOUNT,))


@pytest.fixture(scope="module")
def page(park: Snapshot, analysis: Analysis) -> Scene:
    chosen = Page(language="en", stamp="Invented data", made="2026-11-22")
    return compose(park, analysis, chosen, measure).scene


def labels(scene: Scene) -> Iterator[Label]:
    for mark in scene.marks:
        if isinstance(mark, Label):
            yield mark
        elif isinstance(mark, Inset):
            yield from labels(mark.scene)


def words(scene: Scene) -> str:
    return "\n".join(label.text for label in labels(scene))


def test_the_foot_tells_what_is_drawn_and_what_not(page: Scene) -> None:
    assert (
        "21 links: 19 drawn (1 of unknown amount, 1 self-loop), 1 without coordinates, 1 to or from outside"
        in words(page)
    )


def test_the_page_names_projection_date_class_and_missing_review(page: Scene) -> None:
    told = words(page)
    assert "CGCS2000 / 3-degree Gauss-Krueger, central meridian 117° · Made on 2026-11-22" in told
    assert "Internal document" in told
    assert "Without map review number" in told


def test_the_stamp_stands_on_the_page(page: Scene) -> None:
    assert "Invented data" in words(page)


def test_every_card_has_its_number_on_the_map(page: Scene) -> None:
    inset = next(mark for mark in page.marks if isinstance(mark, Inset))
    on_map = [label.text for label in labels(inset.scene)]
    beside = [mark.text for mark in page.marks if isinstance(mark, Label)]
    assert {"1", "2", "3", "4", "5"} <= set(on_map) & set(beside)


def test_a_card_of_something_off_the_map_says_so(page: Scene) -> None:
    assert "无址厂 (not on the map)" in words(page)


def test_nothing_is_smaller_than_seven_points(page: Scene) -> None:
    assert min(label.font.size for label in labels(page)) >= 7.0


def test_all_words_lie_on_the_paper(page: Scene) -> None:
    boxes = np.array([mark.box for mark in page.marks if isinstance(mark, Label)])
    assert boxes[:, :2].min() >= 8.0
    assert boxes[:, 2].max() <= page.width - 8.0
    assert boxes[:, 3].max() <= page.height - 5.0


def test_a_public_page_shows_statutory_flags_only(park: Snapshot, analysis: Analysis) -> None:
    told = words(compose(park, analysis, Page(language="en", kind="public"), measure).scene)
    assert "乙钢铁厂: On a statutory list" in told
    assert "氧化铝厂:" not in told
    assert "Much depends on it" not in told
    assert "solid waste" not in told


def test_the_bar_holds_exactly_what_was_generated() -> None:
    assert [part.value for part in parts(ACCOUNT)] == [1_190_000.0, 200_000.0, 330_000.0, 120_000.0]
    assert sum(part.value for part in parts(ACCOUNT)) == 1_840_000.0


def test_an_open_account_has_no_whereabouts_in_its_bar() -> None:
    blank = replace(ACCOUNT, unaccounted=None)
    assert [part.title for part in parts(blank)] == ["use", "disposal", "storage"]


def test_the_account_of_a_page_says_how_many_firms_tell_nothing(park: Snapshot, analysis: Analysis) -> None:
    region = Ref("region", str(park.region.uid[0]), "教学园区")
    told = replace(analysis, accounts=(replace(ACCOUNT, scope=region),))
    page = compose(park, told, Page(language="en"), measure).scene
    assert "tell nothing of their solid waste: 14 of 14 firms." in " ".join(words(page).split("\n"))


def test_the_page_shows_the_account_of_the_whole_cluster() -> None:
    smaller = replace(ACCOUNT, scope=Ref("region", "s", "西片区"), terms=ACCOUNT.terms[1:])
    firm = replace(ACCOUNT, scope=Ref("actor", "a", "乙钢铁厂"))
    red_mud = replace(ACCOUNT, matter="赤泥")
    assert waste_account([smaller, firm, red_mud, ACCOUNT]) is ACCOUNT


def test_the_public_is_not_told_the_next_steps_of_the_office(findings: tuple[Finding, ...]) -> None:
    shown = ranked(findings, set(), public=True)
    assert {item.layer for item in shown} == {"statutory"}
    assert {item.step.message_id for item in shown} == {""}


def test_no_rule_hides_the_others_among_the_cards(findings: tuple[Finding, ...]) -> None:
    many = [replace(findings[0], subject=Ref("actor", str(n))) for n in range(9)]
    shown = ranked([*many, findings[2], findings[5]], {findings[2].subject.uid, *map(str, range(9))}, public=False)
    assert [item.rule for item in shown[:2]] == ["pollution.statutory_list", "gap.no_receiver"]
    assert shown[-1].rule == "data.missing_point"


@pytest.mark.parametrize(("scale", "rounded"), [(58.4, 60.0), (52.7, 55.0), (0.91, 1.0), (1400.0, 1400.0)])
def test_pages_have_round_scales(scale: float, rounded: float) -> None:
    assert round_scale(scale) == pytest.approx(rounded)


def test_a_public_page_without_review_number_has_no_borders_and_says_so(park: Snapshot, analysis: Analysis) -> None:
    bare = words(compose(park, analysis, Page(language="en", kind="public"), measure).scene)
    assert "not shown; borders and names of regions are left out, since the map" in " ".join(bare.split())
    assert "not for publication" not in bare
    assert "教学园区" not in bare.split("\n")
    reviewed = words(compose(park, analysis, Page(language="en", kind="public", approval="GS 1"), measure).scene)
    assert "left out, since the map has no review number" not in reviewed


def test_links_of_sources_that_are_not_public_are_counted_on_a_public_page(park: Snapshot, analysis: Analysis) -> None:
    counts = compose(park, analysis, Page(language="en", kind="public"), measure).scene.counts
    assert (len(counts.internal), counts.links) == (21, 21)


def test_firms_that_are_ringed_without_a_card_are_named_with_the_reason(
    park: Snapshot, findings: tuple[Finding, ...]
) -> None:
    sheet = lay_out(park, findings, replace(fit(park, 272.0, 228.0), language="en"), measure)
    told = also_ringed(findings, 1, sheet)
    assert told is not None
    assert show(told, "en").startswith("Also ringed: 氧化铝厂 (")
    assert also_ringed(findings, 2, sheet) is None


def test_the_subtitle_tells_how_many_amounts_are_unknown(page: Scene) -> None:
    assert "19 links; lines are as wide as amounts in 2025. 1 of unknown amount" in words(page)


def test_a_finding_about_all_is_told_of_the_whole_cluster(
    park: Snapshot, analysis: Analysis, findings: tuple[Finding, ...]
) -> None:
    whole = replace(findings[3], subject=Ref("cluster", "cluster", "教学园区"))
    told = words(compose(park, replace(analysis, findings=(whole,)), Page(language="en"), measure).scene)
    assert "Whole cluster: Only receiver of a waste" in told or "Whole cluster: fragile.stranded" in told


def test_page_and_screen_ring_the_same_firms(park: Snapshot, analysis: Analysis, findings: tuple[Finding, ...]) -> None:
    subjects = [Ref("actor", str(uid), str(name)) for uid, name in zip(park.actor.uid, park.actor.name, strict=True)]
    many = tuple(replace(findings[1], severity=1, subject=subject) for subject in subjects[:12])
    page = compose(park, replace(analysis, findings=many), Page(language="en"), measure).scene
    (drawn,) = (mark.scene for mark in page.marks if isinstance(mark, Inset))
    screen = compose_map(park, many, fit(park, 272.0, 228.0), measure)
    assert rings(drawn) == rings(screen) == 12


def rings(scene: Scene) -> int:
    """How many circles are drawn in the red of pollution."""
    red = palette().pollution
    return sum(isinstance(mark, Shape) and bool(mark.stroke) and mark.stroke.colour == red for mark in scene.marks)


def test_a_long_name_on_a_card_leaves_the_rule_whole(
    park: Snapshot, analysis: Analysis, findings: tuple[Finding, ...]
) -> None:
    long = replace(findings[1], subject=replace(findings[1].subject, name="Comprehensive Aluminium Company " * 3))
    told = words(compose(park, replace(analysis, findings=(long,)), Page(language="en"), measure).scene)
    assert "\u2026" in told
    assert show(rule_title(long), "en") in told.splitlines()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_heading_of_a_card_takes_a_second_line_before_a_name_is_shortened(
    park: Snapshot, findings: tuple[Finding, ...], language: str
) -> None:
    sheet = lay_out(park, findings, replace(fit(park, 200.0, 150.0), language=language), measure)
    name = "赤水河流域第一水泥厂有限公司" if language == "zh" else "Comprehensive Aluminium Company"
    finding = replace(findings[0], subject=replace(findings[0].subject, name=name))
    rule = show(rule_title(finding), language)
    wide, narrow, narrower = (card_of(1, finding, sheet, width, (3, 1)).title for width in (160.0, 66.0, 24.0))
    assert len(wide) == 1
    assert wide[0].startswith(name)
    assert narrow == (f"{name}：" if language == "zh" else f"{name}:", rule)
    assert len(narrower) == 2
    assert "\u2026" in narrower[0]


def test_findings_without_room_for_a_card_are_told_and_nothing_lies_on_another(
    park: Snapshot, analysis: Analysis
) -> None:
    layout = template("A4")
    low = [replace(item, height=20.0, joined=False) for item in layout.items if item.kind == "findings"]
    others = [item for item in layout.items if item.kind not in ("findings", "legend", "names")]
    for height in (20.0, 12.0, 8.0):
        items = (*others, replace(low[0], height=height))
        made = compose(park, analysis, Page(language="en", layout=replace(layout, items=items)), measure)
        told = [label for label in labels(made.scene) if "findings are listed in the project file" in label.text]
        assert len(told) == 1
        heads = [label for label in labels(made.scene) if label.text == "Findings"]
        assert all(head.box[3] <= told[0].box[1] for head in heads)
        assert any("No card of a finding has room" in remark.message_id for remark in made.remarks)
