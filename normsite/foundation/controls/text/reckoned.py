"""What follows from the figures of a sentence: lists bound what texts don't state, but what their figures give.

Each rule says what is certain at least: the greatest density of a material where none is given, the least weight that a
list gives a computer's operations, one second of burning.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace

from normsite.foundation.controls.text.quantities import Quantity
from normsite.foundation.controls.text.terms import stem, stems
from normsite.foundation.controls.text.units import kinds

GRAVITY = 9.80665  # metres per second squared
KILOGRAM = 1000.0  # grams: the base unit of mass here
# No fibre of the material is denser, in kilograms per cubic metre: so much its specific strength is at least.
DENSEST = {"carbon": 2200.0, "graphit": 2200.0, "aramid": 1500.0, "kevlar": 1500.0}
# By the lists' note on adjusted peak performance: operations of 64 bits, times 0.3 at least (0.9 of vector processors).
LEAST_WEIGHT = 0.3e-12  # weighted teraflops for each operation per second
_OF_COMPUTERS = stems(
    "computer computing supercomputer linpack cluster machine system cpu processor core node blade rmax rpeak hpl top500"
) | {"hpc"}
_OF_PEAK = stems("peak performance theoretical rpeak rmax linpack aggregate sustained")
_OF_SUPERCOMPUTERS = frozenset({"hpc"})  # of which nothing but the peak is told
# Of shorter numbers more operations are made, and they don't count.
_OF_SHORT_NUMBERS = stems("fp16 bf16 fp8 fp4 int8 tensor sparsity mixed inference ai bit train")
_GREAT = re.compile(r"(?:peta|exa)flops?", re.IGNORECASE)  # so many only a supercomputer makes
_OF_LONG_NUMBERS = stems("double fp64")
_PRESSURE, _DENSITY, _FORCE, _MASS, _TIME = (
    next(iter(kinds(unit))) for unit in ("pascal", "gram/metre**3", "newton", "gram", "second")
)
_RATE = next(iter(kinds("operation/second")))
_IMPULSE = next(iter(kinds("newton*second")))
_WEIGHTED = next(iter(kinds("weighted_teraflops")))
_LENGTH = next(iter(kinds("metre")))
_MODULUS, _STRENGTH, _TENSILE = (stem(word) for word in ("modulus", "strength", "tensile"))
_THRUST, _BURN, _TOTAL, _IMPULSES = (stem(word) for word in ("thrust", "burn", "total", "impulse"))


@dataclass(frozen=True)
class Measured:
    """A figure with the words around it; `beyond` where it's said to be more, or less, than that."""

    quantity: Quantity
    near: frozenset[str]
    beyond: bool

    def reading(self, kind: str) -> tuple[float, float] | None:
        return next(((low, high) for own, low, high in self.quantity.readings if own == kind), None)


def reckon(measured: list[Measured], words: Set[str]) -> Iterator[Measured]:
    """The further quantities that those of a sentence give; `words` are all that it and its block speak of."""
    density = next((found for one in measured if (found := one.reading(_DENSITY))), None)
    burning = next((found for one in measured if _BURN in one.near and (found := one.reading(_TIME))), (1.0, 1.0))
    for one in measured:
        yield from _of_weight(one, density, words)
        yield from _impulse(one, burning)
        yield from _performance(one, words)


def _of_weight(one: Measured, density: tuple[float, float] | None, words: Set[str]) -> Iterator[Measured]:
    """Specific modulus and specific tensile strength, in metres."""
    pressure = one.reading(_PRESSURE)
    densest = density[1] if density else KILOGRAM * max((DENSEST[word] for word in DENSEST.keys() & words), default=0)
    if not pressure or not densest:
        return
    if _MODULUS in one.near:
        yield _as(one, _LENGTH, pressure, 1 / (densest * GRAVITY), {_MODULUS})
    if {_TENSILE, _STRENGTH} <= one.near:
        yield _as(one, _LENGTH, pressure, 1 / (densest * GRAVITY), {_TENSILE, _STRENGTH})


def _impulse(one: Measured, burning: tuple[float, float]) -> Iterator[Measured]:
    """Thrust by the time of burning; thrust may be given as a mass."""
    force, mass = one.reading(_FORCE), one.reading(_MASS)
    if _THRUST in one.near and (force or mass):
        yield _as(one, _IMPULSE, force or mass or (0, 0), burning[1] * (1 if force else GRAVITY), {_TOTAL, _IMPULSES})


def _performance(one: Measured, words: Set[str]) -> Iterator[Measured]:
    """The adjusted peak performance, where the peak of a computer is meant."""
    rate, said = one.reading(_RATE), words | one.near
    of_great = bool(_GREAT.match(one.quantity.unit))
    is_peak = of_great or said & _OF_SUPERCOMPUTERS or (said & _OF_COMPUTERS and said & _OF_PEAK)
    short = said & _OF_SHORT_NUMBERS and not said & _OF_LONG_NUMBERS
    if rate and is_peak and not short:
        yield _as(one, _WEIGHTED, rate, LEAST_WEIGHT, set())


def _as(one: Measured, kind: str, values: tuple[float, float], factor: float, near: Set[str]) -> Measured:
    reading = (kind, values[0] * factor, values[1] * factor)
    return Measured(replace(one.quantity, readings=(reading,)), frozenset(near), one.beyond)
