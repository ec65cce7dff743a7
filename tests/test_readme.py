"""The README tells of every column that an import reads."""

from pathlib import Path

from core.catalogues import table

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")


def test_every_column_of_every_kind_of_table_stands_in_the_readme() -> None:
    told = {line.split("`")[1]: line for line in README.splitlines() if line.startswith("| `")}
    for row in table("tables/headers.csv"):
        name = f"{row['column']} {row['title_zh']}"
        assert name in (README if row["table"] == "*" else told[row["table"]])
        assert row["table"] == "*" or (f"**{name}**" in told[row["table"]]) == bool(row["need"])
