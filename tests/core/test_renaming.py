from collections.abc import Callable
from dataclasses import replace

from core.analysis import analyse
from core.check_statutory import LISTED
from core.evidence import source_titles
from core.i18n import show
from core.project import Project
from core.records import insert
from core.renaming import analysis_in, names_in, text_in
from core.snapshot import Snapshot
from core.text import Text


def test_names_inside_sentences_and_lists_are_told_in_the_language() -> None:
    inner = Text("{names} of {firm}", {"names": ["污泥", "灰"], "firm": "热电厂"})
    renamed = text_in(Text("{n}: {inner}", {"n": 3, "inner": inner}), {"热电厂": "Power station", "污泥": "Sludge"})
    assert renamed.values["n"] == 3
    assert renamed.values["inner"] == replace(inner, values={"names": ["Sludge", "灰"], "firm": "Power station"})


def test_findings_name_firms_as_their_tables_do(small_cluster: Project) -> None:
    with small_cluster.edit(Text("Name the plant")) as db:
        (plant,) = db.execute("SELECT id FROM actor WHERE name = '污水处理厂'").fetchone()
        insert(db, "actor_alias", [{"actor_id": plant, "name": "Sewage plant", "kind": "short"}])
    snapshot = small_cluster.snapshot()
    told = analyse(snapshot)
    shown = analysis_in(told, names_in(snapshot, "en"))
    subjects = {finding.subject.name for finding in shown.findings}
    assert "Sewage plant" in subjects
    assert "污水处理厂" not in subjects
    assert [finding.amount for finding in shown.findings] == [finding.amount for finding in told.findings]
    assert analysis_in(told, {}) is told


def test_links_are_told_by_the_names_of_their_ends(small_cluster: Project) -> None:
    with small_cluster.edit(Text("Name the plant")) as db:
        (plant,) = db.execute("SELECT id FROM actor WHERE name = '污水处理厂'").fetchone()
        insert(db, "actor_alias", [{"actor_id": plant, "name": "Sewage plant", "kind": "short"}])
    names = names_in(small_cluster.snapshot(), "en")
    links = {before: after for before, after in names.items() if "污水处理厂 →" in before or "→ 污水处理厂" in before}
    assert links
    assert all("Sewage plant" in after for after in links.values())


def test_documents_and_lists_behind_a_finding_are_told_in_the_language(
    sample_shot: Callable[[str, str], Snapshot],
) -> None:
    snapshot = sample_shot("teaching", "zh")
    shown = analysis_in(analyse(snapshot), names_in(snapshot, "en"))
    cited = {title for finding in shown.findings for title in source_titles(finding.source)}
    assert "Yearly returns of the firms of the teaching park (2025, invented data)" in cited
    assert not cited & set(snapshot.source.title)
    told = {show(finding.sentence, "en") for finding in shown.findings if finding.rule == LISTED}
    assert any("“Key units under environmental supervision” of 2025. Entry: Water environment." in one for one in told)
