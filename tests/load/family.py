"""The processes of one running site, told apart by what they do."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import psutil

WEB, WEB_WORKER = "web parent", "web worker"
CELERY, CELERY_CHILD, BEAT = "worker parent", "worker child", "beat"
POSTGRES, BACKEND, REDIS = "PostgreSQL", "PostgreSQL backend", "Redis"
LAUNCHER, MAILBOX = "launcher", "mail server"
MIB = 1024 * 1024

# Which parts of the site the memory is counted for, and who belongs to each.
PARTS = {
    "web": (WEB, WEB_WORKER),
    "worker": (CELERY, CELERY_CHILD),
    "beat": (BEAT,),
    "PostgreSQL": (POSTGRES, BACKEND),
    "Redis": (REDIS,),
}
# Words on the command line of each process that the launcher starts.
_STARTED = {
    WEB: ("granian",),
    CELERY: ("celery", "worker"),
    BEAT: ("celery", "beat"),
    POSTGRES: ("postgres", "-D"),
    REDIS: ("-server",),
}
_CHILDREN = {WEB: WEB_WORKER, CELERY: CELERY_CHILD}


def family(launcher: int) -> dict[str, list[psutil.Process]]:
    """All processes that descend from the launcher, by role. Helpers of PostgreSQL count with it, backends apart."""
    found: dict[str, list[psutil.Process]] = {}
    with contextlib.suppress(psutil.NoSuchProcess):
        head = psutil.Process(launcher)
        found[LAUNCHER] = [head]
        for child in head.children():
            for role, process in _household(child):
                found.setdefault(role, []).append(process)
    return found


def _household(child: psutil.Process) -> Iterator[tuple[str, psutil.Process]]:
    with contextlib.suppress(psutil.NoSuchProcess):
        line = " ".join(child.cmdline())
        role = next((role for role, words in _STARTED.items() if all(word in line for word in words)), "")
        if not role:
            return
        yield role, child
        for below in child.children():
            if kind := _kind_below(role, below):
                yield kind, below


def _kind_below(role: str, process: psutil.Process) -> str:
    """What a child of a server is; nothing for what only keeps books for Python's multiprocessing."""
    with contextlib.suppress(psutil.NoSuchProcess):
        line = " ".join(process.cmdline())
        if role == POSTGRES:
            return BACKEND if line.startswith("postgres: normsite ") else POSTGRES
        return "" if "resource_tracker" in line else _CHILDREN.get(role, role)
    return ""


def mebibytes(processes: list[psutil.Process]) -> float:
    """The memory of these processes; what several share counts once among them (PSS), so that sums mean something."""
    total = 0
    for process in processes:
        with contextlib.suppress(psutil.Error):
            total += process.memory_full_info().pss
    return total / MIB


def seconds_of_processor(processes: list[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        with contextlib.suppress(psutil.Error):
            spent = process.cpu_times()
            total += spent.user + spent.system + spent.children_user + spent.children_system
    return total


def remaining(folder: Path) -> list[psutil.Process]:
    """Every process that belongs to the site of this data folder, also those whose launcher has died."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            # PostgreSQL overwrites its environment with its title, but works in the folder.
            if process.environ().get("NORMSITE_DATA") == str(folder) or Path(process.cwd()).is_relative_to(folder):
                found.append(process)
    return found
