"""Somebody other than root to run PostgreSQL, which refuses root because a hole in it would be a hole in the machine."""

import ctypes
import os
import pwd
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from normsite.launcher.errors import CannotStart

CLONE_NEWUSER = 0x10000000


@dataclass(frozen=True)
class Identity:
    """Who a server runs as. In a namespace root only looks like `uid` to the server, and files stay root's."""

    uid: int
    gid: int
    in_namespace: bool

    def enter(self) -> None:
        """Become this identity; for use between fork and exec."""
        if self.in_namespace:
            _enter_namespace(self.uid, self.gid)
        else:
            os.setgroups([])
            os.setgid(self.gid)
            os.setuid(self.uid)

    def own(self, path: Path) -> None:
        """Give a folder and what is in it to this identity."""
        uid, gid = (0, 0) if self.in_namespace else (self.uid, self.gid)
        if path.stat().st_uid == uid:
            return
        for place in (path, *path.rglob("*")):
            os.chown(place, uid, gid, follow_symlinks=False)


def someone_for(data: Path, program: str) -> Identity | None:
    """Who is to run `program` on `data`: None when we are not root and can do it ourselves."""
    if os.geteuid() != 0:
        return None
    owner = data.stat()
    if (
        owner.st_uid != 0
        and (person := Identity(owner.st_uid, owner.st_gid, in_namespace=False))
        and _can(person, data, program)
    ):
        return person
    for account in _accounts():
        disguise = Identity(account.pw_uid, account.pw_gid, in_namespace=True)
        if _can_enter(disguise):
            return disguise
        person = Identity(account.pw_uid, account.pw_gid, in_namespace=False)
        if _can(person, data, program):
            return person
    raise CannotStart(
        "PostgreSQL refuses to run as root, and no other account can reach this folder. Run as an ordinary user, "
        f"or move the project where every account can read it (out of {_first_closed(_above(data))}), "
        "or set DATABASE_URL to a server."
    )


def _accounts() -> list[pwd.struct_passwd]:
    """Unprivileged accounts, the fittest first. PostgreSQL wants one that has a name."""
    fittest = {"postgres": 0, "nobody": 1, "daemon": 2}
    others = [account for account in pwd.getpwall() if account.pw_uid != 0]
    return sorted(others, key=lambda account: (fittest.get(account.pw_name, 3), account.pw_uid))[:5]


def _enter_namespace(uid: int, gid: int) -> None:
    """A user namespace in which root is seen as `uid`: an ordinary user for PostgreSQL, still root for the files."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "unshare") or libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "no user namespace")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} 0 1")
    Path("/proc/self/gid_map").write_text(f"{gid} 0 1")


def _can_enter(identity: Identity) -> bool:
    return _works(["true"], identity.enter)


def _can(person: Identity, data: Path, program: str) -> bool:
    """Whether this account reaches the folder and can run the program."""
    return _works(["test", "-x", str(_above(data))], person.enter) and _works([program, "--version"], person.enter)


def _above(data: Path) -> Path:
    """The folder that holds the state folder; on the state folder itself we can open the door."""
    return data.parents[1]


def _works(command: list[str], become: Callable[[], None]) -> bool:
    try:
        done = subprocess.run(command, preexec_fn=become, capture_output=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _first_closed(path: Path) -> Path:
    """The first folder on the way that other accounts may not enter."""
    for folder in (*reversed(path.parents), path):
        if not folder.stat().st_mode & 0o001:
            return folder
    return path
