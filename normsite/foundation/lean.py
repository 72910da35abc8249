"""Libraries that would load another one wherever it is installed, and need it for nothing that we ask of them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(name: str) -> Iterator[None]:
    """Import libraries as if the one of this name were not installed: numpy costs every process 16 MB and a sixth of a second.
    Once it is loaded it stays, and this changes nothing."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # Python's own sign for what can't be imported
    try:
        yield
    finally:
        del sys.modules[name]
