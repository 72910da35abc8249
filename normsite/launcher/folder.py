"""The folder that holds all state of one installation, `.normsite/`, and the lock that lets one launcher use it."""

import fcntl
import hashlib
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from normsite.launcher.errors import CannotStart

# The path of a Unix socket has room for about 107 bytes on Linux and 103 on macOS; the longest name we put in is 18.
LONGEST_SOCKET_FOLDER = 80


class Folder:
    """Paths inside a state folder. Making one makes the folder, for its owner's eyes alone."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        try:
            for place in (self.path, self.logs, self.mail):
                place.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self.path / "lock").touch(mode=0o600)
        except PermissionError as refused:
            owner = self.path.owner() if self.path.exists() else "somebody else"
            raise CannotStart(
                f"{self.path} belongs to {owner}, so nothing can be kept there. Run as {owner}, or delete that folder."
            ) from refused

    @property
    def logs(self) -> Path:
        return self.path / "log"

    @property
    def mail(self) -> Path:
        return self.path / "mail"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder; the lock ends with the process, however it ends."""
        with (self.path / "lock").open("r+") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as taken:
                pid = held.read().strip() or "unknown"
                raise CannotStart(
                    f"Normsite already runs from this folder (process {pid}). Stop that one first with Ctrl-C."
                ) from taken
            held.truncate(0)
            held.write(str(os.getpid()))
            held.flush()
            yield

    def secret_key(self) -> str:
        """The key that signs sessions: made once, kept where only the owner reads."""
        path = self.path / "secret_key"
        if not path.exists():
            unfinished = self.path / "secret_key.new"
            unfinished.touch(mode=0o600)
            unfinished.write_text(secrets.token_urlsafe(50))
            unfinished.rename(path)
        return path.read_text()

    def sockets(self, name: str) -> Path:
        """Where the server of this name puts its socket: inside the folder, or in a temporary one if that path is too long."""
        near = self.path / name
        if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER:
            return near
        digest = hashlib.sha256(os.fsencode(near)).hexdigest()[:12]
        return private_folder(Path(tempfile.gettempdir()) / f"normsite-{name}-{digest}")


def private_folder(path: Path) -> Path:
    """Make a folder that nobody else can reach, or refuse one that somebody else has put there."""
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or (os.geteuid() not in (0, found.st_uid)) or found.st_mode & 0o022:
        raise CannotStart(f"{path} is not ours: delete it and start again.")
    return path
