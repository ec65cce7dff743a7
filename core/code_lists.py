"""The catalogues of codes that come with the program, each in the one form of a code line, with its edition."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from core.catalogues import Row, table
from core.text import Text

ISIC = "ISIC Rev. 4: {code}"
INDUSTRY_LISTS = ("industry", "nace")  # in which the code of a firm may stand
NATIONAL_WASTES = ("hazardous_waste", "solid_waste")
WASTE_LISTS = (*NATIONAL_WASTES, "european_waste")  # in which the code of a commodity may stand


@dataclass(frozen=True, slots=True)
class CodeList:
    """One edition of a catalogue: where it comes from, when it holds (dates, "" open) and whether it is whole.

    `printed` are the lines per level that the document itself counts, () where it counts none; `complete` is "yes",
    "part" or "no"; `checked` says what the lines were compared with ("copy", "memory", "" for no lines). An optional
    list is searched only where a project switches it on.
    """

    id: str
    edition: str
    title: str
    document: str
    since: str
    until: str
    printed: tuple[int, ...]
    printed_source: str
    complete: str
    checked: str
    optional: bool
    source: str
    licence: str
    note: str


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of a catalogue: code and names, the code above it, and the dates between which it holds ("" is open)."""

    catalogue: str
    edition: str
    code: str
    name_zh: str
    name_en: str = ""
    parent: str = ""
    since: str = ""
    until: str = ""
    note: str = ""

    def holds_in(self, year: int) -> bool:
        """Whether the line held on any day of a year."""
        return (not self.since or self.since[:4] <= str(year)) and (not self.until or self.until[:4] >= str(year))


Names = tuple[str, str, str, str, str]  # code, Chinese name, English name, code above, note


@cache
def code_lists() -> tuple[CodeList, ...]:
    """Every edition of every catalogue, in the order of resources/catalogues/catalogues.csv."""
    return tuple(_code_list(row) for row in table("catalogues/catalogues.csv"))


def _code_list(row: Row) -> CodeList:
    printed = tuple(int(count) for count in row["printed"].split("|") if count)
    told = (row["printed_source"], row["complete"], row["checked"], row["optional"] == "1")
    where = (row["source"], row["licence"], row["note"])
    held = (row["title_en"], row["document"], row["from"], row["to"])
    return CodeList(row["id"], row["edition"], *held, printed, *told, *where)


def optional_lists() -> tuple[str, ...]:
    """The catalogues that are searched only where a project switches them on."""
    return tuple(dict.fromkeys(item.id for item in code_lists() if item.optional))


@cache
def list_lines(catalogue: str, edition: str) -> tuple[CodeLine, ...]:
    """The lines of one edition as it comes with the program; () for an edition without any."""
    known = next(item for item in code_lists() if (item.id, item.edition) == (catalogue, edition))
    read = _READERS.get((catalogue, edition))
    named = read() if read else ()
    return tuple(
        CodeLine(catalogue, edition, code, zh, en, parent, known.since, known.until, note)
        for code, zh, en, parent, note in named
    )


def built_in_lines(optional: Iterable[str] = ()) -> list[CodeLine]:
    """All lines that come with the program, with those of the optional catalogues that are named."""
    wanted = set(optional)
    chosen = [item for item in code_lists() if not item.optional or item.id in wanted]
    return [line for item in chosen for line in list_lines(item.id, item.edition)]


def held_sentence(item: CodeList) -> Text:
    """How many lines of an edition come with the program, and whether that is all."""
    whole = {"yes": Text("whole"), "part": Text("in part"), "no": Text("not included")}[item.complete]
    lines = len(list_lines(item.id, item.edition))
    values = {"title": Text(item.title), "name": f"{item.id} {item.edition}".strip(), "n": lines, "whole": whole}
    return Text("{title} ({name}): {n} lines, {whole}.", values)


