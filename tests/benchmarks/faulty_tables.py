"""A workbook as an office hands it in: firms and links with faults at known rows, of every kind equally many."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

from core.credit_codes import make_credit_code

FIRMS, LINKS = "企业名录", "物料流向"
FIRM_COLUMNS = ("企业名称", "统一社会信用代码", "行业代码", "经度", "纬度")
LINK_COLUMNS = ("供出方", "接收方", "物料", "类型", "数量", "单位", "年份", "来源资料")
MATTERS = ("粉煤灰", "炉渣", "脱硫石膏", "冶炼废渣")
Cells = list[Any]


@dataclass(slots=True)
class Faulty:
    """The rows of both sheets, and for every fault the places (sheet, row as Excel counts) where it was planted."""

    rows: dict[str, list[Cells]] = field(default_factory=dict)
    planted: dict[str, list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))


def _set(column: int, value: Any) -> Callable[[Cells], None]:
    def change(cells: Cells) -> None:
        cells[column] = value

    return change


def _other_check(cells: Cells) -> None:
    cells[1] = cells[1][:17] + ("0" if cells[1][17] != "0" else "1")


def _exchange(cells: Cells) -> None:
    cells[3], cells[4] = cells[4], cells[3]


def _times(factor: float) -> Callable[[Cells], None]:
    def change(cells: Cells) -> None:
        cells[4] = cells[4] * factor

    return change


FAULTS: dict[str, tuple[str, Callable[[Cells], None]]] = {
    "credit code mistyped": (FIRMS, _other_check),
    "credit code rounded": (FIRMS, _set(1, 913301001234567000)),
    "lon and lat exchanged": (FIRMS, _exchange),
    "latitude missing": (FIRMS, _set(4, None)),
    "amount in words": (LINKS, _set(4, "约12吨")),
    "negative amount": (LINKS, _set(4, -5.0)),
    "unit missing": (LINKS, _set(5, None)),
    "unit unknown": (LINKS, _set(5, "车")),
    "no such year": (LINKS, _set(6, 20244)),
    "no firm at either end": (LINKS, lambda cells: (_set(0, None)(cells), _set(1, None)(cells))[0]),
    "kind unknown": (LINKS, _set(3, "其他流")),
    "1000 times too much": (LINKS, _times(1000.0)),
}
TWICE, TOTAL = "row twice", "total among the rows"


def make_faulty(count: int, each: int, seed: int = 3) -> Faulty:
    """`count` rows, a quarter of them firms, with `each` rows of every fault; the same numbers for the same seed."""
    random = np.random.default_rng(seed)
    made = Faulty()
    made.rows[FIRMS] = [_firm(number, random) for number in range(count // 4)]
    made.rows[LINKS] = [_link(number, count // 4, random) for number in range(count - count // 4)]
    for sheet in (FIRMS, LINKS):
        names = [name for name, (place, _) in FAULTS.items() if place == sheet]
        chosen = random.permutation(len(made.rows[sheet]))[: (len(names) + 2) * each].reshape(-1, each)
        for name, places in zip(names, chosen, strict=False):
            for place in places:
                FAULTS[name][1](made.rows[sheet][place])
                made.planted[name].append((sheet, int(place) + 2))
        _repeat_and_sum(made, sheet, chosen[-2], each)
    return made


def _repeat_and_sum(made: Faulty, sheet: str, places: Any, each: int) -> None:
    rows = made.rows[sheet]
    for place in places:
        rows.append(list(rows[place]))
        made.planted[TWICE].append((sheet, len(rows) + 1))
    for _ in range(each):
        rows.append(["合计", *[None] * (len(rows[0]) - 1)])
        rows[-1][-4] = float(each)
        made.planted[TOTAL].append((sheet, len(rows) + 1))


def _firm(number: int, random: np.random.Generator) -> Cells:
    lon, lat = random.uniform((113.2, 22.6), (114.6, 23.4)).round(6).tolist()
    return [f"{number:05d}号实业有限公司", make_credit_code(number), "2522", lon, lat]


def _link(number: int, firms: int, random: np.random.Generator) -> Cells:
    sender, receiver = random.choice(firms, 2, replace=False)
    names = [f"{firm:05d}号实业有限公司" for firm in (sender, receiver)]
    amount = round(float(random.uniform(50, 500)), 1)
    return [*names, MATTERS[number % len(MATTERS)], "废物", amount, "吨", 2024, "企业申报表"]


def write_workbook(made: Faulty, path: Path) -> None:
    """Both sheets as an .xlsx file."""
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        for name, columns in ((FIRMS, FIRM_COLUMNS), (LINKS, LINK_COLUMNS)):
            page = book.add_worksheet(name)
            page.write_row(0, 0, columns)
            for row, cells in enumerate(made.rows[name], 1):
                page.write_row(row, 0, cells)
