"""How sentences are found in the code and kept in the catalogue."""

import runpy
from pathlib import Path
from types import SimpleNamespace

from babel.messages.catalog import Catalog

PROGRAM = Path(__file__).resolve().parents[2] / "installer" / "catalogue.py"
catalogue = SimpleNamespace(**runpy.run_path(str(PROGRAM)))

SOURCE = """
TITLE = N_("Solid waste")
one = Text("{n} link", {"n": 1}, plural="{n} links")
two = Text("a sentence that " "goes on", {})
computed = Text(TITLE)
other = print("not marked")
"""


def test_marked_literals_are_found_with_their_plurals() -> None:
    found = {(message.text, message.plural) for message in catalogue.messages_of(SOURCE, "core/x.py")}
    assert found == {("Solid waste", ""), ("{n} link", "{n} links"), ("a sentence that goes on", "")}


def test_a_catalogue_survives_being_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "zh" / "LC_MESSAGES" / "cluster-atlas.po"
    path.parent.mkdir(parents=True)
    catalog = Catalog(locale="zh")
    catalog.add("Solid waste", "固体废物", locations=[("core/x.py", 0)])
    catalogue.write_catalogue(catalog, path)
    first = path.read_bytes()
    again = catalogue.read_catalogue(path)
    catalogue.write_catalogue(again, path)
    assert again["Solid waste"].string == "固体废物"
    assert path.read_bytes() == first
    assert b"Date" not in first
