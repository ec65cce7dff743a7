"""What an import means for the yearly round: locked years that it touches, and forms that came in with it."""

from core.project import Project
from core.text import Text
from core.year_forms import Form, forms, set_receipts
from core.year_records import RECEIVED, read_round, touches_locked

_FIRMS = {
    **{
        table: f"SELECT row.year, actor.uid FROM {table} row LEFT JOIN actor ON actor.id = row.actor_id"
        for table in ("statistic", "stock", "emission", "membership")
    },
    "flow_amount": "SELECT row.year, actor.uid FROM flow_amount row JOIN flow ON flow.id = row.flow_id "
    "LEFT JOIN actor ON actor.id = CASE WHEN row.origin = 'receiver' THEN flow.receiver_id ELSE flow.sender_id END",
}


def told_in_edits(project: Project, *, seq: int | None = None, file: str = "") -> dict[int, set[str]]:
    """The firms (uids) by year of which an edit, or the imports of a file, told figures that still stand.

    A year of which only links between outsiders were told has no firm. A file that came with others in one import is
    known by its being the source of the figures.
    """
    told: dict[int, set[str]] = {}
    edits = "seq = ?" if seq is not None else "seq IN (SELECT seq FROM edit WHERE file = ?)"
    by_source = "" if seq is not None else "OR row.source_id IN (SELECT id FROM source WHERE file = ?)"
    given = (file, file) if seq is None else (seq,)
    with project.reading() as connection:
        for table, query in _FIRMS.items():
            chosen = f"(row.id IN (SELECT id FROM edit_row WHERE tbl = ? AND {edits}) {by_source})"
            for year, uid in connection.execute(f"{query} WHERE {chosen} AND row.year IS NOT NULL", (table, *given)):
                told.setdefault(int(year), set()).update([str(uid)] if uid else [])
    return told


def locked_notices(project: Project, seq: int) -> list[Text]:
    """What to tell after an edit that changed figures of locked years, one sentence a year."""
    told = read_round(project)
    if not told.editions:
        return []
    notices = [touches_locked(told, year) for year in sorted(told_in_edits(project, seq=seq))]
    return [notice for notice in notices if notice is not None]


def form_of_file(file: str) -> Form | None:
    """The form whose words a file's name holds, None where it is none or more than one."""
    name = file.casefold()
    found = [form for form in forms().values() if any(word.casefold() in name for word in form.words)]
    return found[0] if len(found) == 1 else None


def forms_in(project: Project, file: str) -> dict[int, set[str]]:
    """By year the firms whose form an imported file is, that is still due and of which the file tells figures."""
    form, told = form_of_file(file), read_round(project)
    if form is None or not told.receipts:
        return {}
    found = {}
    for year, firms in told_in_edits(project, file=file).items():
        due = {one.actor_uid for one in told.receipts_of(year) if one.form == form.id and one.state != RECEIVED}
        if due & firms and not told.is_locked(year):
            found[year] = due & firms
    return found


def note_import(project: Project, file: str) -> dict[int, int]:
    """Mark the form that an imported file is as received, for the firms it tells of; how many by year."""
    form = form_of_file(file)
    pending = forms_in(project, file) if form else {}
    return {
        year: set_receipts(project, year, sorted(firms), form, RECEIVED, file=file)
        for year, firms in pending.items()
        if form
    }


def received_text(noted: dict[int, int], file: str) -> Text | None:
    """What to tell of forms that were noted from a file, None where there were none."""
    form = form_of_file(file)
    if not noted or form is None:
        return None
    values = {"n": sum(noted.values()), "form": Text(form.title), "years": [str(year) for year in sorted(noted)]}
    return Text("{form} of {n} firm is noted as received ({years}).", values,
                plural="{form} of {n} firms is noted as received ({years}).")  # fmt: skip
