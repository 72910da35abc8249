"""From amounts to places on a sheet, and amounts in few signs."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

PREFIXES = ((1e12, " tn"), (1e9, " bn"), (1e6, " m"), (1e3, " k"))
MOST_MARKS = 5


def short(amount: float) -> str:
    """An amount with three significant digits, for a drawing: 806,666,667 is "807 m"."""
    for size, sign in PREFIXES:
        if abs(amount) >= size * 0.9995:
            return f"{amount / size:.3g}{sign}"
    return f"{amount:.3g}"


@dataclass(frozen=True, slots=True)
class Axis:
    """Amounts from `low` to `high` between two places on the sheet, by their logarithms where the steps are powers of ten."""

    low: float
    high: float
    begin: float
    end: float
    by_powers: bool = False

    @classmethod
    def around(cls, amounts: Iterable[float], begin: float, end: float, *, by_powers: bool = False) -> "Axis":
        """An axis that holds all these amounts; powers of ten only where all are above 0 and some power lies between."""
        found = list(amounts)
        low, high = min(found), max(found)
        if by_powers and low > 0 and high / low > 10:
            return cls(10.0 ** math.floor(math.log10(low)), 10.0 ** math.ceil(math.log10(high)), begin, end, by_powers=True)
        low = min(0.0, low) if by_powers else low
        return cls(low, high if high > low else low + 1, begin, end)

    def place(self, amount: float) -> float:
        low, high = self._measure(self.low), self._measure(self.high)
        return round(self.begin + (self._measure(amount) - low) / (high - low) * (self.end - self.begin), 1)

    def marks(self) -> list[float]:
        """A few amounts to name on the axis."""
        if not self.by_powers:
            return [self.low + (self.high - self.low) * part / 4 for part in range(5)]
        lowest, highest = round(math.log10(self.low)), round(math.log10(self.high))
        every = math.ceil((highest - lowest + 1) / MOST_MARKS)
        return [10.0**power for power in range(lowest, highest + 1, every)]

    def _measure(self, amount: float) -> float:
        return math.log10(amount) if self.by_powers else amount
