"""The servers that tests need: a real PostgreSQL and a real Redis-protocol server, unless the environment names some.

As a pytest plugin (`-p tests.servers`) it acts before Django reads its settings; `python -m tests.servers COMMAND`
runs a command with the same servers.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from normsite.launcher.postgres import Postgres
from normsite.launcher.processes import Service
from normsite.launcher.valkey import Valkey

_running: list[Service] = []
_folder: list[Path] = []


def ensure_servers() -> None:
    """Name the servers in the environment, starting what is missing. The workers of pytest-xdist inherit the names."""
    os.environ.setdefault("SECRET_KEY", "only-for-tests")
    if "DATABASE_URL" in os.environ and "REDIS_URL" in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="normsite-test-"))
    _folder.append(folder)
    servers: list[Postgres | Valkey] = []
    if "DATABASE_URL" not in os.environ:
        postgres = Postgres(folder / "postgres", folder, folder / "postgres.log", durable=False)
        os.environ["DATABASE_URL"] = postgres.url
        servers.append(postgres)
    if "REDIS_URL" not in os.environ:
        valkey = Valkey(folder / "valkey", folder, folder / "valkey.log")
        os.environ["REDIS_URL"], os.environ["CELERY_BROKER_URL"] = valkey.url, valkey.broker_url
        servers.append(valkey)
    for server in servers:
        _running.append(server.start())
    for server in servers:
        server.wait()


def stop_servers() -> None:
    """Stop what was started here, and leave nothing behind."""
    while _running:
        _running.pop().stop()
    while _folder:
        shutil.rmtree(_folder.pop(), ignore_errors=True)


def pytest_unconfigure() -> None:
    stop_servers()


if __name__ == "__main__":
    ensure_servers()
    try:
        sys.exit(subprocess.run(sys.argv[1:], check=False).returncode)
    finally:
        stop_servers()
else:
    ensure_servers()
