"""Whether a folder is on another machine: sqlite's write-ahead log needs memory that all its users share."""

import os
from pathlib import Path

_NETWORKED = frozenset(
    {"9p", "afs", "ceph", "cifs", "davfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs", "sshfs"}
)
_MOUNTS = Path("/proc/self/mountinfo")


def is_networked(folder: Path, mounts: Path = _MOUNTS) -> bool:
    """By the kernel's table of mounts; False where there is none to ask."""
    device = folder.stat().st_dev
    wanted = f"{os.major(device)}:{os.minor(device)}"
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    for line in lines:
        about, _, source = line.partition(" - ")
        if about.split()[2:3] == [wanted] and source:
            return source.split()[0].removeprefix("fuse.") in _NETWORKED
    return False
