"""The three processes of the site itself: web, worker and beat; and the static files they serve."""

import hashlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from normsite.launcher.database import PROJECT, manage
from normsite.launcher.folder import Folder
from normsite.launcher.processes import Child, finish, launch

BUSY_WORKERS = 2
# Two for whatever comes and one for mail (normsite/celery.py). They are forks that share what is loaded: each costs 15 MB.
BACKGROUND_WORKERS = 3
QUEUES = "mail,celery,bulk"
# The Dockerfile says the same. Headers get ten seconds; bodies, replies and the queue are bounded by normsite.gateway. A
# connection that only waits costs little, so there may be many; a worker that was killed is started again.
SERVING = [
    *("--interface", "asgi", "--http", "1", "--no-ws", "--http1-header-read-timeout", "10000"),
    *("--backlog", "4096", "--backpressure", "4096", "--respawn-failed-workers", "--respawn-interval", "0.2"),
]
# On one machine mail and PDFs can wait; a page can't.
BACKGROUND = 10


@dataclass
class Site:
    """How to start each process. `host` and `port` are where the web server listens."""

    folder: Folder
    environment: Mapping[str, str]
    host: str
    port: int

    def web(self) -> Child:
        command = [sys.executable, "-m", "granian", "--host", self.host, "--port", str(self.port), *SERVING]
        command += ["--workers", str(min(BUSY_WORKERS, os.cpu_count() or 1)), "--workers-kill-timeout", "5"]
        command += ["normsite.asgi:application"]
        return self._launch("web", command)

    def worker(self) -> Child:
        words = ["worker", "--queues", QUEUES, "--concurrency", str(BACKGROUND_WORKERS), "--without-gossip", "--without-mingle"]
        words += ["--loglevel", "INFO"]
        return self._launch("worker", _celery(*words), niceness=BACKGROUND)

    def beat(self) -> Child:
        schedule = self.folder.path / "beat-schedule"
        return self._launch(
            "beat", _celery("beat", "--schedule", str(schedule), "--pidfile", "", "--loglevel", "INFO"), niceness=BACKGROUND
        )

    def answers(self) -> bool:
        """Whether the web server answers at all; any page will do."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104  (compared, not listened on)
        try:
            with urlopen(f"http://{host}:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def _launch(self, name: str, command: list[str], *, niceness: int = 0) -> Child:
        log = self.folder.log(name)
        return launch(name, command, log=log, environment=self.environment, folder=PROJECT, niceness=niceness)


def _celery(*words: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "normsite", *words]


class StaticFiles:
    """Static files with names by content, compressed once; made anew only when one of them changed."""

    def __init__(self, folder: Folder, environment: Mapping[str, str]) -> None:
        self.mark = folder.path / "static-made"
        self.fingerprint = static_fingerprint()
        self.child: Child | None = None
        fresh = self.mark.exists() and self.mark.read_text() == self.fingerprint
        if environment.get("NORMSITE_DEBUG") != "1" and not fresh:
            log = folder.log("static")
            command = manage("collectstatic", "--no-input", "--clear", "--verbosity", "0")
            self.child = launch("manage.py collectstatic", command, log=log, environment=environment)

    def finish(self) -> None:
        if self.child:
            finish(self.child)
            self.child = None
            self.mark.write_text(self.fingerprint)

    def stop(self) -> None:
        if self.child:
            self.child.stop()


def static_fingerprint() -> str:
    digest = hashlib.sha256((PROJECT / "requirements.txt").read_bytes())
    for path in sorted(Path(PROJECT / "static").rglob("*")):
        known = path.stat()
        digest.update(f"{path} {known.st_size} {known.st_mtime_ns}\n".encode())
    return digest.hexdigest()
