"""Units of the thresholds of control lists: one registry for all, those of pint and the few that lists add."""

import re
from functools import cache, lru_cache

import pint

ADDED = (
    "sample = [sample] = S_ = samples",
    "weighted_teraflops = [weighted_performance] = WT",
)
# No power above 99: it would only cost time.
_PLAIN = re.compile(r"[^\W\d_][\w*/ ().-]{0,59}|[%°]\w{0,3}")
_POWER = re.compile(r"[0-9]{3}")


@cache
def registry() -> "pint.UnitRegistry[float]":
    """Made when it is first asked for: that takes a while. A temperature in °C is compared as one, with its zero."""
    made: pint.UnitRegistry[float] = pint.UnitRegistry(autoconvert_offset_to_baseunit=True, cache_folder=None)
    for line in ADDED:
        made.define(line)
    return made


@lru_cache(maxsize=2_000)
def is_unit(words: str) -> bool:
    """Whether it can be computed with; no unit at all (a bare number) can."""
    if not words:
        return True
    if not _PLAIN.fullmatch(words) or _POWER.search(words):
        return False
    try:
        registry().parse_units(words)
    except Exception:  # pint asserts, and lets through whatever Python's own tokenizer says
        return False
    return True
