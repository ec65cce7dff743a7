"""The project as an object: edits, settings, events, what is refused."""

import os

import numpy as np
import pytest

from core.errors import UserError
from core.figures import figures, for_year
from core.history import Changes
from core.project import Project
from core.records import insert, update
from core.text import Text

ENTER = Text("Enter a firm")


def test_new_project_knows_its_name_system_and_revision(project):
    assert (project.name, project.srs, project.revision, project.read_only) == ("空工程", 4490, 0, False)


def test_small_cluster_has_the_published_links(small_cluster):
    snapshot, year = for_year(small_cluster.snapshot())
    inner = (snapshot.flow.sender >= 0) & (snapshot.flow.receiver >= 0)
    assert (year, int(inner.sum()), len(snapshot.flow)) == (2024, 7, 24)
    assert np.nansum(figures(snapshot).value[inner]) == 235_000.0  # 40+30+20+50+30+45+20 kt
