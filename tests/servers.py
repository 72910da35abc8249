"""The servers that tests need: a real PostgreSQL and a real Redis-protocol server, unless the environment names some.

`python -m tests.servers COMMAND` runs a command with the same servers.
"""

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from normsite.launcher.errors import CannotStart
from normsite.launcher.folder import Folder
from normsite.launcher.servers import servers

STATE = Path(__file__).resolve().parent.parent / ".normsite"
RUNS_AT_ONCE = 20
_ending = ExitStack()


def ensure_servers() -> None:
    """Name the servers in the environment, starting what is missing. The workers of pytest-xdist inherit the names."""
    os.environ.setdefault("SECRET_KEY", "only-for-tests")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "normsite.settings")
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    running = _ending.enter_context(servers(_folder_of_our_own(), lasting=False))
    os.environ.update(running.environment)


def stop_servers() -> None:
    """Stop what was started here, and leave nothing behind."""
    _ending.close()


def _folder_of_our_own() -> Folder:
    """Several test runs at once, each with its own servers."""
    for number in range(1, RUNS_AT_ONCE):
        folder = Folder(STATE / f"test-{number}")
        try:
            _ending.enter_context(folder.locked())
        except CannotStart:
            continue
        _ending.callback(shutil.rmtree, folder.path, ignore_errors=True)
        return folder
    raise CannotStart(f"{RUNS_AT_ONCE} test runs are going on already.")


def main(command: list[str]) -> int:
    ensure_servers()
    with _ending:
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
