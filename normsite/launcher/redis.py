"""A real Valkey, which speaks the Redis protocol, that belongs to one state folder."""

import signal
import socket
from urllib.parse import quote

from normsite.launcher.binaries import find_redis
from normsite.launcher.folder import Folder
from normsite.launcher.processes import Child, await_ready, end_leftovers, launch


class Redis:
    """The broker and the cache. `lasting` is False for tests: nothing is written to disk."""

    def __init__(self, folder: Folder, *, lasting: bool = True) -> None:
        self.folder = folder
        self.lasting = lasting
        self.place = folder.path / "redis"
        self.place.mkdir(mode=0o700, exist_ok=True)
        self.socket = folder.sockets("redis") / "redis.sock"
        self.program = find_redis()

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket))}?db=0"

    @property
    def broker_url(self) -> str:
        """The same address as Celery writes it."""
        return f"redis+socket://{quote(str(self.socket))}?virtual_host=0"

    def start(self) -> Child:
        end_leftovers(self.place, self.program, signal.SIGTERM)
        self.socket.unlink(missing_ok=True)
        settings = {
            "port": "0",
            "unixsocket": f'"{self.socket}"',
            "unixsocketperm": "700",
            "dir": f'"{self.place}"',
            "appendonly": "yes" if self.lasting else "no",
            "save": '""',
            "daemonize": "no",
        }
        words = "".join(f"{name} {value}\n" for name, value in settings.items())
        return launch("Redis", [self.program, "-"], log=self.folder.log("redis"), words=words.encode(), folder=self.place)

    def await_ready(self, child: Child) -> None:
        await_ready(child, self._answers)

    def _answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False
