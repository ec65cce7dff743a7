"""Tables of the life of a finding that came later: findings that tell of the same, figures that were put right."""

from sqlite_utils import Database

from core.schema_columns import ID, UID, YEAR, list_tables


def m014_finding_link(db: Database) -> None:
    """Links between entered findings and others, figures that were put right; decisions on entered ones name their row.

    An entered finding was known by the beginning of its words, which nobody could change without losing what had been
    decided; it is known by its row now.
    """
    db.execute(
        f"CREATE TABLE finding_link ({ID}, {UID}, entered_uid TEXT NOT NULL, rule TEXT NOT NULL, "
        f"subject_uid TEXT NOT NULL, matter TEXT NOT NULL DEFAULT '', {YEAR}, person TEXT NOT NULL DEFAULT '', "
        "date TEXT NOT NULL DEFAULT '')"
    )
    db.execute(
        f"CREATE TABLE figure_correction ({ID}, {UID}, table_name TEXT NOT NULL, old_uid TEXT NOT NULL, "
        "new_uid TEXT NOT NULL)"
    )
    list_tables(db, "finding_link", "figure_correction")
    named = (
        "SELECT e.uid FROM entered_finding e WHERE e.subject_uid = decision.subject_uid AND e.year IS decision.year "
        "AND decision.matter IN (e.matter, trim(e.number || ' ' || substr(e.text, 1, 24)))"
    )
    db.execute(f"UPDATE decision SET matter = ({named} LIMIT 1) WHERE rule = 'entered.finding' AND EXISTS ({named})")