def levels(lines: Iterable[CodeLine]) -> list[int]:
    """How many lines stand on each level, the highest first; a line without a code above it is on the first."""
    above = {line.code: line.parent for line in lines if line.code}
    counts: dict[int, int] = {}
    for code in above:
        depth = 1
        while (code := above[code]) in above and depth <= len(above):  # a ring of parents ends too
            depth += 1
        counts[depth] = counts.get(depth, 0) + 1
    return [counts[depth] for depth in sorted(counts)]


def _industries(path: str) -> Callable[[], Iterator[Names]]:
    def read() -> Iterator[Names]:
        for row in table(path):
            yield row["code"], row["name_zh"], "", row["parent"], ""

    return read


def _hazardous() -> Iterator[Names]:
    """Categories before the wastes below them; the note is the hazard and the industry."""
    seen: set[str] = set()
    for row in table("catalogues/hazardous_wastes.csv"):
        if row["category"] not in seen:
            seen.add(row["category"])
            yield row["category"], row["category_zh"], "", "", ""
        yield row["code"], row["description_zh"], "", row["category"], f"{row['hazard']} · {row['industry_zh']}"


def _solid() -> Iterator[Names]:
    for row in table("catalogues/solid_wastes.csv"):
        yield row["code"], row["name_zh"], row["name_en"], "", row["class_zh"]


def _equivalents() -> Iterator[Names]:
    for row in table("tables/pollutants.csv"):
        if row["equivalent_kg"]:
            yield row["id"], row["name_zh"], row["name_en"], "", f"{row['medium']} · {row['equivalent_kg']} kg"


def _permits() -> Iterator[Names]:
    for row in table("catalogues/permit_catalogue.csv"):
        yield row["line"], row["industries_zh"], "", "", row["key_zh"].strip("/")


def _coal() -> Iterator[Names]:
    for row in table("tables/coal_factors.csv"):
        yield row["id"], row["title_zh"], row["title_en"], "", f"{row['tce']} tce/{row['unit']} · {row['document']}"


def _european() -> Iterator[Names]:
    for row in table("catalogues/european_wastes.csv"):
        yield row["code"], "", row["name_en"], row["parent"], ""


def _nace() -> Iterator[Names]:
    for row in table("catalogues/nace.csv"):
        yield row["code"], "", row["name_en"], row["parent"], ISIC.format(code=row["isic"])


def _commodities() -> Iterator[Names]:
    """What the samples exchange and what can replace what, each name once, with its name in the other language."""
    glossary = {row["en"].casefold(): row["zh"] for row in table("tables/glossary.csv")}
    english = {row["zh"]: row["en"] for row in table("tables/glossary.csv")}
    named = [row["name"] for sample in ("kalundborg", "guigang", "teaching") for row in _sample(sample)]
    for row in table("tables/substitutes.csv"):
        named += [*row["needs"].split("|"), *row["by_products"].split("|")]
    pairs = [(glossary.get(n.casefold(), ""), n) if n.isascii() else (n, english.get(n, "")) for n in named]
    for zh, en in {(zh or en).casefold(): (zh, en) for zh, en in reversed(pairs)}.values():
        yield "", zh, en, "", ""


def _sample(name: str) -> tuple[Row, ...]:
    return table(f"samples/{name}/commodities.csv")


_READERS: dict[tuple[str, str], Callable[[], Iterator[Names]]] = {
    ("industry", "2017"): _industries("catalogues/industries.csv"),
    ("industry", "2011"): _industries("catalogues/industries_2011.csv"),
    ("solid_waste", "2024"): _solid,
    ("hazardous_waste", "2021"): _hazardous,
    ("pollutant", "2018"): _equivalents,
    ("permit", "2019"): _permits,
    ("standard_coal", "2020"): _coal,
    ("commodity", ""): _commodities,
    ("european_waste", "2014/955/EU"): _european,
    ("nace", "2"): _nace,
}
