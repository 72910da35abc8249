"""The real web server on the database of the tests: as `make run` starts it, but with one worker, so that it can be filled."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from normsite.launcher import ports
from normsite.launcher import site as launching
from normsite.launcher.folder import Folder
from normsite.launcher.processes import Child, await_ready
from normsite.launcher.site import Site
from tests.gateway.proxy import caddyfile, find_caddy
from tests.gateway.talk import Served, silent_server


@pytest.fixture(autouse=True)
def unspent() -> None:
    """All of these tests send from one address, whose limit is no concern of theirs."""
    cache.clear()


@pytest.fixture(scope="module")
def web(django_db_setup, tmp_path_factory) -> Iterator[tuple[Served, Child]]:
    with started(tmp_path_factory.mktemp("web"), workers=1) as web:
        yield web


@pytest.fixture
def web_of_two(transactional_db, tmp_path) -> Iterator[tuple[Served, Child]]:
    with started(tmp_path, workers=2) as web:
        yield web


@pytest.fixture
def without_database(tmp_path) -> Iterator[Served]:
    """A server whose database takes connections and says nothing."""
    with silent_server() as port, started(tmp_path, workers=1, database=f"postgres://nobody@127.0.0.1:{port}/none") as web:
        yield web[0]


@pytest.fixture
def impatient(transactional_db, tmp_path) -> Iterator[Served]:
    """A server that waits half a second for a row that another holds."""
    options = "options=-c%20lock_timeout%3D500ms"
    with started(tmp_path, workers=1, database=urlsplit(_own())._replace(query=options).geturl()) as web:
        yield web[0]


def _own() -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


@contextmanager
def started(path: Path, *, workers: int, database: str = "") -> Iterator[tuple[Served, Child]]:
    """On the database of the tests, or another."""
    broker, limits = settings.CELERY_BROKER_URL, str(settings.CACHES["default"]["LOCATION"])
    environment = os.environ | {"DATABASE_URL": database or _own(), "CELERY_BROKER_URL": broker, "REDIS_URL": limits}
    port = ports.choose(8300 + 20 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")))
    folder = Folder(path)
    site = Site(folder, environment, "127.0.0.1", port)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(launching, "BUSY_WORKERS", workers)
        patch.setattr(os, "cpu_count", lambda: workers)
        child = site.web()
    try:
        await_ready(child, site.answers)
        yield Served(port, folder.log("web")), child
    finally:
        child.stop()


@pytest.fixture
def served(web, transactional_db) -> Served:
    return web[0]


@pytest.fixture
def proxied(served, tmp_path) -> Iterator[Served]:
    """The same server behind the proxy."""
    port = ports.choose(served.port + 1)
    settings = caddyfile(f"http://localhost:{port}", f"127.0.0.1:{served.port}").replace("{\n", "{\n  admin off\n", 1)
    path = tmp_path / "Caddyfile"
    path.write_text(settings)
    command = [find_caddy(), "run", "--adapter", "caddyfile", "--config", str(path)]
    with (tmp_path / "log").open("wb") as log:
        proxy = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | {"HOME": str(tmp_path)})
    try:
        while not _listens(port):
            assert proxy.poll() is None, (tmp_path / "log").read_text()
            time.sleep(0.05)
        yield Served(port, served.log)
    finally:
        proxy.terminate()
        proxy.wait()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
