"""Seats that the processes of one pool share, so that not all of them are taken by the same kind of work."""

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


class Seats:
    """To be made before the pool forks: its processes lock bytes of one file that has no name, and the kernel gives back what a
    process held when it dies (`fcntl(2)`, record locks)."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the pool lives

    @contextmanager
    def one(self) -> Iterator[bool]:
        """Whether there was a seat, which is ours until the end of the block."""
        seat = next(filter(self._take, range(self.number)), None)
        try:
            yield seat is not None
        finally:
            if seat is not None:
                fcntl.lockf(self.file, fcntl.LOCK_UN, 1, seat)

    def _take(self, seat: int) -> bool:
        try:
            fcntl.lockf(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, seat)
        except OSError:
            return False
        return True
