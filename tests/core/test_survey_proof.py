"""How a receiver was proved: each step with day, person and photo, and from which step on its capacity counts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.attachments import attached_files
from core.errors import UserError
from core.findings import inquire
from core.matching import PROOF, Terms, stalls_of
from core.project import Project
from core.receivers import NO_BOOKS, NOT_SEEN, UNPROVED, acceptance, proof_doubt
from core.snapshot import Snapshot
from core.survey_proof import ProofStep, find_capacity, note_step, proof_steps

FIRM = {"actor": "brickworks", "commodity": "ash", "value": 100.0}


@pytest.fixture
def brickworks(cluster: Callable[..., Snapshot], project: Project) -> int:
    """The row of the one capacity of a brickworks, which takes ash."""
    return find_capacity(cluster(capacity=[FIRM], commodity=[{"name": "ash"}, {"name": "slag"}]), "brickworks", "ash")


def steps_of(project: Project) -> tuple[ProofStep, ...]:
    with project.reading() as db:
        return proof_steps(db, str(project.snapshot().capacity.uid[0]))


def test_a_step_is_noted_with_its_photo_and_one_undo_takes_it_back(
    brickworks: int, project: Project, tmp_path: Path
) -> None:
    photo = tmp_path / "SV-3F2A-001 yard.jpg"
    photo.write_bytes(b"picture")
    note_step(project, brickworks, "papers", day="2026-05-02")
    note_step(project, brickworks, "visited", person="Li", day="2026-06-15", photo=photo, note="two kilns")
    assert steps_of(project) == (
        ProofStep("papers", "2026-05-02", "", "", ""),
        ProofStep("visited", "2026-06-15", "Li", photo.name, "two kilns"),
    )
    snapshot = project.snapshot()
    assert snapshot.capacity.proof[0] == "visited"
    assert [file.path for file in attached_files(snapshot, tmp_path, "capacity", str(snapshot.capacity.uid[0]))] == [
        photo
    ]
    project.undo()
    assert project.snapshot().capacity.proof[0] == "papers"
    assert len(steps_of(project)) == 1
    assert not len(project.snapshot().attachment)


def test_who_was_on_the_spot_is_asked_and_why_a_step_goes_back(brickworks: int, project: Project) -> None:
    with pytest.raises(UserError, match="on the spot"):
        note_step(project, brickworks, "visited")
    note_step(project, brickworks, "visited", person="Li", day="2026-06-15")
    with pytest.raises(UserError, match="step back"):
        note_step(project, brickworks, "registered")
    note_step(project, brickworks, "registered", note="the yard is gone", day="2026-07-01")
    assert project.snapshot().capacity.proof[0] == "registered"
    with pytest.raises(UserError, match="still to come"):
        note_step(project, brickworks, "books", person="Li", day="2999-01-01")


def test_a_capacity_that_is_not_there_is_told_with_those_there_are(brickworks: int, project: Project) -> None:
    with pytest.raises(UserError, match="capacit") as told:
        find_capacity(project.snapshot(), "brickworks", "slag")
    assert told.value.advice.values == {"matters": ["ash"]}


@pytest.mark.parametrize(
    ("proof", "proved_from", "why"),
    [
        ("registered", "visited", UNPROVED),
        ("papers", "visited", NOT_SEEN),
        ("papers", "papers", None),
        ("visited", "visited", None),
        ("visited", "books", NO_BOOKS),
        ("books", "books", None),
    ],
)
def test_a_step_counts_from_the_chosen_one_on(proof: str, proved_from: str, why: str | None) -> None:
    doubt = proof_doubt(proof, proved_from)
    assert (doubt.message_id if doubt else None) == why


@pytest.mark.parametrize(("proved_from", "barred"), [("papers", False), ("visited", True)])
def test_what_can_be_matched_depends_on_the_step_that_counts(
    cluster: Callable[..., Snapshot], proved_from: str, barred: bool
) -> None:
    snapshot = cluster(capacity=[{**FIRM, "proof": "papers"}])
    (stall,) = stalls_of(acceptance(inquire(snapshot, 2024)), 0, Terms(proved_from=proved_from))
    assert (PROOF in stall.barriers) == barred


def test_firm_and_matter_are_known_by_their_names_in_either_language_and_an_unknown_one_is_told_so(
    cluster: Callable[..., Snapshot],
) -> None:
    snapshot = cluster(
        capacity=[{"actor": "烧结砖厂", "commodity": "赤泥"}],
        actor=[{"name": "烧结砖厂"}],
        actor_alias=[{"actor": "烧结砖厂", "name": "Brickworks", "kind": "alias"}],
    )
    assert find_capacity(snapshot, "Brickworks", "Red mud") == 0
    with pytest.raises(UserError, match="no one firm called"):
        find_capacity(snapshot, "Nobody", "Red mud")
    with pytest.raises(UserError, match="no one matter called"):
        find_capacity(snapshot, "Brickworks", "Gold")
