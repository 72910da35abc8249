"""What Django answers, on its way from the thread that makes it to the reader who takes it, however slowly."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Iterable
from tempfile import SpooledTemporaryFile
from typing import Any

from normsite.gateway.room import MEGABYTE, NoRoom, Place

Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

logger = logging.getLogger(__name__)

A_PIECE = 64 * 1024  # what is longer waits on the disk
SLOWEST_SECONDS = 30.0  # for one piece
UNREAD = 1024 * MEGABYTE  # what all readers of one process may leave unread together


class Abandoned(Exception):
    """Nobody reads the rest."""


class Reply:
    """Filled by a thread, sent by the event loop: a slow reader holds up neither.

    A short reply is sent whole. What is longer than a piece is sent as it is made, piece after piece, and given up when the
    reader takes none for half a minute, or where no `place` is left for what is unread. One that `waits` goes on then once
    its reader has caught up; its thread is held meanwhile.
    """

    def __init__(self, place: Place, *, waits: bool = False) -> None:
        self._place, self._waits = place, waits
        self.status, self.headers = 500, Headers()
        self._loop = asyncio.get_running_loop()
        self._file = SpooledTemporaryFile(max_size=A_PIECE)  # noqa: SIM115  (closed with the reply)
        self._lock = threading.Lock()
        self._written = self._sent = 0  # of what the file holds
        self._complete = self._ended = self._abandoned = False
        self._news = asyncio.Event()
        self._caught_up = threading.Event()

    # --- in the thread

    def fill(self, application: Callable[..., Iterable[bytes]], environ: dict[str, Any]) -> None:
        """Let a WSGI application answer. What goes wrong on the way ends the reply, and stands in the log."""
        try:
            self._take(application(environ, self._begin))
            self._complete = True
        except Abandoned:
            logger.info("A reader has left before the end.")
        except NoRoom:
            logger.warning("A reply was given up: readers leave too much unread.")
        except Exception:
            logger.exception("The reply could not be made to its end.")
        finally:
            self._ended = True

    def _take(self, chunks: Iterable[bytes]) -> None:
        try:
            for chunk in chunks:
                self._write(chunk)
        finally:
            getattr(chunks, "close", lambda: None)()

    def _begin(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

    def _write(self, chunk: bytes) -> None:
        while not self._is_written(chunk):
            sent = self._sent
            if not self._caught_up.wait(SLOWEST_SECONDS) and self._sent == sent:
                raise Abandoned
        if self._written > A_PIECE:
            self._loop.call_soon_threadsafe(self._news.set)

    def _is_written(self, chunk: bytes) -> bool:
        """Whether there was room for it. Only room of its own is worth waiting for: its reader makes it."""
        with self._lock:
            if self._abandoned:
                raise Abandoned
            written = self._written + len(chunk)
            if written > A_PIECE:
                try:
                    self._place.grow(written - self._place.size)
                except NoRoom:
                    if not (self._waits and self._written):
                        raise
                    self._caught_up.clear()
                    return False
            self._file.seek(self._written)
            self._file.write(chunk)
            self._written = written
            return True

    # --- on the event loop

    def ended(self, work: object = None) -> None:
        """The thread has done its work."""
        self._news.set()

    async def begun(self) -> None:
        """Until there is something to send, or nothing more comes."""
        await self._news.wait()

    async def send(self, send: Send) -> None:
        """Everything, to its end; raises `Abandoned` when the reader doesn't take it, or it could not be made to its end."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        while True:
            self._news.clear()
            piece, last = self._next()
            if piece or last:
                await send_piece(send, piece, more=not last)
            if last:
                return
            if not piece:
                await self._more()

    async def _more(self) -> None:
        """Until the thread has made more; what has ended without being complete is given up."""
        if self._ended and not self._complete:
            raise Abandoned
        await self._news.wait()

    def _next(self) -> tuple[bytes, bool]:
        with self._lock:
            self._file.seek(self._sent)
            piece = self._file.read(A_PIECE)
            self._sent += len(piece)
            caught_up, complete = self._sent == self._written, self._complete
            if caught_up and not complete:
                self._forget()
            return piece, caught_up and complete

    def _forget(self) -> None:
        """All that was written has been read."""
        self._file.seek(0)
        self._file.truncate()
        self._written = self._sent = 0
        self._place.leave()
        self._caught_up.set()

    def close(self) -> None:
        with self._lock:
            self._abandoned = True
            self._place.leave()
            self._file.close()
            self._caught_up.set()


async def send_piece(send: Send, piece: bytes, *, more: bool) -> None:
    """As soon as the reader takes it; raises `Abandoned` when they take too long."""
    try:
        async with asyncio.timeout(SLOWEST_SECONDS):
            await send({"type": "http.response.body", "body": piece, "more_body": more})
    except TimeoutError:
        raise Abandoned from None
