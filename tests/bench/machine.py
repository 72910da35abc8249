"""On what a figure was measured: it means nothing without."""

import os
import platform
import subprocess
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from tests.load.family import seconds_of_processor
from tests.load.site import PROJECT, Site


def machine(site: Site | None, command: str) -> dict[str, Any]:
    facts = {
        "command": command,
        "at": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "commit": _commit(),
        "cores": f"{os.cpu_count()} ({_processor()})",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "Python": platform.python_version(),
        **{name: version(name.lower()) for name in ("Django", "granian", "psycopg")},
        "load before": f"{os.getloadavg()[0]:.2f}",
    }
    if site:
        facts["PostgreSQL"] = site.rows("SHOW server_version")[0]["server_version"]
        facts["Redis protocol"] = "Valkey, as `make run` starts it"
    return facts


def _commit() -> str:
    asked = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(asked, cwd=PROJECT, capture_output=True, text=True, check=False).stdout.strip() or "unknown"


def _processor() -> str:
    """The name of the processor where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


class Others:
    """How much of the processor everybody else on the machine used, from the beginning of the measurements to `cores`."""

    def __init__(self) -> None:
        self.began, self.busy, self.ours = time.monotonic(), _busy(), _ours()

    def cores(self) -> float:
        spent = _busy() - self.busy - (_ours() - self.ours)
        return max(0.0, spent / (time.monotonic() - self.began))


def _busy() -> float:
    times = psutil.cpu_times()
    return sum(times) - times.idle - times.iowait - times.guest - times.guest_nice


def _ours() -> float:
    """Of all that this process has started, and of itself."""
    me = psutil.Process()
    return seconds_of_processor([me, *me.children(recursive=True)])
