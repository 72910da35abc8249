"""Estimates by three numbers as PERT distributions, in closed form: no random numbers, nothing but Python's own arithmetic."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

# Points of the quadrature below, and how far its variable goes. With both the share of `chance_to_reach` is right to within
# 1e-8: tests/riskreviews/test_pert.py holds it against shares that are known exactly.
STEPS_PER_UNIT, FARTHEST = 16, 3.5


@dataclass(frozen=True, slots=True)
class Pert:
    """A number of which the lowest, the most likely and the highest value are given; with lowest = highest it is a constant.

    It is a beta distribution stretched from `low` to `high`, with alpha = 1 + 4 (likely - low) / (high - low), and beta
    likewise from above, so alpha + beta = 6. ValueError where the three are not in their order.
    """

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.likely <= self.high:
            raise ValueError(f"Not in their order: {self.low}, {self.likely}, {self.high}")

    @property
    def is_constant(self) -> bool:
        return self.low == self.high

    @property
    def mean(self) -> float:
        return (self.low + 4 * self.likely + self.high) / 6

    @property
    def alpha(self) -> float:
        return 1 + 4 * (self.likely - self.low) / (self.high - self.low)

    @property
    def beta(self) -> float:
        return 1 + 4 * (self.high - self.likely) / (self.high - self.low)

    def density(self, value: float) -> float:
        """The density at a value between lowest and highest; not for a constant."""
        place = (value - self.low) / (self.high - self.low)
        return _power(place, self.alpha - 1) * _power(1 - place, self.beta - 1) / (self._beta_function * (self.high - self.low))

    def share_up_to(self, value: float) -> float:
        """The probability of at most `value`."""
        if value >= self.high:
            return 1.0
        if value <= self.low:
            return 0.0
        return _share((value - self.low) / (self.high - self.low), self.alpha, self.beta)

    @property
    def _beta_function(self) -> float:
        return math.gamma(self.alpha) * math.gamma(self.beta) / math.gamma(6)


def _power(base: float, exponent: float) -> float:
    return math.pow(max(base, 0.0), exponent)


def _share(place: float, alpha: float, beta: float) -> float:
    """The regularised incomplete beta function, by its series, whose terms are all positive; above the middle from the other
    end, so that they shrink at least by half in the long run."""
    if place > 0.5:
        return 1 - _share(1 - place, beta, alpha)
    term = _power(place, alpha) * _power(1 - place, beta) * math.gamma(6) / (math.gamma(alpha) * math.gamma(beta)) / alpha
    total, number = term, 0
    while term > total * 1e-17:
        number += 1
        term *= (alpha + beta + number - 1) / (alpha + number) * place
        total += term
    return total


@lru_cache(maxsize=1024)
def chance_to_reach(one: Pert, other: Pert) -> float:
    """The probability that `one` is at least as high as `other`, both drawn by themselves; right to within 1e-8.

    Where both may lie, the density of the one times the share of the other below it is integrated by the double exponential
    rule, which minds no steep ends; above that the one is higher for certain.
    """
    if one.is_constant and other.is_constant:
        return float(one.low >= other.low)
    if one.is_constant:
        return other.share_up_to(one.low)
    if other.is_constant:
        return 1 - one.share_up_to(other.low)
    begin, end = max(one.low, other.low), min(one.high, other.high)
    above = 1 - one.share_up_to(other.high)
    if begin >= end:
        return above
    return min(1.0, above + _integral(lambda value: one.density(value) * other.share_up_to(value), begin, end))


def _integral(function: Callable[[float], float], begin: float, end: float) -> float:
    middle, half = (begin + end) / 2, (end - begin) / 2
    last = round(FARTHEST * STEPS_PER_UNIT)
    total = 0.0
    for number in range(-last, last + 1):
        step = number / STEPS_PER_UNIT
        bent = math.pi / 2 * math.sinh(step)
        weight = math.pi / 2 * math.cosh(step) / math.cosh(bent) ** 2
        total += weight * function(middle + half * math.tanh(bent))
    return total * half / STEPS_PER_UNIT
