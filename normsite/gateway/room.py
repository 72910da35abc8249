"""How much a process holds at once of what others send, or leave unread, so that nobody fills it alone."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from normsite.foundation.arrivals import LONGEST_FORM

TINY = 16 * 1024  # as most forms are; a process has fewer connections than would fill the room with these
SMALL = LONGEST_FORM  # any comment fits: 10,000 characters and a proposed change, percent-encoded in any script
MEGABYTE = 1024 * 1024


class NoRoom(Exception):
    """So much is held at this moment that nothing more can be."""


@dataclass
class Room:
    """`most` bytes at once. What is larger than `SMALL` may fill half of it; what is of one network and larger than `TINY` may
    fill an eighth. So whoever sends much leaves room for those who send little.
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
        return self.most // 8


@dataclass(slots=True)
class Place:
    """What one request or reply takes up in the room. `network` is asked once it is larger than `TINY`."""

    room: Room
    network: Callable[[], str]
    size: int = 0
    _network: str | None = None

    def grow(self, by: int) -> None:
        """Raises `NoRoom`; then it is as large as before."""
        before, after = self.size, self.size + by
        if after > TINY and self._network is None:
            self._network = self.network()
        with self.room.lock:
            self._claim(by, _above(SMALL, after) - _above(SMALL, before), _above(TINY, after) - _above(TINY, before))
        self.size = after

    def _claim(self, all_of_it: int, large: int, of_network: int) -> None:
        room, network = self.room, self._network or ""
        if (
            room.held + all_of_it > room.most
            or (large and room.large + large > room.most_large)
            or (of_network and room.of_network[network] + of_network > room.most_of_network)
        ):
            raise NoRoom
        room.held += all_of_it
        room.large += large
        if of_network:
            room.of_network[network] += of_network

    def leave(self) -> None:
        room = self.room
        with room.lock:
            room.held -= self.size
            room.large -= _above(SMALL, self.size)
            if self._network is not None:
                room.of_network[self._network] -= _above(TINY, self.size)
                room.of_network += Counter()  # those that hold nothing are forgotten
        self.size = 0


def _above(bound: int, size: int) -> int:
    """What counts of a request of this size: all of it once it is above the bound."""
    return size if size > bound else 0
