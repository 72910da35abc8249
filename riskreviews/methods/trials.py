"""What simulations share: how numbers are drawn, how many times, and what is told of the losses that come of it.

numpy is imported by whoever draws, when it draws: the processes that show pages never carry it.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from riskreviews.methods.figures import Figure, six_digits
from riskreviews.methods.method import Simulated
from riskreviews.methods.pert import Pert

if TYPE_CHECKING:
    from numpy import float64
    from numpy.random import RandomState
    from numpy.typing import NDArray

    Numbers = NDArray[float64]

TRIALS = 100_000
CHUNK = 10_000
"""So many are drawn of one estimate, then of the next: another number would give other figures from the same seed."""
MOST_SEED = 2**32 - 1

# The shares of trials by which a loss is exceeded, at which the curve is told.
EXCEEDED_BY = (0.99, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001)

Tell = Callable[[float], None]
"""Told the part that is done, from 0 to 1."""


def library() -> str:
    """The library that draws, with its version."""
    import numpy  # noqa: PLC0415 - the processes that show pages never carry it

    return f"numpy {numpy.__version__}"


def random_numbers(seed: int) -> "RandomState":
    """Numbers that follow from the seed alone: the stream of numpy's `RandomState` is frozen, that of its newer generators is
    not. ValueError for a seed that it can't take."""
    from numpy.random import RandomState  # noqa: PLC0415 - see `library`

    return RandomState(seed)


def chunks(tell: Tell) -> Iterator[int]:
    """How many trials to make at a time, telling after each piece how far it is."""
    for done in range(0, TRIALS, CHUNK):
        yield min(CHUNK, TRIALS - done)
        tell(min(done + CHUNK, TRIALS) / TRIALS)


def draw(random: "RandomState", estimate: Pert, size: int) -> "Numbers":
    """So many numbers of an estimate. A constant is drawn without a random number."""
    import numpy  # noqa: PLC0415 - see `library`

    if estimate.is_constant:
        return numpy.full(size, estimate.low)
    return estimate.low + (estimate.high - estimate.low) * random.beta(estimate.alpha, estimate.beta, size)


def told(pieces: "Sequence[Numbers]", *, unit: str, share: float | None = None) -> Simulated:
    """What is told of the losses of all trials, piece by piece.

    With `share`, the part of trials in which an attempt succeeded, they are losses as if all had: it scales them, and its own
    uncertainty is part of the standard error. The loss that a part of the trials doesn't exceed is one that was drawn, at that
    place in their order; nothing is put between two of them.
    """
    import numpy  # noqa: PLC0415 - see `library`

    losses = numpy.concatenate(pieces)
    by_size = numpy.sort(losses)
    scale = 1.0 if share is None else share
    mean, spread = float(losses.mean()), float(losses.std(ddof=1))
    error = math.sqrt(((scale * spread) ** 2 + mean**2 * scale * (1 - scale)) / len(losses))

    def up_to(part: float) -> str:
        return six_digits(scale * float(by_size[max(0, math.ceil(round(part * len(losses), 6)) - 1)]))

    figures = (
        Figure("mean", "Mean", six_digits(scale * mean), unit),
        Figure("median", "Median", up_to(0.5), unit),
        Figure("p90", "Nine years in ten cost at most", up_to(0.9), unit),
        Figure("p95", "19 years in 20 cost at most", up_to(0.95), unit),
        Figure("standard_error", "Standard error of the mean", six_digits(error), unit),
    )
    succeeded = () if share is None else (Figure("succeeded", "Share of attempts that succeed", six_digits(share)),)
    return Simulated((*figures, *succeeded), tuple((up_to(1 - part), six_digits(part)) for part in EXCEEDED_BY))
