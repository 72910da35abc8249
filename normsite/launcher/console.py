"""What a person sees while the launcher works."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def say(text: str = "", *, end: str = "\n") -> None:
    """Tell whoever listens; a closed terminal or pipe is no reason to fall over."""
    with suppress(OSError):
        print(text, end=end, flush=True)


def complain(text: str) -> None:
    with suppress(OSError):
        print(text, file=sys.stderr, flush=True)


@contextmanager
def step(doing: str) -> Iterator[None]:
    """Say what is being done, and after it how long it took."""
    say(f"  {doing} …", end="")
    began = time.monotonic()
    try:
        yield
    except BaseException:
        say()
        raise
    say(f" {time.monotonic() - began:.1f} s")
