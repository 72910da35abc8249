"""The folder in which everything lives that a run leaves behind: databases, logs, mail, the secret key."""

import fcntl
import hashlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

LONGEST_SOCKET_FOLDER = 85  # a Unix socket's whole path may have 107 bytes


class CannotStart(Exception):
    """Why the launcher gives up, in words that say what to do."""


@dataclass
class Home:
    """`.normsite/`, or the folder that NORMSITE_DATA names."""

    folder: Path
    _lock: IO[str] | None = None

    @classmethod
    def open(cls, folder: Path) -> "Home":
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("log", "mail"):
            (folder / name).mkdir(exist_ok=True)
        return cls(folder.resolve())

    def lock(self) -> None:
        """Refuse to start twice on the same folder. The lock falls with the process, however that ends."""
        lock = (self.folder / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise CannotStart(
                f"Normsite is running already in {self.folder} ({lock.read().strip() or 'another process'}). "
                "Stop it there with Ctrl-C first."
            ) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}")
        lock.flush()
        self._lock = lock

    @property
    def secret_key(self) -> str:
        """Made once, kept where only this user can read it."""
        file = self.folder / "secret_key"
        if not file.exists():
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
                new.write(secrets.token_urlsafe(64))
        return file.read_text()

    @property
    def sockets(self) -> Path:
        """A folder for Unix sockets that only this user can enter, with a path short enough for them."""
        folder = self.folder / "run"
        if len(str(folder)) > LONGEST_SOCKET_FOLDER:
            name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
            folder = Path(tempfile.gettempdir()) / f"normsite-{os.getuid()}-{name}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid != os.getuid():
            raise CannotStart(
                f"{folder} belongs to somebody else. Remove it, or set NORMSITE_DATA to a folder with a shorter path."
            )
        return folder

    def is_current(self, stamp: str, state: str) -> bool:
        file = self.folder / f"{stamp}.stamp"
        return file.exists() and file.read_text() == state

    def mark_current(self, stamp: str, state: str) -> None:
        (self.folder / f"{stamp}.stamp").write_text(state)
