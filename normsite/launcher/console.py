"""What a person sees while the launcher works."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(text: str = "") -> None:
    print(text, flush=True)


def complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(doing: str) -> Iterator[None]:
    """Say what is being done, and after it how long it took."""
    print(f"  {doing} …", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        say()
        raise
    say(f" {time.monotonic() - began:.1f} s")
