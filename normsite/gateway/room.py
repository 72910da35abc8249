"""How much a process holds at once of what others send, or leave unread, so that nobody fills it alone."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

SMALL = 256 * 1024  # any comment fits: 10,000 characters and a proposed change, percent-encoded in any script
MEGABYTE = 1024 * 1024


class NoRoom(Exception):
    """So much is held at this moment that nothing more can be."""


@dataclass
class Room:
    """`most` bytes at once. What is larger than `SMALL` may fill half of it, and what is large and of one network a quarter of
    that half: so whoever sends much leaves room for those who send little.
    """

    most: int = 256 * MEGABYTE
    held: int = 0
    large: int = 0
    of_network: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)  # replies are filled by threads

    @property
    def most_large(self) -> int:
        return self.most // 2

    @property
    def most_of_network(self) -> int:
        return self.most_large // 4


@dataclass(slots=True)
class Place:
    """What one request or reply takes up in the room. `network` is asked once it is large."""

    room: Room
    network: Callable[[], str]
    size: int = 0
    _network: str | None = None

    def grow(self, by: int) -> None:
        """Raises `NoRoom`; then it is as large as before."""
        room, size = self.room, self.size + by
        with room.lock:
            if room.held + by > room.most:
                raise NoRoom
            if size > SMALL:
                self._grow_large(by if self.size > SMALL else size)
            room.held += by
        self.size = size

    def _grow_large(self, by: int) -> None:
        room = self.room
        if self._network is None:
            self._network = self.network()
        if room.large + by > room.most_large or room.of_network[self._network] + by > room.most_of_network:
            raise NoRoom
        room.large += by
        room.of_network[self._network] += by

    def leave(self) -> None:
        if not self.size:
            return
        room = self.room
        with room.lock:
            room.held -= self.size
            if self.size > SMALL and self._network is not None:
                room.large -= self.size
                room.of_network[self._network] -= self.size
                room.of_network += Counter()  # those that hold nothing are forgotten
        self.size = 0
