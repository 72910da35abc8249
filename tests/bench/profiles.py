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
from typing import Any, NamedTuple

from tests.bench.contenders import addresses
from tests.bench.ground import prepared
from tests.load.site import PROJECT

ROUNDS, TIMED = 20, 40
SHOWN, NEARLY_ALL = 12, 0.9
OURS = ("normsite/", "norms/", "comments/", "riskreviews/")
# Kinds of work by the function through which all of it goes: the end of its file's name, and its own.
WORK = {
    "statements, with the wait for them": ("django/db/backends/utils.py", "_execute_with_wrappers"),
    "building SQL": ("django/db/models/sql/compiler.py", "as_sql"),
    "rows to objects": ("django/db/models/base.py", "from_db"),
    "templates, with what they ask for": ("django/template/base.py", "render"),
    "words in templates": ("django/template/base.py", "render_value_in_context"),
    "looking up names in templates": ("django/template/base.py", "resolve"),
    "addresses by name": ("django/urls/base.py", "reverse"),
    "compressing": ("django/utils/text.py", "compress_string"),
}


class Function(NamedTuple):
    """What `pstats` knows of a function; times in seconds over all rounds."""

    file: str
    line: int
    name: str
    primitive_calls: int
    calls: int
    own: float
    with_calls: float

    @property
    def is_ours(self) -> bool:
        return self.file.startswith(OURS)


def run(args: Namespace) -> int:
    """Profile these pages, or each that many read, on a site of its own."""
    with prepared(args.port, keep=args.keep) as ground:
        ground.grow(max(args.comments or [1_000]))
        paths = args.paths or list(addresses(ground).values())
        command = [sys.executable, "-m", "tests.bench.profiles", *paths]
        return subprocess.run(command, cwd=PROJECT, env=ground.site.environment, check=False).returncode


def profile(path: str) -> None:
    from django.test import Client

    client = Client(headers={"host": "localhost", "accept-encoding": "gzip"})
    for _ in range(3):
        client.get(path)
    milliseconds, sql, statements = _timed(client, path)
    print(f"\n=== {path}: {milliseconds:.1f} ms, of it {sql:.1f} ms in {statements} statements")
    recorder = cProfile.Profile()
    recorder.enable()
    for _ in range(ROUNDS):
        client.get(path)
    recorder.disable()
    show(pstats.Stats(recorder))


def show(stats: pstats.Stats) -> None:
    """Shares of a request: kinds of work, which overlap; functions of ours with what they call; functions by their own time."""
    whole = stats.total_tt  # type: ignore[attr-defined]  # typeshed leaves it out
    known = stats.stats  # type: ignore[attr-defined]  # likewise
    functions = [Function(_short(file), line, name, *facts[:4]) for (file, line, name), facts in known.items()]
    for kind, (file, name) in WORK.items():
        through = [one for one in functions if one.file.endswith(file) and one.name == name]
        if through:  # of several with one name the outermost
            one = max(through, key=lambda each: each.with_calls)
            print(f"    {one.with_calls / whole:6.1%}  {one.calls / ROUNDS:8.1f} x  {kind}")
    _list("ours, with what they call", [(one.with_calls / whole, one) for one in functions if one.is_ours])
    _list("by own time", [(one.own / whole, one) for one in functions])


def _list(caption: str, shares: "list[tuple[float, Function]]") -> None:
    """The largest; what is nearly all of the request only hands it on."""
    print(f"  {caption}:")
    shown = sorted((share for share in shares if share[0] < NEARLY_ALL), reverse=True)[:SHOWN]
    for share, one in shown:
        print(f"    {share:6.1%}  {one.calls / ROUNDS:8.1f} x  {one.file}:{one.line} {one.name}")


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
