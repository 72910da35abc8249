"""Numbers that methods come to, and how they are written."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a method comes to, written as it is compared: six significant digits, no separators."""

    key: str
    label: str
    value: str
    unit: str = ""


def six_digits(value: float) -> str:
    """A number as it is stored, compared and hashed: "806666667" for 806,666,666.67 is "8.06667e+08"."""
    return f"{value:.6g}"


def readable(value: float | str) -> str:
    """The same for people: "806,667,000"."""
    return format(Decimal(six_digits(float(value))), ",f")
