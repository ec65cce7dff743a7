"""A project of a network share or a stick, worked on as a copy on the local disk and brought back whole.

Beside the copy lies a ticket: where the project lies, which generation was taken and a hash of every byte of it. A
project that is not as it was taken is never written over: the copy is put beside it, so that both are kept.
"""

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from core import file_errors, opening
from core.backups import put_in_place
from core.carried_files import carry_files
from core.errors import UserError
from core.locking import held, held_here, user_name
from core.paths import state_folder
from core.project import Project
from core.records import set_setting
from core.text import Text

GENERATION = "generation"  # the setting that counts how often a project was brought back
_TICKET = ".checkout.json"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Ticket:
    """What was taken from where: the project's file, its generation, the hash of its bytes, when and by whom.

    `left` are files that the project names and that could not be copied.
    """

    project: str
    generation: int
    hash: str
    at: str
    person: str
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Return:
    """What became of a copy that was brought back: the file that holds it now, and whether the project had moved on.

    Where it had, `file` lies beside the project and both are kept. `left` are files that the copy names, such as
    photos, and that could not be carried; they lie where they were.
    """

    project: Path
    file: Path
    generation: int
    clash: bool
    left: tuple[Path, ...] = ()


def work_folder() -> Path:
    """Where working copies lie."""
    return state_folder() / "work"


def ticket_of(copy: Path) -> Ticket | None:
    """The ticket of a working copy, None for any other file."""
    with suppress(OSError, ValueError, TypeError):
        return Ticket(**json.loads(_ticket_path(copy).read_text(encoding="utf-8")))
    return None


def copy_of(project: Path) -> Path | None:
    """The working copy that was taken of a project here and not yet brought back."""
    whole = str(project.absolute())
    for path in sorted(work_folder().glob(f"*/*{_TICKET}")):
        copy = path.with_name(path.name.removesuffix(_TICKET))
        ticket = ticket_of(copy)
        if ticket is not None and ticket.project == whole and copy.exists():
            return copy
    return None


def check_out(project: Path) -> Path:
    """Copy a project to the local disk and return the copy; one that is there already is returned as it is.

    UserError where the project is open elsewhere, was not closed in order, or cannot be copied.
    """
    project = project.absolute()
    opening.check_header(project)
    if (known := copy_of(project)) is not None:
        return known
    folder = work_folder() / hashlib.blake2b(str(project).encode(), digest_size=8).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    copy = _free(folder / project.name)
    with held(project), file_errors.written(copy):
        _refuse_unfinished(project)
        taken = _copy(project, copy)
    with Project.open(copy) as opened:  # settles what another program changed, as opening the project would have
        generation = int(opened.setting(GENERATION, "0"))
        left = tuple(map(str, carry_files(opened, project.parent, copy.parent)))
    ticket = Ticket(str(project), generation, taken, _now(), user_name(), left)
    _write_ticket(copy, ticket)
    return copy


def check_in(copy: Path, *, keep: bool = False) -> Return:
    """Bring a working copy back to where it was taken from; with `keep` one goes on working in it.

    The project is replaced in one step after every byte was compared; where it is not as it was taken, the copy is put
    beside it. UserError where the copy or the project is open, or the share or stick does not answer.
    """
    copy = copy.absolute()
    ticket = _required(copy)
    target = Path(ticket.project)
    if not target.parent.is_dir():
        raise file_errors.unreachable(target)
    if held_here(copy):
        raise _still_open(copy)
    hash, there = file_hash(copy), file_hash(target) if target.exists() else ""
    settled = hash in (ticket.hash, there)  # nothing was changed, or it was brought back before something stopped us
    generation = ticket.generation if hash == ticket.hash else _next_generation(copy, ticket, settled=settled)
    with Project.open(copy, read_only=True) as opened:
        left = carry_files(opened, copy.parent, target.parent)
    place, clash = target, False
    if not settled:
        with held(target), file_errors.written(target):
            clash = target.exists() and file_hash(target) != ticket.hash
            place = _free(_beside(target, ticket)) if clash else target
            hash = _copy(copy, place)
    if keep and not clash:
        _write_ticket(copy, Ticket(ticket.project, generation, hash, _now(), user_name()))
    else:
        _drop(copy)
    return Return(target, place, generation, clash, left)


def give_up(copy: Path) -> None:
    """Forget a working copy with all that was changed in it; the project stays as it was."""
    _required(copy.absolute())
    _drop(copy.absolute())


def file_hash(path: Path) -> str:
    """A hash of every byte of a closed file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _beside(target: Path, ticket: Ticket) -> Path:
    """What a copy is called that lies beside a project which has moved on."""
    return target.with_name(f"{target.stem} ({user_name()} {ticket.at[:10]}){target.suffix}")


def _next_generation(copy: Path, ticket: Ticket, *, settled: bool) -> int:
    """Count the generation up in the copy, so that the history tells when it was brought back."""
    with Project.open(copy, read_only=settled) as opened:
        known = int(opened.setting(GENERATION, "0"))
        if settled:
            return known
        generation = max(known, ticket.generation) + 1
        with opened.edit(Text("Checked in as generation {n}", {"n": generation})) as db:
            set_setting(db, GENERATION, str(generation))
    return generation


def _copy(source: Path, target: Path) -> str:
    """Copy a closed project by a file that takes the name when it is on the disk and the same; returns its hash."""
    part = target.with_name(target.name + ".part")
    digest = hashlib.sha256()
    try:
        with source.open("rb") as read, part.open("wb") as write:
            while chunk := read.read(_CHUNK):
                digest.update(chunk)
                write.write(chunk)
            write.flush()
            os.fsync(write.fileno())
        if file_hash(part) != digest.hexdigest():
            raise file_errors.unreachable(target)
        put_in_place(part, target)
        _settle_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)
    return digest.hexdigest()


def _settle_folder(folder: Path) -> None:
    """Let the new name reach the disk too, where the system can do that."""
    with suppress(OSError, PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refuse_unfinished(project: Path) -> None:
    if any(project.with_name(project.name + suffix).exists() for suffix in ("-journal", "-wal")):
        raise file_errors.unfinished(project)


def _ticket_path(copy: Path) -> Path:
    return copy.with_name(copy.name + _TICKET)


def _write_ticket(copy: Path, ticket: Ticket) -> None:
    part = _ticket_path(copy).with_suffix(".part")
    part.write_text(json.dumps(asdict(ticket), ensure_ascii=False), encoding="utf-8")
    part.replace(_ticket_path(copy))


def _drop(copy: Path) -> None:
    """Remove a copy whose content lies elsewhere now; its backups stay."""
    _ticket_path(copy).unlink(missing_ok=True)
    copy.unlink(missing_ok=True)


def _required(copy: Path) -> Ticket:
    ticket = ticket_of(copy)
    if ticket is None or not copy.exists():
        raise UserError(
            Text("{file} is no working copy of a project.", {"file": copy.name}),
            Text("cluster-atlas checkout makes one; name the project or the copy that it told."),
            file=str(copy),
        )
    return ticket


def _still_open(copy: Path) -> UserError:
    return UserError(
        Text("The working copy {file} is still open.", {"file": copy.name}),
        Text("Close it, then bring it back."),
        file=str(copy),
        code="open_elsewhere",
    )


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _free(path: Path) -> Path:
    """A name that no file has."""
    free, number = path, 2
    while free.exists():
        free = path.with_name(f"{path.stem} {number}{path.suffix}")
        number += 1
    return free
