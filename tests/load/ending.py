"""How a tool ends that has started servers: it stops them, also when it is told to end."""

import signal
import sys
from types import FrameType
from typing import NoReturn

ENDS_GENTLY = (signal.SIGTERM, signal.SIGHUP)


def end_gently() -> None:
    """From now on a signal to end unwinds what was begun."""
    for each in ENDS_GENTLY:
        signal.signal(each, _end_once)


def _end_once(number: int, frame: FrameType | None) -> NoReturn:
    """Stop what was started, and be deaf meanwhile: a second signal would leave some of it running."""
    for each in ENDS_GENTLY:
        signal.signal(each, signal.SIG_IGN)
    sys.exit(f"Ended by signal {number}.")
