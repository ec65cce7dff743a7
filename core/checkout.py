"""A project of a network share or a stick, worked on as a copy on the local disk and brought back whole.

Beside the copy lies a ticket: where the project lies, which generation was taken and a hash of every byte of it. A
project that is not as it was taken is never written over: the copy is put beside it, so that both are kept.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from core import file_errors, opening
from core.addresses import sqlite_address
from core.backups import put_in_place
from core.carried_files import carry_files
from core.errors import UserError
from core.locking import acquire, held, held_here, release, user_name
from core.paths import state_folder
from core.project import Project
from core.records import get_setting, set_setting
from core.text import Text

GENERATION = "generation"  # the setting that counts how often a project was brought back
_TICKET = ".checkout.json"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Ticket:
    """What was taken from where: the project's file, its generation, the hash of its bytes, when and by whom.

    `uid` is the project's own, since another stick may have another project at the same place; `left` are files that
    the project names and that could not be copied.
    """

    project: str
    generation: int
    hash: str
    at: str
    person: str
    uid: str = ""
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Return:
    """What became of a copy that was brought back: the file that holds it now, and whether the project had moved on.

    Where it had, `file` lies beside the project and both are kept; of a copy that was `unchanged` nothing was written.
    `left` are files that the copy names, such as photos, and that could not be carried; they lie where they were.
    """

    project: Path
    file: Path
    generation: int
    clash: bool
    unchanged: bool = False
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
    for copy, ticket in _copies():
        if _is_place(ticket, project) and not _is_other(project, ticket):
            return copy
    return None


def copies_elsewhere(project: Path) -> list[tuple[Path, Ticket]]:
    """Working copies of the same project, by its uid, that were taken of another file than this one."""
    uid = _settings(project).get("uid", "") if project.is_file() else ""
    return [(copy, told) for copy, told in _copies() if uid and told.uid == uid and not _is_place(told, project)]


def _copies() -> Iterator[tuple[Path, Ticket]]:
    """The working copies on this computer with their tickets."""
    for path in sorted(work_folder().glob(f"*/*{_TICKET}")):
        copy = path.with_name(path.name.removesuffix(_TICKET))
        ticket = ticket_of(copy)
        if ticket is not None and copy.exists():
            yield copy, ticket


def _is_place(ticket: Ticket, project: Path) -> bool:
    """Whether a copy was taken from where a file lies, however the path to it is spelt."""
    place = Path(ticket.project)
    if place.resolve() == project.resolve():
        return True
    with suppress(OSError):
        return place.samefile(project)
    return False


def check_out(project: Path) -> Path:
    """Copy a project to the local disk and return the copy; one that is there already is returned as it is.

    UserError where the project is open elsewhere, was not closed in order, or cannot be copied.
    """
    project = project.resolve()
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
        generation, uid = int(opened.setting(GENERATION, "0")), opened.setting("uid")
        left = tuple(map(str, carry_files(opened, project.parent, copy.parent)))
    ticket = Ticket(str(project), generation, taken, _now(), user_name(), uid, left)
    _write_ticket(copy, ticket)
    return copy


def check_in(copy: Path, *, keep: bool = False) -> Return:
    """Bring a working copy back to where it was taken from; with `keep` one goes on working in it.

    The project is replaced in one step after every byte was compared; where it is not as it was taken, the copy is put
    beside it, and where it is gone, the copy takes its place. UserError where the copy or the project is open, another
    project lies there, or the share or stick does not answer.
    """
    copy = copy.absolute()
    ticket = _required(copy)
    target = Path(ticket.project)
    if not target.parent.is_dir():
        raise file_errors.unreachable(target)
    if _is_other(target, ticket):
        raise _other_project(target, ticket)
    with _alone(copy):
        with Project.open(copy, read_only=True) as opened:
            left = tuple(carry_files(opened, copy.parent, target.parent))
        if _is_settled(copy, ticket):
            return replace(_finish(copy, ticket, keep), left=left)
    generation = _next_generation(copy, ticket)
    with _alone(copy), held(target), file_errors.written(target):
        clash = target.exists() and file_hash(target) != ticket.hash
        place = _free(_beside(target, ticket)) if clash else target
        hash = _copy(copy, place)
        _leave(copy, replace(ticket, generation=generation, hash=hash, left=()), keep=keep and not clash)
    return Return(target, place, generation, clash, left=left)


def _is_settled(copy: Path, ticket: Ticket) -> bool:
    """Whether nothing was changed in the copy, or it was brought back before something stopped us."""
    target = Path(ticket.project)
    return target.exists() and file_hash(copy) in (ticket.hash, file_hash(target))


def _finish(copy: Path, ticket: Ticket, keep: bool) -> Return:
    """Be done with a copy whose content the project holds already."""
    hash, target = file_hash(copy), Path(ticket.project)
    generation, unchanged = _generation_in(copy), hash == ticket.hash
    _leave(copy, replace(ticket, generation=generation, hash=hash, left=()), keep=keep)
    return Return(target, target, generation, False, unchanged)


def _leave(copy: Path, ticket: Ticket, *, keep: bool) -> None:
    """Go on in a copy with a new ticket, or remove it."""
    if keep:
        _write_ticket(copy, replace(ticket, at=_now(), person=user_name()))
    else:
        _drop(copy)


def give_up(copy: Path) -> None:
    """Forget a working copy with all that was changed in it; the project stays as it was."""
    copy = copy.absolute()
    _required(copy)
    with _alone(copy):
        _drop(copy)


def file_hash(path: Path) -> str:
    """A hash of every byte of a closed file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _beside(target: Path, ticket: Ticket) -> Path:
    """What a copy is called that lies beside a project which has moved on."""
    return target.with_name(f"{target.stem} ({user_name()} {ticket.at[:10]}){target.suffix}")


