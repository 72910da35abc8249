"""The results of an assessment computed again, without a look at what is stored but to compare."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from riskreviews.methods import METHODS
from riskreviews.methods.figures import readable
from riskreviews.methods.method import SIDES, digest_of
from riskreviews.models import Assessment, Scenario, Simulation, SimulationState, numbers_in
from riskreviews.queries.simulations import standing_simulations


@dataclass(frozen=True, slots=True)
class Recomputed:
    """One result of one scenario: what it is, what it came to now in words, and each number that is another than the stored
    one."""

    code: str
    what: str
    figures: str
    differences: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        said = "; ".join(self.differences) if self.differences else "equal"
        return f"{self.code}, {self.what}: {self.figures}: {said}"


def recompute(assessment: Assessment) -> Iterator[Recomputed]:
    """Each scenario, then each simulation of what it says now, in their order."""
    scenarios = list(assessment.scenarios.order_by("position"))
    simulations = standing_simulations(scenarios)
    for scenario in scenarios:
        yield _levels(scenario)
        if scenario.pk in simulations:
            yield _figures(simulations[scenario.pk], scenario.code)


def _levels(scenario: Scenario) -> Recomputed:
    """Each side by itself: one that is not judged yet has no level, and nothing to compare where none is stored either."""
    method = scenario.method
    what = f"levels by version {method.version} of {method.title}"
    stored = {"without": scenario.level, "with": scenario.residual_level}
    levels, differences = {}, []
    for side, residual in SIDES.items():
        try:
            levels[side] = method.result(scenario.judgements, residual=residual).level
        except ValueError as lacking:
            if stored[side]:
                differences.append(f"a level {side} safeguards is stored, and none can be computed: {lacking}")
    pairs = [(f"level {side} safeguards", stored[side] or "none", level.code) for side, level in levels.items()]
    if not levels:
        return Recomputed(scenario.code, what, "not judged on either side", tuple(differences))
    figures = ", ".join(f"{levels.get(side, 'not judged')} {side}" for side in SIDES) + " safeguards"
    if len(levels) == len(SIDES):
        digest = method.digest(scenario.judgements)
        figures += f", digest {digest}"
        pairs += _of_both(scenario, digest)
    return Recomputed(scenario.code, what, figures, (*differences, *_differing(pairs)))


def _of_both(scenario: Scenario, digest: str) -> list[tuple[str, str, str]]:
    """What is stored once both sides are judged; nothing of those that were written before digests were."""
    if not scenario.digest:
        return []
    return [("version", scenario.method_version, scenario.method.version), ("digest", scenario.digest, digest)]


def _figures(simulation: Simulation, code: str) -> Recomputed:
    what = (
        f"simulation from seed {simulation.seed} by version {simulation.method_version} of {METHODS[simulation.method].title}"
    )
    if simulation.state != SimulationState.DONE:
        return Recomputed(code, what, simulation.get_state_display().lower())
    method = METHODS[simulation.method]
    done = method.simulated(simulation.judgements, seed=simulation.seed, tell=_nobody)
    found = numbers_in({side: one.plain for side, one in done.items()})
    stored = numbers_in(simulation.figures)
    pairs = [("version", simulation.method_version, method.version)]
    for side in found:
        before, now = dict(_numbers(stored[side])), dict(_numbers(found[side]))
        pairs += [(f"{what} {side} safeguards", before.get(what, "not there"), number) for what, number in now.items()]
    digest = digest_of(simulation.record | {"version": method.version, "figures": found})
    means = " and ".join(f"{readable(found[side]['mean'])} {side}" for side in found)
    return Recomputed(
        code, what, f"mean {means} safeguards, digest {digest}", _differing([*pairs, ("digest", simulation.digest, digest)])
    )


def _numbers(side: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each number of one side, with what it is."""
    yield from ((key, number) for key, number in side.items() if key != "curve")
    yield from ((f"loss that {share} of the trials exceed", loss) for loss, share in side["curve"])


def _nobody(part: float) -> None:
    """Nobody waits to hear how far it is."""


def _differing(pairs: list[tuple[str, str, str]]) -> tuple[str, ...]:
    return tuple(f"{what} is {stored}, computed {computed}" for what, stored, computed in pairs if stored != computed)
