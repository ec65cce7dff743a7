"""What rows were called when a packet went out, so that a firm renamed since is known in cells that nobody touched."""

from collections.abc import Mapping

from core.fields import FIELDS
from core.names import name_key
from core.row_names import NAMED_BY
from core.survey_rows import Base

Sent = Mapping[tuple[str, str], set[str]]  # uids by table and key of the name


def sent_names(base: Base) -> Sent:
    """The uids that a packet sent out under a name, those of rows that it only refers to as well."""
    names: dict[tuple[str, str], set[str]] = {}
    for table, rows in base.items():
        targets = {each.column: each.target for each in FIELDS[table] if each.kind == "reference"}
        for uid, row in rows.items():
            if name := row.get(NAMED_BY.get(table, "")):
                names.setdefault((table, name_key(str(name))), set()).add(uid)
            for column, target in targets.items():
                if told := row.get(column):
                    names.setdefault((target, name_key(str(told[1]))), set()).add(str(told[0]))
    return names
