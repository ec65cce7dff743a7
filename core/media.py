"""On what a file lies: a disk of this computer, a network share, or a stick that can be pulled out."""

import ctypes
import sys
from collections.abc import Iterable
from pathlib import Path

LOCAL, SHARE, STICK = "local", "share", "stick"
_SHARED = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "smb2", "afpfs", "afs", "ncpfs", "9p", "davfs", "ceph", "glusterfs",
    "lustre", "fuse.sshfs", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.smbnetfs", "fuse.rclone",
})  # fmt: skip
_FAT = frozenset({"vfat", "exfat", "msdos", "ntfs", "ntfs3", "fuseblk"})
_PLUGGED = ("/media/", "/run/media/", "/mnt/usb")
_WINDOWS = {2: STICK, 4: SHARE}  # what GetDriveTypeW answers


def medium_of(path: Path) -> str:
    """`LOCAL`, `SHARE` or `STICK`; local where the system does not tell."""
    if sys.platform == "win32":
        anchor = path.absolute().anchor
        kind = ctypes.windll.kernel32.GetDriveTypeW(anchor)
        return SHARE if anchor.startswith("\\\\") else _WINDOWS.get(kind, LOCAL)
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return LOCAL
    return medium_in(mounts, path.resolve())


def medium_in(mounts: Iterable[str], path: Path) -> str:
    """The medium of an absolute path by lines of /proc/mounts: the kind of the mount that lies nearest above it."""
    nearest, kind = "", ""
    for line in mounts:
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = parts[1].replace("\\040", " ")
        if path.is_relative_to(point) and len(point) >= len(nearest):
            nearest, kind = point, parts[2]
    if kind in _SHARED:
        return SHARE
    return STICK if kind in _FAT and f"{nearest}/".startswith(_PLUGGED) else LOCAL
