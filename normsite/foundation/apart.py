"""One function in a process of its own: what takes long may neither hold up the pages of others nor outlast its time.

Python's patterns hold the whole interpreter while they search, so a thread would not do. The process is a fresh one and no copy
of ours (a fork of a server with threads may inherit their locks), works at the lowest priority that still gets on, and is ended
by the kernel when it has used up its time or memory.
"""

import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any, TypeVar

from normsite.foundation.errors import Refused

HOUSE = Path(__file__).resolve().parents[2]
NICENESS = 10
MEBIBYTE = 1024 * 1024


Result = TypeVar("Result")


class TooMuch(Refused):
    """The work was ended because it took more time or memory than it may."""


Tell = Callable[[int, int], None]
"""Told how much is done, of how much."""
_PROGRESS = "NORMSITE_PROGRESS"
_told = [0.0]


def progress(done: int, total: int) -> None:
    """Report from within the function how much of how much is done, five times a second at most; without `tell` it does
    nothing."""
    if (pipe := os.environ.get(_PROGRESS)) and (done == total or monotonic() - _told[0] > 0.2):
        _told[0] = monotonic()
        os.write(int(pipe), f"{done} {total}\n".encode())


def apart(
    function: Callable[..., Result],
    *args: object,
    what: str,
    mend: str,
    seconds: int,
    mebibytes: int = 1500,
    tell: Tell | None = None,
) -> Result:
    """What the function returns, or the `Refused` that it raises. `TooMuch` after so many seconds, of its own or on the clock.

    The function stands at the top of a module and reads neither settings nor database: the process is told no secret of ours.
    What goes in and comes out is pickled. `what` names for people what is being worked on, `mend` says what to do instead.
    `tell` is told what the function says of its `progress`, in a thread of its own.
    """
    command = [sys.executable, "-m", "normsite.foundation.apart", str(seconds), str(mebibytes)]
    told = {name: value for name, value in os.environ.items() if name in ("PATH", "LD_LIBRARY_PATH", "LANG")}
    try:
        with _listening(tell) as pipe:
            done = subprocess.run(  # noqa: S603 - our own module
                command,
                input=pickle.dumps((function, args)),
                capture_output=True,
                cwd=HOUSE,
                env=told | {_PROGRESS: str(pipe)} if pipe else told,
                pass_fds=(pipe,) if pipe else (),
                timeout=seconds,
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise TooMuch(f"{what} takes more than {seconds} seconds.", mend) from None
    if done.returncode < 0 or b"MemoryError" in done.stderr[-200:]:
        raise TooMuch(f"{what} takes more time or memory than it may.", mend)
    if done.returncode:
        raise RuntimeError(f"{function.__name__} failed apart:\n{done.stderr.decode(errors='replace')}")
    answer, *words = pickle.loads(done.stdout)  # noqa: S301 - made by `main` below
    if answer == "refused":
        raise Refused(*words)
    result: Result = words[0]
    return result


@contextmanager
def _listening(tell: Tell | None) -> Iterator[int]:
    """The writing end of a pipe, for the other process; a thread passes each line of it to `tell` until the process ends. 0
    without `tell`."""
    if tell is None:
        yield 0
        return
    ours, theirs = os.pipe()
    listener = Thread(target=_pass_on, args=(ours, tell))
    listener.start()
    try:
        yield theirs
    finally:
        os.close(theirs)
        listener.join()


def _pass_on(pipe: int, tell: Tell) -> None:
    with os.fdopen(pipe) as lines:
        for line in lines:
            done, total = map(int, line.split())
            tell(done, total)


def main(seconds: int, mebibytes: int) -> None:
    """The other process: read the function and its arguments, write what comes of them."""
    os.nice(NICENESS)
    limits = {resource.RLIMIT_CPU: seconds, resource.RLIMIT_AS: mebibytes * MEBIBYTE, resource.RLIMIT_CORE: 0}
    for limit, most in limits.items():
        resource.setrlimit(limit, (most, most))
    function, args = pickle.load(sys.stdin.buffer)  # noqa: S301 - made by `apart` above
    answer: tuple[Any, ...]
    try:
        answer = ("done", function(*args))
    except Refused as refused:
        answer = ("refused", refused.reason, refused.mend)
    pickle.dump(answer, sys.stdout.buffer)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
