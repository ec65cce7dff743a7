"""The translations: python installer/catalogue.py update (sentences of the code into the catalogues) or compile.

The source text is English; a translator edits resources/locale/*/LC_MESSAGES/cluster-atlas.po.
"""

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "resources" / "locale"
PACKAGES = ("core", "gis", "app")
MARKERS = ("Text", "N_")
NOISE = (b'"POT-', b'"PO-', b'"Project-', b'"Report-', b'"Last-', b'"Language-Team', b'"Generated-')


class Message(NamedTuple):
    """A marked text, its plural ('' where it has none) and the file it stands in."""

    text: str
    plural: str
    file: str


def messages_of(source: str, file: str) -> Iterator[Message]:
    """Every literal that `Text(...)` or `N_(...)` marks in a module's source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
            plurals = [keyword.value for keyword in node.keywords if keyword.arg == "plural"]
            text, plural = literal(node.args[:1]), literal(plurals)
            if text:
                yield Message(text, plural, file)


def literal(given: list[ast.expr]) -> str:
    """The text of an argument that stands there as a literal, '' for none and for what is computed."""
    return str(given[0].value) if given and isinstance(given[0], ast.Constant) else ""


def all_messages() -> list[Message]:
    """Every marked text of the program, in the order of its files."""
    modules = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return [
        message
        for path in modules
        for message in messages_of(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
    ]


def template() -> Catalog:
    """The catalogue of all marked texts without translations."""
    catalog = Catalog(project="Cluster Atlas", fuzzy=False)
    for text, plural, file in all_messages():
        catalog.add((text, plural) if plural else text, locations=[(file, 0)])
    return catalog


def read_catalogue(path: Path) -> Catalog:
    """A translator's file; its language is the name of its folder."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, ignore_obsolete=True)


def write_catalogue(catalog: Catalog, path: Path) -> None:
    """Write a translator's file; names and dates in its head are left out, so that equal sentences give equal bytes."""
    written = BytesIO()
    write_po(written, catalog, width=110, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    lines = written.getvalue().splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if not line.startswith(NOISE)))


def catalogues() -> list[Path]:
    """The translators' files, one per language."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def update() -> None:
    """Take new sentences into every catalogue and drop those that the code no longer has."""
    for path in catalogues():
        catalog = read_catalogue(path)
        catalog.update(template(), no_fuzzy_matching=True)
        write_catalogue(catalog, path)
        waiting = len([message for message in catalog if message.id and not all(texts(message.string))])
        sys.stdout.write(f"{path.relative_to(ROOT)}: {len(catalog)} sentences, {waiting} without a translation\n")


def texts(message: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """The one text of a sentence, or its singular and plural; nothing is one empty text."""
    return (message or "",) if isinstance(message, str | None) else tuple(message)


def compile_catalogues() -> None:
    """Write the .mo file beside every .po file."""
    for path in catalogues():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read_catalogue(path))


if __name__ == "__main__":
    JOBS = {"update": update, "compile": compile_catalogues}
    if len(sys.argv) != 2 or sys.argv[1] not in JOBS:
        sys.exit("Say what to do: update or compile.")
    JOBS[sys.argv[1]]()
