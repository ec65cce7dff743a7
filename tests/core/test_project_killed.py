"""A process killed in the middle of its edits: nothing acknowledged is lost, nothing is half done."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.project import Project

ROOT = Path(__file__).resolve().parent.parent.parent
# Each edit adds 20 firms and 20 links and counts itself; a line on the pipe after the edit acknowledges it.
EDITING = """
import sys
from core.project import Project
from core.records import insert
from core.text import Text
with Project.open(sys.argv[1]) as project:
    for number in range(100):
        with project.edit(Text("Enter firms")) as db:
            goods = insert(db, "commodity", [{"name": f"goods {number}"}])[0]
            firms = insert(db, "actor", [{"name": f"firm {number}.{part}"} for part in range(20)])
            insert(db, "flow", [{"sender_id": firm, "commodity_id": goods} for firm in firms])
        print(number + 1, flush=True)
"""


@pytest.mark.parametrize("acknowledged", [0, 1, 17, 50, 99])
def test_kill_in_the_middle_of_a_hundred_edits_loses_nothing_acknowledged(project, acknowledged):  # T24
    project.close()
    command = [sys.executable, "-c", EDITING, str(project.path)]
    last = "0"
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        for _ in range(acknowledged):
            last = child.stdout.readline()
        time.sleep(random.Random(acknowledged).uniform(0, 0.004) if acknowledged else 0.3)  # about two edits
        child.kill()
        last = ([last, *child.stdout.read().split()])[-1]
    with Project.open(project.path) as again:
        snapshot = again.snapshot()
        edits = again.revision
        assert edits >= int(last) >= acknowledged
        assert (len(snapshot.actor), len(snapshot.flow), len(snapshot.commodity)) == (20 * edits, 20 * edits, edits)
        assert (len(again.history()), again.check()) == (edits, [])
    assert [path.name for path in project.path.parent.iterdir()] == [project.path.name]
