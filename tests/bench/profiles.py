"""Where the time of a page goes: its functions by their own time, and what its statements cost. `make bench ARGS="profile /…"`.

`python -m tests.bench.profiles PATH …` runs with the site's environment, in one process, without gateway and network.
"""

import cProfile
import os
import pstats
import subprocess
import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

from tests.bench.contenders import addresses
from tests.bench.ground import prepared
from tests.load.site import PROJECT

ROUNDS, TIMED = 20, 40
SHOWN = 12
OURS = ("normsite", "norms", "comments", "riskreviews", "templates")


def run(args: Namespace) -> int:
    """Profile these pages, or each that many read, on a site of its own."""
    with prepared(args.port, keep=args.keep) as ground:
        ground.grow(max(args.comments or [1_000]))
        paths = args.paths or list(addresses(ground).values())
        command = [sys.executable, "-m", "tests.bench.profiles", *paths]
        return subprocess.run(command, cwd=PROJECT, env=ground.site.environment, check=False).returncode


def profile(path: str) -> None:
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    for _ in range(3):
        client.get(path)
    milliseconds, sql, statements = _timed(client, path)
    print(f"\n=== {path}: {milliseconds:.1f} ms, of it {sql:.1f} ms in {statements} statements")
    recorder = cProfile.Profile()
    recorder.enable()
    for _ in range(ROUNDS):
        client.get(path)
    recorder.disable()
    stats = pstats.Stats(recorder)
    _show(stats, "by own time", 2, everybody=True)
    _show(stats, "ours, with what they call", 3, everybody=False)


def _timed(client: Any, path: str) -> tuple[float, float, float]:
    """Milliseconds of a request, of its statements as this side sees them, and how many they are."""
    from django.db import connection

    spent: list[float] = []

    def clocked(execute: Any, *words: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*words)
        finally:
            spent.append(time.perf_counter() - began)

    began = time.perf_counter()
    with connection.execute_wrapper(clocked):
        for _ in range(TIMED):
            client.get(path)
    took = time.perf_counter() - began
    return took / TIMED * 1000, sum(spent) / TIMED * 1000, len(spent) / TIMED


def _show(stats: pstats.Stats, caption: str, figure: int, *, everybody: bool) -> None:
    """`figure` is the place of a time in what `pstats` keeps of a function: 2 its own, 3 with all that it calls."""
    whole = stats.total_tt  # type: ignore[attr-defined]  # typeshed leaves it out
    known = stats.stats  # type: ignore[attr-defined]  # likewise
    lines = sorted(((facts[figure], facts[0], where) for where, facts in known.items()), reverse=True)
    print(f"  {caption}:")
    shown = [line for line in lines if everybody or _is_ours(line[2][0])][:SHOWN]
    for seconds, calls, (file, line, name) in shown:
        print(f"    {seconds / whole:6.1%}  {calls / ROUNDS:8.1f} x  {_short(file)}:{line} {name}")


def _is_ours(file: str) -> bool:
    return file.startswith(str(PROJECT)) and Path(file).relative_to(PROJECT).parts[0] in OURS


def _short(file: str) -> str:
    return file.rpartition("site-packages/")[2].removeprefix(f"{PROJECT}/")


def main(paths: list[str]) -> int:
    os.environ["NORMSITE_LOG_LEVEL"] = "ERROR"
    import django

    django.setup()
    for path in paths:
        profile(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
