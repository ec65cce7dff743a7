"""Standard sets of a project's own, the side of a target, and decisions on likely permits under the hint's own rule."""

from sqlite_utils import Database

from core.schema_columns import ID, SOURCE, UID, list_tables, number, word


def m015_standard_limit(db: Database) -> None:
    """Limits of own standard sets; whether a target is a least or a most; decisions on hints leave the statutory rule.

    What was decided of a likely permit stood under the rule of entered permit classes. Where the firm has no class, it
    can only have been the hint, so that it stays there and is not taken for a decision on the authority's entry.
    """
    db.execute(
        f"CREATE TABLE standard_limit ({ID}, {UID}, standard TEXT NOT NULL, {word('medium', 'water air')}, "
        f"pollutant TEXT NOT NULL, {number('value')}, unit TEXT NOT NULL DEFAULT '', "
        "document TEXT NOT NULL DEFAULT '', compared INTEGER NOT NULL DEFAULT 0 CHECK(compared IN (0, 1)), "
        f"{SOURCE}, note TEXT NOT NULL DEFAULT '')"
    )
    list_tables(db, "standard_limit")
    db.execute(f"ALTER TABLE indicator_target ADD COLUMN {word('side', 'least most')}")
    hinted = "SELECT 1 FROM actor a WHERE a.uid = {}.subject_uid AND a.permit_class = ''"
    for table in ("decision", "finding_link"):
        db.execute(
            f"UPDATE {table} SET rule = 'pollution.permit_hint' "
            f"WHERE rule = 'pollution.permit_class' AND EXISTS ({hinted.format(table)})"
        )
