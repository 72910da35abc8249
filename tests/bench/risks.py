"""Measure what a simulated risk costs: 100,000 trials of one side against the plainest numpy that draws as many of the same
estimates and takes their mean."""

from collections.abc import Iterator

from tests.bench.texts import Cost, seconds

ESTIMATES = {
    "cf": (10, 50, 400),
    "poa": (0.01, 0.05, 0.2),
    "tcap": (20, 50, 95),
    "rs": (40, 70, 90),
    "pl": (1e3, 1e4, 1e5),
    "slef": (0.1, 0.3, 0.4),
    "sl": (0, 5e5, 2e6),
}


def costs() -> Iterator[Cost]:
    from riskreviews.methods.open_fair import METHOD

    ends = ("low", "likely", "high")
    answers = {f"{key}_{end}": f"{one:g}" for key, found in ESTIMATES.items() for end, one in zip(ends, found, strict=True)}
    answers["currency"] = "EUR"
    ours = seconds(lambda: METHOD.simulate(answers, seed=7, tell=lambda part: None))
    yield Cost("100,000 trials", ours, "drawn by plain numpy, of the same seven estimates", seconds(_plain))


def _plain() -> None:
    import numpy

    random = numpy.random.RandomState(7)

    def drawn(key: str) -> "numpy.ndarray":
        low, likely, high = ESTIMATES[key]
        alpha, beta = 1 + 4 * (likely - low) / (high - low), 1 + 4 * (high - likely) / (high - low)
        return low + (high - low) * random.beta(alpha, beta, 100_000)

    share = (drawn("tcap") >= drawn("rs")).mean()
    losses = drawn("cf") * drawn("poa") * share * (drawn("pl") + drawn("slef") * drawn("sl"))
    losses.mean()
