"""No regular expression of the house takes time with the square of a text.

Each reads texts made from its own shape. It is no measurement: what is linear needs a tenth of the processor time after which
it is ended, or much less; what isn't needs many times as much.
"""

import re
import signal

import pytest

from tests.fuzz.patterns import Found, attacks, patterns

SIZE = 30_000
SECONDS = 0.4


class Stalled(Exception):
    pass


def stalls(found: Found) -> str:
    """The beginning of the first text over which a pattern has used up its time; empty where there is none."""

    def stop(*_: object) -> None:
        raise Stalled

    before = signal.signal(signal.SIGVTALRM, stop)
    try:
        for text in attacks(found.pattern, SIZE):
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
            try:
                found.read(text)
            except Stalled:
                return text[:20]
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    finally:
        signal.signal(signal.SIGVTALRM, before)
    return ""


FOUND = patterns()
ALL = list({(one.pattern.pattern, one.pattern.flags, one.searches): one for one in FOUND}.values())


@pytest.mark.parametrize("found", ALL, ids=[one.place for one in ALL])
def test_a_pattern_reads_any_text_in_time_that_grows_with_its_length(found: Found):
    assert stalls(found) == ""


@pytest.mark.parametrize("slow", [r"\[\^[^\]\n]+\]", r"---[ \t]*[ \t]*$", r"<a\b[^>]*?\shref", r"\s+$", r"(a+)+b"])
def test_what_takes_time_with_the_square_is_recognised(slow: str):
    assert stalls(Found("here", re.compile(slow), searches=True))


def test_the_patterns_of_every_room_are_found():
    rooms = {one.place.split("/")[0] for one in FOUND}
    assert rooms == {"normsite", "norms", "comments", "riskreviews"}
    assert len(ALL) > 100
