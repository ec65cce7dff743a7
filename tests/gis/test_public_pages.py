"""Pages for the public: whom they are about, what they tell of a firm, and on which ground."""

from dataclasses import replace

import numpy as np
import pytest

from core.analysis import Analysis, analyse
from core.findings import Finding
from core.page_templates import template
from core.snapshot import Snapshot
from gis.page import Page, compose
from gis.page_subjects import subjects_of
from gis.paint import measure
from gis.scene import texts_of

SENDER, RECEIVER, STEELWORKS = "园区热电厂", "丙印染厂", "乙钢铁厂"


def words(*values: str) -> np.ndarray:
    return np.array(values, dtype=object)


@pytest.fixture(scope="module")
def cited(park: Snapshot) -> Snapshot:
    """The park with addresses and codes; all rests on an internal source but the first link, which is public."""
    source = replace(
        park.source, id=np.array([1, 2]), uid=words("a", "b"), title=words("bulletin", "ledger"),
        publisher=words("", ""), date=words("", ""), file=words("", ""), permitted_use=words("public", "internal"),
        note=words("", ""),
    )  # fmt: skip
    actor, flow, amounts = park.actor, park.flow, park.flow_amount
    addresses = words(*(f"{name} road 1" for name in actor.name))
    codes = words(*["4411"] * len(actor))
    own, figure = np.ones(len(flow), dtype=np.int64), np.ones(len(amounts), dtype=np.int64)
    own[0] = figure[0] = 0
    return replace(
        park,
        source=source,
        actor=replace(actor, address=addresses, industry_code=codes, source=np.ones(len(actor), dtype=np.int64)),
        flow=replace(flow, source=own),
        flow_amount=replace(amounts, source=figure),
    )


@pytest.fixture(scope="module")
def analysis(cited: Snapshot, findings: tuple[Finding, ...]) -> Analysis:
    return replace(analyse(cited), findings=findings)


def page_of(snapshot: Snapshot, analysis: Analysis, name: str, kind: str) -> str:
    """The words of the page about a firm."""
    subjects = subjects_of(snapshot, analysis, "actors", public=kind == "public")
    subject = next(one for one in subjects if one.name == name)
    page = Page("en", kind=kind, layout=template("A4", about="actors"), subject=subject)
    return "\n".join(texts_of(compose(snapshot, analysis, page, measure).scene))


def test_public_pages_are_about_ends_of_public_links_and_listed_firms(cited: Snapshot, analysis: Analysis) -> None:
    public = [subject.name for subject in subjects_of(cited, analysis, "actors", public=True)]
    assert sorted(public) == sorted([SENDER, RECEIVER, STEELWORKS])
    assert len(subjects_of(cited, analysis, "actors", public=False)) == 17


def test_a_public_page_tells_no_address_code_or_region_of_an_internal_source(
    cited: Snapshot, analysis: Analysis
) -> None:
    internal, public = (page_of(cited, analysis, SENDER, kind) for kind in ("internal", "public"))
    for fact in ("Address", f"{SENDER} road 1", "Industry code", "4411", "Region\n"):
        assert fact in internal
        assert fact not in public
    assert RECEIVER in public
    assert "食品厂" in internal
    assert "食品厂" not in public


def test_a_public_page_tells_what_the_firm_s_own_public_source_says(cited: Snapshot, analysis: Analysis) -> None:
    public = replace(cited, actor=replace(cited.actor, source=np.zeros(len(cited.actor), dtype=np.int64)))
    assert f"{SENDER} road 1" in page_of(public, analysis, SENDER, "public")


def test_a_public_page_never_says_0_where_it_leaves_links_out(cited: Snapshot, analysis: Analysis) -> None:
    told = page_of(cited, analysis, STEELWORKS, "public")
    assert "Gives to" not in told
    assert "On a statutory list" in told
    assert "Gives to" in page_of(cited, analysis, STEELWORKS, "internal")


def test_a_public_page_makes_no_room_for_firms_that_it_does_not_show(cited: Snapshot, analysis: Analysis) -> None:
    closed = replace(cited, region=replace(cited.region, source=np.ones(len(cited.region), dtype=np.int64)))
    made = [compose(closed, analysis, Page("en", kind=kind), measure) for kind in ("internal", "public")]
    internal, public = (one.frames[0].view.metres_per_mm for one in made)
    assert public < internal
    assert len(made[1].scene.counts.actors_drawn) == 3
