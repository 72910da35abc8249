"""A site of its own for one run: the project's launcher on a data folder that is made for it and removed after it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import psycopg
from psycopg.rows import dict_row

from normsite.launcher.ports import is_free
from normsite.launcher.processes import Child, launch
from tests.load.family import family, remaining
from tests.load.figures import note

PROJECT = Path(__file__).resolve().parents[2]
NAMED_SERVERS = ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "EMAIL_URL", "PYTEST_VERSION")
START_LASTS = 180


class Site:
    """The launcher on `port`, a mail server on the next one, and the way into the database.

    One proxy is believed about addresses, so that a client can come from many networks.
    """

    def __init__(self, port: int = 8160, *, proxies: int = 1, keep: bool = False) -> None:
        self.port, self.mail_port = port, port + 1
        self.proxies, self.keep = proxies, keep
        self.folder = Path(tempfile.mkdtemp(prefix="normsite-load-"))
        self.folder.chmod(0o755)  # PostgreSQL may run as somebody else, who has to pass through
        self.mailbox_seconds = 0.0  # that the mail server takes over each mail
        self.launcher: Child
        self.mailbox: Child

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def letters(self) -> Path:
        """Where the mail server keeps what it received."""
        return self.folder / "mails"

    def start(self) -> None:
        """Start the launcher; it is not ready yet. Without a terminal, so that Ctrl-C reaches the tool alone."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("NORMSITE_")}
        for name in NAMED_SERVERS:
            environment.pop(name, None)
        environment |= {
            "NORMSITE_DATA": str(self.data),
            "NORMSITE_PORT": str(self.port),
            "NORMSITE_PROXIES": str(self.proxies),
            "NORMSITE_DEMO": "1",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
        }
        command = [sys.executable, "-m", "normsite.launcher"]
        self.launcher = launch(
            "launcher", command, log=self.folder / "launcher.log", environment=environment, folder=PROJECT, patience=60
        )

    def start_mailbox(self) -> None:
        command = [sys.executable, "-m", "tests.load.mailbox", str(self.mail_port), str(self.letters)]
        command += [str(self.mailbox_seconds)]
        self.mailbox = launch("mail server", command, log=self.folder / "mailbox.log", folder=PROJECT)

    def family(self) -> dict[str, list[psutil.Process]]:
        return family(self.launcher.process.pid)

    def end_leftovers(self, *, seconds: float) -> None:
        """Wait for what outlived its launcher, then insist: what a service manager does before it starts anew."""
        _, stubborn = psutil.wait_procs(remaining(self.data), timeout=seconds)
        for process in stubborn or remaining(self.data):
            process.kill()

    @cached_property
    def environment(self) -> dict[str, str]:
        """How manage.py reaches the servers of this site, as the launcher noted it."""
        told: dict[str, str] = json.loads((self.data / "environment.json").read_text())
        return {**os.environ, **told, "DJANGO_SETTINGS_MODULE": "normsite.settings"}

    def database(self) -> "psycopg.Connection[dict[str, Any]]":
        return psycopg.connect(self.environment["DATABASE_URL"], row_factory=dict_row, autocommit=True)

    def rows(self, query: str, *parameters: Any) -> list[dict[str, Any]]:
        with self.database() as connection:
            return connection.execute(query, parameters).fetchall()

    def consultations(self, count: int = 1, seconds: float = 90 * 24 * 3600) -> list[dict[str, Any]]:
        """Open so many consultations that close in so many seconds; each has a `code` and an instant `closes_at`."""
        opened: list[dict[str, Any]] = self.scene("open", str(count), str(seconds))
        return opened

    def scene(self, *words: str) -> Any:
        """What `tests.load.scene` tells after it has done this."""
        command = [sys.executable, "-m", "tests.load.scene", *words]
        said = subprocess.run(command, cwd=PROJECT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True)
        return json.loads(said.stdout)

    def answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def await_ready(self) -> None:
        deadline = time.monotonic() + START_LASTS
        while not self.answers():
            if not self.launcher.alive or time.monotonic() > deadline:
                raise SystemExit(f"The site did not start:\n{self.launcher.last_words()}")
            time.sleep(0.1)

    def remove(self) -> None:
        if self.keep:
            note(f"Data and logs stay in {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def running(port: int, *, proxies: int = 1, keep: bool = False) -> Iterator[Site]:
    """A site that is ready; refused when somebody else listens on its ports."""
    for taken in (port, port + 1):
        if not is_free(taken):
            raise SystemExit(f"Port {taken} is taken. Choose another with --port.")
    site = Site(port, proxies=proxies, keep=keep)
    with ExitStack() as ending:
        ending.callback(site.remove)
        ending.callback(site.end_leftovers, seconds=0)
        site.start_mailbox()
        ending.callback(lambda: site.mailbox.stop())  # the last one: both may be started again meanwhile
        site.start()
        ending.callback(lambda: site.launcher.stop())
        site.await_ready()
        note(f"The site is ready on port {port}")
        yield site