def _next_generation(copy: Path, ticket: Ticket) -> int:
    """Count the generation up in the copy, so that the history tells when it was brought back."""
    with Project.open(copy) as opened:
        generation = max(int(opened.setting(GENERATION, "0")), ticket.generation) + 1
        with opened.edit(Text("Checked in as generation {n}", {"n": generation})) as db:
            set_setting(db, GENERATION, str(generation))
    return generation


def _generation_in(copy: Path) -> int:
    return int(_settings(copy).get(GENERATION, "0"))


def _settings(path: Path) -> dict[str, str]:
    """The settings that tell which project a closed file is and how often it was brought back; none of what is none."""
    found: dict[str, str] = {}
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(sqlite_address(path, "mode=ro"), uri=True)) as connection,
    ):
        found = {name: get_setting(connection, name, "") for name in ("uid", GENERATION)}
    return {name: value for name, value in found.items() if value}


def _is_other(project: Path, ticket: Ticket) -> bool:
    """Whether the file where a copy was taken is another project now, as on another stick."""
    there = _settings(project).get("uid", "") if project.is_file() else ""
    return bool(there and ticket.uid) and there != ticket.uid


@contextmanager
def _alone(copy: Path) -> Iterator[None]:
    """Keep every window from a working copy while it is brought back or removed."""
    if held_here(copy):
        raise _still_open(copy)
    try:
        lock = acquire(copy)
    except UserError as problem:
        raise (_still_open(copy) if problem.code == "open_elsewhere" else problem) from problem
    try:
        yield
    finally:
        release(lock)


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


def _other_project(target: Path, ticket: Ticket) -> UserError:
    return UserError(
        Text(
            "Another project lies at {file} than the one from which the working copy was taken.", {"file": str(target)}
        ),
        Text("Put in the stick or connect the share of {when}, then bring the copy back.", {"when": ticket.at[:10]}),
        file=str(target),
        code="other_project",
    )


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
